//! The tables of a contact: many rows a statement, because an import or a sync brings hundreds.

use mojo_domain::contacts::{e164, fold, index_words, national_digits, parse_email};
use sqlx::query_builder::Separated;
use sqlx::{QueryBuilder, Sqlite};

use super::lookup::places_text;
use super::project::{Held, Projected, ROWS, name_words, roles_text, tags_text};
use crate::{Connection, StoreError};

/// Takes contacts out of everything but `contacts`, where their row is overwritten.
pub(super) async fn take_out(
    connection: &mut Connection,
    held: impl Iterator<Item = &Held> + Clone,
) -> Result<(), StoreError> {
    let numbers: Vec<i64> = held.clone().map(|held| held.no).collect();
    if numbers.is_empty() {
        return Ok(());
    }
    for start in [
        "DELETE FROM contact_phones WHERE contact_no IN (",
        "DELETE FROM contact_emails WHERE contact_no IN (",
        "DELETE FROM contact_addresses WHERE contact_no IN (",
        "DELETE FROM contact_consents WHERE contact_no IN (",
        "DELETE FROM contact_search WHERE rowid IN (",
        "DELETE FROM contact_digits WHERE rowid IN (",
    ] {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(start);
        let mut list = query.separated(", ");
        for no in &numbers {
            list.push_bind(*no);
        }
        query.push(")");
        query.build().execute(&mut *connection).await?;
    }
    let keys = |part: fn(&Held) -> &Vec<String>| {
        held.clone()
            .flat_map(move |held| part(held).iter().map(move |key| (key, &held.sort_key, held.no)))
            .collect::<Vec<_>>()
    };
    let names = keys(|held| &held.words);
    take_keys(connection, "contact_names WHERE (word", names).await?;
    let roles = keys(|held| &held.roles);
    take_keys(connection, "contact_roles WHERE (role", roles).await?;
    let tags: Vec<(String, &String, i64)> = held
        .flat_map(|held| held.tags.iter().map(move |tag| (fold(tag), &held.sort_key, held.no)))
        .collect();
    let tags = tags.iter().map(|(tag, sort_key, no)| (tag, *sort_key, *no)).collect();
    take_keys(connection, "contact_tags WHERE (tag_key", tags).await
}

async fn take_keys(
    connection: &mut Connection,
    table: &str,
    keys: Vec<(&String, &String, i64)>,
) -> Result<(), StoreError> {
    for keys in keys.chunks(ROWS) {
        let start = format!("DELETE FROM {table}, sort_key, contact_no) IN (");
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(start);
        query.push_values(keys, |mut row, (key, sort_key, no)| {
            row.push_bind(*key).push_bind(*sort_key).push_bind(*no);
        });
        query.push(")");
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Writes the rows of contacts.
pub(super) async fn put_in(
    connection: &mut Connection,
    contacts: &[Projected],
    home: &str,
) -> Result<(), StoreError> {
    put_contacts(connection, contacts).await?;
    put_reachable(connection, contacts, home).await?;
    put_labels(connection, contacts).await?;
    put_words(connection, contacts, home).await
}

async fn put_contacts(
    connection: &mut Connection,
    contacts: &[Projected],
) -> Result<(), StoreError> {
    let start = "INSERT INTO contacts
        (contact_no, contact_id, sort_key, name_key, salutation, title, first_name, last_name
        , organisation, birthday, birth_day, note, number, phone, email, city, places, roles, tags
        , is_archived, created_at, edited_at) ";
    let end = " ON CONFLICT (contact_no) DO UPDATE SET
        sort_key = excluded.sort_key, name_key = excluded.name_key
      , salutation = excluded.salutation, title = excluded.title
      , first_name = excluded.first_name, last_name = excluded.last_name
      , organisation = excluded.organisation, birthday = excluded.birthday
      , birth_day = excluded.birth_day, note = excluded.note, number = excluded.number
      , phone = excluded.phone, email = excluded.email, city = excluded.city
      , places = excluded.places, roles = excluded.roles, tags = excluded.tags
      , is_archived = excluded.is_archived
      , edited_at = excluded.edited_at";
    insert(connection, (start, end), contacts, |row, held| {
        let contact = &held.contact;
        let day = contact.birthday.map(|day| day.to_string());
        row.push_bind(held.no)
            .push_bind(held.id.to_string())
            .push_bind(&held.sort_key)
            .push_bind(contact.name_key())
            .push_bind(&contact.salutation)
            .push_bind(&contact.title)
            .push_bind(&contact.first_name)
            .push_bind(&contact.last_name)
            .push_bind(&contact.organisation)
            .push_bind(day.clone())
            .push_bind(day.map(|day| day[5..].to_owned()))
            .push_bind(&contact.note)
            .push_bind(fold(&contact.number))
            .push_bind(contact.phones.first().map_or("", |phone| phone.number.as_str()))
            .push_bind(contact.emails.first().map_or("", |email| email.address.as_str()))
            .push_bind(contact.addresses.first().map_or("", |address| address.city.as_str()))
            .push_bind(places_text(contact))
            .push_bind(roles_text(contact))
            .push_bind(tags_text(contact))
            .push_bind(contact.is_archived)
            .push_bind(held.created_at)
            .push_bind(held.edited_at);
    })
    .await
}

async fn put_reachable(
    connection: &mut Connection,
    contacts: &[Projected],
    home: &str,
) -> Result<(), StoreError> {
    let phones = members(contacts, |held| &held.contact.phones);
    let start = "INSERT INTO contact_phones
        (contact_no, position, phone_id, label, number, normal) ";
    insert(connection, (start, ""), &phones, |row, (held, position, phone)| {
        let country = held.contact.dialling_country(home);
        let digits = || phone.number.chars().filter(char::is_ascii_digit).collect();
        row.push_bind(held.no)
            .push_bind(*position)
            .push_bind(phone.id.to_string())
            .push_bind(&phone.label)
            .push_bind(&phone.number)
            .push_bind(e164(&phone.number, country).unwrap_or_else(digits));
    })
    .await?;
    let emails = members(contacts, |held| &held.contact.emails);
    let start = "INSERT INTO contact_emails
        (contact_no, position, email_id, label, address, normal) ";
    insert(connection, (start, ""), &emails, |row, (held, position, email)| {
        let lower = || email.address.to_lowercase();
        row.push_bind(held.no)
            .push_bind(*position)
            .push_bind(email.id.to_string())
            .push_bind(&email.label)
            .push_bind(&email.address)
            .push_bind(parse_email(&email.address).unwrap_or_else(lower));
    })
    .await?;
    let addresses = members(contacts, |held| &held.contact.addresses);
    let start = "INSERT INTO contact_addresses
        (contact_no, position, address_id, label, street, postal_code, city, country) ";
    insert(connection, (start, ""), &addresses, |row, (held, position, address)| {
        row.push_bind(held.no)
            .push_bind(*position)
            .push_bind(address.id.to_string())
            .push_bind(&address.label)
            .push_bind(&address.street)
            .push_bind(&address.postal_code)
            .push_bind(&address.city)
            .push_bind(&address.country);
    })
    .await
}

async fn put_labels(connection: &mut Connection, contacts: &[Projected]) -> Result<(), StoreError> {
    let listed = || contacts.iter().filter(|held| !held.contact.is_archived);
    let roles: Vec<_> =
        listed().flat_map(|held| held.contact.roles.iter().map(move |role| (held, role))).collect();
    let start = "INSERT INTO contact_roles (role, sort_key, contact_no) ";
    insert(connection, (start, ""), &roles, |row, (held, role)| {
        row.push_bind(role.name()).push_bind(&held.sort_key).push_bind(held.no);
    })
    .await?;
    let tags: Vec<_> =
        listed().flat_map(|held| held.contact.tags.iter().map(move |tag| (held, tag))).collect();
    let start = "INSERT INTO contact_tags (tag_key, sort_key, contact_no, tag) ";
    let end = " ON CONFLICT DO NOTHING";
    insert(connection, (start, end), &tags, |row, (held, tag)| {
        row.push_bind(fold(tag)).push_bind(&held.sort_key).push_bind(held.no).push_bind(*tag);
    })
    .await?;
    let consents = members(contacts, |held| &held.contact.consents);
    let start = "INSERT INTO contact_consents (contact_no, kind, is_given, given_on) ";
    insert(connection, (start, ""), &consents, |row, (held, _, consent)| {
        row.push_bind(held.no)
            .push_bind(&consent.kind)
            .push_bind(consent.given)
            .push_bind(consent.on.map(|day| day.to_string()));
    })
    .await
}

/// What is put away is not found.
async fn put_words(
    connection: &mut Connection,
    contacts: &[Projected],
    home: &str,
) -> Result<(), StoreError> {
    let listed: Vec<&Projected> =
        contacts.iter().filter(|held| !held.contact.is_archived).collect();
    let mut names: Vec<(&Projected, String)> = listed
        .iter()
        .flat_map(|held| {
            let contact = &held.contact;
            let words = name_words(&contact.first_name, &contact.last_name, &contact.organisation);
            words.into_iter().map(move |word| (*held, word))
        })
        .collect();
    // In the order of the index: its pages are walked once.
    names.sort_unstable_by(|a, b| (&a.1, &a.0.sort_key).cmp(&(&b.1, &b.0.sort_key)));
    let start = "INSERT INTO contact_names (word, sort_key, contact_no) ";
    insert(connection, (start, ""), &names, |row, (held, word)| {
        row.push_bind(word.as_str()).push_bind(&held.sort_key).push_bind(held.no);
    })
    .await?;
    let start = "INSERT INTO contact_search (rowid, words) ";
    insert(connection, (start, ""), &listed, |row, held| {
        row.push_bind(held.no).push_bind(search_words(held));
    })
    .await?;
    let dialled: Vec<(i64, String)> = listed
        .iter()
        .filter(|held| !held.contact.phones.is_empty())
        .map(|held| (held.no, digits(held, home)))
        .collect();
    let start = "INSERT INTO contact_digits (rowid, digits) ";
    insert(connection, (start, ""), &dialled, |row, (no, digits)| {
        row.push_bind(*no).push_bind(digits.as_str());
    })
    .await
}

fn search_words(held: &Projected) -> String {
    let contact = &held.contact;
    let mut text = format!(
        "{} {} {} {}",
        contact.first_name, contact.last_name, contact.organisation, contact.number
    );
    for address in &contact.addresses {
        text.push(' ');
        text.push_str(&address.postal_code);
        text.push(' ');
        text.push_str(&address.city);
    }
    index_words(&text).into_iter().collect::<Vec<_>>().join(" ")
}

fn digits(held: &Projected, home: &str) -> String {
    let country = held.contact.dialling_country(home);
    let numbers = held.contact.phones.iter().map(|p| national_digits(&p.number, country));
    numbers.collect::<Vec<_>>().join(" ")
}

/// The members of lists, each with its contact and its place in the list.
fn members<'a, T>(
    contacts: &'a [Projected],
    list: impl Fn(&'a Projected) -> &'a Vec<T>,
) -> Vec<(&'a Projected, i64, &'a T)> {
    let mut members = Vec::new();
    for held in contacts {
        members.extend((0..).zip(list(held)).map(|(position, member)| (held, position, member)));
    }
    members
}

async fn insert<T>(
    connection: &mut Connection,
    (start, end): (&str, &str),
    items: &[T],
    mut bind: impl FnMut(&mut Separated<'_, Sqlite, &'static str>, &T),
) -> Result<(), StoreError> {
    for items in items.chunks(ROWS) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(start);
        query.push_values(items, |mut row, item| bind(&mut row, item));
        query.push(end);
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}
