//! The devices of a practice: the list, and how a revoked one parts.

use chrono::{DateTime, Utc};
use mojo_domain::DeviceId;
use serde::{Deserialize, Serialize};

use crate::{AckState, PushedChange};

/// `GET /api/v1/devices`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeviceList {
    /// In the order of their enrolment.
    pub devices: Vec<DeviceEntry>,
}

/// A device of the practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeviceEntry {
    /// The device.
    pub device_id: DeviceId,
    /// The name people see.
    pub name: String,
    /// When it was enrolled.
    pub enrolled_at: DateTime<Utc>,
    /// When the owner revoked it.
    #[serde(default)]
    pub revoked_at: Option<DateTime<Utc>>,
    /// Lost or stolen: its database is to be destroyed at the next contact.
    #[serde(default)]
    pub is_lost: bool,
    /// When it had handed over all that it still held.
    #[serde(default)]
    pub parted_at: Option<DateTime<Utc>>,
    /// When it said that its database is destroyed.
    #[serde(default)]
    pub erased_at: Option<DateTime<Utc>>,
    /// The version of its program, as it said; may be empty.
    #[serde(default)]
    pub client: String,
    /// Who it was before it turned out to be a copy.
    #[serde(default)]
    pub former_device_id: Option<DeviceId>,
    /// How many entries of it wait in quarantine.
    #[serde(default)]
    pub quarantined: i64,
    /// Its epochs.
    #[serde(default)]
    pub epochs: Vec<EpochEntry>,
}

/// An epoch of a device: one chain, one number code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EpochEntry {
    /// The epoch.
    pub epoch: i64,
    /// The code in document numbers.
    pub code: String,
    /// The last entry that the platform holds.
    pub acknowledged_dseq: i64,
    /// How many entries waited at the device when it was last heard.
    #[serde(default)]
    pub pending: i64,
    /// When it was last heard.
    pub last_seen_at: DateTime<Utc>,
}

/// `POST /api/v1/devices/{id}/rename`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RenameDevice {
    /// The name people see.
    pub name: String,
}

/// `POST /api/v1/sync/parting`: what a revoked device still holds, handed over once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartingRequest {
    /// The device.
    pub device_id: DeviceId,
    /// Its epoch.
    pub epoch: i64,
    /// The protocol that the desk speaks.
    pub protocol: u32,
    /// The last entry of its journal: held, and the parting is done.
    pub head_dseq: i64,
    /// The hash at `head_dseq`, hexadecimal.
    pub head_hash: String,
    /// At most [`crate::MAX_BATCH`], in order of `dseq`; empty to ask how it stands.
    pub changes: Vec<PushedChange>,
    /// The local database is destroyed.
    #[serde(default)]
    pub is_erased: bool,
}

/// The answer to [`PartingRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartingResponse {
    /// What the platform holds now.
    pub acknowledged: AckState,
    /// Everything was handed over.
    pub is_done: bool,
    /// The owner ordered that the local database be destroyed, once all is handed over.
    pub is_lost: bool,
}

/// `GET /api/v1/devices/{id}/quarantine`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quarantine {
    /// What waits for the owner, in order.
    pub entries: Vec<QuarantinedEntry>,
}

/// An entry that a revoked device handed over and that does not count yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuarantinedEntry {
    /// The epoch of the device.
    pub epoch: i64,
    /// The number within device and epoch.
    pub dseq: i64,
    /// The verb.
    pub op: String,
    /// The kind of thing.
    pub entity: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// The canonical body.
    pub body: String,
}

/// `POST /api/v1/devices/{id}/quarantine/accept`: what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Accepted {
    /// Entries that count now.
    pub applied: i64,
    /// Entries that cannot stand: edits by whose role it was not, or that are not readable.
    pub refused: i64,
}
