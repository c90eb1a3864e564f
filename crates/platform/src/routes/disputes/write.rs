//! `POST /api/v1/disputes/{id}/messages`: the platform's people write into the thread.

use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{CommissionDisputeId, TenantId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::commerce::{DisputeWish, answer_dispute};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::state::AppState;

/// The words.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct MessageRequest {
    text: String,
    /// The recipient, where the id alone does not tell.
    #[serde(default)]
    tenant_id: Option<TenantId>,
}

/// Writes a message; it reaches the recipient's desks with their next sync.
pub(in crate::routes) async fn write(
    State(state): State<AppState>,
    PathOf(dispute_id): PathOf<CommissionDisputeId>,
    JsonBody(request): JsonBody<MessageRequest>,
) -> Result<StatusCode, ApiError> {
    let MessageRequest { text, tenant_id } = request;
    let wish = DisputeWish { dispute_id, recipient: tenant_id, text };
    answer_dispute(state.database(), (state.clock(), state.entropy()), &wish).await?;
    Ok(StatusCode::NO_CONTENT)
}
