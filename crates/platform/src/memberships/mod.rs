//! Memberships: what orders grant, and what a tenant may use for them (P3, P4).

mod entitlement;
mod grant;
mod own;
mod require;

pub(crate) use entitlement::signed_entitlement;
pub(crate) use grant::grants_of;
pub(crate) use own::{
    OwnPurchase, OwnRefused, OwnWish, PaymentLink, begin_own_purchase, check_own_purchase,
    find_own_purchase, last_own_purchase, make_room, secret_of,
};
pub(crate) use require::require_tool;
