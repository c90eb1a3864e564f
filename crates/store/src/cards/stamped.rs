//! A field with its stamp, as remembered beside a card.

use mojo_domain::cards::{FieldStamp, FieldWrite};
use mojo_domain::{DeviceId, Hlc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Value (its JSON as text, `None` when emptied), hybrid time, device, base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamped(Option<String>, i64, Uuid, i64);

impl Stamped {
    /// The field as it is.
    pub(crate) fn of(write: &FieldWrite) -> Self {
        let FieldStamp { hlc, device_id } = write.stamp;
        Self(write.value.clone(), hlc.0, device_id.0, write.base.0)
    }

    /// When it was written.
    pub(crate) fn hlc(&self) -> Hlc {
        Hlc(self.1)
    }

    /// The field again.
    pub(crate) fn write(&self) -> FieldWrite {
        let stamp = FieldStamp { hlc: Hlc(self.1), device_id: DeviceId(self.2) };
        FieldWrite { value: self.0.clone(), stamp, base: Hlc(self.3) }
    }
}
