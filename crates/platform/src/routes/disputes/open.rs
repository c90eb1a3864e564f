//! `POST /api/v1/disputes`: a recipient disputes an entry of its own, without a desk.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{CommissionDisputeId, CommissionEntryId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::Session;
use crate::commerce::{NewDispute, OpeningRefused, open_dispute};
use crate::http::{ApiError, JsonBody};
use crate::state::AppState;

/// What is wrong with which entry.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct DisputeRequest {
    /// Drawn by who asks: asked again with the same id and the same words, there is one dispute.
    id: CommissionDisputeId,
    commission_id: CommissionEntryId,
    /// What is wrong, in the recipient's words.
    reason: String,
}

/// The dispute that is open.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct DisputeOpened {
    id: CommissionDisputeId,
}

impl From<OpeningRefused> for ApiError {
    fn from(refused: OpeningRefused) -> Self {
        match refused {
            OpeningRefused::Storage(error) => error.into(),
            OpeningRefused::UnknownEntry => Self::not_found(),
            OpeningRefused::AlreadyDisputed => {
                Self::conflict("already_disputed", refused.to_string())
            }
            OpeningRefused::IdHeld => Self::conflict("dispute_id_held", refused.to_string()),
            OpeningRefused::Text(_) => Self::unprocessable("dispute_refused", refused.to_string()),
        }
    }
}

/// Opens the dispute; the entry is frozen, and the recipient's desks hear of it with their next sync.
pub(in crate::routes) async fn open(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<DisputeRequest>,
) -> Result<(StatusCode, Json<DisputeOpened>), ApiError> {
    let DisputeRequest { id, commission_id, reason } = request;
    let wish = NewDispute { dispute_id: id, commission_id, reason };
    open_dispute(state.database(), (state.clock(), state.entropy()), &session, &wish).await?;
    Ok((StatusCode::CREATED, Json(DisputeOpened { id })))
}
