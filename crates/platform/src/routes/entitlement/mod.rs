//! What the caller's tenant may use.

use axum::Json;
use axum::extract::State;
use mojo_protocol::Signed;
use schemars::JsonSchema;
use serde::Serialize;

use crate::auth::Session;
use crate::http::ApiError;
use crate::memberships::signed_entitlement;
use crate::state::AppState;

/// `GET /api/v1/entitlement`.
pub(super) async fn show(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<Signed>, ApiError> {
    let mut tx = state.database().read_ledger().await?;
    let (tenant, now) = (session.tenant.id(), state.clock().now());
    let signing = (state.signing_key(), state.payments());
    Ok(Json(signed_entitlement(&mut tx, signing, tenant, now).await?))
}

/// The key with which the platform signs.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct KeyView {
    /// Ed25519 (RFC 8032), hexadecimal.
    public_key: String,
}

/// `GET /api/v1/signing-key`.
pub(super) async fn signing_key(State(state): State<AppState>) -> Json<KeyView> {
    Json(KeyView { public_key: state.signing_key().public_key() })
}
