//! C11 and Y1: approved entries gather in an account per recipient and currency; a run pays it.

use chrono::{DateTime, Utc};

use super::{Ledger, LedgerError, Payout};
use crate::commissions::{
    Ids, PayoutCandidate, PayoutDecision, PayoutKind, SettledAs, Status, plan_payouts,
};
use crate::{Currency, Money};

impl<I: Ids> Ledger<I> {
    /// The end of an entry's hold period. A fee is approved as well and never paid.
    pub(super) fn approve(&mut self, index: usize) {
        let entry = &mut self.entries[index];
        if entry.status != Status::Pending {
            return;
        }
        entry.status = Status::Approved;
        if let (SettledAs::Payout, Some(recipient)) =
            (entry.commission.settled_as, entry.commission.recipient.clone())
        {
            let key = (recipient, entry.commission.amount.currency);
            self.accounts.entry(key).or_default().approved.push(index);
        }
    }

    /// Y1: the monthly run over all recipients.
    ///
    /// # Errors
    /// [`LedgerError::Money`] for a payout beyond 64 bits of cents; nobody is paid then.
    pub fn payout_run(&mut self, at: DateTime<Utc>) -> Result<(), LedgerError> {
        self.approve_until(at);
        let candidates = self.accounts.keys().map(|key| self.candidate(key)).collect();
        self.pay(at, candidates, self.policy.minimum_payout_cents, PayoutKind::Monthly)
    }

    /// The balance of a recipient: approved and unpaid, minus what is owed back.
    pub fn balance_cents(&self, recipient: &I::Tenant, currency: Currency) -> i128 {
        let candidate = self.candidate(&(recipient.clone(), currency));
        candidate.approved_cents + candidate.clawback_cents
    }

    pub(super) fn candidate(&self, key: &(I::Tenant, Currency)) -> PayoutCandidate<I::Tenant> {
        let account = self.accounts.get(key).cloned().unwrap_or_default();
        let due = |index: &usize| {
            let entry = &self.entries[*index];
            let is_due = entry.status == Status::Approved && !entry.is_frozen;
            let rest = i128::from(entry.commission.amount.cents) - i128::from(entry.reversed.cents);
            if is_due { rest } else { 0 }
        };
        PayoutCandidate {
            recipient: key.0.clone(),
            currency: key.1,
            approved_cents: account.approved.iter().map(due).sum(),
            clawback_cents: account.clawback_cents,
            has_account: true,
        }
    }

    /// Plans for all candidates, then pays.
    pub(super) fn pay(
        &mut self,
        at: DateTime<Utc>,
        candidates: Vec<PayoutCandidate<I::Tenant>>,
        minimum_cents: i64,
        kind: PayoutKind,
    ) -> Result<(), LedgerError> {
        for decision in plan_payouts(candidates, minimum_cents)?.decisions {
            if let PayoutDecision::Pay { recipient, amount } = decision {
                self.mark_paid(&recipient, amount);
                self.payouts.push(Payout { recipient, at, amount, kind });
            }
        }
        Ok(())
    }

    /// A payout marks every approved entry, one whose rest is 0.00 as well. A disputed one stays.
    fn mark_paid(&mut self, recipient: &I::Tenant, amount: Money) {
        let Some(account) = self.accounts.get_mut(&(recipient.clone(), amount.currency)) else {
            return;
        };
        account.clawback_cents = 0;
        let mut frozen = Vec::new();
        for index in std::mem::take(&mut account.approved) {
            let entry = &mut self.entries[index];
            match (entry.status, entry.is_frozen) {
                (Status::Approved, false) => entry.status = Status::Paid,
                (Status::Approved, true) => frozen.push(index),
                _ => {}
            }
        }
        account.approved = frozen;
    }
}
