//! The server's half of the sync: what arrives is planned by pure functions and applied in one
//! transaction of the tenant.

mod cards;
mod cases;
mod chain;
mod code;
mod cursor;
mod hello;
mod judge;
mod overdraft;
mod pull;
mod push;
mod totals;

pub(crate) use code::number_code;
pub(crate) use cursor::Cursor;
pub(crate) use hello::hello;
pub(crate) use pull::pull;
pub(crate) use push::push;

/// The oldest version of the desk that may still pull.
pub(crate) const MIN_CLIENT: &str = "0.1.0";
