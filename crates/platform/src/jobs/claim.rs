//! A worker takes a job: the one that is due first, which no other process holds.

use uuid::Uuid;

use super::end::MOST_FAILURES;
use super::kind::{JobKind, Rhythm};
use crate::storage::jobs::{AttemptStep, JobEnd, JobRecord, JobState};
use crate::storage::{Database, LedgerTx, StorageError};

/// How long a job is its worker's without a word of it.
pub(crate) const LEASE_MICROS: i64 = 30 * 1_000_000;

/// Why an attempt ended of which nobody told.
const LOST: &str = "its worker did not end it: it died, or lost the database";

/// A job that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claimed {
    pub(crate) job_id: Uuid,
    pub(crate) kind: JobKind,
    pub(crate) period: String,
    /// The number under which it may be ended.
    pub(crate) attempt: i64,
    /// Failures in a row before this attempt.
    pub(crate) failures: i64,
    /// When it was due.
    pub(crate) run_at: i64,
    pub(crate) worker: String,
}

/// Takes the job of these kinds that is due first at `now`; `None` when there is none. A job whose
/// lease has ended is taken over, and its lost attempt counts as one that went wrong; a month's run
/// that was lost too often has failed.
pub(crate) async fn claim_job(
    database: &Database,
    kinds: &[JobKind],
    worker: &str,
    now: i64,
) -> Result<Option<Claimed>, StorageError> {
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
    // A look costs no lock, and mostly there is nothing.
    while database.read_ledger().await?.is_job_due(&codes, now).await? {
        let mut tx = database.write_ledger().await?;
        let Some(found) = tx.lock_due_job(&codes, now).await? else { return Ok(None) };
        let kind: JobKind =
            found.kind.parse().map_err(|_| StorageError::Inconsistency { column: "kind" })?;
        let is_lost = found.state == JobState::Running;
        let failures = found.failures.saturating_add(i64::from(is_lost));
        if is_lost {
            let at = (AttemptStep::Lost, now);
            tx.log_attempt(found.job_id, found.attempts, at, (found.worker.as_str(), LOST)).await?;
        }
        if is_lost && kind.rhythm() == Rhythm::Monthly && failures >= MOST_FAILURES {
            give_up(&mut tx, &found, failures, now).await?;
            tx.commit().await?;
            tracing::error!(job = %found.job_id, kind = kind.code(), "a job was lost too often");
            continue;
        }
        let taken = JobRecord {
            attempts: found.attempts.saturating_add(1),
            failures,
            lease_until: Some(now.saturating_add(LEASE_MICROS)),
            worker: worker.to_owned(),
            ..found
        };
        tx.take_job(&taken).await?;
        let at = (AttemptStep::Started, now);
        tx.log_attempt(taken.job_id, taken.attempts, at, (worker, "")).await?;
        tx.commit().await?;
        return Ok(Some(claimed(taken, kind)));
    }
    Ok(None)
}

fn claimed(job: JobRecord, kind: JobKind) -> Claimed {
    Claimed {
        job_id: job.job_id,
        kind,
        period: job.period,
        attempt: job.attempts,
        failures: job.failures,
        run_at: job.run_at,
        worker: job.worker,
    }
}

async fn give_up(
    tx: &mut LedgerTx,
    job: &JobRecord,
    failures: i64,
    now: i64,
) -> Result<(), StorageError> {
    let end = JobEnd {
        state: JobState::Failed,
        run_at: job.run_at,
        failures,
        last_error: LOST.to_owned(),
        finished_at: Some(now),
    };
    tx.end_attempt(job.job_id, job.attempts, &end).await.map(drop)
}
