//! The queue of the platform's own work: what is to be done and when, who is at it, and what became of
//! each attempt. The tenant of these rows is MOJO LLC.

use std::str::FromStr;

use mojo_domain::TenantId;
use uuid::Uuid;

use super::cards::text_list;
use super::query::queries;
use super::{LedgerTx, Row, StorageError, Value, values};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobState {
    /// It waits for its time.
    Queued,
    /// A worker is at it, as long as its lease is.
    Running,
    /// Nothing is left to do.
    Done,
    /// It went wrong too often; people must look at it.
    Failed,
}

impl JobState {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Queued, "queued"),
        (Self::Running, "running"),
        (Self::Done, "done"),
        (Self::Failed, "failed"),
    ];

    /// The text at rest.
    pub(crate) fn code(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, code)| code)
    }

    /// Its place in a list: what people must look at before all.
    pub(crate) fn rank(self) -> i64 {
        match self {
            Self::Failed => 0,
            Self::Running => 1,
            Self::Queued => 2,
            Self::Done => 3,
        }
    }
}

impl FromStr for JobState {
    type Err = mojo_domain::ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|(_, code)| *code == text);
        found.map(|(state, _)| *state).ok_or(mojo_domain::ParseCodeError)
    }
}

/// A job as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JobRecord {
    pub(crate) job_id: Uuid,
    /// By its text: a newer program plans kinds that this one does not know.
    pub(crate) kind: String,
    /// The month, as `2026-11`; empty for what comes back.
    pub(crate) period: String,
    /// A JSON object.
    pub(crate) payload: String,
    pub(crate) run_at: i64,
    pub(crate) state: JobState,
    /// How often it was taken.
    pub(crate) attempts: i64,
    /// In a row.
    pub(crate) failures: i64,
    pub(crate) lease_until: Option<i64>,
    pub(crate) worker: String,
    pub(crate) last_error: String,
    pub(crate) created_at: i64,
    pub(crate) finished_at: Option<i64>,
}

/// Where a page of jobs ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JobPlace {
    /// [`JobState::rank`].
    pub(crate) rank: i64,
    pub(crate) run_at: i64,
    pub(crate) job_id: Uuid,
}

/// A job that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewJob {
    pub(crate) job_id: Uuid,
    pub(crate) kind: &'static str,
    pub(crate) period: String,
    pub(crate) payload: String,
    pub(crate) run_at: i64,
}

/// How an attempt leaves its job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JobEnd {
    pub(crate) state: JobState,
    /// When it is due again; of a job that is over, when it was due.
    pub(crate) run_at: i64,
    pub(crate) failures: i64,
    pub(crate) last_error: String,
    pub(crate) finished_at: Option<i64>,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptStep {
    /// A worker took the job.
    Started,
    /// It went well.
    Done,
    /// It went wrong.
    Failed,
    /// Its lease ended without a word: the worker died, or lost the database.
    Lost,
    /// The worker was asked to stop, and gave the job back.
    Released,
}

impl AttemptStep {
    /// The text at rest.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Lost => "lost",
            Self::Released => "released",
        }
    }
}

/// A row of the log of attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttemptRecord {
    pub(crate) attempt: i64,
    pub(crate) step: String,
    pub(crate) at: i64,
    pub(crate) worker: String,
    pub(crate) note: String,
}

queries! {
    INSERT = "INSERT INTO jobs (tenant_id, job_id, kind, period, payload, run_at, state, attempts, \
        failures, lease_until, worker, last_error, created_at, finished_at) \
        VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, 0, NULL, '', '', $7, NULL) \
        ON CONFLICT DO NOTHING",
    ALL_JOBS = "SELECT job_id, kind, period, payload, run_at, state, attempts, failures, \
        lease_until, worker, last_error, created_at, finished_at FROM jobs WHERE tenant_id = $1",
    FIND = "SELECT job_id, kind, period, payload, run_at, state, attempts, failures, \
        lease_until, worker, last_error, created_at, finished_at FROM jobs \
        WHERE tenant_id = $1 AND job_id = $2",
    PAGE = "SELECT job_id, kind, period, payload, run_at, state, attempts, failures, \
        lease_until, worker, last_error, created_at, finished_at FROM jobs \
        WHERE tenant_id = $1 AND ($2 = '' OR state = $2) \
        AND CASE state WHEN 'failed' THEN 0 WHEN 'running' THEN 1 WHEN 'queued' THEN 2 \
        ELSE 3 END >= $3 AND (CASE state WHEN 'failed' THEN 0 WHEN 'running' THEN 1 \
        WHEN 'queued' THEN 2 ELSE 3 END > $3 OR run_at < $4 OR (run_at = $4 AND job_id > $5)) \
        ORDER BY CASE state WHEN 'failed' THEN 0 WHEN 'running' THEN 1 WHEN 'queued' THEN 2 \
        ELSE 3 END, run_at DESC, job_id LIMIT $6",
    IS_DUE = "SELECT job_id FROM jobs WHERE tenant_id = $1 \
        AND ((state = 'queued' AND run_at <= $2) OR (state = 'running' AND lease_until <= $2)) \
        AND kind IN (SELECT value FROM json_each($3)) LIMIT 1";
    postgres = "SELECT job_id FROM jobs WHERE tenant_id = $1 \
        AND ((state = 'queued' AND run_at <= $2) OR (state = 'running' AND lease_until <= $2)) \
        AND kind = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($3 AS jsonb)))) LIMIT 1",
    LOCK_DUE = "SELECT job_id, kind, period, payload, run_at, state, attempts, failures, \
        lease_until, worker, last_error, created_at, finished_at FROM jobs WHERE tenant_id = $1 \
        AND ((state = 'queued' AND run_at <= $2) OR (state = 'running' AND lease_until <= $2)) \
        AND kind IN (SELECT value FROM json_each($3)) ORDER BY run_at, job_id LIMIT 1";
    postgres = "SELECT job_id, kind, period, payload, run_at, state, attempts, failures, \
        lease_until, worker, last_error, created_at, finished_at FROM jobs WHERE tenant_id = $1 \
        AND ((state = 'queued' AND run_at <= $2) OR (state = 'running' AND lease_until <= $2)) \
        AND kind = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($3 AS jsonb)))) \
        ORDER BY run_at, job_id LIMIT 1 FOR UPDATE SKIP LOCKED",
    TAKE = "UPDATE jobs SET state = 'running', attempts = $3, failures = $4, lease_until = $5, \
        worker = $6 WHERE tenant_id = $1 AND job_id = $2",
    RENEW = "UPDATE jobs SET lease_until = $4 \
        WHERE tenant_id = $1 AND job_id = $2 AND attempts = $3 AND state = 'running'",
    END = "UPDATE jobs SET state = $4, run_at = $5, failures = $6, last_error = $7, \
        finished_at = $8, lease_until = NULL, worker = '' \
        WHERE tenant_id = $1 AND job_id = $2 AND attempts = $3 AND state = 'running'",
    BRING_FORWARD = "UPDATE jobs SET run_at = $4 \
        WHERE tenant_id = $1 AND job_id = $2 AND state = 'queued' AND run_at > $3",
    SHORTEN = "UPDATE jobs SET lease_until = $2 \
        WHERE tenant_id = $1 AND state = 'running' AND lease_until > $2",
    RETRY = "UPDATE jobs SET state = 'queued', run_at = $3, failures = 0, finished_at = NULL \
        WHERE tenant_id = $1 AND job_id = $2 AND (state = 'failed' OR (state = 'queued' \
        AND failures > 0 AND run_at > $3))",
    REOPEN = "UPDATE jobs SET state = 'queued', run_at = $4, failures = 0, finished_at = NULL \
        WHERE tenant_id = $1 AND job_id = $2 AND attempts = $3 AND state = 'done'",
    LOG = "INSERT INTO job_attempts (tenant_id, job_id, attempt, step, at, worker, note) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)",
    ATTEMPTS = "SELECT attempt, step, at, worker, note FROM job_attempts \
        WHERE tenant_id = $1 AND job_id = $2 \
        ORDER BY attempt DESC, CASE step WHEN 'started' THEN 1 ELSE 0 END LIMIT $3",
    PRUNE = "DELETE FROM job_attempts WHERE tenant_id = $1 AND at < $2 AND NOT EXISTS (\
        SELECT 1 FROM jobs j WHERE j.tenant_id = job_attempts.tenant_id \
        AND j.job_id = job_attempts.job_id AND j.attempts = job_attempts.attempt)",
}

/// Whose work it is.
fn own() -> Value {
    Value::id(TenantId::MOJO_LLC)
}

fn job(row: &Row) -> Result<JobRecord, StorageError> {
    Ok(JobRecord {
        job_id: row.parsed("job_id")?,
        kind: row.text("kind")?,
        period: row.text("period")?,
        payload: row.text("payload")?,
        run_at: row.int("run_at")?,
        state: row.parsed("state")?,
        attempts: row.int("attempts")?,
        failures: row.int("failures")?,
        lease_until: row.opt_int("lease_until")?,
        worker: row.text("worker")?,
        last_error: row.text("last_error")?,
        created_at: row.int("created_at")?,
        finished_at: row.opt_int("finished_at")?,
    })
}

fn names(kinds: &[&str]) -> String {
    text_list(kinds.iter().map(|kind| (*kind).to_owned()))
}

impl LedgerTx {
    /// Enters a job; `false` when somebody did before.
    pub(crate) async fn insert_job(
        &mut self,
        new: &NewJob,
        created_at: i64,
    ) -> Result<bool, StorageError> {
        let values = values![
            own(),
            Value::id(new.job_id),
            new.kind,
            new.period.as_str(),
            new.payload.as_str(),
            new.run_at,
            created_at,
        ];
        Ok(self.tx.execute(INSERT, values).await? > 0)
    }

    /// Every job: a few, and two more a month.
    pub(crate) async fn list_all_jobs(&mut self) -> Result<Vec<JobRecord>, StorageError> {
        self.tx.all(ALL_JOBS, vec![own()]).await?.iter().map(job).collect()
    }

    /// The first jobs, what has failed before all; of one state, where one is named.
    pub(crate) async fn list_jobs(
        &mut self,
        state: Option<JobState>,
        after: Option<JobPlace>,
        limit: i64,
    ) -> Result<Vec<JobRecord>, StorageError> {
        let state = state.map_or("", JobState::code);
        let (rank, run_at, id) = match after {
            Some(place) => (place.rank, place.run_at, place.job_id.to_string()),
            None => (-1, i64::MAX, String::new()),
        };
        let rows = self.tx.all(PAGE, values![own(), state, rank, run_at, id, limit]).await?;
        rows.iter().map(job).collect()
    }

    pub(crate) async fn find_job(&mut self, id: Uuid) -> Result<Option<JobRecord>, StorageError> {
        let row = self.tx.one(FIND, vec![own(), Value::id(id)]).await?;
        row.as_ref().map(job).transpose()
    }

    /// Whether one of these kinds waits for a worker at `now`; locks nothing.
    pub(crate) async fn is_job_due(
        &mut self,
        kinds: &[&str],
        now: i64,
    ) -> Result<bool, StorageError> {
        Ok(self.tx.one(IS_DUE, values![own(), now, names(kinds)]).await?.is_some())
    }

    /// The job of these kinds that is due first, and the transaction's until it ends. One that
    /// another process looks at is passed over.
    pub(crate) async fn lock_due_job(
        &mut self,
        kinds: &[&str],
        now: i64,
    ) -> Result<Option<JobRecord>, StorageError> {
        let row = self.tx.one(LOCK_DUE, values![own(), now, names(kinds)]).await?;
        row.as_ref().map(job).transpose()
    }

    /// Gives the locked job to its `worker`, with the count of attempts and failures that it has
    /// now.
    pub(crate) async fn take_job(&mut self, job: &JobRecord) -> Result<(), StorageError> {
        let values = values![
            own(),
            Value::id(job.job_id),
            job.attempts,
            job.failures,
            job.lease_until,
            job.worker.as_str(),
        ];
        self.tx.execute(TAKE, values).await.map(drop)
    }

    /// The worker goes on; `false` when the job is another's by now.
    pub(crate) async fn renew_lease(
        &mut self,
        id: Uuid,
        attempt: i64,
        lease_until: i64,
    ) -> Result<bool, StorageError> {
        let values = values![own(), Value::id(id), attempt, lease_until];
        Ok(self.tx.execute(RENEW, values).await? > 0)
    }

    /// The attempt is over; `false`, and nothing is changed, when the job is another's by now.
    pub(crate) async fn end_attempt(
        &mut self,
        id: Uuid,
        attempt: i64,
        end: &JobEnd,
    ) -> Result<bool, StorageError> {
        let values = values![
            own(),
            Value::id(id),
            attempt,
            end.state.code(),
            end.run_at,
            end.failures,
            end.last_error.as_str(),
            end.finished_at,
        ];
        Ok(self.tx.execute(END, values).await? > 0)
    }

    /// A job that waits for later than `latest` waits until `run_at` only.
    pub(crate) async fn bring_job_forward(
        &mut self,
        id: Uuid,
        latest: i64,
        run_at: i64,
    ) -> Result<(), StorageError> {
        self.tx
            .execute(BRING_FORWARD, values![own(), Value::id(id), latest, run_at])
            .await
            .map(drop)
    }

    /// No lease ends after `latest`.
    pub(crate) async fn shorten_leases(&mut self, latest: i64) -> Result<(), StorageError> {
        self.tx.execute(SHORTEN, values![own(), latest]).await.map(drop)
    }

    /// A job that has failed, or waits to be tried again, is due at `at`; `false` when it does
    /// neither.
    pub(crate) async fn requeue_job(&mut self, id: Uuid, at: i64) -> Result<bool, StorageError> {
        Ok(self.tx.execute(RETRY, values![own(), Value::id(id), at]).await? > 0)
    }

    /// A job that this attempt has done is due once more at `run_at`.
    pub(crate) async fn reopen_job(
        &mut self,
        id: Uuid,
        attempt: i64,
        run_at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(REOPEN, values![own(), Value::id(id), attempt, run_at]).await.map(drop)
    }

    /// Keeps what became of the job's attempt.
    pub(crate) async fn log_attempt(
        &mut self,
        id: Uuid,
        attempt: i64,
        (step, at): (AttemptStep, i64),
        (worker, note): (&str, &str),
    ) -> Result<(), StorageError> {
        let values = values![own(), Value::id(id), attempt, step.code(), at, worker, note];
        self.tx.execute(LOG, values).await.map(drop)
    }

    /// The last attempts of a job, the latest first.
    pub(crate) async fn list_attempts(
        &mut self,
        id: Uuid,
        limit: i64,
    ) -> Result<Vec<AttemptRecord>, StorageError> {
        let rows = self.tx.all(ATTEMPTS, values![own(), Value::id(id), limit]).await?;
        let attempt = |row: &Row| {
            Ok(AttemptRecord {
                attempt: row.int("attempt")?,
                step: row.text("step")?,
                at: row.int("at")?,
                worker: row.text("worker")?,
                note: row.text("note")?,
            })
        };
        rows.iter().map(attempt).collect()
    }

    /// Puts away what became of attempts before `before`; of each job the last attempt stays.
    pub(crate) async fn prune_attempts(&mut self, before: i64) -> Result<u64, StorageError> {
        self.tx.execute(PRUNE, values![own(), before]).await
    }
}
