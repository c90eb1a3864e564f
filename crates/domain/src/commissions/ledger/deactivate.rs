//! C13: a tenant leaves the platform.

use chrono::{DateTime, Utc};

use super::{Ledger, LedgerError};
use crate::commissions::{Ids, PayoutKind, Status, after_deactivation};

impl<I: Ids> Ledger<I> {
    /// Pays what is approved at once, forfeits what is pending, and ends the live attributions.
    ///
    /// # Errors
    /// [`LedgerError::Money`] for a payout beyond 64 bits of cents; the tenant stays then.
    pub fn deactivate(&mut self, at: DateTime<Utc>, tenant: &I::Tenant) -> Result<(), LedgerError> {
        self.approve_until(at);
        let own = self.accounts.keys().filter(|(recipient, _)| recipient == tenant);
        let candidates = own.map(|key| self.candidate(key)).collect();
        self.pay(at, candidates, self.policy.minimum_final_payout_cents, PayoutKind::Final)?;
        self.forfeit_pending(at, tenant);
        for customer in self.customers.values_mut() {
            let live = customer.attributions.live(at);
            if live.is_some_and(|attribution| attribution.tenant == *tenant) {
                customer.attributions.end_live(at);
            }
        }
        self.deactivated.insert(tenant.clone());
        Ok(())
    }

    fn forfeit_pending(&mut self, at: DateTime<Utc>, tenant: &I::Tenant) {
        let entries = &mut self.entries;
        self.waiting.retain(|(_, index)| {
            let entry = &mut entries[*index];
            if entry.commission.recipient.as_ref() != Some(tenant) {
                return true;
            }
            entry.status = after_deactivation(entry.status, entry.commission.settled_as);
            let is_forfeited = entry.status == Status::Forfeited;
            if is_forfeited {
                entry.forfeited_at = Some(at);
            }
            !is_forfeited
        });
    }
}
