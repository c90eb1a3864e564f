//! C3: what a customer's first purchase in the whole ecosystem is, of any seller.

use super::FirstPurchasePolicy;
use crate::Money;

/// True when an order uses up the first purchase. Cash, renewals and healing services count like
/// any other order.
pub fn counts_as_purchase(
    mut line_nets: impl Iterator<Item = Money>,
    policy: FirstPurchasePolicy,
) -> bool {
    match policy {
        FirstPurchasePolicy::FirstOrder => true,
        // No line is negative, so one above zero makes the order's net above zero.
        FirstPurchasePolicy::FirstPaidOrder => line_nets.any(|net| net.cents > 0),
    }
}

/// Whether a customer has bought before. A refund does not undo it: a refunded first purchase
/// stays the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purchases {
    has_bought: bool,
}

impl Purchases {
    /// The purchases of a customer who has, or has not, bought before.
    pub fn new(has_bought: bool) -> Self {
        Self { has_bought }
    }

    /// True when an order recorded now is the first purchase; a renewal never is (C2).
    pub fn is_first(self, is_renewal: bool) -> bool {
        !self.has_bought && !is_renewal
    }

    /// After an order. Orders count in the sequence in which they are recorded (C17), so of two
    /// at one instant exactly one is first.
    #[must_use]
    pub fn after(self, counts: bool) -> Self {
        Self { has_bought: self.has_bought || counts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c3_a_free_order_counts_only_under_the_literal_reading() {
        let free = [Money::eur(0)];
        let paid = [Money::eur(0), Money::eur(1)];
        let counts = |nets: &[Money], policy| counts_as_purchase(nets.iter().copied(), policy);
        assert!(!counts(&free, FirstPurchasePolicy::FirstPaidOrder));
        assert!(counts(&paid, FirstPurchasePolicy::FirstPaidOrder));
        assert!(counts(&free, FirstPurchasePolicy::FirstOrder));
        assert!(!counts(&[], FirstPurchasePolicy::FirstPaidOrder));
    }

    #[test]
    fn c3_a_renewal_is_never_first_but_uses_the_first_up() {
        let purchases = Purchases::default();
        assert!(purchases.is_first(false));
        assert!(!purchases.is_first(true));
        assert!(!purchases.after(true).is_first(false));
        assert!(purchases.after(false).is_first(false));
    }
}
