//! Devices: enrolling, listing, revoking.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::journal::genesis;
use mojo_domain::{DeviceId, from_micros, to_micros};
use mojo_protocol::{EnrolRequest, EnrolResponse};
use serde::Serialize;

use crate::auth::Session;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::state::AppState;
use crate::storage::devices::{Device, DeviceEpoch};
use crate::sync::number_code;

/// `POST /api/v1/devices`: idempotent by device and epoch; a new epoch gets a code of its own.
pub(super) async fn enrol(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<EnrolRequest>,
) -> Result<Json<EnrolResponse>, ApiError> {
    let now = to_micros(state.clock().now());
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > 100 || request.epoch < 0 {
        let message = "A device has a name of at most 100 characters and an epoch from 0.";
        return Err(ApiError::bad_request("unreadable_device", message));
    }
    let mut tx = state.database().write(session.tenant).await?;
    tx.lock_log().await?;
    if tx.find_device(request.device_id).await?.is_some_and(|held| held.revoked_at.is_some()) {
        return Err(ApiError::device_revoked());
    }
    tx.put_device(request.device_id, name, now).await?;
    let code = match tx.find_epoch(request.device_id, request.epoch).await? {
        Some(held) => held.code,
        None => {
            let code = number_code(tx.next_code().await?);
            let start = genesis(request.device_id, request.epoch);
            tx.insert_epoch(request.device_id, request.epoch, &code, start, now).await?;
            code
        }
    };
    tx.bind_session(&session.token_hash, request.device_id).await?;
    tx.commit().await?;
    Ok(Json(EnrolResponse {
        device_id: request.device_id,
        epoch: request.epoch,
        code,
        scopes: session.role.scopes().to_vec(),
    }))
}

/// A device as listed.
#[derive(Debug, Serialize)]
pub(super) struct DeviceView {
    device_id: DeviceId,
    name: String,
    enrolled_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
    epochs: Vec<EpochView>,
}

/// An epoch of a device as listed.
#[derive(Debug, Serialize)]
struct EpochView {
    epoch: i64,
    code: String,
    acknowledged_dseq: i64,
    last_seen_at: DateTime<Utc>,
}

/// The list of a tenant's devices.
#[derive(Debug, Serialize)]
pub(super) struct DeviceList {
    devices: Vec<DeviceView>,
}

/// `GET /api/v1/devices`.
pub(super) async fn list(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<DeviceList>, ApiError> {
    let mut tx = state.database().read(session.tenant).await?;
    let epochs = tx.list_epochs().await?;
    let devices = tx.list_devices().await?;
    let devices = devices.into_iter().map(|device| view(device, &epochs)).collect();
    Ok(Json(DeviceList { devices }))
}

fn view(device: Device, epochs: &[DeviceEpoch]) -> DeviceView {
    let epochs = epochs
        .iter()
        .filter(|epoch| epoch.device_id == device.device_id)
        .map(|epoch| EpochView {
            epoch: epoch.epoch,
            code: epoch.code.clone(),
            acknowledged_dseq: epoch.head_dseq,
            last_seen_at: from_micros(epoch.last_seen_at),
        })
        .collect();
    DeviceView {
        device_id: device.device_id,
        name: device.name,
        enrolled_at: from_micros(device.enrolled_at),
        revoked_at: device.revoked_at.map(from_micros),
        epochs,
    }
}

/// `POST /api/v1/devices/{id}/revoke`: from now on the device gets nothing more.
pub(super) async fn revoke(
    State(state): State<AppState>,
    session: Session,
    PathOf(device_id): PathOf<DeviceId>,
) -> Result<Json<DeviceView>, ApiError> {
    let mut tx = state.database().write(session.tenant).await?;
    tx.revoke_device(device_id, to_micros(state.clock().now())).await?;
    let device = tx.find_device(device_id).await?.ok_or_else(ApiError::not_found)?;
    let epochs = tx.list_epochs().await?;
    tx.commit().await?;
    Ok(Json(view(device, &epochs)))
}
