//! Customers whom the platform's own people enter: who bought elsewhere before, or buys for a tenant.

mod create;

pub(super) use create::create;
