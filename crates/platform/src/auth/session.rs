//! The session behind a request, and the tenant that follows from it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use mojo_domain::{DeviceId, TenantId, UserId};
use uuid::Uuid;

use super::Role;
use crate::http::ApiError;

/// The tenant for which something is done. A value of this type comes from a session, or from the
/// platform's own jobs; every storage function works on a transaction that was opened with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tenant(TenantId);

impl Tenant {
    /// A tenant that the platform itself names, in jobs and at signing in.
    pub(crate) fn named_by_platform(id: TenantId) -> Self {
        Self(id)
    }

    pub(crate) fn id(self) -> TenantId {
        self.0
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) tenant: Tenant,
    pub(crate) role: Role,
    /// The hash of the token, the session's key; empty where the token is the identity provider's
    /// own, of which nothing is kept.
    pub(crate) token_hash: String,
    pub(crate) user_id: UserId,
    /// The device that the session lives on, once it is known.
    pub(crate) device_id: Option<DeviceId>,
    /// By which identity somebody signed in; `None` for a password.
    pub(crate) identity_id: Option<Uuid>,
    /// That device was revoked: it gets nothing more.
    pub(crate) is_device_revoked: bool,
}

impl Session {
    /// A desk may be without a network for weeks; half a year without any contact ends the session.
    pub(crate) const LIFE_MICROS: i64 = 180 * 86_400_000_000;
    /// Somebody whom an identity provider vouches for is asked for again after two weeks, whatever
    /// the contact: who was let go there is out here too.
    pub(crate) const IDENTITY_LIFE_MICROS: i64 = 14 * 86_400_000_000;

    /// How long a session lives that begins by this identity, or by a password.
    pub(crate) fn life_micros(identity_id: Option<Uuid>) -> i64 {
        if identity_id.is_some() { Self::IDENTITY_LIFE_MICROS } else { Self::LIFE_MICROS }
    }

    /// The platform keeps this session; the identity provider's own token has none.
    pub(crate) fn is_kept(&self) -> bool {
        !self.token_hash.is_empty()
    }

    /// Refuses the identity provider's own token where a device is spoken for: a device's session
    /// is kept, so that revoking the device ends it.
    ///
    /// # Errors
    /// `session_needed`.
    pub(crate) fn require_kept(&self) -> Result<(), ApiError> {
        if self.is_kept() { Ok(()) } else { Err(ApiError::session_needed()) }
    }

    /// Refuses what is said in the name of a device on which this session does not live.
    ///
    /// # Errors
    /// `other_device` for the session of another one; one that lives nowhere yet is let through.
    pub(crate) fn refuse_other_device(&self, device_id: DeviceId) -> Result<(), ApiError> {
        match self.device_id {
            Some(own) if own != device_id => Err(ApiError::other_device()),
            _ => Ok(()),
        }
    }

    /// Refuses whoever has not greeted from `device_id` with this session.
    ///
    /// # Errors
    /// `other_device` for the session of another one; `not_enrolled` for one that lives nowhere.
    pub(crate) fn require_device(&self, device_id: DeviceId) -> Result<(), ApiError> {
        self.refuse_other_device(device_id)?;
        match self.device_id {
            Some(_) => Ok(()),
            None => Err(ApiError::not_enrolled()),
        }
    }

    /// An administrator of MOJO LLC. Support reads what an administrator reads, without the links of
    /// invitations, and moves no money.
    pub(crate) fn is_platform_admin(&self) -> bool {
        self.is_platform_staff() && self.role == Role::PlatformAdmin
    }

    /// One of the platform's own people: such a role counts at MOJO LLC alone.
    pub(crate) fn is_platform_staff(&self) -> bool {
        self.tenant.id() == TenantId::MOJO_LLC && self.role.has(mojo_protocol::Scope::Admin)
    }
}

/// The layer of each route has put the session there; see [`crate::routes`].
impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(ApiError::unauthorized)
    }
}
