//! Payments of customers through the provider: a checkout is offered, its events are worked off,
//! and money that goes back reverses what was earned.

mod dispute;
mod event;
mod open;
mod refund;

pub(crate) use event::{take_event, work_off_events};
pub(crate) use open::{CheckoutRefused, CheckoutWish, open_checkout};
pub(crate) use refund::{AskRefused, AskedRefund, ask_refund};
