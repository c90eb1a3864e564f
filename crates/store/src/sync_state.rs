//! Where this desk stands with the platform.

use mojo_domain::{Hlc, to_micros};
use mojo_protocol::{AckState, CardBody, Change, Entity, Sort};
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::{Reader, Recorded, StoreError, Tx, project};

/// The standing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncState {
    /// The cursor of the last applied page, empty at first.
    pub cursor: String,
    /// The platform's log epoch at the last hello.
    pub log_epoch: i64,
    /// The nonce to send at the next hello.
    pub nonce: String,
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
        "SELECT cursor, log_epoch, nonce, acked_dseq, acked_hash, last_sync_at, offline_since
              , last_error
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

/// Notes what the hello said.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn greet(tx: &mut Tx, log_epoch: i64, nonce: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE sync_state SET log_epoch = $1, nonce = $2")
        .bind(log_epoch)
        .bind(nonce)
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
    sqlx::query(sql)
        .bind(now)
        .bind(code)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Applies a page of the platform's order and moves the cursor, in the one transaction of `tx`.
///
/// What this device made itself is only noted; of a kind that this program does not know, the
/// change is kept and replayed after the upgrade.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn apply_page(tx: &mut Tx, changes: &[Change], cursor: &str) -> Result<(), StoreError> {
    let own = tx.device_id();
    let received_at = to_micros(tx.now());
    let mut recorded: Vec<Recorded> = Vec::with_capacity(changes.len());
    for chunk in changes.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO pulled
                (seq, op, entity, entity_id, at, actor_id, device_id, epoch, dseq, hash, body
                , received_at, is_known) ",
        );
        query.push_values(chunk, |mut b, change| {
            let entity = change.entity.parse::<Entity>().ok();
            let is_own = change.device_id == Some(own);
            let is_card = entity.is_some_and(|entity| entity.sort() == Sort::Card);
            let body = (!is_own && !is_card).then_some(change.body.as_str());
            b.push_bind(change.seq)
                .push_bind(&change.op)
                .push_bind(&change.entity)
                .push_bind(change.entity_id.to_string())
                .push_bind(change.at)
                .push_bind(change.actor_id.to_string())
                .push_bind(change.device_id.map(|id| id.to_string()))
                .push_bind(change.epoch)
                .push_bind(change.dseq)
                .push_bind(&change.hash)
                .push_bind(body)
                .push_bind(received_at)
                .push_bind(i64::from(entity.is_some()));
        });
        query.push(" ON CONFLICT (seq) DO NOTHING");
        query.build().execute(tx.connection()).await?;
    }
    for change in changes {
        let Ok(entity) = change.entity.parse::<Entity>() else {
            continue;
        };
        if change.device_id == Some(own) || change.body.is_empty() {
            continue;
        }
        let change = Recorded {
            entity,
            entity_id: change.entity_id,
            op: change.op.clone(),
            at: mojo_domain::from_micros(change.at),
            actor_id: change.actor_id,
            device_id: change.device_id,
            epoch: change.epoch,
            dseq: change.dseq,
            body: change.body.clone(),
        };
        if entity.sort() == Sort::Card {
            tx.observe(latest(&change.read::<CardBody>()?));
        }
        recorded.push(change);
    }
    let now = tx.now();
    project::project(tx.connection(), &recorded, now).await?;
    sqlx::query("UPDATE sync_state SET cursor = $1")
        .bind(cursor)
        .execute(tx.connection())
        .await?;
    Ok(())
}

fn latest(body: &CardBody) -> Hlc {
    body.fields
        .values()
        .map(|field| field.hlc)
        .max()
        .unwrap_or_default()
}
