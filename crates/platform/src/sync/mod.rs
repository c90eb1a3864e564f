//! The server's half of the sync: what arrives is planned by pure functions and applied in one
//! transaction of the tenant.

mod cards;
mod cases;
mod chain;
mod code;
mod cursor;
mod digest;
mod hello;
mod judge;
mod mend;
mod overdraft;
mod parting;
mod pull;
mod push;
pub(crate) mod restored;
mod rows;
mod totals;

pub(crate) use code::{code_number, draw_code, number_code};
pub(crate) use cursor::Cursor;
pub(crate) use digest::digest;
pub(crate) use hello::hello;
pub(crate) use mend::mend;
pub(crate) use parting::{accept_quarantine, list_quarantine, part};
pub(crate) use pull::pull;
pub(crate) use push::push;
pub(crate) use rows::rows;

/// The oldest version of the desk that may still pull.
pub(crate) const MIN_CLIENT: &str = "0.1.0";
