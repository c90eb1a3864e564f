//! Regional agreements: exclusive by country and day (C1).

mod change;
mod create;
mod view;

pub(super) use change::{deactivate, update};
pub(super) use create::create;
pub(super) use view::{list, show};
