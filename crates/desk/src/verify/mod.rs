//! Walking the journal's chain (`mojo verify`).

use mojo_store::damaged_pages;
use mojo_store::journal::{self, Verification};

use crate::{Desk, DeskError, OpenDesk, StoreError};

impl Desk {
    /// Walks the journal's hash chain and says where it does not hold (D3), and which pages of the
    /// file are damaged.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn verify_journal(&self) -> Result<Verification, StoreError> {
        journal::verify(&mut self.reader().await?).await
    }
}

/// The damaged pages of a profile that does not open any more: nothing is walked, nothing changed.
///
/// # Errors
/// [`DeskError`] when its key cannot be had, or the file cannot be read at all.
pub async fn verify_pages(open: &OpenDesk) -> Result<Verification, DeskError> {
    let key = open.key.load_or_create(&open.profile, open.entropy.as_ref())?;
    let pages = damaged_pages(&open.profile.join("desk.db"), &key).await?;
    Ok(Verification::of_pages(pages))
}
