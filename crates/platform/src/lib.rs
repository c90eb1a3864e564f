//! The platform server: tenants, orders, commissions, sync.

pub mod scenario;
