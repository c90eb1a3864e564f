//! Y3: the self-billing credit note (Gutschrift, section 14 (2) UStG) of one recipient in one
//! currency and month.
//!
//! It covers what became approved in the month, without what refunds took back since, and was not
//! credited before. An entry that was recorded late, or was frozen by a dispute (Y5), comes later,
//! on one more credit note of the month in which it was approved: that is when it was earned. What a
//! refund takes from an entry that was credited is not an amount below zero on a later credit note:
//! it is a correction with a number of its own that names the credit note it corrects, of the month
//! of the refund (section 17 (1) sentence 8 UStG). All of a recipient's credit notes and corrections
//! add up to what was approved and not reversed.

mod number;
mod vat_case;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{CommissionType, SettledAs};
use crate::vat::{VatTotals, vat_on};
use crate::{Currency, Money, MoneyError, Month, berlin_month};

pub use number::{CreditNoteNumber, CreditNoteRangeFull, ParseCreditNoteNumberError};
pub use vat_case::{CreditRefusal, CreditVat, TaxProfile, credit_vat};

/// A commission as the credit note sees it. `K` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditableEntry<K> {
    /// Unique.
    pub key: K,
    /// What it is for.
    pub kind: CommissionType,
    /// The product, as it was called in the order.
    pub product_name: String,
    /// The end of the hold period (C11).
    pub approves_at: DateTime<Utc>,
    /// The commission.
    pub amount: Money,
    /// How it reaches the recipient.
    pub settled_as: SettledAs,
    /// Y5: a dispute of it is open.
    pub is_frozen: bool,
    /// C13: it was lost before it was approved.
    pub is_forfeited: bool,
    /// C12: when refunds took something back, and how much; below zero where one of them did not go
    /// through after all, and where a correction gave something in addition (Y5).
    pub reversals: Vec<(DateTime<Utc>, Money)>,
    /// What was credited of it before.
    pub credited: Option<Credited>,
}

/// What stands on credit notes of an entry already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credited {
    /// The credit note on which the entry stands.
    pub number: CreditNoteNumber,
    /// Its amount there, after all corrections.
    pub amount: Money,
}

/// A credit note or a correction before it has a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditDraft<K> {
    /// The credit note that it corrects.
    pub corrects: Option<CreditNoteNumber>,
    /// In which the entries were approved; in a correction, in which the refunds were.
    pub month: Month,
    /// By type and product.
    pub lines: Vec<CreditLine>,
    /// The entries behind the lines, with what is credited of each.
    pub parts: Vec<(K, Money)>,
    /// The sum without VAT; below zero in most corrections.
    pub net: Money,
}

/// The entries of one type and product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditLine {
    /// What they are for.
    pub kind: CommissionType,
    /// The product.
    pub product_name: String,
    /// How many entries.
    pub count: u32,
    /// Their sum without VAT.
    pub net: Money,
}

/// What is to be credited at the end of a month: first the credit notes, one for each month in which
/// something was approved, then the corrections, one for each earlier credit note and month of
/// refunds. Nothing where there is nothing to credit.
///
/// # Errors
/// [`MoneyError`] for entries of another currency, or sums beyond 64 bits of cents.
pub fn plan_credit_notes<K: Clone>(
    entries: &[CreditableEntry<K>],
    month: Month,
    currency: Currency,
) -> Result<Vec<CreditDraft<K>>, MoneyError> {
    let mut drafts: BTreeMap<(Option<CreditNoteNumber>, Month), Gathered<K>> = BTreeMap::new();
    for entry in entries {
        let corrects = entry.credited.map(|credited| credited.number);
        for (of, amount) in open_amounts(entry, month)? {
            let gathered = drafts.entry((corrects, of)).or_insert_with(|| Gathered::new(currency));
            gathered.add(entry, amount)?;
        }
    }
    let draft = |((corrects, month), gathered): (_, Gathered<K>)| CreditDraft {
        corrects,
        month,
        lines: gathered.lines.into_values().collect(),
        parts: gathered.parts,
        net: gathered.net,
    };
    Ok(drafts.into_iter().map(draft).collect())
}

/// What of an entry stands on no document at the end of `until` and should, and of which month it
/// is.
fn open_amounts<K>(
    entry: &CreditableEntry<K>,
    until: Month,
) -> Result<Vec<(Month, Money)>, MoneyError> {
    let approved_in = berlin_month(entry.approves_at);
    let is_due =
        entry.settled_as == SettledAs::Payout && !entry.is_forfeited && approved_in <= until;
    if !is_due {
        return Ok(Vec::new());
    }
    let mut taken: Vec<(Month, DateTime<Utc>, Money)> = entry
        .reversals
        .iter()
        .map(|(at, amount)| (berlin_month(*at), *at, *amount))
        .filter(|(month, _, _)| *month <= until)
        .collect();
    taken.sort_by_key(|(_, at, _)| *at);
    match entry.credited {
        Some(credited) => open_corrections(entry.amount, credited.amount, &taken),
        None if entry.is_frozen => Ok(Vec::new()),
        None => {
            let mut amount = entry.amount;
            for (_, _, part) in &taken {
                amount = amount.checked_sub(*part)?;
            }
            Ok((amount.cents != 0).then_some((approved_in, amount)).into_iter().collect())
        }
    }
}

/// What refunds took of an entry that is credited, and no correction says yet. They count in the
/// order of their time: what `credited` lacks of `amount` are the first of them. One that did not go
/// through after all is below zero, so that the same sum may be reached more than once: then as many
/// of them are told as can be, or the same corrections would be made out again in every month.
fn open_corrections(
    amount: Money,
    credited: Money,
    taken: &[(Month, DateTime<Utc>, Money)],
) -> Result<Vec<(Month, Money)>, MoneyError> {
    let told = amount.checked_sub(credited)?;
    let of_month = |(month, _, part): &(Month, DateTime<Utc>, Money)| (*month, *part);
    let rests: Vec<(Month, Money)> = match told_before(told, taken)? {
        Some(known) => taken.iter().skip(known).map(of_month).collect(),
        None => rests_of(told, taken)?,
    };
    let mut open: BTreeMap<Month, Money> = BTreeMap::new();
    for (month, rest) in rests {
        let sum = open.entry(month).or_insert(Money::zero(rest.currency));
        *sum = sum.checked_sub(rest)?;
    }
    Ok(open.into_iter().filter(|(_, sum)| sum.cents != 0).collect())
}

/// How many of the first parts, and no fewer than can be, make up `told`; `None` where none do.
fn told_before(
    told: Money,
    taken: &[(Month, DateTime<Utc>, Money)],
) -> Result<Option<usize>, MoneyError> {
    let mut sum = Money::zero(told.currency);
    let mut known = (told.cents == 0).then_some(0);
    for (place, (_, _, part)) in (1..).zip(taken) {
        sum = sum.checked_add(*part)?;
        if sum == told {
            known = Some(place);
        }
    }
    Ok(known)
}

/// What is left of each part where one was told later than others that are corrected already, or
/// where those of later months are among what is told: nothing is ever given back. Among parts below
/// zero nobody can say which of them are told, and the rest is of the last month.
fn rests_of(
    mut told: Money,
    taken: &[(Month, DateTime<Utc>, Money)],
) -> Result<Vec<(Month, Money)>, MoneyError> {
    if let Some((last, _, _)) = taken.last()
        && taken.iter().any(|(_, _, part)| part.cents < 0)
    {
        let mut rest = Money::zero(told.currency).checked_sub(told)?;
        for (_, _, part) in taken {
            rest = rest.checked_add(*part)?;
        }
        return Ok(vec![(*last, rest)]);
    }
    let mut rests = Vec::new();
    for (month, _, part) in taken {
        let known = Money::new(told.cents.clamp(0, part.cents.max(0)), part.currency);
        told = told.checked_sub(known)?;
        rests.push((*month, part.checked_sub(known)?));
    }
    Ok(rests)
}

struct Gathered<K> {
    lines: BTreeMap<(CommissionType, String), CreditLine>,
    parts: Vec<(K, Money)>,
    net: Money,
}

impl<K: Clone> Gathered<K> {
    fn new(currency: Currency) -> Self {
        Self { lines: BTreeMap::new(), parts: Vec::new(), net: Money::zero(currency) }
    }

    fn add(&mut self, entry: &CreditableEntry<K>, amount: Money) -> Result<(), MoneyError> {
        self.net = self.net.checked_add(amount)?;
        let key = (entry.kind, entry.product_name.clone());
        let line = self.lines.entry(key).or_insert_with(|| CreditLine {
            kind: entry.kind,
            product_name: entry.product_name.clone(),
            count: 0,
            net: Money::zero(amount.currency),
        });
        line.count = line.count.saturating_add(1);
        line.net = line.net.checked_add(amount)?;
        self.parts.push((entry.key.clone(), amount));
        Ok(())
    }
}

/// The sums of a credit note of `net_cents`. `before` are the sums of the credit note that it
/// corrects and of the corrections since, or zero: so the VAT of all of them is that of what is
/// left, and after a full reversal exactly zero.
///
/// # Errors
/// [`MoneyError::Overflow`] beyond 64 bits.
pub fn credit_totals(
    net_cents: i64,
    vat_rate_bp: i64,
    before: VatTotals,
) -> Result<VatTotals, MoneyError> {
    let left = before.net_cents.checked_add(net_cents).ok_or(MoneyError::Overflow)?;
    let vat = vat_on(left, vat_rate_bp)?;
    let vat_cents = vat.checked_sub(before.vat_cents).ok_or(MoneyError::Overflow)?;
    let gross_cents = net_cents.checked_add(vat_cents).ok_or(MoneyError::Overflow)?;
    Ok(VatTotals { net_cents, vat_cents, gross_cents })
}

#[cfg(test)]
mod tests;
