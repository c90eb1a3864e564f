//! Refunds that are asked of the provider: kept before it is asked, ended by its answer.

use mojo_domain::TenantId;
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// What the provider answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AskedRefundEnd {
    /// It made this refund.
    Made(String),
    /// It never will, for this reason.
    Refused(String),
}

/// A refund that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskedRefundRecord {
    /// Also the idempotency key.
    pub(crate) key: Uuid,
    pub(crate) checkout_id: Uuid,
    /// VAT included.
    pub(crate) amount_cents: i64,
    pub(crate) asked_at: i64,
    /// `None` while nobody knows what the provider did.
    pub(crate) end: Option<AskedRefundEnd>,
}

queries! {
    INSERT = "INSERT INTO asked_refunds (tenant_id, refund_key, checkout_id, amount_cents, \
        asked_at) VALUES ($1, $2, $3, $4, $5)",
    FIND = "SELECT a.tenant_id, a.refund_key, a.checkout_id, a.amount_cents, a.asked_at, \
        e.outcome, e.provider_refund_id, e.reason FROM asked_refunds a \
        LEFT JOIN asked_refund_ends e \
        ON e.tenant_id = a.tenant_id AND e.refund_key = a.refund_key \
        WHERE a.tenant_id = $1 AND a.refund_key = $2",
    OPEN_OF = "SELECT a.tenant_id, a.refund_key, a.checkout_id, a.amount_cents, a.asked_at, \
        e.outcome, e.provider_refund_id, e.reason FROM asked_refunds a \
        LEFT JOIN asked_refund_ends e \
        ON e.tenant_id = a.tenant_id AND e.refund_key = a.refund_key \
        WHERE a.tenant_id = $1 AND a.checkout_id = $2 AND e.outcome IS NULL \
        ORDER BY a.asked_at, a.refund_key LIMIT 1",
    ALL_OPEN = "SELECT a.tenant_id, a.refund_key, a.checkout_id, a.amount_cents, a.asked_at, \
        e.outcome, e.provider_refund_id, e.reason FROM asked_refunds a \
        LEFT JOIN asked_refund_ends e \
        ON e.tenant_id = a.tenant_id AND e.refund_key = a.refund_key \
        WHERE a.asked_at <= $1 AND e.outcome IS NULL ORDER BY a.asked_at, a.refund_key",
    END = "INSERT INTO asked_refund_ends (tenant_id, refund_key, outcome, provider_refund_id, \
        reason, ended_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
}

fn asked(row: &Row) -> Result<AskedRefundRecord, StorageError> {
    let end = match row.opt_text("outcome")?.as_deref() {
        None => None,
        Some("made") => Some(AskedRefundEnd::Made(row.text("provider_refund_id")?)),
        Some("refused") => Some(AskedRefundEnd::Refused(row.text("reason")?)),
        Some(_) => return Err(StorageError::Inconsistency { column: "outcome" }),
    };
    Ok(AskedRefundRecord {
        key: row.parsed("refund_key")?,
        checkout_id: row.parsed("checkout_id")?,
        amount_cents: row.int("amount_cents")?,
        asked_at: row.int("asked_at")?,
        end,
    })
}

impl TenantTx {
    /// Keeps a refund that is wanted, without an end; under the tenant's lock.
    pub(crate) async fn insert_asked_refund(
        &mut self,
        refund: &AskedRefundRecord,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(refund.key),
            Value::id(refund.checkout_id),
            refund.amount_cents,
            refund.asked_at,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    pub(crate) async fn find_asked_refund(
        &mut self,
        key: Uuid,
    ) -> Result<Option<AskedRefundRecord>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(key)]).await?;
        row.as_ref().map(asked).transpose()
    }

    /// The oldest refund of a checkout of which nobody knows what the provider did.
    pub(crate) async fn find_open_refund_of(
        &mut self,
        checkout_id: Uuid,
    ) -> Result<Option<AskedRefundRecord>, StorageError> {
        let row = self.tx.one(OPEN_OF, vec![self.own(), Value::id(checkout_id)]).await?;
        row.as_ref().map(asked).transpose()
    }

    /// Keeps what the provider answered; `false` when that was known before.
    pub(crate) async fn end_asked_refund(
        &mut self,
        key: Uuid,
        end: &AskedRefundEnd,
        at: i64,
    ) -> Result<bool, StorageError> {
        let (outcome, refund_id, reason) = match end {
            AskedRefundEnd::Made(id) => ("made", id.as_str(), ""),
            AskedRefundEnd::Refused(reason) => ("refused", "", reason.as_str()),
        };
        let values = values![self.own(), Value::id(key), outcome, refund_id, reason, at];
        Ok(self.tx.execute(END, values).await? > 0)
    }
}

impl LedgerTx {
    /// The sellers' refunds that were asked for by `until` and have no end, the oldest first.
    pub(crate) async fn list_open_refunds(
        &mut self,
        until: i64,
    ) -> Result<Vec<(TenantId, AskedRefundRecord)>, StorageError> {
        let rows = self.tx.all(ALL_OPEN, values![until]).await?;
        rows.iter().map(|row| Ok((row.parsed("tenant_id")?, asked(row)?))).collect()
    }
}
