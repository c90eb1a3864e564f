//! The tenant's order as it was pulled. What this device made itself is only noted there; its body
//! lies in the journal, under this device's present or former name.

use std::collections::BTreeSet;

use mojo_protocol::{Change, Entity, Reading, Scope, Sort, change_record};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{PAGE, Places};
use crate::{Reader, StoreError, Tx, sync_state};

const COLUMNS: &str = "SELECT p.seq, p.op, p.entity, p.entity_id, p.at, p.actor_id, p.device_id
              , p.epoch, p.dseq, p.hash, coalesce(p.body, b.body, '') AS body
           FROM pulled p
           LEFT JOIN journal_bodies b
             ON p.body IS NULL AND b.epoch = p.epoch AND b.dseq = p.dseq
            AND p.device_id IN (
                SELECT device_id FROM device WHERE epoch = p.epoch
                UNION ALL SELECT device_id FROM former_devices WHERE epoch = p.epoch)";

/// Reads what was pulled in the range, as far as `scopes` grant it. Kinds that this program does not
/// know belong to whatever scope the platform says, and are read.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn read_log(
    reader: &mut Reader,
    (mut after, until): Places,
    scopes: &[Scope],
    reading: &mut Reading,
) -> Result<(), StoreError> {
    let hidden: BTreeSet<&str> = Entity::ALL
        .iter()
        .filter(|kind| !scopes.contains(&kind.scope()))
        .map(|kind| kind.name())
        .collect();
    let sql = format!("{COLUMNS} WHERE p.seq > $1 AND p.seq <= $2 ORDER BY p.seq LIMIT $3");
    loop {
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
            .bind(after)
            .bind(until)
            .bind(PAGE)
            .fetch_all(reader.connection())
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.try_get("seq")?;
        for row in &rows {
            let change = change(row)?;
            if hidden.contains(change.entity.as_str()) {
                continue;
            }
            let kind = change.entity.parse::<Entity>().map(Entity::sort);
            reading.take(&change_record(&change, kind != Ok(Sort::Card)));
        }
    }
}

fn change(row: &SqliteRow) -> Result<Change, StoreError> {
    let seq: i64 = row.try_get("seq")?;
    let broken =
        |column| StoreError::Inconsistency { table: "pulled", column, row: seq.to_string() };
    let text = |column: &'static str| row.try_get::<String, _>(column);
    let device_id: Option<String> = row.try_get("device_id")?;
    Ok(Change {
        seq,
        op: text("op")?,
        entity: text("entity")?,
        entity_id: text("entity_id")?.parse().map_err(|_| broken("entity_id"))?,
        at: row.try_get("at")?,
        actor_id: text("actor_id")?.parse().map_err(|_| broken("actor_id"))?,
        device_id: device_id.map(|id| id.parse().map_err(|_| broken("device_id"))).transpose()?,
        epoch: row.try_get("epoch")?,
        dseq: row.try_get("dseq")?,
        hash: text("hash")?,
        body: text("body")?,
    })
}

/// What is held of one place.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn change_at(reader: &mut Reader, seq: i64) -> Result<Option<Change>, StoreError> {
    let sql = format!("{COLUMNS} WHERE p.seq = $1");
    let row =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(seq).fetch_optional(reader.connection()).await?;
    row.as_ref().map(change).transpose()
}

/// Applies places that were asked again, as a page applies them; the cursor stays.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn apply_changes(tx: &mut Tx, changes: &[Change]) -> Result<(), StoreError> {
    sync_state::apply_changes(tx, changes).await
}

/// Forgets places that the platform does not hold any more, where the same entry was pulled at
/// another place since: it was lost there once, and taken again.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn forget_superseded(tx: &mut Tx, seqs: &[i64]) -> Result<(), StoreError> {
    for seq in seqs {
        sqlx::query(
            "DELETE FROM pulled
              WHERE seq = $1 AND EXISTS (
                  SELECT 1 FROM pulled AS again
                   WHERE again.seq > $1 AND again.entity = pulled.entity
                     AND again.entity_id = pulled.entity_id
                     AND again.device_id = pulled.device_id AND again.epoch = pulled.epoch
                     AND again.dseq = pulled.dseq AND again.hash = pulled.hash)",
        )
        .bind(seq)
        .execute(tx.connection())
        .await?;
    }
    Ok(())
}
