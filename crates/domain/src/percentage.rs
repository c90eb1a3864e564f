//! Percentages as exact decimals: 30 is 30 %.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::{Money, MoneyError};

/// A percentage; `Percentage::new(30)` is 30 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentage(Decimal);

/// The text is not a plain decimal number of at most ten decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal")]
pub struct ParsePercentageError;

impl Percentage {
    /// `percent` whole percent.
    pub const fn new(percent: u32) -> Self {
        Self(Decimal::from_parts(percent, 0, 0, false, 0))
    }

    /// Hundredths of a percent, the form at rest: 1900 is 19 %.
    pub fn from_basis_points(basis_points: i64) -> Self {
        Self(Decimal::new(basis_points, 2))
    }

    /// Hundredths of a percent, when the percentage is that exact.
    pub fn to_basis_points(self) -> Option<i64> {
        let scaled = self.0 * Decimal::ONE_HUNDRED;
        scaled.fract().is_zero().then(|| i64::try_from(scaled).ok()).flatten()
    }

    /// The percentage as a number: 30 % is 30.
    pub fn value(self) -> Decimal {
        self.0
    }

    /// This percentage of `base`, rounded to the cent, half away from zero.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] beyond 64 bits of cents.
    pub fn of(self, base: Money) -> Result<Money, MoneyError> {
        let exact = base.to_decimal().checked_mul(self.0).ok_or(MoneyError::Overflow)?;
        Money::round_commercially(exact / Decimal::ONE_HUNDRED, base.currency)
    }
}

impl FromStr for Percentage {
    type Err = ParsePercentageError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || fraction.len() > 10 || whole.len() > 10 {
            return Err(ParsePercentageError);
        }
        Decimal::from_str_exact(text).map(Self).map_err(|_| ParsePercentageError)
    }
}

/// Without trailing zeros: `30`, `12.5`.
impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_percent_of_a_cent_amount_is_rounded_once() {
        assert_eq!(Percentage::new(30).of(Money::eur(99_999)).unwrap(), Money::eur(30_000));
        let half: Percentage = "12.50".parse().unwrap();
        assert_eq!(half.to_string(), "12.5");
        assert_eq!(half.to_basis_points(), Some(1250));
        assert_eq!("".parse::<Percentage>(), Err(ParsePercentageError));
        assert_eq!("-1".parse::<Percentage>(), Err(ParsePercentageError));
    }
}
