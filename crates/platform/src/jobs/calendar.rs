//! What the calendar demands at an instant; pure.

use chrono::{Datelike as _, Days, NaiveTime, TimeZone as _};
use mojo_domain::{Month, berlin_day, berlin_month, berlin_time, from_micros, to_micros};

use super::kind::{JobKind, Rhythm};

/// A day in microseconds, where there is no calendar to ask.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// Of the day on which a month's run is made: what has no date of its own.
const FIRST_OF_MONTH: u32 = 1;

/// What decides about it beside the time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calendar {
    /// Y1: the day of the month, in Berlin, from which on the payout run is made; 1 to 28.
    pub(crate) payout_day: u32,
    /// Money can be moved.
    pub(crate) has_provider: bool,
    /// Mail leaves through a server.
    pub(crate) is_sending: bool,
}

/// A job that must exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Demand {
    pub(super) kind: JobKind,
    /// `2026-11`; empty for what comes back.
    pub(super) period: String,
}

impl Calendar {
    /// Whether a process with these settings plans and takes jobs of this kind. One that lacks what
    /// the work needs would do nothing and put it off, and whoever has it would come too late.
    pub(crate) fn does(self, kind: JobKind) -> bool {
        (self.has_provider || !kind.needs_provider())
            && (self.is_sending || !kind.needs_mail_server())
    }

    /// What must be on the queue at `at`. A month's run that was missed is not made up for: the next
    /// one does what it would have done.
    pub(super) fn demands(self, at: i64) -> Vec<Demand> {
        let kinds = JobKind::ALL.into_iter();
        let kinds = kinds.filter(|kind| self.does(*kind));
        kinds.filter_map(|kind| self.demand(kind, at)).collect()
    }

    fn demand(self, kind: JobKind, at: i64) -> Option<Demand> {
        if kind.rhythm() != Rhythm::Monthly {
            return Some(Demand { kind, period: String::new() });
        }
        let is_due = berlin_day(from_micros(at)).day() >= self.first_day(kind);
        is_due.then(|| Demand { kind, period: period_at(at) })
    }

    /// The day of the month from which on a month's run is made.
    fn first_day(self, kind: JobKind) -> u32 {
        if kind == JobKind::Payout { self.payout_day } else { FIRST_OF_MONTH }
    }

    /// From when on the run of the month `period` is made; `None` for what comes back.
    pub(super) fn due_at(self, kind: JobKind, period: &str) -> Option<i64> {
        if kind.rhythm() != Rhythm::Monthly {
            return None;
        }
        let month = period.parse::<Month>().ok()?.first_day();
        let day = month.with_day(self.first_day(kind))?;
        let here = berlin_time(from_micros(0)).timezone();
        let morning = here.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest()?;
        Some(to_micros(morning.to_utc()))
    }

    /// From when on a run is made whose month has not begun at `at`; `None` for every other job. A
    /// clock that was ahead wrote it: done now it would take the place of the month's own run.
    pub(super) fn due_later(self, kind: JobKind, period: &str, at: i64) -> Option<i64> {
        let due = self.due_at(kind, period)?;
        (period > period_at(at).as_str()).then_some(due)
    }
}

/// The month of a run that is made at `at`.
pub(super) fn period_at(at: i64) -> String {
    berlin_month(from_micros(at)).to_string()
}

/// When what was done at `at` is done again; `None` for what is done once.
pub(super) fn next_run(rhythm: Rhythm, at: i64) -> Option<i64> {
    match rhythm {
        Rhythm::Every(micros) => Some(at.saturating_add(micros)),
        Rhythm::Daily => Some(next_morning(at)),
        Rhythm::Monthly => None,
    }
}

/// Half an hour after the next midnight in Berlin: no clock is put forward or back then.
fn next_morning(at: i64) -> i64 {
    let here = berlin_time(from_micros(at));
    let half_past = NaiveTime::from_hms_opt(0, 30, 0).unwrap_or_default();
    let tomorrow = here.date_naive().checked_add_days(Days::new(1));
    let morning = tomorrow.map(|day| day.and_time(half_past));
    let morning = morning.and_then(|time| here.timezone().from_local_datetime(&time).earliest());
    morning.map_or(at.saturating_add(DAY), |morning| to_micros(morning.to_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        to_micros(text.parse().unwrap())
    }

    fn months(calendar: Calendar, text: &str) -> Vec<(&'static str, String)> {
        let demands = calendar.demands(at(text)).into_iter();
        let months = demands.filter(|demand| !demand.period.is_empty());
        months.map(|demand| (demand.kind.code(), demand.period)).collect()
    }

    #[test]
    fn y1_the_payout_run_is_demanded_from_its_day_in_berlin_on() {
        let calendar = Calendar { payout_day: 5, has_provider: true, is_sending: true };
        let notes = |month: &str| ("credit_notes", month.to_owned());
        let payout = |month: &str| ("payout", month.to_owned());
        assert_eq!(months(calendar, "2026-11-04T22:59:59Z"), [notes("2026-11")]);
        let both = [payout("2026-11"), notes("2026-11")];
        assert_eq!(months(calendar, "2026-11-04T23:00:00Z"), both);
        assert_eq!(months(calendar, "2026-11-30T22:59:59Z"), both);
        // In Berlin the next month has begun.
        assert_eq!(months(calendar, "2026-11-30T23:00:00Z"), [notes("2026-12")]);
        let without = Calendar { has_provider: false, ..calendar };
        assert_eq!(months(without, "2026-11-20T10:00:00Z"), [notes("2026-11")]);
    }

    #[test]
    fn y1_a_run_whose_month_has_not_begun_is_due_on_its_day() {
        let calendar = Calendar { payout_day: 5, has_provider: true, is_sending: true };
        let due = |kind, period, time| calendar.due_later(kind, period, at(time));
        let day = Some(at("2026-12-04T23:00:00Z"));
        assert_eq!(due(JobKind::Payout, "2026-12", "2026-11-30T22:59:59Z"), day);
        // In Berlin the month has begun: it is made, though its day may not have come.
        assert_eq!(due(JobKind::Payout, "2026-12", "2026-11-30T23:00:00Z"), None);
        assert_eq!(due(JobKind::Payout, "2026-10", "2026-11-30T22:59:59Z"), None);
        let first = Some(at("2027-06-30T22:00:00Z"));
        assert_eq!(due(JobKind::CreditNotes, "2027-07", "2026-11-20T10:00:00Z"), first);
        assert_eq!(due(JobKind::Settle, "", "2026-11-20T10:00:00Z"), None);
        assert_eq!(due(JobKind::Payout, "later", "2026-11-20T10:00:00Z"), None);
    }

    #[test]
    fn a_process_does_what_its_settings_are_enough_for() {
        let all = Calendar { payout_day: 5, has_provider: true, is_sending: true };
        let none = Calendar { has_provider: false, is_sending: false, ..all };
        assert!(JobKind::ALL.into_iter().all(|kind| all.does(kind)));
        assert!(none.does(JobKind::Settle));
        for kind in [JobKind::Payout, JobKind::Transfers, JobKind::Mails] {
            assert!(!none.does(kind), "{kind:?}");
        }
        assert!(!Calendar { is_sending: false, ..all }.does(JobKind::Mails));
        assert!(Calendar { has_provider: false, ..all }.does(JobKind::Mails));
    }

    #[test]
    fn what_is_done_daily_is_due_after_the_next_midnight_of_berlin() {
        let next = |text: &str| next_run(Rhythm::Daily, at(text)).unwrap();
        assert_eq!(next("2026-11-20T10:00:00Z"), at("2026-11-20T23:30:00Z"));
        assert_eq!(next("2026-11-20T23:30:00Z"), at("2026-11-21T23:30:00Z"));
        // The day on which the clocks are put back has 25 hours.
        assert_eq!(next("2026-10-24T22:30:00Z"), at("2026-10-25T23:30:00Z"));
        assert_eq!(next_run(Rhythm::Every(5), 7), Some(12));
        assert_eq!(next_run(Rhythm::Monthly, 7), None);
    }
}
