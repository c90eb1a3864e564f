//! Two devices that settle one case differently, each offline: both facts stand, the first in the
//! platform's order counts, and the other is shown as settled already. No new case is opened.

use chrono::{DateTime, Utc};

use crate::{CaseSettlementId, mutant};

/// A settlement with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The settlement.
    pub settlement_id: CaseSettlementId,
    /// Its place in the platform's order; `None` while only this device knows it.
    pub seq: Option<i64>,
    /// When it was made, as that device's clock said.
    pub at: DateTime<Utc>,
}

/// The settlement of a case that counts; `None` when it is open.
///
/// What has a place counts before what has none: others have seen it.
pub fn counting(settlements: &[Placed]) -> Option<CaseSettlementId> {
    let order = |one: &&Placed| (one.seq.is_none(), one.seq, one.at, one.settlement_id);
    if mutant::is("settlement_last_counts") {
        return settlements.iter().max_by_key(order).map(|one| one.settlement_id);
    }
    settlements.iter().min_by_key(order).map(|one| one.settlement_id)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn placed(no: u128, seq: Option<i64>, minute: u32) -> Placed {
        let at = format!("2026-11-20T09:{minute:02}:00Z").parse().unwrap();
        Placed { settlement_id: CaseSettlementId(Uuid::from_u128(no)), seq, at }
    }

    fn first(settlements: &[Placed]) -> Option<u128> {
        counting(settlements).map(|id| id.0.as_u128())
    }

    #[test]
    fn the_first_in_the_platforms_order_counts_whatever_the_clocks_say() {
        assert_eq!(first(&[]), None);
        assert_eq!(first(&[placed(1, None, 5)]), Some(1));
        assert_eq!(first(&[placed(1, Some(9), 1), placed(2, Some(8), 30)]), Some(2));
        assert_eq!(first(&[placed(1, None, 1), placed(2, Some(8), 30)]), Some(2));
        assert_eq!(first(&[placed(2, None, 3), placed(1, None, 1)]), Some(1));
    }
}
