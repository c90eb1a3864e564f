//! One contact, or the names of a few.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::ContactId;
use mojo_domain::contacts::{Contact, display_name};
use mojo_protocol::Entity;

use super::card::contact_of;
use super::joined::load_shown;
use super::merges::{ids_of, list_of, winner_of};
use crate::columns::Columns;
use crate::{Source, StoreError, cards};

/// A contact as it is held here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldContact {
    /// Who is shown: the one who stands for whom was asked for.
    pub contact_id: ContactId,
    /// The contact.
    pub contact: Contact,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last edited.
    pub edited_at: DateTime<Utc>,
}

/// A contact whole; one that was merged is the one who stands for it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_contact(
    source: &mut impl Source,
    id: ContactId,
) -> Result<Option<Contact>, StoreError> {
    let winner = winner_of(source, id).await?;
    let found = load_shown(source.rows(), &[winner]).await?;
    Ok(found.get(&winner).map(contact_of))
}

/// What the card of one contact says by itself, whoever stands for it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_own(
    source: &mut impl Source,
    id: ContactId,
) -> Result<Option<Contact>, StoreError> {
    let found = cards::load_values(source.rows(), Entity::Contact, &[id.0]).await?;
    Ok(found.first().map(|(_, fields)| contact_of(fields)))
}

/// Contacts whole, in the order of their ids.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_many(
    source: &mut impl Source,
    ids: &[ContactId],
) -> Result<Vec<Contact>, StoreError> {
    let found = load_shown(source.rows(), ids).await?;
    Ok(found.values().map(contact_of).collect())
}

/// A contact whole, with its times.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(
    source: &mut impl Source,
    id: ContactId,
) -> Result<Option<HeldContact>, StoreError> {
    let id = winner_of(source, id).await?;
    let Some(contact) = find_contact(source, id).await? else {
        return Ok(None);
    };
    let row = sqlx::query("SELECT created_at, edited_at FROM contacts WHERE contact_id = $1")
        .bind(id.to_string())
        .fetch_optional(source.rows())
        .await?;
    let Some(row) = row else {
        return Err(StoreError::Inconsistency {
            table: "contacts",
            column: "contact_id",
            row: id.to_string(),
        });
    };
    let columns = Columns { row: &row, table: "contacts", key: "contact_id" };
    Ok(Some(HeldContact {
        contact_id: id,
        contact,
        created_at: columns.instant("created_at")?,
        edited_at: columns.instant("edited_at")?,
    }))
}

/// The names of contacts as shown, merged ones under the name of who stands for them; one that is
/// not known here has none.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn names(
    source: &mut impl Source,
    ids: &[ContactId],
) -> Result<BTreeMap<ContactId, String>, StoreError> {
    let mut names = BTreeMap::new();
    for ids in ids.chunks(500) {
        let rows = sqlx::query(
            "SELECT i.value AS contact_id, c.first_name, c.last_name, c.organisation
               FROM json_each($1) i
               LEFT JOIN contact_aliases a ON a.contact_id = i.value
               JOIN contacts c ON c.contact_id = coalesce(a.winner_id, i.value)",
        )
        .bind(list_of(ids.iter().copied()))
        .fetch_all(source.rows())
        .await?;
        for row in rows {
            let columns = Columns { row: &row, table: "contacts", key: "contact_id" };
            let text = |column| columns.text(column);
            let name =
                display_name(&text("first_name")?, &text("last_name")?, &text("organisation")?);
            names.insert(columns.parse("contact_id")?, name);
        }
    }
    Ok(names)
}

/// What was sold to a contact at the till from `first_day` on, Storno taken off.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn turnover_cents(
    source: &mut impl Source,
    id: ContactId,
    first_day: NaiveDate,
) -> Result<i64, StoreError> {
    let ids = ids_of(source.rows(), id).await?;
    let (cents,): (i64,) = sqlx::query_as(
        "SELECT coalesce(sum(gross_cents), 0) FROM sales
          WHERE contact_id IN (SELECT value FROM json_each($1)) AND recorded_on >= $2 AND is_training = 0",
    )
    .bind(ids)
    .bind(first_day.to_string())
    .fetch_one(source.rows())
    .await?;
    Ok(cents)
}
