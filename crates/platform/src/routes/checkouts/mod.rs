//! Purchases that are paid through the provider: a seller opens them, sees what became of them and
//! gives money back.

mod create;
mod list;
mod refund;

pub(super) use create::create;
pub(super) use list::list;
pub(super) use refund::{RefundMade, give_back};

use chrono::{DateTime, Utc};
use mojo_domain::{Currency, OrderId, UserId, from_micros};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::amounts::amount;
use crate::routes::openapi::{Amount, Country};
use crate::storage::checkouts::{CheckoutRecord, CheckoutState};

/// A checkout.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CheckoutView {
    id: Uuid,
    customer_user_id: UserId,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    currency: Currency,
    /// VAT included, discounts deducted.
    #[schemars(with = "Amount")]
    amount: String,
    opened_at: DateTime<Utc>,
    /// `open`, `failed`, `expired`, `paid`.
    state: &'static str,
    paid_at: Option<DateTime<Utc>>,
    /// Of one that is paid.
    order_id: Option<OrderId>,
    /// What people must look at; empty when there is nothing.
    problem: String,
}

fn view(checkout: CheckoutRecord) -> CheckoutView {
    let is_paid = checkout.state == CheckoutState::Paid;
    CheckoutView {
        id: checkout.checkout_id,
        customer_user_id: checkout.customer_user_id,
        billing_country: checkout.billing_country.map(|country| country.code().to_owned()),
        currency: checkout.currency,
        amount: amount(checkout.amount_cents, checkout.currency),
        opened_at: from_micros(checkout.opened_at),
        state: checkout.state.code(),
        paid_at: checkout.paid_at.map(from_micros),
        order_id: is_paid.then_some(checkout.order_id),
        problem: checkout.problem,
    }
}
