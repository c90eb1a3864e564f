//! `POST /api/v1/payouts/{id}/confirm`: staff have paid it by hand.

use axum::Json;
use axum::extract::State;
use mojo_domain::{IdSource, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::in_file;
use crate::auth::Session;
use crate::commerce::{PayoutConfirmation, confirm_payout};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::state::AppState;
use crate::storage::audit::AuditRecord;

/// The most characters of a reference.
const MOST: usize = 200;

/// What is confirmed.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct Confirmation {
    /// What the bank calls the payment.
    reference: String,
}

/// The recipient has the money.
pub(in crate::routes) async fn confirm(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(body): JsonBody<Confirmation>,
) -> Result<Json<Value>, ApiError> {
    let reference = body.reference.trim();
    let is_unreadable = reference.chars().any(char::is_control);
    if reference.is_empty() || is_unreadable || reference.chars().count() > MOST {
        let message = "reference: what the bank calls the payment, at most 200 characters";
        return Err(ApiError::unprocessable("reference_missing", message));
    }
    let now = to_micros(state.clock().now());
    let mut tx = state.database().read_ledger().await?;
    let listed = tx.find_payout(id).await?.ok_or_else(ApiError::not_found)?;
    drop(tx);
    let audit = AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "confirm_payout".to_owned(),
        subject_id: id.to_string(),
        reason: reference.to_owned(),
        details: json!({ "amount_cents": listed.payout.amount_cents }).to_string(),
    };
    let run = state.payout_run(now);
    match confirm_payout(run, listed.recipient, &listed.payout, &audit).await? {
        PayoutConfirmation::Paid => Ok(Json(json!({ "id": id, "status": "paid" }))),
        PayoutConfirmation::NotByHand => {
            let message = "This payout has ended, or is not paid by hand.";
            Err(ApiError::conflict("not_confirmable", message))
        }
        PayoutConfirmation::InFile(message_id) => Err(in_file(&message_id)),
    }
}
