//! What the payment provider told of the accounts to which recipients are paid (Y2).

use mojo_domain::TenantId;

use super::query::queries;
use super::{LedgerTx, StorageError, TenantTx, Value, values};
use crate::payments::{AccountReport, AccountState};

/// A report as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct KeptReport<'a> {
    pub(crate) tenant_id: TenantId,
    /// The provider's, or made of the instant at which it was asked.
    pub(crate) report_id: &'a str,
    pub(crate) provider_account_id: &'a str,
    pub(crate) report: &'a AccountReport,
    pub(crate) happened_at: i64,
    pub(crate) received_at: i64,
}

queries! {
    INSERT = "INSERT INTO payout_account_reports (tenant_id, report_id, provider_account_id, \
        charges_enabled, payouts_enabled, is_complete, requirements, disabled_reason, \
        happened_at, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
        ON CONFLICT DO NOTHING",
    NEWER = "SELECT report_id FROM payout_account_reports WHERE tenant_id = $1 \
        AND provider_account_id = $2 AND happened_at > $3 AND happened_at <= $4 LIMIT 1",
    LAST = "SELECT charges_enabled, payouts_enabled, is_complete, requirements, disabled_reason \
        FROM payout_account_reports WHERE tenant_id = $1 AND provider_account_id = $2 \
        ORDER BY happened_at DESC, received_at DESC, report_id DESC LIMIT 1",
}

impl LedgerTx {
    /// Keeps a report; `false` when it is held already.
    pub(crate) async fn insert_account_report(
        &mut self,
        kept: &KeptReport<'_>,
    ) -> Result<bool, StorageError> {
        let report = kept.report;
        let requirements = serde_json::to_string(&report.requirements)
            .map_err(|error| StorageError::Rule(error.to_string()))?;
        let values = values![
            Value::id(kept.tenant_id),
            kept.report_id,
            kept.provider_account_id,
            report.state.has_charges_enabled,
            report.state.has_payouts_enabled,
            report.state.is_complete,
            requirements,
            report.disabled_reason.as_str(),
            kept.happened_at,
            kept.received_at,
        ];
        Ok(self.tx.execute(INSERT, values).await? > 0)
    }

    /// Whether the provider has told something later of the account. What a clock wrote that was ahead
    /// is not later than everything that is told until then.
    pub(crate) async fn has_newer_report(
        &mut self,
        kept: &KeptReport<'_>,
    ) -> Result<bool, StorageError> {
        let values = values![
            Value::id(kept.tenant_id),
            kept.provider_account_id,
            kept.happened_at,
            kept.received_at,
        ];
        Ok(self.tx.one(NEWER, values).await?.is_some())
    }
}

impl TenantTx {
    /// What was told last of an account.
    pub(crate) async fn last_account_report(
        &mut self,
        provider_account_id: &str,
    ) -> Result<Option<AccountReport>, StorageError> {
        let row = self.tx.one(LAST, values![self.own(), provider_account_id]).await?;
        let Some(row) = row else { return Ok(None) };
        let unreadable = |_| StorageError::Inconsistency { column: "requirements" };
        Ok(Some(AccountReport {
            state: AccountState {
                has_charges_enabled: row.flag("charges_enabled")?,
                has_payouts_enabled: row.flag("payouts_enabled")?,
                is_complete: row.flag("is_complete")?,
            },
            requirements: serde_json::from_str(&row.text("requirements")?).map_err(unreadable)?,
            disabled_reason: row.text("disabled_reason")?,
        }))
    }
}
