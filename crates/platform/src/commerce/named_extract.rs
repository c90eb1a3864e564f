//! C16: the named extract of the account (Buchauszug, section 87c (2) HGB): the entries of a month
//! with the names of the customers where the platform has one. The recipient has a right to it for
//! every entry of its own; since a name beside a level can reveal an illness, it is an act of its
//! own with a reason, and who took it stands in the audit log.

use mojo_domain::{Clock, Entropy, IdSource, Month, TenantId, to_micros};
use serde_json::json;

use super::statement::monthly_statements;
use crate::auth::{Session, Tenant};
use crate::storage::audit::AuditRecord;
use crate::storage::ledger::CommissionRecord;
use crate::storage::{Database, StorageError};

/// What is wanted.
#[derive(Clone, Debug)]
pub(crate) struct ExtractWish {
    pub(crate) recipient: TenantId,
    pub(crate) month: Month,
    pub(crate) reason: String,
}

/// An entry with the customer's name.
#[derive(Clone, Debug)]
pub(crate) struct NamedEntry {
    pub(crate) record: CommissionRecord,
    /// `None` where the customer has no account on the platform.
    pub(crate) customer_name: Option<String>,
}

/// Why there is no extract.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExtractRefused {
    /// C16: a named extract is explained.
    #[error("say why the names are needed")]
    NoReason,
    /// There is no such recipient.
    #[error("there is no such recipient")]
    UnknownRecipient,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The entries of the month in all currencies; the audit entry commits before anybody sees a name.
pub(crate) async fn extract_named(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    wish: &ExtractWish,
) -> Result<Vec<NamedEntry>, ExtractRefused> {
    let reason = wish.reason.trim();
    if reason.is_empty() {
        return Err(ExtractRefused::NoReason);
    }
    let mut tx = database.write_ledger().await?;
    if !tx.has_tenant(wish.recipient).await? {
        return Err(ExtractRefused::UnknownRecipient);
    }
    let mut tx = tx.go_on_as(Tenant::named_by_platform(wish.recipient)).await?;
    let mut records = Vec::new();
    for mut monthly in monthly_statements(&mut tx, wish.month).await? {
        let entries = monthly.statement.entries.iter();
        records.extend(entries.filter_map(|entry| monthly.commissions.remove(&entry.key)));
    }
    let mut tx = tx.go_on_as_ledger().await?;
    let ids: Vec<_> = records.iter().map(|record| record.commission_id.0).collect();
    let mut names = tx.list_customer_names(wish.recipient, &ids).await?;
    let entries: Vec<NamedEntry> = records
        .into_iter()
        .map(|record| {
            let customer_name = names.remove(&record.commission_id);
            NamedEntry { record, customer_name }
        })
        .collect();
    let entry = AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id: IdSource::new(clock, entropy).next(),
        at: to_micros(clock.now()),
        user_id: by.user_id,
        action: "extract_named".to_owned(),
        subject_id: wish.recipient.to_string(),
        reason: reason.to_owned(),
        details: json!({ "month": wish.month, "entries": entries.len() }).to_string(),
    };
    tx.insert_audit_about(&entry, wish.recipient).await?;
    tx.commit().await?;
    Ok(entries)
}
