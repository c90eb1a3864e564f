//! Free text that lost against another: kept, shown, and brought back by people.

use chrono::{DateTime, Utc};
use mojo_domain::cards::{Card, Lost};
use mojo_domain::{ActorId, DeviceId, Hlc, from_micros, mutant, to_micros};
use mojo_protocol::Entity;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::{FREE_TEXT, RESTORE_TEXT};
use crate::columns::Columns;
use crate::{Connection, Recorded, Source, StoreError};

/// A text that lost, and who wrote in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The field.
    pub field: String,
    /// The text, its JSON.
    pub value: String,
    /// The reading at which it was written: with the device, its name.
    pub hlc: Hlc,
    /// The device that wrote it.
    pub device_id: DeviceId,
    /// Who wrote it, when that is known here.
    pub actor_id: Option<ActorId>,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// The device that wrote in its place.
    pub by_device_id: Option<DeviceId>,
    /// Who wrote in its place, when that is known here.
    pub by_actor_id: Option<ActorId>,
    /// When that was written.
    pub by_at: Option<DateTime<Utc>>,
    /// When the clash was noticed here.
    pub kept_at: DateTime<Utc>,
}

/// What is restored is settled; so is a text that the writer had before its eyes and replaced.
pub(super) async fn settle(
    connection: &mut Connection,
    change: &Recorded,
    patch: &Card,
) -> Result<(), StoreError> {
    for field in FREE_TEXT {
        let Some(write) = patch.get(*field) else { continue };
        let restored = (change.op == RESTORE_TEXT).then_some(write.value.as_deref()).flatten();
        if write.base == Hlc::default() && restored.is_none() {
            continue;
        }
        sqlx::query(
            "UPDATE card_notes_kept SET is_settled = 1
              WHERE entity = $1 AND card_id = $2 AND field = $3 AND (hlc = $4 OR value = $5)",
        )
        .bind(change.entity.name())
        .bind(change.entity_id.to_string())
        .bind(*field)
        .bind(write.base.0)
        .bind(restored)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The texts that a restoring replaces: whoever restores sees them, and still nothing is dropped.
pub(super) fn replaced_by_restoring(change: &Recorded, held: &Card, patch: &Card) -> Vec<Lost> {
    if change.op != RESTORE_TEXT {
        return Vec::new();
    }
    let replaced = |(field, write): (&String, &mojo_domain::cards::FieldWrite)| {
        let old = held.get(field).filter(|old| old.stamp.hlc == write.base)?;
        let differs = old.value != write.value;
        differs.then(|| Lost { field: field.clone(), write: old.clone(), by: write.stamp })
    };
    patch.iter().filter_map(replaced).collect()
}

/// Keeps what lost against a change.
pub(super) async fn keep(
    connection: &mut Connection,
    change: &Recorded,
    lost: &[Lost],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let card = Replaced {
        entity: change.entity,
        card_id: change.entity_id,
        is_restored: change.op == RESTORE_TEXT,
    };
    keep_of(connection, card, lost, now).await
}

/// A card whose text gave way.
#[derive(Clone, Copy)]
pub(super) struct Replaced {
    pub(super) entity: Entity,
    pub(super) card_id: Uuid,
    /// It gave way to a text that was brought back.
    pub(super) is_restored: bool,
}

/// Keeps what lost of a card.
pub(super) async fn keep_of(
    connection: &mut Connection,
    card: Replaced,
    lost: &[Lost],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for lost in lost.iter().filter(|_| !mutant::is("clash_text_dropped")) {
        let Some(value) = &lost.write.value else { continue };
        sqlx::query(
            "INSERT INTO card_notes_kept
                (entity, card_id, field, value, hlc, device_id, kept_at, by_hlc, by_device_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (entity, card_id, field, hlc, device_id) DO UPDATE
                 SET is_settled = 0, by_hlc = excluded.by_hlc, by_device_id = excluded.by_device_id
               WHERE $10",
        )
        .bind(card.entity.name())
        .bind(card.card_id.to_string())
        .bind(&lost.field)
        .bind(value)
        .bind(lost.write.stamp.hlc.0)
        .bind(lost.write.stamp.device_id.to_string())
        .bind(to_micros(now))
        .bind(lost.by.hlc.0)
        .bind(lost.by.device_id.to_string())
        // A text that was brought back and then gave way again is shown again.
        .bind(card.is_restored)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

// Who wrote at a reading of a device's clock: the entry of that card made in that millisecond.
const LIST: &str =
    "SELECT k.field, k.value, k.hlc, k.device_id, k.kept_at, k.by_hlc, k.by_device_id
     , coalesce(
         (SELECT p.actor_id FROM pulled p WHERE p.entity = k.entity AND p.entity_id = k.card_id
             AND p.device_id = k.device_id AND p.at / 1000 = k.hlc >> 16 LIMIT 1)
       , (SELECT j.actor_id FROM journal j WHERE j.entity = k.entity AND j.entity_id = k.card_id
             AND j.at / 1000 = k.hlc >> 16
             AND k.device_id = (SELECT device_id FROM device) LIMIT 1)) AS actor_id
     , coalesce(
         (SELECT p.actor_id FROM pulled p WHERE p.entity = k.entity AND p.entity_id = k.card_id
             AND p.device_id = k.by_device_id AND p.at / 1000 = k.by_hlc >> 16 LIMIT 1)
       , (SELECT j.actor_id FROM journal j WHERE j.entity = k.entity AND j.entity_id = k.card_id
             AND j.at / 1000 = k.by_hlc >> 16
             AND k.by_device_id = (SELECT device_id FROM device) LIMIT 1)) AS by_actor_id
  FROM card_notes_kept k
 WHERE k.entity = $1 AND k.card_id = $2 AND k.is_settled = 0
 ORDER BY k.hlc DESC, k.device_id";

/// The texts of a card that lost and that nobody has looked after yet, the latest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_kept(
    source: &mut impl Source,
    entity: Entity,
    card_id: Uuid,
) -> Result<Vec<Kept>, StoreError> {
    let rows = sqlx::query(LIST)
        .bind(entity.name())
        .bind(card_id.to_string())
        .fetch_all(source.rows())
        .await?;
    rows.iter().map(read).collect()
}

/// One of them, by the reading and the device that name it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_kept(
    source: &mut impl Source,
    entity: Entity,
    card_id: Uuid,
    name: (Hlc, DeviceId),
) -> Result<Option<Kept>, StoreError> {
    let kept = list_kept(source, entity, card_id).await?;
    Ok(kept.into_iter().find(|kept| (kept.hlc, kept.device_id) == name))
}

fn read(row: &SqliteRow) -> Result<Kept, StoreError> {
    let c = Columns { row, table: "card_notes_kept", key: "field" };
    let at = |hlc: Hlc| from_micros(hlc.millis() * 1000);
    let hlc = Hlc(c.number("hlc")?);
    let by = Hlc(c.number("by_hlc")?);
    let by_device: String = row.try_get("by_device_id")?;
    Ok(Kept {
        field: c.text("field")?,
        value: c.text("value")?,
        hlc,
        device_id: c.parse("device_id")?,
        actor_id: c.parse_opt("actor_id")?,
        written_at: at(hlc),
        by_device_id: by_device.parse().ok(),
        by_actor_id: c.parse_opt("by_actor_id")?,
        by_at: (by != Hlc::default()).then(|| at(by)),
        kept_at: c.instant("kept_at")?,
    })
}
