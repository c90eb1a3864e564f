//! `POST /api/v1/payouts/sepa-files/{id}/confirm` and `.../reject`: what the bank did with a file, and
//! `.../void`: it never got it.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use mojo_domain::{IdSource, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::refusal;
use crate::auth::Session;
use crate::commerce;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;

/// What is confirmed.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct FileConfirmation {
    /// The day on which the bank moved the money, as the statement says.
    booked_on: NaiveDate,
}

/// Why the bank refused it.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct FileRejection {
    reason: String,
}

/// That the bank never got it.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct FileVoid {
    /// `true`: the file was never handed to the bank, and every copy of it is destroyed.
    never_uploaded: bool,
    /// Why it is not used.
    reason: String,
}

/// Who says what of which file, and when.
fn entry(state: &AppState, session: &Session, id: Uuid, action: &str) -> AuditRecord {
    AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: to_micros(state.clock().now()),
        user_id: session.user_id,
        action: action.to_owned(),
        subject_id: id.to_string(),
        reason: String::new(),
        details: "{}".to_owned(),
    }
}

/// Every payout of the file is paid.
pub(in crate::routes) async fn confirm_sepa_file(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(body): JsonBody<FileConfirmation>,
) -> Result<Json<Value>, ApiError> {
    let day = body.booked_on;
    let mut entry = entry(&state, &session, id, "confirm_sepa_file");
    entry.reason = day.to_string();
    let run = state.payout_run(entry.at);
    let done = commerce::confirm_sepa_file(run, id, day, &entry).await.map_err(refusal)?;
    Ok(Json(json!({
        "id": id,
        "status": "confirmed",
        "booked_on": day,
        "paid": done.booked,
        "ended_before": done.ended_before,
    })))
}

/// The payouts of the file go into the next one.
pub(in crate::routes) async fn reject_sepa_file(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(body): JsonBody<FileRejection>,
) -> Result<Json<Value>, ApiError> {
    let reason = reason(&body.reason, "reason_missing")?;
    let mut entry = entry(&state, &session, id, "reject_sepa_file");
    entry.reason = reason;
    let run = state.payout_run(entry.at);
    commerce::reject_sepa_file(run, id, &entry).await.map_err(refusal)?;
    Ok(Json(json!({ "id": id, "status": "rejected" })))
}

/// The file pays nothing any more: its payouts wait again, and it is neither confirmed nor given out.
pub(in crate::routes) async fn void_sepa_file(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(body): JsonBody<FileVoid>,
) -> Result<Json<Value>, ApiError> {
    let reason = reason(&body.reason, "reason_missing")?;
    if !body.never_uploaded {
        let message = "never_uploaded: say true once the file was never handed to the bank and \
                       every copy of it is destroyed; otherwise confirm or reject it";
        return Err(ApiError::unprocessable("declaration_missing", message));
    }
    let mut entry = entry(&state, &session, id, "void_sepa_file");
    entry.reason = reason;
    entry.details = json!({ "never_uploaded": true }).to_string();
    let run = state.payout_run(entry.at);
    commerce::void_sepa_file(run, id, &entry).await.map_err(refusal)?;
    Ok(Json(json!({ "id": id, "status": "void" })))
}
