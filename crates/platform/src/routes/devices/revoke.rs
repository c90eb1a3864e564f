//! `POST /api/v1/devices/{id}/revoke[?lost=true]`: from now on the device gets nothing more.

use axum::Json;
use axum::extract::State;
use mojo_domain::{DeviceId, to_micros};
use mojo_protocol::DeviceEntry;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::list::show;
use crate::auth::Session;
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::audit::Doer;
use crate::state::AppState;

/// The parameters of a revocation.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct Revocation {
    /// Lost or stolen: it hands over what it holds and destroys its database at the next contact.
    #[serde(default)]
    lost: bool,
}

/// Revokes it; what it holds it may still hand over, once.
pub(in crate::routes) async fn revoke(
    State(state): State<AppState>,
    session: Session,
    PathOf(device_id): PathOf<DeviceId>,
    QueryOf(revocation): QueryOf<Revocation>,
) -> Result<Json<DeviceEntry>, ApiError> {
    if session.device_id == Some(device_id) {
        let message = "A device does not revoke itself; do it on another one.";
        return Err(ApiError::conflict("own_device", message));
    }
    let now = to_micros(state.clock().now());
    let mut tx = state.database().write(session.tenant).await?;
    // Under the lock of the tenant's order: a session that is renewed meanwhile comes before, and ends,
    // or after, and is refused.
    tx.lock_log().await?;
    let held = tx.find_device(device_id).await?.ok_or_else(ApiError::not_found)?;
    tx.revoke_device(device_id, revocation.lost, now).await?;
    tx.end_unbound_sessions(device_id, now, &session.token_hash).await?;
    let device = show(&mut tx, device_id).await?.ok_or_else(ApiError::not_found)?;
    if held.revoked_at.is_none() || device.is_lost != held.is_lost {
        let details = json!({ "name": device.name, "lost": device.is_lost });
        let doer = Doer::of(&state, &session, (None, "device_refused"))?;
        tx.insert_own_audit(&[doer.entry("revoke_device", &device_id, &details)]).await?;
    }
    tx.commit().await?;
    Ok(Json(device))
}
