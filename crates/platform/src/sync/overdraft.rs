//! Punch cards used more often than they have entries (D1): both visits stand, and a case is opened
//! for each use beyond the last entry.

use std::collections::BTreeSet;

use mojo_domain::{PunchCardId, RedemptionId};

use crate::storage::facts::HeldRedemption;
use crate::storage::settlements::SettledVisit;

/// A use beyond the last entry, and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beyond {
    pub(super) before: Option<RedemptionId>,
    pub(super) redemption_id: RedemptionId,
}

/// The uses beyond `entries`, in the tenant's order. A use that was taken back frees its entry.
pub(super) fn overdrawn(entries: i64, redemptions: &[HeldRedemption]) -> Vec<Beyond> {
    let taken_back: BTreeSet<RedemptionId> =
        redemptions.iter().filter_map(|redemption| redemption.takes_back).collect();
    let mut uses: Vec<&HeldRedemption> = redemptions
        .iter()
        .filter(|r| r.takes_back.is_none() && !taken_back.contains(&r.redemption_id))
        .collect();
    uses.sort_by_key(|redemption| redemption.seq);
    let entries = usize::try_from(entries).unwrap_or(0);
    let beyond = |place: usize| Beyond {
        before: place.checked_sub(1).map(|before| uses[before].redemption_id),
        redemption_id: uses[place].redemption_id,
    };
    (entries..uses.len()).map(beyond).collect()
}

/// What counts on a card: its own redemptions without the visits that were settled, and the visits
/// of other cards that were carried to it.
pub(super) fn counted(
    card: PunchCardId,
    redemptions: &[HeldRedemption],
    settled: &[SettledVisit],
) -> Vec<HeldRedemption> {
    let of =
        |redemption: RedemptionId| settled.iter().find(|one| one.visit.redemption_id == redemption);
    let own = redemptions.iter().filter(|one| one.punch_card_id == card);
    let mut counted: Vec<HeldRedemption> =
        own.filter(|one| of(one.redemption_id).is_none()).copied().collect();
    let carried = settled.iter().filter(|one| one.to_card == Some(card) && !one.is_taken_back);
    // Carried in the order in which it was settled: what was used on the card before came before.
    counted.extend(carried.map(|one| HeldRedemption { seq: one.seq, ..one.visit }));
    counted
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn redemption(n: u128, takes_back: Option<u128>) -> HeldRedemption {
        HeldRedemption {
            redemption_id: RedemptionId(Uuid::from_u128(n)),
            punch_card_id: PunchCardId(Uuid::from_u128(99)),
            takes_back: takes_back.map(|n| RedemptionId(Uuid::from_u128(n))),
            seq: i64::try_from(n).unwrap(),
        }
    }

    fn ids(found: Vec<Beyond>) -> Vec<u128> {
        found.into_iter().map(|beyond| beyond.redemption_id.0.as_u128()).collect()
    }

    #[test]
    fn d1_the_use_with_the_higher_place_is_the_one_beyond() {
        let mut ledger: Vec<HeldRedemption> = (1..=3).map(|n| redemption(n, None)).collect();
        assert_eq!(ids(overdrawn(2, &ledger)), [3]);
        assert_eq!(overdrawn(2, &ledger)[0].before.map(|id| id.0.as_u128()), Some(2));
        ledger.push(redemption(4, Some(1)));
        assert!(overdrawn(2, &ledger).is_empty(), "an entry taken back is free again");
        ledger.push(redemption(5, None));
        assert_eq!(ids(overdrawn(2, &ledger)), [5]);
    }

    #[test]
    fn a_visit_that_was_settled_counts_where_it_was_carried_to_and_nowhere_else() {
        let (card, next) = (PunchCardId(Uuid::from_u128(99)), PunchCardId(Uuid::from_u128(98)));
        let ledger: Vec<HeldRedemption> = (1..=3).map(|n| redemption(n, None)).collect();
        let carried = SettledVisit {
            visit: redemption(3, None),
            to_card: Some(next),
            is_taken_back: false,
            seq: 9,
        };
        assert!(overdrawn(2, &counted(card, &ledger, &[carried])).is_empty());
        assert_eq!(ids(overdrawn(0, &counted(next, &ledger, &[carried]))), [3]);
        let given = SettledVisit { to_card: None, ..carried };
        assert!(counted(next, &ledger, &[given]).is_empty());
        assert_eq!(counted(card, &ledger, &[given]).len(), 2);
    }
}
