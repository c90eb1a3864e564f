//! How a subscription is billed.

use chrono::{DateTime, Months, Utc};

use crate::codes::codes;

codes! {
    /// The interval in which a subscription renews.
    BillingInterval {
        /// Every calendar month.
        Month = "month";
        /// Every year.
        Year = "year";
    }
}

impl BillingInterval {
    /// The end of the period that begins at `start`: the same day of a later month, in UTC; the
    /// 31st ends on the last day of a shorter month. `None` beyond the calendar.
    pub fn end_of_period(self, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let months = match self {
            Self::Month => 1,
            Self::Year => 12,
        };
        start.checked_add_months(Months::new(months))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_on_the_same_day_or_on_the_last_of_a_shorter_month() {
        for (interval, start, end) in [
            (BillingInterval::Month, "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z"),
            (BillingInterval::Month, "2026-03-10T10:00:00Z", "2026-04-10T10:00:00Z"),
            (BillingInterval::Year, "2028-02-29T10:00:00Z", "2029-02-28T10:00:00Z"),
        ] {
            let found = interval.end_of_period(start.parse().unwrap());
            assert_eq!(found, Some(end.parse().unwrap()), "{interval} from {start}");
        }
        assert_eq!(BillingInterval::Month.end_of_period(DateTime::<Utc>::MAX_UTC), None);
    }
}
