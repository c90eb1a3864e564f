//! What a record adds to a contact: empty fields are filled, new numbers join; what is there stays,
//! because a person typed it.

use uuid::Uuid;

use super::keys::{phone_keys, place};
use super::{Contact, fold, parse_email};

/// `held` with what `incoming` knows beyond it. Nothing that is there is changed.
#[must_use]
pub fn absorb(held: &Contact, incoming: &Contact, home: &str) -> Contact {
    let mut merged = held.clone();
    let texts = [
        (&mut merged.salutation, &incoming.salutation),
        (&mut merged.title, &incoming.title),
        (&mut merged.organisation, &incoming.organisation),
        (&mut merged.vat_id, &incoming.vat_id),
        (&mut merged.number, &incoming.number),
    ];
    for (mine, theirs) in texts {
        if mine.is_empty() {
            mine.clone_from(theirs);
        }
    }
    merged.birthday = merged.birthday.or(incoming.birthday);
    absorb_note(&mut merged.note, &incoming.note);
    merged.roles.extend(&incoming.roles);
    let known: Vec<String> = merged.tags.iter().map(|tag| fold(tag)).collect();
    let is_new = |tag: &&String| !known.contains(&fold(tag));
    merged.tags.extend(incoming.tags.iter().filter(is_new).cloned());
    absorb_members(&mut merged, incoming, home);
    merged
}

/// Whether `held` says everything that `incoming` says: then even a record without anything but a
/// name is no news.
pub fn contains(held: &Contact, incoming: &Contact, home: &str) -> bool {
    let fits = |mine: &str, theirs: &str| theirs.is_empty() || fold(mine) == fold(theirs);
    fits(&held.salutation, &incoming.salutation)
        && fits(&held.title, &incoming.title)
        && fits(&held.organisation, &incoming.organisation)
        && fits(&held.number, &incoming.number)
        && (incoming.birthday.is_none() || held.birthday == incoming.birthday)
        && absorb(held, incoming, home) == *held
}

/// A note that is new is written below the one that is there.
fn absorb_note(mine: &mut String, theirs: &str) {
    if theirs.is_empty() || mine.contains(theirs) {
        return;
    }
    if !mine.is_empty() {
        mine.push('\n');
    }
    mine.push_str(theirs);
}

fn absorb_members(merged: &mut Contact, incoming: &Contact, home: &str) {
    let (country, theirs) = (merged.known_country().map(str::to_owned), incoming.known_country());
    for phone in &incoming.phones {
        let keys = phone_keys(&phone.number, theirs, home);
        let is_it = |held: &super::Phone| {
            !phone_keys(&held.number, country.as_deref(), home).is_disjoint(&keys)
        };
        if !merged.phones.iter().any(is_it) {
            merged.phones.push(super::Phone { id: Uuid::nil(), ..phone.clone() });
        }
    }
    for email in &incoming.emails {
        let key = parse_email(&email.address);
        if !merged.emails.iter().any(|held| parse_email(&held.address) == key) {
            merged.emails.push(super::Email { id: Uuid::nil(), ..email.clone() });
        }
    }
    for address in &incoming.addresses {
        let is_held = merged.addresses.iter().any(|held| says_as_much(held, address));
        if !is_held {
            merged.addresses.push(super::Address { id: Uuid::nil(), ..address.clone() });
        }
    }
    for consent in &incoming.consents {
        if !merged.consents.iter().any(|held| held.kind == consent.kind) {
            merged.consents.push(consent.clone());
        }
    }
}

/// What the other address leaves open is no difference.
fn says_as_much(held: &super::Address, other: &super::Address) -> bool {
    let (Some(held), Some(other)) = (place(held), place(other)) else {
        return true;
    };
    let fits = |mine: &str, theirs: &str| theirs.is_empty() || mine == theirs;
    fits(&held.0, &other.0) && fits(&held.1, &other.1) && fits(&held.2, &other.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::{Address, Email, Phone, Role};

    fn contact() -> Contact {
        Contact {
            first_name: "Anna".to_owned(),
            last_name: "Müller".to_owned(),
            note: "kommt mit Begleitung".to_owned(),
            phones: vec![Phone { number: "0605030128".to_owned(), ..Phone::default() }],
            ..Contact::default()
        }
    }

    #[test]
    fn empty_fields_are_filled_and_what_is_there_stays() {
        let incoming = Contact {
            first_name: "ANNA".to_owned(),
            last_name: "MUELLER".to_owned(),
            title: "Dr.".to_owned(),
            note: "zahlt bar".to_owned(),
            birthday: chrono::NaiveDate::from_ymd_opt(1981, 3, 2),
            roles: [Role::Patient].into(),
            phones: vec![
                Phone { number: "+49 (0)6050 30128".to_owned(), ..Phone::default() },
                Phone { number: "0151 12345678".to_owned(), ..Phone::default() },
            ],
            emails: vec![Email { address: "a@example.de".to_owned(), ..Email::default() }],
            ..Contact::default()
        };
        let merged = absorb(&contact(), &incoming, "DE");
        assert_eq!((merged.first_name.as_str(), merged.title.as_str()), ("Anna", "Dr."));
        assert_eq!(merged.note, "kommt mit Begleitung\nzahlt bar");
        assert_eq!(merged.phones.len(), 2, "the number that is there in another notation stays");
        assert_eq!(merged.phones[0].number, "0605030128");
        assert!(contains(&merged, &incoming, "DE"));
        assert_eq!(absorb(&merged, &incoming, "DE"), merged, "a second time adds nothing");
        assert!(!contains(&contact(), &incoming, "DE"));
    }

    #[test]
    fn an_address_that_says_less_is_no_news() {
        let at = |postal_code: &str, city: &str, street: &str| Contact {
            addresses: vec![Address {
                postal_code: postal_code.to_owned(),
                city: city.to_owned(),
                street: street.to_owned(),
                ..Address::default()
            }],
            ..contact()
        };
        let held = at("62550", "Ulm", "Hauptstraße 1");
        assert_eq!(absorb(&held, &at("62550", "", ""), "DE"), held);
        assert_eq!(absorb(&held, &at("62550", "ULM", "Hauptstr. 1"), "DE"), held);
        assert_eq!(absorb(&held, &at("10115", "Berlin", "Weg 2"), "DE").addresses.len(), 2);
    }

    #[test]
    fn a_list_that_names_no_country_adds_no_number_of_the_neighbours_twice() {
        let swiss = |country: &str| Contact {
            phones: vec![Phone { number: "091 518 39 44".to_owned(), ..Phone::default() }],
            addresses: vec![Address {
                city: "Sarnen".to_owned(),
                country: country.to_owned(),
                ..Address::default()
            }],
            ..contact()
        };
        let (known, unknown) = (swiss("CH"), swiss(""));
        assert_eq!(absorb(&known, &unknown, "DE"), known);
        assert_eq!(absorb(&unknown, &known, "DE").phones.len(), 1);
    }

    #[test]
    fn another_title_does_not_overwrite_and_is_not_contained() {
        let held = Contact { title: "Dr.".to_owned(), ..contact() };
        let other = Contact { title: "Prof.".to_owned(), ..contact() };
        assert_eq!(absorb(&held, &other, "DE"), held);
        assert!(!contains(&held, &other, "DE"));
    }
}
