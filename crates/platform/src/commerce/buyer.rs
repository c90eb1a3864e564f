//! Somebody of a tenant who buys for it: the membership that is paid for is the tenant's (C7).

use mojo_domain::{TenantId, UserId};

use crate::storage::{Database, StorageError};

/// Keeps for which tenant a customer buys; `false` when they buy for another one.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn note_own_buyer(
    database: &Database,
    customer: UserId,
    buyer: TenantId,
    at: i64,
) -> Result<bool, StorageError> {
    let mut tx = database.write_ledger().await?;
    tx.insert_customers(&[(customer, Some(buyer))], at).await?;
    tx.note_buyer(customer, buyer).await?;
    let known = tx.list_customers(&[customer.0]).await?;
    if known.iter().any(|known| known.buyer_tenant_id != Some(buyer)) {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}
