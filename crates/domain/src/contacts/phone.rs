//! Phone numbers: one number in whatever notation (E.164, DIN 5008, as people type them).

/// Country codes with the prefix that is dialled inside the country.
///
/// Source: ITU-T E.164 and the national plans; Italy keeps its zero abroad.
const COUNTRIES: &[(&str, &str, &str)] = &[
    ("DE", "49", "0"),
    ("AT", "43", "0"),
    ("CH", "41", "0"),
    ("LI", "423", ""),
    ("LU", "352", ""),
    ("IT", "39", ""),
    ("FR", "33", "0"),
    ("NL", "31", "0"),
    ("BE", "32", "0"),
    ("PL", "48", ""),
    ("CZ", "420", ""),
    ("SK", "421", "0"),
    ("SI", "386", "0"),
    ("HR", "385", "0"),
    ("HU", "36", "06"),
    ("DK", "45", ""),
    ("SE", "46", "0"),
    ("NO", "47", ""),
    ("ES", "34", ""),
    ("PT", "351", ""),
    ("GB", "44", "0"),
    ("IE", "353", "0"),
    ("TR", "90", "0"),
    ("US", "1", "1"),
];

/// Mobile ranges of DE, AT and CH after the country code.
const MOBILE: &[&str] = &[
    "+4915", "+4916", "+4917", "+4365", "+4366", "+4367", "+4368", "+4369", "+4174", "+4175",
    "+4176", "+4177", "+4178", "+4179",
];

/// The number in E.164 (`+4992596 9646` without the blank); `country` (ISO 3166-1 alpha-2) is
/// where it is dialled from. `None` when it is not complete enough to be dialled from abroad.
pub fn e164(text: &str, country: &str) -> Option<String> {
    // The zero in brackets is dialled inside the country only.
    let text = text.replace("(0)", "");
    let mut digits = String::with_capacity(16);
    let mut is_international = false;
    for letter in text.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if digits.is_empty() => is_international = true,
            _ => {}
        }
    }
    if !is_international && let Some(rest) = digits.strip_prefix("00") {
        digits = rest.to_owned();
        is_international = true;
    }
    let number =
        if is_international { international(&digits) } else { national(&digits, country)? };
    (8..=15).contains(&number.len()).then(|| format!("+{number}"))
}

/// `+49 0171…` is a habit: the national prefix does not belong there.
fn international(digits: &str) -> String {
    match country_code(digits) {
        Some((code, trunk)) if !trunk.is_empty() && code != "1" => {
            let rest = &digits[code.len()..];
            format!("{code}{}", rest.strip_prefix(trunk).unwrap_or(rest))
        }
        _ => digits.to_owned(),
    }
}

fn national(digits: &str, country: &str) -> Option<String> {
    let (_, code, trunk) = COUNTRIES.iter().find(|(iso, _, _)| *iso == country)?;
    if !trunk.is_empty()
        && let Some(rest) = digits.strip_prefix(trunk)
    {
        return Some(format!("{code}{rest}"));
    }
    // A spreadsheet drops a leading zero or plus; what is shorter is a number inside a town.
    let has_code = digits.len() >= 11 && digits.starts_with(code);
    match digits.len() {
        _ if has_code => Some(digits.to_owned()),
        9.. => Some(format!("{code}{digits}")),
        _ => None,
    }
}

fn country_code(digits: &str) -> Option<(&'static str, &'static str)> {
    let fits = |(_, code, _): &&(&str, &str, &str)| digits.starts_with(code);
    COUNTRIES.iter().filter(fits).max_by_key(|(_, code, _)| code.len()).map(|(_, c, t)| (*c, *t))
}

/// The country of a number in E.164, as far as it is known here.
pub fn country_of(e164: &str) -> Option<&'static str> {
    let (code, _) = country_code(e164.strip_prefix('+')?)?;
    COUNTRIES.iter().find(|(_, c, _)| *c == code).map(|(iso, _, _)| *iso)
}

/// Whether a number in E.164 is a mobile one (DE, AT, CH).
pub fn is_mobile(e164: &str) -> bool {
    MOBILE.iter().any(|range| e164.starts_with(range))
}

/// The digits that are the same in every notation of a number: without country code and national
/// prefix. They are what the search keeps.
pub fn national_digits(text: &str, country: &str) -> String {
    match e164(text, country) {
        Some(number) => without_code(&number[1..]).to_owned(),
        None => digits_of(text).trim_start_matches('0').to_owned(),
    }
}

/// What somebody types of a number, in the form of [`national_digits`]: `0171`, `+49 171`,
/// `0049171` and `171` are one. `None` for fewer than three digits.
pub fn search_digits(typed: &str) -> Option<String> {
    let text = typed.replace("(0)", "");
    let digits = digits_of(&text);
    let digits = match (text.trim().starts_with('+'), digits.strip_prefix("00")) {
        (true, _) => without_code(&digits).trim_start_matches('0').to_owned(),
        (false, Some(rest)) => without_code(rest).trim_start_matches('0').to_owned(),
        (false, None) => digits.strip_prefix('0').unwrap_or(&digits).to_owned(),
    };
    (digits.len() >= 3).then_some(digits)
}

fn without_code(digits: &str) -> &str {
    country_code(digits).map_or(digits, |(code, _)| &digits[code.len()..])
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_a_number_is_one_number() {
        let same = [
            "+49(0)9259 69646",
            "+49 (0) 9259 69646",
            "0049 9259 69646",
            "00499259-69646",
            "(09259) 69646",
            "09259/69646",
            "09259 69646",
            "+49 09259 69646",
            "+49.9259.69646",
        ];
        for text in same {
            assert_eq!(e164(text, "DE").as_deref(), Some("+49925969646"), "{text}");
        }
        assert_eq!(e164("071 801 05 46", "CH").as_deref(), Some("+41718010546"));
        assert_eq!(e164("0664 1234567", "AT").as_deref(), Some("+436641234567"));
        assert_eq!(e164("+39 06 698 82222", "DE").as_deref(), Some("+390669882222"));
        assert_eq!(e164("(415) 555-0132", "US").as_deref(), Some("+14155550132"));
    }

    #[test]
    fn what_cannot_be_dialled_from_abroad_has_no_normal_form() {
        for text in ["", "69646", "keine", "+49", "0", "+1234567890123456"] {
            assert_eq!(e164(text, "DE"), None, "{text}");
        }
        assert_eq!(e164("09259 69646", "ZZ"), None);
    }

    #[test]
    fn a_zero_that_a_spreadsheet_dropped_is_put_back() {
        assert_eq!(e164("15112345678", "DE").as_deref(), Some("+4915112345678"));
        assert_eq!(e164("4915112345678", "DE").as_deref(), Some("+4915112345678"));
    }

    #[test]
    fn what_is_typed_of_a_number_has_the_form_that_is_kept() {
        let kept = national_digits("+49(0)151 12345678", "DE");
        assert_eq!(kept, "15112345678");
        for typed in ["0151 123", "+49 151", "0049151", "151", "5678", "+49 0151"] {
            let digits = search_digits(typed).unwrap();
            assert!(kept.contains(&digits), "{typed} -> {digits}");
        }
        assert_eq!(search_digits("01"), None);
        assert_eq!(national_digits("69646", "DE"), "69646");
    }

    #[test]
    fn mobile_numbers_are_told_from_the_rest() {
        assert!(is_mobile("+4915112345678") && is_mobile("+436641234567"));
        assert!(is_mobile("+41791234567") && !is_mobile("+41718010546"));
        assert_eq!(country_of("+41718010546"), Some("CH"));
        assert_eq!(country_of("+4231234567"), Some("LI"));
    }
}
