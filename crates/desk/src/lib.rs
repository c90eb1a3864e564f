//! What the desk does, without a window: one verb a file. The window and `mojo` are thin borders
//! around this crate.
//!
//! # How to add a verb
//! 1. A file in the folder of its noun with `impl Desk { pub async fn verb(...) }`: fetch, decide
//!    (in `mojo_domain`), write. The file holds its error enum, which implements [`Refusal`].
//! 2. Every write goes through [`Desk::transact`], which commits the change, its journal entry and
//!    its outbox row together; the verb ends with `tx.commit()`, after which it is durable.
//! 3. What the window shows is a record in [`views`]; a line in the shell's command table.

mod clock;
mod close;
mod desk;
mod labels;
mod numbering;
mod op;
mod refusal;
mod signed;
#[cfg(test)]
mod testing;

pub mod account;
pub mod administration;
pub mod affiliates;
pub mod cases;
pub mod checkin;
pub mod commissions;
pub mod contacts;
pub mod devices;
pub mod invoicing;
pub mod keys;
pub mod marks;
pub mod membership;
pub mod own_log;
pub mod pos;
pub mod profiles;
pub mod reception;
pub mod sync;
pub mod verify;
pub mod views;

pub use clock::{SystemClock, SystemEntropy, SystemTicks};
pub use desk::{Desk, DeskError, OpenDesk};
pub use op::{Op, Topic};
pub use refusal::Refusal;

// The borders of the desk need these words too.
pub use mojo_domain as domain;
pub use mojo_store::StoreError;
