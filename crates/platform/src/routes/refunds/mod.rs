//! Refunds of orders: told, asked of the payment provider, and listed.

mod create;
mod list;

pub(super) use create::create;
pub(super) use list::list;
