//! Walking the journal's chain (`mojo verify`).

use mojo_store::journal::{self, Verification};

use crate::{Desk, StoreError};

impl Desk {
    /// Walks the journal's hash chain and says where it does not hold (D3).
    ///
    /// # Errors
    /// [`StoreError`] of the database, as when a page was tampered with.
    pub async fn verify_journal(&self) -> Result<Verification, StoreError> {
        journal::verify(&mut self.reader().await?).await
    }
}
