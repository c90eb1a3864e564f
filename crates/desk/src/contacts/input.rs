//! A contact as somebody typed it, checked.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use mojo_domain::contacts::{
    Address, Birthday, BirthdayRefused, Consent, Contact, Email, Phone, Role, clean_text, e164,
    is_mobile, parse_birthday, parse_email,
};
use mojo_domain::invoicing::read_vat_id;
use mojo_store::Tx;
use uuid::Uuid;

use super::ContactError;
use super::import::country_of_text;
use crate::views::ContactInput;

/// The contact that an input means; `held` gives what the form does not show.
pub(super) fn contact_of(
    input: &ContactInput,
    held: &Contact,
    today: NaiveDate,
) -> Result<Contact, ContactError> {
    let line = |text: &str| clean_text(text, false);
    let contact = Contact {
        title: line(&input.title),
        first_name: line(&input.first_name),
        last_name: line(&input.last_name),
        organisation: line(&input.organisation),
        vat_id: vat_id_of(&input.vat_id)?,
        birthday: birthday_of(input.birthday.as_deref().unwrap_or_default(), today)?,
        note: clean_text(&input.note, true),
        roles: roles_of(&input.roles)?,
        tags: input.tags.iter().map(|tag| line(tag)).filter(|tag| !tag.is_empty()).collect(),
        phones: phones_of(input)?,
        emails: emails_of(input)?,
        addresses: addresses_of(input),
        consents: consents_of(input, held, today)?,
        salutation: held.salutation.clone(),
        number: held.number.clone(),
        is_archived: held.is_archived,
    };
    if contact.display_name().is_empty() {
        return Err(invalid("name", "no_name", ""));
    }
    Ok(contact)
}

pub(super) fn invalid(field: &'static str, why: &'static str, value: &str) -> ContactError {
    ContactError::Invalid { field, why, value: value.to_owned() }
}

/// The code of a birthday that is none.
pub(super) fn why_no_birthday(refused: BirthdayRefused) -> &'static str {
    match refused {
        BirthdayRefused::NotADate => "not_a_date",
        BirthdayRefused::InTheFuture => "in_the_future",
        BirthdayRefused::TooLongAgo => "too_long_ago",
    }
}

fn birthday_of(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, ContactError> {
    match parse_birthday(text, today) {
        Ok(None) => Ok(None),
        Ok(Some(Birthday::Day(day))) => Ok(Some(day)),
        Ok(Some(Birthday::WithoutYear(..))) => Err(invalid("birthday", "not_a_date", text)),
        Err(refused) => Err(invalid("birthday", why_no_birthday(refused), text)),
    }
}

fn vat_id_of(text: &str) -> Result<String, ContactError> {
    read_vat_id(text).ok_or_else(|| invalid("vat_id", "not_a_vat_id", text))
}

fn roles_of(names: &[String]) -> Result<BTreeSet<Role>, ContactError> {
    let role = |name: &String| name.parse().map_err(|_| invalid("roles", "not_a_role", name));
    names.iter().map(role).collect()
}

fn phones_of(input: &ContactInput) -> Result<Vec<Phone>, ContactError> {
    let mut phones = Vec::new();
    for phone in &input.phones {
        let number = clean_text(&phone.number, false);
        if number.is_empty() {
            continue;
        }
        if !number.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(invalid("phone", "not_a_phone_number", &phone.number));
        }
        let country = input.addresses.first().map_or("DE", |address| address.country.as_str());
        let label = match clean_text(&phone.label, false) {
            label if label.is_empty() => phone_label(&number, country).to_owned(),
            label => label,
        };
        phones.push(Phone { id: id_of(&phone.id, "phone")?, label, number });
    }
    Ok(phones)
}

/// The label of a number that came without one.
pub(super) fn phone_label(number: &str, country: &str) -> &'static str {
    if e164(number, country).is_some_and(|number| is_mobile(&number)) { "mobile" } else { "home" }
}

fn emails_of(input: &ContactInput) -> Result<Vec<Email>, ContactError> {
    let mut emails = Vec::new();
    for email in &input.emails {
        let address = clean_text(&email.address, false);
        if address.is_empty() {
            continue;
        }
        if parse_email(&address).is_none() {
            return Err(invalid("email", "not_an_email", &email.address));
        }
        let label = clean_text(&email.label, false);
        emails.push(Email { id: id_of(&email.id, "email")?, label, address });
    }
    Ok(emails)
}

fn addresses_of(input: &ContactInput) -> Vec<Address> {
    let line = |text: &str| clean_text(text, false);
    // "Deutschland" is kept as DE, as on every other way in; what nobody knows stays as it is.
    let country = |text: &str| country_of_text(text).unwrap_or_else(|| line(text));
    let addresses = input.addresses.iter().map(|address| Address {
        id: address.id.parse().unwrap_or_default(),
        label: line(&address.label),
        street: line(&address.street),
        postal_code: line(&address.postal_code),
        city: line(&address.city),
        country: country(&address.country),
    });
    let is_known =
        |a: &Address| !(a.street.is_empty() && a.postal_code.is_empty() && a.city.is_empty());
    addresses.filter(is_known).collect()
}

fn consents_of(
    input: &ContactInput,
    held: &Contact,
    today: NaiveDate,
) -> Result<Vec<Consent>, ContactError> {
    let mut consents: Vec<Consent> = Vec::new();
    for consent in &input.consents {
        let is_it = |c: &&Consent| c.kind == consent.kind && c.given == consent.given;
        let before = held.consents.iter().find(is_it);
        let on = match (consent.on.as_deref().unwrap_or_default(), before) {
            ("", Some(before)) => before.on,
            // Who gave it now, gave it today: the day is the proof (Art. 7 (1) GDPR).
            ("", None) => Some(today),
            (text, _) => Some(text.parse().map_err(|_| invalid("consents", "not_a_date", text))?),
        };
        consents.retain(|held| held.kind != consent.kind);
        consents.push(Consent { kind: consent.kind.clone(), given: consent.given, on });
    }
    consents.sort_by(|a, b| a.kind.cmp(&b.kind));
    Ok(consents)
}

fn id_of(text: &str, field: &'static str) -> Result<Uuid, ContactError> {
    if text.is_empty() {
        return Ok(Uuid::nil());
    }
    text.parse().map_err(|_| invalid(field, "not_an_id", text))
}

/// Gives new members their ids, in the order of the lists.
pub(super) fn assign_ids(tx: &Tx, contact: &mut Contact) {
    let mut new: Vec<&mut Uuid> = Vec::new();
    new.extend(contact.phones.iter_mut().map(|phone| &mut phone.id));
    new.extend(contact.emails.iter_mut().map(|email| &mut email.id));
    new.extend(contact.addresses.iter_mut().map(|address| &mut address.id));
    new.retain(|id| id.is_nil());
    // Ids of one instant have no order; lists are shown in the order of their ids.
    let mut ids: Vec<Uuid> = new.iter().map(|_| tx.next_id()).collect();
    ids.sort();
    for (place, id) in new.into_iter().zip(ids) {
        *place = id;
    }
}
