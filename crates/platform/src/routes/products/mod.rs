//! The catalogue: the levels that MOJO LLC sells, and what tenants offer.

mod change;
mod create;
mod list;
mod offer;
mod view;

pub(super) use change::{update_own, update_platform};
pub(super) use create::{create_own, create_platform};
pub(super) use list::{list_own, list_platform};
pub(super) use offer::{put_offer, show_offer};

use mojo_domain::TenantId;

use crate::auth::Tenant;

/// The seller of the platform products.
fn platform() -> Tenant {
    Tenant::named_by_platform(TenantId::MOJO_LLC)
}
