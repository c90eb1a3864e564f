//! The ids of the ledger.

use mojo_domain::TenantId;
use mojo_domain::commissions::CommissionType;
use uuid::Uuid;

use crate::derived::derived_id;

/// The id of a commission: unique per order line, type and recipient (C15).
pub(super) fn commission_id(
    order: impl std::fmt::Display,
    line_no: i64,
    kind: CommissionType,
    recipient: TenantId,
) -> Uuid {
    let (order, line, recipient) = (order.to_string(), line_no.to_string(), recipient.to_string());
    derived_id(&["commission", &order, &line, kind.code(), &recipient])
}
