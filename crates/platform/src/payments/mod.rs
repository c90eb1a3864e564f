//! The payment provider (Y2): what the payout run asks of it, and what its answers mean. Behind a
//! trait, so that a test can let it fail at every step.

mod account;
mod bank;
mod event;
mod stripe;
mod subscription;
mod webhook;

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;

use mojo_domain::{Money, TenantId};
use uuid::Uuid;

pub(crate) use account::{AccountEvent, AccountProvider, AccountReport, AccountWish, LinkWish};
pub(crate) use bank::{
    AccountRefused, MAX_CENTS, MessageHead, SepaAccount, SepaPayment, sepa_text, write_message,
};
pub use bank::{SepaSettings, SepaSettingsError};
pub(crate) use event::{PaymentEvent, PaymentEventKind};
pub(crate) use stripe::{
    Stripe, publishable_key, read_account_event, read_event, read_subscription_event,
};
pub use stripe::{StripeSettings, StripeSettingsError};
pub(crate) use subscription::{
    Recurring, RecurringWish, SubscriptionEvent, SubscriptionNews, SubscriptionState, ToldInvoice,
};
pub(crate) use webhook::WebhookSecret;

/// An answer that is waited for.
pub(crate) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'a>>;

/// What no transfer came of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ProviderError {
    /// Nothing was done, and asking the same again changes nothing.
    #[error("{code}: {message}")]
    Refused {
        /// The provider's code.
        code: String,
        /// The provider's words.
        message: String,
    },
    /// It may have been done, or may be done later: no answer, an answer in the middle of a fault,
    /// too many questions, a key that is not taken.
    #[error("{0}")]
    Unknown(String),
}

impl ProviderError {
    /// A question that was refused says nothing about what was done before.
    pub(crate) fn into_unknown(self) -> Self {
        Self::Unknown(self.to_string())
    }
}

/// A transfer that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TransferWish {
    /// Also the idempotency key.
    pub(crate) payout_id: Uuid,
    pub(crate) amount: Money,
    /// The provider's account.
    pub(crate) destination: String,
}

/// A transfer that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transfer {
    /// The provider's.
    pub(crate) id: String,
    /// What it was made for; `None` for one that the platform did not ask for.
    pub(crate) payout_id: Option<Uuid>,
    pub(crate) amount: Money,
    pub(crate) destination: String,
    /// What was called back of it, in cents.
    pub(crate) reversed_cents: i64,
}

/// A transfer in a currency that the platform does not count in cents; it asked for none such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForeignTransfer {
    /// The provider's.
    pub(crate) id: String,
    /// What it says it was made for.
    pub(crate) payout_id: Option<Uuid>,
    /// As the provider writes it, in capital letters.
    pub(crate) currency: String,
    /// What was transferred and not called back, in the provider's unit of the currency.
    pub(crate) units: i64,
}

/// Every transfer of the provider's account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TransferList {
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) foreign: Vec<ForeignTransfer>,
}

/// To whose account the money of a payment flows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    /// The provider's id of the account.
    pub(crate) account: String,
    /// What the platform keeps of the payment.
    pub(crate) fee: Money,
}

/// A payment that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaymentWish {
    /// Also the idempotency key.
    pub(crate) checkout_id: Uuid,
    pub(crate) seller: TenantId,
    pub(crate) amount: Money,
    /// `None`: the money stays in the platform's own account.
    pub(crate) destination: Option<Destination>,
}

/// A payment as it stands at the provider.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Payment {
    /// The provider's.
    pub(crate) id: String,
    /// With it the customer's browser pays; for the customer alone.
    pub(crate) client_secret: String,
}

/// The secret is shown nowhere.
impl Debug for Payment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Payment").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A payment that was found by what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundPayment {
    pub(crate) payment: Payment,
    /// The money arrived.
    pub(crate) is_paid: bool,
    /// Some of it went back, or its bank asks for it.
    pub(crate) went_back: bool,
    /// What arrived, or what is to be paid.
    pub(crate) amount_cents: i64,
    /// In capital letters, as the provider wrote it.
    pub(crate) currency: String,
    /// When it was paid, in microseconds; of one that was not, when it was made.
    pub(crate) happened_at: i64,
}

/// A refund that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefundWish {
    /// The idempotency key; the refund at the provider names it.
    pub(crate) key: Uuid,
    /// The provider's payment.
    pub(crate) payment_id: String,
    /// The money to give back, VAT included.
    pub(crate) amount: Money,
    /// The money had flowed to a seller's account: its share comes from there, and the platform's fee is
    /// given back in proportion.
    pub(crate) is_of_destination: bool,
}

/// A refund that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MadeRefund {
    /// The provider's.
    pub(crate) id: String,
    pub(crate) amount: Money,
    /// `false` while the provider is still at it.
    pub(crate) is_done: bool,
    /// It did not go through: the customer does not have the money.
    pub(crate) has_failed: bool,
}

/// What the provider lets an account do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AccountState {
    pub(crate) has_charges_enabled: bool,
    /// It takes transfers, and pays them out.
    pub(crate) has_payouts_enabled: bool,
    /// Everything that was asked of the recipient has been answered.
    pub(crate) is_complete: bool,
}

/// A payment provider.
pub(crate) trait PaymentProvider: Debug + Send + Sync {
    /// Asks for a transfer; asking twice for one payout makes one transfer.
    fn create_transfer<'a>(&'a self, wish: &'a TransferWish) -> Answer<'a, Transfer>;

    /// The transfer that was made for a payout.
    fn find_transfer(&self, payout_id: Uuid) -> Answer<'_, Option<Transfer>>;

    /// Every transfer that was made.
    fn list_transfers(&self) -> Answer<'_, TransferList>;

    /// What an account may do now.
    fn account<'a>(&'a self, id: &'a str) -> Answer<'a, AccountState>;

    /// What lies ready for transfers, one sum a currency that is counted in cents.
    fn balance(&self) -> Answer<'_, Vec<Money>>;

    /// Asks for a payment; asking twice for one checkout makes one payment.
    fn create_payment<'a>(&'a self, wish: &'a PaymentWish) -> Answer<'a, Payment>;

    /// The payment that was made for a checkout and can be paid or was: its key may be forgotten, its name
    /// stays. What was made a moment ago may not be found yet.
    fn find_payment(&self, checkout_id: Uuid) -> Answer<'_, Option<FoundPayment>>;

    /// A payment that was made before.
    fn payment<'a>(&'a self, id: &'a str) -> Answer<'a, Payment>;

    /// Asks that nobody can pay a payment any more; asking twice is asking once.
    ///
    /// [`ProviderError::Refused`] for one that was paid, or is being paid.
    fn cancel_payment<'a>(&'a self, id: &'a str) -> Answer<'a, ()>;

    /// Asks for money to be given back, once for each key.
    fn create_refund<'a>(&'a self, wish: &'a RefundWish) -> Answer<'a, MadeRefund>;

    /// The refund of a payment that was made for a key.
    fn find_refund<'a>(&'a self, payment_id: &'a str, key: Uuid) -> Answer<'a, Option<MadeRefund>>;

    /// The provider's id of a customer for a subscription; asking twice for one makes one.
    fn create_customer(&self, subscription_id: Uuid) -> Answer<'_, String>;

    /// Asks for a subscription; asking twice for one makes one.
    fn create_recurring<'a>(&'a self, wish: &'a RecurringWish) -> Answer<'a, Recurring>;

    /// The subscription that was made for one of the platform's and is not over; what was made a moment ago
    /// may not be found yet.
    fn find_recurring(&self, subscription_id: Uuid) -> Answer<'_, Option<Recurring>>;

    /// A subscription that was made before.
    fn recurring<'a>(&'a self, id: &'a str) -> Answer<'a, Recurring>;

    /// Asks that a subscription is not renewed after the period that is paid; the second id is the
    /// platform's.
    fn end_recurring_with_period<'a>(
        &'a self,
        id: &'a str,
        subscription_id: Uuid,
    ) -> Answer<'a, Recurring>;

    /// Asks that a subscription is over at once.
    fn end_recurring_now<'a>(&'a self, id: &'a str) -> Answer<'a, Recurring>;
}

/// How recipients are paid.
#[derive(Clone, Debug, Default)]
pub(crate) enum Payments {
    /// No provider is set up: payouts are booked, and paid outside of the platform.
    #[default]
    Recorded,
    /// Through a provider; who has no account there is not paid (Y2).
    Provider(Arc<dyn PaymentProvider>),
}
