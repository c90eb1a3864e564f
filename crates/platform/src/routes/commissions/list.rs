//! `GET /api/v1/commissions`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use mojo_domain::commissions::{CountryCode, Status};
use mojo_domain::{Month, OrderId, TenantId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::view::{CommissionView, told_of};
use crate::auth::{Session, Tenant};
use crate::http::{ApiError, QueryOf};
use crate::routes::audit::{note_reading, page_read};
use crate::routes::months::within;
use crate::routes::openapi::Country;
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::disputes::Disputed;
use crate::storage::ledger::{CommissionPage, CommissionRecord};

/// The most of one page.
const MOST: i64 = 500;
/// C11: the statuses that S1 8.1 knows, as they are shown.
const STATUSES: [&str; 4] = ["pending", "approved", "paid", "refunded"];
const TYPES: [&str; 4] =
    ["affiliate_first", "affiliate_recurring", "platform_fee", "regional_exclusive"];

/// What to list; what several of them say holds together.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ListQuery {
    /// `2026-10`: ordered in this month of Berlin.
    #[schemars(with = "Option<Month>")]
    month: Option<String>,
    /// Ordered from this day of Berlin on.
    from: Option<NaiveDate>,
    /// Ordered until this day of Berlin, which belongs to it.
    until: Option<NaiveDate>,
    /// As `status` is answered: one that is frozen is `pending`.
    #[schemars(extend("enum" = ["pending", "approved", "paid", "refunded"]))]
    status: Option<String>,
    /// As `commission_type` is answered.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["affiliate_first", "affiliate_recurring", "platform_fee", "regional_exclusive"]))]
    kind: Option<String>,
    /// The billing country.
    #[schemars(with = "Option<Country>")]
    country: Option<String>,
    /// The whole name of the product, as `product_name` is answered.
    product: Option<String>,
    /// Of an order of several sellers, all its parts.
    order_id: Option<OrderId>,
    /// The `next` of the page before.
    after: Option<String>,
    limit: Option<i64>,
    /// Only for the platform's own people: one recipient instead of all. That they read another's stands in
    /// the audit log.
    tenant_id: Option<TenantId>,
    /// Why another's are read, for the audit log; nobody need say.
    reason: Option<String>,
}

/// A page.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct CommissionList {
    commissions: Vec<CommissionView>,
    /// `null` on the last page.
    next: Option<String>,
}

/// Lists the recipient's commissions, the oldest first.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<ListQuery>,
) -> Result<Json<CommissionList>, ApiError> {
    let now = to_micros(state.clock().now());
    let mut page = page_of(&query, now)?;
    if let Some(order_id) = query.order_id {
        page.orders = parts_of(&state, order_id).await?;
    }
    let (records, disputed) = read(&state, &session, query.tenant_id, &page).await?;
    if let Some(recipient) = query.tenant_id {
        let reason = (query.reason.as_deref(), "commissions_refused");
        let seen = ("read_commissions", &what_is_read(&query, records.len()));
        note_reading(&state, &session, recipient, reason, seen).await?;
    }
    let place = |last: &CommissionRecord| (last.ordered_at, last.commission_id);
    let next = paging::next(&records, page.limit, place);
    let told = told_of(&mut state.database().read_ledger().await?, &records).await?;
    let view = |record| CommissionView::of(record, &disputed, now).explained(&told);
    let commissions = records.into_iter().map(view).collect();
    Ok(Json(CommissionList { commissions, next }))
}

/// What the audit log says of a page: what was asked for, and how many entries were shown.
fn what_is_read(query: &ListQuery, entries: usize) -> Value {
    let asked = [
        ("month", query.month.clone()),
        ("ordered_from", query.from.map(|day| day.to_string())),
        ("ordered_until", query.until.map(|day| day.to_string())),
        ("product", query.product.clone()),
        ("order", query.order_id.map(|order| order.to_string())),
        ("country", query.country.clone()),
    ];
    page_read(("entries", entries), asked)
}

/// The order, or the parts of which it is the whole; whose they are, no recipient may read.
async fn parts_of(state: &AppState, order_id: OrderId) -> Result<Vec<Uuid>, ApiError> {
    let parts = state.database().read_ledger().await?.list_order_parts(order_id).await?;
    let ids: Vec<Uuid> = parts.iter().map(|part| part.order_id.0).collect();
    Ok(if ids.is_empty() { vec![order_id.0] } else { ids })
}

/// The records of the page, and which entries have an open dispute.
async fn read(
    state: &AppState,
    session: &Session,
    tenant_id: Option<TenantId>,
    page: &CommissionPage,
) -> Result<(Vec<CommissionRecord>, Disputed), ApiError> {
    let tenant = match (session.is_platform_staff(), tenant_id) {
        (true, None) => {
            let mut tx = state.database().read_ledger().await?;
            return Ok((tx.page_all_commissions(page).await?, tx.list_all_disputed().await?));
        }
        (true, Some(id)) => Tenant::named_by_platform(id),
        (false, Some(id)) if id != session.tenant.id() => return Err(ApiError::not_found()),
        (false, _) => session.tenant,
    };
    let mut tx = state.database().read(tenant).await?;
    Ok((tx.page_commissions(page).await?, tx.list_disputed().await?))
}

fn page_of(query: &ListQuery, now: i64) -> Result<CommissionPage, ApiError> {
    let status: Option<Status> = paging::one_of("status", query.status.as_deref(), &STATUSES)?;
    let status = match status {
        // Two that the answer shows under another name.
        Some(Status::Forfeited | Status::Settled) => {
            return Err(paging::refused("status", &STATUSES.join(", ")));
        }
        other => other,
    };
    let country = query.country.as_deref().map(str::parse::<CountryCode>).transpose();
    let country = country.map_err(|_| paging::refused("country", "two capital letters, as DE"))?;
    if query.product.as_deref().is_some_and(str::is_empty) {
        return Err(paging::refused("product", "the whole name of a product"));
    }
    let (from, until) = within(query.month.as_deref(), (query.from, query.until))?;
    Ok(CommissionPage {
        after: paging::place("after", query.after.as_deref())?,
        from,
        until,
        limit: paging::limit(query.limit, MOST, MOST),
        now,
        status,
        kind: paging::one_of("type", query.kind.as_deref(), &TYPES)?,
        country,
        product_name: query.product.clone(),
        orders: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use mojo_domain::commissions::CommissionType;

    use super::*;

    #[test]
    fn what_may_be_asked_for_is_what_is_answered() {
        let types: Vec<&str> = CommissionType::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(types, TYPES);
        for status in STATUSES {
            assert!(status.parse::<Status>().is_ok(), "{status}");
        }
    }
}
