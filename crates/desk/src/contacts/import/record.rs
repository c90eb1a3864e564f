//! A record of a file becomes a contact, or a list of its faults.
//!
//! The column "Offene 10er" of old programs is no punch card yet: a card has a product, a price and
//! a day (D1), which only people know. The number becomes the tag `Offene 10er: 7`, so that the
//! search `#offene` is the list to work off with `mojo cards import`.

use chrono::NaiveDate;
use mojo_domain::contacts::{
    Address, Birthday, Contact, Email, Phone, Role, absorb, clean_text, parse_birthday,
    parse_email, split_full_name,
};

use super::columns::{Field, Part};
use super::labels::{add_tag, country_of_text, kind_of_label, take_labels};
use crate::contacts::input::{phone_label, why_no_birthday};
use crate::views::ImportFault;

/// No name or number of people is longer.
const LONGEST: usize = 400;

/// Builds the contact of a record.
pub(super) fn contact_of(
    values: &[(Field, String)],
    home: &str,
    today: NaiveDate,
) -> Result<Contact, Vec<ImportFault>> {
    let mut builder = Builder { contact: Contact::default(), faults: Vec::new(), today };
    for (field, value) in values {
        builder.take(*field, value);
    }
    builder.take_phones(values, home);
    builder.take_names();
    if builder.contact.display_name().is_empty() {
        builder.fault("name", "no_name", "");
    }
    if !builder.faults.is_empty() {
        return Err(builder.faults);
    }
    // What stands in a record twice is taken once.
    let lists = Contact {
        phones: Vec::new(),
        emails: Vec::new(),
        addresses: Vec::new(),
        ..builder.contact.clone()
    };
    Ok(absorb(&lists, &builder.contact, home))
}

struct Builder {
    contact: Contact,
    faults: Vec<ImportFault>,
    today: NaiveDate,
}

impl Builder {
    fn fault(&mut self, field: &str, why: &str, value: &str) {
        let value = value.chars().take(200).collect();
        self.faults.push(ImportFault { field: field.to_owned(), why: why.to_owned(), value });
    }

    fn take(&mut self, field: Field, value: &str) {
        if value.contains('\u{fffd}') {
            return self.fault(&field.name(), "damaged_letters", value);
        }
        let text = clean_text(value, field.part == Part::Note);
        if field.part != Part::Note && text.len() > LONGEST {
            return self.fault(&field.name(), "too_long", &text);
        }
        let contact = &mut self.contact;
        match field.part {
            Part::Salutation => contact.salutation = text,
            Part::Title => contact.title = text,
            Part::FirstName => contact.first_name = join(&text, &contact.first_name),
            Part::MiddleName => contact.first_name = join(&contact.first_name, &text),
            Part::LastName => contact.last_name = text,
            Part::FullName => self.take_full_name(&text),
            Part::Organisation => contact.organisation = text,
            Part::Birthday => self.take_birthday(&text),
            Part::Note => self.note(&text),
            Part::Number => {
                contact.number = text;
                // Whoever has a number in a practice program is its patient.
                contact.roles.insert(Role::Patient);
            }
            Part::Labels => take_labels(contact, &text),
            Part::Insurance => add_tag(contact, text),
            Part::OpenEntries if text.parse::<u32>().is_ok_and(|open| open == 0) => {}
            Part::OpenEntries => add_tag(contact, format!("{OPEN_ENTRIES}: {text}")),
            Part::Email => self.take_emails(field, &text),
            Part::EmailLabel => {}
            Part::Phone | Part::PhoneLabel => {}
            _ => self.take_address(field, text),
        }
    }

    fn note(&mut self, text: &str) {
        let note = &mut self.contact.note;
        if !note.is_empty() {
            note.push('\n');
        }
        note.push_str(text);
    }

    fn take_full_name(&mut self, text: &str) {
        let name = split_full_name(text);
        let contact = &mut self.contact;
        for (mine, theirs) in [
            (&mut contact.salutation, name.salutation),
            (&mut contact.title, name.title),
            (&mut contact.first_name, name.first_name),
            (&mut contact.last_name, name.last_name),
        ] {
            if mine.is_empty() {
                *mine = theirs;
            }
        }
    }

    /// A family name alone in the field of the first name, as `Weber, Anna`.
    fn take_names(&mut self) {
        let contact = &mut self.contact;
        if contact.last_name.is_empty() && contact.first_name.contains(", ") {
            let name = std::mem::take(&mut contact.first_name);
            self.take_full_name(&name);
        }
    }

    fn take_birthday(&mut self, text: &str) {
        match parse_birthday(text, self.today) {
            Ok(None) => {}
            Ok(Some(Birthday::Day(day))) => self.contact.birthday = Some(day),
            Ok(Some(Birthday::WithoutYear(month, day))) => {
                self.note(&format!("Geburtstag: {day:02}.{month:02}."));
            }
            Err(refused) => self.fault("birthday", why_no_birthday(refused), text),
        }
    }

    fn take_emails(&mut self, field: Field, text: &str) {
        for address in several(text) {
            if parse_email(address).is_none() {
                self.fault("email", "not_an_email", address);
                continue;
            }
            let label = if field.label.is_empty() { "home" } else { field.label }.to_owned();
            let address = address.to_owned();
            self.contact.emails.push(Email { label, address, ..Email::default() });
        }
    }

    fn take_phones(&mut self, values: &[(Field, String)], home: &str) {
        let country = self.contact.dialling_country(home).to_owned();
        for (field, value) in values.iter().filter(|(field, _)| field.part == Part::Phone) {
            let label = values
                .iter()
                .find(|(other, _)| other.part == Part::PhoneLabel && other.slot == field.slot);
            let label = label.map(|(_, label)| kind_of_label(label)).unwrap_or_default();
            for number in several(&clean_text(value, false)) {
                if !number.bytes().any(|byte| byte.is_ascii_digit()) {
                    self.fault("phone", "not_a_phone_number", number);
                    continue;
                }
                let label = match (field.label, label.as_str()) {
                    ("", "") => phone_label(number, &country),
                    ("", label) => label,
                    (label, _) => label,
                };
                let (label, number) = (label.to_owned(), number.to_owned());
                self.contact.phones.push(Phone { label, number, ..Phone::default() });
            }
        }
    }

    /// The parts of an address come in any order; the members of the list are its slots.
    fn take_address(&mut self, field: Field, text: String) {
        // The slot stands in the label until the record is read: new members have no id.
        let place = u128::from(field.slot);
        let position = self.contact.addresses.iter().position(|a| a.id.as_u128() == place);
        let position = position.unwrap_or_else(|| {
            let label = if field.label.is_empty() { "home" } else { field.label }.to_owned();
            let id = uuid::Uuid::from_u128(place);
            self.contact.addresses.push(Address { id, label, ..Address::default() });
            self.contact.addresses.len() - 1
        });
        let address = &mut self.contact.addresses[position];
        match field.part {
            Part::Street => address.street = join(&text, &address.street),
            Part::HouseNumber => address.street = join(&address.street, &text),
            Part::PostalCode => address.postal_code = text,
            Part::City => address.city = text,
            Part::AddressLabel => match kind_of_label(&text) {
                label if label.is_empty() => {}
                label => address.label = label,
            },
            Part::Country => match country_of_text(&text) {
                Some(code) => address.country = code,
                None => self.note(&format!("Land: {text}")),
            },
            _ => {}
        }
    }
}

const OPEN_ENTRIES: &str = "Offene 10er";

/// Whether the old program says that there are entries to take over.
pub(super) fn has_open_entries(contact: &Contact) -> bool {
    contact.tags.iter().any(|tag| tag.starts_with(OPEN_ENTRIES))
}

fn join(a: &str, b: &str) -> String {
    format!("{a} {b}").trim().to_owned()
}

/// Google puts several values into one cell.
fn several(text: &str) -> impl Iterator<Item = &str> {
    text.split(":::").map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<Contact, Vec<ImportFault>> {
        let values: Vec<(Field, String)> = values
            .iter()
            .map(|(name, value)| (Field::of_name(name).unwrap(), (*value).to_owned()))
            .collect();
        contact_of(&values, "DE", NaiveDate::from_ymd_opt(2026, 11, 20).unwrap())
    }

    #[test]
    fn a_row_of_an_old_program_becomes_a_patient() {
        let contact = read(&[
            ("number", "10002"),
            ("salutation", "Frau"),
            ("last_name", " Müller\u{a0}"),
            ("first_name", "Anna"),
            ("birthday", "14.07.87"),
            ("house_number", "7a"),
            ("street", "Hauptstraße"),
            ("postal_code", "10115"),
            ("country", "Deutschland"),
            ("phone_home", "(030) 1234567"),
            ("mobile", "0151 2345678 ::: 0049 151 2345678"),
            ("insurance", "privat"),
            ("open_entries", "7"),
        ])
        .unwrap();
        assert_eq!(contact.display_name(), "Anna Müller");
        assert_eq!(contact.birthday.unwrap().to_string(), "1987-07-14");
        assert_eq!(contact.addresses[0].street, "Hauptstraße 7a");
        assert_eq!(contact.addresses[0].country, "DE");
        assert_eq!(contact.roles, [Role::Patient].into());
        let labels: Vec<_> = contact.phones.iter().map(|phone| phone.label.as_str()).collect();
        assert_eq!(labels, ["home", "mobile"], "one number in two notations is one");
        assert_eq!(contact.tags, ["Offene 10er: 7".to_owned(), "privat".to_owned()].into());
        assert!(has_open_entries(&contact));
        assert!(contact.addresses[0].id.is_nil());
    }

    #[test]
    fn all_faults_of_a_record_are_named() {
        let faults = read(&[
            ("birthday", "31.02.1980"),
            ("email", "not an e-mail"),
            ("phone", "keine"),
            ("city", "M\u{fffd}nchen"),
        ])
        .unwrap_err();
        let faults: Vec<_> = faults.iter().map(|f| (f.field.as_str(), f.why.as_str())).collect();
        assert_eq!(
            faults,
            [
                ("birthday", "not_a_date"),
                ("email", "not_an_email"),
                ("city", "damaged_letters"),
                ("phone", "not_a_phone_number"),
                ("name", "no_name"),
            ]
        );
    }

    #[test]
    fn a_name_in_one_field_and_an_organisation_alone_are_enough() {
        assert_eq!(read(&[("name", "Weber, Anna")]).unwrap().display_name(), "Anna Weber");
        assert_eq!(read(&[("first_name", "Weber, Anna")]).unwrap().display_name(), "Anna Weber");
        assert_eq!(read(&[("organisation", "Praxis AG")]).unwrap().display_name(), "Praxis AG");
        let contact = read(&[("first_name", "Eva"), ("birthday", "--05-12")]).unwrap();
        assert_eq!((contact.birthday, contact.note.as_str()), (None, "Geburtstag: 12.05."));
    }
}
