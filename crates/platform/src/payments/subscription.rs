//! Subscriptions at the provider: what is asked of it, and what it tells of them by itself.

use std::fmt::Debug;
use std::str::FromStr;

use mojo_domain::catalogue::BillingInterval;
use mojo_domain::{Money, TenantId};
use uuid::Uuid;

/// How a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubscriptionState {
    /// Nothing was paid yet.
    Open,
    /// What is due was paid.
    Active,
    /// A period is not paid; the provider may try again.
    PastDue,
    /// Over; it is renewed no more.
    Ended,
}

/// Not the name of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a subscription")]
pub(crate) struct ParseSubscriptionStateError;

impl SubscriptionState {
    const ALL: [Self; 4] = [Self::Open, Self::Active, Self::PastDue, Self::Ended];

    /// The text at rest and in answers.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::Ended => "ended",
        }
    }
}

impl FromStr for SubscriptionState {
    type Err = ParseSubscriptionStateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|it| it.code() == text).ok_or(ParseSubscriptionStateError)
    }
}

/// A subscription that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecurringWish {
    /// The keys of idempotency follow from it.
    pub(crate) subscription_id: Uuid,
    pub(crate) seller: TenantId,
    /// The provider's, from [`super::PaymentProvider::create_customer`].
    pub(crate) customer_id: String,
    /// What the first period costs, VAT included.
    pub(crate) first: Money,
    /// What each later period costs, VAT included; in the same currency.
    pub(crate) later: Money,
    pub(crate) interval: BillingInterval,
}

/// A subscription as it stands at the provider.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Recurring {
    /// The provider's.
    pub(crate) id: String,
    /// With it the customer's browser pays the first period; for the customer alone.
    pub(crate) client_secret: Option<String>,
    pub(crate) state: SubscriptionState,
    /// It is not renewed after the period that is paid.
    pub(crate) ends_with_period: bool,
}

/// The secret is shown nowhere.
impl Debug for Recurring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recurring")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("ends_with_period", &self.ends_with_period)
            .finish_non_exhaustive()
    }
}

/// An invoice of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ToldInvoice {
    /// The provider's.
    pub(crate) invoice_id: String,
    /// The provider's payment; empty where there was none.
    pub(crate) payment_id: String,
    /// What was paid, VAT included.
    pub(crate) amount_cents: i64,
    /// In capital letters, as the provider wrote it.
    pub(crate) currency: String,
    /// Every period but the first.
    pub(crate) is_renewal: bool,
    /// The first instant of the period, and the first one after it.
    pub(crate) period: Option<(i64, i64)>,
    /// When the provider tries again to get a payment that failed.
    pub(crate) next_attempt_at: Option<i64>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubscriptionNews {
    /// A period was paid.
    Paid(ToldInvoice),
    /// The payment of a period failed.
    Failed(ToldInvoice),
    /// How the subscription stands now.
    Stands {
        /// The state.
        state: SubscriptionState,
        /// It is not renewed after the period that is paid.
        ends_with_period: bool,
    },
}

impl SubscriptionNews {
    /// The text at rest; the provider's names.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Paid(_) => "invoice.paid",
            Self::Failed(_) => "invoice.payment_failed",
            Self::Stands { .. } => "customer.subscription.updated",
        }
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SubscriptionEvent {
    /// The provider's; told twice it is one event.
    pub(crate) event_id: String,
    /// What the provider's subscription says that it is for.
    pub(crate) seller: TenantId,
    pub(crate) subscription_id: Uuid,
    pub(crate) provider_subscription_id: String,
    pub(crate) news: SubscriptionNews,
    pub(crate) happened_at: i64,
}
