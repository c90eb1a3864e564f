//! Which months may hold entries that are still in their hold period (C11).

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use mojo_domain::{Month, berlin_month};
use mojo_store::commissions::Months;

/// Where to look for what is held when a month begins, and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Before the month.
    pub(super) earlier: Months,
    /// Held when the month begins is only what was ordered later than this.
    pub(super) earlier_since: DateTime<Utc>,
    /// Up to the present, as far as it is neither of the month nor among the earlier ones; none
    /// when the first is later than the last.
    pub(super) present: Months,
    /// Held now is only what was ordered later than this.
    pub(super) present_since: DateTime<Utc>,
}

impl Held {
    /// `days` is the longest time that an entry is held.
    pub(super) fn of(month: Month, now: DateTime<Utc>, days: u32) -> Self {
        let hold = TimeDelta::days(i64::from(days));
        let since = |at: DateTime<Utc>| at.checked_sub_signed(hold).unwrap_or(DateTime::UNIX_EPOCH);
        // A month begins in Berlin within the day before it begins in UTC.
        let begins = month.first_day().and_time(NaiveTime::MIN).and_utc() - TimeDelta::days(1);
        let (earlier_since, present_since) = (since(begins), since(now));
        let first = berlin_month(present_since);
        let reaches = present_since >= earlier_since;
        Self {
            earlier: (berlin_month(earlier_since), month.previous()),
            earlier_since,
            present: (
                if reaches { first.max(month.next()) } else { first },
                berlin_month(now).max(month),
            ),
            present_since,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(month: &str, now: &str) -> [String; 4] {
        let found = Held::of(month.parse().unwrap(), now.parse().unwrap(), 30);
        let (earlier, present) = (found.earlier, found.present);
        [earlier.0, earlier.1, present.0, present.1].map(|month| month.to_string())
    }

    #[test]
    fn c11_march_begins_with_what_january_still_holds() {
        // Thirty days before the end of February, and what is held now lies in February and March.
        let found = held("2027-03", "2027-03-10T10:00:00Z");
        assert_eq!(found[..2], ["2027-01", "2027-02"]);
        assert!(found[2] > found[3], "nothing more to look for: {found:?}");
    }

    #[test]
    fn c11_an_old_month_is_read_beside_what_is_held_now() {
        let found = held("2026-03", "2026-11-20T10:00:00Z");
        assert_eq!(found, ["2026-01", "2026-02", "2026-10", "2026-11"]);
    }

    #[test]
    fn c11_a_month_to_come_is_read_with_everything_that_is_held_now() {
        let found = held("2027-06", "2026-11-20T10:00:00Z");
        assert_eq!(found[2..], ["2026-10", "2027-06"]);
    }
}
