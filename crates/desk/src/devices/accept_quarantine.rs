//! Letting count what a revoked device handed over.

use super::{DeviceError, parse};
use crate::Desk;
use crate::views::AcceptedView;

impl Desk {
    /// Lets everything that waits in a device's quarantine count, as if it had been sent now.
    ///
    /// # Errors
    /// [`DeviceError`] says what is in the way; then nothing was changed.
    pub async fn accept_quarantine(&self, device_id: String) -> Result<AcceptedView, DeviceError> {
        let id = parse(&device_id)?;
        let accepted = self.owners_client().await?.accept_quarantine(id).await?;
        Ok(AcceptedView { applied: accepted.applied, refused: accepted.refused })
    }
}
