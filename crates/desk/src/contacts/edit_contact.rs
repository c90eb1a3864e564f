//! A contact is edited.

use mojo_domain::{ContactId, berlin_day};
use mojo_protocol::Entity;
use mojo_store::contacts::{changes_of, find_contact, winner_of};

use super::ContactError;
use super::input::{assign_ids, contact_of};
use crate::views::{ContactInput, ContactView};
use crate::{Desk, Op};

impl Desk {
    /// Writes the fields that differ from what is held now; what is missing from a list is removed.
    /// An edit that changes nothing records nothing.
    ///
    /// # Errors
    /// [`ContactError::UnknownContact`]; [`ContactError::Deleted`]; [`ContactError::Invalid`] names
    /// the field that does not fit.
    pub async fn edit_contact(
        &self,
        contact_id: String,
        input: ContactInput,
    ) -> Result<ContactView, ContactError> {
        self.edit(contact_id, None, input).await
    }

    /// Writes the fields that differ from what the editor had `seen`: whatever came from elsewhere
    /// while they typed stays, unless it is the very field that they changed; a free text is kept
    /// even then.
    ///
    /// # Errors
    /// As [`Desk::edit_contact`].
    pub async fn edit_contact_from(
        &self,
        contact_id: String,
        seen: ContactInput,
        input: ContactInput,
    ) -> Result<ContactView, ContactError> {
        self.edit(contact_id, Some(seen), input).await
    }

    async fn edit(
        &self,
        contact_id: String,
        seen: Option<ContactInput>,
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
        let today = berlin_day(self.now());
        let before = match &seen {
            Some(seen) => contact_of(seen, &held, today)?,
            None => held.clone(),
        };
        let mut contact = contact_of(&input, &held, today)?;
        assign_ids(&tx, &mut contact);
        let changes = changes_of(&before, &contact);
        if changes.is_empty() {
            drop(tx);
        } else {
            let unseen = changes_of(&before, &held).into_keys().collect();
            tx.edit_card_unseen(Entity::Contact, id.0, changes, &unseen).await?;
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
    async fn what_came_from_elsewhere_while_somebody_typed_stays() {
        let desk = testing::desk().await;
        let row = desk.list_contacts(query("lindqvist")).await.unwrap().rows.remove(0);
        let seen = input(&desk.show_contact(row.contact_id.clone()).await.unwrap());
        let mut elsewhere = seen.clone();
        "Tannhof GmbH".clone_into(&mut elsewhere.organisation);
        elsewhere.tags.push("Rückruf".to_owned());
        desk.edit_contact(row.contact_id.clone(), elsewhere).await.unwrap();
        let mut typed = seen.clone();
        "Dr.".clone_into(&mut typed.title);
        let after = desk.edit_contact_from(row.contact_id, seen, typed).await.unwrap();
        assert_eq!((after.title.as_str(), after.organisation.as_str()), ("Dr.", "Tannhof GmbH"));
        assert!(after.tags.contains(&"Rückruf".to_owned()));
    }

    #[tokio::test]
    async fn a_note_that_came_while_somebody_typed_another_is_kept() {
        let desk = testing::desk().await;
        let row = desk.list_contacts(query("lindqvist")).await.unwrap().rows.remove(0);
        let seen = input(&desk.show_contact(row.contact_id.clone()).await.unwrap());
        let noted = |text: &str| ContactInput { note: text.to_owned(), ..seen.clone() };
        desk.edit_contact(row.contact_id.clone(), noted("von nebenan")).await.unwrap();
        let typed = noted("von hier");
        let after = desk.edit_contact_from(row.contact_id.clone(), seen.clone(), typed).await;
        assert_eq!(after.unwrap().note, "von hier");
        let told = desk.contact_timeline(row.contact_id).await.unwrap();
        let kept = told.iter().find(|entry| entry.kind == "note_kept").unwrap();
        assert_eq!(kept.detail, "von nebenan");
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
