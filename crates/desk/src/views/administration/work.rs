//! The platform's own work, as its people look after it: what the payment provider told,
//! files for the bank, jobs and mail, and to where tenants are paid.

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
    /// It was not there before: nobody can have given it to the bank.
    pub is_new: bool,
    /// What waits on.
    pub problems: Vec<SepaProblemRow>,
}

/// A payout in a file, and to where it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SepaFilePayoutRow {
    /// The payout.
    pub payout_id: String,
    /// Whose it is; its name.
    pub recipient: String,
    /// `YYYY-MM` for which it is paid.
    pub month: String,
    /// The amount.
    pub amount: MoneyView,
    /// The owner of the account, as the file says it.
    pub holder: String,
    /// The account, as the file says it.
    pub iban: String,
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

/// A piece of the platform's own work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobRow {
    /// The job.
    pub job_id: String,
    /// As the platform names it: `payout` and the like.
    pub kind: String,
    /// `YYYY-MM` of what is done once a month; else empty.
    pub month: String,
    /// `queued`, `running`, `done`, `failed`.
    pub state: String,
    /// When it is due, an instant.
    pub run_at: String,
    /// How often it was taken.
    pub attempts: u32,
    /// How often it went wrong in a row.
    pub failures: u32,
    /// Who is at it; may be empty.
    pub worker: String,
    /// Why it went wrong last, in the platform's words; may be empty.
    pub last_error: String,
    /// An instant.
    pub created_at: String,
    /// An instant.
    pub finished_at: Option<String>,
    /// It went wrong and may be tried again.
    pub may_retry: bool,
}

/// A step of an attempt at a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobAttemptRow {
    /// Counted from 1.
    pub attempt: u32,
    /// `started`, `done`, `failed`, `lost`, `released`.
    pub step: String,
    /// An instant.
    pub at: String,
    /// Who was at it.
    pub worker: String,
    /// What the platform notes; may be empty.
    pub note: String,
}

/// A page of jobs, what has failed before all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobPage {
    /// The page.
    pub rows: Vec<JobRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A mail that the platform owes somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailRow {
    /// The mail.
    pub mail_id: String,
    /// Whose it is; its name.
    pub tenant: String,
    /// As the platform names it: `invitation` and the like.
    pub kind: String,
    /// `de`, `en`.
    pub language: String,
    /// The address.
    pub to: String,
    /// Whose address; may be empty.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// Empty where it opens something that whoever reads may not have.
    pub text: String,
    /// An instant.
    pub queued_at: String,
    /// `waiting`, `sent`, `refused`, `given_up`, `handed_over`.
    pub state: String,
    /// When it is tried next, an instant.
    pub due_at: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// An instant.
    pub ended_at: Option<String>,
    /// What the other side said last; may be empty.
    pub answer: String,
    /// It may be tried again.
    pub may_retry: bool,
    /// Staff may give it to its reader themselves.
    pub may_hand_over: bool,
}

/// A page of mails, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailPage {
    /// The page.
    pub rows: Vec<MailRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// `smtp`, or `hand`: then they wait until staff hand them over.
    pub sent_by: String,
}

/// To where a tenant is paid (Y2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PayoutAccountView {
    /// `stripe_connect`, `sepa_manual`.
    pub rail: String,
    /// The provider's; empty where staff pay by hand.
    pub provider_account_id: String,
    /// `onboarding`, `active`, `restricted`, `closed`.
    pub status: String,
    /// A payout would reach it.
    pub is_payable: bool,
    /// What the provider still asks for, in its words.
    pub requirements: Vec<String>,
    /// Why the provider pays nothing, in its words; may be empty.
    pub disabled_reason: String,
    /// Of the account at a bank; empty where staff pay without a file.
    pub iban: String,
    /// May be empty.
    pub bic: String,
    /// Who owns it; empty where there is no IBAN.
    pub holder: String,
    /// Every change makes another one; none of a platform that does not tell it yet.
    pub version: Option<String>,
}

/// An account as it is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PayoutAccountInput {
    /// Whose it is.
    pub tenant_id: String,
    /// `stripe_connect`, `sepa_manual`.
    pub rail: String,
    /// The provider's; of `stripe_connect` alone.
    pub provider_account_id: Option<String>,
    /// Of `sepa_manual` alone; none where staff pay without a file.
    pub iban: Option<String>,
    /// The BIC of its bank, where one is known.
    pub bic: Option<String>,
    /// Who owns it; with an IBAN.
    pub holder: Option<String>,
    /// Why.
    pub reason: String,
    /// The version of the account that was seen, empty where there was none: another one is not replaced.
    /// None where the platform told none.
    pub version: Option<String>,
}
