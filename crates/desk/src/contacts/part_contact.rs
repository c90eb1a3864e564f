//! Contacts that were merged turn out to be two people.

use mojo_domain::contacts::merges_to_part;
use mojo_domain::{ContactId, ContactMergeId};
use mojo_protocol::Entity;
use mojo_protocol::facts::{ContactMergeBody, ContactMergeKind};
use mojo_store::contacts::{latest_reading, list_merges, winner_of};

use super::ContactError;
use crate::views::ContactView;
use crate::{Desk, Op, Topic};

impl Desk {
    /// Parts a contact from the one it was merged into; gives it back. Who was merged into it stays
    /// with it. A merge that another device made meanwhile stands.
    ///
    /// # Errors
    /// [`ContactError::UnknownContact`]; [`ContactError::NotMerged`].
    pub async fn part_contact(&self, contact_id: String) -> Result<ContactView, ContactError> {
        let unknown = || ContactError::UnknownContact(contact_id.clone());
        let id: ContactId = contact_id.parse().map_err(|_| unknown())?;
        let mut tx = self.transact(Op::PartContacts).await?;
        let winner = winner_of(&mut tx, id).await?;
        let parts = merges_to_part(&list_merges(&mut tx, id).await?, id);
        if parts.is_empty() {
            return Err(ContactError::NotMerged(contact_id));
        }
        let merge_id: ContactMergeId = tx.next_id();
        let seen = latest_reading(&mut tx, id).await?;
        let body = ContactMergeBody {
            merge_id,
            kind: ContactMergeKind::Parted,
            winner_id: winner,
            loser_id: id,
            parts: parts.into_iter().collect(),
            seen,
            winner_seen: None,
            hlc: tx.next_hlc(),
            at: tx.now(),
            actor_id: tx.actor_id(),
        };
        tx.record(Entity::ContactMerge, merge_id.0, &body).await?;
        self.commit(tx, Op::PartContacts).await?;
        self.announce(Topic::Checkin);
        self.show_contact(contact_id).await
    }
}
