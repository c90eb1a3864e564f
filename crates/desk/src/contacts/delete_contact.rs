//! A contact is deleted, and comes back.

use std::collections::BTreeMap;

use mojo_domain::ContactId;
use mojo_domain::cards::ARCHIVED;
use mojo_protocol::Entity;
use mojo_store::contacts::{find_contact, winner_of};
use serde_json::Value;

use super::ContactError;
use crate::views::ContactView;
use crate::{Desk, Op};

impl Desk {
    /// Deletes a contact: it is put away everywhere, and its sales, cards and invoices stand. It can
    /// come back. To forget a person for good is another verb.
    ///
    /// # Errors
    /// [`ContactError::UnknownContact`].
    pub async fn delete_contact(&self, contact_id: String) -> Result<ContactView, ContactError> {
        self.put_away(contact_id, Op::DeleteContact, true).await
    }

    /// Brings a deleted contact back.
    ///
    /// # Errors
    /// [`ContactError::UnknownContact`].
    pub async fn restore_contact(&self, contact_id: String) -> Result<ContactView, ContactError> {
        self.put_away(contact_id, Op::RestoreContact, false).await
    }

    /// What is so already stays, and nothing is recorded.
    async fn put_away(
        &self,
        contact_id: String,
        op: Op,
        is_deleted: bool,
    ) -> Result<ContactView, ContactError> {
        let unknown = || ContactError::UnknownContact(contact_id.clone());
        let id: ContactId = contact_id.parse().map_err(|_| unknown())?;
        let mut tx = self.transact(op).await?;
        let id = winner_of(&mut tx, id).await?;
        let held = find_contact(&mut tx, id).await?.ok_or_else(unknown)?;
        if held.is_archived == is_deleted {
            drop(tx);
        } else {
            let value = if is_deleted { Value::Bool(true) } else { Value::Null };
            let fields = BTreeMap::from([(ARCHIVED.to_owned(), value)]);
            tx.edit_card(Entity::Contact, id.0, fields).await?;
            self.commit(tx, op).await?;
        }
        self.show_contact(contact_id).await
    }
}

#[cfg(test)]
mod tests {
    use crate::views::{ContactInput, ContactQuery};
    use crate::{Refusal as _, testing};

    #[tokio::test]
    async fn a_deleted_contact_is_found_no_more_is_not_edited_and_comes_back_whole() {
        let desk = testing::desk().await;
        let query = ContactQuery { text: "lindqvist".to_owned(), role: None, offset: 0, limit: 5 };
        let row = desk.list_contacts(query.clone()).await.unwrap().rows.remove(0);
        let before = desk.show_contact(row.contact_id.clone()).await.unwrap();
        assert!(desk.delete_contact(row.contact_id.clone()).await.unwrap().is_deleted);
        assert!(desk.list_contacts(query.clone()).await.unwrap().rows.is_empty());
        let input: ContactInput = serde_json::from_str(r#"{"lastName":"Neu"}"#).unwrap();
        let refused = desk.edit_contact(row.contact_id.clone(), input).await.unwrap_err();
        assert_eq!(refused.code(), "contact_deleted");
        let entries = desk.verify_journal().await.unwrap().entries;
        desk.delete_contact(row.contact_id.clone()).await.unwrap();
        assert_eq!(desk.verify_journal().await.unwrap().entries, entries, "it is deleted already");
        let back = desk.restore_contact(row.contact_id.clone()).await.unwrap();
        assert_eq!(back, before);
        assert_eq!(desk.list_contacts(query).await.unwrap().rows, [row]);
    }
}
