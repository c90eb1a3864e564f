//! Affiliate links: what a click on one leaves behind (A1), and what follows when somebody signs up.

mod click;
mod sign_up;

pub(crate) use click::{Followed, follow};
pub(crate) use sign_up::{SignUp, SignUpRefused, sign_up};
