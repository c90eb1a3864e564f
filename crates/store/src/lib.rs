//! The encrypted local database of a desk: facts, journal, outbox. The only crate of the desk that
//! speaks SQL.
//!
//! # How to add a table
//! 1. A migration in `migrations/desk/`, listed in `migrations.rs`: `STRICT`, `NOT NULL`, money in
//!    `…_cents`, instants in microseconds `…_at`, days as text `…_on`. A fact's table gets triggers
//!    that refuse change and deletion.
//! 2. A folder with the noun: `project.rs` writes the rows from the bodies of changes (the same for
//!    what was recorded here and what was pulled), the other files read them.
//! 3. A line in `project.rs`, where kinds of things find their projection.
//!
//! Every write goes through a [`Tx`]: the change, its journal entry and its outbox row commit
//! together or not at all.

mod columns;
mod error;
mod key;
mod leave;
mod migrations;
mod project;
mod record;
mod source;
mod store;
#[cfg(test)]
mod testing;
mod tx;

pub mod affiliates;
pub mod cards;
pub mod census;
pub mod checkin;
pub mod commissions;
pub mod contacts;
pub mod device;
pub mod digests;
pub mod documents;
pub mod invoicing;
pub mod journal;
pub mod numbers;
pub mod outbox;
pub mod pos;
pub mod settings;
pub mod sync_state;

pub use error::{DiskFault, StoreError};
pub use key::DatabaseKey;
pub use record::{NewRecord, Recorded};
pub use source::Source;
pub use store::{NewDevice, Reader, Snapshot, Store, damaged_pages};
pub use tx::Tx;

/// What the projections and readers run on.
pub(crate) type Connection = sqlx::SqliteConnection;
