//! `GET /api/v1/tenants`: who is on the platform, for its own people.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{TenantId, from_micros};
use schemars::JsonSchema;
use serde::Serialize;

use crate::http::ApiError;
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

/// Every tenant, the oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct TenantList {
    tenants: Vec<TenantView>,
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
) -> Result<Json<TenantList>, ApiError> {
    let tenants = state.database().read_ledger().await?.list_tenants().await?;
    Ok(Json(TenantList { tenants: tenants.into_iter().map(view).collect() }))
}
