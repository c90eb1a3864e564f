//! The rows of contacts, written from their cards: a batch at a time.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mojo_domain::cards::ARCHIVED;
use mojo_domain::contacts::{Contact, Role, index_words};
use mojo_domain::{ContactId, to_micros};
use serde_json::Value;
use sqlx::{QueryBuilder, Row as _, Sqlite};
use uuid::Uuid;

use super::card::contact_of;
use super::joined::Groups;
use super::project_rows as rows;
use crate::cards::Merged;
use crate::{Connection, StoreError};

/// Rows per statement.
pub(super) const ROWS: usize = 500;

/// A contact on its way into its rows.
pub(super) struct Projected {
    pub(super) no: i64,
    pub(super) id: Uuid,
    pub(super) contact: Contact,
    pub(super) sort_key: String,
    pub(super) created_at: i64,
    pub(super) edited_at: i64,
}

/// A contact that has rows already, with what is needed to take them out of the indexes.
pub(super) struct Held {
    pub(super) no: i64,
    pub(super) sort_key: String,
    pub(super) words: Vec<String>,
    pub(super) roles: Vec<String>,
    pub(super) tags: Vec<String>,
}

/// Writes the rows of contacts that changed.
pub(crate) async fn project_contacts(
    connection: &mut Connection,
    merged: &[Merged],
) -> Result<(), StoreError> {
    let home = home_country(connection).await?;
    for merged in merged.chunks(ROWS) {
        let merged = &shown(connection, merged).await?[..];
        let held = load_held(connection, merged).await?;
        rows::take_out(connection, held.values()).await?;
        let mut next_no = next_no(connection).await?;
        let mut projected = Vec::with_capacity(merged.len());
        for card in merged {
            let no = match held.get(&card.card_id) {
                Some(held) => held.no,
                None => {
                    next_no += 1;
                    next_no - 1
                }
            };
            let contact = contact_of(&card.fields);
            projected.push(Projected {
                no,
                id: card.card_id,
                sort_key: contact.sort_key(),
                contact,
                created_at: to_micros(made_at(card.card_id).unwrap_or(card.at)),
                edited_at: to_micros(card.at),
            });
        }
        rows::put_in(connection, &projected, &home).await?;
    }
    Ok(())
}

/// The cards as they are shown: who was merged into another is put away, and the other is shown
/// with what lies beneath it.
async fn shown<'a>(
    connection: &mut Connection,
    merged: &'a [Merged],
) -> Result<Cow<'a, [Merged]>, StoreError> {
    let ids = merged.iter().map(|card| ContactId(card.card_id));
    let groups = Groups::load(connection, ids).await?;
    let joined = groups.joined(connection).await?;
    if joined.is_empty() {
        return Ok(Cow::Borrowed(merged));
    }
    let mut all = merged.to_vec();
    for card in &mut all {
        if groups.winner_of(ContactId(card.card_id)).is_some() {
            card.fields.insert(ARCHIVED.to_owned(), Value::Bool(true));
        }
    }
    let latest = merged.iter().map(|card| card.at).max().unwrap_or_default();
    for (winner, fields) in joined {
        match all.iter_mut().find(|card| card.card_id == winner.0) {
            Some(card) => card.fields = fields,
            None => all.push(Merged { card_id: winner.0, fields, is_new: false, at: latest }),
        }
    }
    Ok(Cow::Owned(all))
}

/// A UUIDv7 says when it was made (RFC 9562): the same on every device.
fn made_at(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

/// Where the practice is: its phone numbers are dialled from there.
pub(super) async fn home_country(connection: &mut Connection) -> Result<String, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT country FROM device").fetch_optional(connection).await?;
    Ok(row.map_or_else(|| "DE".to_owned(), |(country,)| country))
}

async fn next_no(connection: &mut Connection) -> Result<i64, StoreError> {
    let (last,): (Option<i64>,) =
        sqlx::query_as("SELECT max(contact_no) FROM contacts").fetch_one(connection).await?;
    Ok(last.unwrap_or(0) + 1)
}

async fn load_held(
    connection: &mut Connection,
    merged: &[Merged],
) -> Result<BTreeMap<Uuid, Held>, StoreError> {
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
        "SELECT contact_no, contact_id, sort_key, first_name, last_name, organisation, roles, tags
           FROM contacts WHERE contact_id IN (",
    );
    let mut list = query.separated(", ");
    for card in merged {
        list.push_bind(card.card_id.to_string());
    }
    query.push(")");
    let mut held = BTreeMap::new();
    for row in query.build().fetch_all(connection).await? {
        let text = |column: &str| row.try_get::<String, _>(column);
        let id = text("contact_id")?;
        let id = Uuid::parse_str(&id).map_err(|_| StoreError::Inconsistency {
            table: "contacts",
            column: "contact_id",
            row: id,
        })?;
        let words = name_words(&text("first_name")?, &text("last_name")?, &text("organisation")?);
        held.insert(
            id,
            Held {
                no: row.try_get("contact_no")?,
                sort_key: text("sort_key")?,
                words,
                roles: parts(&text("roles")?, ','),
                tags: parts(&text("tags")?, '\n'),
            },
        );
    }
    Ok(held)
}

fn parts(text: &str, separator: char) -> Vec<String> {
    text.split(separator).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Every word of a name in every customary spelling.
pub(super) fn name_words(first: &str, last: &str, organisation: &str) -> Vec<String> {
    index_words(&format!("{first} {last} {organisation}")).into_iter().collect()
}

pub(super) fn roles_text(contact: &Contact) -> String {
    contact.roles.iter().map(|role| Role::name(*role)).collect::<Vec<_>>().join(",")
}

pub(super) fn tags_text(contact: &Contact) -> String {
    contact.tags.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
}
