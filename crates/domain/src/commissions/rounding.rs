//! C10 and C12: a commission is rounded to the cent once, half away from zero, from an exact
//! fraction. 128-bit integers keep the fraction exact where a decimal of 28 digits would not.

use crate::{Money, MoneyError, Percentage};

/// `numerator / denominator`, rounded to a whole number, half away from zero.
///
/// # Errors
/// [`MoneyError::NoWeights`] when the denominator is zero, [`MoneyError::Overflow`] beyond 64 bits.
pub fn divide_commercially(numerator: i128, denominator: i128) -> Result<i64, MoneyError> {
    if denominator == 0 {
        return Err(MoneyError::NoWeights);
    }
    let (whole, left) = (numerator / denominator, numerator % denominator);
    let is_half_or_more = left.unsigned_abs() >= denominator.unsigned_abs() - left.unsigned_abs();
    let away = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
    let rounded = if is_half_or_more { whole + away } else { whole };
    i64::try_from(rounded).map_err(|_| MoneyError::Overflow)
}

/// `percent` of `net`, rounded to the cent.
///
/// # Errors
/// [`MoneyError::Overflow`] beyond 64 bits of cents.
pub fn share_of(net: Money, percent: Percentage) -> Result<Money, MoneyError> {
    let rate = percent.value();
    let scale = 10_i128.checked_pow(rate.scale()).ok_or(MoneyError::Overflow)?;
    let numerator = i128::from(net.cents).checked_mul(rate.mantissa());
    let denominator = scale.checked_mul(100);
    let cents = divide_commercially(
        numerator.ok_or(MoneyError::Overflow)?,
        denominator.ok_or(MoneyError::Overflow)?,
    )?;
    Ok(Money::new(cents, net.currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c10_half_a_cent_goes_away_from_zero() {
        for (numerator, denominator, rounded) in
            [(5, 10, 1), (4, 10, 0), (-5, 10, -1), (-4, 10, 0), (15, -10, -2), (9, 3, 3), (0, 7, 0)]
        {
            assert_eq!(divide_commercially(numerator, denominator), Ok(rounded), "{numerator}");
        }
        assert_eq!(divide_commercially(1, 0), Err(MoneyError::NoWeights));
        assert_eq!(divide_commercially(i128::MAX, 1), Err(MoneyError::Overflow));
    }

    #[test]
    fn c10_the_largest_amount_is_shared_exactly() {
        let most = Money::eur(i64::MAX);
        assert_eq!(share_of(most, Percentage::new(100)), Ok(most));
        let fine: Percentage = "29.9999999999".parse().unwrap();
        assert_eq!(share_of(most, fine), Ok(Money::eur(2_767_011_611_047_209_370)));
        assert_eq!(share_of(Money::eur(99_999), Percentage::new(30)), Ok(Money::eur(30_000)));
    }

    #[test]
    fn the_exact_share_agrees_with_the_decimal_one() {
        for cents in [-101_i64, -1, 0, 1, 2, 3, 17, 99, 12_345, 999_999_999] {
            for percent in ["0", "2", "10", "12.5", "20", "29.99", "30"] {
                let percent: Percentage = percent.parse().unwrap();
                assert_eq!(share_of(Money::eur(cents), percent), percent.of(Money::eur(cents)));
            }
        }
    }
}
