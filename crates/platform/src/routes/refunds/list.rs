//! `GET /api/v1/refunds`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{Currency, Month, OrderId, TenantId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Session, Tenant};
use crate::http::{ApiError, QueryOf};
use crate::routes::amounts::amount;
use crate::routes::audit::note_reading;
use crate::routes::months::within;
use crate::routes::openapi::Amount;
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::refunds::{ListedRefund, RefundPage};

const MOST: i64 = 200;

/// What to list.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct RefundsQuery {
    /// Where the last page ended.
    before: Option<String>,
    limit: Option<i64>,
    /// Of this order.
    order: Option<OrderId>,
    /// `2026-10`: given back in this month of Berlin.
    #[schemars(with = "Option<Month>")]
    month: Option<String>,
    /// Only for the platform's own people; of MOJO LLC's orders without it. That they read another's stands
    /// in the audit log.
    tenant_id: Option<TenantId>,
    /// Why another's are read, for the audit log; nobody need say.
    reason: Option<String>,
}

/// A refund of a line.
#[derive(Debug, Serialize, JsonSchema)]
struct RefundView {
    id: Uuid,
    order_id: OrderId,
    order_number: String,
    /// The order of several sellers of which it is a part.
    whole_order_id: Option<OrderId>,
    line: i64,
    /// What whoever told the order calls the line.
    line_id: Option<String>,
    at: DateTime<Utc>,
    /// Without VAT, in list price; below zero for one that did not go through after all.
    #[schemars(with = "Amount")]
    net: String,
    /// By all refunds of the line until then.
    #[schemars(with = "Amount")]
    refunded_net: String,
    currency: Currency,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct RefundList {
    refunds: Vec<RefundView>,
    next: Option<String>,
}

/// Lists the refunds of what the tenant sold.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<RefundsQuery>,
) -> Result<Json<RefundList>, ApiError> {
    let tenant = match query.tenant_id {
        Some(id) if session.is_platform_staff() => Tenant::named_by_platform(id),
        Some(id) if id != session.tenant.id() => return Err(ApiError::not_found()),
        _ => session.tenant,
    };
    let page = page_of(&query)?;
    let refunds = state.database().read(tenant).await?.list_order_refunds(&page).await?;
    let mut details = json!({ "refunds": refunds.len() });
    if let Some(month) = &query.month {
        details["month"] = json!(month);
    }
    if let Some(order) = query.order {
        details["order"] = json!(order);
    }
    let reason = (query.reason.as_deref(), "refunds_refused");
    let read = ("read_refunds", &details);
    note_reading(&state, &session, tenant.id(), reason, read).await?;
    let place = |last: &ListedRefund| (last.refund.refunded_at, last.refund.refund_id);
    let next = paging::next(&refunds, page.limit, place);
    Ok(Json(RefundList { refunds: refunds.into_iter().map(view).collect(), next }))
}

fn page_of(query: &RefundsQuery) -> Result<RefundPage, ApiError> {
    let (from, until) = within(query.month.as_deref(), (None, None))?;
    Ok(RefundPage {
        before: paging::place("before", query.before.as_deref())?,
        order_id: query.order,
        from,
        until,
        limit: paging::limit(query.limit, 50, MOST),
    })
}

fn view(listed: ListedRefund) -> RefundView {
    let money = |cents| amount(cents, listed.currency);
    RefundView {
        id: listed.refund.refund_id,
        order_id: listed.refund.order_id,
        order_number: listed.order_number,
        whole_order_id: listed.whole_order_id,
        line: listed.refund.line_no,
        line_id: listed.line_id,
        at: from_micros(listed.refund.refunded_at),
        net: money(listed.refund.net_cents),
        refunded_net: money(listed.refund.refunded_net_cents),
        currency: listed.currency,
    }
}
