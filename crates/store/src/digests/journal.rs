//! The own journal as the platform must hold it.

use mojo_domain::{DeviceId, berlin_day, from_micros};
use mojo_protocol::{Key, Leaf, PushedChange, Reading, entry_leaf, money_of};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{PAGE, Places};
use crate::{Reader, StoreError, journal};

/// Reads the entries of `epoch` in the range.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn read_journal(
    reader: &mut Reader,
    (device_id, epoch): (DeviceId, i64),
    (mut after, until): Places,
    reading: &mut Reading,
) -> Result<(), StoreError> {
    loop {
        let rows = sqlx::query(
            "SELECT j.dseq, j.hash, j.entity, j.at, b.body, v.verdict
               FROM journal j
               LEFT JOIN journal_bodies b ON b.epoch = j.epoch AND b.dseq = j.dseq
               LEFT JOIN outbox_verdicts v
                 ON v.epoch = j.epoch AND v.dseq = j.dseq AND v.verdict = 'rejected'
              WHERE j.epoch = $1 AND j.dseq > $2 AND j.dseq <= $3
              ORDER BY j.dseq
              LIMIT $4",
        )
        .bind(epoch)
        .bind(after)
        .bind(until)
        .bind(PAGE)
        .fetch_all(reader.connection())
        .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.try_get("dseq")?;
        for row in &rows {
            reading.take(&leaf(row, device_id)?);
        }
    }
}

fn leaf(row: &SqliteRow, device_id: DeviceId) -> Result<Leaf, StoreError> {
    let (dseq, hash): (i64, String) = (row.try_get("dseq")?, row.try_get("hash")?);
    let (entity, at): (String, i64) = (row.try_get("entity")?, row.try_get("at")?);
    let is_rejected = row.try_get::<Option<String>, _>("verdict")?.is_some();
    // An erased body is an empty one on both sides; of a rejected edit the platform keeps none.
    let body = row.try_get::<Option<String>, _>("body")?.unwrap_or_default();
    let body = (!is_rejected).then_some(body.as_str());
    Ok(Leaf {
        key: Key::Place(dseq),
        hash: entry_leaf(dseq, &hash, body),
        money: body.and_then(|body| money_of(&entity, body)),
        on: body.map(|_| (Some(device_id), berlin_day(from_micros(at)))),
    })
}

/// The entry at one place, with its body.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn entry_at(
    reader: &mut Reader,
    epoch: i64,
    dseq: i64,
) -> Result<Option<PushedChange>, StoreError> {
    let entry = journal::list(reader, epoch, dseq - 1, 1).await?.into_iter().next();
    Ok(entry.filter(|entry| entry.dseq == dseq))
}
