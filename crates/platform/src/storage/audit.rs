//! What people did, and why: a tenant's own people, and the platform's, whose acts are told to the
//! tenant that they concern.

use mojo_domain::{TenantId, UserId};
use uuid::Uuid;

use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

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

/// An entry as the owner of a tenant may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenAudit {
    pub(crate) audit_id: Uuid,
    pub(crate) at: i64,
    /// Whoever of the tenant did it; `None` for the platform's people.
    pub(crate) user_id: Option<UserId>,
    /// Empty where nobody of that id has an account, and for the platform's people.
    pub(crate) user: String,
    pub(crate) action: String,
    pub(crate) subject_id: String,
    /// Empty for the platform's people: their words are for the platform.
    pub(crate) reason: String,
    /// A JSON object.
    pub(crate) details: String,
}

const COLUMNS: &[&str] =
    &["tenant_id", "audit_id", "at", "user_id", "action", "subject_id", "reason", "details"];
const INSERT_OWN: InsertMany = InsertMany { table: "audit_log", columns: COLUMNS, tail: "" };
const INSERT_OWN_ONCE: InsertMany =
    InsertMany { table: "audit_log", columns: COLUMNS, tail: "ON CONFLICT DO NOTHING" };
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_OWN, &INSERT_OWN_ONCE];

queries! {
    NOTICE = "INSERT INTO audit_notices (tenant_id, audit_id, at, action, subject_id, details) \
        VALUES ($1, $2, $3, $4, $5, $6)",
    SEEN = include_str!("audit/seen.sql"),
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

/// The parameters of a page of the log, the tenant first.
fn page_values(tenant: TenantId, page: &AuditPage) -> Vec<Value> {
    let place = |(at, id): (i64, Uuid)| (at, id.to_string());
    let (at, id) = page.before.map_or((i64::MAX, String::new()), place);
    values![
        Value::id(tenant),
        at,
        id,
        page.limit,
        page.user_id.map(|id| id.to_string()).unwrap_or_default(),
        page.action.clone().unwrap_or_default(),
        page.from.unwrap_or(i64::MIN),
        page.until.unwrap_or(i64::MAX),
    ]
}

fn entry_values(entry: &AuditRecord) -> Vec<Value> {
    values![
        Value::id(entry.tenant_id),
        Value::id(entry.audit_id),
        entry.at,
        Value::id(entry.user_id),
        entry.action.as_str(),
        entry.subject_id.as_str(),
        entry.reason.as_str(),
        entry.details.as_str(),
    ]
}

impl TenantTx {
    /// Keeps what people of the tenant did, in the transaction that did it.
    pub(crate) async fn insert_own_audit(
        &mut self,
        entries: &[AuditRecord],
    ) -> Result<(), StorageError> {
        self.tx.insert_many(&INSERT_OWN, entries.iter().map(entry_values).collect()).await
    }

    /// The same of what may have come before: an entry that is there stays as it is.
    pub(crate) async fn insert_own_audit_once(
        &mut self,
        entries: &[AuditRecord],
    ) -> Result<(), StorageError> {
        self.tx.insert_many(&INSERT_OWN_ONCE, entries.iter().map(entry_values).collect()).await
    }

    /// What people of the tenant did, and what the platform's people did that concerns it, the latest
    /// first.
    pub(crate) async fn list_seen_audit(
        &mut self,
        page: &AuditPage,
    ) -> Result<Vec<SeenAudit>, StorageError> {
        let rows = self.tx.all(SEEN, page_values(self.tenant.id(), page)).await?;
        let seen = |row: &Row| {
            Ok(SeenAudit {
                audit_id: row.parsed("audit_id")?,
                at: row.int("at")?,
                user_id: row.opt_parsed("user_id")?,
                user: row.text("user_name")?,
                action: row.text("action")?,
                subject_id: row.text("subject_id")?,
                reason: row.text("reason")?,
                details: row.text("details")?,
            })
        };
        rows.iter().map(seen).collect()
    }
}

impl LedgerTx {
    /// Keeps what the platform's people did, and tells `concerned` of it; nobody is told of what
    /// their own people did, which they find in their log.
    pub(crate) async fn insert_audit_about(
        &mut self,
        entry: &AuditRecord,
        concerned: TenantId,
    ) -> Result<(), StorageError> {
        self.insert_audit(entry).await?;
        self.notice_audit(entry, concerned, (&entry.subject_id, &entry.details)).await
    }

    /// Tells `concerned` of an entry that is kept, with what it may know of it.
    pub(crate) async fn notice_audit(
        &mut self,
        entry: &AuditRecord,
        concerned: TenantId,
        (subject_id, details): (&str, &str),
    ) -> Result<(), StorageError> {
        if concerned == entry.tenant_id {
            return Ok(());
        }
        let values = values![
            Value::id(concerned),
            Value::id(entry.audit_id),
            entry.at,
            entry.action.as_str(),
            subject_id,
            details,
        ];
        self.tx.execute(NOTICE, values).await.map(drop)
    }

    /// Keeps what was done, in the transaction that did it.
    pub(crate) async fn insert_audit(&mut self, entry: &AuditRecord) -> Result<(), StorageError> {
        self.tx.execute(INSERT, entry_values(entry)).await.map(drop)
    }

    /// What the people of `tenant` did, the latest first.
    pub(crate) async fn list_audit(
        &mut self,
        tenant: TenantId,
        page: &AuditPage,
    ) -> Result<Vec<ListedAudit>, StorageError> {
        let rows = self.tx.all(PAGE, page_values(tenant, page)).await?;
        let listed =
            |row: &Row| Ok(ListedAudit { record: entry(row)?, user: row.text("user_name")? });
        rows.iter().map(listed).collect()
    }
}
