//! The one door for changes: change, journal entry and outbox row in one commit (invariant 3).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mojo_domain::cards::{ARCHIVED, Card};
use mojo_domain::journal::{Hash, Link, chain, commitment};
use mojo_domain::{
    ActorId, Clock, ContactId, DeviceId, Entropy, Hlc, HlcClock, IdSource, RegisterId, TenantId,
    from_micros, mutant, to_micros,
};
use mojo_protocol::{CardBody, CardField, Entity};
use serde::Serialize;
use serde_json::Value;
use sqlx::{QueryBuilder, Sqlite, Transaction};
use uuid::Uuid;

use crate::contacts::latest_reading_shown;
use crate::device::{self, Device, Place};
use crate::{Connection, NewRecord, Recorded, StoreError, cards, outbox, project};

/// A change under way. Dropped without [`Tx::commit`], it never happened.
pub struct Tx {
    inner: Transaction<'static, Sqlite>,
    op: String,
    actor_id: ActorId,
    device: Device,
    hlc: HlcClock,
    head: (i64, Hash),
    now: DateTime<Utc>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

/// Rows per statement when many records are written at once.
const ROWS: usize = 500;

impl Tx {
    pub(crate) async fn begin(
        mut inner: Transaction<'static, Sqlite>,
        op: &str,
        actor_id: ActorId,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StoreError> {
        let device = device::load(&mut inner).await?.ok_or(StoreError::NoDevice)?;
        let head = (device.head_dseq, device.head_hash);
        let hlc = HlcClock::new(device.last_hlc);
        let now = from_micros(to_micros(clock.now()));
        Ok(Self { inner, op: op.to_owned(), actor_id, device, hlc, head, now, clock, entropy })
    }

    /// The instant of this change: one for everything in it.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Who makes the change.
    pub fn actor_id(&self) -> ActorId {
        self.actor_id
    }

    /// The owner has revoked this device.
    pub fn is_revoked(&self) -> bool {
        self.device.is_revoked()
    }

    /// Where the journal will stand when this change commits, for the mark outside the database.
    pub fn place(&self) -> Place {
        let Device { device_id, epoch, is_marked, .. } = self.device;
        Place { device_id, epoch, dseq: self.head.0, is_marked }
    }

    /// The installation.
    pub fn device_id(&self) -> DeviceId {
        self.device.device_id
    }

    /// The tenant of this desk.
    pub fn tenant_id(&self) -> TenantId {
        self.device.tenant_id
    }

    /// The till of this desk.
    pub fn register_id(&self) -> RegisterId {
        self.device.register_id
    }

    /// The code in this desk's document numbers.
    pub fn number_code(&self) -> &str {
        &self.device.number_code
    }

    /// ISO 3166-1 alpha-2: whose fiscal law holds.
    pub fn country(&self) -> &str {
        &self.device.country
    }

    /// A new id.
    pub fn next_id<T: From<Uuid>>(&self) -> T {
        IdSource::new(self.clock.as_ref(), self.entropy.as_ref()).next()
    }

    /// The journal was continued by other means than [`Tx::record`].
    pub(crate) fn move_head(&mut self, head: (i64, Hash)) {
        self.head = head;
    }

    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.inner
    }

    /// Records a fact and writes its rows.
    ///
    /// # Errors
    /// [`StoreError`] of the database or of the body.
    pub async fn record<T: Serialize>(
        &mut self,
        entity: Entity,
        entity_id: impl Into<Uuid>,
        body: &T,
    ) -> Result<(), StoreError> {
        let record = NewRecord::try_new(entity, entity_id, body)?;
        self.record_many(vec![record]).await
    }

    /// Records an edit of a card: the fields get the next reading of the hybrid clock.
    ///
    /// # Errors
    /// [`StoreError`] of the database or of the body.
    pub async fn edit_card(
        &mut self,
        entity: Entity,
        entity_id: impl Into<Uuid>,
        fields: BTreeMap<String, Value>,
    ) -> Result<(), StoreError> {
        self.edit_card_unseen(entity, entity_id, fields, &BTreeSet::new()).await
    }

    /// Records an edit of a card by somebody who had not seen the present value of the fields
    /// `unseen`: what they replace there is a clash and is kept where it is free text.
    ///
    /// # Errors
    /// [`StoreError`] of the database or of the body.
    pub async fn edit_card_unseen(
        &mut self,
        entity: Entity,
        entity_id: impl Into<Uuid>,
        fields: BTreeMap<String, Value>,
        unseen: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let entity_id = entity_id.into();
        if entity == Entity::Contact {
            let seen = latest_reading_shown(&mut *self, ContactId(entity_id)).await?;
            self.hlc.observe_replaced(seen);
        }
        let held = cards::load(&mut self.inner, entity, &[entity_id]).await?.remove(&entity_id);
        let mut body = self.edit_body(fields, held.as_ref());
        for name in unseen {
            if let Some(field) = body.fields.get_mut(name) {
                field.base = Hlc::default();
            }
        }
        self.record(entity, entity_id, &body).await?;
        let Some(held) = &held else { return Ok(()) };
        let edited = outbox::Replaced { dseq: self.head.0, card_id: entity_id, held, body: &body };
        outbox::remember(&mut self.inner, self.device.epoch, entity, vec![edited]).await
    }

    /// Records edits of many cards of a kind, each as [`Tx::edit_card`] does.
    ///
    /// # Errors
    /// [`StoreError`] of the database or of a body.
    pub async fn edit_cards(
        &mut self,
        entity: Entity,
        edits: Vec<(Uuid, BTreeMap<String, Value>)>,
    ) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = edits.iter().map(|(id, _)| *id).collect();
        let held = cards::load(&mut self.inner, entity, &ids).await?;
        let mut records = Vec::with_capacity(edits.len());
        let mut bodies = Vec::with_capacity(edits.len());
        for (id, fields) in edits {
            let body = self.edit_body(fields, held.get(&id));
            records.push(NewRecord::try_new(entity, id, &body)?);
            bodies.push((id, body));
        }
        let first = self.head.0 + 1;
        self.record_many(records).await?;
        let edited = (first..).zip(&bodies).filter_map(|(dseq, (id, body))| {
            held.get(id).map(|card| outbox::Replaced { dseq, card_id: *id, held: card, body })
        });
        outbox::remember(&mut self.inner, self.device.epoch, entity, edited.collect()).await
    }

    /// The body of an edit of `held`, stamped later than everything that it replaces.
    fn edit_body(&mut self, fields: BTreeMap<String, Value>, held: Option<&Card>) -> CardBody {
        let replaced = held.into_iter().flatten().filter(|(name, _)| fields.contains_key(*name));
        let seen = replaced.map(|(_, write)| write.stamp.hlc).max().unwrap_or_default();
        self.hlc.observe_replaced(seen);
        let mut body = self.new_card_body(fields);
        if let Some(held) = held {
            say_what_was_seen(&mut body, held);
            keep_unknown_members(&mut body, held);
        }
        body
    }

    /// The body of a card that did not exist, stamped; for [`Tx::record_many`].
    pub fn new_card_body(&mut self, fields: BTreeMap<String, Value>) -> CardBody {
        let hlc = self.hlc.tick(self.now);
        let stamp = |(name, value)| (name, CardField { value, hlc, ..CardField::default() });
        CardBody { fields: fields.into_iter().map(stamp).collect(), ..CardBody::default() }
    }

    /// The next reading of the hybrid clock, for a fact that must be ordered among edits.
    pub fn next_hlc(&mut self) -> Hlc {
        self.hlc.tick(self.now)
    }

    /// Records many changes at once, in order.
    ///
    /// # Errors
    /// [`StoreError`] of the database or of a body.
    pub async fn record_many(&mut self, mut records: Vec<NewRecord>) -> Result<(), StoreError> {
        if mutant::is("sale_in_two_commits") && self.op == "sell" && records.len() > 1 {
            let rest = records.split_off(1);
            self.record_all(records).await?;
            self.write_head().await?;
            self.commit_early_if("sale_in_two_commits").await?;
            records = rest;
        }
        self.record_all(records).await
    }

    async fn record_all(&mut self, records: Vec<NewRecord>) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(records.len());
        let mut recorded = Vec::with_capacity(records.len());
        for record in records {
            let row = self.link(&record);
            recorded.push(self.recorded(record, row.dseq));
            rows.push(row);
        }
        for (rows, recorded) in rows.chunks(ROWS).zip(recorded.chunks(ROWS)) {
            self.insert(rows, recorded).await?;
        }
        project::project(&mut self.inner, &recorded, self.now).await
    }

    fn recorded(&self, record: NewRecord, dseq: i64) -> Recorded {
        Recorded {
            entity: record.entity,
            entity_id: record.entity_id,
            op: self.op.clone(),
            at: self.now,
            actor_id: self.actor_id,
            device_id: Some(self.device.device_id),
            epoch: self.device.epoch,
            dseq,
            body: record.body,
        }
    }

    fn link(&mut self, record: &NewRecord) -> Row {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        let body = if mutant::is("chain_skips_body") { "" } else { &record.body };
        let commitment = commitment(&salt, body.as_bytes());
        let link = Link {
            dseq: self.head.0 + 1,
            op: &self.op,
            entity: record.entity.name(),
            entity_id: record.entity_id,
            at: self.now,
            actor_id: self.actor_id,
            commitment,
        };
        let prev = self.head.1;
        let hash = chain(prev, &link);
        self.head = (link.dseq, hash);
        Row { dseq: link.dseq, salt, commitment, prev, hash }
    }

    async fn insert(&mut self, rows: &[Row], recorded: &[Recorded]) -> Result<(), StoreError> {
        let epoch = self.device.epoch;
        let mut journal: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO journal
                (epoch, dseq, op, entity, entity_id, at, actor_id, commitment, prev, hash) ",
        );
        journal.push_values(rows.iter().zip(recorded), |mut b, (row, r)| {
            b.push_bind(epoch)
                .push_bind(row.dseq)
                .push_bind(&r.op)
                .push_bind(r.entity.name())
                .push_bind(r.entity_id.to_string())
                .push_bind(to_micros(r.at))
                .push_bind(r.actor_id.to_string())
                .push_bind(row.commitment.to_hex())
                .push_bind(row.prev.to_hex())
                .push_bind(row.hash.to_hex());
        });
        journal.build().execute(&mut *self.inner).await?;
        let mut bodies: QueryBuilder<Sqlite> =
            QueryBuilder::new("INSERT INTO journal_bodies (epoch, dseq, salt, body) ");
        bodies.push_values(rows.iter().zip(recorded), |mut b, (row, r)| {
            b.push_bind(epoch).push_bind(row.dseq).push_bind(row.salt.to_vec()).push_bind(&r.body);
        });
        bodies.build().execute(&mut *self.inner).await?;
        let mut outbox: QueryBuilder<Sqlite> =
            QueryBuilder::new("INSERT INTO outbox (epoch, dseq) ");
        outbox.push_values(rows, |mut b, row| {
            b.push_bind(epoch).push_bind(row.dseq);
        });
        outbox.build().execute(&mut *self.inner).await?;
        Ok(())
    }

    /// A mutant: what was written so far is committed on its own.
    pub(crate) async fn commit_early_if(&mut self, name: &'static str) -> Result<(), StoreError> {
        if mutant::is(name) {
            sqlx::raw_sql("COMMIT; BEGIN IMMEDIATE").execute(&mut *self.inner).await?;
        }
        Ok(())
    }

    /// Takes note of a reading of the hybrid clock from elsewhere.
    pub(crate) fn observe(&mut self, hlc: Hlc) {
        self.hlc.observe(hlc, self.now);
    }

    async fn write_head(&mut self) -> Result<(), StoreError> {
        sqlx::query("UPDATE device SET head_dseq = $1, head_hash = $2, last_hlc = $3")
            .bind(self.head.0)
            .bind(self.head.1.to_hex())
            .bind(self.hlc.last().0)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }

    /// Makes the change durable. After this returns, it survives a power cut.
    ///
    /// # Errors
    /// [`StoreError`] of the database: then nothing was changed.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.commit_early_if("head_after_commit").await?;
        self.write_head().await?;
        let committed = self.inner.commit().await;
        if mutant::is("commit_error_ignored") {
            return Ok(());
        }
        Ok(committed?)
    }
}

/// Which values the writer replaced, and what it knew where a deletion and an edit may clash.
fn say_what_was_seen(body: &mut CardBody, held: &Card) {
    for (name, field) in &mut body.fields {
        field.base = held.get(name).map_or(Hlc::default(), |write| write.stamp.hlc);
    }
    let deletes = body.fields.contains_key(ARCHIVED);
    let matters = held.iter().filter(|(name, _)| deletes || *name == ARCHIVED);
    body.seen = matters.map(|(name, write)| (name.clone(), write.stamp.hlc)).collect();
}

/// A value that is an object was written with every member that this program knows: what else is
/// held of it is a newer one's, and stays.
fn keep_unknown_members(body: &mut CardBody, held: &Card) {
    for (name, field) in &mut body.fields {
        let Value::Object(members) = &mut field.value else { continue };
        let text = held.get(name).and_then(|write| write.value.as_deref());
        let Some(Ok(Value::Object(old))) = text.map(serde_json::from_str) else { continue };
        for (member, value) in old {
            members.entry(member).or_insert(value);
        }
    }
}

/// What the chain adds to a record.
struct Row {
    dseq: i64,
    salt: [u8; 16],
    commitment: Hash,
    prev: Hash,
    hash: Hash,
}
