//! A tenant buys or renews its own membership (P3, P4, C7): one purchase of a product is under way at
//! a time for the whole tenant, whoever of its owners began it, and it is paid in a browser that has
//! no session, by a link that pays this purchase and nothing else.

mod begin;
mod link;
mod purchase;
mod room;

pub(crate) use begin::{OwnRefused, OwnWish, begin_own_purchase, check_own_purchase};
pub(crate) use link::PaymentLink;
pub(crate) use purchase::{OwnPurchase, find_own_purchase, last_own_purchase, secret_of};
pub(crate) use room::make_room;
