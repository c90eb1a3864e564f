//! The tenant's own membership (P3, P4): what it opens is known without a network, as the platform
//! told it last; what it costs, buying and ending are the platform's, asked when they are needed, and
//! nothing of them is kept here.

mod buy_membership;
mod end_membership_subscription;
mod error;
mod list_membership_offers;
mod show_membership;
#[cfg(test)]
mod tests;
mod wire;

pub use error::MembershipError;

use crate::sync::Client;
use crate::{Desk, DeskError, Op};

impl Desk {
    /// The way to the platform for whoever may buy for the tenant, in the account of this desk.
    async fn membership_client(&self) -> Result<Client, MembershipError> {
        let worker = self.worker().ok_or(DeskError::SignedOut)?;
        worker.check(Op::ManageMembership).map_err(DeskError::from)?;
        let client = self.platform_client().await?;
        Ok(client.ok_or(DeskError::SignedOut)?)
    }
}
