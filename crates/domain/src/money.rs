//! Money: whole cents with a currency, and the one rounding of the house.
//!
//! Commercial rounding ("kaufmännisches Runden", half away from zero) is what German invoices and
//! tills use; the banker's rounding of `Decimal::round` is banned by lint.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// Currencies whose smallest unit is no hundredth: by ISO 4217, and the ariary, of which payment
/// providers count whole ones. Sorted.
const WITHOUT_HUNDREDTHS: [&str; 27] = [
    "BHD", "BIF", "CLF", "CLP", "DJF", "GNF", "IQD", "ISK", "JOD", "JPY", "KMF", "KRW", "KWD",
    "LYD", "MGA", "OMR", "PYG", "RWF", "TND", "UGX", "UYI", "UYW", "VND", "VUV", "XAF", "XOF",
    "XPF",
];

/// An ISO 4217 code: three capital letters. Amounts are counted in hundredths; where a currency has
/// none ([`Currency::has_hundredths`]), nothing is asked, paid or paid out in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");
    /// The Swiss franc.
    pub const CHF: Self = Self(*b"CHF");

    /// Whether a hundredth of it is its smallest unit, so that its cents are what a payment provider
    /// means by an amount. The yen has none, the dinar has thousandths.
    pub fn has_hundredths(&self) -> bool {
        WITHOUT_HUNDREDTHS.binary_search(&self.code()).is_err()
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl FromStr for Currency {
    type Err = ParseMoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(ParseMoneyError::Currency),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = ParseMoneyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The most that a line or a document may amount to, and that may be paid or moved at once:
/// 9,999,999.99. No practice ever sells for it; what is above is a slip of the keys. Below it, the
/// sums of all that a till records in its life fit into 64 bits, and every amount into its column on
/// paper.
pub const MOST_CENTS: i64 = 999_999_999;

/// Lets an amount pass that is not above [`MOST_CENTS`], in either direction.
///
/// # Errors
/// [`MoneyError::TooMuch`] when it is.
pub fn check_amount(cents: i64) -> Result<i64, MoneyError> {
    if cents.unsigned_abs() > MOST_CENTS.unsigned_abs() {
        return Err(MoneyError::TooMuch);
    }
    Ok(cents)
}

/// An amount in whole cents of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Whole cents; negative for a reversal.
    pub cents: i64,
    /// The currency of the cents.
    pub currency: Currency,
}

/// Why an amount could not be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Two amounts of different currencies were put together.
    #[error("{0} and {1} are different currencies")]
    Currency(Currency, Currency),
    /// The result does not fit into 64 bits of cents.
    #[error("the amount is too large")]
    Overflow,
    /// More than [`MOST_CENTS`].
    #[error(
        "the amount is above {}, the most that is taken; check the figures",
        Money::eur(MOST_CENTS)
    )]
    TooMuch,
    /// Nothing to divide by: no weights, or all of them zero.
    #[error("no weights to divide by")]
    NoWeights,
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseMoneyError {
    /// Not a decimal number with a point.
    #[error("not a decimal")]
    NotADecimal,
    /// More than two decimals.
    #[error("more than two decimals")]
    TooPrecise,
    /// More than 64 bits of cents.
    #[error("too large")]
    TooLarge,
    /// Not three capital letters.
    #[error("not a currency code")]
    Currency,
}

impl Money {
    /// An amount of `cents` in `currency`.
    pub const fn new(cents: i64, currency: Currency) -> Self {
        Self { cents, currency }
    }

    /// An amount in euro cents.
    pub const fn eur(cents: i64) -> Self {
        Self::new(cents, Currency::EUR)
    }

    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Rounds an exact amount of whole units (1 = one euro) to cents, half away from zero.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] beyond 64 bits of cents.
    pub fn round_commercially(units: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let cents = units.checked_mul(Decimal::ONE_HUNDRED).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(round_commercially(cents)?, currency))
    }

    /// The amount in whole units: 12345 cents are 123.45.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.cents, 2)
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError`] for another currency, or beyond 64 bits.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let cents = self.cents.checked_add(other.cents).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(cents, self.currency))
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError`] for another currency, or beyond 64 bits.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let cents = self.cents.checked_sub(other.cents).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(cents, self.currency))
    }

    /// Divides the amount in proportion to `weights` so that the parts add up exactly: every part
    /// is rounded down towards zero, and the cents left over go one each to the largest
    /// remainders, ties to the earlier part.
    ///
    /// # Errors
    /// [`MoneyError::NoWeights`] when the weights are empty or all zero.
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let total: u128 = weights.iter().map(|w| u128::from(*w)).sum();
        if total == 0 {
            return Err(MoneyError::NoWeights);
        }
        let amount = u128::from(self.cents.unsigned_abs());
        let mut parts = Vec::with_capacity(weights.len());
        let mut remainders = Vec::with_capacity(weights.len());
        let mut given: u128 = 0;
        for (index, weight) in weights.iter().enumerate() {
            let product = amount * u128::from(*weight);
            parts.push(product / total);
            given += product / total;
            remainders.push((product % total, index));
        }
        remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let left = usize::try_from(amount - given).map_err(|_| MoneyError::Overflow)?;
        for (_, index) in remainders.iter().take(left) {
            parts[*index] += 1;
        }
        let sign = self.cents.signum();
        parts
            .into_iter()
            .map(|part| {
                let part = i64::try_from(part).map_err(|_| MoneyError::Overflow)?;
                Ok(Self::new(sign * part, self.currency))
            })
            .collect()
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::Currency(self.currency, other.currency))
        }
    }
}

impl std::ops::Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self::new(-self.cents, self.currency)
    }
}

/// `1234.50`: two decimals, a point, no currency.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.cents < 0 { "-" } else { "" };
        let cents = self.cents.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// Rounds to a whole number, half away from zero: the only rounding of money in the house.
///
/// # Errors
/// [`MoneyError::Overflow`] beyond 64 bits.
pub fn round_commercially(value: Decimal) -> Result<i64, MoneyError> {
    let rounded = value.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    i64::try_from(rounded).map_err(|_| MoneyError::Overflow)
}

/// Reads `12`, `12.5` or `-12.50` as cents; a comma is not accepted.
///
/// # Errors
/// [`ParseMoneyError`] names what is wrong with the text.
pub fn parse_decimal_cents(text: &str) -> Result<i64, ParseMoneyError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return Err(ParseMoneyError::NotADecimal);
    }
    if fraction.len() > 2 {
        return Err(ParseMoneyError::TooPrecise);
    }
    let number: i64 =
        format!("{whole}{fraction:0<2}").parse().map_err(|_| ParseMoneyError::TooLarge)?;
    Ok(if text.starts_with('-') { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_yen_and_the_dinar_have_no_hundredths() {
        assert!(WITHOUT_HUNDREDTHS.is_sorted());
        for code in WITHOUT_HUNDREDTHS {
            assert!(!code.parse::<Currency>().unwrap().has_hundredths(), "{code}");
        }
        for currency in [Currency::EUR, Currency::CHF, "USD".parse().unwrap()] {
            assert!(currency.has_hundredths(), "{currency}");
        }
    }

    #[test]
    fn half_a_cent_goes_away_from_zero() {
        for (value, cents) in [("0.005", 1), ("0.015", 2), ("-0.005", -1), ("2.674999", 267)] {
            let value = Decimal::from_str(value).unwrap();
            assert_eq!(Money::round_commercially(value, Currency::EUR).unwrap().cents, cents);
        }
    }

    #[test]
    fn parts_add_up_and_the_largest_remainder_gets_the_cent() {
        let parts = Money::eur(1000).allocate(&[1, 1, 1]).unwrap();
        assert_eq!(parts.iter().map(|p| p.cents).collect::<Vec<_>>(), [334, 333, 333]);
        let parts = Money::eur(-101).allocate(&[0, 3, 7]).unwrap();
        assert_eq!(parts.iter().map(|p| p.cents).collect::<Vec<_>>(), [0, -30, -71]);
        assert_eq!(Money::eur(1).allocate(&[0]), Err(MoneyError::NoWeights));
    }

    #[test]
    fn an_amount_beyond_what_any_practice_sells_for_is_refused() {
        for cents in [0, MOST_CENTS, -MOST_CENTS] {
            assert_eq!(check_amount(cents), Ok(cents));
        }
        for cents in [MOST_CENTS + 1, -MOST_CENTS - 1, i64::MAX, i64::MIN] {
            assert_eq!(check_amount(cents), Err(MoneyError::TooMuch));
        }
        assert!(MoneyError::TooMuch.to_string().contains("9999999.99"));
    }

    #[test]
    fn an_amount_is_read_exactly_or_refused() {
        assert_eq!(parse_decimal_cents("12.5"), Ok(1250));
        assert_eq!(parse_decimal_cents("-0.07"), Ok(-7));
        for text in ["", "1,5", "1.", ".5", "1e3", "+1", " 1", "--1"] {
            assert_eq!(parse_decimal_cents(text), Err(ParseMoneyError::NotADecimal), "{text}");
        }
        assert_eq!(parse_decimal_cents("1.005"), Err(ParseMoneyError::TooPrecise));
        assert_eq!(parse_decimal_cents("99999999999999999999"), Err(ParseMoneyError::TooLarge));
    }
}
