//! The ledger of a card: uses and takings back, in any order, each counted once (D1).

use std::collections::{BTreeMap, BTreeSet};

use crate::RedemptionId;

/// A line of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The redemption, or its taking back.
    pub id: RedemptionId,
    /// The redemption that is taken back; `None` for a use.
    pub takes_back: Option<RedemptionId>,
    /// The value of the entry with VAT; negative when taken back.
    pub value_cents: i64,
}

/// What is known of a card's visits. The order in which lines arrive does not matter, a line that
/// arrives twice counts once, and a taking back may arrive before its use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    uses: BTreeMap<RedemptionId, i64>,
    taken_back: BTreeSet<RedemptionId>,
}

/// Where a card stands: `used + left + refunded + expired = entries`, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// How many visits it was sold for.
    pub entries: i64,
    /// Visits that stand.
    pub used: i64,
    /// Visits to come; below zero when two desks both used the last one.
    pub left: i64,
    /// Visits paid back.
    pub refunded: i64,
    /// Visits forfeited by time.
    pub expired: i64,
}

impl Ledger {
    /// The ledger of these lines.
    pub fn of(lines: impl IntoIterator<Item = LedgerEntry>) -> Self {
        let mut ledger = Self::default();
        for line in lines {
            ledger.append(line);
        }
        ledger
    }

    /// Appends a line.
    pub fn append(&mut self, line: LedgerEntry) {
        match line.takes_back {
            Some(use_id) => {
                self.taken_back.insert(use_id);
            }
            None => {
                self.uses.insert(line.id, line.value_cents);
            }
        }
    }

    /// How many uses stand.
    pub fn used(&self) -> i64 {
        i64::try_from(self.standing().count()).unwrap_or(i64::MAX)
    }

    /// The value of the uses that stand.
    pub fn used_cents(&self) -> i64 {
        self.standing().fold(0, |sum, (_, value)| sum.saturating_add(*value))
    }

    /// Where a card of `entries` visits stands.
    pub fn balance(&self, entries: u32) -> Balance {
        let (entries, used) = (i64::from(entries), self.used());
        // Pausing, refunds and forfeiture are facts of their own, not recorded by any verb yet.
        let (refunded, expired) = (0, 0);
        Balance { entries, used, left: entries - used - refunded - expired, refunded, expired }
    }

    pub(super) fn value_of(&self, use_id: RedemptionId) -> Option<i64> {
        self.uses.get(&use_id).copied()
    }

    pub(super) fn is_taken_back(&self, use_id: RedemptionId) -> bool {
        self.taken_back.contains(&use_id)
    }

    fn standing(&self) -> impl Iterator<Item = (&RedemptionId, &i64)> {
        self.uses.iter().filter(|(id, _)| !self.taken_back.contains(id))
    }
}
