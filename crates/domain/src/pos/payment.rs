//! Payment (Zahlung): what the customer hands over is split until the sum is reached.
//!
//! Cards and vouchers never exceed what is due; only cash may, and gives change.

use std::fmt;
use std::str::FromStr;

use crate::vat::sum_cents;
use crate::{Money, MoneyError, check_amount};

/// How something was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaymentMethod {
    /// Coins and notes (`Bar`).
    Cash,
    /// A card at a terminal (`Unbar`).
    Card,
    /// A voucher.
    Voucher,
}

/// The text names no method of payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a method of payment (cash, card, voucher)")]
pub struct ParsePaymentMethodError;

impl PaymentMethod {
    /// Every method.
    pub const ALL: [Self; 3] = [Self::Cash, Self::Card, Self::Voucher];

    /// The stable name, as on the wire and at rest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Voucher => "voucher",
        }
    }
}

impl fmt::Display for PaymentMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for PaymentMethod {
    type Err = ParsePaymentMethodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|method| method.name() == text).ok_or(ParsePaymentMethodError)
    }
}

/// What the customer hands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tender {
    /// How.
    pub method: PaymentMethod,
    /// How much.
    pub cents: i64,
}

/// A payment: what counts towards the sum, and what was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// How.
    pub method: PaymentMethod,
    /// What counts towards the sum; negative in a Storno.
    pub amount_cents: i64,
    /// What was handed over: more than the amount when change was given.
    pub tendered_cents: i64,
}

/// A sum paid in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The payments; their amounts add up to the sum.
    pub payments: Vec<Payment>,
    /// Given back in cash.
    pub change_cents: i64,
}

/// Why a payment is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentRefused {
    /// Not enough.
    #[error(
        "{} of {} given, {} are missing",
        Money::eur(*.given_cents),
        Money::eur(*.due_cents),
        Money::eur(*.missing_cents)
    )]
    TooLittle {
        /// What is to be paid.
        due_cents: i64,
        /// What was handed over.
        given_cents: i64,
        /// What is missing.
        missing_cents: i64,
    },
    /// Cards and vouchers exceed the sum: only cash gives change.
    #[error(
        "{} without cash exceed the {} due",
        Money::eur(*.cashless_cents),
        Money::eur(*.due_cents)
    )]
    CashlessTooMuch {
        /// What is to be paid.
        due_cents: i64,
        /// Cards and vouchers together.
        cashless_cents: i64,
        /// By how much.
        over_cents: i64,
    },
    /// Cash although everything is paid without it.
    #[error("{} in cash, but nothing is left to pay", Money::eur(*.cash_cents))]
    CashNotNeeded {
        /// The cash.
        cash_cents: i64,
    },
    /// An amount of zero or below.
    #[error("an amount of {} by {method} is no payment", Money::eur(*.cents))]
    NotPositive {
        /// The method.
        method: PaymentMethod,
        /// The amount.
        cents: i64,
    },
    /// More money than fits, or than is taken.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Settles `due_cents` by what is handed over.
///
/// # Errors
/// [`PaymentRefused`] with the amounts.
pub fn settle(due_cents: i64, tenders: &[Tender]) -> Result<Settlement, PaymentRefused> {
    if let Some(&Tender { method, cents }) = tenders.iter().find(|tender| tender.cents <= 0) {
        return Err(PaymentRefused::NotPositive { method, cents });
    }
    for tender in tenders {
        check_amount(tender.cents)?;
    }
    let is_cash = |tender: &&Tender| tender.method == PaymentMethod::Cash;
    let cash_cents = sum_cents(tenders.iter().filter(is_cash).map(|tender| tender.cents))?;
    let given_cents = sum_cents(tenders.iter().map(|tender| tender.cents))?;
    let cashless_cents = given_cents - cash_cents;
    if cashless_cents > due_cents {
        let over_cents = cashless_cents - due_cents;
        return Err(PaymentRefused::CashlessTooMuch { due_cents, cashless_cents, over_cents });
    }
    if given_cents < due_cents {
        let missing_cents = due_cents - given_cents;
        return Err(PaymentRefused::TooLittle { due_cents, given_cents, missing_cents });
    }
    let rest_cents = due_cents - cashless_cents;
    if cash_cents > 0 && rest_cents == 0 {
        return Err(PaymentRefused::CashNotNeeded { cash_cents });
    }
    let payments = payments(tenders, cash_cents, rest_cents);
    Ok(Settlement { payments, change_cents: cash_cents - rest_cents })
}

/// Cards and vouchers one by one; the cash as one payment, where its first note lay.
fn payments(tenders: &[Tender], cash_cents: i64, rest_cents: i64) -> Vec<Payment> {
    let mut payments: Vec<Payment> = Vec::with_capacity(tenders.len());
    for &Tender { method, cents } in tenders {
        if method != PaymentMethod::Cash {
            payments.push(Payment { method, amount_cents: cents, tendered_cents: cents });
        } else if payments.iter().all(|payment| payment.method != PaymentMethod::Cash) {
            let (amount_cents, tendered_cents) = (rest_cents, cash_cents);
            payments.push(Payment { method, amount_cents, tendered_cents });
        }
    }
    payments
}

#[cfg(test)]
mod tests {
    use super::*;
    use PaymentMethod::{Card, Cash, Voucher};

    fn pay(due_cents: i64, tenders: &[(PaymentMethod, i64)]) -> Result<Settlement, PaymentRefused> {
        let tenders: Vec<_> =
            tenders.iter().map(|&(method, cents)| Tender { method, cents }).collect();
        settle(due_cents, &tenders)
    }

    #[test]
    fn cash_above_the_sum_gives_change() {
        let done = pay(42_00, &[(Cash, 50_00)]).unwrap();
        assert_eq!(done.change_cents, 8_00);
        assert_eq!(
            done.payments,
            [Payment { method: Cash, amount_cents: 42_00, tendered_cents: 50_00 }]
        );
    }

    #[test]
    fn a_sum_may_be_split_and_cash_takes_the_rest() {
        let split = [(Cash, 20_00), (Card, 30_00), (Voucher, 10_00), (Cash, 5_00)];
        let done = pay(62_50, &split).unwrap();
        let amounts: Vec<_> = done.payments.iter().map(|p| (p.method, p.amount_cents)).collect();
        assert_eq!(amounts, [(Cash, 22_50), (Card, 30_00), (Voucher, 10_00)]);
        assert_eq!(done.change_cents, 2_50);
    }

    #[test]
    fn a_refusal_names_the_amounts() {
        assert_eq!(
            pay(42_00, &[(Card, 30_00), (Cash, 10_00)]),
            Err(PaymentRefused::TooLittle {
                due_cents: 42_00,
                given_cents: 40_00,
                missing_cents: 2_00
            })
        );
        assert_eq!(
            pay(42_00, &[(Card, 30_00), (Voucher, 15_00)]),
            Err(PaymentRefused::CashlessTooMuch {
                due_cents: 42_00,
                cashless_cents: 45_00,
                over_cents: 3_00
            })
        );
        assert_eq!(
            pay(42_00, &[(Card, 42_00), (Cash, 5_00)]),
            Err(PaymentRefused::CashNotNeeded { cash_cents: 5_00 })
        );
        assert_eq!(
            pay(42_00, &[(Card, 50_00), (Cash, -8_00)]),
            Err(PaymentRefused::NotPositive { method: Cash, cents: -8_00 })
        );
        assert_eq!(
            pay(1, &[(Card, i64::MAX), (Cash, i64::MAX)]),
            Err(PaymentRefused::Money(MoneyError::TooMuch))
        );
        let said = pay(42_00, &[(Cash, 27_10)]).unwrap_err().to_string();
        assert_eq!(said, "27.10 of 42.00 given, 14.90 are missing");
    }

    #[test]
    fn what_costs_nothing_needs_no_payment() {
        assert_eq!(pay(0, &[]), Ok(Settlement { payments: vec![], change_cents: 0 }));
    }
}
