//! What the platform's own people did, and why.

use super::names::Names;
use super::wire::{AuditEntry, AuditList};
use super::{AdministrationError, with_query};
use crate::views::{AuditPage, AuditQuery, AuditRow, instant};
use crate::{Desk, Op};

/// Rows of a page.
const PAGE: &str = "50";

impl Desk {
    /// A page of the audit log, the latest first: by whom, what and when.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_audit_log(
        &self,
        query: AuditQuery,
    ) -> Result<AuditPage, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let list: AuditList = client.get(&audit_path(&query)).await?;
        let rows = list.entries.into_iter().map(|entry| row(entry, &names));
        Ok(AuditPage { rows: rows.collect(), next: list.next })
    }
}

/// The address of a page, as the platform's people and the owner of a tenant ask for it.
pub(crate) fn audit_path(query: &AuditQuery) -> String {
    with_query(
        "audit-log",
        &[
            ("limit", Some(PAGE)),
            ("before", query.before.as_deref()),
            ("user_id", query.user_id.as_deref()),
            ("action", query.action.as_deref()),
            ("from", query.from.as_deref()),
            ("until", query.until.as_deref()),
        ],
    )
}

fn row(entry: AuditEntry, names: &Names) -> AuditRow {
    AuditRow {
        audit_id: entry.id,
        at: instant(entry.at),
        // Whoever has no account any more goes by the id.
        user: if entry.user.is_empty() { entry.user_id.clone() } else { entry.user },
        user_id: entry.user_id,
        action: entry.action,
        subject: names.of(&entry.subject_id),
        reason: entry.reason,
        details: entry.details.to_string(),
    }
}
