//! The sync at the desk: the engine of `mojo_sync` with a network and a store in its hands.
//!
//! One driver at a time asks the engine what to do ([`Desk::sync_now`](crate::Desk::sync_now)
//! once, [`Desk::start_sync`](crate::Desk::start_sync) for as long as the desk is open), does it,
//! and tells what came of it. Requests go through a [`Transport`]. Whether both sides really hold
//! the same is proved by [`Desk::verify_sync`](crate::Desk::verify_sync).

mod client;
mod commission_client;
mod driver;
mod http;
mod list_pending;
mod list_rejected;
mod parting;
mod reason;
mod report;
mod slot;
mod start_sync;
mod sync_now;
mod sync_status;
mod transport;
mod verify;

pub use http::Http;
pub use reason::reason;
pub use sync_now::{SyncError, SyncRound};
pub use transport::{Answer, Body, HttpReply, HttpRequest, Method, Transport, TransportError};

pub use verify::VerifyError;

pub(crate) use client::{Client, Refused, in_address, with_query};
pub(crate) use list_pending::label;
pub(crate) use slot::SyncSlot;
pub(crate) use sync_status::rfc3339;
