//! `GET /api/v1/commissions`.

use axum::Json;
use axum::extract::State;
use mojo_domain::{CommissionEntryId, Month, TenantId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::view::CommissionView;
use crate::auth::{Session, Tenant};
use crate::http::{ApiError, QueryOf};
use crate::routes::months::bounds;
use crate::state::AppState;
use crate::storage::disputes::Disputed;
use crate::storage::ledger::{CommissionPage, CommissionRecord};

const MOST: i64 = 500;

/// What to list.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ListQuery {
    /// `2026-10`: ordered in this month of Berlin.
    #[schemars(with = "Option<Month>")]
    month: Option<String>,
    /// Where the last page ended.
    after: Option<String>,
    limit: Option<i64>,
    /// Only for the platform's own people: one recipient instead of all.
    tenant_id: Option<TenantId>,
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
    let page = page_of(&query)?;
    let (records, disputed) = read(&state, &session, query.tenant_id, &page).await?;
    let is_full = i64::try_from(records.len()).is_ok_and(|count| count == page.limit);
    let next = records
        .last()
        .filter(|_| is_full)
        .map(|last| format!("{}.{}", last.ordered_at, last.commission_id));
    let now = to_micros(state.clock().now());
    let view = |record| CommissionView::of(record, &disputed, now);
    let commissions = records.into_iter().map(view).collect();
    Ok(Json(CommissionList { commissions, next }))
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

fn page_of(query: &ListQuery) -> Result<CommissionPage, ApiError> {
    let unreadable = |what: &str| ApiError::bad_request("unreadable_query", what);
    let month: Option<Month> = query
        .month
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| unreadable("month is YYYY-MM"))?;
    let after = query.after.as_deref().map(|text| {
        let (at, id) = text.split_once('.')?;
        Some((at.parse::<i64>().ok()?, id.parse::<CommissionEntryId>().ok()?))
    });
    let after = after.map(|place| place.ok_or_else(|| unreadable("after is of another list")));
    let (from, until) = month.map(bounds).unzip();
    Ok(CommissionPage {
        after: after.transpose()?,
        from,
        until,
        limit: query.limit.unwrap_or(MOST).clamp(1, MOST),
    })
}
