//! Birthdays as people and programs write them.

use chrono::{Datelike, Months, NaiveDate};

use super::fold;

/// What is known of a birthday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Birthday {
    /// The day.
    Day(NaiveDate),
    /// Month and day; the year is not known.
    WithoutYear(u32, u32),
}

/// Why a text is no birthday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BirthdayRefused {
    /// No day of the calendar, as 31 February.
    #[error("not a date")]
    NotADate,
    /// Nobody is born after today.
    #[error("in the future")]
    InTheFuture,
    /// More than 130 years ago.
    #[error("too long ago")]
    TooLongAgo,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mae", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"];

/// Reads `1981-11-12`, `19811112`, `12.11.1981`, `12.11.81`, `12/11/1981`, `12. November 1981`,
/// each with a time behind it or not, and `12.11.` or `--11-12` without a year. Two digits of a
/// year mean the last such year that is not after `today`. Empty, and the zeros that programs
/// write for it, give `None`.
///
/// # Errors
/// [`BirthdayRefused`] says why it is none.
pub fn parse_birthday(text: &str, today: NaiveDate) -> Result<Option<Birthday>, BirthdayRefused> {
    let text = without_time(text.trim());
    if text.chars().all(|letter| matches!(letter, '0' | '.' | '-' | '/' | ' '))
        && !text.contains("--")
    {
        return Ok(None);
    }
    let (year, month, day) = parts(text, today).ok_or(BirthdayRefused::NotADate)?;
    let Some(year) = year else {
        // A leap year: 29 February is a birthday.
        return match NaiveDate::from_ymd_opt(2000, month, day) {
            Some(_) => Ok(Some(Birthday::WithoutYear(month, day))),
            None => Err(BirthdayRefused::NotADate),
        };
    };
    let day = NaiveDate::from_ymd_opt(year, month, day).ok_or(BirthdayRefused::NotADate)?;
    if day > today {
        return Err(BirthdayRefused::InTheFuture);
    }
    match today.checked_sub_months(Months::new(130 * 12)) {
        Some(oldest) if day < oldest => Err(BirthdayRefused::TooLongAgo),
        _ => Ok(Some(Birthday::Day(day))),
    }
}

/// A time of day behind a date says nothing about a birthday.
fn without_time(text: &str) -> &str {
    let is_time = |rest: &str| rest.contains(':') || rest.starts_with(|c: char| c.is_ascii_digit());
    match text.split_once(['T', ' ']) {
        Some((day, rest)) if is_time(rest) && rest.contains(':') => day,
        Some((day, rest)) if text.contains('T') && is_time(rest) && day.len() >= 8 => day,
        _ => text,
    }
}

type Parts = (Option<i32>, u32, u32);

fn parts(text: &str, today: NaiveDate) -> Option<Parts> {
    if let Some(rest) = text.strip_prefix("--") {
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        let is_short = digits.len() == 4 && rest.len() <= 5;
        return if is_short {
            Some((None, number(&digits[..2])?, number(&digits[2..])?))
        } else {
            None
        };
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((Some(number(&text[..4])?), number(&text[4..6])?, number(&text[6..])?));
    }
    let words: Vec<&str> =
        text.split(['.', '-', '/', ' ']).map(str::trim).filter(|word| !word.is_empty()).collect();
    match words[..] {
        [year, month, day] if year.len() == 4 && !text.contains('.') => {
            Some((Some(number(year)?), month_of(month)?, number(day)?))
        }
        [day, month, year] => Some((Some(year_of(year, today)?), month_of(month)?, number(day)?)),
        [day, month] if text.contains('.') || !month.starts_with(|c: char| c.is_ascii_digit()) => {
            Some((None, month_of(month)?, number(day)?))
        }
        _ => None,
    }
}

fn year_of(text: &str, today: NaiveDate) -> Option<i32> {
    let year: i32 = number(text)?;
    match text.len() {
        4 => Some(year),
        2 if 2000 + year <= today.year() => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

fn month_of(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return number(text);
    }
    let name = fold(text);
    let german = MONTHS.iter().position(|month| name.starts_with(month));
    let other = ["", "", "mar", "", "may", "", "", "", "", "oct", "", "dec"]
        .iter()
        .position(|month| !month.is_empty() && name.starts_with(month));
    u32::try_from(german.or(other)? + 1).ok()
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Birthday>, BirthdayRefused> {
        parse_birthday(text, NaiveDate::from_ymd_opt(2026, 11, 20).unwrap())
    }

    #[test]
    fn a_day_is_read_in_every_customary_notation() {
        let day = Birthday::Day(NaiveDate::from_ymd_opt(1981, 11, 2).unwrap());
        for text in [
            "1981-11-02",
            "19811102",
            "1981/11/02",
            "02.11.1981",
            "2.11.1981",
            "2.11.81",
            "02/11/1981",
            "02-11-1981",
            " 2. November 1981 ",
            "2 Nov 1981",
            "1981-11-02T00:00:00Z",
            "19811102T000000",
            "02.11.1981 00:00:00",
        ] {
            assert_eq!(read(text), Ok(Some(day)), "{text}");
        }
        let march = Birthday::Day(NaiveDate::from_ymd_opt(1981, 3, 2).unwrap());
        assert_eq!(read("2. März 1981"), Ok(Some(march)));
    }

    #[test]
    fn two_digits_of_a_year_mean_the_last_such_year() {
        let year = |text: &str| match read(text) {
            Ok(Some(Birthday::Day(day))) => day.year(),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!((year("1.1.26"), year("1.1.27"), year("1.1.00")), (2026, 1927, 2000));
    }

    #[test]
    fn days_that_are_none_are_refused() {
        for text in
            ["31.02.1980", "1981-13-01", "29.02.1981", "heute", "1981", "1.2.3.4", "0.1.1980"]
        {
            assert_eq!(read(text), Err(BirthdayRefused::NotADate), "{text}");
        }
        assert_eq!(read("21.11.2026"), Err(BirthdayRefused::InTheFuture));
        assert_eq!(read("01.01.1890"), Err(BirthdayRefused::TooLongAgo));
    }

    #[test]
    fn a_day_without_a_year_and_the_zeros_for_nothing_are_told_apart() {
        assert_eq!(read("--11-12"), Ok(Some(Birthday::WithoutYear(11, 12))));
        assert_eq!(read("--1112"), Ok(Some(Birthday::WithoutYear(11, 12))));
        assert_eq!(read("12.11."), Ok(Some(Birthday::WithoutYear(11, 12))));
        for text in ["", " ", "00.00.0000", "0000-00-00"] {
            assert_eq!(read(text), Ok(None), "{text}");
        }
    }
}
