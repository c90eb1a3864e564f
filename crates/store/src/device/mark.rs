//! What the mark outside the database needs to know, and what became of former identities.

use std::path::Path;

use mojo_domain::{DeviceId, to_micros};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection as _, Row};

use crate::store::wrong_key;
use crate::{DatabaseKey, Reader, Store, StoreError, Tx};

/// Where a journal stands: whose it is, and its last entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The identity.
    pub device_id: DeviceId,
    /// Its epoch.
    pub epoch: i64,
    /// The last entry.
    pub dseq: i64,
    /// A mark of this identity was written before.
    pub is_marked: bool,
}

/// A former identity of this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityChange {
    /// Who it was.
    pub device_id: DeviceId,
    /// The epoch that ended.
    pub epoch: i64,
    /// The code in its document numbers.
    pub number_code: String,
    /// Its last entry.
    pub head_dseq: i64,
    /// When it ended, microseconds.
    pub ended_at: i64,
    /// `restored`, `elsewhere`, `cloned`, `platform`: how it was noticed.
    pub reason: String,
    /// Somebody has read it.
    pub is_seen: bool,
}

impl Store {
    /// Notes that a mark of `device_id` stands outside: from now on its absence means a copy.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn note_marked(&self, device_id: DeviceId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE device SET is_marked = 1 WHERE device_id = $1")
            .bind(device_id.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whose database lies at `path`, without changing it; `None` when it was never set up.
///
/// # Errors
/// [`StoreError::WrongKey`] when it is another profile's; [`StoreError`] when it cannot be read.
pub async fn peek(path: &Path, key: &DatabaseKey) -> Result<Option<DeviceId>, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .pragma("key", key.pragma())
        .pragma("cipher_log_level", "NONE")
        .disable_statement_logging();
    let mut connection = options.connect().await.map_err(wrong_key)?;
    let found: Result<Option<(String,)>, _> =
        sqlx::query_as("SELECT device_id FROM device").fetch_optional(&mut connection).await;
    connection.close().await?;
    let found = found.map_err(wrong_key)?;
    Ok(found.and_then(|(text,)| text.parse().ok()))
}

/// All former identities, the latest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_changes(reader: &mut Reader) -> Result<Vec<IdentityChange>, StoreError> {
    let rows = sqlx::query(
        "SELECT f.device_id, f.epoch, f.number_code, f.head_dseq, f.ended_at
              , coalesce(c.reason, 'platform') AS reason
              , (c.epoch IS NULL OR c.seen_at IS NOT NULL) AS is_seen
           FROM former_devices f
           LEFT JOIN identity_changes c ON c.epoch = f.epoch
          ORDER BY f.epoch DESC",
    )
    .fetch_all(reader.connection())
    .await?;
    let mut changes = Vec::with_capacity(rows.len());
    for row in rows {
        let epoch: i64 = row.try_get("epoch")?;
        let device_id: String = row.try_get("device_id")?;
        changes.push(IdentityChange {
            device_id: device_id.parse().map_err(|_| StoreError::Inconsistency {
                table: "former_devices",
                column: "device_id",
                row: epoch.to_string(),
            })?,
            epoch,
            number_code: row.try_get("number_code")?,
            head_dseq: row.try_get("head_dseq")?,
            ended_at: row.try_get("ended_at")?,
            reason: row.try_get("reason")?,
            is_seen: row.try_get::<i64, _>("is_seen")? == 1,
        });
    }
    Ok(changes)
}

/// The latest change of identity that nobody has read yet.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_unseen_change(reader: &mut Reader) -> Result<Option<IdentityChange>, StoreError> {
    let latest = list_changes(reader).await?.into_iter().next();
    Ok(latest.filter(|change| !change.is_seen))
}

/// Notes that people have read of every change of identity so far.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn see_changes(tx: &mut Tx) -> Result<(), StoreError> {
    let now = to_micros(tx.now());
    sqlx::query("UPDATE identity_changes SET seen_at = $1 WHERE seen_at IS NULL")
        .bind(now)
        .execute(tx.connection())
        .await?;
    Ok(())
}
