//! VAT ids as people write them.

/// Two letters for the country, then digits and letters; dots, dashes and blanks are forgiven. Empty
/// stays empty; `None` is no VAT id.
pub fn read_vat_id(text: &str) -> Option<String> {
    let is_sign = |c: &char| !c.is_whitespace() && !matches!(c, '.' | '-');
    let id = text.chars().filter(is_sign).collect::<String>().to_uppercase();
    let (country, rest) = id.split_at_checked(2).unwrap_or(("", id.as_str()));
    let is_one = country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (2..=13).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (id.is_empty() || is_one && country.len() == 2).then_some(id)
}

/// The same for who is taxed by it (Y3): a German one has nine digits.
pub fn read_own_vat_id(text: &str) -> Option<String> {
    read_vat_id(text).filter(|id| match id.strip_prefix("DE") {
        Some(rest) => rest.len() == 9 && rest.bytes().all(|byte| byte.is_ascii_digit()),
        None => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_forgiven_and_a_german_one_has_nine_digits() {
        let id = |text: &str| Some(text.to_owned());
        assert_eq!(read_vat_id(" de 123.456-789 "), id("DE123456789"));
        assert_eq!(read_vat_id(""), id(""));
        assert_eq!(read_own_vat_id("DE 123 456 789"), id("DE123456789"));
        assert_eq!(read_own_vat_id("ATU12345675"), id("ATU12345675"));
        assert_eq!(read_own_vat_id(""), id(""));
        for wrong in ["DE12345678", "DE12345678X", "D", "DE", "12", "EU?1234", "ÄÖ123456"] {
            assert_eq!(read_own_vat_id(wrong), None, "{wrong}");
        }
    }
}
