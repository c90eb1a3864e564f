//! `GET /api/v1/devices`.

use axum::Json;
use axum::extract::State;
use mojo_domain::{DeviceId, from_micros};
use mojo_protocol::{DeviceEntry, DeviceList, EpochEntry};

use crate::auth::Session;
use crate::http::ApiError;
use crate::state::AppState;
use crate::storage::devices::{Device, DeviceEpoch};
use crate::storage::{StorageError, TenantTx};

/// Every device of the tenant.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<DeviceList>, ApiError> {
    let mut tx = state.database().read(session.tenant).await?;
    let devices = tx.list_devices().await?;
    let (epochs, waiting) = (tx.list_epochs().await?, tx.count_quarantined().await?);
    let devices = devices.into_iter().map(|device| entry(device, &epochs, &waiting)).collect();
    Ok(Json(DeviceList { devices }))
}

/// One device, as the list shows it.
pub(super) async fn show(
    tx: &mut TenantTx,
    device_id: DeviceId,
) -> Result<Option<DeviceEntry>, StorageError> {
    let Some(device) = tx.find_device(device_id).await? else { return Ok(None) };
    let (epochs, waiting) = (tx.list_epochs().await?, tx.count_quarantined().await?);
    Ok(Some(entry(device, &epochs, &waiting)))
}

fn entry(device: Device, epochs: &[DeviceEpoch], waiting: &[(DeviceId, i64)]) -> DeviceEntry {
    let id = device.device_id;
    let own = epochs.iter().filter(|epoch| epoch.device_id == id);
    DeviceEntry {
        device_id: id,
        name: device.name,
        enrolled_at: from_micros(device.enrolled_at),
        revoked_at: device.revoked_at.map(from_micros),
        is_lost: device.is_lost,
        parted_at: device.parted_at.map(from_micros),
        erased_at: device.erased_at.map(from_micros),
        client: device.client,
        former_device_id: device.former_device_id,
        quarantined: waiting.iter().find(|(held, _)| *held == id).map_or(0, |(_, count)| *count),
        epochs: own.map(epoch_entry).collect(),
    }
}

fn epoch_entry(epoch: &DeviceEpoch) -> EpochEntry {
    EpochEntry {
        epoch: epoch.epoch,
        code: epoch.code.clone(),
        acknowledged_dseq: epoch.head_dseq,
        pending: (epoch.told_dseq - epoch.head_dseq).max(0),
        last_seen_at: from_micros(epoch.last_seen_at),
    }
}
