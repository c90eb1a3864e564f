//! A contact is edited.

use mojo_domain::{ContactId, berlin_day};
use mojo_protocol::Entity;
use mojo_store::contacts::{changes_of, find_contact, winner_of};

use super::ContactError;
use super::input::{assign_ids, contact_of};
use crate::views::{ContactInput, ContactView};
use crate::{Desk, Op};

impl Desk {
    /// Writes the fields that differ, so that two people may edit one contact at once; what is
    /// missing from a list is removed. An edit that changes nothing records nothing.
    ///
    /// # Errors
    /// [`ContactError::UnknownContact`]; [`ContactError::Deleted`]; [`ContactError::Invalid`] names
    /// the field that does not fit.
    pub async fn edit_contact(
        &self,
        contact_id: String,
        input: ContactInput,
    ) -> Result<ContactView, ContactError> {
        let unknown = || ContactError::UnknownContact(contact_id.clone());
        let id: ContactId = contact_id.parse().map_err(|_| unknown())?;
        let mut tx = self.transact(Op::EditContact).await?;
        let id = winner_of(&mut tx, id).await?;
        let held = find_contact(&mut tx, id).await?.ok_or_else(unknown)?;
        if held.is_archived {
            return Err(ContactError::Deleted(contact_id));
        }
        let mut contact = contact_of(&input, &held, berlin_day(self.now()))?;
        assign_ids(&tx, &mut contact);
        let changes = changes_of(&held, &contact);
        if changes.is_empty() {
            drop(tx);
        } else {
            tx.edit_card(Entity::Contact, id.0, changes).await?;
            self.commit(tx, Op::EditContact).await?;
        }
        self.show_contact(contact_id).await
    }
}

#[cfg(test)]
mod tests {
    use crate::Refusal as _;
    use crate::testing;
    use crate::views::{ContactInput, ContactQuery, ContactView};

    fn input(view: &ContactView) -> ContactInput {
        ContactInput {
            title: view.title.clone(),
            first_name: view.first_name.clone(),
            last_name: view.last_name.clone(),
            organisation: view.organisation.clone(),
            vat_id: view.vat_id.clone(),
            birthday: view.birthday.clone(),
            note: view.note.clone(),
            roles: view.roles.clone(),
            tags: view.tags.clone(),
            phones: view.phones.clone(),
            emails: view.emails.clone(),
            addresses: view.addresses.clone(),
            consents: view.consents.clone(),
        }
    }

    fn query(text: &str) -> ContactQuery {
        ContactQuery { text: text.to_owned(), role: None, offset: 0, limit: 50 }
    }

    #[tokio::test]
    async fn an_edit_writes_what_differs_and_the_search_follows() {
        let desk = testing::desk().await;
        let row = desk.list_contacts(query("lindqvist")).await.unwrap().rows.remove(0);
        let before = desk.show_contact(row.contact_id.clone()).await.unwrap();
        let mut edit = input(&before);
        "Zschöckel".clone_into(&mut edit.last_name);
        edit.phones.clear();
        edit.tags.push("Rückruf".to_owned());
        let after = desk.edit_contact(row.contact_id.clone(), edit).await.unwrap();
        assert!(after.phones.is_empty());
        assert_eq!(
            (after.last_name.as_str(), &after.tags[..]),
            ("Zschöckel", &["Rückruf".to_owned()][..])
        );
        assert_eq!(after.addresses, before.addresses);
        assert!(desk.list_contacts(query("lindqvist")).await.unwrap().rows.is_empty());
        for text in ["zschoeckel", "zs", "#rueck"] {
            assert_eq!(desk.list_contacts(query(text)).await.unwrap().rows.len(), 1, "{text}");
        }
        let digits = before.phones[0].number.clone();
        assert!(desk.list_contacts(query(&digits)).await.unwrap().rows.is_empty(), "{digits}");
    }

    #[tokio::test]
    async fn an_edit_that_changes_nothing_records_nothing() {
        let desk = testing::desk().await;
        let row = desk.list_contacts(query("")).await.unwrap().rows.remove(0);
        let view = desk.show_contact(row.contact_id.clone()).await.unwrap();
        let before = desk.verify_journal().await.unwrap().entries;
        assert_eq!(desk.edit_contact(row.contact_id, input(&view)).await.unwrap(), view);
        assert_eq!(desk.verify_journal().await.unwrap().entries, before);
    }

    #[tokio::test]
    async fn a_contact_that_is_not_there_is_unknown() {
        let desk = testing::desk().await;
        let row = desk.list_contacts(query("")).await.unwrap().rows.remove(0);
        let view = desk.show_contact(row.contact_id).await.unwrap();
        for id in ["nobody", "01940000-0000-7000-8000-000000000000"] {
            let refused = desk.edit_contact(id.to_owned(), input(&view)).await.unwrap_err();
            assert_eq!(refused.code(), "unknown_contact");
        }
    }
}
