//! `POST /api/v1/jobs/{id}/retry`: people have a job tried again that has failed, or that waits after
//! it went wrong.

use axum::Json;
use axum::extract::State;
use mojo_domain::{IdSource, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::auth::Session;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;
use crate::storage::jobs::{JobRecord, JobState};

/// Why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct JobRetry {
    reason: String,
}

/// It went wrong, and nobody is at it. What merely waits for its day is not brought forward.
fn went_wrong(job: &JobRecord) -> bool {
    match job.state {
        JobState::Failed => true,
        JobState::Queued => job.failures > 0,
        JobState::Running | JobState::Done => false,
    }
}

/// It is due at once, and who wanted it is kept with it in one transaction.
pub(in crate::routes) async fn retry(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(request): JsonBody<JobRetry>,
) -> Result<Json<Value>, ApiError> {
    let reason = reason(&request.reason, "reason_missing")?;
    let now = to_micros(state.clock().now());
    let mut tx = state.database().write_ledger().await?;
    let job = tx.find_job(id).await?.ok_or_else(ApiError::not_found)?;
    if !went_wrong(&job) || !tx.requeue_job(id, now).await? {
        // Nothing is committed: of two at once, one had it tried again.
        let message = "This job did not go wrong, or it is due or under way already.";
        return Err(ApiError::conflict("job_not_retried", message));
    }
    tx.insert_audit(&AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "retry_job".to_owned(),
        subject_id: id.to_string(),
        reason,
        details: json!({ "kind": job.kind, "month": job.period }).to_string(),
    })
    .await?;
    tx.commit().await?;
    Ok(Json(json!({ "id": id, "state": JobState::Queued.code() })))
}
