//! What the command line does with payouts.

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::commissions::SepaFileEnd;
use mojo_domain::{IdSource, TenantId, UserId, to_micros};
use serde_json::json;
use uuid::Uuid;

use super::Platform;
use crate::commerce::{FileWish, ReturnRefused, SepaFileRefused, collect_sepa_file, return_payout};
use crate::storage::StorageError;
use crate::storage::audit::AuditRecord;

/// A file of SEPA transfers, as it was made.
#[derive(Clone, Debug)]
pub struct SepaFile {
    /// What it holds, and which payouts wait on and why.
    pub report: serde_json::Value,
    /// Its bytes.
    pub content: String,
}

/// Why there is no file of SEPA transfers.
#[derive(Debug, thiserror::Error)]
pub enum SepaFileError {
    /// A rule says so; what to do stands in it.
    #[error("{0}")]
    Refused(String),
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<SepaFileRefused> for SepaFileError {
    fn from(refused: SepaFileRefused) -> Self {
        match refused {
            SepaFileRefused::Storage(error) => Self::Storage(error),
            refused => Self::Refused(refused.to_string()),
        }
    }
}

/// Why a payout did not come back.
#[derive(Debug, thiserror::Error)]
pub enum PayoutReturnError {
    /// No payout has this id.
    #[error("there is no payout {0}; GET /api/v1/payouts lists them")]
    Unknown(Uuid),
    /// A rule says so; what to do stands in it.
    #[error("{0}")]
    Refused(String),
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ReturnRefused> for PayoutReturnError {
    fn from(refused: ReturnRefused) -> Self {
        match refused {
            ReturnRefused::Storage(error) => Self::Storage(error),
            refused => Self::Refused(refused.to_string()),
        }
    }
}

impl Platform {
    /// Pays out what is due, once a month a recipient.
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::NotYet`] for an instant that has not come.
    pub async fn run_payouts(
        &self,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<serde_json::Value, StorageError> {
        let now = self.instant(as_of)?;
        self.state.settle(now).await?;
        let report = crate::commerce::run_payouts(self.state.payout_run(now)).await?;
        Ok(crate::routes::payouts::report_view(&report))
    }

    /// What [`Platform::run_payouts`] would pay, what it would carry and why; nothing is moved,
    /// so that the instant may lie ahead.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn plan_payouts(
        &self,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<serde_json::Value, StorageError> {
        let now = self.state.clock().now();
        let settled_at = to_micros(as_of.map_or(now, |asked| asked.min(now)));
        self.state.settle_with_sales(settled_at).await?;
        let at = to_micros(as_of.unwrap_or(now));
        let plan = crate::commerce::show_payout_plan(self.state.payout_run(at)).await?;
        Ok(crate::routes::payouts::plan_view(&plan))
    }

    /// Compares the payouts of the ledger with the transfers of the provider, per currency.
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::Provider`] when the provider does not answer.
    pub async fn reconcile_payouts(&self) -> Result<serde_json::Value, StorageError> {
        let now = to_micros(self.state.clock().now());
        self.state.settle_with_sales(now).await?;
        let found = crate::commerce::reconcile(self.state.payout_run(now)).await?;
        Ok(crate::routes::payouts::reconciliation_view(&found))
    }

    /// Collects what waits for a SEPA transfer into a file for the bank, to be carried out on
    /// `execution_on` or the next day of banks (Y2).
    ///
    /// # Errors
    /// [`SepaFileError`]; [`SepaFileError::Refused`] also when nothing waits.
    pub async fn make_sepa_file(
        &self,
        execution_on: Option<NaiveDate>,
    ) -> Result<SepaFile, SepaFileError> {
        let (clock, entropy) = (self.state.clock(), self.state.entropy());
        let run = self.state.payout_run(to_micros(clock.now()));
        let file_id = IdSource::new(clock, entropy).next();
        let wish = FileWish { file_id, execution_on, by: None };
        let made = collect_sepa_file(run, self.state.sepa_debtor(), wish).await?;
        let report = crate::routes::payouts::sepa_file_view(&made);
        Ok(SepaFile { report, content: made.content })
    }

    /// The bytes of the file that the bank knows by this id; `None` when there is none.
    ///
    /// # Errors
    /// [`SepaFileError`]; [`SepaFileError::Refused`] for one that was rejected or is void, whose
    /// payouts another one pays.
    pub async fn sepa_file(&self, message_id: &str) -> Result<Option<String>, SepaFileError> {
        let mut tx = self.state.database().read_ledger().await?;
        let Some(file_id) = tx.find_sepa_file_id(message_id).await? else { return Ok(None) };
        let end = tx.find_sepa_file(file_id).await?.and_then(|file| file.end);
        if let Some(end) = end.filter(|end| end.outcome != SepaFileEnd::Confirmed) {
            return Err(SepaFileRefused::Ended(end.outcome).into());
        }
        Ok(tx.find_sepa_file_content(file_id).await?)
    }

    /// The money of a payout came back on `returned_on`, as the bank says with `reason`: its amount is
    /// due again with the next run (Y2). The audit log keeps it as said at the command line.
    ///
    /// # Errors
    /// [`PayoutReturnError`].
    pub async fn return_payout(
        &self,
        payout_id: Uuid,
        returned_on: NaiveDate,
        reason: &str,
    ) -> Result<(), PayoutReturnError> {
        let (clock, entropy) = (self.state.clock(), self.state.entropy());
        let now = to_micros(clock.now());
        let mut tx = self.state.database().read_ledger().await?;
        let listed = tx.find_payout(payout_id).await?;
        drop(tx);
        let listed = listed.ok_or(PayoutReturnError::Unknown(payout_id))?;
        let cents = listed.payout.amount_cents;
        let details = json!({
            "amount_cents": cents, "returned_on": returned_on, "by": "command line",
        });
        let entry = AuditRecord {
            tenant_id: TenantId::MOJO_LLC,
            audit_id: IdSource::new(clock, entropy).next(),
            at: now,
            // Nobody of the platform's accounts: whoever may open its database.
            user_id: UserId(Uuid::nil()),
            action: "return_payout".to_owned(),
            subject_id: payout_id.to_string(),
            reason: reason.to_owned(),
            details: details.to_string(),
        };
        let run = self.state.payout_run(now);
        Ok(return_payout(run, (listed.recipient, payout_id), returned_on, &entry).await?)
    }
}
