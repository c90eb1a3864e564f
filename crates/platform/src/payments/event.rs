//! What the provider tells by itself: payments that arrived or did not, and money that went back or
//! was called back from a recipient.

use std::str::FromStr;

use mojo_domain::TenantId;
use uuid::Uuid;

/// What happened; the codes are the provider's names, with the outcome of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PaymentEventKind {
    /// The money arrived.
    Paid,
    /// An attempt failed; the customer may try again.
    Failed,
    /// The payment will never arrive.
    Canceled,
    /// A refund was made.
    Refunded,
    /// A refund that was announced did not go through.
    RefundFailed,
    /// What was given back of a payment in all.
    GivenBack,
    /// The customer's bank asks for the money back.
    Disputed,
    /// The money stays.
    DisputeWon,
    /// The bank took it.
    DisputeLost,
    /// A transfer to a recipient was called back, in part or as a whole.
    TransferReversed,
}

/// Not the name of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of payment event")]
pub(crate) struct ParsePaymentEventKindError;

impl PaymentEventKind {
    const ALL: [Self; 10] = [
        Self::Paid,
        Self::Failed,
        Self::Canceled,
        Self::Refunded,
        Self::RefundFailed,
        Self::GivenBack,
        Self::Disputed,
        Self::DisputeWon,
        Self::DisputeLost,
        Self::TransferReversed,
    ];

    /// The text at rest.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Paid => "payment_intent.succeeded",
            Self::Failed => "payment_intent.payment_failed",
            Self::Canceled => "payment_intent.canceled",
            Self::Refunded => "refund.created",
            Self::RefundFailed => "refund.failed",
            Self::GivenBack => "charge.refunded",
            Self::Disputed => "charge.dispute.created",
            Self::DisputeWon => "charge.dispute.won",
            Self::DisputeLost => "charge.dispute.lost",
            Self::TransferReversed => "transfer.reversed",
        }
    }
}

impl FromStr for PaymentEventKind {
    type Err = ParsePaymentEventKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.code() == text).ok_or(ParsePaymentEventKindError)
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaymentEvent {
    /// The provider's; told twice it is one event.
    pub(crate) event_id: String,
    pub(crate) kind: PaymentEventKind,
    /// The provider's payment, or its transfer.
    pub(crate) payment_id: String,
    /// The seller and the checkout that the payment says it is for.
    pub(crate) checkout: Option<(TenantId, Uuid)>,
    /// What was received, or given back.
    pub(crate) amount_cents: i64,
    /// In capital letters, as the provider wrote it.
    pub(crate) currency: String,
    /// The provider's refund or dispute, the payout of a transfer, or why a payment failed.
    pub(crate) reference: String,
    pub(crate) happened_at: i64,
}
