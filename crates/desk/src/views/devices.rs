//! The devices of the practice.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DevicesView {
    /// This one first.
    pub devices: Vec<DeviceRow>,
    /// Who this installation was before, the latest first.
    pub former: Vec<FormerDeviceRow>,
    /// The platform has just said so; else it is what it said last.
    pub is_current: bool,
    /// There is no platform: the offline demo, or nobody has signed in yet.
    pub is_local: bool,
    /// Whoever is signed in may rename and revoke, now.
    pub may_manage: bool,
    /// When the platform was asked last, an instant.
    pub listed_at: Option<String>,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceRow {
    /// The device.
    pub device_id: String,
    /// The name people see.
    pub name: String,
    /// The code in document numbers.
    pub number_code: String,
    /// The code of the device of which it turned out to be a copy.
    pub former_code: Option<String>,
    /// Grows when it turned out to be a copy.
    #[ts(type = "number")]
    pub epoch: i64,
    /// Entries of it that the platform holds.
    #[ts(type = "number")]
    pub acknowledged: i64,
    /// Entries that waited there when it was last heard.
    #[ts(type = "number")]
    pub pending: i64,
    /// An instant; `None` for this device, and for one that was never heard.
    pub last_seen: Option<String>,
    /// Of its program; may be empty.
    pub version: String,
    /// This device.
    pub is_own: bool,
    /// `active`, `revoked`, `lost`, `erased`.
    pub state: String,
    /// An instant.
    pub revoked_at: Option<String>,
    /// When it had handed over what it held, an instant.
    pub parted_at: Option<String>,
    /// When it said that its database is destroyed, an instant.
    pub erased_at: Option<String>,
    /// Entries of it that wait in quarantine.
    #[ts(type = "number")]
    pub quarantined: i64,
}

/// A former identity of this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormerDeviceRow {
    /// The code in its document numbers.
    pub number_code: String,
    /// `restored`, `elsewhere`, `cloned`, `platform`: how the copy was noticed.
    pub reason: String,
    /// An instant.
    pub ended_at: String,
    /// Entries of its journal.
    #[ts(type = "number")]
    pub recorded: i64,
}

/// What became of a quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedView {
    /// Entries that count now.
    #[ts(type = "number")]
    pub applied: i64,
    /// Entries that cannot stand.
    #[ts(type = "number")]
    pub refused: i64,
}
