//! A3 and A4: attributing a customer in the ledger.

use super::{Ledger, LedgerError, Refusal};
use crate::commissions::{Attribution, Ids};

impl<I: Ids> Ledger<I> {
    /// Attributes a free customer to a tenant from `new.attributed_at` on.
    ///
    /// # Errors
    /// [`Refusal`] over a live attribution or for a tenant that has left. An attribution to a
    /// tenant that has left is not live.
    pub fn attribute(
        &mut self,
        customer: &I::Customer,
        new: Attribution<I::Tenant>,
    ) -> Result<(), LedgerError> {
        self.approve_until(new.attributed_at);
        self.set_attribution(customer, new)
    }

    /// The same for a state from which the ledger begins, whose attributions may lie in the
    /// future: nothing is approved.
    ///
    /// # Errors
    /// As [`Self::attribute`].
    pub fn set_attribution(
        &mut self,
        customer: &I::Customer,
        new: Attribution<I::Tenant>,
    ) -> Result<(), LedgerError> {
        if self.deactivated.contains(&new.tenant) {
            return Err(Refusal::TenantIsDeactivated.into());
        }
        let attributions = &mut self.customers.entry(customer.clone()).or_default().attributions;
        let owner = attributions.live(new.attributed_at).map(|live| &live.tenant);
        if owner.is_some_and(|owner| self.deactivated.contains(owner)) {
            attributions.end_live(new.attributed_at);
        }
        attributions.attribute(new).map_err(|_| Refusal::AttributionIsLive.into())
    }
}
