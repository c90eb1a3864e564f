//! What a contact is compared by.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Contact, e164, fold, parse_email};

/// The normal forms of what tells people apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactKeys {
    /// The name, whatever its spelling; empty without one.
    pub name: String,
    /// The folded family name without blanks.
    pub last_name: String,
    /// The folded words of the first name.
    pub first_names: Vec<String>,
    /// The number in the program it came from.
    pub number: String,
    /// The birthday.
    pub birthday: Option<NaiveDate>,
    /// E-mail addresses in lower case.
    pub emails: BTreeSet<String>,
    /// Phone numbers in E.164; a number that has no such form is kept by its digits.
    pub phones: BTreeSet<String>,
    /// Postal code (may be empty), folded city, folded street (may be empty).
    pub places: BTreeSet<(String, String, String)>,
}

impl ContactKeys {
    /// The keys of a contact; `home` is the country of the practice.
    pub fn of(contact: &Contact, home: &str) -> Self {
        let country = contact.known_country();
        Self {
            name: contact.name_key(),
            last_name: fold(&contact.last_name).replace(' ', ""),
            first_names: fold(&contact.first_name).split(' ').map(str::to_owned).collect(),
            number: fold(&contact.number),
            birthday: contact.birthday,
            emails: contact.emails.iter().filter_map(|e| parse_email(&e.address)).collect(),
            phones: contact
                .phones
                .iter()
                .flat_map(|p| phone_keys(&p.number, country, home))
                .collect(),
            places: contact.addresses.iter().filter_map(place).collect(),
        }
    }
}

/// The normal forms that a number may have. An old program's list names no country: then it may be
/// one of the practice's own or of the neighbours, and a common name decides.
pub(super) fn phone_keys(number: &str, country: Option<&str>, home: &str) -> BTreeSet<String> {
    let countries: &[&str] = match &country {
        Some(country) => std::slice::from_ref(country),
        None => &[home, "DE", "AT", "CH"],
    };
    let keys: BTreeSet<String> = countries.iter().filter_map(|c| e164(number, c)).collect();
    if keys.is_empty() {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        return if digits.is_empty() { keys } else { BTreeSet::from([digits]) };
    }
    keys
}

pub(super) fn place(address: &super::Address) -> Option<(String, String, String)> {
    let postal_code = fold(&address.postal_code);
    let city = fold(&address.city);
    // "Hauptstr." and "Hauptstraße" are one street.
    let street = fold(&address.street).replace("strasse", "str").replace(' ', "");
    let is_known = !(postal_code.is_empty() && city.is_empty() && street.is_empty());
    is_known.then_some((postal_code, city, street))
}
