//! Revoking a device: from now on it gets nothing more.

use super::{DeviceError, parse};
use crate::Desk;
use crate::views::DevicesView;

impl Desk {
    /// Revokes a device of the practice. What it still holds it may hand over once; `lost` orders
    /// besides that its database be destroyed afterwards.
    ///
    /// # Errors
    /// [`DeviceError`] says what is in the way; then nothing was changed.
    pub async fn revoke_device(
        &self,
        device_id: String,
        lost: bool,
    ) -> Result<DevicesView, DeviceError> {
        let id = parse(&device_id)?;
        self.owners_client().await?.revoke_device(id, lost).await?;
        self.list_devices().await
    }
}
