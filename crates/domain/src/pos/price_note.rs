//! A price that was changed elsewhere while a till was without a network: the sale keeps the price
//! that the customer paid, and says so once the change is known. Derived, never stored in the fact.

use chrono::{DateTime, Utc};

/// A price of a product, from an instant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PricePoint {
    /// Since when.
    pub since: DateTime<Utc>,
    /// With VAT.
    pub cents: i64,
}

/// The price that held when something was sold for an older one; `None` when it was sold for the
/// price of the day, or for one that the product never had (agreed at the till).
pub fn price_in_force(
    history: &[PricePoint],
    sold_at: DateTime<Utc>,
    unit_cents: i64,
) -> Option<PricePoint> {
    let mut known: Vec<PricePoint> =
        history.iter().copied().filter(|point| point.since <= sold_at).collect();
    known.sort_unstable();
    let in_force = known.pop()?;
    let was_a_price = known.iter().any(|point| point.cents == unit_cents);
    (in_force.cents != unit_cents && was_a_price).then_some(in_force)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_sale_for_the_old_price_is_told_the_new_one_and_no_other_is() {
        let history = [
            PricePoint { since: at("2026-11-20T13:05:00Z"), cents: 48_00 },
            PricePoint { since: at("2026-01-02T08:00:00Z"), cents: 45_00 },
        ];
        let later = at("2026-11-20T15:00:00Z");
        assert_eq!(price_in_force(&history, later, 45_00), Some(history[0]));
        assert_eq!(price_in_force(&history, later, 48_00), None, "the price of the day");
        assert_eq!(price_in_force(&history, later, 40_00), None, "agreed at the till");
        let before = at("2026-11-20T12:00:00Z");
        assert_eq!(price_in_force(&history, before, 45_00), None, "sold before the change");
        assert_eq!(price_in_force(&[], later, 45_00), None);
    }
}
