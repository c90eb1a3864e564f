//! `POST /api/v1/payouts/{id}/returned`: the money of a payout came back, as the bank says; its amount
//! is due again.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use mojo_domain::{IdSource, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::auth::Session;
use crate::commerce::{ReturnRefused, return_payout};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;

/// What the bank says.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ReturnRequest {
    /// The bank's reason, as `AC04`.
    reason: String,
    /// The day on which the money came back, as the statement says.
    returned_on: NaiveDate,
}

/// Keeps it once.
pub(in crate::routes) async fn returned(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(body): JsonBody<ReturnRequest>,
) -> Result<Json<Value>, ApiError> {
    let reason = reason(&body.reason, "reason_missing")?;
    let now = to_micros(state.clock().now());
    let mut tx = state.database().read_ledger().await?;
    let listed = tx.find_payout(id).await?.ok_or_else(ApiError::not_found)?;
    drop(tx);
    let (cents, day) = (listed.payout.amount_cents, body.returned_on);
    let entry = AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "return_payout".to_owned(),
        subject_id: id.to_string(),
        reason,
        details: json!({ "amount_cents": cents, "returned_on": day }).to_string(),
    };
    let whose = (listed.recipient, id);
    return_payout(state.payout_run(now), whose, day, &entry).await.map_err(refusal)?;
    Ok(Json(json!({ "id": id, "status": "returned" })))
}

fn refusal(refused: ReturnRefused) -> ApiError {
    let message = refused.to_string();
    match refused {
        ReturnRefused::NotThatDay { first, last } => {
            ApiError::unprocessable("not_the_banks_day", message)
                .with_details(json!({ "first": first, "last": last }))
        }
        ReturnRefused::Storage(error) => error.into(),
        _ => ApiError::conflict("not_returnable", message),
    }
}
