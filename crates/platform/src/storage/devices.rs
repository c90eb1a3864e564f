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
    /// Lost or stolen: its database is to be destroyed.
    pub(crate) is_lost: bool,
    /// When it had handed over what it still held.
    pub(crate) parted_at: Option<i64>,
    pub(crate) erased_at: Option<i64>,
    /// The version of its program.
    pub(crate) client: String,
    /// Who it was before a copy was noticed.
    pub(crate) former_device_id: Option<DeviceId>,
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
    /// The log epoch of that greeting.
    pub(crate) greeted_log_epoch: i64,
    /// The last entry of the journal as the desk said it then.
    pub(crate) told_dseq: i64,
    pub(crate) last_seen_at: i64,
}

queries! {
    PUT = "INSERT INTO devices (tenant_id, device_id, name, enrolled_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (tenant_id, device_id) DO UPDATE SET name = excluded.name",
    FIND = include_str!("devices/find.sql"),
    LIST = include_str!("devices/list.sql"),
    RENAME = "UPDATE devices SET name = $3 WHERE tenant_id = $1 AND device_id = $2",
    SET_CLIENT = "UPDATE devices SET client = $3 WHERE tenant_id = $1 AND device_id = $2",
    SET_FORMER = "UPDATE devices SET former_device_id = $3 \
        WHERE tenant_id = $1 AND device_id = $2 AND former_device_id IS NULL",
    REVOKE = "UPDATE devices SET revoked_at = COALESCE(revoked_at, $3), \
        is_lost = CASE WHEN $4 = 1 THEN 1 ELSE is_lost END \
        WHERE tenant_id = $1 AND device_id = $2",
    NOTE_PARTED = "UPDATE devices SET parted_at = $3 WHERE tenant_id = $1 AND device_id = $2",
    NOTE_ERASED = "UPDATE devices SET erased_at = $3 WHERE tenant_id = $1 AND device_id = $2",
    FIND_EPOCH = include_str!("devices/find_epoch.sql"),
    LIST_EPOCHS = include_str!("devices/list_epochs.sql"),
    INSERT_EPOCH = "INSERT INTO device_epochs (tenant_id, device_id, epoch, code, head_dseq, \
        head_hash, enrolled_at, last_seen_at) VALUES ($1, $2, $3, $4, 0, $5, $6, $6)",
    SET_HEAD = "UPDATE device_epochs SET head_dseq = $4, head_hash = $5, told_dseq = $6, \
        last_seen_at = $7 WHERE tenant_id = $1 AND device_id = $2 AND epoch = $3",
    SET_GREETING = "UPDATE device_epochs SET nonce = $4, previous_nonce = $5, attempt = $6, \
        greeted_log_epoch = $7, told_dseq = $8, last_seen_at = $9 \
        WHERE tenant_id = $1 AND device_id = $2 AND epoch = $3",
    FIND_CODE = "SELECT epoch FROM device_epochs WHERE tenant_id = $1 AND code = $2",
}

fn device(row: &Row) -> Result<Device, StorageError> {
    Ok(Device {
        device_id: row.parsed("device_id")?,
        name: row.text("name")?,
        enrolled_at: row.int("enrolled_at")?,
        revoked_at: row.opt_int("revoked_at")?,
        is_lost: row.flag("is_lost")?,
        parted_at: row.opt_int("parted_at")?,
        erased_at: row.opt_int("erased_at")?,
        client: row.text("client")?,
        former_device_id: row.opt_parsed("former_device_id")?,
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
        greeted_log_epoch: row.int("greeted_log_epoch")?,
        told_dseq: row.int("told_dseq")?,
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

    /// Revokes it; one that was revoked before may be called lost later, and never found again.
    pub(crate) async fn revoke_device(
        &mut self,
        device_id: DeviceId,
        is_lost: bool,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(device_id), at, is_lost];
        self.tx.execute(REVOKE, values).await.map(drop)
    }

    pub(crate) async fn rename_device(
        &mut self,
        device_id: DeviceId,
        name: &str,
    ) -> Result<(), StorageError> {
        self.tx.execute(RENAME, values![self.own(), Value::id(device_id), name]).await.map(drop)
    }

    /// Notes the version of its program.
    pub(crate) async fn set_client(
        &mut self,
        device_id: DeviceId,
        client: &str,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(device_id), client];
        self.tx.execute(SET_CLIENT, values).await.map(drop)
    }

    /// Notes who it was before it turned out to be a copy.
    pub(crate) async fn set_former(
        &mut self,
        device_id: DeviceId,
        former: DeviceId,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(device_id), Value::id(former)];
        self.tx.execute(SET_FORMER, values).await.map(drop)
    }

    pub(crate) async fn note_parted(
        &mut self,
        device_id: DeviceId,
        at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(NOTE_PARTED, values![self.own(), Value::id(device_id), at]).await.map(drop)
    }

    pub(crate) async fn note_erased(
        &mut self,
        device_id: DeviceId,
        at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(NOTE_ERASED, values![self.own(), Value::id(device_id), at]).await.map(drop)
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
            epoch.told_dseq.max(epoch.head_dseq),
            at,
        ];
        self.tx.execute(SET_HEAD, values).await.map(drop)
    }

    /// Keeps the greeting that is answered in `epoch.nonce` and its neighbours.
    pub(crate) async fn set_greeting(
        &mut self,
        epoch: &DeviceEpoch,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(epoch.device_id),
            epoch.epoch,
            epoch.nonce.clone(),
            epoch.previous_nonce.as_str(),
            epoch.attempt.as_str(),
            epoch.greeted_log_epoch,
            epoch.told_dseq,
            at,
        ];
        self.tx.execute(SET_GREETING, values).await.map(drop)
    }

    /// Whether some epoch of some device has this code.
    pub(crate) async fn is_code_given(&mut self, code: &str) -> Result<bool, StorageError> {
        Ok(self.tx.one(FIND_CODE, values![self.own(), code]).await?.is_some())
    }
}
