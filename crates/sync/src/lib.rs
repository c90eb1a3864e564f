//! The sync of a desk as a pure state machine: what happened goes in, what to do comes out.
//!
//! Nothing here waits, asks the time, draws a number or touches a network: the driver (in
//! `mojo-desk`) does that and says what came of it. So one history of inputs gives one history of
//! actions, and the rules below are tested over hundreds of thousands of histories.
//!
//! # The rules
//! - **An attempt within 30 seconds**: something waits and somebody is signed in, then the next
//!   request is at most [`backoff::EAGER`] away. There is no state that waits for the next write.
//!   Only the platform itself may ask for more patience (`Retry-After`).
//! - **One request at a time**, each with a ticket; an answer with another ticket is of no interest.
//! - **The platform's word counts**: what to send next follows from the verdicts that it gave and
//!   from what it says it holds, never from what was sent. An answer that was lost is asked again,
//!   a gap goes back, a restored platform gets everything again.
//! - **A page is applied only where it continues**: its `from` is the desk's cursor, its checksum
//!   holds; else it is dropped and asked again.
//! - **A second copy of this device** (a restored backup, a cloned disk) becomes a device of its own
//!   before anything more is sent.
//!
//! Time is measured from the start of the driver by a clock that only goes forward: setting the
//! machine's clock does not stop the sync.
#![warn(missing_docs)]

pub mod backoff;

mod action;
mod engine;
mod failure;
mod input;
mod page;
mod search;
mod version;

pub use action::{Action, Report, Request};
pub use engine::{Engine, Standing};
pub use failure::Failure;
pub use input::{Input, Moment};
pub use page::checksum;
pub use search::{Mismatch, Search, Span, Unfit};
