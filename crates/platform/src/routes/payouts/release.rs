//! `POST /api/v1/payouts/{id}/release`: staff give up a payout; its entries are due again.

use axum::Json;
use axum::extract::State;
use mojo_domain::{IdSource, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::in_file;
use crate::auth::Session;
use crate::commerce::{Release, release_payout};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;

/// Why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ReleaseRequest {
    reason: String,
}

/// Releases it, when nothing was paid.
pub(in crate::routes) async fn release(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(body): JsonBody<ReleaseRequest>,
) -> Result<Json<Value>, ApiError> {
    let reason = reason(&body.reason, "reason_missing")?;
    let now = to_micros(state.clock().now());
    let mut tx = state.database().read_ledger().await?;
    let listed = tx.find_payout(id).await?.ok_or_else(ApiError::not_found)?;
    drop(tx);
    let entry = AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "release_payout".to_owned(),
        subject_id: id.to_string(),
        reason,
        details: json!({ "amount_cents": listed.payout.amount_cents }).to_string(),
    };
    let run = state.payout_run(now);
    let conflict = |message: &str| Err(ApiError::conflict("not_releasable", message));
    match release_payout(run, listed.recipient, &listed.payout, &entry).await? {
        Release::Released => Ok(Json(json!({ "id": id, "status": "released" }))),
        Release::Ended => conflict("This payout has ended."),
        Release::Made(transfer) => {
            conflict(&format!("The provider made the transfer {transfer}; reverse it there first."))
        }
        Release::UnderWay => {
            conflict("The transfer is being asked for at this time; try again in an hour.")
        }
        Release::NotAsked(why) => conflict(&format!("The provider could not be asked: {why}")),
        Release::InFile(message_id) => Err(in_file(&message_id)),
    }
}
