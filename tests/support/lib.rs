//! What the journeys share.
pub mod webdriver;
