//! Cards at rest: the merged state of what is edited in several places.
//!
//! `fields` is the plain map of values, `stamps` says who wrote what and when. Most cards were
//! written at once, so that the stamp of most fields stands once, under `*`.

mod kept;
pub(crate) mod prices;
mod restamp;
mod stamped;

pub use kept::{Kept, find_kept, list_kept};
pub use prices::list_prices;
pub(crate) use restamp::{Restamp, restamp, restamp_own};
pub(crate) use stamped::Stamped;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mojo_domain::cards::{Card, FieldStamp, FieldWrite, Lost, merge};
use mojo_domain::{DeviceId, Hlc};
use mojo_protocol::{CardBody, Entity};
use serde_json::Value;
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use crate::{Connection, Reader, Recorded, StoreError, project};

/// A card after a merge, as the projections see it.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The card.
    pub card_id: Uuid,
    /// Its values; what was emptied is not in it.
    pub fields: BTreeMap<String, Value>,
    /// It did not exist before.
    pub is_new: bool,
    /// When the change was recorded.
    pub at: DateTime<Utc>,
}

/// Fields of free text: what lost in a clash is kept as a note.
pub(crate) const FREE_TEXT: &[&str] = &["note"];

/// The verb that brings a kept text back: what it replaces is kept in its place.
pub const RESTORE_TEXT: &str = "restore_text";

/// Stamps at rest: field, or `*` for the rest, to hybrid time, device, and base.
type Stamps = BTreeMap<String, (i64, Uuid, i64)>;

/// The present values of a card.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(
    reader: &mut Reader,
    entity: Entity,
    card_id: Uuid,
) -> Result<Option<BTreeMap<String, Value>>, StoreError> {
    let held = load(reader.connection(), entity, &[card_id]).await?.remove(&card_id);
    held.map(|card| values(entity, &card)).transpose()
}

/// The present values of many cards.
pub(crate) async fn load_values(
    connection: &mut Connection,
    entity: Entity,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, BTreeMap<String, Value>)>, StoreError> {
    let held = load(connection, entity, ids).await?;
    held.iter().map(|(id, card)| Ok((*id, values(entity, card)?))).collect()
}

/// All cards of a kind that has few (practice, staff, registers), by id.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list(
    reader: &mut Reader,
    entity: Entity,
) -> Result<Vec<(Uuid, BTreeMap<String, Value>)>, StoreError> {
    let rows = sqlx::query("SELECT card_id, fields FROM cards WHERE entity = $1 ORDER BY card_id")
        .bind(entity.name())
        .fetch_all(reader.connection())
        .await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let id = parse_id(&row.try_get::<String, _>("card_id")?)?;
        let fields: BTreeMap<String, Value> = parse(entity, row.try_get("fields")?)?;
        list.push((id, fields.into_iter().filter(|(_, value)| !value.is_null()).collect()));
    }
    Ok(list)
}

/// Merges edits into their cards and writes the projections.
pub(crate) async fn apply(
    connection: &mut Connection,
    entity: Entity,
    run: &[Recorded],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = run.iter().map(|change| change.entity_id).collect();
    let held = load(connection, entity, &ids).await?;
    let known: std::collections::BTreeSet<Uuid> = held.keys().copied().collect();
    let mut changed: BTreeMap<Uuid, (Card, DateTime<Utc>)> =
        held.into_iter().map(|(id, card)| (id, (card, now))).collect();
    for change in run {
        let patch = patch(change)?;
        let (card, at) = changed.entry(change.entity_id).or_insert((Card::new(), change.at));
        *at = change.at;
        kept::settle(connection, change, &patch).await?;
        if entity == Entity::Product {
            prices::note(connection, change.entity_id, &patch).await?;
        }
        let mut lost = kept::replaced_by_restoring(change, card, &patch);
        lost.extend(merge(card, patch));
        lost.retain(|lost| FREE_TEXT.contains(&lost.field.as_str()));
        kept::keep(connection, change, &lost, now).await?;
    }
    let mut merged = Vec::with_capacity(changed.len());
    for (card_id, (card, at)) in &changed {
        let (card_id, at) = (*card_id, *at);
        let is_new = !known.contains(&card_id);
        merged.push(Merged { card_id, fields: values(entity, card)?, is_new, at });
    }
    save(connection, entity, &changed).await?;
    project::cards(connection, entity, &merged).await
}

/// Puts a card in the place of what is held, as after an edit that was undone. A card of which
/// nothing is left is shown as archived.
pub(crate) async fn replace(
    connection: &mut Connection,
    entity: Entity,
    card_id: Uuid,
    card: Card,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut fields = values(entity, &card)?;
    if fields.is_empty() {
        fields.insert("archived".to_owned(), Value::Bool(true));
    }
    let merged = Merged { card_id, fields, is_new: false, at };
    save(connection, entity, &BTreeMap::from([(card_id, (card, at))])).await?;
    project::cards(connection, entity, &[merged]).await
}

/// Keeps the free text of `held` that `there` replaces.
pub(crate) async fn keep_replaced(
    connection: &mut Connection,
    entity: Entity,
    card_id: Uuid,
    held: &Card,
    there: &Card,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut lost = Vec::new();
    for (name, write) in held.iter().filter(|(name, _)| FREE_TEXT.contains(&name.as_str())) {
        let by = there.get(name);
        if by.map(|other| &other.value) != Some(&write.value) {
            let by = by.map_or(write.stamp, |other| other.stamp);
            lost.push(Lost { field: name.clone(), write: write.clone(), by });
        }
    }
    let card = kept::Replaced { entity, card_id, is_restored: false };
    kept::keep_of(connection, card, &lost, now).await
}

/// Keeps the free text that lost.
pub(crate) async fn keep_lost(
    connection: &mut Connection,
    (entity, card_id): (Entity, Uuid),
    mut lost: Vec<Lost>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    lost.retain(|lost| FREE_TEXT.contains(&lost.field.as_str()));
    let card = kept::Replaced { entity, card_id, is_restored: false };
    kept::keep_of(connection, card, &lost, now).await
}

/// The fields of an edit as the merge wants them.
pub(crate) fn patch(change: &Recorded) -> Result<Card, StoreError> {
    let body: CardBody = change.read()?;
    Ok(writes(&body, change.device_id.unwrap_or(DeviceId(Uuid::nil()))))
}

/// What an edit of a device writes.
pub(crate) fn writes(body: &CardBody, device_id: DeviceId) -> Card {
    let write = |(name, field): (&String, &mojo_protocol::CardField)| {
        let stamp = FieldStamp { hlc: field.hlc, device_id };
        let value = (!field.value.is_null()).then(|| field.value.to_string());
        (name.clone(), FieldWrite { value, stamp, base: field.base })
    };
    body.fields.iter().map(write).collect()
}

pub(crate) fn values(entity: Entity, card: &Card) -> Result<BTreeMap<String, Value>, StoreError> {
    let mut fields = BTreeMap::new();
    for (name, write) in card {
        if let Some(text) = &write.value {
            let value = serde_json::from_str(text).map_err(StoreError::body(entity.name()))?;
            fields.insert(name.clone(), value);
        }
    }
    Ok(fields)
}

pub(crate) async fn load(
    connection: &mut Connection,
    entity: Entity,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, Card>, StoreError> {
    let mut cards = BTreeMap::new();
    for ids in ids.chunks(500) {
        let mut query: QueryBuilder<Sqlite> =
            QueryBuilder::new("SELECT card_id, fields, stamps FROM cards WHERE entity = ");
        query.push_bind(entity.name()).push(" AND card_id IN (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.to_string());
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *connection).await? {
            let id = parse_id(&row.try_get::<String, _>("card_id")?)?;
            let fields: BTreeMap<String, Value> = parse(entity, row.try_get("fields")?)?;
            let stamps: Stamps = parse(entity, row.try_get("stamps")?)?;
            cards.insert(id, unpack(fields, &stamps));
        }
    }
    Ok(cards)
}

fn unpack(fields: BTreeMap<String, Value>, stamps: &Stamps) -> Card {
    let write = |(name, value): (String, Value)| {
        let (hlc, device, base) =
            stamps.get(&name).or_else(|| stamps.get("*")).copied().unwrap_or_default();
        let stamp = FieldStamp { hlc: Hlc(hlc), device_id: DeviceId(device) };
        let value = (!value.is_null()).then(|| value.to_string());
        (name, FieldWrite { value, stamp, base: Hlc(base) })
    };
    fields.into_iter().map(write).collect()
}

fn pack(entity: Entity, card: &Card) -> Result<(String, String), StoreError> {
    let mut fields = BTreeMap::new();
    let mut stamps = Stamps::new();
    let common = card.values().next().map(|write| (write.stamp, write.base));
    for (name, write) in card {
        let value = match &write.value {
            Some(text) => serde_json::from_str(text).map_err(StoreError::body(entity.name()))?,
            None => Value::Null,
        };
        fields.insert(name, value);
        if Some((write.stamp, write.base)) != common {
            let stamp = (write.stamp.hlc.0, write.stamp.device_id.0, write.base.0);
            stamps.insert(name.clone(), stamp);
        }
    }
    if let Some((stamp, base)) = common {
        stamps.insert("*".to_owned(), (stamp.hlc.0, stamp.device_id.0, base.0));
    }
    let text = |error| StoreError::body(entity.name())(error);
    Ok((
        serde_json::to_string(&fields).map_err(text)?,
        serde_json::to_string(&stamps).map_err(text)?,
    ))
}

pub(super) async fn save(
    connection: &mut Connection,
    entity: Entity,
    cards: &BTreeMap<Uuid, (Card, DateTime<Utc>)>,
) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(cards.len());
    for (id, (card, _)) in cards {
        rows.push((id, pack(entity, card)?));
    }
    for rows in rows.chunks(500) {
        let mut query: QueryBuilder<Sqlite> =
            QueryBuilder::new("INSERT INTO cards (entity, card_id, fields, stamps) ");
        query.push_values(rows, |mut b, (id, (fields, stamps))| {
            b.push_bind(entity.name())
                .push_bind(id.to_string())
                .push_bind(fields)
                .push_bind(stamps);
        });
        query.push(
            " ON CONFLICT (entity, card_id) DO UPDATE
                 SET fields = excluded.fields, stamps = excluded.stamps",
        );
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

fn parse<T: serde::de::DeserializeOwned>(entity: Entity, text: String) -> Result<T, StoreError> {
    serde_json::from_str(&text).map_err(StoreError::body(entity.name()))
}

fn parse_id(text: &str) -> Result<Uuid, StoreError> {
    Uuid::parse_str(text).map_err(|_| StoreError::Inconsistency {
        table: "cards",
        column: "card_id",
        row: text.to_owned(),
    })
}
