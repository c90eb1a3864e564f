//! Devices and their epochs: the chains that the platform holds.

use mojo_domain::DeviceId;
use mojo_domain::journal::Hash;

use super::query::queries;
use super::{Row, StorageError, TenantTx, Value, values};

/// A device of the tenant.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) device_id: DeviceId,
    pub(crate) name: String,
    pub(crate) enrolled_at: i64,
    pub(crate) revoked_at: Option<i64>,
}

/// An epoch of a device: one chain, one number code.
#[derive(Clone, Debug)]
pub(crate) struct DeviceEpoch {
    pub(crate) device_id: DeviceId,
    pub(crate) epoch: i64,
    pub(crate) code: String,
    pub(crate) head_dseq: i64,
    pub(crate) head_hash: Hash,
    /// The nonce that the next hello must bear; `None` before the first.
    pub(crate) nonce: Option<String>,
    /// The nonce whose answer may have been lost.
    pub(crate) previous_nonce: String,
    /// What the desk drew for the greeting that was answered last.
    pub(crate) attempt: String,
    pub(crate) last_seen_at: i64,
}

queries! {
    PUT = "INSERT INTO devices (tenant_id, device_id, name, enrolled_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (tenant_id, device_id) DO UPDATE SET name = excluded.name",
    FIND = "SELECT device_id, name, enrolled_at, revoked_at FROM devices \
        WHERE tenant_id = $1 AND device_id = $2",
    LIST = "SELECT device_id, name, enrolled_at, revoked_at FROM devices \
        WHERE tenant_id = $1 ORDER BY enrolled_at, device_id",
    REVOKE = "UPDATE devices SET revoked_at = $3 \
        WHERE tenant_id = $1 AND device_id = $2 AND revoked_at IS NULL",
    FIND_EPOCH = include_str!("devices/find_epoch.sql"),
    LIST_EPOCHS = include_str!("devices/list_epochs.sql"),
    INSERT_EPOCH = "INSERT INTO device_epochs (tenant_id, device_id, epoch, code, head_dseq, \
        head_hash, enrolled_at, last_seen_at) VALUES ($1, $2, $3, $4, 0, $5, $6, $6)",
    SET_HEAD = "UPDATE device_epochs SET head_dseq = $4, head_hash = $5, last_seen_at = $6 \
        WHERE tenant_id = $1 AND device_id = $2 AND epoch = $3",
    SET_NONCE = "UPDATE device_epochs SET nonce = $4, previous_nonce = $5, attempt = $6, \
        last_seen_at = $7 WHERE tenant_id = $1 AND device_id = $2 AND epoch = $3",
}

fn device(row: &Row) -> Result<Device, StorageError> {
    Ok(Device {
        device_id: row.parsed("device_id")?,
        name: row.text("name")?,
        enrolled_at: row.int("enrolled_at")?,
        revoked_at: row.opt_int("revoked_at")?,
    })
}

fn device_epoch(row: &Row) -> Result<DeviceEpoch, StorageError> {
    let head = row.text("head_hash")?;
    Ok(DeviceEpoch {
        device_id: row.parsed("device_id")?,
        epoch: row.int("epoch")?,
        code: row.text("code")?,
        head_dseq: row.int("head_dseq")?,
        head_hash: Hash::from_hex(&head)
            .ok_or(StorageError::Inconsistency { column: "head_hash" })?,
        nonce: row.opt_text("nonce")?,
        previous_nonce: row.text("previous_nonce")?,
        attempt: row.text("attempt")?,
        last_seen_at: row.int("last_seen_at")?,
    })
}

impl TenantTx {
    pub(crate) async fn put_device(
        &mut self,
        device_id: DeviceId,
        name: &str,
        at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(PUT, values![self.own(), Value::id(device_id), name, at]).await.map(drop)
    }

    pub(crate) async fn find_device(
        &mut self,
        device_id: DeviceId,
    ) -> Result<Option<Device>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(device_id)]).await?;
        row.as_ref().map(device).transpose()
    }

    pub(crate) async fn list_devices(&mut self) -> Result<Vec<Device>, StorageError> {
        self.tx.all(LIST, vec![self.own()]).await?.iter().map(device).collect()
    }

    /// `false` when it was revoked before, or is not this tenant's.
    pub(crate) async fn revoke_device(
        &mut self,
        device_id: DeviceId,
        at: i64,
    ) -> Result<bool, StorageError> {
        let values = values![self.own(), Value::id(device_id), at];
        Ok(self.tx.execute(REVOKE, values).await? > 0)
    }

    pub(crate) async fn find_epoch(
        &mut self,
        device_id: DeviceId,
        epoch: i64,
    ) -> Result<Option<DeviceEpoch>, StorageError> {
        let values = values![self.own(), Value::id(device_id), epoch];
        self.tx.one(FIND_EPOCH, values).await?.as_ref().map(device_epoch).transpose()
    }

    pub(crate) async fn list_epochs(&mut self) -> Result<Vec<DeviceEpoch>, StorageError> {
        self.tx.all(LIST_EPOCHS, vec![self.own()]).await?.iter().map(device_epoch).collect()
    }

    /// Begins a chain at `genesis`.
    pub(crate) async fn insert_epoch(
        &mut self,
        device_id: DeviceId,
        epoch: i64,
        code: &str,
        genesis: Hash,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(device_id), epoch, code, genesis.to_hex(), at];
        self.tx.execute(INSERT_EPOCH, values).await.map(drop)
    }

    pub(crate) async fn set_head(
        &mut self,
        epoch: &DeviceEpoch,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(epoch.device_id),
            epoch.epoch,
            epoch.head_dseq,
            epoch.head_hash.to_hex(),
            at,
        ];
        self.tx.execute(SET_HEAD, values).await.map(drop)
    }

    /// Answers the greeting `(nonce, attempt)` of a desk with a new nonce.
    pub(crate) async fn set_nonce(
        &mut self,
        epoch: &DeviceEpoch,
        nonce: &str,
        (previous, attempt): (&str, &str),
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(epoch.device_id),
            epoch.epoch,
            nonce,
            previous,
            attempt,
            at,
        ];
        self.tx.execute(SET_NONCE, values).await.map(drop)
    }
}
