//! The devices of the practice: as the platform lists them now, else as it did last.

use mojo_domain::to_micros;
use mojo_protocol::{DeviceEntry, DeviceList};
use mojo_store::device::{self, Device};
use mojo_store::sync_state;

use super::DeviceError;
use crate::account::Mode;
use crate::sync::{Refused, rfc3339};
use crate::views::{DeviceRow, DevicesView, FormerDeviceRow};
use crate::{Desk, Op};

impl Desk {
    /// Every device of the practice, this one first.
    ///
    /// # Errors
    /// [`DeviceError::Store`] of the database; a platform that cannot be reached is none.
    pub async fn list_devices(&self) -> Result<DevicesView, DeviceError> {
        let fetched = self.fetch_devices().await?;
        let is_current = matches!(fetched, Some(Ok(_)));
        if let Some(Ok(list)) = &fetched {
            self.keep_listed(list).await?;
        }
        let session = self.find_session().await?;
        let mut reader = self.reader().await?;
        let own = device::find(&mut reader).await?;
        let (listed, listed_at) = device::listed(&mut reader).await?;
        let acked = sync_state::find(&mut reader).await?.acked_dseq;
        // What a newer program kept and this one cannot read is asked again when online.
        let entries: Vec<DeviceEntry> =
            listed.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
        let former = |entry: &DeviceEntry| {
            let id = entry.former_device_id?;
            code(entries.iter().find(|other| other.device_id == id)?)
        };
        let mut rows: Vec<DeviceRow> = entries
            .iter()
            .map(|entry| DeviceRow {
                former_code: former(entry),
                ..row(entry.clone(), own.as_ref(), acked)
            })
            .collect();
        if let Some(own) = own.as_ref().filter(|_| !rows.iter().any(|row| row.is_own)) {
            rows.push(own_row(own, acked));
        }
        rows.sort_by_key(|row| (!row.is_own, row.state != "active"));
        let former =
            device::list_changes(&mut reader).await?.into_iter().map(|change| FormerDeviceRow {
                number_code: change.number_code,
                reason: change.reason,
                ended_at: rfc3339(change.ended_at),
                recorded: change.head_dseq,
            });
        let is_demo = session.is_none_or(|session| session.mode == Mode::Demo);
        Ok(DevicesView {
            devices: rows,
            former: former.collect(),
            is_current,
            is_local: is_demo,
            may_manage: self.is_owner_at_work() && is_current,
            listed_at: listed_at.map(rfc3339),
        })
    }

    /// `None` when there is nobody to ask.
    async fn fetch_devices(&self) -> Result<Option<Result<DeviceList, Refused>>, DeviceError> {
        let Some(client) = self.platform_client().await? else { return Ok(None) };
        Ok(Some(client.devices().await))
    }

    async fn keep_listed(&self, list: &DeviceList) -> Result<(), DeviceError> {
        let mut bodies = Vec::with_capacity(list.devices.len());
        for entry in &list.devices {
            let text = serde_json::to_string(entry).map_err(mojo_store::StoreError::body("device"));
            bodies.push((entry.device_id, text?));
        }
        let mut tx = self.store().transact(Op::Settings.name(), self.sync_actor()).await?;
        device::keep_listed(&mut tx, &bodies).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// How a device stands.
fn state(entry: &DeviceEntry) -> &'static str {
    match (entry.revoked_at, entry.is_lost, entry.erased_at) {
        (None, ..) => "active",
        (Some(_), _, Some(_)) => "erased",
        (Some(_), true, None) => "lost",
        (Some(_), false, None) => "revoked",
    }
}

/// The code that it numbers with.
fn code(entry: &DeviceEntry) -> Option<String> {
    entry.epochs.iter().max_by_key(|epoch| epoch.epoch).map(|epoch| epoch.code.clone())
}

fn row(entry: DeviceEntry, own: Option<&Device>, acked: i64) -> DeviceRow {
    let state = state(&entry).to_owned();
    if let Some(own) = own.filter(|own| own.device_id == entry.device_id) {
        return DeviceRow { state, ..own_row(own, acked) };
    }
    let latest = entry.epochs.into_iter().max_by_key(|epoch| epoch.epoch);
    let instant = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| rfc3339(to_micros(at)));
    DeviceRow {
        device_id: entry.device_id.to_string(),
        name: entry.name,
        number_code: latest.as_ref().map(|epoch| epoch.code.clone()).unwrap_or_default(),
        former_code: None,
        epoch: latest.as_ref().map_or(0, |epoch| epoch.epoch),
        acknowledged: latest.as_ref().map_or(0, |epoch| epoch.acknowledged_dseq),
        pending: latest.as_ref().map_or(0, |epoch| epoch.pending),
        last_seen: instant(latest.map(|epoch| epoch.last_seen_at)),
        version: entry.client,
        is_own: false,
        state,
        revoked_at: instant(entry.revoked_at),
        parted_at: instant(entry.parted_at),
        erased_at: instant(entry.erased_at),
        quarantined: entry.quarantined,
    }
}

/// This device knows itself best.
fn own_row(own: &Device, acked: i64) -> DeviceRow {
    DeviceRow {
        device_id: own.device_id.to_string(),
        name: own.name.clone(),
        number_code: own.number_code.clone(),
        former_code: None,
        epoch: own.epoch,
        acknowledged: acked.min(own.head_dseq),
        pending: (own.head_dseq - acked).max(0),
        last_seen: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        is_own: true,
        state: if own.is_revoked() { "revoked" } else { "active" }.to_owned(),
        revoked_at: None,
        parted_at: None,
        erased_at: None,
        quarantined: 0,
    }
}
