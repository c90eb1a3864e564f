//! C12: a refund of one line takes its commissions back in proportion.

use chrono::{DateTime, Utc};

use super::{Ledger, LedgerError, Refusal, Reversal};
use crate::commissions::refund::after_refund;
use crate::commissions::{Ids, RefundRefusal, SettledAs, Status, check_refund, reversed_total};
use crate::{Money, MoneyError};

impl From<RefundRefusal> for Refusal {
    fn from(refusal: RefundRefusal) -> Self {
        match refusal {
            RefundRefusal::NotPositive => Self::NotPositive,
            RefundRefusal::MoreThanLeft => Self::MoreThanLeft,
        }
    }
}

impl<I: Ids> Ledger<I> {
    /// Refunds `net_cents` of a line, in its list price and currency.
    ///
    /// # Errors
    /// [`Refusal`] for an unknown line, or an amount that is not positive or more than is left.
    pub fn refund(
        &mut self,
        at: DateTime<Utc>,
        order: &I::Order,
        line: &I::Line,
        net_cents: i64,
    ) -> Result<(), LedgerError> {
        self.approve_until(at);
        let state = self.orders.get_mut(order).and_then(|it| it.lines.get_mut(line));
        let state = state.ok_or(Refusal::UnknownLine)?;
        let net = state.basis.net;
        let more = Money::new(net_cents, net.currency);
        let refunded = check_refund(net, state.refunded, more).map_err(Refusal::from)?;
        let is_left = |index: &usize| self.entries[*index].status != Status::Forfeited;
        let reversals = state
            .entries
            .clone()
            .filter(is_left)
            .map(|index| {
                let amount = self.entries[index].commission.amount;
                Ok((index, reversed_total(amount, refunded, net)?))
            })
            .collect::<Result<Vec<_>, MoneyError>>()?;
        state.refunded = refunded;
        for (index, reversed) in reversals {
            self.reverse(at, index, reversed, refunded == net);
        }
        Ok(())
    }

    /// Brings the reversal of an entry up to `reversed`. What was paid already is owed back.
    fn reverse(&mut self, at: DateTime<Utc>, index: usize, reversed: Money, is_whole_net: bool) {
        let entry = &mut self.entries[index];
        let more = Money::new(reversed.cents - entry.reversed.cents, reversed.currency);
        let was_paid = entry.status == Status::Paid;
        entry.reversed = reversed;
        entry.status = after_refund(entry.status, is_whole_net);
        if more.cents > 0 {
            self.reversals.push(Reversal { entry: index, at, amount: more });
        }
        let recipient = entry.commission.recipient.clone();
        if let (true, SettledAs::Payout, Some(recipient)) =
            (was_paid, entry.commission.settled_as, recipient)
        {
            let account = self.accounts.entry((recipient, more.currency)).or_default();
            account.clawback_cents -= i128::from(more.cents);
        }
    }
}
