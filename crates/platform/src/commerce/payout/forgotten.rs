//! Y2: a platform that was put back to a backup may have forgotten the payout of a month that is over. No
//! run draws its id again, and its entries are due here: they would be paid once more under another one.
//! The transfer stands at the provider all the same. Nothing more of its currency is reserved for its
//! account until people have cleared it.

use std::collections::BTreeSet;

use mojo_domain::Currency;
use mojo_domain::commissions::Rail;
use uuid::Uuid;

use super::plan::Way;
use super::reconcile::all_payouts;
use super::run::PayoutRun;
use crate::payments::{Payments, Transfer};
use crate::storage::StorageError;

/// The transfers that were made for payouts of which the ledger has nothing.
pub(crate) enum Forgotten {
    /// These, and no other ones.
    Known(Vec<Transfer>),
    /// The provider did not tell, for this reason.
    Unknown(String),
}

impl Forgotten {
    /// Looks for them. The provider is read before the ledger: what is asked of it was reserved before.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn look(run: PayoutRun<'_>) -> Result<Self, StorageError> {
        let Payments::Provider(provider) = run.payments else {
            return Ok(Self::Known(Vec::new()));
        };
        let listed = match provider.list_transfers().await {
            Ok(listed) => listed,
            Err(error) => return Ok(Self::Unknown(error.to_string())),
        };
        let is_named = |transfer: &Transfer| {
            transfer.payout_id.is_some() && transfer.reversed_cents < transfer.amount.cents
        };
        let mut transfers = listed.transfers;
        transfers.retain(is_named);
        if transfers.is_empty() {
            return Ok(Self::Known(transfers));
        }
        let kept = all_payouts(&mut run.database.read_ledger().await?).await?;
        let kept: BTreeSet<Uuid> = kept.iter().map(|listed| listed.payout.payout_id).collect();
        transfers.retain(|transfer| transfer.payout_id.is_some_and(|id| !kept.contains(&id)));
        Ok(Self::Known(transfers))
    }

    /// Why nothing of this currency is reserved now. A transfer that was made for one of the payouts that
    /// are drawn now, of commissions or of sales (C5), is no reason: it is found when it is asked for, and
    /// recorded.
    pub(super) fn refuses(
        &self,
        way: &Way,
        currency: Currency,
        drawn: &BTreeSet<Uuid>,
    ) -> Option<String> {
        if way.rail != Rail::StripeConnect {
            return None;
        }
        let transfers = match self {
            Self::Known(transfers) => transfers,
            Self::Unknown(reason) => {
                return Some(format!("the provider does not say what it transferred: {reason}"));
            }
        };
        let stands = transfers.iter().find(|transfer| {
            transfer.destination == way.destination
                && transfer.amount.currency == currency
                && transfer.payout_id.is_none_or(|id| !drawn.contains(&id))
        });
        stands.map(|transfer| {
            format!(
                "the provider made the transfer {} to this account, and nobody here knows of it: was \
                 the platform put back to a backup? Reverse it there, and the next run pays what is due",
                transfer.id
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use mojo_domain::Money;

    use super::*;

    const COMMISSIONS: Uuid = Uuid::from_u128(1);
    const SALES: Uuid = Uuid::from_u128(2);
    const OVER: Uuid = Uuid::from_u128(3);

    fn made_for(payout_id: Uuid) -> Transfer {
        Transfer {
            id: format!("tr_{payout_id}"),
            payout_id: Some(payout_id),
            amount: Money::new(5000, Currency::EUR),
            destination: "acct_1".to_owned(),
            reversed_cents: 0,
        }
    }

    fn refuses(made: &[Uuid], drawn: &[Uuid]) -> bool {
        let forgotten = Forgotten::Known(made.iter().copied().map(made_for).collect());
        let way = Way { rail: Rail::StripeConnect, destination: "acct_1".to_owned() };
        let drawn = drawn.iter().copied().collect();
        forgotten.refuses(&way, Currency::EUR, &drawn).is_some()
    }

    #[test]
    fn y2_the_forgotten_payouts_of_both_kinds_of_one_month_do_not_hold_back_each_other() {
        assert!(!refuses(&[COMMISSIONS, SALES], &[COMMISSIONS, SALES]));
    }

    #[test]
    fn y2_a_forgotten_payout_that_is_not_drawn_again_holds_back_both_kinds() {
        assert!(refuses(&[OVER, COMMISSIONS], &[COMMISSIONS, SALES]));
        assert!(refuses(&[SALES], &[COMMISSIONS]), "nothing is due of sales as is known here");
    }
}
