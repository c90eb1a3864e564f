//! Payments of customers through the provider: a checkout is offered, its events are worked off,
//! and money that goes back reverses what was earned.

mod ask_refund;
mod dispute;
mod event;
mod forgotten;
mod open;
mod refund;

pub(crate) use ask_refund::{AskRefused, AskedRefund, ask_refund, work_off_refunds};
pub(crate) use event::{take_event, work_off_events, work_off_payment};
pub(crate) use open::{CheckoutRefused, CheckoutWish, open_checkout};
pub(in crate::commerce) use open::{to_pay, with_discounts};
