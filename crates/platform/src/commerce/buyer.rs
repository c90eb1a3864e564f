//! Somebody of a tenant who buys for it: the membership that is paid for is the tenant's (C7).

use mojo_domain::{TenantId, UserId};

use crate::storage::{Database, StorageError};

/// As which customer a tenant buys for itself, when `asks`, one of its owners, buys for it: as whoever did
/// so first. Another owner makes no second first purchase of the tenant (C3, C8), and no second subscription
/// of what it subscribes to. `None` when `asks` buys for another tenant.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn note_own_buyer(
    database: &Database,
    asks: UserId,
    buyer: TenantId,
    at: i64,
) -> Result<Option<UserId>, StorageError> {
    let mut tx = database.write_ledger().await?;
    // Two owners who are the first ones at the same time wait for each other here.
    tx.lock_whether_left(buyer).await?;
    if let Some(first) = tx.find_own_buyer(buyer).await? {
        return Ok(Some(first));
    }
    tx.insert_customers(&[(asks, Some(buyer))], at).await?;
    tx.note_buyer(asks, buyer).await?;
    let known = tx.list_customers(&[asks.0]).await?;
    if known.iter().any(|known| known.buyer_tenant_id != Some(buyer)) {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(asks))
}
