//! C12: a refund (Erstattung) takes commissions back in proportion.
//!
//! The rounding is cumulative: not each refund is rounded, but the total that all refunds of a
//! line have taken back. So any number of partial refunds ends in the same cents as one refund of
//! their sum, and a full refund leaves exactly zero.

use super::{Status, divide_commercially};
use crate::{Money, MoneyError};

/// Why a refund is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundRefusal {
    /// Zero or less.
    #[error("a refund is above zero")]
    NotPositive,
    /// More than the net of the line minus earlier refunds.
    #[error("more than what is left of the line")]
    MoreThanLeft,
}

/// The refunded net of a line after one more refund, or why it is refused.
///
/// # Errors
/// [`RefundRefusal`].
pub fn check_refund(net: Money, refunded: Money, more: Money) -> Result<Money, RefundRefusal> {
    if more.cents <= 0 {
        return Err(RefundRefusal::NotPositive);
    }
    let total = refunded.checked_add(more).map_err(|_| RefundRefusal::MoreThanLeft)?;
    if total.cents > net.cents { Err(RefundRefusal::MoreThanLeft) } else { Ok(total) }
}

/// What of a commission is taken back once `refunded` of `net` was given back.
///
/// # Errors
/// [`MoneyError`] for another currency, or a net of zero.
pub fn reversed_total(amount: Money, refunded: Money, net: Money) -> Result<Money, MoneyError> {
    for other in [refunded, net] {
        if other.currency != amount.currency {
            return Err(MoneyError::Currency(amount.currency, other.currency));
        }
    }
    let product = i128::from(amount.cents) * i128::from(refunded.cents);
    let cents = divide_commercially(product, i128::from(net.cents))?;
    Ok(Money::new(cents, amount.currency))
}

/// C7: what the customer gets back in all, without VAT, once `refunded` of the list `net` was given
/// back and the line was bought at a `discount`: the money in the same proportion.
///
/// # Errors
/// [`MoneyError`] for another currency, or a net of zero.
pub fn money_back_total(discount: Money, refunded: Money, net: Money) -> Result<Money, MoneyError> {
    reversed_total(net.checked_sub(discount)?, refunded, net)
}

/// The status of an entry after a refund of its line: `refunded` only when the whole net of the
/// line is gone, never because the reversal merely rounds to the amount. A forfeited entry stays.
pub(super) fn after_refund(status: Status, is_whole_net: bool) -> Status {
    if is_whole_net && status != Status::Forfeited { Status::Refunded } else { status }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c12_partial_refunds_add_up_to_the_commission() {
        let (net, amount) = (Money::eur(99_999), Money::eur(20_000));
        let reversed = |refunded| reversed_total(amount, Money::eur(refunded), net).unwrap().cents;
        assert_eq!(reversed(33_333), 6_667);
        assert_eq!(reversed(66_666), 13_333);
        assert_eq!(reversed(99_999), 20_000);
        assert_eq!(reversed(0), 0);
    }

    #[test]
    fn c12_the_largest_amounts_neither_wrap_nor_lose_a_cent() {
        let most = Money::eur(i64::MAX);
        assert_eq!(reversed_total(most, most, most), Ok(most));
        let almost = Money::eur(i64::MAX - 1);
        assert_eq!(reversed_total(almost, almost, most), Ok(Money::eur(i64::MAX - 2)));
    }

    #[test]
    fn c12_exactly_the_rest_may_be_refunded_and_nothing_more() {
        let (net, refunded) = (Money::eur(100), Money::eur(60));
        assert_eq!(check_refund(net, refunded, Money::eur(40)), Ok(net));
        let refused = check_refund(net, refunded, Money::eur(41));
        assert_eq!(refused, Err(RefundRefusal::MoreThanLeft));
        let huge = check_refund(net, refunded, Money::eur(i64::MAX));
        assert_eq!(huge, Err(RefundRefusal::MoreThanLeft));
        for cents in [0, -1, i64::MIN] {
            let refused = check_refund(net, refunded, Money::eur(cents));
            assert_eq!(refused, Err(RefundRefusal::NotPositive));
        }
    }

    #[test]
    fn c7_a_discounted_purchase_is_given_back_in_proportion() {
        let (net, discount) = (Money::eur(500_000), Money::eur(150_000));
        let back = |refunded| money_back_total(discount, Money::eur(refunded), net);
        assert_eq!(back(250_000), Ok(Money::eur(175_000)));
        assert_eq!(back(500_000), Ok(Money::eur(350_000)));
        let francs = Money::zero(crate::Currency::CHF);
        assert!(money_back_total(francs, net, net).is_err());
    }

    #[test]
    fn c12_only_a_whole_refund_makes_an_entry_refunded() {
        assert_eq!(after_refund(Status::Paid, true), Status::Refunded);
        assert_eq!(after_refund(Status::Settled, true), Status::Refunded);
        assert_eq!(after_refund(Status::Paid, false), Status::Paid);
        assert_eq!(after_refund(Status::Forfeited, true), Status::Forfeited);
    }
}
