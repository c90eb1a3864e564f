//! Who may be meant already, while a contact is typed.

use mojo_domain::contacts::{
    Address, Birthday, Contact, ContactKeys, Email, Likeness, Phone, likeness, parse_birthday,
};
use mojo_domain::{ContactId, berlin_day};
use mojo_store::contacts::{Lookup, lookup};

use super::ContactError;
use crate::Desk;
use crate::account::Practice;
use crate::views::{ContactInput, DuplicateHint};

/// More than a warning can show.
const MOST: usize = 5;

impl Desk {
    /// Contacts that may be the same person as `input`, the likeliest first. A half typed field is
    /// no fault here; a name alone is no hint.
    ///
    /// # Errors
    /// [`ContactError`] of the store.
    pub async fn find_duplicates(
        &self,
        input: ContactInput,
    ) -> Result<Vec<DuplicateHint>, ContactError> {
        let typed = typed(&input, berlin_day(self.now()));
        self.like(&typed, |_, contact| is_itself(&input, contact)).await
    }

    /// Contacts that may be the same person as `typed`, the likeliest first.
    pub(super) async fn like(
        &self,
        typed: &Contact,
        is_itself: impl Fn(ContactId, &Contact) -> bool + Send,
    ) -> Result<Vec<DuplicateHint>, ContactError> {
        let mut reader = self.reader().await?;
        let home = match Practice::load(&mut reader).await?.country {
            country if country.is_empty() => "DE".to_owned(),
            country => country,
        };
        let keys = ContactKeys::of(typed, &home);
        let mut wanted = Lookup::default();
        wanted.add(&keys);
        let mut hints = Vec::new();
        for (id, contact) in lookup(&mut reader, &wanted).await? {
            if contact.is_archived || is_itself(id, &contact) {
                continue;
            }
            let (order, reason) = match likeness(&keys, &ContactKeys::of(&contact, &home)) {
                Likeness::Same(reason) => (0, reason),
                Likeness::Perhaps(reason) => (1, reason),
                Likeness::Different => continue,
            };
            let hint = DuplicateHint {
                contact_id: id.to_string(),
                name: contact.display_name(),
                detail: detail(&contact),
                reason: reason.name().to_owned(),
            };
            hints.push((order, reason, hint));
        }
        hints.sort_by_key(|(order, reason, _)| (*order, *reason));
        Ok(hints.into_iter().take(MOST).map(|(_, _, hint)| hint).collect())
    }
}

fn typed(input: &ContactInput, today: chrono::NaiveDate) -> Contact {
    let birthday = input.birthday.as_deref().unwrap_or_default();
    Contact {
        first_name: input.first_name.clone(),
        last_name: input.last_name.clone(),
        organisation: input.organisation.clone(),
        birthday: match parse_birthday(birthday, today) {
            Ok(Some(Birthday::Day(day))) => Some(day),
            _ => None,
        },
        phones: input
            .phones
            .iter()
            .map(|phone| Phone { number: phone.number.clone(), ..Phone::default() })
            .collect(),
        emails: input
            .emails
            .iter()
            .map(|email| Email { address: email.address.clone(), ..Email::default() })
            .collect(),
        addresses: input
            .addresses
            .iter()
            .map(|address| Address {
                street: address.street.clone(),
                postal_code: address.postal_code.clone(),
                city: address.city.clone(),
                country: address.country.clone(),
                ..Address::default()
            })
            .collect(),
        ..Contact::default()
    }
}

/// A contact that is being edited is not its own duplicate: it has the members of the form.
fn is_itself(input: &ContactInput, contact: &Contact) -> bool {
    let ids = input.phones.iter().map(|p| &p.id).chain(input.emails.iter().map(|e| &e.id));
    let ids: Vec<&String> = ids.chain(input.addresses.iter().map(|a| &a.id)).collect();
    let held = contact.phones.iter().map(|p| p.id).chain(contact.emails.iter().map(|e| e.id));
    held.chain(contact.addresses.iter().map(|a| a.id)).any(|id| ids.contains(&&id.to_string()))
}

pub(super) fn detail(contact: &Contact) -> String {
    let city = contact.addresses.first().map(|address| address.city.clone());
    let birthday = contact.birthday.map(|day| day.format("%d.%m.%Y").to_string());
    let phone = contact.phones.first().map(|phone| phone.number.clone());
    let parts = [city, birthday, phone].into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use crate::testing;
    use crate::views::{ContactInput, ContactQuery};

    #[tokio::test]
    async fn a_contact_that_is_there_is_hinted_at_by_birthday_and_by_phone() {
        let desk = testing::desk().await;
        let query = ContactQuery { text: "lindqvist".to_owned(), role: None, offset: 0, limit: 1 };
        let row = desk.list_contacts(query).await.unwrap().rows.remove(0);
        let view = desk.show_contact(row.contact_id.clone()).await.unwrap();
        let empty: ContactInput = serde_json::from_str("{}").unwrap();
        let mut typed = ContactInput {
            first_name: "lindqvist".to_owned(),
            last_name: "ANNEGRET".to_owned(),
            ..empty.clone()
        };
        assert!(desk.find_duplicates(typed.clone()).await.unwrap().is_empty(), "a name alone");
        typed.birthday = Some("12.04.1968".to_owned());
        let hints = desk.find_duplicates(typed).await.unwrap();
        assert_eq!(hints.len(), 1);
        assert_eq!(
            (&hints[0].contact_id, hints[0].reason.as_str()),
            (&row.contact_id, "name_and_birthday")
        );
        let mut by_phone = ContactInput { phones: view.phones.clone(), ..empty };
        assert!(desk.find_duplicates(by_phone.clone()).await.unwrap().is_empty(), "itself");
        by_phone.phones[0].id.clear();
        let hints = desk.find_duplicates(by_phone).await.unwrap();
        assert_eq!((hints.len(), hints[0].reason.as_str()), (1, "phone"));
    }
}
