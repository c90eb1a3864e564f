//! Y1: the monthly payout (Auszahlung) per recipient and currency, as a plan that can be shown
//! before anything moves.

use crate::codes::codes;
use crate::{Currency, Money, MoneyError};

codes! {
    /// What led to a payout.
    PayoutKind {
        /// The monthly run (Y1).
        Monthly = "monthly";
        /// The deactivation of the tenant (C13).
        Final = "final";
        /// What a tenant sold through the platform's account (C5): no commission, and in no statement.
        Sales = "sales";
        /// No run: one that was paid came back (Y2). Its amount is below zero.
        Returned = "returned";
    }
}

codes! {
    /// Why a balance is carried over instead of paid.
    CarryReason {
        /// Below the minimum; clawbacks may make it negative.
        BelowMinimum = "below_minimum";
        /// Its currency is not counted in cents, so that nobody can pay it out.
        OtherUnit = "other_unit";
        /// Y2: the tenant has no connected account to pay to.
        NoAccount = "no_account";
    }
}

/// What a run finds due to one recipient in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutCandidate<T> {
    /// The recipient.
    pub recipient: T,
    /// The currency of the cents; currencies are never netted.
    pub currency: Currency,
    /// Approved and unpaid, minus what refunds took from it; with what was paid and came back.
    pub approved_cents: i128,
    /// What later refunds took from paid entries (clawback): zero or negative; above zero where such
    /// a refund did not go through after all.
    pub clawback_cents: i128,
    /// Y2: false without a connected account.
    pub has_account: bool,
}

/// What a run does for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayoutDecision<T> {
    /// Pays the whole balance; every approved entry becomes paid.
    Pay {
        /// The recipient.
        recipient: T,
        /// Always above zero.
        amount: Money,
    },
    /// Pays nothing; the balance stays.
    Carry {
        /// The recipient.
        recipient: T,
        /// The currency of the balance.
        currency: Currency,
        /// The balance in cents.
        balance_cents: i128,
        /// Why.
        reason: CarryReason,
    },
}

/// A whole run, recipients in order of id, then currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutPlan<T> {
    /// One decision per recipient and currency.
    pub decisions: Vec<PayoutDecision<T>>,
}

/// Plans a run. Below `minimum_cents` (and never at zero or less) nothing is paid.
///
/// # Errors
/// [`MoneyError::Overflow`] for a payout beyond 64 bits of cents.
pub fn plan_payouts<T: Ord>(
    mut candidates: Vec<PayoutCandidate<T>>,
    minimum_cents: i64,
) -> Result<PayoutPlan<T>, MoneyError> {
    candidates.sort_by(|a, b| a.recipient.cmp(&b.recipient).then(a.currency.cmp(&b.currency)));
    let least = i128::from(minimum_cents.max(1));
    let decide = |candidate: PayoutCandidate<T>| {
        let PayoutCandidate { recipient, currency, .. } = candidate;
        let balance_cents = candidate.approved_cents + candidate.clawback_cents;
        let reason = if balance_cents < least {
            CarryReason::BelowMinimum
        } else if !currency.has_hundredths() {
            CarryReason::OtherUnit
        } else if !candidate.has_account {
            CarryReason::NoAccount
        } else {
            let cents = i64::try_from(balance_cents).map_err(|_| MoneyError::Overflow)?;
            return Ok(PayoutDecision::Pay { recipient, amount: Money::new(cents, currency) });
        };
        Ok(PayoutDecision::Carry { recipient, currency, balance_cents, reason })
    };
    let decisions = candidates.into_iter().map(decide).collect::<Result<_, _>>()?;
    Ok(PayoutPlan { decisions })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(
        recipient: &'static str,
        approved: i128,
        clawback: i128,
    ) -> PayoutCandidate<&'static str> {
        PayoutCandidate {
            recipient,
            currency: Currency::EUR,
            approved_cents: approved,
            clawback_cents: clawback,
            has_account: true,
        }
    }

    fn paid(candidates: Vec<PayoutCandidate<&'static str>>, minimum: i64) -> Vec<String> {
        let plan = plan_payouts(candidates, minimum).unwrap();
        let tell = |decision: &PayoutDecision<&str>| match decision {
            PayoutDecision::Pay { recipient, amount } => {
                format!("{recipient} {amount} {}", amount.currency)
            }
            PayoutDecision::Carry { recipient, balance_cents, reason, .. } => {
                format!("{recipient} carries {balance_cents}, {reason}")
            }
        };
        plan.decisions.iter().map(tell).collect()
    }

    #[test]
    fn y1_fifty_euros_are_paid_and_a_cent_less_is_carried() {
        let run = paid(vec![candidate("b", 5000, 0), candidate("a", 4999, 0)], 5000);
        assert_eq!(run, ["a carries 4999, below_minimum", "b 50.00 EUR"]);
    }

    #[test]
    fn y1_clawbacks_are_netted_and_a_negative_balance_is_never_paid() {
        let run = paid(vec![candidate("a", 12_000, -7000), candidate("b", 6000, -20_000)], 5000);
        assert_eq!(run, ["a 50.00 EUR", "b carries -14000, below_minimum"]);
        assert_eq!(paid(vec![candidate("a", 0, 0)], 0), ["a carries 0, below_minimum"]);
    }

    #[test]
    fn y1_currencies_are_kept_apart_and_ids_sort_as_texts() {
        let francs = PayoutCandidate { currency: Currency::CHF, ..candidate("2", 6000, 0) };
        let run = paid(vec![candidate("2", 6000, 0), francs, candidate("10", 6000, 0)], 5000);
        assert_eq!(run, ["10 60.00 EUR", "2 60.00 CHF", "2 60.00 EUR"]);
    }

    #[test]
    fn y2_without_a_connected_account_the_balance_is_kept() {
        let run = paid(vec![PayoutCandidate { has_account: false, ..candidate("a", 9000, 0) }], 1);
        assert_eq!(run, ["a carries 9000, no_account"]);
    }

    #[test]
    fn y1_what_is_not_counted_in_cents_is_carried_whatever_it_amounts_to() {
        let currency = "JPY".parse().unwrap();
        let run = paid(vec![PayoutCandidate { currency, ..candidate("a", 900_000, 0) }], 5000);
        assert_eq!(run, ["a carries 900000, other_unit"]);
    }

    #[test]
    fn c12_a_refund_that_failed_after_it_was_netted_is_paid_out_again() {
        assert_eq!(paid(vec![candidate("a", 0, 6000)], 5000), ["a 60.00 EUR"]);
    }

    #[test]
    fn a_balance_beyond_64_bits_is_an_error_and_no_wrap() {
        let huge = plan_payouts(vec![candidate("a", i128::from(i64::MAX) + 1, 0)], 1);
        assert_eq!(huge, Err(MoneyError::Overflow));
    }
}
