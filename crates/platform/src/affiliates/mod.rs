//! Affiliate links: what a click on one leaves behind (A1).

mod click;

pub(crate) use click::{Followed, follow};
