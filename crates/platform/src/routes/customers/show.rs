//! `POST /api/v1/customers/{id}/file`: what the platform holds of one customer, for its own people, with
//! a reason: to whom the customer belongs and belonged, orders, refunds and subscriptions.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{Currency, OrderId, UserId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::look_up::CustomerView;
use crate::auth::Session;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::amounts::amount;
use crate::routes::attributions::{self, AttributionView};
use crate::routes::audit::Doer;
use crate::routes::openapi::{Amount, Country};
use crate::routes::reasons::reason;
use crate::routes::subscriptions::{self, SubscriptionView};
use crate::state::AppState;
use crate::storage::customer_lookup::CustomerRefund;
use crate::storage::purchases::BoughtLine;

/// A customer has at most so many subscriptions.
const MANY: i64 = 10_000;

/// Why somebody looks.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct FileRequest {
    reason: String,
}

/// What is held of a customer.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct CustomerFile {
    customer: CustomerView,
    /// In which language the customer is written to; `null` for whoever did not sign up.
    language: Option<String>,
    /// The country of the first order that had one.
    #[schemars(with = "Option<Country>")]
    first_country: Option<String>,
    /// The oldest first.
    attributions: Vec<AttributionView>,
    /// Each line of each order, the latest order first.
    lines: Vec<LineView>,
    /// The latest first.
    refunds: Vec<RefundView>,
    /// The latest first.
    subscriptions: Vec<SubscriptionView>,
}

/// A line of an order.
#[derive(Debug, Serialize, JsonSchema)]
struct LineView {
    order_id: OrderId,
    order_number: String,
    /// The name of the seller.
    seller: String,
    ordered_at: DateTime<Utc>,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    product_name: String,
    currency: Currency,
    /// The list price without VAT.
    #[schemars(with = "Amount")]
    net: String,
    /// What of it was granted as a discount (C7, C8).
    #[schemars(with = "Amount")]
    discount: String,
    /// What of it was refunded.
    #[schemars(with = "Amount")]
    refunded: String,
}

/// A refund of a line.
#[derive(Debug, Serialize, JsonSchema)]
struct RefundView {
    id: Uuid,
    order_id: OrderId,
    order_number: String,
    line: i64,
    refunded_at: DateTime<Utc>,
    currency: Currency,
    /// Without VAT; below zero for what is booked back of refunds that did not go through.
    #[schemars(with = "Amount")]
    net: String,
}

fn line(bought: BoughtLine) -> LineView {
    let money = |cents| amount(cents, bought.currency);
    LineView {
        order_id: bought.order_id,
        seller: bought.seller_name,
        ordered_at: from_micros(bought.ordered_at),
        billing_country: bought.billing_country.map(|country| country.code().to_owned()),
        product_name: bought.product_name,
        currency: bought.currency,
        net: money(bought.net_cents),
        discount: money(bought.discount_cents),
        refunded: money(bought.refunded_net_cents),
        order_number: bought.order_number,
    }
}

fn refund(refund: CustomerRefund) -> RefundView {
    RefundView {
        id: refund.refund_id,
        order_id: refund.order_id,
        order_number: refund.order_number,
        line: refund.line_no,
        refunded_at: from_micros(refund.refunded_at),
        currency: refund.currency,
        net: amount(refund.net_cents, refund.currency),
    }
}

/// The file. The entry in the audit log commits before anybody reads it; of nobody there is none.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<UserId>,
    JsonBody(request): JsonBody<FileRequest>,
) -> Result<Json<CustomerFile>, ApiError> {
    let why = reason(&request.reason, "customer_refused")?;
    let doer = Doer::of(&state, &session, (Some(why.as_str()), "customer_refused"))?;
    let mut tx = state.database().write_ledger().await?;
    let found = tx.find_customer_by_id(id.0).await?.ok_or_else(ApiError::not_found)?;
    tx.insert_audit(&doer.entry("read_customer", &id, &json!({}))).await?;
    tx.commit().await?;
    let mut tx = state.database().read_ledger().await?;
    let buyer = found.buyer_tenant_id;
    let held = tx.list_attributions_of(&[id.0]).await?;
    let bought = tx.list_bought_lines(id).await?;
    let refunds = tx.list_refunds_of_customer(id).await?;
    // What is paid for a tenant is the tenant's, whoever of its people opened it.
    let paid = tx.list_subscriptions_of_buyer(buyer, id, None, MANY).await?;
    Ok(Json(CustomerFile {
        customer: CustomerView::of(&found),
        language: found.language,
        first_country: found.first_country.map(|country| country.code().to_owned()),
        attributions: held.into_iter().map(attributions::view).collect(),
        lines: bought.into_iter().map(line).collect(),
        refunds: refunds.into_iter().map(refund).collect(),
        subscriptions: paid.into_iter().map(subscriptions::view).collect(),
    }))
}
