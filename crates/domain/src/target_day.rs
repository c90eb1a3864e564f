//! Days on which banks move euros: those of the TARGET calendar (T2, European Central Bank).

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Whether banks move euros on `day`: no Saturday or Sunday, and none of the holidays 1 January, Good
/// Friday, Easter Monday, 1 May, 25 and 26 December.
pub fn is_target_day(day: NaiveDate) -> bool {
    let is_fixed_holiday = matches!((day.month(), day.day()), (1 | 5, 1) | (12, 25 | 26));
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    !is_fixed_holiday && !is_weekend && !is_easter_holiday(day)
}

/// The first such day after `day`.
pub fn next_target_day(day: NaiveDate) -> NaiveDate {
    day.iter_days().skip(1).find(|later| is_target_day(*later)).unwrap_or(day)
}

/// Good Friday or Easter Monday.
fn is_easter_holiday(day: NaiveDate) -> bool {
    let Some(easter) = easter_sunday(day.year()) else { return false };
    easter.checked_sub_days(Days::new(2)) == Some(day)
        || easter.checked_add_days(Days::new(1)) == Some(day)
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876). `None` only for a year
/// that the calendar does not hold.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon_shift = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_shift + 15).rem_euclid(30);
    let leaps = 2 * (century.rem_euclid(4) + of_century / 4);
    let weekday = (32 + leaps - epact - of_century.rem_euclid(4)).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let since = epact + weekday - 7 * late + 114;
    let month = u32::try_from(since / 31).ok()?;
    let day = u32::try_from(since % 31 + 1).ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_is_where_the_church_has_it() {
        for (year, sunday) in [
            (1961, "1961-04-02"),
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2019, "2019-04-21"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter_sunday(year), Some(day(sunday)), "{year}");
        }
    }

    #[test]
    fn holidays_and_weekends_are_leapt_over() {
        for (before, next) in [
            ("2026-11-18", "2026-11-19"),
            ("2026-11-20", "2026-11-23"),
            // Good Friday to Easter Monday.
            ("2026-04-02", "2026-04-07"),
            ("2026-04-30", "2026-05-04"),
            // Christmas on a Friday and a Saturday.
            ("2026-12-24", "2026-12-28"),
            ("2026-12-31", "2027-01-04"),
            // Christmas on a Thursday and a Friday.
            ("2025-12-24", "2025-12-29"),
            ("2024-02-28", "2024-02-29"),
        ] {
            assert_eq!(next_target_day(day(before)), day(next), "after {before}");
        }
    }

    #[test]
    fn a_year_has_six_holidays_and_no_other_ones() {
        for year in 2020..2060 {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            let days = first.iter_days().take_while(|day| day.year() == year);
            let weekdays = days.filter(|day| day.weekday().number_from_monday() <= 5);
            let closed = weekdays.filter(|day| !is_target_day(*day)).count();
            // Good Friday and Easter Monday always, the four others when they are on a weekday.
            assert!((3..=6).contains(&closed), "{year}: {closed}");
        }
        // National holidays are none: the day of German unity, Ascension Day.
        assert!(is_target_day(day("2025-10-03")) && is_target_day(day("2026-05-14")));
        assert!(!is_target_day(day("2026-04-03")) && !is_target_day(day("2026-04-06")));
    }
}
