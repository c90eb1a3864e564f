//! Where this desk stands with the platform.

mod apply;
mod copies;
mod reread;
#[cfg(test)]
mod tests;

pub(crate) use apply::apply_changes;
pub use apply::{apply_page, replay_unknown};
pub use reread::finish_rereading;

use mojo_domain::to_micros;
use mojo_protocol::AckState;
use sqlx::Row;

use crate::cards::prices;
use crate::{Reader, StoreError, Tx};

/// The standing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncState {
    /// The cursor of the last applied page, empty at first.
    pub cursor: String,
    /// The platform's log epoch at the last hello.
    pub log_epoch: i64,
    /// The nonce to send at the next hello.
    pub nonce: String,
    /// What was drawn for a greeting that was not answered yet; empty when there is none.
    pub attempt: String,
    /// The last entry that the platform holds.
    pub acked_dseq: i64,
    /// Its hash as the platform says, hexadecimal.
    pub acked_hash: String,
    /// When the last sync ended well, microseconds.
    pub last_sync_at: Option<i64>,
    /// When the platform could not be reached first, microseconds.
    pub offline_since: Option<i64>,
    /// A code, empty when the last attempt went well.
    pub last_error: String,
}

/// The standing.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(reader: &mut Reader) -> Result<SyncState, StoreError> {
    let row = sqlx::query(
        "SELECT cursor, log_epoch, nonce, attempt, acked_dseq, acked_hash, last_sync_at
              , offline_since, last_error
           FROM sync_state",
    )
    .fetch_optional(reader.connection())
    .await?;
    let Some(row) = row else {
        return Ok(SyncState::default());
    };
    Ok(SyncState {
        cursor: row.try_get("cursor")?,
        log_epoch: row.try_get("log_epoch")?,
        nonce: row.try_get("nonce")?,
        attempt: row.try_get("attempt")?,
        acked_dseq: row.try_get("acked_dseq")?,
        acked_hash: row.try_get("acked_hash")?,
        last_sync_at: row.try_get("last_sync_at")?,
        offline_since: row.try_get("offline_since")?,
        last_error: row.try_get("last_error")?,
    })
}

/// Notes what the platform holds of our journal.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn acknowledge(tx: &mut Tx, held: &AckState) -> Result<(), StoreError> {
    sqlx::query("UPDATE sync_state SET acked_dseq = $1, acked_hash = $2")
        .bind(held.dseq)
        .bind(&held.hash)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Keeps what was drawn for a greeting, until it is answered.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn attempt(tx: &mut Tx, drawn: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE sync_state SET attempt = $1").bind(drawn).execute(tx.connection()).await?;
    Ok(())
}

/// Notes what the hello said.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn greet(tx: &mut Tx, log_epoch: i64, nonce: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE sync_state SET log_epoch = $1, nonce = $2, attempt = ''")
        .bind(log_epoch)
        .bind(nonce)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The last place of the order that was pulled, with the hash of what stands there.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_last_pulled(reader: &mut Reader) -> Result<Option<(i64, String)>, StoreError> {
    let last = sqlx::query_as("SELECT seq, hash FROM pulled ORDER BY seq DESC LIMIT 1");
    Ok(last.fetch_optional(reader.connection()).await?)
}

/// Forgets the cursor and the list of what was pulled: the platform was restored from a backup and
/// gives its places anew. What was applied stays until [`finish_rereading`]: who has no network just
/// now still reads it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn rewind(tx: &mut Tx) -> Result<(), StoreError> {
    let own = tx.device_id();
    prices::begin_anew(tx.connection(), own).await?;
    sqlx::query("DELETE FROM pulled").execute(tx.connection()).await?;
    sqlx::query("UPDATE sync_state SET cursor = '', is_rereading = 1")
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Notes how an attempt ended: well, or with an error's code.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn finish(tx: &mut Tx, error: Option<(&str, bool)>) -> Result<(), StoreError> {
    let now = to_micros(tx.now());
    let sql = match error {
        None => {
            "UPDATE sync_state
                SET last_sync_at = $1, last_attempt_at = $1, offline_since = NULL, last_error = $2"
        }
        Some((_, true)) => {
            "UPDATE sync_state
                SET last_attempt_at = $1, offline_since = coalesce(offline_since, $1)
                  , last_error = $2"
        }
        Some((_, false)) => "UPDATE sync_state SET last_attempt_at = $1, last_error = $2",
    };
    let code = error.map_or("", |(code, _)| code);
    sqlx::query(sql).bind(now).bind(code).execute(tx.connection()).await?;
    Ok(())
}
