//! `POST /api/v1/disputes/{id}/settle`: `upheld` with its correction, or `rejected`; with a reason.

use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::commissions::DisputeOutcome;
use mojo_domain::{CommissionDisputeId, TenantId};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use crate::auth::Session;
use crate::commerce::{Decision, DisputeWish, settle_dispute};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::amounts::cents;
use crate::routes::openapi::Amount;
use crate::state::AppState;

/// The decision.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct SettleRequest {
    /// `upheld`, `rejected`.
    #[schemars(extend("enum" = ["upheld", "rejected"]))]
    outcome: String,
    /// Why; of a correction, too.
    reason: String,
    /// What corrects the entry of an upheld dispute.
    #[serde(default)]
    correction: Option<CorrectionRequest>,
    /// The order or the refund that corrected it in another way, where there is no correction.
    #[serde(default)]
    corrected_by: Option<Uuid>,
    /// The recipient, where the id alone does not tell.
    #[serde(default)]
    tenant_id: Option<TenantId>,
}

/// By how much the entry is corrected, in its currency.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CorrectionRequest {
    /// Above zero: owed in addition; below zero: taken back, at most what is left of the entry.
    #[schemars(with = "Amount")]
    amount: String,
}

/// Settles the dispute; the entry is no longer frozen.
pub(in crate::routes) async fn settle(
    State(state): State<AppState>,
    session: Session,
    PathOf(dispute_id): PathOf<CommissionDisputeId>,
    JsonBody(request): JsonBody<SettleRequest>,
) -> Result<StatusCode, ApiError> {
    let unknown = |_| ApiError::unprocessable("dispute_refused", "outcome is upheld or rejected");
    let outcome: DisputeOutcome = request.outcome.parse().map_err(unknown)?;
    let SettleRequest { reason, correction, corrected_by, tenant_id, .. } = request;
    let correction_cents =
        correction.map(|it| cents(&it.amount, "correction.amount")).transpose()?;
    let decision = Decision { outcome, correction_cents, corrected_by };
    let wish = DisputeWish { dispute_id, recipient: tenant_id, text: reason };
    let sources = (state.clock(), state.entropy());
    settle_dispute(state.database(), sources, &session, decision, &wish).await?;
    Ok(StatusCode::NO_CONTENT)
}
