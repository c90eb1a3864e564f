//! A worker ends its attempt, or says that it goes on. Only the attempt that was given last is heard:
//! a worker that lost its lease to another changes nothing any more.

use super::backoff::backoff;
use super::calendar::next_run;
use super::claim::{Claimed, LEASE_MICROS};
use super::kind::Rhythm;
use crate::storage::jobs::{AttemptStep, JobEnd, JobState};
use crate::storage::{Database, StorageError};

/// A month's run that went wrong so often in a row has failed: after about three days.
pub(crate) const MOST_FAILURES: i64 = 20;
/// What is kept of a report or an error, in characters.
const LONGEST_NOTE: usize = 2000;

/// It went well; `report` is kept. What comes back is due again after its time. `false` when the job
/// is another's by now.
pub(crate) async fn finish_job(
    database: &Database,
    job: &Claimed,
    report: &str,
    now: i64,
) -> Result<bool, StorageError> {
    let next = next_run(job.kind.rhythm(), now);
    let end = JobEnd {
        state: if next.is_some() { JobState::Queued } else { JobState::Done },
        run_at: next.unwrap_or(job.run_at),
        failures: 0,
        last_error: String::new(),
        finished_at: next.is_none().then_some(now),
    };
    end_with(database, job, end, (AttemptStep::Done, report), now).await
}

/// It went wrong: it is due again after a wait that grows, into which `chance` (anything) goes. A
/// month's run that goes wrong again and again has failed in the end. `false` when the job is
/// another's by now.
pub(crate) async fn fail_job(
    database: &Database,
    job: &Claimed,
    error: &str,
    chance: u16,
    now: i64,
) -> Result<bool, StorageError> {
    let failures = job.failures.saturating_add(1);
    let rhythm = job.kind.rhythm();
    let is_over = rhythm == Rhythm::Monthly && failures >= MOST_FAILURES;
    let wait = backoff(rhythm, failures, chance);
    let end = JobEnd {
        state: if is_over { JobState::Failed } else { JobState::Queued },
        run_at: if is_over { job.run_at } else { now.saturating_add(wait) },
        failures,
        last_error: cut(error),
        finished_at: is_over.then_some(now),
    };
    end_with(database, job, end, (AttemptStep::Failed, error), now).await
}

/// The worker was asked to stop: whoever is there takes the job at once, and no failure is counted.
/// `false` when the job is another's by now.
pub(crate) async fn release_job(
    database: &Database,
    job: &Claimed,
    now: i64,
) -> Result<bool, StorageError> {
    let end = JobEnd {
        state: JobState::Queued,
        run_at: now,
        failures: job.failures,
        last_error: String::new(),
        finished_at: None,
    };
    end_with(database, job, end, (AttemptStep::Released, ""), now).await
}

/// The month of the run has not begun: a clock that was ahead planned it. It waits until `due`, and no
/// failure is counted. `false` when the job is another's by now.
pub(super) async fn put_off_job(
    database: &Database,
    job: &Claimed,
    due: i64,
    now: i64,
) -> Result<bool, StorageError> {
    let end = JobEnd {
        state: JobState::Queued,
        run_at: due,
        failures: job.failures,
        last_error: String::new(),
        finished_at: None,
    };
    let note = "its month has not begun";
    end_with(database, job, end, (AttemptStep::Released, note), now).await
}

/// The worker goes on; `false` when the job is another's by now.
pub(crate) async fn renew_job(
    database: &Database,
    job: &Claimed,
    now: i64,
) -> Result<bool, StorageError> {
    let mut tx = database.write_ledger().await?;
    let until = now.saturating_add(LEASE_MICROS);
    let is_ours = tx.renew_lease(job.job_id, job.attempt, until).await?;
    tx.commit().await?;
    Ok(is_ours)
}

async fn end_with(
    database: &Database,
    job: &Claimed,
    end: JobEnd,
    (step, note): (AttemptStep, &str),
    now: i64,
) -> Result<bool, StorageError> {
    let mut tx = database.write_ledger().await?;
    if !tx.end_attempt(job.job_id, job.attempt, &end).await? {
        return Ok(false);
    }
    let note = cut(note);
    tx.log_attempt(job.job_id, job.attempt, (step, now), (job.worker.as_str(), note.as_str()))
        .await?;
    tx.commit().await?;
    Ok(true)
}

/// NUL is no text in PostgreSQL.
fn cut(text: &str) -> String {
    text.chars().filter(|letter| *letter != '\0').take(LONGEST_NOTE).collect()
}
