//! The commissions of a recipient, or of all for the platform's own people.

mod calculate;
mod list;
mod of_order;
mod payout;
mod pending;
mod view;

pub(super) use calculate::calculate;
pub(super) use list::list;
pub(super) use of_order::of_order;
pub(super) use payout::pay_out;
pub(super) use pending::pending;
pub(super) use view::{CommissionView, Told, told_of};
