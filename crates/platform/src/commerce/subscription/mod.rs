//! Subscriptions: what is agreed, opened at the provider, renewed by what it tells, and ended.

mod agree;
mod cancel;
mod event;
mod open;
mod period;

pub(in crate::commerce) use cancel::end_those_of_who_left;
pub(crate) use cancel::{CancelRefused, CancelWish, ask_open_cancellations, cancel_subscription};
pub(crate) use event::{take_subscription_event, work_off_subscription_events};
pub(crate) use open::{LAPSED, SubscriptionRefused, SubscriptionWish, open_subscription};
