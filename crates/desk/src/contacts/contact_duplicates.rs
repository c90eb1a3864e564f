//! Who may be the same person as a contact that is there.

use mojo_domain::ContactId;
use mojo_store::contacts::{find_contact, winner_of};

use super::ContactError;
use crate::Desk;
use crate::views::DuplicateHint;

impl Desk {
    /// Contacts that may be the same person, the likeliest first; who is merged already is not among
    /// them.
    ///
    /// # Errors
    /// [`ContactError::UnknownContact`].
    pub async fn contact_duplicates(
        &self,
        contact_id: String,
    ) -> Result<Vec<DuplicateHint>, ContactError> {
        let unknown = || ContactError::UnknownContact(contact_id.clone());
        let id: ContactId = contact_id.parse().map_err(|_| unknown())?;
        let mut reader = self.reader().await?;
        let id = winner_of(&mut reader, id).await?;
        let contact = find_contact(&mut reader, id).await?.ok_or_else(unknown)?;
        drop(reader);
        if contact.is_archived {
            return Ok(Vec::new());
        }
        self.like(&contact, |other, _| other == id).await
    }
}
