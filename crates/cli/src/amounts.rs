//! Amounts as somebody types them: with a point.

use mojo_desk::domain::{ParseMoneyError, parse_decimal_cents};

use crate::output::Failure;

/// An amount with a point as cents; whatever is none is answered with how it is written.
pub(crate) fn cents_of(field: &str, text: &str) -> Result<i64, Failure> {
    read_cents(text).map_err(|why| Failure::usage(format!("{field} {text:?}: {why}")))
}

/// The same inside of a longer argument, which says itself where it is wrong.
pub(crate) fn read_cents(text: &str) -> Result<i64, String> {
    parse_decimal_cents(text).map_err(|error| match (error, in_german(text)) {
        (ParseMoneyError::NotADecimal, Some(meant)) => {
            format!("{error}; write a point where German has a comma: {meant}")
        }
        (ParseMoneyError::NotADecimal, None) => {
            format!("{error}; write digits, with a point before the cents: 1.00")
        }
        (ParseMoneyError::TooPrecise, _) => {
            format!("{error}; thousands are written without a point: 1000.00")
        }
        (ParseMoneyError::TooLarge | ParseMoneyError::Currency, _) => error.to_string(),
    })
}

/// What was meant by an amount in German spelling, such as `1.234,50`.
fn in_german(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once(',')?;
    let plain = format!("{}.{fraction}", whole.replace('.', ""));
    parse_decimal_cents(&plain).is_ok().then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_amount_is_answered_with_how_it_is_written() {
        for (text, says) in [
            ("1,00", "not a decimal; write a point where German has a comma: 1.00"),
            ("-1.234,5", "not a decimal; write a point where German has a comma: -1234.5"),
            ("1,234.50", "not a decimal; write digits, with a point before the cents: 1.00"),
            ("1,234", "not a decimal; write digits, with a point before the cents: 1.00"),
            ("1 EUR", "not a decimal; write digits, with a point before the cents: 1.00"),
            ("", "not a decimal; write digits, with a point before the cents: 1.00"),
            ("1.000", "more than two decimals; thousands are written without a point: 1000.00"),
            ("99999999999999999999", "too large"),
        ] {
            assert_eq!(read_cents(text), Err(says.to_owned()), "{text}");
        }
        assert_eq!(read_cents("1.00"), Ok(100));
    }

    #[test]
    fn the_argument_is_named_with_what_was_typed() {
        let Err(Failure::Usage(text)) = cents_of("--gross", "1,00") else {
            panic!("a comma is no point");
        };
        assert!(text.starts_with("--gross \"1,00\": not a decimal; "), "{text}");
        assert!(text.ends_with(": 1.00"), "{text}");
    }
}
