//! Contacts that were merged: the facts, and who stands for whom.
//!
//! Who stands for whom is computed from the merges of one group of contacts whenever a merge or a
//! parting arrives, by [`mojo_domain::contacts::aliases`]: the same on every desk, whatever arrived
//! first.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use mojo_domain::contacts::{Alias, ContactMerge, aliases};
use mojo_domain::{ActorId, ContactId, DeviceId, Hlc, to_micros};
use mojo_protocol::Entity;
use mojo_protocol::facts::{ContactMergeBody, ContactMergeKind};
use uuid::Uuid;

use super::project_contacts;
use crate::cards::{self, Merged};
use crate::columns::{Columns, to_name};
use crate::{Connection, Recorded, Source, StoreError};

/// A contact that is shown under another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedContact {
    /// Who is shown under it.
    pub contact_id: ContactId,
    /// When it was merged.
    pub at: DateTime<Utc>,
    /// Who merged it.
    pub actor_id: ActorId,
    /// Where.
    pub device_id: Option<DeviceId>,
}

/// The rows of merges and partings, and of every contact whose view they change.
pub(crate) async fn project_merges(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    let mut touched = BTreeSet::new();
    for recorded in run {
        let body: ContactMergeBody = recorded.read()?;
        insert(connection, recorded, &body).await?;
        touched.extend([body.winner_id, body.loser_id]);
    }
    rewrite_groups(connection, touched).await
}

/// Contacts whose card came only now: whoever was merged into them before is shown under them.
pub(crate) async fn join_arrived(
    connection: &mut Connection,
    arrived: impl Iterator<Item = ContactId>,
) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "SELECT DISTINCT winner_id FROM contact_merges
          WHERE winner_id IN (SELECT value FROM json_each($1))",
    )
    .bind(list_of(arrived))
    .fetch_all(&mut *connection)
    .await?;
    let read = |row| Columns { row, table: "contact_merges", key: "winner_id" }.parse("winner_id");
    let winners = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
    rewrite_groups(connection, winners).await
}

/// The readings on these contacts are others now: what is shown of two that were merged may be too.
pub(crate) async fn rejoin(
    connection: &mut Connection,
    restamped: impl Iterator<Item = ContactId>,
) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "SELECT DISTINCT winner_id FROM contact_aliases
          WHERE contact_id IN (SELECT value FROM json_each($1))
             OR winner_id IN (SELECT value FROM json_each($1))",
    )
    .bind(list_of(restamped))
    .fetch_all(&mut *connection)
    .await?;
    let read = |row| Columns { row, table: "contact_aliases", key: "winner_id" }.parse("winner_id");
    let winners = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
    rewrite_groups(connection, winners).await
}

async fn rewrite_groups(
    connection: &mut Connection,
    mut touched: BTreeSet<ContactId>,
) -> Result<(), StoreError> {
    while let Some(contact) = touched.first().copied() {
        let group = group_of(connection, contact).await?;
        rewrite(connection, &group).await?;
        touched.remove(&contact);
        touched.retain(|one| !group.contains(one));
    }
    Ok(())
}

async fn insert(
    connection: &mut Connection,
    recorded: &Recorded,
    body: &ContactMergeBody,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO contact_merges
            (merge_id, kind, winner_id, loser_id, seen_hlc, winner_seen_hlc, hlc, at, actor_id
           , device_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (merge_id) DO NOTHING",
    )
    .bind(body.merge_id.to_string())
    .bind(to_name(&body.kind))
    .bind(body.winner_id.to_string())
    .bind(body.loser_id.to_string())
    .bind(body.seen.0)
    .bind(body.winner_seen.map(|seen| seen.0))
    .bind(body.hlc.0)
    .bind(to_micros(body.at))
    .bind(body.actor_id.to_string())
    .bind(recorded.device_id.map(|id| id.to_string()))
    .execute(&mut *connection)
    .await?;
    if body.kind == ContactMergeKind::Parted {
        for merge_id in &body.parts {
            sqlx::query(
                "INSERT INTO contact_merges_parted (merge_id, parting_id) VALUES ($1, $2)
                 ON CONFLICT DO NOTHING",
            )
            .bind(merge_id.to_string())
            .bind(body.merge_id.to_string())
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

/// Everybody who was ever merged with a contact, directly or through others.
async fn group_of(
    connection: &mut Connection,
    contact: ContactId,
) -> Result<BTreeSet<ContactId>, StoreError> {
    let rows = sqlx::query(
        "WITH RECURSIVE member (contact_id) AS (
             SELECT $1
              UNION
             SELECT m.winner_id FROM member JOIN contact_merges m ON m.loser_id = member.contact_id
              UNION
             SELECT m.loser_id FROM member JOIN contact_merges m ON m.winner_id = member.contact_id)
         SELECT contact_id FROM member",
    )
    .bind(contact.to_string())
    .fetch_all(connection)
    .await?;
    let read =
        |row| Columns { row, table: "contact_merges", key: "contact_id" }.parse("contact_id");
    rows.iter().map(read).collect()
}

/// The merges of a group that stand, without those into a contact whose card has not come yet:
/// until then whoever was merged is shown as before.
async fn standing(
    connection: &mut Connection,
    group: &BTreeSet<ContactId>,
) -> Result<Vec<ContactMerge>, StoreError> {
    let rows = sqlx::query(
        "SELECT merge_id, winner_id, loser_id, at FROM contact_merges m
          WHERE kind = 'merged' AND loser_id IN (SELECT value FROM json_each($1))
            AND NOT EXISTS (SELECT 1 FROM contact_merges_parted p WHERE p.merge_id = m.merge_id)
            AND EXISTS (SELECT 1 FROM cards c
                         WHERE c.entity = 'contact' AND c.card_id = m.winner_id)",
    )
    .bind(list_of(group.iter().copied()))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let c = Columns { row, table: "contact_merges", key: "merge_id" };
            Ok(ContactMerge {
                merge_id: c.parse("merge_id")?,
                winner: c.parse("winner_id")?,
                loser: c.parse("loser_id")?,
                at: c.instant("at")?,
            })
        })
        .collect()
}

async fn rewrite(
    connection: &mut Connection,
    group: &BTreeSet<ContactId>,
) -> Result<(), StoreError> {
    let held = aliases(&standing(connection, group).await?);
    sqlx::query(
        "DELETE FROM contact_aliases WHERE contact_id IN (SELECT value FROM json_each($1))",
    )
    .bind(list_of(group.iter().copied()))
    .execute(&mut *connection)
    .await?;
    for (contact, alias) in &held {
        let Alias { winner, parent, depth, merge_id } = alias;
        sqlx::query(
            "INSERT INTO contact_aliases (contact_id, winner_id, parent_id, depth, merge_id)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(contact.to_string())
        .bind(winner.to_string())
        .bind(parent.to_string())
        .bind(i64::from(*depth))
        .bind(merge_id.to_string())
        .execute(&mut *connection)
        .await?;
    }
    let ids: Vec<Uuid> = group.iter().map(|id| id.0).collect();
    let edited = edited_at(connection, group).await?;
    let mut merged = Vec::with_capacity(ids.len());
    for (card_id, fields) in cards::load_values(connection, Entity::Contact, &ids).await? {
        let at = edited.get(&ContactId(card_id)).copied().unwrap_or_default();
        merged.push(Merged { card_id, fields, is_new: false, at });
    }
    project_contacts(connection, &merged).await
}

/// A merge is no edit: the contacts keep their times.
async fn edited_at(
    connection: &mut Connection,
    group: &BTreeSet<ContactId>,
) -> Result<BTreeMap<ContactId, DateTime<Utc>>, StoreError> {
    let rows = sqlx::query(
        "SELECT contact_id, edited_at FROM contacts
          WHERE contact_id IN (SELECT value FROM json_each($1))",
    )
    .bind(list_of(group.iter().copied()))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let c = Columns { row, table: "contacts", key: "contact_id" };
            Ok((c.parse("contact_id")?, c.instant("edited_at")?))
        })
        .collect()
}

/// The merges of a contact's group that stand, for the rule that parts them.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_merges(
    source: &mut impl Source,
    contact: ContactId,
) -> Result<Vec<ContactMerge>, StoreError> {
    let group = group_of(source.rows(), contact).await?;
    standing(source.rows(), &group).await
}

/// Who is shown under a contact, the one merged last first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_merged(
    source: &mut impl Source,
    winner: ContactId,
) -> Result<Vec<MergedContact>, StoreError> {
    let rows = sqlx::query(
        "SELECT a.contact_id, m.at, m.actor_id, m.device_id
           FROM contact_aliases a JOIN contact_merges m ON m.merge_id = a.merge_id
          WHERE a.winner_id = $1
          ORDER BY m.at DESC, a.contact_id",
    )
    .bind(winner.to_string())
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let c = Columns { row, table: "contact_merges", key: "contact_id" };
            Ok(MergedContact {
                contact_id: c.parse("contact_id")?,
                at: c.instant("at")?,
                actor_id: c.parse("actor_id")?,
                device_id: c.parse_opt("device_id")?,
            })
        })
        .collect()
}

/// Who stands for a contact: itself, unless it was merged into another.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn winner_of(
    source: &mut impl Source,
    contact: ContactId,
) -> Result<ContactId, StoreError> {
    winner_on(source.rows(), contact).await
}

pub(super) async fn winner_on(
    connection: &mut Connection,
    contact: ContactId,
) -> Result<ContactId, StoreError> {
    let row =
        sqlx::query("SELECT contact_id, winner_id FROM contact_aliases WHERE contact_id = $1")
            .bind(contact.to_string())
            .fetch_optional(connection)
            .await?;
    match row {
        Some(row) => {
            Columns { row: &row, table: "contact_aliases", key: "contact_id" }.parse("winner_id")
        }
        None => Ok(contact),
    }
}

/// The latest reading of the hybrid clock on a contact's own card.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn latest_reading(
    source: &mut impl Source,
    contact: ContactId,
) -> Result<Hlc, StoreError> {
    let held = cards::load(source.rows(), Entity::Contact, &[contact.0]).await?;
    let readings = held.values().flat_map(|card| card.values().map(|write| write.stamp.hlc));
    Ok(readings.max().unwrap_or_default())
}

/// The latest reading on any card that is shown as this contact, and on what the merges had seen: an
/// edit of the whole is later than all of it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn latest_reading_shown(
    source: &mut impl Source,
    winner: ContactId,
) -> Result<Hlc, StoreError> {
    let beneath: Vec<(String, i64)> = sqlx::query_as(
        "SELECT a.contact_id, COALESCE(m.winner_seen_hlc, m.hlc)
           FROM contact_aliases a JOIN contact_merges m ON m.merge_id = a.merge_id
          WHERE a.winner_id = $1",
    )
    .bind(winner.to_string())
    .fetch_all(source.rows())
    .await?;
    let mut latest = latest_reading(source, winner).await?;
    for (contact, seen) in beneath {
        latest = latest.max(Hlc(seen));
        if let Ok(contact) = contact.parse() {
            latest = latest.max(latest_reading(source, contact).await?);
        }
    }
    Ok(latest)
}

/// A contact and everybody who is shown under it, as a JSON list for `json_each`: what was recorded
/// for any of them is shown under it.
pub(crate) async fn ids_of(
    connection: &mut Connection,
    contact: ContactId,
) -> Result<String, StoreError> {
    let (list,): (String,) = sqlx::query_as(
        "SELECT json_group_array(contact_id) FROM
            (SELECT $1 AS contact_id
              UNION ALL SELECT contact_id FROM contact_aliases WHERE winner_id = $1)",
    )
    .bind(contact.to_string())
    .fetch_one(connection)
    .await?;
    Ok(list)
}

/// Ids as a JSON list.
pub(super) fn list_of(ids: impl Iterator<Item = ContactId>) -> String {
    serde_json::Value::from(ids.map(|id| id.to_string()).collect::<Vec<_>>()).to_string()
}
