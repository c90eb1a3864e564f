//! Which ids the ledger speaks of: UUIDs on the platform, plain texts in a scenario.

use std::fmt::Debug;

use crate::{OrderId, TenantId, UserId};

/// A family of ids. Implemented by an empty type, so that one parameter names all four.
pub trait Ids {
    /// A tenant; `None` beside it is MOJO LLC.
    type Tenant: Ord + Clone + Debug;
    /// A customer.
    type Customer: Ord + Clone + Debug;
    /// An order.
    type Order: Ord + Clone + Debug;
    /// A line within its order.
    type Line: Ord + Clone + Debug;
}

/// The ids of the platform; a line is its position in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformIds;

impl Ids for PlatformIds {
    type Tenant = TenantId;
    type Customer = UserId;
    type Order = OrderId;
    type Line = u32;
}
