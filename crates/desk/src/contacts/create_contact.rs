//! A contact is made.

use mojo_domain::contacts::Contact;
use mojo_domain::{ContactId, berlin_day};
use mojo_protocol::Entity;
use mojo_store::contacts::fields_of;

use super::ContactError;
use super::input::{assign_ids, contact_of};
use crate::views::{ContactInput, ContactView};
use crate::{Desk, Op};

impl Desk {
    /// Makes a contact. Somebody of the same name is no hindrance: [`Desk::find_duplicates`] warns
    /// while typing.
    ///
    /// # Errors
    /// [`ContactError::Invalid`] names the field that does not fit.
    pub async fn create_contact(&self, input: ContactInput) -> Result<ContactView, ContactError> {
        let mut contact = contact_of(&input, &Contact::default(), berlin_day(self.now()))?;
        let mut tx = self.transact(Op::CreateContact).await?;
        assign_ids(&tx, &mut contact);
        let id: ContactId = tx.next_id();
        tx.edit_card(Entity::Contact, id.0, fields_of(&contact)).await?;
        self.commit(tx, Op::CreateContact).await?;
        self.show_contact(id.to_string()).await
    }
}

#[cfg(test)]
mod tests {
    use crate::Refusal as _;
    use crate::contacts::ContactError;
    use crate::testing;
    use crate::views::{ContactInput, ContactQuery, EmailView, PhoneView};

    pub(crate) fn input(first: &str, last: &str) -> ContactInput {
        serde_json::from_value(serde_json::json!({"firstName": first, "lastName": last})).unwrap()
    }

    #[tokio::test]
    async fn a_contact_that_was_made_is_listed_and_found() {
        let desk = testing::desk().await;
        let made = desk
            .create_contact(ContactInput {
                title: "Dr.".to_owned(),
                vat_id: " de 123.456-789 ".to_owned(),
                birthday: Some("12.11.1981".to_owned()),
                roles: vec!["patient".to_owned()],
                tags: vec!["Yoga".to_owned(), " ".to_owned()],
                phones: vec![PhoneView {
                    id: String::new(),
                    label: String::new(),
                    number: " 0151 2345678 ".to_owned(),
                }],
                ..input(" Jörg", "Groß ")
            })
            .await
            .unwrap();
        assert_eq!((made.name.as_str(), made.initials.as_str()), ("Jörg Groß", "JG"));
        assert_eq!(made.birthday.as_deref(), Some("1981-11-12"));
        assert_eq!((made.phones[0].label.as_str(), made.tags.len()), ("mobile", 1));
        assert_eq!(made.since, "2026-11-20");
        assert_eq!(made.vat_id, "DE123456789");
        for text in ["gross", "joerg", "JORG GR", "0151234", "345678", "12.11.1981", "12.11."] {
            let query = ContactQuery { text: text.to_owned(), role: None, offset: 0, limit: 20 };
            let page = desk.list_contacts(query).await.unwrap();
            assert!(page.rows.iter().any(|r| r.contact_id == made.contact_id), "{text}");
        }
    }

    #[tokio::test]
    async fn a_country_by_its_name_becomes_its_code() {
        let desk = testing::desk().await;
        for (text, code) in [("Deutschland", "DE"), ("at", "AT"), ("Atlantis", "Atlantis")] {
            let address = serde_json::json!({
                "id": "", "label": "home", "street": "Weg 1", "postalCode": "89073",
                "city": "Ulm", "country": text,
            });
            let addresses = vec![serde_json::from_value(address).unwrap()];
            let made = desk.create_contact(ContactInput { addresses, ..input("A", "B") }).await;
            assert_eq!(made.unwrap().addresses[0].country, code);
        }
    }

    #[tokio::test]
    async fn what_does_not_fit_is_refused_by_name_and_nothing_is_recorded() {
        let desk = testing::desk().await;
        let before = desk.verify_journal().await.unwrap().entries;
        let email = |address: &str| EmailView {
            id: String::new(),
            label: "home".to_owned(),
            address: address.to_owned(),
        };
        for (wrong, code) in [
            (input(" ", ""), "no_name"),
            (
                ContactInput { birthday: Some("31.02.1980".to_owned()), ..input("A", "B") },
                "not_a_date",
            ),
            (
                ContactInput { birthday: Some("2026-11-21".to_owned()), ..input("A", "B") },
                "in_the_future",
            ),
            (
                ContactInput { emails: vec![email("not an e-mail")], ..input("A", "B") },
                "not_an_email",
            ),
            (ContactInput { roles: vec!["boss".to_owned()], ..input("A", "B") }, "not_a_role"),
            (ContactInput { vat_id: "123456789".to_owned(), ..input("A", "B") }, "not_a_vat_id"),
            (ContactInput { vat_id: "D€12".to_owned(), ..input("A", "B") }, "not_a_vat_id"),
        ] {
            let refused: ContactError = desk.create_contact(wrong).await.unwrap_err();
            assert_eq!(refused.code(), code, "{refused}");
        }
        assert_eq!(desk.verify_journal().await.unwrap().entries, before);
    }
}
