//! What was sold on the platform in a run, and what was given back of it.

use chrono::{DateTime, Utc};
use mojo_domain::OrderId;
use serde_json::Value;
use uuid::Uuid;

/// An order that was placed on the platform.
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What to send until it is taken.
    pub request: Value,
    /// Who sells.
    pub seller: &'static str,
    /// As of when it was sent: once more after an answer was lost.
    pub sent_as_of: Vec<DateTime<Utc>>,
    /// The platform said that it has it.
    pub is_confirmed: bool,
}

impl Order {
    /// What its lines cost without VAT, in cents, the first line first.
    pub fn nets(&self) -> Vec<i64> {
        let net = |line: &Value| {
            let text = line["net"].as_str().unwrap_or_default().replace('.', "");
            text.parse().unwrap_or_default()
        };
        self.request["lines"].as_array().into_iter().flatten().map(net).collect()
    }
}

/// Money of a line that was given back.
pub struct Refund {
    /// Its id.
    pub id: Uuid,
    /// Of which order, by its place in the run.
    pub order: usize,
    /// The number of the line, from 1.
    pub line: usize,
    /// Without VAT, in cents.
    pub net_cents: i64,
    /// The platform said that it has it.
    pub is_confirmed: bool,
}

/// A payment whose dispute has not ended.
pub struct DisputedPayment {
    /// The provider's name of the payment.
    pub intent: String,
    /// The provider's name of the dispute.
    pub dispute: String,
    /// What was paid, in cents.
    pub amount_cents: i64,
}
