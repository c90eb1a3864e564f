//! Somebody of a tenant who buys for it: the membership that is paid for is the tenant's (C7).

use mojo_domain::{TenantId, UserId};

use crate::storage::{Database, StorageError};

/// Why somebody does not buy for a tenant.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BuyerRefused {
    /// Who asks buys for another tenant.
    #[error("you buy for another tenant; somebody else has to buy for this one")]
    OtherBuyer,
    /// C13: the tenant left.
    #[error("the tenant has left; nothing is bought for it any more")]
    HasLeft,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl BuyerRefused {
    /// The code in answers.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::OtherBuyer => "other_buyer",
            Self::HasLeft => "tenant_left",
            Self::Storage(_) => "internal",
        }
    }
}

/// As which customer a tenant buys for itself, when `asks`, one of its owners, buys for it: as whoever did
/// so first. Another owner makes no second first purchase of the tenant (C3, C8), and no second subscription
/// of what it subscribes to.
///
/// # Errors
/// [`BuyerRefused`].
pub(crate) async fn note_own_buyer(
    database: &Database,
    asks: UserId,
    buyer: TenantId,
    at: i64,
) -> Result<UserId, BuyerRefused> {
    let mut tx = database.write_ledger().await?;
    // Two owners who are the first ones at the same time wait for each other here.
    if tx.lock_whether_left(buyer).await? != Some(false) {
        return Err(BuyerRefused::HasLeft);
    }
    if let Some(first) = tx.find_own_buyer(buyer).await? {
        return Ok(first);
    }
    tx.insert_customers(&[(asks, Some(buyer))], at).await?;
    tx.note_buyer(asks, buyer).await?;
    let known = tx.list_customers(&[asks.0]).await?;
    if known.iter().any(|known| known.buyer_tenant_id != Some(buyer)) {
        return Err(BuyerRefused::OtherBuyer);
    }
    tx.commit().await?;
    Ok(asks)
}
