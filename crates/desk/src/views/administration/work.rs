//! The platform's own work, as its people look after it: what the payment provider told.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::MoneyView;

/// What the payment provider told and people must look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaymentProblemRow {
    /// The provider's id of the event.
    pub event_id: String,
    /// As the provider names it: `refund.failed` and the like.
    pub kind: String,
    /// The provider's id of the payment.
    pub payment_id: String,
    /// Of a payment that says for which checkout it is.
    pub checkout_id: Option<String>,
    /// Who sold; empty where no checkout is known.
    pub seller: String,
    /// None in a currency that is not counted in cents.
    pub amount: Option<MoneyView>,
    /// Then in the provider's own unit, with the currency; else empty.
    pub units: String,
    /// The provider's refund, dispute or transfer; may be empty.
    pub reference: String,
    /// An instant.
    pub happened_at: String,
    /// Why people must look at it, in the platform's words.
    pub reason: String,
    /// `open`, `settled`.
    pub state: String,
    /// Why it needs no more looking at; empty while it is open.
    pub settled_because: String,
    /// An instant.
    pub settled_at: Option<String>,
}

/// A page of payment problems: those that are open first, of each kind the latest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaymentProblemPage {
    /// The page.
    pub rows: Vec<PaymentProblemRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}
