//! Months and days of Berlin as instants.

use chrono::{NaiveDate, NaiveTime, TimeZone as _, Utc};
use mojo_domain::{Month, to_micros};

use super::paging;
use crate::http::ApiError;

/// From when, inclusive, until when, exclusive.
fn bounds(month: Month) -> (i64, i64) {
    (start_of(month.first_day()), start_of(month.next().first_day()))
}

/// From when, inclusive, until when, exclusive: within `month`, as `2026-10`, and from the first of these
/// days to the last one. Where both say something, the narrower counts.
///
/// # Errors
/// Status 400 when `month` is none.
pub(super) fn within(
    month: Option<&str>,
    (from, until): (Option<NaiveDate>, Option<NaiveDate>),
) -> Result<(Option<i64>, Option<i64>), ApiError> {
    let month = month.map(str::parse::<Month>).transpose();
    let month = month.map_err(|_| paging::refused("month", "a month, as 2026-10"))?;
    let (first, end) = month.map(bounds).unzip();
    let last = until.map(end_of);
    Ok((first.max(from.map(start_of)), [end, last].into_iter().flatten().min()))
}

/// The first instant after a day of Berlin; the last day of the calendar has none.
fn end_of(day: NaiveDate) -> i64 {
    day.succ_opt().map_or(i64::MAX, start_of)
}

/// The first instant of a day in Berlin.
fn start_of(day: NaiveDate) -> i64 {
    // Berlin is one or two hours ahead of UTC: of the two candidates, the one that is midnight.
    let midnight = Utc.from_utc_datetime(&day.and_time(NaiveTime::MIN));
    (1..=2)
        .filter_map(|hours| midnight.checked_sub_signed(chrono::TimeDelta::hours(hours)))
        .find(|at| mojo_domain::berlin_time(*at).time() == NaiveTime::MIN)
        .map_or(to_micros(midnight), to_micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_at_midnight_in_berlin_in_winter_and_in_summer() {
        let at = |text: &str| to_micros(text.parse().unwrap());
        let month: Month = "2026-10".parse().unwrap();
        let expected = (at("2026-09-30T22:00:00Z"), at("2026-10-31T23:00:00Z"));
        assert_eq!(bounds(month), expected);
    }

    #[test]
    fn the_ends_of_the_calendar_are_days_too() {
        assert!(start_of(NaiveDate::MIN) < start_of(NaiveDate::MAX));
    }
}
