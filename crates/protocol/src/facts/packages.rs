//! Months of commission statements as the platform signs them: what was booked and where the balance
//! stood, to the cent (Y3, Y4). A desk compares them with the entries that it holds, offline.

use chrono::{DateTime, Utc};
use mojo_domain::{CommissionEntryId, Currency, Month, TenantId};
use serde::{Deserialize, Serialize};

/// The body of a signed month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementPackageBody {
    /// What the month holds.
    pub content: StatementContent,
    /// From 1; what was recorded late for the month makes another one.
    pub revision: i64,
    /// SHA-256 of the signed text of the revision before, hexadecimal.
    pub replaces: Option<String>,
    /// When the platform signed it.
    pub signed_at: DateTime<Utc>,
}

/// A month of one recipient in one currency.
/// `opening + earned - reversed + corrected - forfeited - paid = closing`. What people corrected is
/// left out where there is nothing of it, so that a month of before keeps its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementContent {
    /// Whose.
    pub recipient: TenantId,
    /// In Berlin.
    pub month: Month,
    /// Of all amounts.
    pub currency: Currency,
    /// The balance before the month.
    pub opening_cents: i64,
    /// The commissions of the month that will be paid out.
    pub earned_cents: i64,
    /// What refunds took from such commissions.
    pub reversed_cents: i64,
    /// What corrections gave such commissions, less what they took (Y5).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub corrected_cents: i64,
    /// What was forfeited (C13).
    pub forfeited_cents: i64,
    /// What was paid.
    pub paid_cents: i64,
    /// The balance after the month.
    pub closing_cents: i64,
    /// By time and id.
    pub entries: Vec<PackagedEntry>,
    /// By time and id.
    pub reversals: Vec<PackagedReversal>,
    /// By time and id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<PackagedCorrection>,
    /// By time.
    pub payouts: Vec<PackagedPayout>,
}

/// An entry of the month; the facts that decided it travel with the entry itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackagedEntry {
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// As people see it.
    pub order_number: String,
    /// The line of the order.
    pub line: String,
    /// When it was ordered.
    pub ordered_at: DateTime<Utc>,
    /// As of the entry.
    pub commission_type: String,
    /// A decimal.
    pub percent: String,
    /// The line without VAT.
    pub base_cents: i64,
    /// The commission.
    pub amount_cents: i64,
    /// As of the entry.
    pub settled_as: String,
}

/// What refunds took back in the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackagedReversal {
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Taken back by this refund alone.
    pub reversed_cents: i64,
}

/// What people corrected in the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackagedCorrection {
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Above zero: owed in addition; below: taken back.
    pub amount_cents: i64,
}

/// A payout of the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackagedPayout {
    /// When.
    pub at: DateTime<Utc>,
    /// What is of commissions.
    pub amount_cents: i64,
    /// VAT of credit notes, paid in addition; it moves no balance.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub vat_cents: i64,
    /// `monthly`, `final`.
    pub kind: String,
}

/// For a sum that is left out; serde gives a reference.
pub(super) fn is_zero(cents: &i64) -> bool {
    *cents == 0
}
