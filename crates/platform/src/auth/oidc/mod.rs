//! People whom an identity provider vouches for (OpenID Connect, Clerk among them).
//!
//! A token says who somebody is at the provider, and nothing else: which account here is theirs
//! stands in `identities`, what they may do in `users`. Roles and organisations of the token give
//! nobody a right. Signatures are verified with the library that the house has; the time comes in.

mod jwt;
mod keys;
mod link;
mod provider;
mod settings;

pub(crate) use jwt::{MAX_TOKEN_BYTES, looks_like_jwt};
pub(crate) use link::{
    IdentityWish, Vouched, end_identity, link_identity, session_by, session_of, vouch,
};
pub(crate) use provider::IdentityProvider;
pub use settings::{IdentitySettings, IdentitySettingsError};
