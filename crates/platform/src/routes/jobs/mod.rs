//! The queue of the platform's own work, for its people: what waits, who is at it, what failed and why.

mod retry;

use axum::Json;
use axum::extract::State;
use mojo_domain::from_micros;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) use retry::retry;

use super::paging::{self, Pair};
use crate::http::{ApiError, PathOf, QueryOf};
use crate::state::AppState;
use crate::storage::jobs::{AttemptRecord, JobPlace, JobRecord, JobState};

/// The most of one list.
pub(crate) const MOST: i64 = 200;

/// Which jobs.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct JobQuery {
    /// `queued`, `running`, `done`, `failed`; all where none is named.
    #[schemars(extend("enum" = ["queued", "running", "done", "failed"]))]
    state: Option<String>,
    limit: Option<i64>,
    /// The `next` of the page before; a job that moves meanwhile may stand on two pages.
    after: Option<String>,
}

/// How a list looks, in answers and in what `jobs list` prints.
pub(crate) fn list_view(jobs: &[JobRecord]) -> Value {
    json!({ "jobs": jobs.iter().map(view).collect::<Vec<_>>() })
}

fn view(job: &JobRecord) -> Value {
    let none_if_empty = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    json!({
        "id": job.job_id,
        "kind": job.kind,
        "period": none_if_empty(&job.period),
        "state": job.state.code(),
        "run_at": from_micros(job.run_at),
        "attempts": job.attempts,
        "failures": job.failures,
        "worker": none_if_empty(&job.worker),
        "lease_until": job.lease_until.map(from_micros),
        "last_error": none_if_empty(&job.last_error),
        "created_at": from_micros(job.created_at),
        "finished_at": job.finished_at.map(from_micros),
    })
}

fn attempt_view(attempt: &AttemptRecord) -> Value {
    json!({
        "attempt": attempt.attempt,
        "step": attempt.step,
        "at": from_micros(attempt.at),
        "worker": attempt.worker,
        "note": attempt.note,
    })
}

/// `GET /api/v1/jobs`: what has failed before all.
pub(super) async fn list(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<JobQuery>,
) -> Result<Json<Value>, ApiError> {
    const STATES: [&str; 4] = ["queued", "running", "done", "failed"];
    let wanted: Option<JobState> = paging::one_of("state", query.state.as_deref(), &STATES)?;
    let after: Option<(i64, Pair<i64, Uuid>)> = paging::place("after", query.after.as_deref())?;
    let after = after.map(|(rank, Pair(run_at, job_id))| JobPlace { rank, run_at, job_id });
    let limit = paging::limit(query.limit, MOST, MOST);
    let mut tx = state.database().read_ledger().await?;
    let jobs = tx.list_jobs(wanted, after, limit).await?;
    let place = |last: &JobRecord| (last.state.rank(), Pair(last.run_at, last.job_id));
    let mut list = list_view(&jobs);
    list["next"] = json!(paging::next(&jobs, limit, place));
    Ok(Json(list))
}

/// `GET /api/v1/jobs/{id}`: a job with its last attempts, the latest first.
pub(super) async fn show(
    State(state): State<AppState>,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.database().read_ledger().await?;
    let job = tx.find_job(id).await?.ok_or_else(ApiError::not_found)?;
    let log = tx.list_attempts(id, MOST).await?;
    let mut shown = view(&job);
    shown["log"] = log.iter().map(attempt_view).collect();
    Ok(Json(shown))
}
