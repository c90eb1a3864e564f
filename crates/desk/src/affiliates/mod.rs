//! Affiliate codes: the platform tells of them with each greeting, so that the list and the flyers
//! need no network. They are made and changed at the platform alone, which knows whether somebody
//! has a code already.

mod affiliate_flyer;
mod create_affiliate_code;
mod edit_affiliate_code;
mod error;
mod held;
mod learn_affiliate_codes;
mod list_affiliate_codes;
mod platform;
#[cfg(test)]
mod tests;

pub use error::AffiliatesError;
