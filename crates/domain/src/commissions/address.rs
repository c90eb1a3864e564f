//! C9: the country that decides about the region of an order.

use std::fmt;
use std::str::FromStr;

/// An ISO 3166-1 code: two capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

/// The text is not two capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a country code (two capital letters)")]
pub struct ParseCountryError;

impl CountryCode {
    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for CountryCode {
    type Err = ParseCountryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([a, b])),
            _ => Err(ParseCountryError),
        }
    }
}

/// The billing country of the order itself counts, so a customer who moved is in the new region;
/// without one, the address of the customer's first order that had one (a free order too).
pub fn resolve_country(
    of_order: Option<CountryCode>,
    first_known: Option<CountryCode>,
) -> Option<CountryCode> {
    of_order.or(first_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c9_the_order_decides_then_the_first_address_then_none() {
        let country = |code: &str| code.parse::<CountryCode>().unwrap();
        let (de, us) = (country("DE"), country("US"));
        assert_eq!(resolve_country(Some(us), Some(de)), Some(us));
        assert_eq!(resolve_country(None, Some(de)), Some(de));
        assert_eq!(resolve_country(None, None), None);
    }

    #[test]
    fn a_country_is_two_capital_letters() {
        for text in ["", "D", "de", "De", "DEU", "D1", "Ä"] {
            assert_eq!(text.parse::<CountryCode>(), Err(ParseCountryError), "{text}");
        }
        assert_eq!("CH".parse::<CountryCode>().unwrap().to_string(), "CH");
    }
}
