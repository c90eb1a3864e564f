//! What a revoked device handed over: looking at it, and letting it count.

use axum::Json;
use axum::extract::State;
use mojo_domain::DeviceId;
use mojo_protocol::{Accepted, Quarantine};

use crate::auth::Session;
use crate::http::{ApiError, PathOf};
use crate::state::AppState;
use crate::sync::{accept_quarantine, list_quarantine};

/// `GET /api/v1/devices/{id}/quarantine`.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    session: Session,
    PathOf(device_id): PathOf<DeviceId>,
) -> Result<Json<Quarantine>, ApiError> {
    list_quarantine(state.database(), &session, device_id).await.map(Json)
}

/// `POST /api/v1/devices/{id}/quarantine/accept`.
pub(in crate::routes) async fn accept(
    State(state): State<AppState>,
    session: Session,
    PathOf(device_id): PathOf<DeviceId>,
) -> Result<Json<Accepted>, ApiError> {
    accept_quarantine(state.database(), state.clock(), &session, device_id).await.map(Json)
}
