//! Affiliate links: what a click on one leaves behind (A1), what follows when somebody signs up,
//! and what the desks are told of the codes.

mod click;
mod sign_up;
mod told;

pub(crate) use click::{Followed, follow, look_at};
pub(crate) use sign_up::{SignUp, SignUpRefused, sign_up};
pub(crate) use told::{link_of, told_codes};
