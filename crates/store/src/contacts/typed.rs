//! What somebody means by what they type into the search box.

use chrono::NaiveDate;
use mojo_domain::contacts::{Birthday, fold, parse_birthday, search_digits};

/// The typed text, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// Nothing that could be searched for.
    Nothing,
    /// `#yoga`: the beginning of a tag, folded.
    Tag(String),
    /// The beginning of an e-mail address, in lower case.
    Email(String),
    /// Digits: perhaps a birthday, part of a phone number, a postal code or a number.
    Digits {
        /// Beginning of a birthday as kept: `1981-11-12`, `1981-`.
        birthday: Option<String>,
        /// Month and day of a birthday: `11-12`.
        birth_day: Option<String>,
        /// Part of a phone number.
        phone: Option<String>,
        /// As typed, without blanks: postal code or number.
        plain: String,
    },
    /// One or two letters: the beginning of a name, folded.
    Letters(String),
    /// Words of which every one must begin a word; those of digits may stand in a phone number.
    Words {
        /// Folded.
        words: Vec<String>,
        /// Part of a phone number, and the same digits as typed: a postal code.
        phone: Option<(String, String)>,
    },
}

impl Typed {
    pub(super) fn read(text: &str, today: NaiveDate) -> Self {
        let text = text.trim();
        if let Some(tag) = text.strip_prefix('#') {
            let tag = fold(tag);
            return if tag.is_empty() { Self::Nothing } else { Self::Tag(tag) };
        }
        if text.contains('@') {
            return Self::Email(text.to_lowercase().trim_start_matches("mailto:").to_owned());
        }
        let has_letters = text.chars().any(char::is_alphabetic);
        let has_digits = text.chars().any(|letter| letter.is_ascii_digit());
        match (has_letters, has_digits) {
            (false, false) => Self::Nothing,
            (false, true) => Self::digits(text, today),
            _ => Self::words(text),
        }
    }

    fn digits(text: &str, today: NaiveDate) -> Self {
        let plain: String = text.chars().filter(char::is_ascii_digit).collect();
        let (mut birthday, mut birth_day) = (None, None);
        let is_date = text.contains(['.', '-']) || plain.len() == 8;
        match parse_birthday(text, today) {
            Ok(Some(Birthday::Day(day))) if is_date => birthday = Some(day.to_string()),
            Ok(Some(Birthday::WithoutYear(month, day))) => {
                birth_day = Some(format!("{month:02}-{day:02}"));
            }
            _ if is_year(text) => birthday = Some(format!("{text}-")),
            _ => {}
        }
        Self::Digits { birthday, birth_day, phone: search_digits(text), plain }
    }

    fn words(text: &str) -> Self {
        let folded = fold(text);
        let (digits, words): (Vec<&str>, Vec<&str>) = folded
            .split(' ')
            .filter(|word| !word.is_empty())
            .partition(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        let plain = digits.concat();
        let phone = search_digits(&plain).map(|phone| (phone, plain));
        if phone.is_none() {
            // Too few for a phone number: a number may begin with them.
            words.extend(digits.into_iter().map(str::to_owned));
        }
        match (&words[..], phone) {
            ([], _) => Self::Nothing,
            ([word], None) if word.chars().count() <= 2 => Self::Letters(word.clone()),
            (_, phone) => Self::Words { words, phone },
        }
    }
}

fn is_year(text: &str) -> bool {
    let is_in_reach = |year: u32| (1890..2100).contains(&year);
    text.len() == 4 && text.parse().is_ok_and(is_in_reach)
}

/// The first text that no longer begins with `prefix`: the end of its range in an index.
pub(super) fn after(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Typed {
        Typed::read(text, NaiveDate::from_ymd_opt(2026, 11, 20).unwrap())
    }

    #[test]
    fn what_is_typed_is_told_apart() {
        let words = |words: &[&str], phone: Option<&str>| Typed::Words {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            phone: phone
                .map(|digits| (digits.trim_start_matches('0').to_owned(), digits.to_owned())),
        };
        assert_eq!(read("  "), Typed::Nothing);
        assert_eq!(read("mü"), words(&["mue"], None), "two letters that fold to three");
        assert_eq!(read("Mu"), Typed::Letters("mu".to_owned()));
        assert_eq!(read("Müller A"), words(&["mueller", "a"], None));
        assert_eq!(read("Müller 0171"), words(&["mueller"], Some("0171")));
        assert_eq!(read("#Offene"), Typed::Tag("offene".to_owned()));
        assert_eq!(read("Anna@Ex"), Typed::Email("anna@ex".to_owned()));
    }

    #[test]
    fn digits_may_be_a_birthday_a_year_or_a_phone_number() {
        let parts = |text| match read(text) {
            Typed::Digits { birthday, birth_day, phone, .. } => (birthday, birth_day, phone),
            other => panic!("{other:?}"),
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(parts("12.11.1981"), (some("1981-11-12"), None, some("12111981")));
        assert_eq!(parts("12.11."), (None, some("11-12"), some("1211")));
        assert_eq!(parts("1981"), (some("1981-"), None, some("1981")));
        assert_eq!(parts("0171"), (None, None, some("171")));
        assert_eq!(parts("+49 171"), (None, None, some("171")));
        assert_eq!(parts("12"), (None, None, None));
    }
}
