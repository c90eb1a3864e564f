//! Who asks, for which tenant, and what they may.

mod customer;
mod oidc;
mod password;
mod role;
mod session;
mod token;

pub(crate) use customer::{CustomerSession, CustomerToken};
pub(crate) use oidc::{
    IdentityProvider, IdentityWish, MAX_TOKEN_BYTES, Vouched, end_identity, link_identity,
    looks_like_jwt, session_by, session_of, vouch,
};
pub use oidc::{IdentitySettings, IdentitySettingsError};
pub(crate) use password::{hash_chosen_password, hash_password, is_password, verify_password};
pub(crate) use role::{Role, scope_bit};
pub(crate) use session::{Session, Tenant};
pub(crate) use token::Token;
