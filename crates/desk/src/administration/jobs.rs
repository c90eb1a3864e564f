//! The queue of the platform's own work: what waits, who is at it, what went wrong and why.

use serde_json::json;

use super::wire::{Job, JobAttempt, JobList, JobLog};
use super::{AdministrationError, in_address, with_query};
use crate::views::{JobAttemptRow, JobPage, JobRow, instant};
use crate::{Desk, Op};

const PATH: &str = "jobs";
/// Rows of a page.
const PAGE: &str = "50";

impl Desk {
    /// A page of the jobs, what has failed before all; `state` is `queued`, `running`, `done` or
    /// `failed`, or nothing for all.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_jobs(
        &self,
        state: Option<String>,
        after: Option<String>,
    ) -> Result<JobPage, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let parameters =
            [("limit", Some(PAGE)), ("state", state.as_deref()), ("after", after.as_deref())];
        let list: JobList = client.get(&with_query(PATH, &parameters)).await?;
        Ok(JobPage { rows: list.jobs.into_iter().map(row).collect(), next: list.next })
    }

    /// What became of the last attempts at a job, the latest first.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_job_attempts(
        &self,
        job_id: String,
    ) -> Result<Vec<JobAttemptRow>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let job: JobLog = client.get(&format!("{PATH}/{}", in_address(&job_id))).await?;
        Ok(job.log.into_iter().map(attempt_row).collect())
    }

    /// A job that went wrong is due at once. The run of the month is one: then it pays.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `job_not_retried` when it did not go wrong, or
    /// is due or under way already.
    pub async fn retry_job(
        &self,
        job_id: String,
        reason: String,
    ) -> Result<(), AdministrationError> {
        let client = self.administration(Op::PayOut).await?;
        let path = format!("{PATH}/{}/retry", in_address(&job_id));
        self.administered(client.tell_about(&path, &json!({ "reason": reason }), &job_id).await)
    }
}

fn attempt_row(attempt: JobAttempt) -> JobAttemptRow {
    JobAttemptRow {
        attempt: attempt.attempt,
        step: attempt.step,
        at: instant(attempt.at),
        worker: attempt.worker,
        note: attempt.note,
    }
}

fn row(job: Job) -> JobRow {
    let may_retry = job.state == "failed" || (job.state == "queued" && job.failures > 0);
    JobRow {
        job_id: job.id,
        kind: job.kind,
        month: job.period.unwrap_or_default(),
        state: job.state,
        run_at: instant(job.run_at),
        attempts: job.attempts,
        failures: job.failures,
        worker: job.worker.unwrap_or_default(),
        last_error: job.last_error.unwrap_or_default(),
        created_at: instant(job.created_at),
        finished_at: job.finished_at.map(instant),
        may_retry,
    }
}
