//! The list of contacts in the order of a telephone book.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mojo_domain::ContactId;
use mojo_domain::contacts::{Role, display_name, initials};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite};

use super::merges::list_of;
use crate::columns::Columns;
use crate::{Source, StoreError};

/// A contact in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactListing {
    /// The contact.
    pub contact_id: ContactId,
    /// As shown.
    pub name: String,
    /// One or two letters.
    pub initials: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// May be empty.
    pub organisation: String,
    /// What it is to the practice.
    pub roles: Vec<Role>,
    /// The first one, may be empty.
    pub email: String,
    /// The first one, may be empty.
    pub phone: String,
    /// May be empty.
    pub city: String,
    /// The birthday.
    pub birthday: Option<NaiveDate>,
    pub(super) sort_key: String,
}

pub(super) const ALL_IN_ORDER: &str = "SELECT contact_no FROM contacts INDEXED BY contacts_by_name
  WHERE is_archived = 0
  ORDER BY sort_key, contact_no LIMIT $1 OFFSET $2";
pub(super) const ROLE_IN_ORDER: &str = "SELECT contact_no FROM contact_roles
  WHERE role = $3
  ORDER BY sort_key, contact_no LIMIT $1 OFFSET $2";

pub(super) const OF_ONE_NAME: &str = "SELECT contact_no FROM contacts INDEXED BY contacts_by_name
  WHERE is_archived = 0 AND sort_key = $1 ORDER BY contact_no";
pub(super) const ROLE_OF_ONE_NAME: &str = "SELECT contact_no FROM contact_roles
  WHERE role = $2 AND sort_key = $1 ORDER BY contact_no";

/// A part of the list, and how many there are in all; the number is kept up, not counted. People of
/// one name stand in the order of their ids, on every device the same.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_page(
    source: &mut impl Source,
    role: Option<Role>,
    offset: u32,
    limit: u32,
) -> Result<(u32, Vec<ContactListing>), StoreError> {
    let role = role.map_or("", Role::name);
    let total: Option<(i64,)> =
        sqlx::query_as("SELECT contacts FROM contact_counts WHERE role = $1")
            .bind(role)
            .fetch_optional(source.rows())
            .await?;
    let total = total.map_or(0, |(total,)| u32::try_from(total).unwrap_or(0));
    let query = match role {
        "" => sqlx::query(ALL_IN_ORDER).bind(limit).bind(offset),
        role => sqlx::query(ROLE_IN_ORDER).bind(limit).bind(offset).bind(role),
    };
    let rows = query.fetch_all(source.rows()).await?;
    let numbers = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
    let mut found = load(source, &numbers).await?;
    let listed: Vec<(i64, ContactListing)> =
        numbers.iter().filter_map(|no| Some((*no, found.remove(no)?))).collect();
    Ok((total, settle_names(source, role, listed).await?))
}

/// A page in the order of its names becomes one in the order of names and ids. The names at its ends
/// may go on beyond it: their people are looked up whole, so that the pages still join.
async fn settle_names(
    source: &mut impl Source,
    role: &str,
    listed: Vec<(i64, ContactListing)>,
) -> Result<Vec<ContactListing>, StoreError> {
    let mut settled: Vec<ContactListing> = Vec::with_capacity(listed.len());
    for page in listed.chunk_by(|(_, one), (_, other)| one.sort_key == other.sort_key) {
        let is_inside = !settled.is_empty() && settled.len() + page.len() < listed.len();
        let (mut people, before) = match page {
            [(_, one)] if is_inside => (vec![one.clone()], 0),
            [(first, one), ..] => people_of(source, role, &one.sort_key, *first).await?,
            [] => continue,
        };
        people.sort_by_key(|one| one.contact_id);
        settled.extend(people.into_iter().skip(before).take(page.len()));
    }
    Ok(settled)
}

/// Everybody of one name, and how many of them stand before the number `first`.
async fn people_of(
    source: &mut impl Source,
    role: &str,
    sort_key: &str,
    first: i64,
) -> Result<(Vec<ContactListing>, usize), StoreError> {
    let query = match role {
        "" => sqlx::query(OF_ONE_NAME).bind(sort_key),
        role => sqlx::query(ROLE_OF_ONE_NAME).bind(sort_key).bind(role),
    };
    let rows = query.fetch_all(source.rows()).await?;
    let numbers = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
    let before = numbers.iter().filter(|no| **no < first).count();
    Ok((load(source, &numbers).await?.into_values().collect(), before))
}

/// The ids of all contacts in order, a page at a time: after `after`, which is `None` at first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn stream_ids(
    source: &mut impl Source,
    after: Option<ContactId>,
    limit: u32,
) -> Result<Vec<ContactId>, StoreError> {
    let sql = "SELECT contact_id FROM contacts
                WHERE contact_id > $1 AND is_archived = 0 ORDER BY contact_id LIMIT $2";
    let rows = sqlx::query(sql)
        .bind(after.map_or_else(String::new, |id| id.to_string()))
        .bind(limit)
        .fetch_all(source.rows())
        .await?;
    let read =
        |row: &SqliteRow| Columns { row, table: "contacts", key: "contact_id" }.parse("contact_id");
    rows.iter().map(read).collect()
}

/// The contacts with these numbers.
pub(super) async fn load(
    source: &mut impl Source,
    numbers: &[i64],
) -> Result<BTreeMap<i64, ContactListing>, StoreError> {
    let mut found = BTreeMap::new();
    for numbers in numbers.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "SELECT contact_no, contact_id, sort_key, first_name, last_name, organisation, roles
                  , email, phone, city, birthday
               FROM contacts WHERE contact_no IN (",
        );
        let mut list = query.separated(", ");
        for no in numbers {
            list.push_bind(*no);
        }
        query.push(")");
        for row in query.build().fetch_all(source.rows()).await? {
            found.insert(row.try_get("contact_no")?, read(&row)?);
        }
    }
    Ok(found)
}

fn read(row: &SqliteRow) -> Result<ContactListing, StoreError> {
    let columns = Columns { row, table: "contacts", key: "contact_id" };
    let (first_name, last_name) = (columns.text("first_name")?, columns.text("last_name")?);
    let organisation = columns.text("organisation")?;
    Ok(ContactListing {
        contact_id: columns.parse("contact_id")?,
        name: display_name(&first_name, &last_name, &organisation),
        initials: initials(&first_name, &last_name, &organisation),
        roles: columns.text("roles")?.split(',').filter_map(|role| role.parse().ok()).collect(),
        email: columns.text("email")?,
        phone: columns.text("phone")?,
        city: columns.text("city")?,
        birthday: columns.parse_opt("birthday")?,
        sort_key: columns.text("sort_key")?,
        first_name,
        last_name,
        organisation,
    })
}

/// What is left on the cards of these contacts that still hold good on `today`; who has none is
/// not in it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn entries_left(
    source: &mut impl Source,
    ids: &[ContactId],
    today: NaiveDate,
) -> Result<BTreeMap<ContactId, i32>, StoreError> {
    let mut left = BTreeMap::new();
    for ids in ids.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "SELECT contact_id, sum(left_count) AS left_count FROM (
                 SELECT i.value AS contact_id, b.left_count, b.expires_on
                   FROM json_each(",
        );
        let list = list_of(ids.iter().copied());
        query.push_bind(list.clone());
        query.push(
            ") i JOIN punch_card_balances b ON b.contact_id = i.value
              UNION ALL
             SELECT a.winner_id, b.left_count, b.expires_on
               FROM json_each(",
        );
        query.push_bind(list);
        query.push(
            ") i JOIN contact_aliases a ON a.winner_id = i.value
               JOIN punch_card_balances b ON b.contact_id = a.contact_id)
              WHERE expires_on IS NULL OR expires_on >= ",
        );
        query.push_bind(today.to_string()).push(" GROUP BY contact_id");
        for row in query.build().fetch_all(source.rows()).await? {
            let columns = Columns { row: &row, table: "punch_card_balances", key: "contact_id" };
            let count = i32::try_from(columns.number("left_count")?);
            left.insert(
                columns.parse("contact_id")?,
                count.map_err(|_| columns.broken("left_count"))?,
            );
        }
    }
    Ok(left)
}
