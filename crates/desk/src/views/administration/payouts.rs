//! Payouts of the platform (Y1, Y2).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::MoneyView;

/// What a payout run would do now (Y1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PayoutPlanView {
    /// Names the plan to the run.
    pub plan: String,
    /// `YYYY-MM`.
    pub month: String,
    /// What would be paid, a sum for each currency.
    pub totals: Vec<MoneyView>,
    /// Who would be paid.
    pub pay: Vec<PlannedPayoutRow>,
    /// What is held back, and why.
    pub carry: Vec<PlannedPayoutRow>,
    /// What earlier runs left open.
    pub open: Vec<OpenPayoutRow>,
}

/// What is due to one recipient in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlannedPayoutRow {
    /// Its name.
    pub recipient: String,
    /// `monthly`, `final`; `sales` for what it sold (C5); empty of a platform that does not tell it yet.
    pub kind: String,
    /// The whole.
    pub amount: MoneyView,
    /// Approved and unpaid.
    pub approved: MoneyView,
    /// What refunds take back, zero or negative.
    pub clawback: MoneyView,
    /// How many entries.
    pub entries: u32,
    /// Why it is held back: `below_minimum`, `no_account`, `planned_this_month`; else empty.
    pub reason: String,
}

/// A payout that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenPayoutRow {
    /// The payout.
    pub payout_id: String,
    /// Its name.
    pub recipient: String,
    /// `monthly`, `final`; `sales` for what it sold (C5); empty of a platform that does not tell it yet.
    pub kind: String,
    /// The amount.
    pub amount: MoneyView,
    /// Of the amount: VAT of credit notes.
    pub vat: MoneyView,
    /// `YYYY-MM`.
    pub month: String,
}

/// What a payout run did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PayoutRunView {
    /// What was paid, a sum for each currency.
    pub totals: Vec<MoneyView>,
    /// Who was paid.
    pub paid: Vec<PayoutOutcomeRow>,
    /// Whose outcome is not known yet.
    pub open: Vec<PayoutOutcomeRow>,
    /// What was refused for good, and is carried.
    pub released: Vec<PayoutOutcomeRow>,
    /// Whose balance stays, because there is no account to pay to (Y2).
    pub without_account: Vec<PayoutOutcomeRow>,
}

/// What became of one payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PayoutOutcomeRow {
    /// Its name.
    pub recipient: String,
    /// The amount.
    pub amount: MoneyView,
    /// The provider's or the platform's words; empty where it was paid.
    pub reason: String,
}

/// A payout with its transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlatformPayoutRow {
    /// The payout.
    pub payout_id: String,
    /// Its name.
    pub recipient: String,
    /// The amount.
    pub amount: MoneyView,
    /// What refunds took of it.
    pub clawback: MoneyView,
    /// Of the amount: VAT of credit notes.
    pub vat: MoneyView,
    /// `monthly`, `final`.
    pub kind: String,
    /// `YYYY-MM`.
    pub month: String,
    /// An instant.
    pub planned_at: String,
    /// `open`, `paid`, `released`, `returned`.
    pub status: String,
    /// An instant.
    pub ended_at: Option<String>,
    /// `stripe_connect`, `sepa_manual`, `recorded`; may be empty.
    pub rail: String,
    /// The provider's.
    pub transfer_id: Option<String>,
    /// What was said of the last step.
    pub reason: String,
    /// The name of the file in which it stands while nobody has said what the bank did.
    pub open_file: Option<String>,
    /// Staff pay it by hand and confirm it.
    pub may_confirm: bool,
    /// It may be given up.
    pub may_release: bool,
    /// It was paid: its money may come back.
    pub may_return: bool,
}

/// A page of payouts, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlatformPayoutPage {
    /// The page.
    pub rows: Vec<PlatformPayoutRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Whether the ledger and the transfers agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReconciliationView {
    /// They do.
    pub agrees: bool,
    /// By currency.
    pub currencies: Vec<ReconciledRow>,
    /// What differs.
    pub differences: Vec<ReconciliationDifference>,
}

/// The sums of a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReconciledRow {
    /// What the ledger paid through the provider.
    pub ledger: MoneyView,
    /// What the provider transferred; none without a provider.
    pub transfers: Option<MoneyView>,
    /// Paid on other ways.
    pub elsewhere: MoneyView,
    /// Not ended.
    pub open: MoneyView,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReconciliationDifference {
    /// As the platform names it.
    pub kind: String,
    /// Its name; may be empty.
    pub recipient: String,
    /// The provider's.
    pub transfer_id: Option<String>,
    /// By the ledger.
    pub ledger: MoneyView,
    /// By the provider.
    pub transfer: MoneyView,
}
