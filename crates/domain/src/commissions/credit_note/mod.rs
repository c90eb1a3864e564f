//! Y3: the self-billing credit note (Gutschrift, section 14 (2) UStG) of one recipient in one
//! currency and month.
//!
//! It covers what became approved by the end of the month, without what refunds took back by then,
//! and was not credited before; so an entry that was recorded late, or was frozen by a dispute
//! (Y5), comes with the next one. What a refund takes from an entry that was credited is not an
//! amount below zero on a later credit note: it is a correction with a number of its own that
//! names the credit note it corrects. All of a recipient's credit notes and corrections add up to
//! what was approved and not reversed.

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
    /// C12: when refunds took something back, and how much; above zero.
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

/// What is to be credited at the end of a month: at most one credit note, first, and a correction
/// for each earlier one that changed. Nothing where there is nothing to credit.
///
/// # Errors
/// [`MoneyError`] for entries of another currency, or sums beyond 64 bits of cents.
pub fn plan_credit_notes<K: Clone>(
    entries: &[CreditableEntry<K>],
    month: Month,
    currency: Currency,
) -> Result<Vec<CreditDraft<K>>, MoneyError> {
    let mut drafts: BTreeMap<Option<CreditNoteNumber>, Gathered<K>> = BTreeMap::new();
    for entry in entries {
        let Some(amount) = open_amount(entry, month)? else { continue };
        let corrects = entry.credited.map(|credited| credited.number);
        drafts.entry(corrects).or_insert_with(|| Gathered::new(currency)).add(entry, amount)?;
    }
    let draft = |(corrects, gathered): (_, Gathered<K>)| CreditDraft {
        corrects,
        lines: gathered.lines.into_values().collect(),
        parts: gathered.parts,
        net: gathered.net,
    };
    Ok(drafts.into_iter().map(draft).collect())
}

/// By how much what was credited of an entry differs from what is to be credited; `None` where it
/// does not.
fn open_amount<K>(entry: &CreditableEntry<K>, month: Month) -> Result<Option<Money>, MoneyError> {
    let is_due = entry.settled_as == SettledAs::Payout
        && !entry.is_forfeited
        && berlin_month(entry.approves_at) <= month;
    let waits = entry.is_frozen && entry.credited.is_none();
    if !is_due || waits {
        return Ok(None);
    }
    let mut amount = entry.amount;
    for (at, taken) in &entry.reversals {
        if berlin_month(*at) <= month {
            amount = amount.checked_sub(*taken)?;
        }
    }
    if let Some(credited) = entry.credited {
        amount = amount.checked_sub(credited.amount)?;
    }
    Ok((amount.cents != 0).then_some(amount))
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
