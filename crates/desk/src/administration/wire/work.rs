//! What the platform answers about its own work: what the payment provider told, files for the bank,
//! jobs and mail, and to where tenants are paid.

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::Currency;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct ProblemList {
    pub(in crate::administration) problems: Vec<Problem>,
    pub(in crate::administration) next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct Problem {
    pub(in crate::administration) event_id: String,
    pub(in crate::administration) kind: String,
    pub(in crate::administration) payment_id: String,
    pub(in crate::administration) checkout_id: Option<String>,
    pub(in crate::administration) seller_tenant_id: Option<String>,
    pub(in crate::administration) amount: String,
    /// As the provider writes it; it need not be a currency that is known here.
    pub(in crate::administration) currency: String,
    pub(in crate::administration) reference: String,
    pub(in crate::administration) happened_at: DateTime<Utc>,
    pub(in crate::administration) reason: String,
    pub(in crate::administration) settled: Option<SettledProblem>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct SettledProblem {
    pub(in crate::administration) reason: String,
    pub(in crate::administration) at: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct SepaFileList {
    pub(in crate::administration) files: Vec<SepaFile>,
    /// The number of the last one.
    pub(in crate::administration) next: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct SepaFile {
    pub(in crate::administration) id: String,
    pub(in crate::administration) number: u32,
    pub(in crate::administration) message_id: String,
    pub(in crate::administration) status: String,
    pub(in crate::administration) execution_on: NaiveDate,
    pub(in crate::administration) debtor_iban: String,
    pub(in crate::administration) payouts: u32,
    pub(in crate::administration) currency: Currency,
    pub(in crate::administration) control_sum: String,
    pub(in crate::administration) sha256: String,
    pub(in crate::administration) created_at: DateTime<Utc>,
    pub(in crate::administration) booked_on: Option<NaiveDate>,
    pub(in crate::administration) ended_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct MadeSepaFile {
    pub(in crate::administration) file: SepaFile,
    /// `None` of a platform that does not tell it yet: then it may have been made before.
    pub(in crate::administration) is_new: Option<bool>,
    pub(in crate::administration) problems: Vec<SepaProblem>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct SepaProblem {
    pub(in crate::administration) recipient_tenant_id: Option<String>,
    pub(in crate::administration) amount: String,
    pub(in crate::administration) currency: Currency,
    pub(in crate::administration) code: String,
    pub(in crate::administration) message: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct SepaFileContents {
    pub(in crate::administration) payouts: Vec<SepaFilePayout>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct SepaFilePayout {
    pub(in crate::administration) payout_id: String,
    pub(in crate::administration) recipient_tenant_id: Option<String>,
    pub(in crate::administration) period: String,
    pub(in crate::administration) currency: Currency,
    pub(in crate::administration) amount: String,
    pub(in crate::administration) name: String,
    pub(in crate::administration) iban: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct JobList {
    pub(in crate::administration) jobs: Vec<Job>,
    pub(in crate::administration) next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct Job {
    pub(in crate::administration) id: String,
    pub(in crate::administration) kind: String,
    pub(in crate::administration) period: Option<String>,
    pub(in crate::administration) state: String,
    pub(in crate::administration) run_at: DateTime<Utc>,
    pub(in crate::administration) attempts: u32,
    pub(in crate::administration) failures: u32,
    pub(in crate::administration) worker: Option<String>,
    pub(in crate::administration) last_error: Option<String>,
    pub(in crate::administration) created_at: DateTime<Utc>,
    pub(in crate::administration) finished_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct JobLog {
    pub(in crate::administration) log: Vec<JobAttempt>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct JobAttempt {
    pub(in crate::administration) attempt: u32,
    pub(in crate::administration) step: String,
    pub(in crate::administration) at: DateTime<Utc>,
    pub(in crate::administration) worker: String,
    pub(in crate::administration) note: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct MailList {
    pub(in crate::administration) sent_by: String,
    pub(in crate::administration) mails: Vec<Mail>,
    pub(in crate::administration) next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct Mail {
    pub(in crate::administration) id: String,
    pub(in crate::administration) tenant_id: Option<String>,
    pub(in crate::administration) kind: String,
    pub(in crate::administration) language: String,
    pub(in crate::administration) to: String,
    pub(in crate::administration) name: String,
    pub(in crate::administration) subject: String,
    pub(in crate::administration) text: String,
    pub(in crate::administration) queued_at: DateTime<Utc>,
    pub(in crate::administration) state: String,
    pub(in crate::administration) due_at: Option<DateTime<Utc>>,
    pub(in crate::administration) attempts: u32,
    pub(in crate::administration) ended_at: Option<DateTime<Utc>>,
    pub(in crate::administration) answer: String,
}

/// An account that was just named.
#[derive(Debug, Deserialize)]
pub(in crate::administration) struct NamedAccount {
    pub(in crate::administration) tenant_id: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct PayoutAccount {
    pub(in crate::administration) rail: String,
    pub(in crate::administration) provider_account_id: String,
    pub(in crate::administration) status: String,
    pub(in crate::administration) payouts_enabled: bool,
    pub(in crate::administration) requirements: Vec<String>,
    pub(in crate::administration) disabled_reason: String,
    /// `None` of a platform that does not tell it yet, too; so are the next ones.
    pub(in crate::administration) iban: Option<String>,
    pub(in crate::administration) bic: Option<String>,
    pub(in crate::administration) account_holder: Option<String>,
    pub(in crate::administration) version: Option<String>,
}
