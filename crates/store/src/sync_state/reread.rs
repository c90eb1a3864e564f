//! The platform was restored from a backup, and its order was read anew to its end.

use crate::cards::prices;
use crate::{StoreError, Tx, device};

use super::apply::project_computed;

/// Forgets the rows of what the platform computes.
pub(super) const FORGET_COMPUTED: [&str; 11] = [
    "DELETE FROM cases",
    "DELETE FROM case_facts",
    "DELETE FROM commission_entries",
    "DELETE FROM commission_reversals",
    "DELETE FROM commission_payouts",
    "DELETE FROM commission_dispute_settlements",
    "DELETE FROM commission_freezes",
    "DELETE FROM commission_freeze_ends",
    "DELETE FROM commission_forfeitures",
    "DELETE FROM commission_corrections",
    "DELETE FROM statement_packages",
];

/// The last page was applied. What the platform computes is what stands in its order now; what its
/// order lost of former chains of this installation waits for it again. Gives back how many entries
/// those are. Nothing happens when the order was not being read anew.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn finish_rereading(tx: &mut Tx) -> Result<usize, StoreError> {
    let (is_rereading,): (bool,) =
        sqlx::query_as("SELECT is_rereading FROM sync_state").fetch_one(tx.connection()).await?;
    if !is_rereading {
        return Ok(0);
    }
    for forget in FORGET_COMPUTED {
        sqlx::query(forget).execute(tx.connection()).await?;
    }
    project_computed(tx).await?;
    let offered = device::offer_former(tx).await?;
    prices::end_anew(tx.connection()).await?;
    sqlx::query("UPDATE sync_state SET is_rereading = 0").execute(tx.connection()).await?;
    Ok(offered)
}
