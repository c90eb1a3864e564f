//! Giving a device another name.

use mojo_store::device;

use super::{DeviceError, parse};
use crate::views::DevicesView;
use crate::{Desk, Op, Topic};

impl Desk {
    /// Renames a device of the practice: the owner any, everybody the one they sit at.
    ///
    /// # Errors
    /// [`DeviceError`] says what is in the way; then nothing was changed.
    pub async fn rename_device(
        &self,
        device_id: String,
        name: String,
    ) -> Result<DevicesView, DeviceError> {
        let id = parse(&device_id)?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 100 {
            return Err(DeviceError::DeviceName);
        }
        let own = device::find(&mut self.reader().await?).await?;
        let is_own = own.is_some_and(|own| own.device_id == id);
        let client =
            if is_own { self.device_client().await? } else { self.owners_client().await? };
        let renamed = client.rename_device(id, name).await?;
        if is_own {
            let actor = self.sync_actor();
            let mut tx = self.store().transact(Op::Settings.name(), actor).await?;
            device::rename(&mut tx, &renamed.name).await?;
            tx.commit().await?;
            self.announce(Topic::Sync);
        }
        self.list_devices().await
    }
}
