//! Punch cards used more often than they have entries (D1): both visits stand, and a case is opened
//! for each use beyond the last entry.

use std::collections::BTreeSet;

use mojo_domain::RedemptionId;

use crate::storage::facts::HeldRedemption;

/// The uses beyond `entries`, in the tenant's order. A use that was taken back frees its entry.
pub(super) fn overdrawn(entries: i64, redemptions: &[HeldRedemption]) -> Vec<RedemptionId> {
    let taken_back: BTreeSet<RedemptionId> =
        redemptions.iter().filter_map(|redemption| redemption.takes_back).collect();
    let mut uses: Vec<&HeldRedemption> = redemptions
        .iter()
        .filter(|r| r.takes_back.is_none() && !taken_back.contains(&r.redemption_id))
        .collect();
    uses.sort_by_key(|redemption| redemption.seq);
    let entries = usize::try_from(entries).unwrap_or(0);
    uses.into_iter().skip(entries).map(|redemption| redemption.redemption_id).collect()
}

#[cfg(test)]
mod tests {
    use mojo_domain::PunchCardId;
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

    fn ids(found: Vec<RedemptionId>) -> Vec<u128> {
        found.into_iter().map(|id| id.0.as_u128()).collect()
    }

    #[test]
    fn d1_the_use_with_the_higher_place_is_the_one_beyond() {
        let mut ledger: Vec<HeldRedemption> = (1..=3).map(|n| redemption(n, None)).collect();
        assert_eq!(ids(overdrawn(2, &ledger)), [3]);
        ledger.push(redemption(4, Some(1)));
        assert!(overdrawn(2, &ledger).is_empty(), "an entry taken back is free again");
        ledger.push(redemption(5, None));
        assert_eq!(ids(overdrawn(2, &ledger)), [5]);
    }
}
