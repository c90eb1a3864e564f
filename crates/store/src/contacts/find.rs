//! One contact, or the names of a few.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::ContactId;
use mojo_domain::contacts::{Contact, display_name};
use mojo_protocol::Entity;
use sqlx::{QueryBuilder, Sqlite};

use super::card::contact_of;
use crate::columns::Columns;
use crate::{Source, StoreError, cards};

/// A contact as it is held here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldContact {
    /// The contact.
    pub contact: Contact,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last edited.
    pub edited_at: DateTime<Utc>,
}

/// A contact whole.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_contact(
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
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let found = cards::load_values(source.rows(), Entity::Contact, &ids).await?;
    Ok(found.iter().map(|(_, fields)| contact_of(fields)).collect())
}

/// A contact whole, with its times.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(
    source: &mut impl Source,
    id: ContactId,
) -> Result<Option<HeldContact>, StoreError> {
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
        contact,
        created_at: columns.instant("created_at")?,
        edited_at: columns.instant("edited_at")?,
    }))
}

/// The names of contacts as shown; one that is not known here has none.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn names(
    source: &mut impl Source,
    ids: &[ContactId],
) -> Result<BTreeMap<ContactId, String>, StoreError> {
    let mut names = BTreeMap::new();
    for ids in ids.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "SELECT contact_id, first_name, last_name, organisation
               FROM contacts WHERE contact_id IN (",
        );
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.to_string());
        }
        query.push(")");
        for row in query.build().fetch_all(source.rows()).await? {
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
    let (cents,): (i64,) = sqlx::query_as(
        "SELECT coalesce(sum(gross_cents), 0) FROM sales
          WHERE contact_id = $1 AND recorded_on >= $2 AND is_training = 0",
    )
    .bind(id.to_string())
    .bind(first_day.to_string())
    .fetch_one(source.rows())
    .await?;
    Ok(cents)
}
