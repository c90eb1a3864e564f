//! What the ledger hands on: the facts of a statement, and the lines as they are stored.

use super::Ledger;
use crate::commissions::{
    CommissionType, Ids, StatementEntry, StatementFacts, StatementPayout, StatementReversal,
    StoredLine,
};
use crate::{Currency, Money};

/// What names an entry of one recipient.
type Key<I> = (<I as Ids>::Order, <I as Ids>::Line, CommissionType);
/// A line, named by order and line.
type Stored<I> = StoredLine<(<I as Ids>::Order, <I as Ids>::Line), <I as Ids>::Tenant>;

impl<I: Ids> Ledger<I> {
    /// Y3: all facts of one recipient in one currency.
    pub fn statement_facts(
        &self,
        recipient: Option<&I::Tenant>,
        currency: Currency,
    ) -> StatementFacts<Key<I>> {
        let is_own = |index: usize| {
            let commission = &self.entries[index].commission;
            commission.recipient.as_ref() == recipient && commission.amount.currency == currency
        };
        let key = |index: usize| {
            let entry = &self.entries[index];
            (entry.order.clone(), entry.line.clone(), entry.commission.kind)
        };
        let entries = (0..self.entries.len()).filter(|index| is_own(*index)).map(|index| {
            let entry = &self.entries[index];
            StatementEntry {
                key: key(index),
                kind: entry.commission.kind,
                booked_at: entry.booked_at,
                approves_at: entry.approves_at,
                base: entry.commission.base,
                percent: entry.commission.percent,
                amount: entry.commission.amount,
                settled_as: entry.commission.settled_as,
                forfeited_at: entry.forfeited_at,
            }
        });
        let reversals = self
            .reversals
            .iter()
            .filter(|it| is_own(it.entry))
            .map(|it| StatementReversal { key: key(it.entry), at: it.at, amount: it.amount });
        let own_payouts = self.payouts.iter().filter(|payout| {
            Some(&payout.recipient) == recipient && payout.amount.currency == currency
        });
        let payouts = own_payouts.map(|it| StatementPayout {
            at: it.at,
            amount: it.amount,
            // The game of rules knows no taxes.
            vat: Money::zero(currency),
            kind: it.kind,
        });
        StatementFacts {
            entries: entries.collect(),
            reversals: reversals.collect(),
            corrections: Vec::new(),
            payouts: payouts.collect(),
        }
    }

    /// C15: every line with its basis and entries, as it is stored and synced.
    pub fn stored_lines(&self) -> Vec<Stored<I>> {
        let stored = self.lines().map(|(order, line, state)| StoredLine {
            key: (order.clone(), line.clone()),
            rule_version: self.policy.version,
            basis: state.basis.clone(),
            entries: self.entries_of(state).iter().map(|it| it.commission.clone()).collect(),
        });
        stored.collect()
    }
}
