//! A change as it is recorded and projected: the same shape for what was made here and what came
//! from the platform.

use chrono::{DateTime, Utc};
use mojo_domain::{ActorId, DeviceId};
use mojo_protocol::{Entity, canonical};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::StoreError;

/// A change about to be recorded.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// The kind of thing.
    pub entity: Entity,
    /// The thing.
    pub entity_id: Uuid,
    /// The canonical body.
    pub body: String,
}

impl NewRecord {
    /// A change of `entity_id` with `body`.
    ///
    /// # Errors
    /// [`StoreError::Body`] when the body has no JSON form.
    pub fn try_new<T: Serialize>(
        entity: Entity,
        entity_id: impl Into<Uuid>,
        body: &T,
    ) -> Result<Self, StoreError> {
        Ok(Self { entity, entity_id: entity_id.into(), body: canonical(body)? })
    }
}

/// A change with its origin, as the projections see it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The kind of thing.
    pub entity: Entity,
    /// The thing.
    pub entity_id: Uuid,
    /// The verb.
    pub op: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor_id: ActorId,
    /// Where; `None` for the platform.
    pub device_id: Option<DeviceId>,
    /// The epoch of the device.
    pub epoch: i64,
    /// The number within device and epoch.
    pub dseq: i64,
    /// The canonical body.
    pub body: String,
}

impl Recorded {
    /// The body, read as its kind.
    ///
    /// # Errors
    /// [`StoreError::Body`] when it is of another form.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_str(&self.body).map_err(StoreError::body(self.entity.name()))
    }
}
