//! Affiliate codes of a tenant, and the links that they stand in.

mod change;
mod create;
mod flyer;
mod follow;
mod list;
mod view;

pub(super) use change::update;
pub(super) use create::create;
pub(super) use flyer::flyer;
pub(super) use follow::{click_of, follow};
pub(super) use list::list;
