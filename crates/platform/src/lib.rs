//! The platform server: tenants, orders, commissions, sync.
//!
//! Stateless processes over one database, embedded SQLite or PostgreSQL. [`Platform`] is the whole
//! of it as a value; `mojo-platform` is that value with a command line. Only [`storage`] speaks
//! SQL; what is done is planned by pure functions and applied in one transaction of one tenant.
//!
//! How to add a route: see `routes/mod.rs`. How to add a table: a migration with the same name in
//! both dialects, `tenant_id` first in its key, and its queries in `storage/<noun>.rs`.
#![warn(missing_docs)]

mod auth;
mod commerce;
mod demo;
mod derived;
mod http;
mod platform;
mod routes;
mod state;
mod storage;
mod sync;
#[cfg(test)]
mod tests;

pub mod scenario;

pub use demo::{DemoError, DemoUser};
pub use http::{Bucket, Limits};
pub use platform::Platform;
pub use storage::{StorageError, create_postgres_database};

/// The description of the routes (OpenAPI 3.1).
pub fn openapi() -> serde_json::Value {
    routes::document()
}
