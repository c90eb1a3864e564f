//! From an order to the memberships that it grants.

use mojo_domain::memberships::membership_end;
use mojo_domain::{from_micros, to_micros};

use crate::storage::memberships::MembershipRecord;
use crate::storage::orders::{OrderLineRecord, OrderRecord};

/// What the lines of an order grant; a line of a product that grants nothing is left out. An order of a
/// subscription grants the `period` that was paid: a late payment moves no end.
pub(crate) fn grants_of(
    order: &OrderRecord,
    lines: &[&OrderLineRecord],
    period: Option<(i64, i64)>,
    now: i64,
) -> Vec<MembershipRecord> {
    lines
        .iter()
        .filter_map(|line| {
            let at = order.ordered_at;
            let (starts_at, ends_at) = match period {
                Some((starts_at, ends_at)) => (starts_at.min(at), Some(ends_at)),
                None => {
                    let end = membership_end(from_micros(at), line.billing_interval);
                    (at, end.map(to_micros))
                }
            };
            Some(MembershipRecord {
                seller: order.tenant_id,
                order_id: order.order_id,
                line_no: line.line_no,
                customer_user_id: order.customer_user_id,
                stage: line.granted_stage?,
                starts_at,
                ends_at,
                created_at: now,
            })
        })
        .collect()
}
