//! Corrections of commissions (Y5): what an upheld dispute gives in addition, or takes back.

use mojo_domain::{CommissionDisputeId, CommissionEntryId, Currency, UserId};
use uuid::Uuid;

use super::query::queries;
use super::{Row, StorageError, TenantTx, Value, values};

/// By how much people corrected an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CorrectionRecord {
    pub(crate) correction_id: Uuid,
    /// It makes one at most.
    pub(crate) dispute_id: CommissionDisputeId,
    pub(crate) commission_id: CommissionEntryId,
    /// Above zero: owed in addition; below: taken back.
    pub(crate) amount_cents: i64,
    pub(crate) currency: Currency,
    pub(crate) reason: String,
    /// What of the line, without VAT, was refunded by then.
    pub(crate) refunded_net_cents: i64,
    /// Who decided, of the platform's people.
    pub(crate) corrected_by: UserId,
    /// In microseconds: it stands in the statement of this month.
    pub(crate) corrected_at: i64,
}

queries! {
    INSERT = "INSERT INTO commission_corrections (tenant_id, correction_id, dispute_id, \
        commission_id, amount_cents, currency, reason, refunded_net_cents, corrected_by, \
        corrected_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    LIST = "SELECT correction_id, dispute_id, commission_id, amount_cents, currency, reason, \
        refunded_net_cents, corrected_by, corrected_at FROM commission_corrections \
        WHERE tenant_id = $1 ORDER BY corrected_at, commission_id, dispute_id",
    OF_ENTRY = "SELECT correction_id, dispute_id, commission_id, amount_cents, currency, reason, \
        refunded_net_cents, corrected_by, corrected_at FROM commission_corrections \
        WHERE tenant_id = $1 AND commission_id = $2 ORDER BY corrected_at, dispute_id",
    GIVE = "UPDATE order_commissions SET reversed_cents = reversed_cents - $3 \
        WHERE tenant_id = $1 AND commission_id = $2",
}

fn correction(row: &Row) -> Result<CorrectionRecord, StorageError> {
    Ok(CorrectionRecord {
        correction_id: row.parsed("correction_id")?,
        dispute_id: row.parsed("dispute_id")?,
        commission_id: row.parsed("commission_id")?,
        amount_cents: row.int("amount_cents")?,
        currency: row.parsed("currency")?,
        reason: row.text("reason")?,
        refunded_net_cents: row.int("refunded_net_cents")?,
        corrected_by: row.parsed("corrected_by")?,
        corrected_at: row.int("corrected_at")?,
    })
}

impl TenantTx {
    /// Books a correction: what is left of its entry grows or shrinks by it.
    pub(crate) async fn book_correction(
        &mut self,
        correction: &CorrectionRecord,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(correction.correction_id),
            Value::id(correction.dispute_id),
            Value::id(correction.commission_id),
            correction.amount_cents,
            correction.currency.code(),
            correction.reason.as_str(),
            correction.refunded_net_cents,
            Value::id(correction.corrected_by),
            correction.corrected_at,
        ];
        self.tx.execute(INSERT, values).await?;
        let id = Value::id(correction.commission_id);
        let values = values![self.own(), id, correction.amount_cents];
        self.tx.execute(GIVE, values).await.map(drop)
    }

    /// Every correction of the recipient's entries, the first one first.
    pub(crate) async fn list_corrections(&mut self) -> Result<Vec<CorrectionRecord>, StorageError> {
        self.tx.all(LIST, vec![self.own()]).await?.iter().map(correction).collect()
    }

    /// The corrections of one entry, the first one first.
    pub(crate) async fn list_corrections_of(
        &mut self,
        id: CommissionEntryId,
    ) -> Result<Vec<CorrectionRecord>, StorageError> {
        let rows = self.tx.all(OF_ENTRY, vec![self.own(), Value::id(id)]).await?;
        rows.iter().map(correction).collect()
    }
}
