//! `POST /api/v1/devices/{id}/rename`: another name.

use axum::Json;
use axum::extract::State;
use mojo_domain::DeviceId;
use mojo_protocol::{DeviceEntry, RenameDevice};
use serde_json::json;

use super::enrol::readable_name;
use super::list::show;
use crate::auth::{Role, Session};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::audit::Doer;
use crate::state::AppState;

/// The owner renames every device, everybody the one they sit at.
pub(in crate::routes) async fn rename(
    State(state): State<AppState>,
    session: Session,
    PathOf(device_id): PathOf<DeviceId>,
    JsonBody(request): JsonBody<RenameDevice>,
) -> Result<Json<DeviceEntry>, ApiError> {
    let is_own = session.device_id == Some(device_id);
    if !is_own && !matches!(session.role, Role::Owner | Role::PlatformAdmin) {
        return Err(ApiError::forbidden());
    }
    let name = readable_name(&request.name)?;
    let mut tx = state.database().write(session.tenant).await?;
    let before = tx.find_device(device_id).await?.ok_or_else(ApiError::not_found)?;
    tx.rename_device(device_id, name).await?;
    let device = show(&mut tx, device_id).await?.ok_or_else(ApiError::not_found)?;
    if before.name != device.name {
        let details = json!({ "from": { "name": before.name }, "to": { "name": device.name } });
        let doer = Doer::of(&state, &session, (None, "device_refused"))?;
        tx.insert_own_audit(&[doer.entry("rename_device", &device_id, &details)]).await?;
    }
    tx.commit().await?;
    Ok(Json(device))
}
