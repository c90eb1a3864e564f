//! `GET /api/v1/orders/{id}/commissions`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::commissions::ReasonCode;
use mojo_domain::{Currency, OrderId, ProductId, TenantId, to_micros};
use mojo_protocol::facts::CommissionEntryBody;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::view::{CommissionView, Told, UNKNOWN, told_of};
use crate::auth::Session;
use crate::commerce::{LineFacts, NotPaidType, explain_not_paid, line_name};
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::amounts::{amount, tenant};
use crate::routes::openapi::Amount;
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::StorageError;
use crate::storage::ledger::CommissionRecord;
use crate::storage::line_bases::LineBasisRecord;
use crate::storage::order_parts::OrderPart;
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
    /// C15: the types of commission that it does not pay, each with its reasons.
    not_paid: Vec<UnpaidTypeView>,
}

/// A type of commission that a line does not pay.
#[derive(Debug, Serialize, JsonSchema)]
struct UnpaidTypeView {
    /// As `commission_type` of a commission.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The codes, the deciding one first; `unknown` alone for a line that was settled before the
    /// facts of every line were kept.
    reasons: Vec<&'static str>,
}

impl From<NotPaidType> for UnpaidTypeView {
    fn from(not_paid: NotPaidType) -> Self {
        let codes = |reasons: Vec<ReasonCode>| reasons.iter().map(|reason| reason.code()).collect();
        let reasons = not_paid.reasons.map_or_else(|| vec![UNKNOWN], codes);
        Self { kind: not_paid.kind.code(), reasons }
    }
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
    // C10, C15: what is left of a line, and what it does not pay, follow from all of its entries.
    let told = told_of(&mut tx, &records).await?;
    let sold = tx.list_lines_by_order(&ids).await?;
    let kept = tx.list_line_bases(&ids).await?;
    let all =
        Ledger { parts: &parts, orders: &orders, records: &records, told: &told, kept: &kept };
    let mut lines: Vec<LineView> =
        sold.iter().filter_map(|line| all.view_line(line).transpose()).collect::<Result<_, _>>()?;
    lines.sort_by_key(|line| line.line);
    records.retain(|r| sees_all || r.seller == caller || r.recipient == caller);
    if records.is_empty() && orders.is_empty() {
        return Err(ApiError::not_found());
    }
    let disputed = tx.list_all_disputed().await?;
    let view = |record| {
        let view = CommissionView::of(record, &disputed, to_micros(at));
        view.explained(&told).within(order_id)
    };
    let commissions = records.into_iter().map(view).collect();
    Ok(Json(OrderCommissions { order_id, commissions, lines }))
}

/// What the ledger has of the order.
struct Ledger<'a> {
    parts: &'a [OrderPart],
    /// Those that the caller may see the lines of.
    orders: &'a [OrderRecord],
    records: &'a [CommissionRecord],
    told: &'a Told,
    kept: &'a [LineBasisRecord],
}

impl Ledger<'_> {
    /// A line as answered; `None` for a line of an order that is not the caller's to see.
    fn view_line(&self, line: &OrderLineRecord) -> Result<Option<LineView>, StorageError> {
        let Some(order) = self.orders.iter().find(|order| order.order_id == line.order_id) else {
            return Ok(None);
        };
        let own = |record: &&CommissionRecord| {
            record.order_id == line.order_id && record.line_no == line.line_no
        };
        let told = |record| (record, self.told_of(record));
        let facts = LineFacts {
            order,
            line,
            kept: self
                .kept
                .iter()
                .find(|kept| kept.order_id == line.order_id && kept.line_no == line.line_no),
            entries: self.records.iter().filter(own).map(told).collect(),
        };
        let given: i64 = facts.entries.iter().map(|(record, _)| record.amount_cents).sum();
        let not_paid = explain_not_paid(&facts)?;
        Ok(Some(LineView {
            line: line.line_no,
            id: line_name(self.parts, line),
            seller_tenant_id: tenant(order.tenant_id),
            product_id: line.product_id,
            net: amount(line.net_cents, order.currency),
            rest: amount(line.net_cents - given, order.currency),
            currency: order.currency,
            not_paid: not_paid.into_iter().map(UnpaidTypeView::from).collect(),
        }))
    }

    fn told_of(&self, record: &CommissionRecord) -> Option<&CommissionEntryBody> {
        self.told.get(&record.commission_id).filter(|body| body.recipient == record.recipient)
    }
}
