//! Who sells, at which till: what a sale needs to know of the practice.

use mojo_domain::pos::may_sell_for_real;
use mojo_domain::{Currency, RegisterId};
use mojo_protocol::Entity;
use mojo_store::{StoreError, cards, device};
use serde_json::Value;

use super::PosError;
use crate::Desk;
use crate::account::{Mode, Practice};

/// The practice and its till.
pub(crate) struct Seller {
    /// As printed.
    pub(crate) practice: Practice,
    /// Whose fiscal law holds, ISO alpha-2: the practice's country, the device's until it is known.
    pub(crate) country: String,
    /// Of the device.
    pub(super) device_country: String,
    /// Of the till.
    pub(crate) currency: Currency,
    /// The till.
    pub(crate) register_id: RegisterId,
    /// As shown: `Kasse 1`.
    pub(crate) register_name: String,
    /// The till is in training mode: nothing counts.
    pub(crate) is_training: bool,
    /// The invented practice of the demo.
    pub(super) is_demo: bool,
}

impl Seller {
    /// The practice and the till of this desk.
    pub(crate) async fn load(desk: &Desk) -> Result<Self, StoreError> {
        let mut reader = desk.reader().await?;
        let device = device::find(&mut reader).await?.ok_or(StoreError::NoDevice)?;
        let practice = Practice::load(&mut reader).await?;
        let register = cards::find(&mut reader, Entity::Register, device.register_id.0)
            .await?
            .unwrap_or_default();
        drop(reader);
        let session = desk.find_session().await?;
        let name = register.get("name").and_then(Value::as_str);
        let country = match practice.country.as_str() {
            "" => device.country.clone(),
            known => known.to_owned(),
        };
        Ok(Self {
            currency: practice.currency(),
            practice,
            country,
            device_country: device.country,
            register_id: device.register_id,
            register_name: name.unwrap_or("Kasse").to_owned(),
            is_training: register.get("training") == Some(&Value::Bool(true)),
            is_demo: session.is_some_and(|session| session.mode == Mode::Demo),
        })
    }

    /// The serial number of the till (§ 6 Nr. 6 KassenSichV).
    pub(crate) fn register_serial(&self) -> String {
        self.register_id.to_string()
    }

    /// Refuses real sales where the law of tills is not built yet. The device's country is a guess
    /// until the first sync, so the practice must be known, and its country must allow it too.
    pub(super) fn check_may_sell(&self) -> Result<(), PosError> {
        if self.is_training || self.is_demo {
            return Ok(());
        }
        may_sell_for_real(&self.practice.country)?;
        may_sell_for_real(&self.country)?;
        Ok(may_sell_for_real(&self.device_country)?)
    }
}
