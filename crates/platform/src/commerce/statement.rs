//! Y3: the monthly statements of a recipient, computed from its ledger by the same rules as on the
//! recipient's own desk.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::{
    PayoutKind, SettledAs, Statement, StatementCorrection, StatementEntry, StatementFacts,
    StatementPayout, StatementReversal, statement_of,
};
use mojo_domain::{CommissionEntryId, Currency, Money, Month, berlin_month, from_micros};

use crate::storage::corrections::CorrectionRecord;
use crate::storage::ledger::{CommissionRecord, ReversalRecord};
use crate::storage::payout_returns::PayoutReturn;
use crate::storage::payouts::PayoutRecord;
use crate::storage::{StorageError, TenantTx};

/// The statement of a month in one currency, with the rows behind it.
#[derive(Clone, Debug)]
pub(crate) struct MonthlyStatement {
    pub(crate) currency: Currency,
    pub(crate) statement: Statement<CommissionEntryId>,
    /// The commissions that the statement names, by id.
    pub(crate) commissions: BTreeMap<CommissionEntryId, CommissionRecord>,
    /// Y5: why each correction was made, in the order in which the statement lists them.
    pub(crate) reasons: Vec<String>,
    /// Y5: the part of what is credited whose dispute is open and that stands on no credit note yet; it
    /// does once that is settled.
    pub(crate) disputed: Money,
}

/// All that the statements of a recipient are computed from, read once for any number of months.
pub(crate) struct RecipientLedger {
    commissions: BTreeMap<CommissionEntryId, CommissionRecord>,
    reversals: Vec<ReversalRecord>,
    corrections: Vec<CorrectionRecord>,
    payouts: Vec<PayoutRecord>,
    /// What of the payouts came back.
    returns: Vec<PayoutReturn>,
    /// Y5: the frozen ones among the commissions that stand on no credit note. What stands on one stays
    /// there, whoever disputes it afterwards: its month is over, and what is wrong with it is a
    /// correction of the month in which it is made.
    frozen: BTreeSet<CommissionEntryId>,
}

impl RecipientLedger {
    pub(crate) async fn read(tx: &mut TenantTx) -> Result<Self, StorageError> {
        let commissions = tx.list_own_commissions().await?;
        let disputed = tx.list_disputed().await?;
        let credited =
            if disputed.is_empty() { BTreeMap::new() } else { tx.list_credited().await? };
        // Held or approved: a dispute freezes both, so that the instant does not matter.
        let frozen =
            commissions.iter().filter(|entry| entry.is_frozen(&disputed, entry.approves_at));
        let frozen = frozen.map(|entry| entry.commission_id);
        let frozen = frozen.filter(|id| !credited.contains_key(id)).collect();
        Ok(Self {
            commissions: commissions.into_iter().map(|it| (it.commission_id, it)).collect(),
            reversals: tx.list_reversals().await?,
            corrections: tx.list_corrections().await?,
            payouts: tx.list_payouts().await?,
            returns: tx.list_payout_returns().await?,
            frozen,
        })
    }

    /// Y3: the months with an entry, a movement or a balance up to the present one, the latest
    /// first.
    pub(crate) fn months(&self, present: Month) -> Vec<Month> {
        let booked = self.booked();
        let Some((mut month, last)) = booked.keys().next().copied().zip(booked.keys().next_back())
        else {
            return Vec::new();
        };
        let last = present.max(*last);
        let mut months = Vec::new();
        let mut balances: BTreeMap<Currency, i128> = BTreeMap::new();
        while month <= last {
            let moved = booked.get(&month);
            if moved.is_some() || balances.values().any(|cents| *cents != 0) {
                months.push(month);
            }
            for (currency, cents) in moved.into_iter().flatten() {
                *balances.entry(*currency).or_default() += cents;
            }
            month = month.next();
        }
        months.reverse();
        months
    }

    /// By how many cents the balances move in each month in which something is booked; by none where
    /// it is a discount or a fee.
    fn booked(&self) -> BTreeMap<Month, BTreeMap<Currency, i128>> {
        let mut booked: BTreeMap<Month, BTreeMap<Currency, i128>> = BTreeMap::new();
        let mut book = |at: i64, currency: Currency, cents: i64| {
            let of_month = booked.entry(berlin_month(from_micros(at))).or_default();
            *of_month.entry(currency).or_default() += i128::from(cents);
        };
        let due = |entry: &CommissionRecord, cents: i64| {
            if entry.settled_as == SettledAs::Payout { cents } else { 0 }
        };
        for entry in self.commissions.values() {
            book(entry.ordered_at, entry.currency, due(entry, entry.amount_cents));
            if let Some(at) = entry.forfeited_at {
                book(at, entry.currency, due(entry, entry.reversed_cents - entry.amount_cents));
            }
        }
        for reversal in &self.reversals {
            if let Some(entry) = self.commissions.get(&reversal.commission_id) {
                book(reversal.reversed_at, entry.currency, due(entry, -reversal.reversed_cents));
            }
        }
        for correction in &self.corrections {
            if let Some(entry) = self.commissions.get(&correction.commission_id) {
                let cents = due(entry, correction.amount_cents);
                book(correction.corrected_at, entry.currency, cents);
            }
        }
        for payout in &self.payouts {
            book(payout.paid_at, payout.currency, -payout.net_cents());
        }
        for back in &self.returns {
            book(back.returned_at, back.currency, back.net_cents());
        }
        booked
    }

    /// The month of the oldest entry that was booked since an instant.
    pub(crate) fn oldest_booked_since(&self, since: i64) -> Option<Month> {
        let booked = self.commissions.values().filter(|entry| entry.created_at >= since);
        booked.map(|entry| berlin_month(from_micros(entry.ordered_at))).min()
    }

    /// The statements of each of the months, one a currency in which there is something to state.
    pub(crate) fn statements(
        &self,
        months: &[Month],
    ) -> Result<Vec<(Month, Vec<MonthlyStatement>)>, StorageError> {
        let currencies: BTreeSet<Currency> =
            self.commissions.values().map(|entry| entry.currency).collect();
        let mut statements: Vec<_> = months.iter().map(|month| (*month, Vec::new())).collect();
        for currency in currencies {
            let all = facts_of(self, currency, |_| true);
            let frozen = StatementFacts {
                payouts: Vec::new(),
                ..facts_of(self, currency, |entry| self.frozen.contains(&entry.commission_id))
            };
            for (month, list) in &mut statements {
                let of = |facts: &StatementFacts<CommissionEntryId>| {
                    statement_of(facts, *month, currency).map_err(rule)
                };
                let statement = of(&all)?;
                if statement.is_due() {
                    let disputed = of(&frozen)?.credited;
                    list.push(MonthlyStatement {
                        currency,
                        commissions: self.named_by(&statement),
                        reasons: self.reasons_of(*month, currency),
                        statement,
                        disputed,
                    });
                }
            }
        }
        Ok(statements)
    }

    fn named_by(
        &self,
        statement: &Statement<CommissionEntryId>,
    ) -> BTreeMap<CommissionEntryId, CommissionRecord> {
        let entries = statement.entries.iter().map(|entry| entry.key);
        let reversals = statement.reversals.iter().map(|reversal| reversal.key);
        let corrections = statement.corrections.iter().map(|correction| correction.key);
        let forfeitures = statement.forfeitures.iter().map(|forfeiture| forfeiture.key);
        let named = entries.chain(reversals).chain(corrections).chain(forfeitures);
        let record = |id| Some((id, self.commissions.get(&id)?.clone()));
        named.filter_map(record).collect()
    }

    /// Why the corrections of a month were made. They are read by time and entry, as a statement
    /// lists them.
    fn reasons_of(&self, month: Month, currency: Currency) -> Vec<String> {
        let is_listed = |it: &&CorrectionRecord| {
            it.currency == currency
                && berlin_month(from_micros(it.corrected_at)) == month
                && self.commissions.contains_key(&it.commission_id)
        };
        self.corrections.iter().filter(is_listed).map(|it| it.reason.clone()).collect()
    }
}

/// Y3: the months with an entry, a movement or a balance up to the present one, the latest first.
pub(crate) async fn list_months(
    tx: &mut TenantTx,
    present: Month,
) -> Result<Vec<Month>, StorageError> {
    Ok(RecipientLedger::read(tx).await?.months(present))
}

/// The statements of a month, one a currency in which there is something to state.
pub(crate) async fn monthly_statements(
    tx: &mut TenantTx,
    month: Month,
) -> Result<Vec<MonthlyStatement>, StorageError> {
    let statements = RecipientLedger::read(tx).await?.statements(&[month])?;
    Ok(statements.into_iter().flat_map(|(_, of_month)| of_month).collect())
}

fn rule(error: impl std::fmt::Display) -> StorageError {
    StorageError::Rule(error.to_string())
}

/// The facts of one currency: of the commissions that are meant, and all payouts.
fn facts_of(
    ledger: &RecipientLedger,
    currency: Currency,
    is_meant: impl Fn(&CommissionRecord) -> bool,
) -> StatementFacts<CommissionEntryId> {
    let cents = |cents| Money::new(cents, currency);
    let entries: Vec<StatementEntry<CommissionEntryId>> = ledger
        .commissions
        .values()
        .filter(|entry| entry.currency == currency && is_meant(entry))
        .map(|entry| StatementEntry {
            key: entry.commission_id,
            kind: entry.kind,
            booked_at: from_micros(entry.ordered_at),
            approves_at: from_micros(entry.approves_at),
            base: cents(entry.base_cents),
            percent: entry.percent,
            amount: cents(entry.amount_cents),
            settled_as: entry.settled_as,
            forfeited_at: entry.forfeited_at.map(from_micros),
        })
        .collect();
    let keys: BTreeSet<CommissionEntryId> = entries.iter().map(|entry| entry.key).collect();
    let reversals = ledger
        .reversals
        .iter()
        .filter(|reversal| keys.contains(&reversal.commission_id) && reversal.reversed_cents != 0)
        .map(|reversal| StatementReversal {
            key: reversal.commission_id,
            at: from_micros(reversal.reversed_at),
            amount: cents(reversal.reversed_cents),
        })
        .collect();
    let corrections = ledger.corrections.iter().filter(|it| keys.contains(&it.commission_id));
    let corrections = corrections.map(|correction| StatementCorrection {
        key: correction.commission_id,
        at: from_micros(correction.corrected_at),
        amount: cents(correction.amount_cents),
    });
    let corrections = corrections.collect();
    let payouts = ledger.payouts.iter().filter(|payout| payout.currency == currency);
    let payouts = payouts.map(|payout| StatementPayout {
        at: from_micros(payout.paid_at),
        amount: cents(payout.net_cents()),
        vat: cents(payout.vat_cents),
        kind: payout.kind,
    });
    let returns = ledger.returns.iter().filter(|back| back.currency == currency);
    let returns = returns.map(|back| StatementPayout {
        at: from_micros(back.returned_at),
        amount: cents(-back.net_cents()),
        vat: cents(-back.vat_cents),
        kind: PayoutKind::Returned,
    });
    let payouts = payouts.chain(returns).collect();
    StatementFacts { entries, reversals, corrections, payouts }
}
