//! A grant: the order line that bought a membership, and from when to when it opens its stage.

use chrono::{DateTime, Utc};

use super::Stage;
use crate::catalogue::BillingInterval;

/// When a membership bought at an instant ends: with the period of its subscription, or never.
pub fn membership_end(
    bought_at: DateTime<Utc>,
    interval: Option<BillingInterval>,
) -> Option<DateTime<Utc>> {
    interval.and_then(|interval| interval.end_of_period(bought_at))
}

/// What one order line grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The stage.
    pub stage: Stage,
    /// The first instant that counts.
    pub starts_at: DateTime<Utc>,
    /// The first instant that no longer counts; `None` for what was bought once and for all.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it was taken back, by a full refund of its line.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Grant {
    /// The first instant at which the grant opens nothing any more.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        match (self.ends_at, self.revoked_at) {
            (Some(end), Some(revoked)) => Some(end.min(revoked)),
            (end, revoked) => end.or(revoked),
        }
    }

    /// Whether it opens its stage at an instant.
    pub fn is_live(&self, at: DateTime<Utc>) -> bool {
        self.starts_at <= at && self.until().is_none_or(|until| at < until)
    }
}

/// The highest stage that is open at an instant.
pub fn stage_at(grants: &[Grant], at: DateTime<Utc>) -> Option<Stage> {
    grants.iter().filter(|grant| grant.is_live(at)).map(|grant| grant.stage).max()
}

/// Until when the stage that is open at `at` stays open without another purchase: grants that
/// follow or overlap each other count as one. `None` when it never ends.
pub fn membership_until(
    grants: &[Grant],
    stage: Stage,
    at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mut until = at;
    loop {
        let reaching = grants
            .iter()
            .filter(|grant| grant.stage >= stage && grant.is_live(until))
            .map(Grant::until);
        let mut later = until;
        for end in reaching {
            later = later.max(end?);
        }
        if later == until {
            return Some(until);
        }
        until = later;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}T10:00:00Z").parse().unwrap()
    }

    fn grant(stage: i64, from: &str, until: Option<&str>) -> Grant {
        let stage = Stage::new(stage).unwrap();
        Grant { stage, starts_at: at(from), ends_at: until.map(at), revoked_at: None }
    }

    #[test]
    fn p4_the_highest_live_grant_counts() {
        let grants = [
            grant(3, "2026-01-01", None),
            grant(4, "2026-02-01", Some("2026-03-01")),
            grant(2, "2026-01-01", None),
        ];
        let stage = |day| stage_at(&grants, at(day)).map(Stage::number);
        assert_eq!(stage("2025-12-31"), None);
        assert_eq!(stage("2026-01-01"), Some(3));
        assert_eq!(stage("2026-02-01"), Some(4));
        assert_eq!(stage("2026-03-01"), Some(3), "access ends with the subscription");
    }

    #[test]
    fn a_full_refund_takes_the_grant_back() {
        let bought = grant(4, "2026-01-01", Some("2027-01-01"));
        let revoked = Grant { revoked_at: Some(at("2026-01-20")), ..bought };
        assert!(revoked.is_live(at("2026-01-19")) && !revoked.is_live(at("2026-01-20")));
        let late = Grant { revoked_at: Some(at("2028-01-01")), ..bought };
        assert!(!late.is_live(at("2027-01-01")), "a late refund prolongs nothing");
    }

    #[test]
    fn renewals_that_follow_each_other_are_one_membership() {
        let months = [
            grant(4, "2026-01-10", Some("2026-02-10")),
            grant(4, "2026-02-10", Some("2026-03-10")),
            grant(4, "2026-04-10", Some("2026-05-10")),
            grant(3, "2026-01-01", None),
        ];
        let until = |stage, day| membership_until(&months, Stage::new(stage).unwrap(), at(day));
        assert_eq!(until(4, "2026-01-20"), Some(at("2026-03-10")), "the gap ends it");
        assert_eq!(until(3, "2026-01-20"), None, "what was bought for good never ends");
    }
}
