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

/// What is looked for in the audit log.
#[derive(Clone, Debug)]
pub(crate) struct AuditPage {
    /// Before the instant and the id of the last entry of the page before.
    pub(crate) before: Option<(i64, Uuid)>,
    /// By this person alone.
    pub(crate) user_id: Option<UserId>,
    /// Of this kind alone.
    pub(crate) action: Option<String>,
    /// From then on, inclusive, in microseconds.
    pub(crate) from: Option<i64>,
    /// Until then, exclusive, in microseconds.
    pub(crate) until: Option<i64>,
    /// At most so many.
    pub(crate) limit: i64,
}

impl AuditPage {
    /// The latest entries.
    #[cfg(test)]
    pub(crate) fn latest(limit: i64) -> Self {
        let (before, user_id, action, from, until) = (None, None, None, None, None);
        Self { before, user_id, action, from, until, limit }
    }
}

/// An entry with the name of whoever did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedAudit {
    pub(crate) record: AuditRecord,
    /// Empty where nobody of that id has an account.
    pub(crate) user: String,
}

queries! {
    INSERT = "INSERT INTO audit_log (tenant_id, audit_id, at, user_id, action, subject_id, \
        reason, details) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    PAGE = include_str!("audit/page.sql"),
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

    /// What the people of `tenant` did, the latest first.
    pub(crate) async fn list_audit(
        &mut self,
        tenant: TenantId,
        page: &AuditPage,
    ) -> Result<Vec<ListedAudit>, StorageError> {
        let place = |(at, id): (i64, Uuid)| (at, id.to_string());
        let (at, id) = page.before.map_or((i64::MAX, String::new()), place);
        let values = values![
            Value::id(tenant),
            at,
            id,
            page.limit,
            page.user_id.map(|id| id.to_string()).unwrap_or_default(),
            page.action.clone().unwrap_or_default(),
            page.from.unwrap_or(i64::MIN),
            page.until.unwrap_or(i64::MAX),
        ];
        let rows = self.tx.all(PAGE, values).await?;
        let listed =
            |row: &Row| Ok(ListedAudit { record: entry(row)?, user: row.text("user_name")? });
        rows.iter().map(listed).collect()
    }
}
