//! `GET /api/v1/tenants`: who is on the platform, for its own people.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{TenantId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::{ApiError, QueryOf};
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::tenants::ListedTenant;

/// A tenant. MOJO LLC stands here under its id.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct TenantView {
    id: TenantId,
    name: String,
    /// `platform`, `distributor`, `affiliate`, `practice`.
    kind: String,
    country: String,
    created_at: DateTime<Utc>,
    /// `null` while it has not left.
    deactivated_at: Option<DateTime<Utc>>,
}

/// The most of one page.
const MOST: i64 = 500;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct TenantQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page, the oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct TenantList {
    tenants: Vec<TenantView>,
    /// `null` on the last page.
    next: Option<String>,
}

pub(super) fn view(tenant: ListedTenant) -> TenantView {
    TenantView {
        id: tenant.tenant_id,
        name: tenant.name,
        kind: tenant.kind,
        country: tenant.country,
        created_at: from_micros(tenant.created_at),
        deactivated_at: tenant.deactivated_at.map(from_micros),
    }
}

/// Lists them.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<TenantQuery>,
) -> Result<Json<TenantList>, ApiError> {
    let limit = paging::limit(query.limit, MOST, MOST);
    let after = paging::place("after", query.after.as_deref())?;
    let tenants = state.database().read_ledger().await?.list_tenants(after, limit).await?;
    let next = paging::next(&tenants, limit, |last| (last.created_at, last.tenant_id));
    Ok(Json(TenantList { tenants: tenants.into_iter().map(view).collect(), next }))
}
