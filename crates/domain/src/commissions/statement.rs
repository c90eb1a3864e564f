//! Y3 and Y5: the monthly statement (Provisionsabrechnung) of one recipient in one currency, as
//! section 87c HGB demands it by the end of the following month.
//!
//! The balance moves by what is booked in the month: commissions, reversals, corrections,
//! forfeitures and payouts. A part of it is still held (C11); what left the hold period in the month is credited,
//! which for a German recipient is the amount of the self-billing credit note (Gutschrift,
//! section 14 (2) UStG). Discounts and fees are listed and move no balance.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{CommissionType, PayoutKind, SettledAs};
use crate::{Currency, Money, MoneyError, Month, Percentage, berlin_month};

/// A commission as the statement sees it. `K` names it, for example order line and type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementEntry<K> {
    /// Unique.
    pub key: K,
    /// What it is for.
    pub kind: CommissionType,
    /// When it was recorded; its month is the month of the statement (C17).
    pub booked_at: DateTime<Utc>,
    /// The end of the hold period.
    pub approves_at: DateTime<Utc>,
    /// The net of the line.
    pub base: Money,
    /// The percentage of the base.
    pub percent: Percentage,
    /// The commission.
    pub amount: Money,
    /// How it reaches the recipient.
    pub settled_as: SettledAs,
    /// C13: when it was forfeited.
    pub forfeited_at: Option<DateTime<Utc>>,
}

/// C12: what one refund took back from an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementReversal<K> {
    /// The entry.
    pub key: K,
    /// When.
    pub at: DateTime<Utc>,
    /// Above zero; below where a refund did not go through after all, and is given again.
    pub amount: Money,
}

/// Y5: by how much people corrected an entry, because its recipient was right to dispute it. It
/// shares the way of its entry: held with it, forfeited with it, paid with it or after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementCorrection<K> {
    /// The entry.
    pub key: K,
    /// When.
    pub at: DateTime<Utc>,
    /// Above zero: owed in addition; below: taken back.
    pub amount: Money,
}

/// C13: what was lost of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementForfeiture<K> {
    /// The entry.
    pub key: K,
    /// When.
    pub at: DateTime<Utc>,
    /// What was left of it.
    pub amount: Money,
}

/// A payout, one line of the statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementPayout {
    /// When.
    pub at: DateTime<Utc>,
    /// What is of commissions; below zero for one that came back, and where only VAT was paid zero.
    pub amount: Money,
    /// VAT of credit notes that was paid in addition; it moves no balance (section 14 (2) UStG).
    pub vat: Money,
    /// By what.
    pub kind: PayoutKind,
}

/// All facts of one recipient in one currency up to the end of the month, or later: what lies
/// after the month is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementFacts<K> {
    /// Its commissions.
    pub entries: Vec<StatementEntry<K>>,
    /// Their reversals.
    pub reversals: Vec<StatementReversal<K>>,
    /// Their corrections.
    pub corrections: Vec<StatementCorrection<K>>,
    /// Its payouts.
    pub payouts: Vec<StatementPayout>,
}

/// The statement of a month.
/// `opening + earned - reversed + corrected - forfeited - paid = closing`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<K> {
    /// The month, in Berlin.
    pub month: Month,
    /// The balance before the month.
    pub opening: Money,
    /// The commissions of the month, by time and key; discounts and fees among them.
    pub entries: Vec<StatementEntry<K>>,
    /// The reversals of the month, by time and key.
    pub reversals: Vec<StatementReversal<K>>,
    /// The corrections of the month, by time and key.
    pub corrections: Vec<StatementCorrection<K>>,
    /// The forfeitures of the month, by time and key.
    pub forfeitures: Vec<StatementForfeiture<K>>,
    /// The payouts of the month, by time.
    pub payouts: Vec<StatementPayout>,
    /// The commissions of the month per type, discounts and fees included.
    pub totals: BTreeMap<CommissionType, Money>,
    /// The commissions of the month that will be paid out.
    pub earned: Money,
    /// What refunds took from such commissions.
    pub reversed: Money,
    /// Y5: what corrections gave such commissions, less what they took.
    pub corrected: Money,
    /// What was forfeited.
    pub forfeited: Money,
    /// What was paid.
    pub paid: Money,
    /// The balance after the month.
    pub closing: Money,
    /// The part of the closing balance that is still in its hold period.
    pub held: Money,
    /// What became payable in the month, minus later reversals: the amount of the credit note.
    pub credited: Money,
    /// Commissions of the month granted as a discount, after this month's reversals of discounts.
    pub discounts: Money,
}

impl<K> Statement<K> {
    /// What the next month begins with.
    pub fn carried(&self) -> Carried {
        Carried { balance: self.closing, held: self.held }
    }

    /// Y3: true when there is something to state: an entry, a movement or a balance.
    pub fn is_due(&self) -> bool {
        let is_quiet = self.entries.is_empty()
            && self.reversals.is_empty()
            && self.corrections.is_empty()
            && self.forfeitures.is_empty()
            && self.payouts.is_empty();
        !is_quiet || self.opening.cents != 0 || self.closing.cents != 0
    }
}

/// Where a month stands at its end, and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The closing balance.
    pub balance: Money,
    /// The part of it that is still in its hold period.
    pub held: Money,
}

/// The statement of a month from all facts since the first one.
///
/// # Errors
/// [`MoneyError`] for facts of another currency, or sums beyond 64 bits of cents.
pub fn statement_of<K: Ord + Clone>(
    facts: &StatementFacts<K>,
    month: Month,
    currency: Currency,
) -> Result<Statement<K>, MoneyError> {
    let moved = moved_by(facts);
    let balance = balance(facts, &moved, currency, |at| berlin_month(at) < month)?;
    let held = held_at_end_of(facts, &moved, currency, month.previous())?;
    statement_after(Carried { balance, held }, facts, month, currency)
}

/// The statement of a month from the one before, so that the work grows with the month and not
/// with the history. It needs the facts of the month, and of earlier months only the entries (with
/// all their reversals and corrections) that were still held when it began or that a reversal or a
/// correction of the month names.
///
/// # Errors
/// As [`statement_of`].
pub fn statement_after<K: Ord + Clone>(
    before: Carried,
    facts: &StatementFacts<K>,
    month: Month,
    currency: Currency,
) -> Result<Statement<K>, MoneyError> {
    let moved = moved_by(facts);
    let opening = before.balance;
    let held = held_at_end_of(facts, &moved, currency, month)?;
    let rows = rows_of(facts, &moved, month);
    let (earned, reversed) = rows.moved_as(SettledAs::Payout, &moved, currency)?;
    let (granted, taken) = rows.moved_as(SettledAs::Discount, &moved, currency)?;
    let corrected = sum(rows.corrected(&moved), currency)?;
    let forfeited = sum(rows.forfeitures.iter().map(|it| it.amount), currency)?;
    let paid = sum(rows.payouts.iter().map(|it| it.amount), currency)?;
    let closing = opening
        .checked_add(earned)?
        .checked_sub(reversed)?
        .checked_add(corrected)?
        .checked_sub(forfeited)?
        .checked_sub(paid)?;
    let payable = closing.checked_sub(held)?;
    let payable_before = opening.checked_sub(before.held)?;
    Ok(Statement {
        month,
        opening,
        totals: totals_of(&rows.entries, currency)?,
        entries: rows.entries,
        reversals: rows.reversals,
        corrections: rows.corrections,
        forfeitures: rows.forfeitures,
        payouts: rows.payouts,
        earned,
        reversed,
        corrected,
        forfeited,
        paid,
        closing,
        held,
        credited: payable.checked_sub(payable_before)?.checked_add(paid)?,
        discounts: granted.checked_sub(taken)?,
    })
}

/// The rows of a month, sorted.
struct Rows<K> {
    entries: Vec<StatementEntry<K>>,
    reversals: Vec<StatementReversal<K>>,
    corrections: Vec<StatementCorrection<K>>,
    forfeitures: Vec<StatementForfeiture<K>>,
    payouts: Vec<StatementPayout>,
}

fn rows_of<K: Ord + Clone>(
    facts: &StatementFacts<K>,
    moved: &Moved<'_, K>,
    month: Month,
) -> Rows<K> {
    let within = |at| berlin_month(at) == month;
    let mut entries: Vec<_> =
        facts.entries.iter().filter(|it| within(it.booked_at)).cloned().collect();
    entries.sort_by(|a, b| (a.booked_at, &a.key).cmp(&(b.booked_at, &b.key)));
    let mut reversals: Vec<_> =
        facts.reversals.iter().filter(|it| within(it.at)).cloned().collect();
    reversals.sort_by(|a, b| (a.at, &a.key).cmp(&(b.at, &b.key)));
    let mut corrections: Vec<_> =
        facts.corrections.iter().filter(|it| within(it.at)).cloned().collect();
    corrections.sort_by(|a, b| (a.at, &a.key).cmp(&(b.at, &b.key)));
    let mut forfeitures: Vec<_> =
        moved.forfeitures.iter().filter(|it| within(it.at)).cloned().collect();
    forfeitures.sort_by(|a, b| (a.at, &a.key).cmp(&(b.at, &b.key)));
    let mut payouts: Vec<_> = facts.payouts.iter().filter(|it| within(it.at)).cloned().collect();
    payouts.sort_by_key(|it| it.at);
    Rows { entries, reversals, corrections, forfeitures, payouts }
}

impl<K: Ord> Rows<K> {
    /// What was booked and what was reversed in the month of the entries settled in one way.
    fn moved_as(
        &self,
        settled_as: SettledAs,
        moved: &Moved<'_, K>,
        currency: Currency,
    ) -> Result<(Money, Money), MoneyError> {
        let is_such = |key: &K| moved.settled_as(key) == Some(settled_as);
        let booked = self.entries.iter().filter(|it| it.settled_as == settled_as);
        let taken = self.reversals.iter().filter(|it| is_such(&it.key));
        let booked = sum(booked.map(|it| it.amount), currency)?;
        Ok((booked, sum(taken.map(|it| it.amount), currency)?))
    }

    /// The corrections of the month that move the balance.
    fn corrected(&self, moved: &Moved<'_, K>) -> impl Iterator<Item = Money> {
        let moves = |it: &&StatementCorrection<K>| moved.is_payout(&it.key);
        self.corrections.iter().filter(moves).map(|it| it.amount)
    }
}

/// What is looked up by entry.
struct Moved<'a, K> {
    entries: BTreeMap<&'a K, &'a StatementEntry<K>>,
    reversals: BTreeMap<&'a K, Vec<&'a StatementReversal<K>>>,
    corrections: BTreeMap<&'a K, Vec<&'a StatementCorrection<K>>>,
    forfeitures: Vec<StatementForfeiture<K>>,
}

impl<K: Ord> Moved<'_, K> {
    fn settled_as(&self, key: &K) -> Option<SettledAs> {
        self.entries.get(key).map(|entry| entry.settled_as)
    }

    fn is_payout(&self, key: &K) -> bool {
        self.settled_as(key) == Some(SettledAs::Payout)
    }
}

fn moved_by<K: Ord + Clone>(facts: &StatementFacts<K>) -> Moved<'_, K> {
    let entries = facts.entries.iter().map(|entry| (&entry.key, entry)).collect();
    let mut reversals: BTreeMap<&K, Vec<_>> = BTreeMap::new();
    for reversal in &facts.reversals {
        reversals.entry(&reversal.key).or_default().push(reversal);
    }
    let mut corrections: BTreeMap<&K, Vec<_>> = BTreeMap::new();
    for correction in &facts.corrections {
        corrections.entry(&correction.key).or_default().push(correction);
    }
    let mut forfeitures = Vec::new();
    for entry in &facts.entries {
        if let Some(at) = entry.forfeited_at {
            // A forfeited entry is not touched by later refunds (C12) and not corrected any more, so
            // that all of them came before.
            let gone: i64 =
                reversals.get(&entry.key).into_iter().flatten().map(|it| it.amount.cents).sum();
            let given: i64 =
                corrections.get(&entry.key).into_iter().flatten().map(|it| it.amount.cents).sum();
            let amount = Money::new(entry.amount.cents - gone + given, entry.amount.currency);
            forfeitures.push(StatementForfeiture { key: entry.key.clone(), at, amount });
        }
    }
    Moved { entries, reversals, corrections, forfeitures }
}

/// Everything that moved the balance in the time that `counts`.
fn balance<K: Ord>(
    facts: &StatementFacts<K>,
    moved: &Moved<'_, K>,
    currency: Currency,
    counts: impl Fn(DateTime<Utc>) -> bool,
) -> Result<Money, MoneyError> {
    let is_payout = |key: &K| moved.is_payout(key);
    let earned = facts.entries.iter().filter(|it| counts(it.booked_at) && is_payout(&it.key));
    let reversed = facts.reversals.iter().filter(|it| counts(it.at) && is_payout(&it.key));
    let corrected = facts.corrections.iter().filter(|it| counts(it.at) && is_payout(&it.key));
    let forfeited = moved.forfeitures.iter().filter(|it| counts(it.at));
    let paid = facts.payouts.iter().filter(|it| counts(it.at));
    let plus = earned.map(|it| it.amount).chain(corrected.map(|it| it.amount));
    let minus = reversed
        .map(|it| it.amount)
        .chain(forfeited.map(|it| it.amount))
        .chain(paid.map(|it| it.amount));
    sum(plus, currency)?.checked_sub(sum(minus, currency)?)
}

/// C11: what is booked by the end of a month and approved only after it.
fn held_at_end_of<K: Ord>(
    facts: &StatementFacts<K>,
    moved: &Moved<'_, K>,
    currency: Currency,
    month: Month,
) -> Result<Money, MoneyError> {
    let by_then = |at| berlin_month(at) <= month;
    let is_held = |entry: &&StatementEntry<K>| {
        entry.settled_as == SettledAs::Payout
            && by_then(entry.booked_at)
            && !by_then(entry.approves_at)
            && !entry.forfeited_at.is_some_and(by_then)
    };
    let mut held = Money::zero(currency);
    for entry in facts.entries.iter().filter(is_held) {
        held = held.checked_add(entry.amount)?;
        for reversal in moved.reversals.get(&entry.key).into_iter().flatten() {
            if by_then(reversal.at) {
                held = held.checked_sub(reversal.amount)?;
            }
        }
        for correction in moved.corrections.get(&entry.key).into_iter().flatten() {
            if by_then(correction.at) {
                held = held.checked_add(correction.amount)?;
            }
        }
    }
    Ok(held)
}

fn totals_of<K>(
    entries: &[StatementEntry<K>],
    currency: Currency,
) -> Result<BTreeMap<CommissionType, Money>, MoneyError> {
    let mut totals = BTreeMap::new();
    for entry in entries {
        let total = totals.entry(entry.kind).or_insert(Money::zero(currency));
        *total = total.checked_add(entry.amount)?;
    }
    Ok(totals)
}

fn sum(amounts: impl Iterator<Item = Money>, currency: Currency) -> Result<Money, MoneyError> {
    let mut total = Money::zero(currency);
    for amount in amounts {
        total = total.checked_add(amount)?;
    }
    Ok(total)
}

#[cfg(test)]
mod tests;
