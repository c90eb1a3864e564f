//! The devices of the practice: who they are, and what the owner decides about them. The list is
//! kept for reading offline; a change needs the platform.

mod accept_quarantine;
mod erase;
mod list_devices;
mod rename_device;
mod revoke_device;
mod show_quarantine;

pub(crate) use erase::refuse_erased;

use mojo_domain::DeviceId;
use mojo_store::StoreError;

use crate::account::Role;
use crate::sync::{Client, Refused};
use crate::{Desk, Refusal};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The id names no device.
    #[error("no device has the id {0}")]
    UnknownDevice(String),
    /// The name is empty or longer than 100 characters.
    #[error("a device needs a name of at most 100 characters, as Empfang 1")]
    DeviceName,
    /// Nobody is signed in on a platform.
    #[error("nobody is signed in on a platform; sign in first")]
    SignedOut,
    /// The platform cannot be reached: nothing was changed.
    #[error("the devices are the platform's to change, and it cannot be reached now")]
    Offline,
    /// Somebody else than the owner asked for it.
    #[error("only the owner may do that")]
    Forbidden,
    /// A device does not revoke itself.
    #[error("a device does not revoke itself; do it on another one")]
    OwnDevice,
    /// The platform said no.
    #[error("the platform did not do it: {code}")]
    Platform {
        /// Why.
        code: String,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for DeviceError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownDevice(_) => "unknown_device",
            Self::DeviceName => "device_name",
            Self::SignedOut => "signed_out",
            Self::Offline => "needs_network",
            Self::Forbidden => "owner_only",
            Self::OwnDevice => "own_device",
            Self::Platform { .. } => "platform_refused",
            Self::Store(error) => error.code(),
        }
    }

    fn values(&self) -> std::collections::BTreeMap<String, String> {
        match self {
            Self::Platform { code } => [("code".to_owned(), code.clone())].into(),
            _ => std::collections::BTreeMap::new(),
        }
    }
}

impl From<Refused> for DeviceError {
    fn from(refused: Refused) -> Self {
        match refused.failure.code() {
            "forbidden" => Self::Forbidden,
            "own_device" => Self::OwnDevice,
            "unauthorized" | "signed_out" => Self::SignedOut,
            _ if refused.failure.is_offline() => Self::Offline,
            code => Self::Platform { code: code.to_owned() },
        }
    }
}

fn parse(device_id: &str) -> Result<DeviceId, DeviceError> {
    device_id.parse().map_err(|_| DeviceError::UnknownDevice(device_id.to_owned()))
}

impl Desk {
    /// Both the person and the account are the owner's: the platform knows the account alone.
    fn is_owner_at_work(&self) -> bool {
        let worker = self.worker();
        worker
            .is_some_and(|worker| worker.role == Role::Owner && worker.account == Some(Role::Owner))
    }

    /// The way to the platform, for the owner alone.
    async fn owners_client(&self) -> Result<Client, DeviceError> {
        if !self.is_owner_at_work() {
            return Err(DeviceError::Forbidden);
        }
        self.device_client().await
    }

    async fn device_client(&self) -> Result<Client, DeviceError> {
        self.platform_client().await?.ok_or(DeviceError::SignedOut)
    }
}
