//! `GET /api/v1/orders`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{Currency, OrderId, ProductId, TenantId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::{Session, Tenant};
use crate::http::{ApiError, QueryOf};
use crate::routes::amounts::amount;
use crate::routes::openapi::{Amount, Country};
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::orders::{OrderLineRecord, OrderRecord};

const MOST: i64 = 200;

/// What to list.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct OrdersQuery {
    /// Where the last page ended.
    before: Option<String>,
    limit: Option<i64>,
    /// Only for the platform's own people; MOJO LLC's orders without it.
    tenant_id: Option<TenantId>,
}

/// An order.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct OrderView {
    id: OrderId,
    number: String,
    ordered_at: DateTime<Utc>,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    currency: Currency,
    renewal: bool,
    via_connect: bool,
    first_purchase: bool,
    #[schemars(with = "Amount")]
    net: String,
    #[schemars(with = "Amount")]
    gross: String,
    lines: Vec<OrderLineView>,
}

/// A line of an order.
#[derive(Debug, Serialize, JsonSchema)]
struct OrderLineView {
    line: i64,
    product_id: ProductId,
    product_name: String,
    platform_product: bool,
    commission_eligible: bool,
    #[schemars(with = "Amount")]
    net: String,
    #[schemars(with = "Amount")]
    gross: String,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct OrderList {
    orders: Vec<OrderView>,
    next: Option<String>,
}

/// Lists the orders that the tenant sold.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<OrdersQuery>,
) -> Result<Json<OrderList>, ApiError> {
    let tenant = match query.tenant_id {
        Some(id) if session.is_platform_staff() => Tenant::named_by_platform(id),
        Some(id) if id != session.tenant.id() => return Err(ApiError::not_found()),
        _ => session.tenant,
    };
    let before = paging::place("before", query.before.as_deref())?;
    let limit = paging::limit(query.limit, 50, MOST);
    let mut tx = state.database().read(tenant).await?;
    let orders = tx.list_orders(before, limit).await?;
    let ids: Vec<Uuid> = orders.iter().map(|order| order.order_id.0).collect();
    let mut lines: BTreeMap<OrderId, Vec<OrderLineRecord>> = BTreeMap::new();
    for line in tx.list_order_lines(&ids).await? {
        lines.entry(line.order_id).or_default().push(line);
    }
    let next = paging::next(&orders, limit, |last| (last.ordered_at, last.order_id));
    let orders = orders
        .into_iter()
        .map(|order| {
            let lines = lines.remove(&order.order_id).unwrap_or_default();
            view(order, lines)
        })
        .collect();
    Ok(Json(OrderList { orders, next }))
}

fn view(order: OrderRecord, lines: Vec<OrderLineRecord>) -> OrderView {
    let money = |cents| amount(cents, order.currency);
    let sum = |part: fn(&OrderLineRecord) -> i64| lines.iter().map(part).sum::<i64>();
    OrderView {
        id: order.order_id,
        ordered_at: from_micros(order.ordered_at),
        billing_country: order.billing_country.map(|country| country.code().to_owned()),
        currency: order.currency,
        renewal: order.is_renewal,
        via_connect: order.is_via_connect,
        first_purchase: order.is_first_purchase,
        net: money(sum(|line| line.net_cents)),
        gross: money(sum(|line| line.gross_cents)),
        lines: lines
            .into_iter()
            .map(|line| OrderLineView {
                line: line.line_no,
                product_id: line.product_id,
                product_name: line.product_name,
                platform_product: line.is_platform_product,
                commission_eligible: line.commission_eligible,
                net: money(line.net_cents),
                gross: money(line.gross_cents),
            })
            .collect(),
        number: order.order_number,
    }
}
