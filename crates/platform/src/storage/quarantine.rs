//! What revoked devices handed over: kept apart from the log until the owner decides.

use mojo_domain::DeviceId;

use super::query::{InsertMany, queries};
use super::{StorageError, TenantTx, Value, values};

/// An entry in quarantine.
#[derive(Clone, Debug)]
pub(crate) struct HeldEntry {
    pub(crate) epoch: i64,
    pub(crate) dseq: i64,
    /// As it was pushed, JSON.
    pub(crate) entry: String,
}

const INSERT: InsertMany = InsertMany {
    table: "quarantine",
    columns: &["tenant_id", "device_id", "epoch", "dseq", "entry", "received_at"],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT];

queries! {
    WAITING = "SELECT epoch, dseq, entry FROM quarantine \
        WHERE tenant_id = $1 AND device_id = $2 AND accepted_at IS NULL ORDER BY epoch, dseq",
    COUNTS = "SELECT device_id, COUNT(*) AS waiting FROM quarantine \
        WHERE tenant_id = $1 AND accepted_at IS NULL GROUP BY device_id",
    ACCEPT = "UPDATE quarantine SET accepted_at = $3, entry = '' \
        WHERE tenant_id = $1 AND device_id = $2 AND accepted_at IS NULL",
}

impl TenantTx {
    pub(crate) async fn insert_quarantined(
        &mut self,
        device_id: DeviceId,
        entries: &[HeldEntry],
        at: i64,
    ) -> Result<(), StorageError> {
        let rows = entries
            .iter()
            .map(|held| {
                let id = Value::id(device_id);
                values![self.own(), id, held.epoch, held.dseq, held.entry.as_str(), at]
            })
            .collect();
        self.tx.insert_many(&INSERT, rows).await
    }

    /// What a device handed over and nobody has accepted, in order.
    pub(crate) async fn list_quarantined(
        &mut self,
        device_id: DeviceId,
    ) -> Result<Vec<HeldEntry>, StorageError> {
        let rows = self.tx.all(WAITING, values![self.own(), Value::id(device_id)]).await?;
        rows.iter()
            .map(|row| {
                let (epoch, dseq) = (row.int("epoch")?, row.int("dseq")?);
                Ok(HeldEntry { epoch, dseq, entry: row.text("entry")? })
            })
            .collect()
    }

    /// How many entries of each device wait.
    pub(crate) async fn count_quarantined(&mut self) -> Result<Vec<(DeviceId, i64)>, StorageError> {
        let rows = self.tx.all(COUNTS, vec![self.own()]).await?;
        rows.iter().map(|row| Ok((row.parsed("device_id")?, row.int("waiting")?))).collect()
    }

    /// Notes that all of it counts now.
    pub(crate) async fn accept_quarantined(
        &mut self,
        device_id: DeviceId,
        at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(ACCEPT, values![self.own(), Value::id(device_id), at]).await.map(drop)
    }
}
