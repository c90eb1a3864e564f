//! A new epoch: this installation turned out to be a second copy of itself (a restored backup, a
//! cloned disk), and becomes a device of its own before it prints another number (D2).
//!
//! What the platform has no verdict for goes over into the new chain: same change, same instant,
//! same actor, same commitment, a new place. Only an edit whose clock ran ahead goes over with the
//! readings that counted. The old chain stays as it is and still verifies.

use mojo_domain::journal::{Hash, Link, chain, commitment, genesis, unhex};
use mojo_domain::{DeviceId, from_micros, mutant, to_micros};
use mojo_protocol::{CardBody, Entity, PushedChange, Sort};
use sqlx::{QueryBuilder, Sqlite};

use super::{Device, load};
use crate::cards::{Restamp, restamp};
use crate::{Connection, Reader, Store, StoreError, journal};

/// Rows per statement.
const ROWS: usize = 500;

/// Who a copy becomes.
#[derive(Clone, Copy, Debug)]
pub struct NewIdentity<'a> {
    /// Who it was. When it is somebody else by now, another process was faster and all is done.
    pub former: DeviceId,
    /// Who it is from now on.
    pub device_id: DeviceId,
    /// The code in document numbers until the platform gives one.
    pub number_code: &'a str,
    /// `restored`, `elsewhere`, `cloned`, `platform`: how it was noticed.
    pub reason: &'a str,
}

impl Store {
    /// Begins a new epoch as `new.device_id`; gives back the last entry of the new chain.
    ///
    /// # Errors
    /// [`StoreError::NoDevice`] before the set-up; [`StoreError`] of the database.
    pub async fn begin_epoch(&self, new: NewIdentity<'_>) -> Result<i64, StoreError> {
        let NewIdentity { device_id, number_code, .. } = new;
        let now = to_micros(self.clock.now());
        let mut tx = self.begin().await?;
        let old = load(&mut tx).await?.ok_or(StoreError::NoDevice)?;
        if old.device_id != new.former {
            return Ok(old.head_dseq);
        }
        sqlx::query(
            "INSERT INTO former_devices
                (epoch, device_id, number_code, head_dseq, head_hash, ended_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(old.epoch)
        .bind(old.device_id.to_string())
        .bind(&old.number_code)
        .bind(old.head_dseq)
        .bind(old.head_hash.to_hex())
        .bind(now)
        .execute(&mut *tx)
        .await?;
        sqlx::query("INSERT INTO identity_changes (epoch, reason) VALUES ($1, $2)")
            .bind(old.epoch)
            .bind(new.reason)
            .execute(&mut *tx)
            .await?;
        let epoch = old.epoch + 1;
        let start = genesis(device_id, epoch);
        let (head, carried) = carry_over(&mut tx, &old, epoch, start).await?;
        let edits = restamps(&carried, old.device_id, device_id);
        restamp(&mut tx, &edits, from_micros(now)).await?;
        sqlx::query(
            "UPDATE device SET device_id = $1, epoch = $2, number_code = $3, is_enrolled = 0
                  , is_marked = 0, head_dseq = $4, head_hash = $5",
        )
        .bind(device_id.to_string())
        .bind(epoch)
        .bind(if mutant::is("epoch_keeps_code") { old.number_code.as_str() } else { number_code })
        .bind(head.0)
        .bind(head.1.to_hex())
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "UPDATE sync_state SET nonce = '', attempt = '', acked_dseq = 0, acked_hash = ''",
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(head.0)
    }
}

async fn carry_over(
    connection: &mut Connection,
    old: &Device,
    epoch: i64,
    start: Hash,
) -> Result<((i64, Hash), Vec<PushedChange>), StoreError> {
    let (first,): (Option<i64>,) = sqlx::query_as("SELECT min(dseq) FROM outbox WHERE epoch = $1")
        .bind(old.epoch)
        .fetch_one(&mut *connection)
        .await?;
    let mut head = (0, start);
    let mut after = first.map_or(old.head_dseq, |first| first - 1);
    let shift = after;
    let mut carried = Vec::new();
    while after < old.head_dseq {
        let mut entries = journal::list_on(connection, old.epoch, after, ROWS).await?;
        let Some(last) = entries.last() else { break };
        after = last.dseq;
        if mutant::is("carry_over_loses_last") && after == old.head_dseq {
            entries.pop();
        }
        as_they_counted(connection, old.epoch, &mut entries).await?;
        if !entries.is_empty() {
            head = append(connection, epoch, head, &entries).await?;
        }
        carried.extend(entries.into_iter().filter(is_edit));
    }
    // What an undo needs is remembered under the new place.
    sqlx::query("UPDATE outbox_undo SET epoch = $1, dseq = dseq - $2 WHERE epoch = $3")
        .bind(epoch)
        .bind(shift)
        .bind(old.epoch)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM outbox WHERE epoch = $1")
        .bind(old.epoch)
        .execute(&mut *connection)
        .await?;
    Ok((head, carried))
}

pub(super) fn is_edit(entry: &PushedChange) -> bool {
    entry.entity.parse::<Entity>().is_ok_and(|entity| entity.sort() == Sort::Card)
}

/// The edits that went over bear the new device from now on, as everybody will see them.
pub(super) fn restamps(carried: &[PushedChange], old: DeviceId, new: DeviceId) -> Vec<Restamp> {
    let restamp = |entry: &PushedChange| {
        let entity = entry.entity.parse().ok()?;
        let body: CardBody = serde_json::from_str(&entry.body).ok()?;
        let card_id = entry.entity_id;
        Some(Restamp { entity, card_id, old: (body.clone(), old), new: (body, new) })
    };
    carried.iter().filter_map(restamp).collect()
}

/// Edits whose clock ran ahead count as made when the platform received them, at the place that they
/// had then: so they go over, or they would count again by their new place.
pub(super) async fn as_they_counted(
    connection: &mut Connection,
    epoch: i64,
    entries: &mut [PushedChange],
) -> Result<(), StoreError> {
    for entry in entries {
        let (Some(received_at), Some(salt)) = (entry.received_at, salt_of(entry)) else { continue };
        let card: CardBody = serde_json::from_str(&entry.body).map_err(StoreError::body("edit"))?;
        let card = card.as_received(received_at, entry.dseq);
        entry.body = mojo_protocol::canonical(&card)?;
        entry.commitment = commitment(&salt, entry.body.as_bytes()).to_hex();
        sqlx::query("UPDATE clamped_edits SET has_gone_over = 1 WHERE epoch = $1 AND dseq = $2")
            .bind(epoch)
            .bind(entry.dseq)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// `None` when the body was erased.
fn salt_of(entry: &PushedChange) -> Option<[u8; 16]> {
    unhex(&entry.salt)?.try_into().ok()
}

pub(super) async fn append(
    connection: &mut Connection,
    epoch: i64,
    mut head: (i64, Hash),
    entries: &[PushedChange],
) -> Result<(i64, Hash), StoreError> {
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let commitment = Hash::from_hex(&entry.commitment).ok_or(StoreError::Inconsistency {
            table: "journal",
            column: "commitment",
            row: entry.dseq.to_string(),
        })?;
        let link = Link {
            dseq: head.0 + 1,
            op: &entry.op,
            entity: &entry.entity,
            entity_id: entry.entity_id,
            at: from_micros(entry.at),
            actor_id: entry.actor_id,
            commitment,
        };
        let hash = chain(head.1, &link);
        rows.push((link.dseq, head.1, hash, entry));
        head = (link.dseq, hash);
    }
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
        "INSERT INTO journal
            (epoch, dseq, op, entity, entity_id, at, actor_id, commitment, prev, hash) ",
    );
    query.push_values(&rows, |mut b, (dseq, prev, hash, entry)| {
        b.push_bind(epoch)
            .push_bind(*dseq)
            .push_bind(&entry.op)
            .push_bind(&entry.entity)
            .push_bind(entry.entity_id.to_string())
            .push_bind(entry.at)
            .push_bind(entry.actor_id.to_string())
            .push_bind(&entry.commitment)
            .push_bind(prev.to_hex())
            .push_bind(hash.to_hex());
    });
    query.build().execute(&mut *connection).await?;
    let mut query: QueryBuilder<Sqlite> =
        QueryBuilder::new("INSERT INTO journal_bodies (epoch, dseq, salt, body) ");
    query.push_values(&rows, |mut b, (dseq, _, _, entry)| {
        let is_erased = entry.salt.is_empty() && entry.body.is_empty();
        b.push_bind(epoch)
            .push_bind(*dseq)
            .push_bind(unhex(&entry.salt).filter(|_| !is_erased))
            .push_bind((!is_erased).then_some(&entry.body));
    });
    query.build().execute(&mut *connection).await?;
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new("INSERT INTO outbox (epoch, dseq) ");
    query.push_values(&rows, |mut b, (dseq, _, _, _)| {
        b.push_bind(epoch).push_bind(*dseq);
    });
    query.build().execute(&mut *connection).await?;
    Ok(head)
}

/// Who this installation was in `epoch`; `None` when that is the present one, or none.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_former(reader: &mut Reader, epoch: i64) -> Result<Option<DeviceId>, StoreError> {
    find_former_on(reader.connection(), epoch).await
}

/// The same, on a connection that is at hand.
pub(super) async fn find_former_on(
    connection: &mut Connection,
    epoch: i64,
) -> Result<Option<DeviceId>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT device_id FROM former_devices WHERE epoch = $1")
            .bind(epoch)
            .fetch_optional(connection)
            .await?;
    row.map(|(text,)| {
        text.parse().map_err(|_| StoreError::Inconsistency {
            table: "former_devices",
            column: "device_id",
            row: epoch.to_string(),
        })
    })
    .transpose()
}

/// Who this installation was before.
pub(crate) async fn former_ids(connection: &mut Connection) -> Result<Vec<DeviceId>, StoreError> {
    let rows: Vec<(String,)> =
        sqlx::query_as("SELECT device_id FROM former_devices").fetch_all(connection).await?;
    Ok(rows.into_iter().filter_map(|(text,)| text.parse().ok()).collect())
}
