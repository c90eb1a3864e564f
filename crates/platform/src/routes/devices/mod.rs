//! Devices: enrolling, listing, renaming, revoking.

mod enrol;
mod list;
mod quarantine;
mod rename;
mod revoke;

pub(super) use enrol::enrol;
pub(super) use list::list;
pub(super) use quarantine::{accept as accept_quarantine, show as show_quarantine};
pub(super) use rename::rename;
pub(super) use revoke::revoke;
