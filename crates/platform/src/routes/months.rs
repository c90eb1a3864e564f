//! Months of Berlin as instants.

use chrono::{NaiveDate, NaiveTime, TimeZone as _, Utc};
use mojo_domain::{Month, to_micros};

/// From when, inclusive, until when, exclusive.
pub(super) fn bounds(month: Month) -> (i64, i64) {
    (start_of(month.first_day()), start_of(month.next().first_day()))
}

/// The first instant of a day in Berlin.
pub(super) fn start_of(day: NaiveDate) -> i64 {
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
