//! The contacts that may be the ones of an import's records: by number, e-mail, phone and name.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::ContactId;
use mojo_domain::contacts::{Contact, ContactKeys};
use mojo_protocol::Entity;
use sqlx::{QueryBuilder, Row as _, Sqlite};
use uuid::Uuid;

use super::card::contact_of;
use crate::{Connection, Source, StoreError, cards};

// The partial index is used where its condition stands in the query.
const BY_NUMBER: &str = "SELECT contact_id FROM contacts WHERE number <> '' AND number IN (";
const BY_NAME: &str = "SELECT contact_id FROM contacts WHERE name_key IN (";
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
    names: BTreeSet<String>,
}

impl Lookup {
    /// Adds the keys of a record.
    pub fn add(&mut self, keys: &ContactKeys) {
        let texts = [(&mut self.numbers, &keys.number), (&mut self.names, &keys.name)];
        for (set, text) in texts {
            if !text.is_empty() {
                set.insert(text.clone());
            }
        }
        self.emails.extend(keys.emails.iter().cloned());
        self.phones.extend(keys.phones.iter().cloned());
    }
}

/// The contacts that have one of these keys, whole. Those that are put away are among them.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn lookup(
    source: &mut impl Source,
    keys: &Lookup,
) -> Result<BTreeMap<ContactId, Contact>, StoreError> {
    let connection = source.rows();
    let mut ids = BTreeSet::new();
    for (start, set) in [
        (BY_NUMBER, &keys.numbers),
        (BY_NAME, &keys.names),
        (BY_EMAIL, &keys.emails),
        (BY_PHONE, &keys.phones),
    ] {
        collect(connection, start, set, &mut ids).await?;
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut contacts = BTreeMap::new();
    for (id, fields) in cards::load_values(connection, Entity::Contact, &ids).await? {
        contacts.insert(ContactId(id), contact_of(&fields));
    }
    Ok(contacts)
}

async fn collect(
    connection: &mut Connection,
    start: &'static str,
    keys: &BTreeSet<String>,
    ids: &mut BTreeSet<Uuid>,
) -> Result<(), StoreError> {
    let keys: Vec<&String> = keys.iter().collect();
    for keys in keys.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(start);
        let mut list = query.separated(", ");
        for key in keys {
            list.push_bind(*key);
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *connection).await? {
            let id: String = row.try_get("contact_id")?;
            ids.extend(Uuid::parse_str(&id).ok());
        }
    }
    Ok(())
}
