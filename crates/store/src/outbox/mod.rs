//! The outbox: what the platform has not acknowledged yet.

use mojo_domain::to_micros;
use mojo_protocol::{RecordVerdict, Verdict};
use sqlx::Row;

use crate::{Reader, StoreError, Tx};

/// An entry that waits, for the list behind the sync pill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number in the journal.
    pub dseq: i64,
    /// When it was recorded, microseconds.
    pub at: i64,
    /// The verb.
    pub op: String,
    /// The kind of thing.
    pub entity: String,
    /// The thing.
    pub entity_id: String,
    /// The body, empty when it was erased.
    pub body: String,
}

/// How many entries wait.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn count(reader: &mut Reader) -> Result<i64, StoreError> {
    let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM outbox")
        .fetch_one(reader.connection())
        .await?;
    Ok(count)
}

/// The first `limit` entries that wait, oldest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list(reader: &mut Reader, limit: i64) -> Result<Vec<Waiting>, StoreError> {
    let rows = sqlx::query(
        "SELECT o.dseq, j.at, j.op, j.entity, j.entity_id, b.body
           FROM outbox o
           JOIN journal j ON j.epoch = o.epoch AND j.dseq = o.dseq
           JOIN journal_bodies b ON b.epoch = o.epoch AND b.dseq = o.dseq
          ORDER BY o.epoch, o.dseq
          LIMIT $1",
    )
    .bind(limit)
    .fetch_all(reader.connection())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                dseq: row.try_get("dseq")?,
                at: row.try_get("at")?,
                op: row.try_get("op")?,
                entity: row.try_get("entity")?,
                entity_id: row.try_get("entity_id")?,
                body: row
                    .try_get::<Option<String>, _>("body")?
                    .unwrap_or_default(),
            })
        })
        .collect()
}

/// Takes acknowledged entries out of the outbox and keeps the verdicts that people should see.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn settle(tx: &mut Tx, epoch: i64, verdicts: &[RecordVerdict]) -> Result<(), StoreError> {
    let at = to_micros(tx.now());
    for record in verdicts {
        sqlx::query("DELETE FROM outbox WHERE epoch = $1 AND dseq = $2")
            .bind(epoch)
            .bind(record.dseq)
            .execute(tx.connection())
            .await?;
        let (verdict, code, message) = match &record.verdict {
            Verdict::Applied { .. } | Verdict::Duplicate { .. } => continue,
            Verdict::Quarantined { code, .. } => ("quarantined", code, ""),
            Verdict::Rejected { code, message } => ("rejected", code, message.as_str()),
        };
        sqlx::query(
            "INSERT INTO outbox_verdicts (epoch, dseq, verdict, code, message, at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING",
        )
        .bind(epoch)
        .bind(record.dseq)
        .bind(verdict)
        .bind(code)
        .bind(message)
        .bind(at)
        .execute(tx.connection())
        .await?;
    }
    Ok(())
}

/// How many edits did not stand.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn count_rejected(reader: &mut Reader) -> Result<i64, StoreError> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM outbox_verdicts WHERE verdict = 'rejected'")
            .fetch_one(reader.connection())
            .await?;
    Ok(count)
}
