//! Commissions at rest: what the platform computed for this tenant.

mod corrections;
mod credit_notes;
mod disputes;
mod forfeitures;
mod freezes;
mod list;
mod month;
mod packages;
mod packed;
mod project;
mod sums;

pub(crate) use corrections::corrections;
pub use corrections::{CorrectionRecord, CorrectionSum, list_correction_sums, list_corrections};
pub use credit_notes::{keep_credit_notes, list_credit_notes};
pub use disputes::{
    DisputeMessage, DisputeRecord, SettledDispute, list_dispute_messages, list_disputes,
};
pub(crate) use disputes::{dispute_messages, dispute_settlements, disputes};
pub(crate) use forfeitures::forfeitures;
pub use forfeitures::{ForfeitureRecord, ForfeitureSum, list_forfeiture_sums, list_forfeitures};
pub use freezes::list_frozen;
pub(crate) use freezes::{freeze_ends, freezes};
pub use list::{PayoutRecord, ReversalRecord, find_entry, list_entries, list_payouts};
pub use month::{
    EntryRecord, EntryRows, Months, list_month_entries, list_named_entries, list_records,
    list_reversals_of, read_month_entries,
};
pub(crate) use packages::packages;
pub use packages::{list_month_packages, list_package_months};
pub(crate) use project::{entries, payouts, reversals};
pub use sums::{
    EntrySum, PayoutSum, ReversalSum, list_entry_sums, list_payout_sums, list_reversal_sums,
};

use mojo_domain::Month;

use crate::StoreError;

/// The month as it lies in a row: 202611.
fn period(month: Month) -> i64 {
    i64::from(month.year()) * 100 + i64::from(month.month())
}

/// The month that lies in a row.
fn month_of(table: &'static str, period: i64) -> Result<Month, StoreError> {
    let broken = |_| StoreError::Inconsistency { table, column: "period", row: period.to_string() };
    format!("{:04}-{:02}", period / 100, period % 100).parse().map_err(broken)
}
