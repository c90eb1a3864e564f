//! C13: a tenant leaves: what is approved is paid at once, what is held is forfeited, its
//! customers are free.

use mojo_domain::TenantId;
use mojo_domain::commissions::{PayoutKind, Policy};

use super::payout::{PaidOut, pay_recipient};
use crate::auth::Tenant;
use crate::storage::audit::AuditRecord;
use crate::storage::{Database, StorageError};

/// A tenant that has left.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    /// When, whoever asked first.
    pub(crate) at: i64,
    /// It had not left before.
    pub(crate) is_new: bool,
    /// What was paid now.
    pub(crate) paid: Vec<PaidOut>,
}

/// Deactivates a tenant; `false` when it had left before.
pub(crate) async fn deactivate_tenant(
    database: &Database,
    tenant: TenantId,
    at: i64,
) -> Result<bool, StorageError> {
    Ok(leave(database, tenant, at, None).await?.is_new)
}

/// Deactivates a tenant at the instant of the entry, which is kept with the deed.
pub(crate) async fn deactivate_with_reason(
    database: &Database,
    tenant: TenantId,
    entry: AuditRecord,
) -> Result<Left, StorageError> {
    leave(database, tenant, entry.at, Some(&entry)).await
}

/// Three transactions; whoever finds the first one done completes the others as of its instant.
async fn leave(
    database: &Database,
    tenant: TenantId,
    at: i64,
    entry: Option<&AuditRecord>,
) -> Result<Left, StorageError> {
    let mut ledger = database.write_ledger().await?;
    let is_new = ledger.deactivate_tenant(tenant, at).await?;
    let left = ledger.deactivated_tenants().await?;
    let at = left.iter().find(|(id, _)| *id == tenant).map_or(at, |(_, first)| *first);
    ledger.end_attributions(tenant, at).await?;
    if let Some(entry) = entry.filter(|_| is_new) {
        ledger.insert_audit(entry).await?;
    }
    ledger.commit().await?;
    let minimum = Policy::default().minimum_final_payout_cents;
    let paid = pay_recipient(database, tenant, at, PayoutKind::Final, minimum).await?;
    let mut tx = database.write(Tenant::named_by_platform(tenant)).await?;
    tx.lock_log().await?;
    tx.forfeit(at).await?;
    tx.commit().await?;
    Ok(Left { at, is_new, paid })
}
