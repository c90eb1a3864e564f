//! `GET /api/v1/orders/{id}/commissions`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{Currency, OrderId, ProductId, TenantId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::view::CommissionView;
use crate::auth::Session;
use crate::commerce::line_name;
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::amounts::{amount, tenant};
use crate::routes::openapi::Amount;
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::ledger::CommissionRecord;
use crate::storage::orders::{OrderLineRecord, OrderRecord};

/// As of when.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct OfOrderQuery {
    /// An instant that is over: what was in its hold period then is pending. What was paid, refunded or
    /// forfeited since is told as it is now.
    as_of: Option<DateTime<Utc>>,
}

/// The commissions of an order.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct OrderCommissions {
    order_id: OrderId,
    commissions: Vec<CommissionView>,
    /// What was sold, for its seller and for the platform's own people.
    lines: Vec<LineView>,
}

/// A line, and what is left of it.
#[derive(Debug, Serialize, JsonSchema)]
struct LineView {
    line: i64,
    /// What whoever told the order calls it; its number otherwise.
    id: String,
    seller_tenant_id: Option<TenantId>,
    product_id: ProductId,
    #[schemars(with = "Amount")]
    net: String,
    /// C10: the net without the commissions that were given when it was ordered.
    #[schemars(with = "Amount")]
    rest: String,
    currency: Currency,
}

/// The seller sees those of its sale, it pays them; a recipient sees its own. Of an order of several
/// sellers, the commissions of all its parts.
pub(in crate::routes) async fn of_order(
    State(state): State<AppState>,
    session: Session,
    PathOf(order_id): PathOf<OrderId>,
    QueryOf(query): QueryOf<OfOrderQuery>,
) -> Result<Json<OrderCommissions>, ApiError> {
    let now = state.clock().now();
    let at = query.as_of.unwrap_or(now);
    if at > now {
        return Err(paging::refused("as_of", "an instant that is over"));
    }
    let (caller, sees_all) = (session.tenant.id(), session.is_platform_staff());
    let mut tx = state.database().read_ledger().await?;
    let parts = tx.list_order_parts(order_id).await?;
    let mut ids: Vec<Uuid> = parts.iter().map(|part| part.order_id.0).collect();
    if ids.is_empty() {
        ids.push(order_id.0);
    }
    let mut orders = tx.list_orders_by_id(&ids).await?;
    orders.retain(|order| sees_all || order.tenant_id == caller);
    let mut records = Vec::new();
    for id in &ids {
        records.extend(tx.list_commissions_of(OrderId(*id)).await?);
    }
    records.retain(|r| sees_all || r.seller == caller || r.recipient == caller);
    if records.is_empty() && orders.is_empty() {
        return Err(ApiError::not_found());
    }
    let sold = tx.list_lines_by_order(&ids).await?;
    let disputed = tx.list_all_disputed().await?;
    let of_line = |line: &OrderLineRecord| {
        let order = orders.iter().find(|order| order.order_id == line.order_id)?;
        Some(line_view(order, line, line_name(&parts, line), &records))
    };
    let mut lines: Vec<LineView> = sold.iter().filter_map(of_line).collect();
    lines.sort_by_key(|line| line.line);
    let view = |record| CommissionView::of(record, &disputed, to_micros(at)).within(order_id);
    let commissions = records.into_iter().map(view).collect();
    Ok(Json(OrderCommissions { order_id, commissions, lines }))
}

fn line_view(
    order: &OrderRecord,
    line: &OrderLineRecord,
    id: String,
    records: &[CommissionRecord],
) -> LineView {
    let own = records
        .iter()
        .filter(|record| record.order_id == line.order_id && record.line_no == line.line_no);
    let given: i64 = own.map(|record| record.amount_cents).sum();
    LineView {
        line: line.line_no,
        id,
        seller_tenant_id: tenant(order.tenant_id),
        product_id: line.product_id,
        net: amount(line.net_cents, order.currency),
        rest: amount(line.net_cents - given, order.currency),
        currency: order.currency,
    }
}
