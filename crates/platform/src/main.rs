//! The platform server: tenants, orders, commissions, sync.

fn main() {}
