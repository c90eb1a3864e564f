//! Customers in a browser: they sign in, buy, and see what they have (F3, P4).

mod book;
mod buy;
mod own_data;
mod password;
mod sign_in;

pub(crate) use book::{
    Seen, book, find_event_for, free_stale_places, list_events_for, require_acquiring,
};
pub(crate) use buy::{
    BuyRefused, BuyWish, Offered, PurchaseState, begin_purchase, discard_purchase, expire_checkout,
    offer_of, state_of,
};
pub(crate) use own_data::{OwnData, own_data};
pub(crate) use password::{
    Forgetful, LINK_LIFE_MICROS, ask_for_password, is_link_open, set_password,
};
pub(crate) use sign_in::{sign_in, sign_out};
