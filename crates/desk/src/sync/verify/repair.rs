//! Repairing by asking again: rows that are missing here are fetched and applied as a page applies
//! them, own entries that are missing there are brought again, cards are taken over as the platform
//! has merged them. A body that differs is nobody's to choose: it stays, and is told.

use std::collections::{BTreeMap, BTreeSet};

use mojo_protocol::{CardRef, Change, Entity, Key, MendRequest, RowsRequest};
use mojo_store::digests::{self, AdoptedCard, adopt_card, apply_changes, change_at, entry_at};
use mojo_sync::Mismatch;

use super::VerifyError;
use super::compare::{Compare, Found, Outcome, Part, kind};
use crate::sync::Client;
use crate::sync::driver::requests::client;
use crate::sync::driver::storing::{actor, topic};
use crate::sync::sync_now::SyncError;
use crate::{Desk, Op, Topic};

/// Rows asked for at once.
const ROWS: usize = 250;
/// Own entries brought at once, each with the one that follows it.
const ENTRIES: usize = 50;

/// What a repair learned of what it repaired.
#[derive(Debug, Default)]
pub(super) struct Repair {
    /// Kind and id.
    things: BTreeMap<(Part, Key), (String, String)>,
    /// Why something could not be repaired.
    codes: BTreeMap<(Part, Key), String>,
}

impl Repair {
    pub(super) fn thing(&self, part: Part, key: Key) -> (String, String) {
        self.things.get(&(part, key)).cloned().unwrap_or_default()
    }

    pub(super) fn code(&self, part: Part, key: Key, mismatch: Mismatch) -> String {
        let code = self.codes.get(&(part, key)).map(String::as_str);
        code.unwrap_or_else(|| kind(mismatch)).to_owned()
    }

    fn refuse(&mut self, part: Part, key: Key, code: &str) {
        self.codes.insert((part, key), code.to_owned());
    }
}

impl Desk {
    /// Asks again for what differs; gives back what it learned.
    pub(super) async fn repair(
        &self,
        outcome: &Outcome,
        requests: &mut i64,
    ) -> Result<Repair, VerifyError> {
        let held = self.inner().sync.driver.lock().await;
        let client = client(self).await?.ok_or(SyncError::SignedOut)?;
        let own = Compare::open(self).await?.own;
        let mut repair = Repair::default();
        name_things(self, &outcome.found, own.epoch, &mut repair).await?;
        let mut asked =
            Asked { desk: self, client, requests, repair, own: (own.device_id, own.epoch) };
        asked.fetch_places(&outcome.found).await?;
        asked.bring_entries(&outcome.found).await?;
        asked.fetch_cards(&outcome.found).await?;
        let repair = asked.repair;
        drop(held);
        Ok(repair)
    }

    /// Forgets places that the platform lost and gave anew.
    pub(super) async fn forget_superseded(&self, found: &Found) -> Result<(), VerifyError> {
        let lost = places(found, Part::Log, |how| how == Mismatch::MissingThere);
        let mut tx = self.store().transact(Op::Sync.name(), actor(self).await?).await?;
        digests::forget_superseded(&mut tx, &lost).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Says of each place which thing it is about, as far as it is known here.
async fn name_things(
    desk: &Desk,
    found: &Found,
    epoch: i64,
    repair: &mut Repair,
) -> Result<(), VerifyError> {
    let mut reader = desk.reader().await?;
    for (part, key) in found.keys() {
        let thing = match (part, key) {
            (Part::Journal, Key::Place(dseq)) => entry_at(&mut reader, epoch, *dseq)
                .await?
                .map(|entry| (entry.entity, entry.entity_id.to_string())),
            (Part::Log, Key::Place(seq)) => change_at(&mut reader, *seq)
                .await?
                .map(|change| (change.entity, change.entity_id.to_string())),
            (Part::Cards(entity), Key::Id(id)) => Some((entity.name().to_owned(), id.to_string())),
            _ => None,
        };
        repair.things.extend(thing.map(|thing| ((*part, *key), thing)));
    }
    Ok(())
}

struct Asked<'a> {
    desk: &'a Desk,
    client: Client,
    requests: &'a mut i64,
    repair: Repair,
    own: (mojo_domain::DeviceId, i64),
}

impl Asked<'_> {
    async fn rows(
        &mut self,
        seqs: &[i64],
        cards: &[CardRef],
    ) -> Result<mojo_protocol::RowsResponse, VerifyError> {
        *self.requests += 1;
        let (seqs, cards) = (seqs.to_vec(), cards.to_vec());
        Ok(self.client.rows(&RowsRequest { device_id: self.own.0, seqs, cards }).await?)
    }

    /// Places that are missing here; of those that differ, why nobody can choose.
    async fn fetch_places(&mut self, found: &Found) -> Result<(), VerifyError> {
        let missing = places(found, Part::Log, |how| how == Mismatch::MissingHere);
        for seqs in missing.chunks(ROWS) {
            let changes = self.rows(seqs, &[]).await?.changes;
            for change in &changes {
                let thing = (change.entity.clone(), change.entity_id.to_string());
                self.repair.things.insert((Part::Log, Key::Place(change.seq)), thing);
            }
            let mut tx =
                self.desk.store().transact(Op::Sync.name(), actor(self.desk).await?).await?;
            apply_changes(&mut tx, &changes).await?;
            tx.commit().await?;
            self.announce(&changes);
        }
        for seq in places(found, Part::Log, |how| how == Mismatch::Differs) {
            self.repair.refuse(Part::Log, Key::Place(seq), "other_body");
        }
        Ok(())
    }

    fn announce(&self, changes: &[Change]) {
        let topics: BTreeSet<Topic> = changes.iter().filter_map(|c| topic(&c.entity)).collect();
        topics.into_iter().for_each(|topic| self.desk.announce(topic));
    }

    /// Own entries that the platform lost, from the journal and from the order.
    async fn bring_entries(&mut self, found: &Found) -> Result<(), VerifyError> {
        let (device_id, epoch) = self.own;
        let mut reader = self.desk.reader().await?;
        let lost = |how| how != Mismatch::MissingHere;
        let mut dseqs: BTreeMap<i64, Vec<(Part, Key)>> = BTreeMap::new();
        for dseq in places(found, Part::Journal, lost) {
            dseqs.entry(dseq).or_default().push((Part::Journal, Key::Place(dseq)));
        }
        for seq in places(found, Part::Log, lost) {
            let key = (Part::Log, Key::Place(seq));
            match change_at(&mut reader, seq).await? {
                Some(change) if change.device_id == Some(device_id) && change.epoch == epoch => {
                    dseqs.entry(change.dseq).or_default().push(key);
                }
                _ if found[&key] == Mismatch::MissingThere => {
                    self.repair.refuse(key.0, key.1, "not_ours");
                }
                _ => {}
            }
        }
        let all: Vec<i64> = dseqs.keys().copied().collect();
        for part in all.chunks(ENTRIES) {
            // The one that follows proves that the lost one stood where it says.
            let wanted: BTreeSet<i64> = part.iter().flat_map(|dseq| [*dseq, dseq + 1]).collect();
            let mut changes = Vec::with_capacity(wanted.len());
            for dseq in wanted {
                changes.extend(entry_at(&mut reader, epoch, dseq).await?);
            }
            *self.requests += 1;
            let answer = self.client.mend(&MendRequest { device_id, epoch, changes }).await?;
            for refused in answer.refused {
                for (part, key) in dseqs.get(&refused.dseq).into_iter().flatten() {
                    self.repair.refuse(*part, *key, &refused.code);
                }
            }
        }
        Ok(())
    }

    /// Cards as the platform has merged them.
    async fn fetch_cards(&mut self, found: &Found) -> Result<(), VerifyError> {
        let cards: Vec<(Entity, CardRef)> = found
            .keys()
            .filter_map(|(part, key)| match (part, key) {
                (Part::Cards(entity), Key::Id(id)) => {
                    Some((*entity, CardRef { entity: entity.name().to_owned(), id: *id }))
                }
                _ => None,
            })
            .collect();
        for cards in cards.chunks(ROWS) {
            let wanted: Vec<CardRef> = cards.iter().map(|(_, card)| card.clone()).collect();
            let merged = self.rows(&[], &wanted).await?.cards;
            let mut tx =
                self.desk.store().transact(Op::Sync.name(), actor(self.desk).await?).await?;
            for (entity, card) in cards {
                let Some(one) = merged.iter().find(|one| one.card == *card) else { continue };
                let code = match adopt_card(&mut tx, *entity, one).await? {
                    AdoptedCard::Adopted => continue,
                    AdoptedCard::Waits => "edit_waits",
                    AdoptedCard::SameWriteDiffers => "other_body",
                };
                self.repair.refuse(Part::Cards(*entity), Key::Id(card.id), code);
            }
            tx.commit().await?;
            let topics: BTreeSet<Topic> =
                cards.iter().filter_map(|(entity, _)| topic(entity.name())).collect();
            topics.into_iter().for_each(|topic| self.desk.announce(topic));
        }
        Ok(())
    }
}

fn places(found: &Found, wanted: Part, how: impl Fn(Mismatch) -> bool) -> Vec<i64> {
    let place = |((part, key), mismatch): (&(Part, Key), &Mismatch)| match key {
        Key::Place(place) if *part == wanted && how(*mismatch) => Some(*place),
        _ => None,
    };
    found.iter().filter_map(place).collect()
}
