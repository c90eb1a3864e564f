//! Commissions at rest: what the platform computed for this tenant.

mod credit_notes;
mod disputes;
mod freezes;
mod list;
mod packages;
mod project;

pub use credit_notes::{keep_credit_notes, list_credit_notes};
pub use disputes::{
    DisputeMessage, DisputeRecord, SettledDispute, list_dispute_messages, list_disputes,
};
pub(crate) use disputes::{dispute_messages, dispute_settlements, disputes};
pub use freezes::list_frozen;
pub(crate) use freezes::{freeze_ends, freezes};
pub use list::{
    PayoutRecord, ReversalRecord, find_entry, list_entries, list_months, list_payouts,
    list_reversals,
};
pub use packages::list_packages;
pub(crate) use packages::packages;
pub(crate) use project::{entries, payouts, reversals};

use mojo_domain::Month;

/// The month as it lies in a row: 202611.
fn period(month: Month) -> i64 {
    i64::from(month.year()) * 100 + i64::from(month.month())
}
