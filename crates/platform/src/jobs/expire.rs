//! What has run out is marked: invitations that nobody accepted, checkouts that nobody paid. The mark
//! decides nothing. An invitation is refused by its time alone, and money that arrives makes the order
//! however late it is (`docs/decisions/0021`), so that a clock that was wrong does no harm.

use crate::auth::Tenant;
use crate::storage::checkouts::CheckoutState;
use crate::storage::{Database, StorageError};

/// A checkout that was not paid within a week is over.
const CHECKOUT_MICROS: i64 = 7 * 24 * 60 * 60 * 1_000_000;
/// Checkouts taken at once.
const BATCH: i64 = 200;

/// What was marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expired {
    pub(crate) invitations: u64,
    pub(crate) checkouts: usize,
}

/// Marks what has run out at `now`; again and again with the same result.
pub(crate) async fn expire(database: &Database, now: i64) -> Result<Expired, StorageError> {
    let mut tx = database.write_ledger().await?;
    let invitations = tx.expire_invitations(now).await?;
    tx.commit().await?;
    let mut checkouts = 0;
    loop {
        let until = now.saturating_sub(CHECKOUT_MICROS);
        let mut tx = database.read_ledger().await?;
        let stale = tx.list_stale_checkouts(until, BATCH).await?;
        drop(tx);
        for (seller, checkout_id) in &stale {
            let mut tx = database.write(Tenant::named_by_platform(*seller)).await?;
            // One that was paid meanwhile stays paid.
            tx.set_checkout_state(*checkout_id, CheckoutState::Expired).await?;
            tx.commit().await?;
        }
        checkouts += stale.len();
        if i64::try_from(stale.len()).is_ok_and(|count| count < BATCH) {
            return Ok(Expired { invitations, checkouts });
        }
    }
}
