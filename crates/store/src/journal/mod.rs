//! The journal (Protokoll): reading it, and walking its chain.

mod verify;

pub use verify::{Break, Verification, verify};

use mojo_domain::{ActorId, from_micros};
use mojo_protocol::PushedChange;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::{Connection, Reader, StoreError};

/// Entries of this epoch's journal after `after_dseq`, in order, with their bodies as far as they
/// were not erased.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list(
    reader: &mut Reader,
    epoch: i64,
    after_dseq: i64,
    limit: usize,
) -> Result<Vec<PushedChange>, StoreError> {
    list_on(reader.connection(), epoch, after_dseq, limit).await
}

/// The same, on a connection that is at hand.
pub(crate) async fn list_on(
    connection: &mut Connection,
    epoch: i64,
    after_dseq: i64,
    limit: usize,
) -> Result<Vec<PushedChange>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = sqlx::query(
        "SELECT j.dseq, j.op, j.entity, j.entity_id, j.at, j.actor_id, j.commitment, j.hash
              , b.salt, b.body, c.received_at
           FROM journal j
           JOIN journal_bodies b ON b.epoch = j.epoch AND b.dseq = j.dseq
           LEFT JOIN clamped_edits c ON c.epoch = j.epoch AND c.dseq = j.dseq
          WHERE j.epoch = $1 AND j.dseq > $2
          ORDER BY j.dseq
          LIMIT $3",
    )
    .bind(epoch)
    .bind(after_dseq)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// The hash of one entry.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_hash(
    reader: &mut Reader,
    epoch: i64,
    dseq: i64,
) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT hash FROM journal WHERE epoch = $1 AND dseq = $2")
            .bind(epoch)
            .bind(dseq)
            .fetch_optional(reader.connection())
            .await?;
    Ok(row.map(|(hash,)| hash))
}

fn read(row: &SqliteRow) -> Result<PushedChange, StoreError> {
    let dseq: i64 = row.try_get("dseq")?;
    let broken =
        |column| StoreError::Inconsistency { table: "journal", column, row: dseq.to_string() };
    let salt: Option<Vec<u8>> = row.try_get("salt")?;
    let entity_id: String = row.try_get("entity_id")?;
    let actor_id: String = row.try_get("actor_id")?;
    Ok(PushedChange {
        dseq,
        op: row.try_get("op")?,
        entity: row.try_get("entity")?,
        entity_id: entity_id.parse().map_err(|_| broken("entity_id"))?,
        at: mojo_domain::to_micros(from_micros(row.try_get("at")?)),
        actor_id: actor_id.parse::<ActorId>().map_err(|_| broken("actor_id"))?,
        salt: salt.map(|bytes| mojo_domain::journal::hex(&bytes)).unwrap_or_default(),
        body: row.try_get::<Option<String>, _>("body")?.unwrap_or_default(),
        commitment: row.try_get("commitment")?,
        hash: row.try_get("hash")?,
        received_at: row.try_get("received_at")?,
    })
}
