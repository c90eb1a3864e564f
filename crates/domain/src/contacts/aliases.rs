//! Contacts that were merged: from the merges that stand to who stands for whom.
//!
//! A merge is a fact and so is its parting; neither rewrites a card, a sale or an invoice. Who
//! stands for whom is computed from the set of merges alone, in one order that all desks share, so
//! that every desk comes to the same whatever arrived first: two desks that merged A into B and B
//! into A, chains, the same pair merged twice. A merge that a parting did not know of stands.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::{ContactId, ContactMergeId};

/// Two contacts merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactMerge {
    /// The merge.
    pub merge_id: ContactMergeId,
    /// Who is shown.
    pub winner: ContactId,
    /// Who is shown under the winner.
    pub loser: ContactId,
    /// When it was merged, as that desk's clock said.
    pub at: DateTime<Utc>,
}

/// A contact that is shown under another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The contact that stands for it.
    pub winner: ContactId,
    /// The contact that it was merged into, which may itself be merged.
    pub parent: ContactId,
    /// How many merges lie between it and the winner.
    pub depth: u32,
    /// The merge that did it.
    pub merge_id: ContactMergeId,
}

/// Who stands for whom, by the merges that stand (partings already taken off).
///
/// The earliest merge decides: one that would close a circle changes nothing. Where the loser is
/// merged already, the one who stands for it goes along.
pub fn aliases(merges: &[ContactMerge]) -> BTreeMap<ContactId, Alias> {
    let mut parents: BTreeMap<ContactId, (ContactId, ContactMergeId)> = BTreeMap::new();
    let mut ordered: Vec<&ContactMerge> = merges.iter().collect();
    ordered.sort_by_key(|merge| (merge.at, merge.merge_id));
    for merge in ordered {
        let (loser, winner) = (root(&parents, merge.loser).0, root(&parents, merge.winner).0);
        if loser != winner {
            parents.insert(loser, (merge.winner, merge.merge_id));
        }
    }
    let alias = |(contact, (parent, merge_id)): (&ContactId, &(ContactId, ContactMergeId))| {
        let (winner, depth) = root(&parents, *contact);
        (*contact, Alias { winner, parent: *parent, depth, merge_id: *merge_id })
    };
    parents.iter().map(alias).collect()
}

fn root(
    parents: &BTreeMap<ContactId, (ContactId, ContactMergeId)>,
    contact: ContactId,
) -> (ContactId, u32) {
    let (mut at, mut depth) = (contact, 0);
    while let Some((parent, _)) = parents.get(&at) {
        at = *parent;
        depth += 1;
    }
    (at, depth)
}

/// The merges that must be taken back so that `contact` stands for itself again; who was merged
/// into it stays with it. Empty when it is not merged into another.
pub fn merges_to_part(merges: &[ContactMerge], contact: ContactId) -> BTreeSet<ContactMergeId> {
    let held = aliases(merges);
    let Some(alias) = held.get(&contact) else { return BTreeSet::new() };
    let beneath = |one: ContactId| {
        let mut at = one;
        loop {
            if at == contact {
                return true;
            }
            match held.get(&at) {
                Some(alias) => at = alias.parent,
                None => return false,
            }
        }
    };
    let is_of_the_group = |one: ContactId| {
        one == alias.winner || held.get(&one).is_some_and(|a| a.winner == alias.winner)
    };
    merges
        .iter()
        .filter(|merge| is_of_the_group(merge.winner) && is_of_the_group(merge.loser))
        .filter(|merge| beneath(merge.winner) != beneath(merge.loser))
        .map(|merge| merge.merge_id)
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;

    fn id(no: u128) -> ContactId {
        ContactId(Uuid::from_u128(no))
    }

    fn merge(no: u128, loser: u128, winner: u128) -> ContactMerge {
        let start: DateTime<Utc> = "2026-11-20T09:00:00Z".parse().unwrap();
        ContactMerge {
            merge_id: ContactMergeId(Uuid::from_u128(no)),
            winner: id(winner),
            loser: id(loser),
            at: start + TimeDelta::minutes(i64::try_from(no).unwrap()),
        }
    }

    fn shown(merges: &[ContactMerge]) -> Vec<(u128, u128)> {
        let pair = |(from, alias): (ContactId, Alias)| (from.0.as_u128(), alias.winner.0.as_u128());
        aliases(merges).into_iter().map(pair).collect()
    }

    #[test]
    fn two_desks_that_merged_each_way_agree_on_the_first() {
        let (there, back) = (merge(1, 1, 2), merge(2, 2, 1));
        assert_eq!(shown(&[there, back]), [(1, 2)]);
        assert_eq!(shown(&[back, there]), [(1, 2)]);
    }

    #[test]
    fn chains_end_at_the_last_winner_in_whatever_order_they_were_made() {
        assert_eq!(shown(&[merge(1, 1, 2), merge(2, 2, 3)]), [(1, 3), (2, 3)]);
        assert_eq!(shown(&[merge(2, 1, 2), merge(1, 2, 3)]), [(1, 3), (2, 3)]);
        assert_eq!(shown(&[merge(1, 1, 2), merge(2, 1, 3)]), [(1, 3), (2, 3)], "1 went along");
    }

    #[test]
    fn who_is_parted_stands_alone_with_those_merged_into_it() {
        let merges = [merge(1, 1, 2), merge(2, 2, 3), merge(3, 2, 3), merge(4, 3, 2)];
        let part = merges_to_part(&merges, id(2));
        let left: Vec<ContactMerge> =
            merges.into_iter().filter(|merge| !part.contains(&merge.merge_id)).collect();
        assert_eq!(shown(&left), [(1, 2)]);
        assert!(merges_to_part(&merges, id(3)).is_empty(), "3 is merged into nobody");
    }
}
