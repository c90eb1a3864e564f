//! What a revoked device handed over and does not count yet.

use mojo_domain::to_micros;

use super::{DeviceError, parse};
use crate::Desk;
use crate::sync::{label, rfc3339};
use crate::views::PendingRow;

impl Desk {
    /// The entries in a device's quarantine, in order.
    ///
    /// # Errors
    /// [`DeviceError`] says what is in the way.
    pub async fn show_quarantine(&self, device_id: String) -> Result<Vec<PendingRow>, DeviceError> {
        let id = parse(&device_id)?;
        let quarantine = self.owners_client().await?.quarantine(id).await?;
        let rows = quarantine.entries.into_iter().map(|entry| PendingRow {
            dseq: entry.dseq,
            at: rfc3339(to_micros(entry.at)),
            label: label(&entry.body),
            op: entry.op,
            entity: entry.entity,
        });
        Ok(rows.collect())
    }
}
