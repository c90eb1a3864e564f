//! An edit of our own that bears another stamp on the platform than here: its clock ran ahead and
//! was clamped, or this desk became another device before it was sent. What is held here takes the
//! stamp that all others see, else later edits would win there and lose here.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mojo_domain::cards::FieldStamp;
use mojo_domain::{ContactId, DeviceId};
use mojo_protocol::{CardBody, Change, ClampedEdit, Entity};
use sqlx::{QueryBuilder, Row as _, Sqlite};
use uuid::Uuid;

use super::{Card, load, prices, save};
use crate::contacts::rejoin;
use crate::{Connection, StoreError, outbox};

/// An edit as it was recorded here, and as everybody sees it.
#[derive(Clone, Debug)]
pub(crate) struct Restamp {
    /// The kind of card.
    pub(crate) entity: Entity,
    /// The card.
    pub(crate) card_id: Uuid,
    /// As recorded, and by which device.
    pub(crate) old: (CardBody, DeviceId),
    /// As everybody sees it.
    pub(crate) new: (CardBody, DeviceId),
}

impl Restamp {
    /// The same where the edit counted before as one that the platform received at `received_at`
    /// (microseconds), with the number `dseq`.
    pub(crate) fn counted_since(&self, received_at: i64, dseq: i64) -> Self {
        let (body, device_id) = self.old.clone();
        Self { old: (body.as_received(received_at, dseq), device_id), ..self.clone() }
    }
}

/// Gives fields that still bear the old stamp of an edit the new one; no value changes.
pub(crate) async fn restamp(
    connection: &mut Connection,
    edits: &[Restamp],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut by_entity: BTreeMap<Entity, Vec<&Restamp>> = BTreeMap::new();
    for edit in edits {
        by_entity.entry(edit.entity).or_default().push(edit);
    }
    for (entity, edits) in by_entity {
        let ids: Vec<Uuid> = edits.iter().map(|edit| edit.card_id).collect();
        let mut cards = load(connection, entity, &ids).await?;
        let mut changed = BTreeMap::new();
        for edit in &edits {
            let Some(card) = cards.get_mut(&edit.card_id) else { continue };
            if take(card, edit) {
                changed.insert(edit.card_id, (card.clone(), now));
            }
        }
        save(connection, entity, &changed).await?;
        if entity == Entity::Contact {
            rejoin(connection, changed.keys().copied().map(ContactId)).await?;
        }
        if entity == Entity::Product {
            for edit in edits {
                restamp_price(connection, edit).await?;
            }
        }
    }
    Ok(())
}

/// The list of prices names the edits that made them.
async fn restamp_price(connection: &mut Connection, edit: &Restamp) -> Result<(), StoreError> {
    let reading = |body: &CardBody| body.fields.get(prices::FIELD).map(|field| field.hlc);
    let (Some(old), Some(new)) = (reading(&edit.old.0), reading(&edit.new.0)) else {
        return Ok(());
    };
    let old = FieldStamp { hlc: old, device_id: edit.old.1 };
    let new = FieldStamp { hlc: new, device_id: edit.new.1 };
    prices::restamp(connection, edit.card_id, old, new).await
}

/// Takes over the readings that count, of edits of this installation that came back with the
/// platform's order: a clock that ran far ahead counts by the time of receipt, for all others and so
/// here too. A platform that was put back may have received it anew, from another copy of this desk:
/// then that counts. Of what another copy recorded under a former identity nothing is taken.
pub(crate) async fn restamp_own(
    connection: &mut Connection,
    own: &[&Change],
    device_id: DeviceId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (mut edits, mut clamped, mut straight) = (Vec::new(), Vec::new(), Vec::new());
    for own in own.chunks(500) {
        let recorded = recorded(connection, own).await?;
        for change in own {
            let place = (change.epoch, change.dseq);
            let Some(own) = recorded.get(&place) else { continue };
            let is_of_here = change.device_id == Some(device_id) || change.hash == own.hash;
            let is_as_ever = own.body == change.body && own.received_at.is_none();
            if is_as_ever || !is_of_here {
                continue;
            }
            let Some(edit) = as_it_counts(change, &own.body) else { continue };
            match received_at(&edit) {
                Some(received_at) => {
                    clamped.push((change.epoch, ClampedEdit { dseq: change.dseq, received_at }));
                }
                None => straight.extend(own.received_at.map(|_| place)),
            }
            edits.extend(own.received_at.map(|at| edit.counted_since(at, change.dseq)));
            edits.push(edit);
        }
    }
    outbox::keep_clamped(connection, &clamped).await?;
    outbox::forget_clamped(connection, &straight).await?;
    restamp(connection, &edits, now).await
}

/// When the platform received an edit whose clock ran ahead, in microseconds: by that it counts.
fn received_at(edit: &Restamp) -> Option<i64> {
    let fields = &edit.new.0.fields;
    let is_clamped = |name: &String, hlc| fields.get(name).filter(|field| field.hlc != hlc);
    let mut clamped = edit.old.0.fields.iter().filter_map(|(name, old)| is_clamped(name, old.hlc));
    clamped.next().map(|field| field.hlc.received_ms() * 1000)
}

fn as_it_counts(change: &Change, before: &str) -> Option<Restamp> {
    let entity = change.entity.parse::<Entity>().ok()?;
    let device_id = change.device_id?;
    let old: CardBody = serde_json::from_str(before).ok()?;
    let new: CardBody = serde_json::from_str(&change.body).ok()?;
    let card_id = change.entity_id;
    Some(Restamp { entity, card_id, old: (old, device_id), new: (new, device_id) })
}

/// An edit as this installation recorded it.
struct Recorded {
    body: String,
    /// Of its entry.
    hash: String,
    /// As what it counts, as far as is known here, where its clock ran ahead.
    received_at: Option<i64>,
}

/// The edits as this installation recorded them, by epoch and number.
async fn recorded(
    connection: &mut Connection,
    own: &[&Change],
) -> Result<BTreeMap<(i64, i64), Recorded>, StoreError> {
    if own.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
        "SELECT b.epoch, b.dseq, b.body, j.hash, c.received_at
           FROM journal_bodies b JOIN journal j ON j.epoch = b.epoch AND j.dseq = b.dseq
           LEFT JOIN clamped_edits c ON c.epoch = b.epoch AND c.dseq = b.dseq
          WHERE b.body IS NOT NULL AND (b.epoch, b.dseq) IN (",
    );
    query.push_values(own, |mut row, change| {
        row.push_bind(change.epoch).push_bind(change.dseq);
    });
    query.push(")");
    let rows = query.build().fetch_all(connection).await?;
    let read = |row: &sqlx::sqlite::SqliteRow| {
        let place = (row.try_get("epoch")?, row.try_get("dseq")?);
        let (body, hash) = (row.try_get("body")?, row.try_get("hash")?);
        Ok((place, Recorded { body, hash, received_at: row.try_get("received_at")? }))
    };
    rows.iter().map(read).collect()
}

/// `true` when a field took another stamp.
fn take(card: &mut Card, edit: &Restamp) -> bool {
    let mut is_changed = false;
    for (name, field) in &edit.old.0.fields {
        let (Some(write), Some(seen)) = (card.get_mut(name), edit.new.0.fields.get(name)) else {
            continue;
        };
        let old = FieldStamp { hlc: field.hlc, device_id: edit.old.1 };
        let new = FieldStamp { hlc: seen.hlc, device_id: edit.new.1 };
        if write.stamp == old && old != new {
            write.stamp = new;
            write.base = seen.base;
            is_changed = true;
        }
    }
    is_changed
}
