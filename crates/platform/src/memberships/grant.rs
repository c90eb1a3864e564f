//! From an order to the memberships that it grants.

use mojo_domain::memberships::membership_end;
use mojo_domain::{from_micros, to_micros};

use crate::storage::memberships::MembershipRecord;
use crate::storage::orders::{OrderLineRecord, OrderRecord};

/// What the lines of an order grant; a line of a product that grants nothing is left out.
pub(crate) fn grants_of(
    order: &OrderRecord,
    lines: &[&OrderLineRecord],
    now: i64,
) -> Vec<MembershipRecord> {
    lines
        .iter()
        .filter_map(|line| {
            let ends_at = membership_end(from_micros(order.ordered_at), line.billing_interval);
            Some(MembershipRecord {
                seller: order.tenant_id,
                order_id: order.order_id,
                line_no: line.line_no,
                customer_user_id: order.customer_user_id,
                stage: line.granted_stage?,
                starts_at: order.ordered_at,
                ends_at: ends_at.map(to_micros),
                created_at: now,
            })
        })
        .collect()
}
