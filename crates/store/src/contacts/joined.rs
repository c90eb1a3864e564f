//! The contacts as they are shown: the cards of those that were merged, joined
//! ([`mojo_domain::cards::join`]).

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::cards::{Beneath, Card, join};
use mojo_domain::{ContactId, Hlc};
use mojo_protocol::Entity;
use serde_json::Value;
use uuid::Uuid;

use super::merges::list_of;
use crate::columns::Columns;
use crate::{Connection, StoreError, cards};

/// A contact beneath another, with what its merge had seen.
struct Under {
    contact_id: ContactId,
    winner_id: ContactId,
    /// Directly beneath whom.
    parent_id: ContactId,
    seen: Hlc,
    winner_seen: Hlc,
}

/// Who stands for whom among these contacts: beneath another, or with others beneath.
#[derive(Default)]
pub(super) struct Groups {
    under: Vec<Under>,
}

impl Groups {
    /// The groups that these contacts are part of.
    pub(super) async fn load(
        connection: &mut Connection,
        ids: impl Iterator<Item = ContactId>,
    ) -> Result<Self, StoreError> {
        let rows = sqlx::query(
            "SELECT a.contact_id, a.winner_id, a.parent_id, m.seen_hlc
                  , COALESCE(m.winner_seen_hlc, m.hlc) AS winner_seen_hlc
               FROM contact_aliases a JOIN contact_merges m ON m.merge_id = a.merge_id
              WHERE a.winner_id IN (
                    SELECT value FROM json_each($1)
                     UNION
                    SELECT b.winner_id FROM json_each($1) j
                      JOIN contact_aliases b ON b.contact_id = j.value)
              ORDER BY a.depth, m.at, m.merge_id",
        )
        .bind(list_of(ids))
        .fetch_all(connection)
        .await?;
        let under = rows.iter().map(|row| {
            let c = Columns { row, table: "contact_aliases", key: "contact_id" };
            Ok(Under {
                contact_id: c.parse("contact_id")?,
                winner_id: c.parse("winner_id")?,
                parent_id: c.parse("parent_id")?,
                seen: Hlc(c.number("seen_hlc")?),
                winner_seen: Hlc(c.number("winner_seen_hlc")?),
            })
        });
        Ok(Self { under: under.collect::<Result<_, StoreError>>()? })
    }

    /// Who stands for a contact, when it is another.
    pub(super) fn winner_of(&self, contact: ContactId) -> Option<ContactId> {
        self.under.iter().find(|under| under.contact_id == contact).map(|under| under.winner_id)
    }

    /// What whoever merged this contact, or one above it, had seen of the winner.
    fn winner_seen_of(&self, one: &Under) -> Hlc {
        let above = self.under.iter().find(|other| other.contact_id == one.parent_id);
        above.map_or(one.winner_seen, |above| one.winner_seen.max(self.winner_seen_of(above)))
    }

    /// The winners, with the fields that are shown of each.
    pub(super) async fn joined(
        &self,
        connection: &mut Connection,
    ) -> Result<BTreeMap<ContactId, BTreeMap<String, Value>>, StoreError> {
        let mut joined = BTreeMap::new();
        if self.under.is_empty() {
            return Ok(joined);
        }
        let winners: BTreeSet<ContactId> = self.under.iter().map(|one| one.winner_id).collect();
        let below = self.under.iter().map(|one| one.contact_id.0);
        let ids: Vec<Uuid> = winners.iter().map(|id| id.0).chain(below).collect();
        let held: BTreeMap<Uuid, Card> = cards::load(connection, Entity::Contact, &ids).await?;
        for winner in winners {
            let Some(own) = held.get(&winner.0) else { continue };
            let beneath: Vec<Beneath> = self
                .under
                .iter()
                .filter(|one| one.winner_id == winner)
                .filter_map(|one| {
                    let card = held.get(&one.contact_id.0)?.clone();
                    Some(Beneath { card, seen: one.seen, winner_seen: self.winner_seen_of(one) })
                })
                .collect();
            let fields = cards::values(Entity::Contact, &join(own, &beneath))?;
            joined.insert(winner, fields);
        }
        Ok(joined)
    }
}

/// The fields of contacts as they are shown, by the one who stands for each.
pub(super) async fn load_shown(
    connection: &mut Connection,
    ids: &[ContactId],
) -> Result<BTreeMap<ContactId, BTreeMap<String, Value>>, StoreError> {
    let groups = Groups::load(connection, ids.iter().copied()).await?;
    let alone: Vec<Uuid> = ids
        .iter()
        .map(|id| groups.winner_of(*id).unwrap_or(*id).0)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let held = cards::load_values(connection, Entity::Contact, &alone).await?;
    let mut shown: BTreeMap<ContactId, BTreeMap<String, Value>> =
        held.into_iter().map(|(id, fields)| (ContactId(id), fields)).collect();
    shown.extend(groups.joined(connection).await?);
    Ok(shown)
}
