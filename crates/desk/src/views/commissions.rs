//! Commissions (Provisionen).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MoneyView;

/// A month with a statement in one currency; a month of several currencies has several rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MonthRow {
    /// `YYYY-MM`.
    pub month: String,
    /// Entries and corrections less reversals and forfeitures.
    pub total: MoneyView,
    /// How many.
    pub entries: u32,
    /// Something was booked in it; a month of which this is false began with a balance, and no more.
    pub is_booked: bool,
}

/// The statement of a month in one currency. Amounts bear the sign with which they move the balance:
/// `opening + earned + reversed + corrected + forfeited + paid = closing`, and
/// `held + payable = closing`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatementView {
    /// `YYYY-MM`.
    pub month: String,
    /// The tenant's name.
    pub recipient: String,
    /// ISO 4217.
    pub currency: String,
    /// Balance before.
    pub opening: MoneyView,
    /// By type; reversals, corrections and forfeitures last.
    pub totals: Vec<CommissionTotal>,
    /// Of the month, discounts among them.
    pub total: MoneyView,
    /// The commissions of the month that will be paid out.
    pub earned: MoneyView,
    /// What refunds took from such commissions; not above zero, but where one did not go through
    /// after all.
    pub reversed: MoneyView,
    /// What people corrected of such commissions (Y5): given in addition, less what was taken back.
    pub corrected: MoneyView,
    /// What was forfeited (C13); not above zero.
    pub forfeited: MoneyView,
    /// What was paid; not above zero.
    pub paid: MoneyView,
    /// Granted as a discount in the month, less reversals of discounts: moves no balance.
    pub discounts: MoneyView,
    /// What became payable in the month and is not disputed: what its credit notes say.
    pub credited: MoneyView,
    /// What would have become payable, were its dispute not open; without what a credit note says already.
    pub disputed: MoneyView,
    /// Balance after, which the next month begins with.
    pub closing: MoneyView,
    /// The part of it that is still in its hold period.
    pub held: MoneyView,
    /// The rest of it: approved and unpaid, clawbacks included, disputed or not.
    pub payable: MoneyView,
    /// In order of time.
    pub entries: Vec<CommissionRow>,
    /// Of the month.
    pub payouts: Vec<PayoutRow>,
    /// 24 months up to this one.
    pub history: Vec<MonthBar>,
    /// What becomes approved and is paid when, as of now.
    pub forecast: ForecastView,
    /// The settlement is due: end of the following month (section 87c HGB).
    pub due_on: String,
}

/// The sum of a type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommissionTotal {
    /// `regional_exclusive`, `affiliate_first`, `affiliate_recurring`, `platform_fee`, `reversals`,
    /// `corrections`, `forfeitures`.
    pub kind: String,
    /// A decimal, when it is one.
    pub percent: Option<String>,
    /// The sum.
    pub amount: MoneyView,
}

/// An entry, or the reversal, the correction or the forfeiture of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommissionRow {
    /// The entry.
    pub entry_id: String,
    /// A day in Berlin.
    pub on: String,
    /// As people see it.
    pub order_number: String,
    /// Of the order.
    pub line: String,
    /// `K-7F3A`.
    pub customer: String,
    /// Its name.
    pub product: String,
    /// May be empty.
    pub country: String,
    /// The base.
    pub net: MoneyView,
    /// A decimal.
    pub percent: String,
    /// The commission.
    pub amount: MoneyView,
    /// As in the totals.
    pub kind: String,
    /// `pending`, `approved`, `frozen`, `paid`, `refunded`, `forfeited`, `settled`; `reversal`,
    /// `correction` and `forfeiture` are rows of their own.
    pub status: String,
    /// A day.
    pub approved_on: Option<String>,
    /// `open` while it is disputed, or how the last dispute was settled: `upheld`, `rejected`.
    pub dispute: Option<String>,
    /// C13: that it was forfeited, when, and why.
    pub forfeited: Option<ForfeitedView>,
    /// Y5: why it was corrected, in the words of the platform's people; of a correction alone.
    pub corrected_because: Option<String>,
}

/// That an entry was forfeited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ForfeitedView {
    /// `deactivated`: the recipient left the platform.
    pub reason: String,
    /// A day in Berlin.
    pub on: String,
    /// What was lost.
    pub amount: MoneyView,
}

/// How an entry came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommissionExplanation {
    /// The entry.
    pub entry_id: String,
    /// The commission.
    pub amount: MoneyView,
    /// A decimal.
    pub percent: String,
    /// The line without VAT.
    pub base: MoneyView,
    /// What the customer paid.
    pub gross: MoneyView,
    /// Basis points.
    pub vat_rate_bp: u32,
    /// As people see it.
    pub order_number: String,
    /// Of the order.
    pub line: String,
    /// `2026-1`.
    pub rule_version: String,
    /// In order.
    pub steps: Vec<ExplanationStep>,
    /// The same rules, here and now.
    pub recomputed: MoneyView,
    /// Recomputed equals the entry.
    pub equal: bool,
    /// The first one first.
    pub disputes: Vec<CommissionDisputeView>,
}

/// An entry that the recipient disputes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommissionDisputeView {
    /// The dispute.
    pub dispute_id: String,
    /// What is wrong, in the recipient's words.
    pub reason: String,
    /// An instant.
    pub at: String,
    /// Who disputes it; may be empty.
    pub by: String,
    /// In order of time.
    pub messages: Vec<DisputeMessageView>,
    /// `upheld`, `rejected`; `None` while it is open.
    pub outcome: Option<String>,
    /// Why it was settled like that.
    pub settled_because: Option<String>,
    /// An instant.
    pub settled_at: Option<String>,
}

/// A message in the thread of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DisputeMessageView {
    /// The words.
    pub text: String,
    /// An instant.
    pub at: String,
    /// Who wrote it; empty for the platform's people.
    pub by: String,
    /// The platform's people wrote it.
    pub from_platform: bool,
}

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExplanationStep {
    /// The reason's code.
    pub code: String,
    /// It leads to the commission; `false` says why something is not paid.
    pub pays: bool,
    /// Names and values of the sentence.
    pub values: std::collections::BTreeMap<String, String>,
}

/// A payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PayoutRow {
    /// A day.
    pub on: String,
    /// `monthly`, `final`.
    pub kind: String,
    /// What is of commissions.
    pub amount: MoneyView,
    /// VAT of credit notes, paid in addition: both together left for the account.
    pub vat: MoneyView,
}

/// A bar of the chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MonthBar {
    /// `YYYY-MM`.
    pub month: String,
    /// Before reversals.
    pub regional: MoneyView,
    /// Before reversals.
    pub affiliate_first: MoneyView,
    /// Before reversals.
    pub affiliate_recurring: MoneyView,
}

/// What becomes approved and is paid when, by what is known now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ForecastView {
    /// The coming payout runs, the next one first, until all that is held now is approved.
    pub runs: Vec<ForecastRow>,
    /// Y5: held or approved, but disputed, and in none of the runs until that is settled.
    pub frozen: MoneyView,
}

/// A payout run to come (Y1). `before + approved = due`, and `due = paid + carried`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ForecastRow {
    /// The first day on which the run may be made.
    pub run_on: String,
    /// Approved and unpaid before, clawbacks included.
    pub before: MoneyView,
    /// What becomes approved before the run, day by day.
    pub approvals: Vec<ReleaseRow>,
    /// All of that.
    pub approved: MoneyView,
    /// What the run finds.
    pub due: MoneyView,
    /// What it pays.
    pub paid: MoneyView,
    /// What stays for the next one.
    pub carried: MoneyView,
    /// Why it stays: `below_minimum`, `other_unit`.
    pub reason: Option<String>,
}

/// What becomes approved on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseRow {
    /// A day in Berlin.
    pub on: String,
    /// How much.
    pub amount: MoneyView,
}

/// A recomputation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecomputeResult {
    /// Looked at.
    pub entries: u32,
    /// Equal by the rules.
    pub recomputed: u32,
    /// Months whose signature holds.
    pub signed_months: u32,
    /// All of them.
    pub differences: Vec<CommissionDifference>,
}

/// An entry that the rules compute otherwise, or that was signed otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommissionDifference {
    /// The entry.
    pub entry_id: String,
    /// Of which month, `YYYY-MM`.
    pub month: String,
    /// Of the amounts; empty where a signature is told of.
    pub currency: String,
    /// As people see it.
    pub order_number: String,
    /// What differs.
    pub field: String,
    /// As received.
    pub stored: String,
    /// As computed here, or as signed.
    pub recomputed: String,
    /// `rules`: computed otherwise; `package`: signed otherwise by the platform.
    pub source: String,
}
