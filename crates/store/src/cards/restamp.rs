//! Edits of this device that the platform took at another reading than this clock gave: a clock
//! that ran far ahead counts as the time of receipt, for all others and so for this desk too.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mojo_domain::cards::{Card, FieldStamp};
use mojo_protocol::{CardBody, Change, Entity};
use sqlx::{QueryBuilder, Row as _, Sqlite};
use uuid::Uuid;

use super::{load, save};
use crate::{Connection, StoreError};

/// Takes over the readings that count, of cards that this device edited; no value changes.
pub(crate) async fn restamp(
    connection: &mut Connection,
    own: &[&Change],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for own in own.chunks(500) {
        let recorded = recorded(connection, own).await?;
        for change in own {
            let Some(before) = recorded.get(&(change.epoch, change.dseq)) else { continue };
            if *before != change.body
                && let Ok(entity) = change.entity.parse::<Entity>()
            {
                take_over(connection, (entity, change), before, now).await?;
            }
        }
    }
    Ok(())
}

/// The bodies as this device recorded them.
async fn recorded(
    connection: &mut Connection,
    own: &[&Change],
) -> Result<BTreeMap<(i64, i64), String>, StoreError> {
    if own.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
        "SELECT epoch, dseq, body FROM journal_bodies WHERE body IS NOT NULL AND (epoch, dseq) IN (",
    );
    query.push_values(own, |mut row, change| {
        row.push_bind(change.epoch).push_bind(change.dseq);
    });
    query.push(")");
    let rows = query.build().fetch_all(connection).await?;
    let read = |row: &sqlx::sqlite::SqliteRow| {
        Ok(((row.try_get("epoch")?, row.try_get("dseq")?), row.try_get("body")?))
    };
    rows.iter().map(read).collect()
}

async fn take_over(
    connection: &mut Connection,
    (entity, change): (Entity, &Change),
    before: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let read = |text: &str| serde_json::from_str::<CardBody>(text).ok();
    let (Some(before), Some(counts)) = (read(before), read(&change.body)) else { return Ok(()) };
    let id: Uuid = change.entity_id;
    let Some(mut card) = load(connection, entity, &[id]).await?.remove(&id) else {
        return Ok(());
    };
    let Some(device_id) = change.device_id else { return Ok(()) };
    let mut is_changed = false;
    for (name, field) in &counts.fields {
        let Some(was) = before.fields.get(name) else { continue };
        let stamp = FieldStamp { hlc: was.hlc, device_id };
        if was.hlc != field.hlc
            && let Some(write) = card.get_mut(name).filter(|write| write.stamp == stamp)
        {
            write.stamp.hlc = field.hlc;
            write.base = field.base;
            is_changed = true;
        }
    }
    if !is_changed {
        return Ok(());
    }
    let cards: BTreeMap<Uuid, (Card, DateTime<Utc>)> = BTreeMap::from([(id, (card, now))]);
    save(connection, entity, &cards).await
}
