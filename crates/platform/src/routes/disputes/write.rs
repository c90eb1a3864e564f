//! `POST /api/v1/disputes/{id}/messages`: the platform's people write into the thread, and so does the
//! recipient, without a desk.

use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{CommissionDisputeId, DisputeMessageId, TenantId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::auth::Session;
use crate::commerce::{NewMessage, answer_dispute, reply_to_dispute};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::state::AppState;

/// The words.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct MessageRequest {
    text: String,
    /// Drawn by who asks: asked again with the same id and the same words, there is one message. A
    /// recipient has to name one.
    #[serde(default)]
    id: Option<DisputeMessageId>,
    /// The recipient, where the id of the dispute alone does not tell.
    #[serde(default)]
    tenant_id: Option<TenantId>,
}

/// Writes a message; it reaches the recipient's desks with their next sync.
pub(in crate::routes) async fn write(
    State(state): State<AppState>,
    session: Session,
    PathOf(dispute_id): PathOf<CommissionDisputeId>,
    JsonBody(request): JsonBody<MessageRequest>,
) -> Result<StatusCode, ApiError> {
    let MessageRequest { text, id, tenant_id } = request;
    let message = NewMessage { message_id: id, dispute_id, recipient: tenant_id, text };
    if session.is_platform_staff() {
        answer_dispute(state.database(), (state.clock(), state.entropy()), message).await?;
    } else {
        reply_to_dispute(state.database(), state.clock(), &session, message).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
