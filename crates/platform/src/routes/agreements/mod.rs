//! Regional agreements: exclusive by country and day (C1).

mod change;
mod create;
mod succeed;
mod view;

pub(super) use change::{deactivate, update};
pub(super) use create::{create, percent_of, regions_of};
pub(super) use view::{list, show};
