//! The contacts that may be the ones of an import's records: by number, e-mail, phone and name.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::ContactId;
use mojo_domain::contacts::{Contact, ContactKeys, fold};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite};
use uuid::Uuid;

use super::card::contact_of;
use super::joined::load_shown;
use crate::{Connection, Source, StoreError};

// The partial index is used where its condition stands in the query.
const BY_NUMBER: &str = "SELECT contact_id FROM contacts WHERE number <> '' AND number IN (";
const BY_NAME: &str = "SELECT contact_id, name_key, birthday, places
  FROM contacts WHERE name_key IN (";
const BY_EMAIL: &str = "SELECT c.contact_id FROM contact_emails m
  JOIN contacts c ON c.contact_no = m.contact_no WHERE m.normal IN (";
const BY_PHONE: &str = "SELECT c.contact_id FROM contact_phones m
  JOIN contacts c ON c.contact_no = m.contact_no WHERE m.normal IN (";

/// All of them, for the test that none is a scan.
#[cfg(test)]
pub(super) const STARTS: [&str; 4] = [BY_NUMBER, BY_NAME, BY_EMAIL, BY_PHONE];

/// What is looked up for many records at once.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    numbers: BTreeSet<String>,
    emails: BTreeSet<String>,
    phones: BTreeSet<String>,
    names: BTreeMap<String, Wanted>,
}

/// What tells the people of one name apart.
#[derive(Clone, Debug, Default)]
struct Wanted {
    birthdays: BTreeSet<String>,
    postal_codes: BTreeSet<String>,
    cities: BTreeSet<String>,
    /// A record has nothing but its name.
    is_bare: bool,
}

impl Lookup {
    /// Adds the keys of a record.
    pub fn add(&mut self, keys: &ContactKeys) {
        if !keys.number.is_empty() {
            self.numbers.insert(keys.number.clone());
        }
        self.emails.extend(keys.emails.iter().cloned());
        self.phones.extend(keys.phones.iter().cloned());
        if !keys.name.is_empty() {
            let wanted = self.names.entry(keys.name.clone()).or_default();
            wanted.birthdays.extend(keys.birthday.map(|day| day.to_string()));
            wanted.postal_codes.extend(keys.places.iter().map(|place| place.0.clone()));
            wanted.cities.extend(keys.places.iter().map(|place| place.1.clone()));
            wanted.is_bare |= keys.birthday.is_none()
                && keys.places.is_empty()
                && keys.emails.is_empty()
                && keys.phones.is_empty();
        }
    }
}

impl Wanted {
    /// Whether more than the name speaks for a contact. One without anything but its name is
    /// looked at as well.
    fn may_be(&self, birthday: Option<&str>, places: &str) -> bool {
        let has = |set: &BTreeSet<String>, text: &str| !text.is_empty() && set.contains(text);
        self.is_bare
            || birthday.is_some_and(|day| self.birthdays.contains(day))
            || places
                .lines()
                .filter_map(|place| place.split_once('|'))
                .any(|(code, city)| has(&self.postal_codes, code) || has(&self.cities, city))
    }
}

/// The places of a contact as [`Wanted`] compares them.
pub(super) fn places_text(contact: &Contact) -> String {
    let addresses = contact.addresses.iter();
    let places = addresses.map(|a| format!("{}|{}", fold(&a.postal_code), fold(&a.city)));
    places.collect::<Vec<_>>().join("\n")
}

/// The contacts that may be meant by these keys, whole. Those that are put away are among them.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn lookup(
    source: &mut impl Source,
    keys: &Lookup,
) -> Result<BTreeMap<ContactId, Contact>, StoreError> {
    let connection = source.rows();
    let mut ids = BTreeSet::new();
    for (start, set) in
        [(BY_NUMBER, &keys.numbers), (BY_EMAIL, &keys.emails), (BY_PHONE, &keys.phones)]
    {
        let set: Vec<&String> = set.iter().collect();
        collect(connection, start, &set, |_| Ok(true), &mut ids).await?;
    }
    let names: Vec<&String> = keys.names.keys().collect();
    let may_be = |row: &SqliteRow| {
        let (birthday, places): (Option<String>, String) =
            (row.try_get("birthday")?, row.try_get("places")?);
        let wanted = keys.names.get(&row.try_get::<String, _>("name_key")?);
        Ok(wanted.is_some_and(|wanted| wanted.may_be(birthday.as_deref(), &places)))
    };
    collect(connection, BY_NAME, &names, may_be, &mut ids).await?;
    let ids: Vec<ContactId> = ids.into_iter().map(ContactId).collect();
    let shown = load_shown(connection, &ids).await?;
    Ok(shown.into_iter().map(|(id, fields)| (id, contact_of(&fields))).collect())
}

async fn collect(
    connection: &mut Connection,
    start: &'static str,
    keys: &[&String],
    may_be: impl Fn(&SqliteRow) -> Result<bool, sqlx::Error>,
    ids: &mut BTreeSet<Uuid>,
) -> Result<(), StoreError> {
    for keys in keys.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(start);
        let mut list = query.separated(", ");
        for key in keys {
            list.push_bind(key.as_str());
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *connection).await? {
            if may_be(&row)? {
                let id: String = row.try_get("contact_id")?;
                ids.extend(Uuid::parse_str(&id).ok());
            }
        }
    }
    Ok(())
}
