//! A payment provider in memory that fails where it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use mojo_domain::{Currency, Money};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::payments::{
    AccountState, Answer, FoundPayment, MadeRefund, Payment, PaymentProvider, PaymentWish,
    ProviderError, Recurring, RecurringWish, RefundWish, Transfer, TransferList, TransferWish,
};

/// What goes wrong with one request for a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The request never arrives.
    LostBefore,
    /// It is done, and the answer never arrives.
    LostAfter,
    /// It is refused for good.
    Refused,
}

/// The provider.
#[derive(Debug, Default)]
pub(super) struct FakeProvider(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    accounts: BTreeMap<String, AccountState>,
    transfers: Vec<Transfer>,
    /// What was answered for a key; asked again, the same is answered.
    answered: BTreeMap<Uuid, Result<Transfer, ProviderError>>,
    faults: VecDeque<Fault>,
    /// How often a transfer was asked for.
    asked: usize,
    /// Whose next question waits.
    held: BTreeMap<String, Arc<HeldQuestion>>,
}

/// A question for an account whose answer waits.
#[derive(Debug, Default)]
pub(super) struct HeldQuestion {
    /// It was asked.
    pub(super) asked: Notify,
    /// It may be answered.
    pub(super) answer: Notify,
}

impl FakeProvider {
    /// An account that can be paid to.
    pub(super) fn open_account(&self, id: &str) {
        let state = AccountState {
            has_charges_enabled: false,
            has_payouts_enabled: true,
            is_complete: true,
        };
        self.0.lock().unwrap().accounts.insert(id.to_owned(), state);
    }

    /// The account can no longer be paid to.
    pub(super) fn restrict_account(&self, id: &str) {
        let mut kept = self.0.lock().unwrap();
        kept.accounts.get_mut(id).unwrap().has_payouts_enabled = false;
    }

    /// The next question for the account is answered when it is let go.
    pub(super) fn hold_question(&self, id: &str) -> Arc<HeldQuestion> {
        let held = Arc::new(HeldQuestion::default());
        self.0.lock().unwrap().held.insert(id.to_owned(), held.clone());
        held
    }

    /// The next requests for transfers fail like this.
    pub(super) fn fail_with(&self, faults: &[Fault]) {
        self.0.lock().unwrap().faults.extend(faults);
    }

    /// Calls back so much of the transfers to an account.
    pub(super) fn reverse(&self, account: &str, cents: i64) {
        let mut kept = self.0.lock().unwrap();
        for transfer in kept.transfers.iter_mut().filter(|made| made.destination == account) {
            transfer.reversed_cents = cents;
        }
    }

    /// Every transfer, the first one first.
    pub(super) fn transfers(&self) -> Vec<Transfer> {
        self.0.lock().unwrap().transfers.clone()
    }

    /// What an account received, in cents.
    pub(super) fn received(&self, account: &str) -> i64 {
        let transfers = self.transfers();
        transfers.iter().filter(|t| t.destination == account).map(|t| t.amount.cents).sum()
    }

    /// How often a transfer was asked for.
    pub(super) fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }

    fn create(&self, wish: &TransferWish) -> Result<Transfer, ProviderError> {
        let lost = || ProviderError::Unknown("connection lost".to_owned());
        let mut kept = self.0.lock().unwrap();
        kept.asked += 1;
        if let Some(answer) = kept.answered.get(&wish.payout_id) {
            return answer.clone();
        }
        let fault = kept.faults.pop_front();
        let answer = match fault {
            Some(Fault::LostBefore) => return Err(lost()),
            Some(Fault::Refused) => Err(ProviderError::Refused {
                code: "account_closed".to_owned(),
                message: "The account is closed.".to_owned(),
            }),
            Some(Fault::LostAfter) | None => {
                let transfer = Transfer {
                    id: format!("tr_{}", kept.transfers.len() + 1),
                    payout_id: Some(wish.payout_id),
                    amount: wish.amount,
                    destination: wish.destination.clone(),
                    reversed_cents: 0,
                };
                kept.transfers.push(transfer.clone());
                Ok(transfer)
            }
        };
        kept.answered.insert(wish.payout_id, answer.clone());
        if fault == Some(Fault::LostAfter) { Err(lost()) } else { answer }
    }
}

impl PaymentProvider for FakeProvider {
    fn create_transfer<'a>(&'a self, wish: &'a TransferWish) -> Answer<'a, Transfer> {
        Box::pin(async move {
            // A crash may come before it is done, and before the answer.
            tokio::task::yield_now().await;
            let answer = self.create(wish);
            tokio::task::yield_now().await;
            answer
        })
    }

    fn find_transfer(&self, payout_id: Uuid) -> Answer<'_, Option<Transfer>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            Ok(self.transfers().into_iter().find(|transfer| transfer.payout_id == Some(payout_id)))
        })
    }

    fn list_transfers(&self) -> Answer<'_, TransferList> {
        Box::pin(
            async move { Ok(TransferList { transfers: self.transfers(), foreign: Vec::new() }) },
        )
    }

    fn account<'a>(&'a self, id: &'a str) -> Answer<'a, AccountState> {
        Box::pin(async move {
            let known = self.0.lock().unwrap().accounts.get(id).copied();
            let held = self.0.lock().unwrap().held.remove(id);
            if let Some(held) = held {
                held.asked.notify_one();
                held.answer.notified().await;
            }
            known.ok_or_else(|| ProviderError::Unknown(format!("no account {id}")))
        })
    }

    fn balance(&self) -> Answer<'_, Vec<Money>> {
        Box::pin(async move { Ok(vec![Money::new(1_000_000_00, Currency::EUR)]) })
    }

    fn create_payment<'a>(&'a self, _: &'a PaymentWish) -> Answer<'a, Payment> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn find_payment(&self, _: Uuid) -> Answer<'_, Option<FoundPayment>> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn payment<'a>(&'a self, _: &'a str) -> Answer<'a, Payment> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn cancel_payment<'a>(&'a self, _: &'a str) -> Answer<'a, ()> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn create_refund<'a>(&'a self, _: &'a RefundWish) -> Answer<'a, MadeRefund> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn find_refund<'a>(&'a self, _: &'a str, _: Uuid) -> Answer<'a, Option<MadeRefund>> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn create_customer(&self, _: Uuid) -> Answer<'_, String> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn create_recurring<'a>(&'a self, _: &'a RecurringWish) -> Answer<'a, Recurring> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn find_recurring(&self, _: Uuid) -> Answer<'_, Option<Recurring>> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn recurring<'a>(&'a self, _: &'a str) -> Answer<'a, Recurring> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn end_recurring_with_period<'a>(&'a self, _: &'a str, _: Uuid) -> Answer<'a, Recurring> {
        Box::pin(async move { Err(no_payments()) })
    }

    fn end_recurring_now<'a>(&'a self, _: &'a str) -> Answer<'a, Recurring> {
        Box::pin(async move { Err(no_payments()) })
    }
}

/// Payments are tried with a Stripe of our own.
fn no_payments() -> ProviderError {
    ProviderError::Unknown("this provider only pays out".to_owned())
}
