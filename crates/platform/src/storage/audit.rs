//! What the platform's own people did, and why.

use mojo_domain::{TenantId, UserId};
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, Value, values};

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuditRecord {
    pub(crate) tenant_id: TenantId,
    pub(crate) audit_id: Uuid,
    pub(crate) at: i64,
    pub(crate) user_id: UserId,
    pub(crate) action: String,
    pub(crate) subject_id: String,
    pub(crate) reason: String,
    /// A JSON object.
    pub(crate) details: String,
}

queries! {
    INSERT = "INSERT INTO audit_log (tenant_id, audit_id, at, user_id, action, subject_id, \
        reason, details) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    PAGE = "SELECT tenant_id, audit_id, at, user_id, action, subject_id, reason, details \
        FROM audit_log WHERE tenant_id = $1 AND (at < $2 OR (at = $2 AND audit_id < $3)) \
        ORDER BY at DESC, audit_id DESC LIMIT $4",
}

fn entry(row: &Row) -> Result<AuditRecord, StorageError> {
    Ok(AuditRecord {
        tenant_id: row.parsed("tenant_id")?,
        audit_id: row.parsed("audit_id")?,
        at: row.int("at")?,
        user_id: row.parsed("user_id")?,
        action: row.text("action")?,
        subject_id: row.text("subject_id")?,
        reason: row.text("reason")?,
        details: row.text("details")?,
    })
}

impl LedgerTx {
    /// Keeps what was done, in the transaction that did it.
    pub(crate) async fn insert_audit(&mut self, entry: &AuditRecord) -> Result<(), StorageError> {
        let values = values![
            Value::id(entry.tenant_id),
            Value::id(entry.audit_id),
            entry.at,
            Value::id(entry.user_id),
            entry.action.as_str(),
            entry.subject_id.as_str(),
            entry.reason.as_str(),
            entry.details.as_str(),
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// What the people of `tenant` did, the latest first, before the given place.
    pub(crate) async fn list_audit(
        &mut self,
        tenant: TenantId,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<AuditRecord>, StorageError> {
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at, id.to_string()));
        let rows = self.tx.all(PAGE, values![Value::id(tenant), at, id, limit]).await?;
        rows.iter().map(entry).collect()
    }
}
