//! `POST /api/v1/disputes/{id}/settle`: `upheld` or `rejected`, with a reason.

use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::commissions::DisputeOutcome;
use mojo_domain::{CommissionDisputeId, TenantId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::auth::Session;
use crate::commerce::{DisputeWish, settle_dispute};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::state::AppState;

/// The decision.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct SettleRequest {
    /// `upheld`, `rejected`.
    #[schemars(extend("enum" = ["upheld", "rejected"]))]
    outcome: String,
    reason: String,
    /// The recipient, where the id alone does not tell.
    #[serde(default)]
    tenant_id: Option<TenantId>,
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
    let SettleRequest { reason, tenant_id, .. } = request;
    let wish = DisputeWish { dispute_id, recipient: tenant_id, text: reason };
    let sources = (state.clock(), state.entropy());
    settle_dispute(state.database(), sources, &session, outcome, &wish).await?;
    Ok(StatusCode::NO_CONTENT)
}
