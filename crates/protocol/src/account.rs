//! Signing in and enrolling a device.

use mojo_domain::journal::Hash;
use mojo_domain::{DeviceId, TenantId, UserId};
use serde::{Deserialize, Serialize};

use crate::{PulledPlace, Scope};

/// `POST /api/v1/sessions`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoginRequest {
    /// The user's name or e-mail.
    pub user: String,
    /// The password, only ever sent over TLS or loopback.
    pub password: String,
}

/// The answer to [`LoginRequest`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoginResponse {
    /// The bearer token.
    pub token: String,
    /// Who signed in.
    pub user: SignedInUser,
    /// For which tenant.
    pub tenant: SignedInTenant,
    /// What the user may see.
    pub scopes: Vec<Scope>,
}

/// The answer of `GET /api/v1/identity-provider`: where people sign in with a browser. A token of
/// its is exchanged by `POST /api/v1/sessions/identity` for a [`LoginResponse`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdentityProviderInfo {
    /// As the claim `iss` writes it; its description lies below `.well-known`.
    pub issuer: String,
    /// The public client of the desks.
    pub client_id: String,
}

/// `POST /api/v1/sessions/identity`, beside a token that the identity provider made for the desk:
/// what proves that it was asked for by this desk, for this platform. Others need neither.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExchangeRequest {
    /// With a token by which somebody signed in: what the desk drew, of which [`Self::nonce`] made
    /// the token's nonce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding: Option<String>,
    /// With one that renews a session: the token of that session, also when it has run out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<String>,
}

impl ExchangeRequest {
    /// The nonce of a sign-in at `issuer` for the platform at this address. Whoever is shown the token
    /// elsewhere cannot say what it was drawn from for another address.
    pub fn nonce(binding: &str, issuer: &str, platform: &str) -> String {
        let platform = platform.trim().trim_end_matches('/').to_ascii_lowercase();
        let parts = [binding, issuer, &platform].map(|part| Hash::of(part.as_bytes()).to_hex());
        Hash::of(parts.concat().as_bytes()).to_hex()
    }
}

/// A user as shown at the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignedInUser {
    /// The user.
    pub user_id: UserId,
    /// The name to show.
    pub name: String,
    /// `owner`, `reception`, `therapist`, `bookkeeper`, `auditor`, `distributor`, `affiliate`, ...
    pub role: String,
}

/// A tenant as shown at the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignedInTenant {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The name to show.
    pub name: String,
}

/// `POST /api/v1/devices`: idempotent by device id.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnrolRequest {
    /// The id that the installation drew for itself.
    pub device_id: DeviceId,
    /// The name people see, as `Empfang 1`.
    pub name: String,
    /// The chain's epoch at the desk. A new epoch asks for a new number code.
    pub epoch: i64,
    /// The code that the platform had given for this epoch: one that was restored from a backup may
    /// not know of it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The log epoch that the installation knows from before; zero when it knows none.
    #[serde(default)]
    pub log_epoch: i64,
    /// The last place of the order that it pulled before it turned out to be a copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pulled: Option<PulledPlace>,
    /// Who it was before it turned out to be a copy, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<DeviceId>,
}

/// The answer to [`EnrolRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnrolResponse {
    /// The device.
    pub device_id: DeviceId,
    /// The epoch.
    pub epoch: i64,
    /// The code in document numbers (`A`, `B`, ... `AA`), unique per tenant, device and epoch.
    pub code: String,
    /// What the device may see.
    pub scopes: Vec<Scope>,
    /// A token of its own, when the one that was used is another device's: its former identity may
    /// still be at work elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_of_one_binding_one_issuer_and_one_platform() {
        let nonce = ExchangeRequest::nonce("b", "https://id", "https://mojo.example");
        assert_eq!(nonce, ExchangeRequest::nonce("b", "https://id", "HTTPS://Mojo.example/"));
        for other in [
            ExchangeRequest::nonce("c", "https://id", "https://mojo.example"),
            ExchangeRequest::nonce("b", "https://di", "https://mojo.example"),
            ExchangeRequest::nonce("b", "https://id", "https://mojo.example.org"),
            ExchangeRequest::nonce("bhttps://id", "", "https://mojo.example"),
        ] {
            assert_ne!(nonce, other);
        }
    }
}
