//! The audit log of the tenant, for its owner: what its own people did at the platform and to what the
//! practice is and sells, and what the platform's people did to it. It is asked of the platform each
//! time; nothing of it is kept here.

mod error;
mod list_own_log;
#[cfg(test)]
mod tests;
mod wire;

pub use error::OwnLogError;
