//! Days and months of the business: Europe/Berlin, whatever the machine's zone is.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use serde::{Deserialize, Serialize};

/// The calendar day of an instant in Berlin.
pub fn berlin_day(at: DateTime<Utc>) -> NaiveDate {
    berlin_time(at).date_naive()
}

/// The calendar year of an instant in Berlin, as number ranges use it.
pub fn berlin_year(at: DateTime<Utc>) -> i32 {
    berlin_day(at).year()
}

/// The month of an instant in Berlin.
pub fn berlin_month(at: DateTime<Utc>) -> Month {
    Month::of(berlin_day(at))
}

/// The clock on the wall in Berlin, for what is printed. Within a day of either end of the calendar,
/// where the clock on the wall may lie beyond it, that day stands for the instant.
pub fn berlin_time(at: DateTime<Utc>) -> DateTime<chrono_tz::Tz> {
    let first = DateTime::<Utc>::MIN_UTC + TimeDelta::days(1);
    let last = DateTime::<Utc>::MAX_UTC - TimeDelta::days(1);
    at.clamp(first, last).with_timezone(&Berlin)
}

/// A calendar month, `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month in which `day` lies.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        self.month
    }

    /// The first day of the month.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }

    /// The month after this one.
    pub fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }

    /// The month before this one.
    pub fn previous(self) -> Self {
        if self.month == 1 {
            Self { year: self.year - 1, month: 12 }
        } else {
            Self { year: self.year, month: self.month - 1 }
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The text is not `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a month (YYYY-MM)")]
pub struct ParseMonthError;

impl FromStr for Month {
    type Err = ParseMonthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // `-999-12` and `+999-12` would be dates, too.
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let (year, month) = text.split_once('-').ok_or(ParseMonthError)?;
        if (year.len(), month.len()) != (4, 2) || !is_digits(year) || !is_digits(month) {
            return Err(ParseMonthError);
        }
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
            .map(Self::of)
            .map_err(|_| ParseMonthError)
    }
}

impl TryFrom<String> for Month {
    type Error = ParseMonthError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_year_begins_in_berlin_an_hour_before_utc() {
        let at = "2026-12-31T23:30:00Z".parse().unwrap();
        assert_eq!(berlin_year(at), 2027);
        assert_eq!(berlin_month(at).to_string(), "2027-01");
        assert_eq!(berlin_month(at).previous().to_string(), "2026-12");
    }

    #[test]
    fn a_month_is_four_digits_and_two() {
        for text in
            ["2026-13", "2026-00", "0000-00", "-999-12", "+999-12", "2026-1 ", "20261-1", ""]
        {
            assert_eq!(text.parse::<Month>(), Err(ParseMonthError), "{text}");
        }
        assert_eq!(
            "9999-12".parse::<Month>().map(|month| month.next().to_string()),
            Ok("10000-01".to_owned())
        );
    }

    #[test]
    fn both_ends_of_the_calendar_have_a_day() {
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert!((berlin_time(at).to_utc() - at).abs() <= TimeDelta::days(1));
            assert_eq!(berlin_day(at), berlin_time(at).date_naive());
        }
    }
}
