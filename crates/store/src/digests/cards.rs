//! The merged cards, and taking one over as the platform has merged it.

use std::collections::BTreeMap;

use mojo_domain::Hlc;
use mojo_domain::cards::{Card, FieldStamp, FieldWrite};
use mojo_protocol::{Entity, Key, Leaf, MergedCard, Reading, card_leaf};
use serde_json::Value;
use sqlx::Row;
use uuid::Uuid;

use super::PAGE;
use crate::{Reader, StoreError, Tx, cards};

/// Reads the cards of a kind in the range of ids.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn read_cards(
    reader: &mut Reader,
    entity: Entity,
    (after, until): (Option<Uuid>, Option<Uuid>),
    reading: &mut Reading,
) -> Result<i64, StoreError> {
    let text = |id: Uuid| id.hyphenated().to_string();
    let mut after = after.map(text).unwrap_or_default();
    // Beyond the text of every id.
    let until = until.map_or_else(|| "g".to_owned(), text);
    let mut count = 0;
    loop {
        let rows = sqlx::query(
            "SELECT card_id, fields FROM cards
              WHERE entity = $1 AND card_id > $2 AND card_id <= $3
              ORDER BY card_id
              LIMIT $4",
        )
        .bind(entity.name())
        .bind(&after)
        .bind(&until)
        .bind(PAGE)
        .fetch_all(reader.connection())
        .await?;
        let Some(last) = rows.last() else { return Ok(count) };
        after = last.try_get("card_id")?;
        for row in &rows {
            let (id, fields): (String, String) = (row.try_get("card_id")?, row.try_get("fields")?);
            let id = Uuid::parse_str(&id).map_err(|_| StoreError::Inconsistency {
                table: "cards",
                column: "card_id",
                row: id.clone(),
            })?;
            let fields: BTreeMap<String, Value> =
                serde_json::from_str(&fields).map_err(StoreError::body(entity.name()))?;
            let fields = fields.iter().map(|(name, value)| (name.as_str(), value));
            if let Some(hash) = card_leaf(id, fields) {
                count += 1;
                reading.take(&Leaf { key: Key::Id(id), hash, money: None, on: None });
            }
        }
    }
}

/// Whether an edit of the card has no verdict yet.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn is_waiting(tx: &mut Tx, entity: Entity, id: Uuid) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT 1 FROM outbox o
           JOIN journal j ON j.epoch = o.epoch AND j.dseq = o.dseq
          WHERE j.entity = $1 AND j.entity_id = $2
          LIMIT 1",
    )
    .bind(entity.name())
    .bind(id.to_string())
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.is_some())
}

/// What became of a card that was asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdoptedCard {
    /// It is here as it is there.
    Adopted,
    /// An edit of it is on its way: nothing was changed.
    Waits,
    /// One and the same write has two values: nobody can say which was written.
    SameWriteDiffers,
}

/// Puts a card as the platform has merged it in the place of what is held. Free text that it
/// replaces is kept as a note.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn adopt_card(
    tx: &mut Tx,
    entity: Entity,
    merged: &MergedCard,
) -> Result<AdoptedCard, StoreError> {
    let id = merged.card.id;
    if is_waiting(tx, entity, id).await? {
        return Ok(AdoptedCard::Waits);
    }
    let there: Card =
        merged.fields.iter().map(|(name, field)| (name.clone(), write(field))).collect();
    let held = cards::load(tx.connection(), entity, &[id]).await?.remove(&id).unwrap_or_default();
    let is_forged = held.iter().any(|(name, own)| {
        there.get(name).is_some_and(|other| {
            own.stamp == other.stamp && own.stamp.hlc != Hlc::default() && !same_value(own, other)
        })
    });
    if is_forged {
        return Ok(AdoptedCard::SameWriteDiffers);
    }
    let now = tx.now();
    cards::keep_replaced(tx.connection(), entity, id, &held, &there, now).await?;
    cards::replace(tx.connection(), entity, id, there, now).await?;
    Ok(AdoptedCard::Adopted)
}

fn write(field: &mojo_protocol::MergedField) -> FieldWrite {
    let value = (!field.value.is_null()).then(|| field.value.to_string());
    let stamp = FieldStamp { hlc: field.hlc, device_id: field.device_id };
    FieldWrite { value, stamp, base: field.base }
}

fn same_value(a: &FieldWrite, b: &FieldWrite) -> bool {
    let read = |write: &FieldWrite| {
        write.value.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok())
    };
    read(a) == read(b)
}
