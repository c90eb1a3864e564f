//! The cash book (Kassenbuch): what should be in the till (§ 146 Abs. 1 AO).

use super::GvTyp;
use crate::vat::sum_cents;
use crate::{Money, MoneyError, check_amount};

/// Where the cash of a till stands since the closing before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CashBook {
    /// In the till after the closing before.
    pub opening_cents: i64,
    /// Cash sales less change and Storno.
    pub cash_sales_cents: i64,
    /// Put in and taken out.
    pub cash_movements_cents: i64,
}

/// Why money is not put in or taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CashMovementRefused {
    /// There is not that much in the till; a till below zero cannot be.
    #[error(
        "{} are in the till, {} are to be taken out",
        Money::eur(*.there_cents),
        Money::eur(*.wanted_cents)
    )]
    NotEnough {
        /// In the till.
        there_cents: i64,
        /// To be taken out.
        wanted_cents: i64,
    },
    /// Nothing moves.
    #[error("an amount of zero is no movement")]
    Zero,
    /// No word why.
    #[error("a cash movement needs a reason")]
    NoReason,
    /// The kind does not move cash in this direction.
    #[error("{0} does not move cash in this direction")]
    Kind(GvTyp),
    /// More money than fits, or than is taken.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl CashBook {
    /// What should be in the till.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] beyond 64 bits.
    pub fn expected_cents(&self) -> Result<i64, MoneyError> {
        sum_cents([self.opening_cents, self.cash_sales_cents, self.cash_movements_cents])
    }

    /// Whether `amount_cents` (into the till positive) may be moved, and the book after it.
    ///
    /// # Errors
    /// [`CashMovementRefused`] says why not.
    pub fn plan_movement(
        &self,
        amount_cents: i64,
        gv_typ: GvTyp,
        reason: &str,
    ) -> Result<Self, CashMovementRefused> {
        if amount_cents == 0 {
            return Err(CashMovementRefused::Zero);
        }
        if reason.trim().is_empty() {
            return Err(CashMovementRefused::NoReason);
        }
        if !may_move(gv_typ, amount_cents) {
            return Err(CashMovementRefused::Kind(gv_typ));
        }
        check_amount(amount_cents)?;
        self.check_cash(amount_cents)?;
        let cash_movements_cents = sum_cents([self.cash_movements_cents, amount_cents])?;
        Ok(Self { cash_movements_cents, ..*self })
    }

    /// Whether the till holds what goes out of it: nobody gives back cash that is not there.
    ///
    /// # Errors
    /// [`CashMovementRefused::NotEnough`] with what is there.
    pub fn check_cash(&self, amount_cents: i64) -> Result<(), CashMovementRefused> {
        let there_cents = self.expected_cents()?;
        if amount_cents < 0 && sum_cents([there_cents, amount_cents])? < 0 {
            let wanted_cents = amount_cents.saturating_neg();
            return Err(CashMovementRefused::NotEnough { there_cents, wanted_cents });
        }
        Ok(())
    }
}

fn may_move(gv_typ: GvTyp, amount_cents: i64) -> bool {
    match gv_typ {
        GvTyp::Geldtransit | GvTyp::DifferenzSollIst => true,
        GvTyp::Anfangsbestand | GvTyp::Privateinlage | GvTyp::Einzahlung => amount_cents > 0,
        GvTyp::Privatentnahme | GvTyp::Auszahlung | GvTyp::Lohnzahlung => amount_cents < 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: CashBook =
        CashBook { opening_cents: 100_00, cash_sales_cents: 42_00, cash_movements_cents: 0 };

    #[test]
    fn money_put_in_and_taken_out_is_expected() {
        let book = BOOK.plan_movement(50_00, GvTyp::Privateinlage, "Wechselgeld").unwrap();
        let book = book.plan_movement(-92_00, GvTyp::Geldtransit, "zur Bank").unwrap();
        assert_eq!(book.expected_cents(), Ok(100_00));
    }

    #[test]
    fn a_till_never_holds_less_than_nothing() {
        assert_eq!(
            BOOK.plan_movement(-142_01, GvTyp::Privatentnahme, "privat"),
            Err(CashMovementRefused::NotEnough { there_cents: 142_00, wanted_cents: 142_01 })
        );
        assert!(BOOK.plan_movement(-142_00, GvTyp::Privatentnahme, "privat").is_ok());
        let refused = BOOK.check_cash(-142_01).unwrap_err();
        assert_eq!(refused.to_string(), "142.00 are in the till, 142.01 are to be taken out");
        assert_eq!(BOOK.check_cash(-142_00), Ok(()));
    }

    #[test]
    fn a_movement_needs_an_amount_a_reason_and_a_kind_that_fits() {
        let refused = |cents, kind, why| BOOK.plan_movement(cents, kind, why).unwrap_err();
        assert_eq!(refused(0, GvTyp::Geldtransit, "x"), CashMovementRefused::Zero);
        assert_eq!(refused(1, GvTyp::Geldtransit, ""), CashMovementRefused::NoReason);
        assert_eq!(
            refused(1, GvTyp::Privatentnahme, "x"),
            CashMovementRefused::Kind(GvTyp::Privatentnahme)
        );
        assert_eq!(refused(1, GvTyp::Umsatz, "x"), CashMovementRefused::Kind(GvTyp::Umsatz));
        let too_much = CashMovementRefused::Money(MoneyError::TooMuch);
        for cents in [i64::MIN, i64::MAX, 10_000_000_00] {
            assert_eq!(refused(cents, GvTyp::Geldtransit, "x"), too_much);
        }
    }
}
