//! C15: why a line paid what it paid, as reasons and numbers. The sentence itself, German or
//! English, is made where it is shown.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::{CommissionType, CountryCode, LineBasis, LineOutcome, Policy, ReasonCode, approves_at};
use crate::{Money, Percentage};

/// A value that a sentence needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// An amount.
    Amount(Money),
    /// A percentage.
    Percent(Percentage),
    /// An instant.
    At(DateTime<Utc>),
    /// A day in Berlin.
    On(NaiveDate),
    /// A country.
    Country(CountryCode),
}

/// What is to be said about one commission of a line, paid or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation<T> {
    /// What it is for.
    pub kind: CommissionType,
    /// Who gets it, or would have.
    pub recipient: Option<T>,
    /// True for a commission that is paid.
    pub is_paid: bool,
    /// Why, the deciding reason first.
    pub reasons: Vec<ReasonCode>,
    /// The values by name: `base`, `percent`, `amount`, `rest`, `approves_at`, `country`,
    /// `valid_from`, `valid_until`, `attributed_at`, `expires_at`, as far as they play a part.
    pub quantities: BTreeMap<&'static str, Quantity>,
}

/// Explains a line: what is paid first, then what is not.
pub fn explain<T: Ord + Clone>(
    basis: &LineBasis<T>,
    outcome: &LineOutcome<T>,
    policy: &Policy,
) -> Vec<Explanation<T>> {
    let paid = outcome.entries.iter().map(|entry| {
        let mut quantities = quantities_of(basis, entry.kind);
        quantities.insert("percent", Quantity::Percent(entry.percent));
        quantities.insert("amount", Quantity::Amount(entry.amount));
        quantities.insert("rest", Quantity::Amount(outcome.rest));
        quantities.insert("approves_at", Quantity::At(approves_at(basis.ordered_at, policy)));
        let (kind, recipient) = (entry.kind, entry.recipient.clone());
        Explanation { kind, recipient, is_paid: true, reasons: entry.reasons.clone(), quantities }
    });
    let not_paid = outcome.not_paid.iter().map(|not_paid| Explanation {
        kind: not_paid.kind,
        recipient: not_paid.recipient.clone(),
        is_paid: false,
        reasons: vec![not_paid.reason],
        quantities: quantities_of(basis, not_paid.kind),
    });
    paid.chain(not_paid).collect()
}

/// The facts that play a part for one type.
fn quantities_of<T: Ord>(
    basis: &LineBasis<T>,
    kind: CommissionType,
) -> BTreeMap<&'static str, Quantity> {
    let mut quantities = BTreeMap::from([("base", Quantity::Amount(basis.net))]);
    if kind == CommissionType::RegionalExclusive {
        let country = basis.billing_country.map(|country| ("country", Quantity::Country(country)));
        quantities.extend(country);
        if let Some(terms) = &basis.agreement {
            quantities.insert("valid_from", Quantity::On(terms.valid_from));
            quantities.extend(terms.valid_until.map(|day| ("valid_until", Quantity::On(day))));
        }
    }
    if let (true, Some(attribution)) = (kind.is_affiliate(), &basis.attribution) {
        quantities.insert("attributed_at", Quantity::At(attribution.attributed_at));
        quantities.insert("expires_at", Quantity::At(attribution.expires_at));
    }
    quantities
}

#[cfg(test)]
mod tests;
