//! The platform's own work, as its people look after it: what the payment provider told,
//! and files for the bank.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::MoneyView;

/// What the payment provider told and people must look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaymentProblemRow {
    /// The provider's id of the event.
    pub event_id: String,
    /// As the provider names it: `refund.failed` and the like.
    pub kind: String,
    /// The provider's id of the payment.
    pub payment_id: String,
    /// Of a payment that says for which checkout it is.
    pub checkout_id: Option<String>,
    /// Who sold; empty where no checkout is known.
    pub seller: String,
    /// None in a currency that is not counted in cents.
    pub amount: Option<MoneyView>,
    /// Then in the provider's own unit, with the currency; else empty.
    pub units: String,
    /// The provider's refund, dispute or transfer; may be empty.
    pub reference: String,
    /// An instant.
    pub happened_at: String,
    /// Why people must look at it, in the platform's words.
    pub reason: String,
    /// `open`, `settled`.
    pub state: String,
    /// Why it needs no more looking at; empty while it is open.
    pub settled_because: String,
    /// An instant.
    pub settled_at: Option<String>,
}

/// A page of payment problems: those that are open first, of each kind the latest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaymentProblemPage {
    /// The page.
    pub rows: Vec<PaymentProblemRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A file of SEPA transfers for the bank (Y2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SepaFileRow {
    /// The file.
    pub file_id: String,
    /// Without gaps.
    pub number: u32,
    /// By which the bank knows it.
    pub message_id: String,
    /// `open`, `confirmed`, `rejected`, `void`.
    pub status: String,
    /// The day on which the bank is to carry it out.
    pub execution_on: String,
    /// The account that pays.
    pub debtor_iban: String,
    /// How many payouts stand in it.
    pub payouts: u32,
    /// What they are together.
    pub sum: MoneyView,
    /// Of the file's bytes.
    pub sha256: String,
    /// An instant.
    pub created_at: String,
    /// The day on which the bank moved the money.
    pub booked_on: Option<String>,
    /// An instant.
    pub ended_at: Option<String>,
    /// Nobody has said what became of it.
    pub may_end: bool,
    /// Its bytes are given out.
    pub may_download: bool,
}

/// A page of files, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SepaFilePage {
    /// The page.
    pub rows: Vec<SepaFileRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A file that was made, and what no file can pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MadeSepaFileView {
    /// The file.
    pub file: SepaFileRow,
    /// What waits on.
    pub problems: Vec<SepaProblemRow>,
}

/// A payout that no file can pay: staff pay it by hand, or name an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SepaProblemRow {
    /// Whose it is; its name.
    pub recipient: String,
    /// The amount.
    pub amount: MoneyView,
    /// `currency`, `no_iban`, `account`, `outside_sepa`, `amount`.
    pub code: String,
    /// The platform's words.
    pub words: String,
}
