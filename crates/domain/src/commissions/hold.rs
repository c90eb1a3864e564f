//! C11: the hold period (Wartezeit). A commission is approved 30 days of 24 hours after the
//! purchase, that instant included; days of 24 hours, so a change of summer time moves nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::Policy;

/// The first instant at which an order's commissions are approved.
pub fn approves_at(ordered_at: DateTime<Utc>, policy: &Policy) -> DateTime<Utc> {
    let hold = TimeDelta::days(i64::from(policy.hold_days));
    ordered_at.checked_add_signed(hold).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// True when the hold period of an order is over.
pub fn is_approved(ordered_at: DateTime<Utc>, now: DateTime<Utc>, policy: &Policy) -> bool {
    approves_at(ordered_at, policy) <= now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c11_the_thirtieth_day_is_approved_at_its_instant_across_summer_time() {
        let ordered_at = "2026-03-10T10:00:00Z".parse().unwrap();
        let is_approved =
            |now: &str| is_approved(ordered_at, now.parse().unwrap(), &Policy::default());
        assert!(!is_approved("2026-04-09T09:59:59.999999999Z"));
        assert!(is_approved("2026-04-09T10:00:00Z"));
        let last = DateTime::<Utc>::MAX_UTC;
        assert_eq!(approves_at(last, &Policy::default()), last);
    }
}
