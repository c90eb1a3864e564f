//! The payment provider (Y2): what the payout run asks of it, and what its answers mean. Behind a
//! trait, so that a test can let it fail at every step.

mod stripe;

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;

use mojo_domain::Money;
use uuid::Uuid;

pub(crate) use stripe::Stripe;
pub use stripe::{StripeSettings, StripeSettingsError};

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

/// What the provider lets an account do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AccountState {
    pub(crate) has_charges_enabled: bool,
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
    fn list_transfers(&self) -> Answer<'_, Vec<Transfer>>;

    /// What an account may do now.
    fn account<'a>(&'a self, id: &'a str) -> Answer<'a, AccountState>;

    /// What lies ready for transfers, one sum a currency.
    fn balance(&self) -> Answer<'_, Vec<Money>>;
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
