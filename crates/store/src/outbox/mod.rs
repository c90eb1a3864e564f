//! The outbox: what the platform has not acknowledged yet.

mod clamped;
mod undo;

pub use clamped::settle_clamped;
pub(crate) use clamped::{forget_clamped, keep_clamped};
pub(crate) use undo::{Replaced, learn, remember};

use std::collections::BTreeSet;

use mojo_domain::{mutant, to_micros};
use mojo_protocol::{Change, RecordVerdict, Verdict};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

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
    let (count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM outbox").fetch_one(reader.connection()).await?;
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
    rows.iter().map(waiting).collect()
}

fn waiting(row: &SqliteRow) -> Result<Waiting, StoreError> {
    Ok(Waiting {
        dseq: row.try_get("dseq")?,
        at: row.try_get("at")?,
        op: row.try_get("op")?,
        entity: row.try_get("entity")?,
        entity_id: row.try_get("entity_id")?,
        body: row.try_get::<Option<String>, _>("body")?.unwrap_or_default(),
    })
}

/// Takes entries out of the outbox that have their verdict, and keeps the verdicts that people
/// should see. An edit that did not stand is undone here too ([`crate::cards`]).
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn settle(tx: &mut Tx, epoch: i64, verdicts: &[RecordVerdict]) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (verdicts.first(), verdicts.last()) else {
        return Ok(());
    };
    sqlx::query("DELETE FROM outbox WHERE epoch = $1 AND dseq BETWEEN $2 AND $3")
        .bind(epoch)
        .bind(first.dseq)
        .bind(last.dseq)
        .execute(tx.connection())
        .await?;
    for record in verdicts {
        match &record.verdict {
            Verdict::Applied { .. } => {}
            Verdict::Duplicate { .. } => no_more_rejected(tx, (epoch, record.dseq)).await?,
            Verdict::Quarantined { code, .. } => {
                keep_verdict(tx, (epoch, record.dseq), "quarantined", (code, "")).await?;
            }
            Verdict::Rejected { code, message } => {
                let is_new =
                    keep_verdict(tx, (epoch, record.dseq), "rejected", (code, message)).await?;
                if is_new && !mutant::is("rejected_not_undone") {
                    undo::undo(tx, epoch, record.dseq).await?;
                }
            }
        }
    }
    undo::forget(tx, epoch, last.dseq).await
}

/// Entries of ours that were rejected, and now stand in the platform's order: it was restored from a
/// backup, got them again, and somebody else who may was signed in. They were undone here, so they are
/// to be applied like those of others.
pub(crate) async fn take_back_rejections(
    tx: &mut Tx,
    own: &[&Change],
) -> Result<BTreeSet<(i64, i64)>, StoreError> {
    let rejected: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT epoch, dseq FROM outbox_verdicts WHERE verdict IN ('rejected', 'taken_back')",
    )
    .fetch_all(tx.connection())
    .await?;
    let rejected: BTreeSet<(i64, i64)> = rejected.into_iter().collect();
    let mut standing = BTreeSet::new();
    for change in own {
        let place = (change.epoch, change.dseq);
        if rejected.contains(&place) && standing.insert(place) {
            forget_verdict(tx, place).await?;
        }
    }
    Ok(standing)
}

/// What was rejected once stands: the platform was restored and took it, and its answer was lost, or
/// a copy of this desk brought it. It was undone here, so that it is remembered until it comes back with
/// the platform's order.
async fn no_more_rejected(tx: &mut Tx, (epoch, dseq): (i64, i64)) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE outbox_verdicts SET verdict = 'taken_back'
          WHERE epoch = $1 AND dseq = $2 AND verdict = 'rejected'",
    )
    .bind(epoch)
    .bind(dseq)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The entry stands after all.
async fn forget_verdict(tx: &mut Tx, (epoch, dseq): (i64, i64)) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM outbox_verdicts WHERE epoch = $1 AND dseq = $2")
        .bind(epoch)
        .bind(dseq)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// `true` when there was none before: one that was rejected, taken, and is rejected again was undone at
/// the first time.
async fn keep_verdict(
    tx: &mut Tx,
    (epoch, dseq): (i64, i64),
    verdict: &str,
    (code, message): (&str, &str),
) -> Result<bool, StoreError> {
    let at = to_micros(tx.now());
    sqlx::query(
        "UPDATE outbox_verdicts SET verdict = $3
          WHERE epoch = $1 AND dseq = $2 AND verdict = 'taken_back'",
    )
    .bind(epoch)
    .bind(dseq)
    .bind(verdict)
    .execute(tx.connection())
    .await?;
    let done = sqlx::query(
        "INSERT INTO outbox_verdicts (epoch, dseq, verdict, code, message, at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
    )
    .bind(epoch)
    .bind(dseq)
    .bind(verdict)
    .bind(code)
    .bind(message)
    .bind(at)
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The last entry of `epoch` that has its verdict: everything before has it too.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn settled_dseq(
    reader: &mut Reader,
    epoch: i64,
    head_dseq: i64,
) -> Result<i64, StoreError> {
    let (first,): (Option<i64>,) = sqlx::query_as("SELECT min(dseq) FROM outbox WHERE epoch = $1")
        .bind(epoch)
        .fetch_one(reader.connection())
        .await?;
    Ok(first.map_or(head_dseq, |first| first - 1))
}

/// An edit that did not stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The edit.
    pub entry: Waiting,
    /// Why, stable.
    pub code: String,
    /// Why, a sentence.
    pub message: String,
}

/// The edits that did not stand, latest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_rejected(reader: &mut Reader) -> Result<Vec<Rejected>, StoreError> {
    let rows = sqlx::query(
        "SELECT v.dseq, j.at, j.op, j.entity, j.entity_id, b.body, v.code, v.message
           FROM outbox_verdicts v
           JOIN journal j ON j.epoch = v.epoch AND j.dseq = v.dseq
           JOIN journal_bodies b ON b.epoch = v.epoch AND b.dseq = v.dseq
          WHERE v.verdict = 'rejected'
          ORDER BY v.epoch DESC, v.dseq DESC
          LIMIT 1000",
    )
    .fetch_all(reader.connection())
    .await?;
    rows.iter()
        .map(|row| {
            let (code, message) = (row.try_get("code")?, row.try_get("message")?);
            Ok(Rejected { entry: waiting(row)?, code, message })
        })
        .collect()
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
