//! Where something was recorded, by the names that people know.

use mojo_domain::{DeviceId, RegisterId};
use mojo_protocol::Entity;
use mojo_store::{Reader, StoreError, cards, device};
use serde_json::Value;

/// The name of a device: of this one its own, of another the name of its till; empty when that is
/// not known here.
pub(crate) async fn device_name(
    reader: &mut Reader,
    device_id: DeviceId,
) -> Result<String, StoreError> {
    let own = device::find(reader).await?.filter(|own| own.device_id == device_id);
    if let Some(own) = own {
        return Ok(own.name);
    }
    match device::find_register_of(reader, device_id).await? {
        Some(register) => register_name(reader, register).await,
        None => Ok(String::new()),
    }
}

/// The name of a till.
pub(super) async fn register_name(
    reader: &mut Reader,
    register: RegisterId,
) -> Result<String, StoreError> {
    let card = cards::find(reader, Entity::Register, register.0).await?;
    let name = card.as_ref().and_then(|card| card.get("name")).and_then(Value::as_str);
    Ok(name.unwrap_or_default().to_owned())
}
