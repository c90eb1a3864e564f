//! C13: a tenant leaves: what is approved is paid at once, what is held is forfeited, its
//! customers are free.

use mojo_domain::TenantId;
use mojo_domain::commissions::{PayoutKind, Policy};

use super::payout::pay_recipient;
use crate::auth::Tenant;
use crate::storage::{Database, StorageError};

/// Deactivates a tenant; `false` when it had left before.
pub(crate) async fn deactivate_tenant(
    database: &Database,
    tenant: TenantId,
    at: i64,
) -> Result<bool, StorageError> {
    let mut ledger = database.write_ledger().await?;
    let has_left = ledger.deactivate_tenant(tenant, at).await?;
    ledger.end_attributions(tenant, at).await?;
    ledger.commit().await?;
    let minimum = Policy::default().minimum_final_payout_cents;
    pay_recipient(database, tenant, at, PayoutKind::Final, minimum).await?;
    let mut tx = database.write(Tenant::named_by_platform(tenant)).await?;
    tx.lock_log().await?;
    tx.forfeit(at).await?;
    tx.commit().await?;
    Ok(has_left)
}
