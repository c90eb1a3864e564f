//! Planning: what the calendar demands is compared with what stands on the queue; what is missing is
//! entered. As often as one likes, by as many processes as there are.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::backoff::longest_wait;
use super::calendar::Calendar;
use super::claim::LEASE_MICROS;
use super::end::MOST_FAILURES;
use super::kind::{JobKind, Rhythm};
use crate::derived::derived_id;
use crate::storage::jobs::{JobRecord, JobState, NewJob};
use crate::storage::{Database, StorageError};

/// An hour in microseconds.
const HOUR: i64 = 60 * 60 * 1_000_000;
/// How long it is kept what became of an attempt: two weeks.
pub(crate) const KEPT_MICROS: i64 = 14 * 24 * HOUR;

/// No clock that is right wrote a lease that ends later than this from now. One that goes a little
/// before this one writes later ends than this one would, too: those are left to their workers, who
/// would else have little time for their next word.
const LONG_LEASE_MICROS: i64 = 2 * LEASE_MICROS;

/// What is to be changed on the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct JobPlan {
    missing: Vec<NewJob>,
    /// Jobs that wait for longer than any job does, each with the latest instant for which it may.
    too_late: Vec<(Uuid, i64)>,
    /// Runs that were done before their month began, each with the attempt that did it and when its
    /// month makes it again.
    too_early: Vec<(Uuid, i64, i64)>,
    has_long_lease: bool,
}

impl JobPlan {
    fn is_empty(&self) -> bool {
        self.missing.is_empty()
            && self.too_late.is_empty()
            && self.too_early.is_empty()
            && !self.has_long_lease
    }
}

/// The same for everybody who plans it.
pub(crate) fn job_id(kind: JobKind, period: &str) -> Uuid {
    derived_id(&["job", kind.code(), period])
}

/// Enters what the calendar demands at `at` and is not there yet; gives back how many jobs that
/// were. What a clock wrote that was ahead (a time to run, a lease) is brought back to what this
/// clock would have written; a run that such a clock made for a month to come is made again when the
/// month is there.
pub(crate) async fn plan_jobs(
    database: &Database,
    calendar: Calendar,
    at: i64,
) -> Result<usize, StorageError> {
    let held = database.read_ledger().await?.list_all_jobs().await?;
    let plan = plan(&held, calendar, at);
    if plan.is_empty() {
        return Ok(0);
    }
    let mut tx = database.write_ledger().await?;
    let mut entered = 0;
    for new in &plan.missing {
        entered += usize::from(tx.insert_job(new, at).await?);
    }
    for (id, latest) in &plan.too_late {
        tx.bring_job_forward(*id, *latest, at).await?;
    }
    for (id, attempt, due) in &plan.too_early {
        tx.reopen_job(*id, *attempt, *due).await?;
    }
    if plan.has_long_lease {
        tx.shorten_leases(at.saturating_add(LEASE_MICROS)).await?;
    }
    tx.commit().await?;
    Ok(entered)
}

fn plan(held: &[JobRecord], calendar: Calendar, at: i64) -> JobPlan {
    let known: BTreeSet<Uuid> = held.iter().map(|job| job.job_id).collect();
    let wanted = calendar.demands(at).into_iter().map(|demand| NewJob {
        job_id: job_id(demand.kind, &demand.period),
        kind: demand.kind.code(),
        period: demand.period,
        payload: "{}".to_owned(),
        run_at: at,
    });
    let mut too_late: Vec<(Uuid, i64)> = held
        .iter()
        .filter(|job| job.state == JobState::Queued)
        .filter_map(|job| {
            let kind: JobKind = job.kind.parse().ok()?;
            if calendar.due_at(kind, &job.period).is_some_and(|due| due > at) {
                // Its day has not come: it waits.
                return None;
            }
            let latest = at.saturating_add(furthest(kind.rhythm()));
            (job.run_at > latest).then_some((job.job_id, latest))
        })
        .collect();
    too_late.sort_unstable();
    let done = held.iter().filter(|job| job.state == JobState::Done);
    let mut too_early: Vec<(Uuid, i64, i64)> =
        done.filter_map(|job| reopened(job, calendar, at)).collect();
    too_early.sort_unstable();
    let is_long = |job: &JobRecord| {
        job.lease_until.is_some_and(|until| until > at.saturating_add(LONG_LEASE_MICROS))
    };
    JobPlan {
        missing: wanted.filter(|job| !known.contains(&job.job_id)).collect(),
        too_late,
        too_early,
        has_long_lease: held.iter().any(|job| job.state == JobState::Running && is_long(job)),
    }
}

/// The run of a month to come that a clock ahead has made, with its attempt and when it is made again:
/// whoever was not due anything yet would else wait for another month. A process whose clock stays
/// ahead makes it again at once; after so many attempts it has its way.
fn reopened(job: &JobRecord, calendar: Calendar, at: i64) -> Option<(Uuid, i64, i64)> {
    let kind: JobKind = job.kind.parse().ok()?;
    let due = calendar.due_later(kind, &job.period, at)?;
    (job.attempts < MOST_FAILURES).then_some((job.job_id, job.attempts, due))
}

/// No job of this rhythm waits for longer, in microseconds.
fn furthest(rhythm: Rhythm) -> i64 {
    match rhythm {
        Rhythm::Every(micros) => micros.max(longest_wait(rhythm)),
        // The longest day of Berlin has 25 hours.
        Rhythm::Daily => 26 * HOUR,
        Rhythm::Monthly => longest_wait(rhythm),
    }
}

/// Puts away what became of attempts that are two weeks old at `at`; of each job the last attempt
/// stays.
pub(crate) async fn prune_log(database: &Database, at: i64) -> Result<u64, StorageError> {
    let mut tx = database.write_ledger().await?;
    let gone = tx.prune_attempts(at.saturating_sub(KEPT_MICROS)).await?;
    tx.commit().await?;
    Ok(gone)
}
