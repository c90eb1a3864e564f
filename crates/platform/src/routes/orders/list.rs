//! `GET /api/v1/orders`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{Currency, Month, OrderId, ProductId, TenantId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::auth::{Session, Tenant};
use crate::http::{ApiError, QueryOf};
use crate::routes::amounts::amount;
use crate::routes::audit::{note_reading, page_read};
use crate::routes::months::within;
use crate::routes::openapi::{Amount, Country};
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::orders::{OrderLineRecord, OrderRecord};
use crate::storage::sales::{SalePage, SaleShares};

const MOST: i64 = 200;

/// What to list.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct OrdersQuery {
    /// Where the last page ended.
    before: Option<String>,
    limit: Option<i64>,
    /// `2026-10`: ordered in this month of Berlin.
    #[schemars(with = "Option<Month>")]
    month: Option<String>,
    /// Ordered from this day of Berlin on.
    from: Option<NaiveDate>,
    /// Ordered until this day of Berlin, which belongs to it.
    until: Option<NaiveDate>,
    /// With a line of this product: its whole name, as `product_name` is answered.
    product: Option<String>,
    /// Only for the platform's own people; MOJO LLC's orders without it. That they read another's stands
    /// in the audit log.
    tenant_id: Option<TenantId>,
    /// Why another's are read, for the audit log; nobody need say.
    reason: Option<String>,
}

/// An order.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct OrderView {
    id: OrderId,
    number: String,
    ordered_at: DateTime<Utc>,
    /// A pseudonym (C16), the same for every order of one customer with this seller.
    customer: String,
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
    /// Net, by all refunds so far.
    #[schemars(with = "Amount")]
    refunded: String,
    /// C4: the platform's fee, less what refunds took back of it.
    #[schemars(with = "Amount")]
    platform_fee: String,
    /// The commissions of other tenants, less what refunds took back of them.
    #[schemars(with = "Amount")]
    commissions: String,
    /// What the seller keeps of the net: without what was given back, the fee and the commissions.
    #[schemars(with = "Amount")]
    rest: String,
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

/// Lists the orders that the tenant sold. Of another tenant's, the entry in the audit log commits before
/// anybody sees them.
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
    let page = page_of(&query)?;
    let mut tx = state.database().read(tenant).await?;
    let orders = tx.list_sales(&page).await?;
    let ids: Vec<Uuid> = orders.iter().map(|order| order.order_id.0).collect();
    let mut lines: BTreeMap<OrderId, Vec<OrderLineRecord>> = BTreeMap::new();
    for line in tx.list_order_lines(&ids).await? {
        lines.entry(line.order_id).or_default().push(line);
    }
    let refunded = tx.sum_refunds(&ids).await?;
    // Whoever else gets something of them has it in a ledger of their own: of that the sums alone.
    let shares = tx.go_on_as_ledger().await?.sum_shares(tenant.id(), &ids).await?;
    let reason = (query.reason.as_deref(), "orders_refused");
    let details = what_is_read(&query, orders.len());
    note_reading(&state, &session, tenant.id(), reason, ("read_orders", &details)).await?;
    let next = paging::next(&orders, page.limit, |last| (last.ordered_at, last.order_id));
    let orders = orders
        .into_iter()
        .map(|order| {
            let id = order.order_id;
            let sold = Sold {
                customer: state.pseudonyms().pseudonym(tenant.id(), order.customer_user_id),
                lines: lines.remove(&id).unwrap_or_default(),
                refunded_cents: refunded.get(&id).copied().unwrap_or_default(),
                shares: shares.get(&id).copied().unwrap_or_default(),
            };
            view(order, sold)
        })
        .collect();
    Ok(Json(OrderList { orders, next }))
}

/// What the audit log says of a page: what was asked for, and how many orders were shown.
fn what_is_read(query: &OrdersQuery, orders: usize) -> Value {
    let asked = [
        ("month", query.month.clone()),
        ("ordered_from", query.from.map(|day| day.to_string())),
        ("ordered_until", query.until.map(|day| day.to_string())),
        ("product", query.product.clone()),
    ];
    page_read(("orders", orders), asked)
}

fn page_of(query: &OrdersQuery) -> Result<SalePage, ApiError> {
    if query.product.as_deref().is_some_and(str::is_empty) {
        return Err(paging::refused("product", "the whole name of a product"));
    }
    let (from, until) = within(query.month.as_deref(), (query.from, query.until))?;
    Ok(SalePage {
        before: paging::place("before", query.before.as_deref())?,
        from,
        until,
        product_name: query.product.clone(),
        limit: paging::limit(query.limit, 50, MOST),
    })
}

/// What belongs to an order that is shown.
struct Sold {
    customer: String,
    lines: Vec<OrderLineRecord>,
    refunded_cents: i64,
    shares: SaleShares,
}

fn view(order: OrderRecord, sold: Sold) -> OrderView {
    let Sold { customer, lines, refunded_cents, shares } = sold;
    let money = |cents| amount(cents, order.currency);
    let sum = |part: fn(&OrderLineRecord) -> i64| lines.iter().map(part).sum::<i64>();
    let net_cents = sum(|line| line.net_cents);
    let given_cents = refunded_cents + shares.fee_cents + shares.commission_cents;
    OrderView {
        id: order.order_id,
        customer,
        ordered_at: from_micros(order.ordered_at),
        billing_country: order.billing_country.map(|country| country.code().to_owned()),
        currency: order.currency,
        renewal: order.is_renewal,
        via_connect: order.is_via_connect,
        first_purchase: order.is_first_purchase,
        net: money(net_cents),
        gross: money(sum(|line| line.gross_cents)),
        refunded: money(refunded_cents),
        platform_fee: money(shares.fee_cents),
        commissions: money(shares.commission_cents),
        rest: money(net_cents - given_cents),
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
