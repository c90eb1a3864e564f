//! The messages of the sync: hello, push, pull. All under `/api/v1/sync/`.

use mojo_domain::{ActorId, DeviceId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Scope;

/// `POST hello`: where do we stand?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HelloRequest {
    /// The device.
    pub device_id: DeviceId,
    /// Its epoch.
    pub epoch: i64,
    /// The protocol that the desk speaks.
    pub protocol: u32,
    /// The last entry of its journal.
    pub head_dseq: i64,
    /// The hash at `head_dseq`, hexadecimal.
    pub head_hash: String,
    /// The nonce of the last hello, empty at first: an old one betrays a copy of the database.
    pub nonce: String,
    /// Drawn for this greeting and sent again until it is answered: with the same nonce, the same
    /// attempt is a lost answer and another one a second copy. Empty from a desk that draws none.
    #[serde(default)]
    pub attempt: String,
    /// The last entry that the platform had acknowledged: more than it holds, and it was restored
    /// from a backup.
    #[serde(default)]
    pub acked_dseq: i64,
    /// The log epoch that the desk knows; zero before the first greeting.
    #[serde(default)]
    pub log_epoch: i64,
    /// The last place of the order that was pulled: where another change stands, or none, the
    /// platform was restored from a backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pulled: Option<PulledPlace>,
    /// The version of the program, for the list of devices.
    #[serde(default)]
    pub client: String,
}

/// A place of the tenant's order as a desk knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PulledPlace {
    /// The place.
    pub seq: i64,
    /// The hash of the change that stands there, hexadecimal.
    pub hash: String,
}

/// The answer to [`HelloRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HelloResponse {
    /// The oldest version of the desk that may still pull.
    pub min_client: String,
    /// The protocol that the platform speaks.
    pub protocol: u32,
    /// The platform's clock, microseconds since 1970.
    pub server_at: i64,
    /// Changes when the platform was restored from a backup.
    pub log_epoch: i64,
    /// What the platform holds of this device.
    pub acknowledged: AckState,
    /// The nonce to send next time.
    pub nonce: String,
    /// What the user may see now.
    pub scopes: Vec<Scope>,
    /// The name that people gave the device; empty when the platform names none.
    #[serde(default)]
    pub device_name: String,
    /// What the tenant may use: [`crate::EntitlementBody`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<crate::Signed>,
    /// The tenant's affiliate codes; none where the user may not see them, or the platform tells
    /// of none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliate_codes: Option<crate::AffiliateCodes>,
}

/// What the platform holds of a device's journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AckState {
    /// The last entry held; everything before is held too.
    pub dseq: i64,
    /// The chain's hash at `dseq`, hexadecimal.
    pub hash: String,
}

/// `POST push`: entries of one device's journal, without a gap, as zstd-compressed JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PushRequest {
    /// The device.
    pub device_id: DeviceId,
    /// Its epoch.
    pub epoch: i64,
    /// The protocol that the desk speaks.
    pub protocol: u32,
    /// At most [`crate::MAX_BATCH`], in order of `dseq`.
    pub changes: Vec<PushedChange>,
}

/// An entry of a journal with its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PushedChange {
    /// The number within device and epoch.
    pub dseq: i64,
    /// The verb.
    pub op: String,
    /// The kind of thing, by name: unknown ones are kept.
    pub entity: String,
    /// The thing.
    pub entity_id: Uuid,
    /// When it was recorded, microseconds since 1970.
    pub at: i64,
    /// Who did it.
    pub actor_id: ActorId,
    /// The salt, 32 hexadecimal digits; empty when the body was erased.
    pub salt: String,
    /// The canonical body, exactly as hashed; empty when erased.
    pub body: String,
    /// The commitment, hexadecimal.
    pub commitment: String,
    /// The chain's hash, hexadecimal.
    pub hash: String,
    /// When a platform that was restored since had received it, microseconds since 1970; of edits
    /// whose clock ran ahead, which count as made then. They must count the same again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<i64>,
}

impl PushedChange {
    /// When it arrived, for a platform that takes it at `now` (microseconds).
    pub fn received_by(&self, now: i64) -> i64 {
        self.received_at.map_or(now, |before| before.min(now))
    }
}

/// The answer to [`PushRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PushResponse {
    /// One verdict per change, in order.
    pub verdicts: Vec<RecordVerdict>,
    /// What the platform holds now.
    pub acknowledged: AckState,
    /// The edits whose clock ran ahead: they count as made when they were received.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clamped: Vec<ClampedEdit>,
}

/// An edit that counts by when it was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClampedEdit {
    /// The number within device and epoch.
    pub dseq: i64,
    /// Microseconds since 1970.
    pub received_at: i64,
}

/// What became of one change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordVerdict {
    /// The number within device and epoch.
    pub dseq: i64,
    /// What became of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// What became of a change. A fact is never refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Taken, at this place of the tenant's order.
    Applied {
        /// The place.
        seq: i64,
    },
    /// Held already, at this place.
    Duplicate {
        /// The place.
        seq: i64,
    },
    /// A fact that people must look at; kept.
    Quarantined {
        /// The place.
        seq: i64,
        /// Why.
        code: String,
    },
    /// An edit of a card that cannot stand; the desk undoes it and shows it.
    Rejected {
        /// Why.
        code: String,
        /// An English sentence.
        message: String,
    },
}

/// `GET pull?cursor=`: a page of a tenant's order, only what the user may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PullPage {
    /// The cursor that was asked for; the desk drops a page that does not continue its own.
    pub from: String,
    /// The cursor to keep once the page is applied.
    pub to: String,
    /// More to come.
    pub more: bool,
    /// SHA-256 over the changes' `seq` and `hash` in order, hexadecimal.
    pub checksum: String,
    /// In order of `seq`.
    pub changes: Vec<Change>,
}

impl PullPage {
    /// The checksum of `changes`: over `seq` (eight bytes, big-endian) and the text of `hash` of
    /// each, in order. Both sides compute it here.
    pub fn checksum_of(changes: &[Change]) -> String {
        let mut bytes = Vec::with_capacity(changes.len() * 72);
        for change in changes {
            bytes.extend_from_slice(&change.seq.to_be_bytes());
            bytes.extend_from_slice(change.hash.as_bytes());
        }
        mojo_domain::journal::Hash::of(&bytes).to_hex()
    }
}

/// A change at its place in the tenant's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// The place.
    pub seq: i64,
    /// The verb.
    pub op: String,
    /// The kind of thing.
    pub entity: String,
    /// The thing.
    pub entity_id: Uuid,
    /// When it was recorded, microseconds since 1970.
    pub at: i64,
    /// Who did it.
    pub actor_id: ActorId,
    /// Where; `None` when the platform itself wrote it.
    pub device_id: Option<DeviceId>,
    /// The epoch of the device, 0 for the platform.
    pub epoch: i64,
    /// The number within device and epoch, 0 for the platform.
    pub dseq: i64,
    /// The chain's hash at the device, or the body's hash for the platform, hexadecimal.
    pub hash: String,
    /// The canonical body; empty when erased.
    pub body: String,
}
