//! The order of a tenant's changes, and the journals of its devices.

use mojo_domain::journal::Hash;
use mojo_domain::{ActorId, DeviceId, mutant};
use mojo_protocol::ClampedEdit;
use uuid::Uuid;

use super::query::{InsertMany, queries};
use super::{Row, StorageError, TenantTx, Value, values};

/// A change without its place.
#[derive(Clone, Debug)]
pub(crate) struct NewChange {
    pub(crate) op: String,
    pub(crate) entity: String,
    pub(crate) entity_id: Uuid,
    pub(crate) recorded_at: i64,
    pub(crate) actor_id: ActorId,
    /// `None` when the platform wrote it.
    pub(crate) device_id: Option<DeviceId>,
    pub(crate) epoch: i64,
    pub(crate) dseq: i64,
    /// When it was received before this database was restored.
    pub(crate) received_before: Option<i64>,
    pub(crate) hash: String,
    pub(crate) commitment: String,
    pub(crate) scope_bit: i64,
    pub(crate) is_clamped: bool,
    pub(crate) salt: String,
    pub(crate) body: String,
}

impl NewChange {
    /// When it counts as received, by a platform that takes it at `now`.
    pub(crate) fn received_by(&self, now: i64) -> i64 {
        self.received_before.map_or(now, |before| before.min(now))
    }

    /// A change that the platform itself writes.
    pub(crate) fn by_platform(
        op: &str,
        entity: mojo_protocol::Entity,
        entity_id: Uuid,
        at: i64,
        body: String,
    ) -> Self {
        let hash = Hash::of(body.as_bytes()).to_hex();
        Self {
            op: op.to_owned(),
            entity: entity.name().to_owned(),
            entity_id,
            recorded_at: at,
            actor_id: ActorId(Uuid::nil()),
            device_id: None,
            epoch: 0,
            dseq: 0,
            received_before: None,
            hash: hash.clone(),
            commitment: hash,
            scope_bit: crate::auth::scope_bit(entity.scope()),
            is_clamped: false,
            salt: String::new(),
            body,
        }
    }
}

/// A change at its place.
#[derive(Clone, Debug)]
pub(crate) struct LoggedChange {
    pub(crate) seq: i64,
    pub(crate) received_at: i64,
    pub(crate) change: NewChange,
}

/// Changes that are being given their places; under the tenant's lock.
#[derive(Debug)]
pub(crate) struct LogWriter {
    seq: i64,
    received_at: i64,
    rows: Vec<LoggedChange>,
}

impl LogWriter {
    /// Gives `change` the next place.
    pub(crate) fn push(&mut self, change: NewChange) -> i64 {
        self.seq += if mutant::is("place_skipped") && self.rows.len() == 1 { 2 } else { 1 };
        let received_at = change.received_by(self.received_at);
        self.rows.push(LoggedChange { seq: self.seq, received_at, change });
        self.seq
    }
}

/// An entry of a device's journal with what became of it.
#[derive(Clone, Debug)]
pub(crate) struct DeviceEntry {
    pub(crate) dseq: i64,
    pub(crate) hash: String,
    /// `None` when it was rejected.
    pub(crate) seq: Option<i64>,
    /// `applied`, `duplicate`, `quarantined`, `rejected`.
    pub(crate) verdict: String,
    pub(crate) code: String,
    pub(crate) message: String,
}

const INSERT_CHANGES: InsertMany = InsertMany {
    table: "change_log",
    columns: &[
        "tenant_id",
        "seq",
        "op",
        "entity",
        "entity_id",
        "recorded_at",
        "actor_id",
        "device_id",
        "epoch",
        "dseq",
        "hash",
        "commitment",
        "scope_bit",
        "is_clamped",
        "received_at",
    ],
    tail: "",
};
const INSERT_BODIES: InsertMany =
    InsertMany { table: "change_bodies", columns: &["tenant_id", "seq", "salt", "body"], tail: "" };
const INSERT_ENTRIES: InsertMany = InsertMany {
    table: "device_entries",
    columns: &[
        "tenant_id",
        "device_id",
        "epoch",
        "dseq",
        "hash",
        "seq",
        "verdict",
        "code",
        "message",
    ],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_CHANGES, &INSERT_BODIES, &INSERT_ENTRIES];

queries! {
    PAGE = include_str!("log/page.sql"),
    HASH = "SELECT hash FROM change_log WHERE tenant_id = $1 AND seq = $2",
    CLAMPED = "SELECT e.dseq, c.received_at, c.is_clamped FROM device_entries e \
        JOIN change_log c ON c.tenant_id = e.tenant_id AND c.seq = e.seq \
        WHERE e.tenant_id = $1 AND e.device_id = $2 AND e.epoch = $3 \
        AND e.dseq >= $4 AND e.dseq <= $5 ORDER BY e.dseq",
    ENTRIES = "SELECT dseq, hash, seq, verdict, code, message FROM device_entries \
        WHERE tenant_id = $1 AND device_id = $2 AND epoch = $3 AND dseq >= $4 AND dseq <= $5 \
        ORDER BY dseq",
}

impl TenantTx {
    /// Locks the tenant's order and begins to give places.
    pub(crate) async fn write_log(&mut self, received_at: i64) -> Result<LogWriter, StorageError> {
        let head = self.lock_log().await?;
        Ok(LogWriter { seq: head.seq, received_at, rows: Vec::new() })
    }

    /// Writes what was given a place.
    pub(crate) async fn append(&mut self, log: LogWriter) -> Result<(), StorageError> {
        if log.rows.is_empty() {
            return Ok(());
        }
        let bodies = log
            .rows
            .iter()
            .map(|row| {
                let (salt, body) = (row.change.salt.as_str(), row.change.body.as_str());
                values![self.own(), row.seq, salt, body]
            })
            .collect();
        let changes = log.rows.iter().map(|row| self.change_values(row)).collect();
        self.tx.insert_many(&INSERT_CHANGES, changes).await?;
        self.tx.insert_many(&INSERT_BODIES, bodies).await?;
        self.advance_log(log.seq).await
    }

    /// Writes changes again at the places that they had: what was lost of them.
    pub(crate) async fn restore(
        &mut self,
        changes: &[&LoggedChange],
        bodies: &[&LoggedChange],
    ) -> Result<(), StorageError> {
        let changes = changes.iter().map(|row| self.change_values(row)).collect();
        let body = |row: &&LoggedChange| {
            let (salt, body) = (row.change.salt.as_str(), row.change.body.as_str());
            values![self.own(), row.seq, salt, body]
        };
        let bodies = bodies.iter().map(body).collect();
        self.tx.insert_many(&INSERT_CHANGES, changes).await?;
        self.tx.insert_many(&INSERT_BODIES, bodies).await
    }

    fn change_values(&self, row: &LoggedChange) -> Vec<Value> {
        let change = &row.change;
        values![
            self.own(),
            row.seq,
            change.op.as_str(),
            change.entity.as_str(),
            Value::id(change.entity_id),
            change.recorded_at,
            Value::id(change.actor_id),
            Value::opt_id(change.device_id),
            change.epoch,
            change.dseq,
            change.hash.as_str(),
            change.commitment.as_str(),
            change.scope_bit,
            change.is_clamped,
            row.received_at,
        ]
    }

    /// Changes after `after` and up to `until` that the scopes in `mask` may see.
    pub(crate) async fn list_changes(
        &mut self,
        after: i64,
        until: i64,
        mask: i64,
        limit: i64,
    ) -> Result<Vec<LoggedChange>, StorageError> {
        let values = values![self.own(), after, until, mask, limit];
        self.tx.all(PAGE, values).await?.iter().map(logged_change).collect()
    }

    /// The edits of a device from `first` to `last` whose clock ran ahead.
    pub(crate) async fn list_clamped(
        &mut self,
        device_id: DeviceId,
        epoch: i64,
        (first, last): (i64, i64),
    ) -> Result<Vec<ClampedEdit>, StorageError> {
        let values = values![self.own(), Value::id(device_id), epoch, first, last];
        let mut clamped = Vec::new();
        for row in self.tx.all(CLAMPED, values).await? {
            if row.flag("is_clamped")? {
                let (dseq, received_at) = (row.int("dseq")?, row.int("received_at")?);
                clamped.push(ClampedEdit { dseq, received_at });
            }
        }
        Ok(clamped)
    }

    /// The hash of the change at a place of the tenant's order.
    pub(crate) async fn find_hash(&mut self, seq: i64) -> Result<Option<String>, StorageError> {
        let row = self.tx.one(HASH, values![self.own(), seq]).await?;
        row.map(|row| row.text("hash")).transpose()
    }

    /// The entries of a device's journal from `first` to `last`.
    pub(crate) async fn list_entries(
        &mut self,
        device_id: DeviceId,
        epoch: i64,
        first: i64,
        last: i64,
    ) -> Result<Vec<DeviceEntry>, StorageError> {
        let values = values![self.own(), Value::id(device_id), epoch, first, last];
        let rows = self.tx.all(ENTRIES, values).await?;
        rows.iter()
            .map(|row| {
                Ok(DeviceEntry {
                    dseq: row.int("dseq")?,
                    hash: row.text("hash")?,
                    seq: row.opt_int("seq")?,
                    verdict: row.text("verdict")?,
                    code: row.text("code")?,
                    message: row.text("message")?,
                })
            })
            .collect()
    }

    pub(crate) async fn insert_entries(
        &mut self,
        device_id: DeviceId,
        epoch: i64,
        entries: &[DeviceEntry],
    ) -> Result<(), StorageError> {
        let rows = entries
            .iter()
            .map(|entry| {
                values![
                    self.own(),
                    Value::id(device_id),
                    epoch,
                    entry.dseq,
                    entry.hash.as_str(),
                    entry.seq,
                    entry.verdict.as_str(),
                    entry.code.as_str(),
                    entry.message.as_str(),
                ]
            })
            .collect();
        self.tx.insert_many(&INSERT_ENTRIES, rows).await
    }
}

pub(super) fn logged_change(row: &Row) -> Result<LoggedChange, StorageError> {
    Ok(LoggedChange {
        seq: row.int("seq")?,
        received_at: row.int("received_at")?,
        change: NewChange {
            received_before: None,
            op: row.text("op")?,
            entity: row.text("entity")?,
            entity_id: row.parsed("entity_id")?,
            recorded_at: row.int("recorded_at")?,
            actor_id: row.parsed("actor_id")?,
            device_id: row.opt_parsed("device_id")?,
            epoch: row.int("epoch")?,
            dseq: row.int("dseq")?,
            hash: row.text("hash")?,
            commitment: row.text("commitment")?,
            scope_bit: row.int("scope_bit")?,
            is_clamped: row.flag("is_clamped")?,
            salt: row.text("salt")?,
            body: row.text("body")?,
        },
    })
}
