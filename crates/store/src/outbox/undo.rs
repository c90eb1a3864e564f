//! Undoing an edit that the platform did not let stand: what the fields were before is remembered
//! with the edit until its verdict is there. An edit that stood may be rejected later, by a platform
//! that was put back to before it: then what it replaced is recalled.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mojo_domain::cards::{Card, FieldStamp, FieldWrite};
use mojo_domain::{DeviceId, Hlc};
use mojo_protocol::{CardBody, CardField, Entity};
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use crate::cards::{self, Stamped, prices};
use crate::{Connection, StoreError, Tx};

/// Fields as they were before an edit, `None` where there was nothing.
pub(super) type Before = BTreeMap<String, Option<Stamped>>;

/// An edit of a card that was there.
pub(crate) struct Replaced<'a> {
    /// The edit's number in the journal.
    pub(crate) dseq: i64,
    /// The card.
    pub(crate) card_id: Uuid,
    /// As it was before.
    pub(crate) held: &'a Card,
    /// The edit.
    pub(crate) body: &'a CardBody,
}

impl Replaced<'_> {
    /// What the edited fields were, as JSON.
    fn before(&self, entity: Entity) -> Result<String, StoreError> {
        let stamped = |name: &String| (name.clone(), self.held.get(name).map(Stamped::of));
        let fields: Before = self.body.fields.keys().map(stamped).collect();
        serde_json::to_string(&fields).map_err(StoreError::body(entity.name()))
    }
}

/// Rows per statement.
const ROWS: usize = 500;

/// Remembers with each edit what the fields that it replaced were.
pub(crate) async fn remember(
    connection: &mut Connection,
    epoch: i64,
    entity: Entity,
    edits: Vec<Replaced<'_>>,
) -> Result<(), StoreError> {
    for edits in edits.chunks(ROWS) {
        let mut rows = Vec::with_capacity(edits.len());
        for edit in edits {
            rows.push((edit.dseq, edit.card_id.to_string(), edit.before(entity)?));
        }
        let mut query: QueryBuilder<Sqlite> =
            QueryBuilder::new("INSERT INTO outbox_undo (epoch, dseq, entity, card_id, fields) ");
        query.push_values(rows, |mut b, (dseq, card_id, fields)| {
            b.push_bind(epoch)
                .push_bind(dseq)
                .push_bind(entity.name())
                .push_bind(card_id)
                .push_bind(fields);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Edits of others arrived: where one of them lost against an edit of ours that still waits for its
/// verdict, it is what comes back when that does not stand.
pub(crate) async fn learn(
    connection: &mut Connection,
    entity: Entity,
    arrived: &[(Uuid, Card)],
) -> Result<(), StoreError> {
    let waiting: Option<(i64,)> = sqlx::query_as("SELECT 1 FROM outbox_undo LIMIT 1")
        .fetch_optional(&mut *connection)
        .await?;
    if waiting.is_none() {
        return Ok(());
    }
    for (card_id, patch) in arrived {
        let rows = sqlx::query(
            "SELECT epoch, dseq, fields FROM outbox_undo WHERE entity = $1 AND card_id = $2",
        )
        .bind(entity.name())
        .bind(card_id.to_string())
        .fetch_all(&mut *connection)
        .await?;
        for row in rows {
            let mut before: Before = read(entity, &row.try_get::<String, _>("fields")?)?;
            let mut is_changed = false;
            for (name, stamped) in &mut before {
                let Some(write) = patch.get(name) else { continue };
                if stamped.as_ref().is_none_or(|held| !held.write().stands_against(write)) {
                    *stamped = Some(Stamped::of(write));
                    is_changed = true;
                }
            }
            if is_changed {
                let text =
                    serde_json::to_string(&before).map_err(StoreError::body(entity.name()))?;
                sqlx::query("UPDATE outbox_undo SET fields = $3 WHERE epoch = $1 AND dseq = $2")
                    .bind(row.try_get::<i64, _>("epoch")?)
                    .bind(row.try_get::<i64, _>("dseq")?)
                    .bind(text)
                    .execute(&mut *connection)
                    .await?;
            }
        }
    }
    Ok(())
}

/// An edit of ours, with what it replaced.
pub(super) struct Remembered {
    pub(super) entity: Entity,
    pub(super) card_id: Uuid,
    pub(super) body: CardBody,
    pub(super) before: Before,
    /// `before` is a memory, and not what follows from the edit alone.
    is_remembered: bool,
}

/// The edit at `dseq`; `None` when it is none, or was erased.
pub(super) async fn load(
    tx: &mut Tx,
    epoch: i64,
    dseq: i64,
) -> Result<Option<Remembered>, StoreError> {
    let row = sqlx::query(
        "SELECT j.entity, j.entity_id, b.body, u.fields
           FROM journal j
           JOIN journal_bodies b ON b.epoch = j.epoch AND b.dseq = j.dseq
           LEFT JOIN outbox_undo u ON u.epoch = j.epoch AND u.dseq = j.dseq
          WHERE j.epoch = $1 AND j.dseq = $2",
    )
    .bind(epoch)
    .bind(dseq)
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (Ok(entity), Ok(card_id), Some(body)) = (
        row.try_get::<String, _>("entity")?.parse::<Entity>(),
        Uuid::parse_str(&row.try_get::<String, _>("entity_id")?),
        row.try_get::<Option<String>, _>("body")?,
    ) else {
        return Ok(None);
    };
    let body: CardBody = read(entity, &body)?;
    let fields: Option<String> = row.try_get("fields")?;
    let is_remembered = fields.is_some();
    let before: Before = match fields {
        Some(text) => read(entity, &text)?,
        // What replaced nothing needs no memory.
        None => made_by(&body),
    };
    Ok(Some(Remembered { entity, card_id, body, before, is_remembered }))
}

/// Puts the fields of the edit at `dseq` back, where nothing later was written; edits that still
/// wait and that replaced it remember what it replaced.
pub(super) async fn undo(tx: &mut Tx, epoch: i64, dseq: i64) -> Result<(), StoreError> {
    let now = tx.now();
    let Some(mut edit) = load(tx, epoch, dseq).await? else { return Ok(()) };
    if !edit.is_remembered {
        recall(tx, (epoch, dseq), &mut edit).await?;
    }
    let Remembered { entity, card_id, body, before, .. } = &edit;
    put_back(tx, (*entity, *card_id), body, before, now).await?;
    if let (Entity::Product, Some(field)) = (entity, body.fields.get(prices::FIELD)) {
        let stamp = FieldStamp { hlc: field.hlc, device_id: tx.device_id() };
        prices::forget(tx.connection(), *card_id, stamp).await?;
    }
    forward(tx, (epoch, dseq), &edit, before).await
}

fn made_by(body: &CardBody) -> Before {
    let is_first = |field: &CardField| field.base == Hlc::default();
    let fields = body.fields.iter().filter(|(_, field)| is_first(field));
    fields.map(|(name, _)| (name.clone(), None)).collect()
}

/// An edit of ours, earlier than the one that is undone.
struct Earlier {
    /// What it wrote, with the readings of the clock here.
    recorded: Card,
    /// The same with the readings that count.
    counted: Card,
    /// It does not stand.
    is_rejected: bool,
}

/// What an edit replaced, where the memory of it is gone: it stood, and the platform was put back to
/// before it. The edit takes the readings that counted, as the card bears them.
async fn recall(
    tx: &mut Tx,
    (epoch, dseq): (i64, i64),
    edit: &mut Remembered,
) -> Result<(), StoreError> {
    if edit.before.len() < edit.body.fields.len() {
        let earlier = earlier(tx, (epoch, dseq), edit).await?;
        for (name, write) in cards::writes(&edit.body, tx.device_id()) {
            let before = replaced(&name, &write, &earlier);
            edit.before.insert(name, before);
        }
    }
    let received: Option<(i64,)> =
        sqlx::query_as("SELECT received_at FROM clamped_edits WHERE epoch = $1 AND dseq = $2")
            .bind(epoch)
            .bind(dseq)
            .fetch_optional(tx.connection())
            .await?;
    if let Some((received_at,)) = received {
        edit.body = edit.body.clone().as_received(received_at, dseq);
    }
    Ok(())
}

/// The edits of this card before the one at `dseq`, of this chain.
async fn earlier(
    tx: &mut Tx,
    (epoch, dseq): (i64, i64),
    edit: &Remembered,
) -> Result<Vec<Earlier>, StoreError> {
    let device_id = tx.device_id();
    let rows: Vec<(i64, String, Option<i64>, bool)> = sqlx::query_as(
        "SELECT j.dseq, b.body, c.received_at, v.dseq IS NOT NULL
           FROM journal j
           JOIN journal_bodies b ON b.epoch = j.epoch AND b.dseq = j.dseq
           LEFT JOIN clamped_edits c ON c.epoch = j.epoch AND c.dseq = j.dseq
           LEFT JOIN outbox_verdicts v
             ON v.epoch = j.epoch AND v.dseq = j.dseq AND v.verdict = 'rejected'
          WHERE j.epoch = $1 AND j.dseq < $2 AND j.entity = $3 AND j.entity_id = $4
            AND b.body IS NOT NULL",
    )
    .bind(epoch)
    .bind(dseq)
    .bind(edit.entity.name())
    .bind(edit.card_id.to_string())
    .fetch_all(tx.connection())
    .await?;
    let mut earlier = Vec::with_capacity(rows.len());
    for (dseq, body, received_at, is_rejected) in rows {
        let body: CardBody = read(edit.entity, &body)?;
        let recorded = cards::writes(&body, device_id);
        let counted = match received_at {
            Some(received_at) => cards::writes(&body.as_received(received_at, dseq), device_id),
            None => recorded.clone(),
        };
        earlier.push(Earlier { recorded, counted, is_rejected });
    }
    Ok(earlier)
}

/// What a write replaced. What this device wrote itself does not come again with the order, and is in
/// its journal. What others wrote does come: until then the value stays as it is, and stands against
/// nothing.
fn replaced(name: &str, write: &FieldWrite, earlier: &[Earlier]) -> Option<Stamped> {
    let mut base = write.base;
    while base != Hlc::default() {
        let own = earlier.iter().find_map(|one| {
            let (recorded, counted) = (one.recorded.get(name)?, one.counted.get(name)?);
            // Who replaced it may not have known the reading that counts.
            let is_it = recorded.stamp.hlc == base || counted.stamp.hlc == base;
            is_it.then_some((recorded.base, counted, one.is_rejected))
        });
        match own {
            Some((_, own, false)) => return Some(Stamped::of(own)),
            Some((before, _, true)) if before < base => base = before,
            _ => {
                let nobody = DeviceId(Uuid::nil());
                let stamp = FieldStamp { hlc: Hlc::default(), device_id: nobody };
                let value = write.value.clone();
                return Some(Stamped::of(&FieldWrite { value, stamp, base: Hlc::default() }));
            }
        }
    }
    None
}

async fn put_back(
    tx: &mut Tx,
    (entity, card_id): (Entity, Uuid),
    body: &CardBody,
    before: &Before,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let held = cards::load(tx.connection(), entity, &[card_id]).await?.remove(&card_id);
    let Some(mut card) = held else { return Ok(()) };
    for (name, field) in &body.fields {
        if card.get(name).is_none_or(|write| write.stamp.hlc != field.hlc) {
            continue;
        }
        match before.get(name) {
            Some(Some(stamped)) => card.insert(name.clone(), stamped.write()),
            Some(None) => card.remove(name),
            None => continue,
        };
    }
    cards::replace(tx.connection(), entity, card_id, card, now).await
}

/// An edit that waits and replaced this one brings back, when it does not stand, what is `now` in
/// its place.
pub(super) async fn forward(
    tx: &mut Tx,
    (epoch, dseq): (i64, i64),
    edit: &Remembered,
    now: &Before,
) -> Result<(), StoreError> {
    let Remembered { entity, card_id, body, .. } = edit;
    let entity = *entity;
    let rows = sqlx::query(
        "SELECT dseq, fields FROM outbox_undo
          WHERE epoch = $1 AND dseq > $2 AND entity = $3 AND card_id = $4",
    )
    .bind(epoch)
    .bind(dseq)
    .bind(entity.name())
    .bind(card_id.to_string())
    .fetch_all(tx.connection())
    .await?;
    for row in rows {
        let mut later: Before = read(entity, &row.try_get::<String, _>("fields")?)?;
        for (name, stamped) in &mut later {
            let replaced = body.fields.get(name).map(|field| field.hlc);
            if replaced.is_some() && stamped.as_ref().map(Stamped::hlc) == replaced {
                *stamped = now.get(name).cloned().flatten();
            }
        }
        let text = serde_json::to_string(&later).map_err(StoreError::body(entity.name()))?;
        sqlx::query("UPDATE outbox_undo SET fields = $3 WHERE epoch = $1 AND dseq = $2")
            .bind(epoch)
            .bind(row.try_get::<i64, _>("dseq")?)
            .bind(text)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

/// What has its verdict needs no memory any more.
pub(super) async fn forget(tx: &mut Tx, epoch: i64, dseq: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM outbox_undo WHERE epoch = $1 AND dseq <= $2")
        .bind(epoch)
        .bind(dseq)
        .execute(tx.connection())
        .await?;
    Ok(())
}

fn read<T: serde::de::DeserializeOwned>(entity: Entity, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(StoreError::body(entity.name()))
}
