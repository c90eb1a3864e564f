//! Y3: the monthly statements of a recipient, computed from its ledger by the same rules as on the
//! recipient's own desk.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::{
    Statement, StatementEntry, StatementFacts, StatementPayout, StatementReversal, statement_of,
};
use mojo_domain::{CommissionEntryId, Currency, Money, Month, berlin_month, from_micros};

use crate::storage::ledger::{CommissionRecord, ReversalRecord};
use crate::storage::payouts::PayoutRecord;
use crate::storage::{StorageError, TenantTx};

/// The statement of a month in one currency, with the rows behind it.
#[derive(Clone, Debug)]
pub(crate) struct MonthlyStatement {
    pub(crate) currency: Currency,
    pub(crate) statement: Statement<CommissionEntryId>,
    /// The commissions that the statement names, by id.
    pub(crate) commissions: BTreeMap<CommissionEntryId, CommissionRecord>,
}

struct Ledger {
    commissions: Vec<CommissionRecord>,
    reversals: Vec<ReversalRecord>,
    payouts: Vec<PayoutRecord>,
}

async fn ledger(tx: &mut TenantTx) -> Result<Ledger, StorageError> {
    Ok(Ledger {
        commissions: tx.list_own_commissions().await?,
        reversals: tx.list_reversals().await?,
        payouts: tx.list_payouts().await?,
    })
}

/// The months with an entry or a movement, the latest first.
pub(crate) async fn list_months(tx: &mut TenantTx) -> Result<Vec<Month>, StorageError> {
    let ledger = ledger(tx).await?;
    let month = |at: i64| berlin_month(from_micros(at));
    let mut months = BTreeSet::new();
    months.extend(ledger.commissions.iter().map(|entry| month(entry.ordered_at)));
    months.extend(ledger.reversals.iter().map(|reversal| month(reversal.reversed_at)));
    months.extend(ledger.payouts.iter().map(|payout| month(payout.paid_at)));
    let forfeited = ledger.commissions.iter().filter_map(|entry| entry.forfeited_at);
    months.extend(forfeited.map(month));
    Ok(months.into_iter().rev().collect())
}

/// The statements of a month, one a currency in which there is something to state.
pub(crate) async fn monthly_statements(
    tx: &mut TenantTx,
    month: Month,
) -> Result<Vec<MonthlyStatement>, StorageError> {
    let ledger = ledger(tx).await?;
    let currencies: BTreeSet<Currency> =
        ledger.commissions.iter().map(|entry| entry.currency).collect();
    let mut statements = Vec::new();
    for currency in currencies {
        let facts = facts_of(&ledger, currency);
        let statement = statement_of(&facts, month, currency)
            .map_err(|error| StorageError::Rule(error.to_string()))?;
        if !statement.is_due() {
            continue;
        }
        let named: BTreeSet<CommissionEntryId> = statement
            .entries
            .iter()
            .map(|entry| entry.key)
            .chain(statement.reversals.iter().map(|reversal| reversal.key))
            .chain(statement.forfeitures.iter().map(|forfeiture| forfeiture.key))
            .collect();
        let commissions = ledger.commissions.iter().filter(|c| named.contains(&c.commission_id));
        let commissions = commissions.map(|c| (c.commission_id, c.clone())).collect();
        statements.push(MonthlyStatement { currency, statement, commissions });
    }
    Ok(statements)
}

fn facts_of(ledger: &Ledger, currency: Currency) -> StatementFacts<CommissionEntryId> {
    let cents = |cents| Money::new(cents, currency);
    let entries: Vec<StatementEntry<CommissionEntryId>> = ledger
        .commissions
        .iter()
        .filter(|entry| entry.currency == currency)
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
        .filter(|reversal| keys.contains(&reversal.commission_id) && reversal.reversed_cents > 0)
        .map(|reversal| StatementReversal {
            key: reversal.commission_id,
            at: from_micros(reversal.reversed_at),
            amount: cents(reversal.reversed_cents),
        })
        .collect();
    let payouts = ledger
        .payouts
        .iter()
        .filter(|payout| payout.currency == currency)
        .map(|payout| StatementPayout {
            at: from_micros(payout.paid_at),
            amount: cents(payout.amount_cents),
            kind: payout.kind,
        })
        .collect();
    StatementFacts { entries, reversals, payouts }
}
