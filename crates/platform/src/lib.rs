//! The platform server: tenants, orders, commissions, sync.
//!
//! Stateless processes over one database, embedded SQLite or PostgreSQL. [`Platform`] is the whole
//! of it as a value; `mojo-platform` is that value with a command line. Only [`storage`] speaks
//! SQL; what is done is planned by pure functions and applied in one transaction of one tenant.
//!
//! How to add a route: see `routes/mod.rs`. How to add a table: a migration with the same name in
//! both dialects, `tenant_id` first in its key, and its queries in `storage/<noun>.rs`.
#![warn(missing_docs)]

mod affiliates;
mod auth;
mod commerce;
mod contracts;
mod customers;
mod demo;
mod derived;
mod http;
mod jobs;
mod mail;
mod memberships;
mod onboarding;
mod payments;
mod people;
mod platform;
mod routes;
mod signing;
mod state;
mod storage;
mod sync;
#[cfg(test)]
mod tests;
mod trial;

pub mod scenario;

pub use auth::{IdentitySettings, IdentitySettingsError};
pub use demo::{DemoCatalogue, DemoError, DemoUser};
pub use http::{Bucket, Limits};
pub use mail::{SmtpSettings, SmtpSettingsError};
pub use payments::{SepaSettings, SepaSettingsError, StripeSettings, StripeSettingsError};
pub use people::{AdminWish, FoundError, Founding};
pub use platform::{PayoutReturnError, Platform, SepaFile, SepaFileError};
pub use storage::StorageError;
pub use trial::TrialOpening;

/// Whether the platform takes a change of this kind from an account with this role: a card that is
/// edited, a fact that is recorded. A role or a kind that it does not know it takes nothing from.
pub fn takes_from(role: &str, entity: &str) -> bool {
    use mojo_protocol::{Entity, Sort};

    let (Ok(role), Ok(entity)) = (role.parse::<auth::Role>(), entity.parse::<Entity>()) else {
        return false;
    };
    match entity.sort() {
        Sort::Card => role.may_edit(entity),
        Sort::Fact => role.may_record(entity),
        Sort::Computed => false,
    }
}

/// The description of the routes (OpenAPI 3.1).
pub fn openapi() -> serde_json::Value {
    routes::document()
}
