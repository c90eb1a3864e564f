//! Who recruited whom; for the platform's own people.

mod change;

pub(super) use change::change;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{TenantId, UserId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::http::{ApiError, PathOf, QueryOf};
use crate::state::AppState;
use crate::storage::catalogue::AttributionRecord;

/// An attribution with the columns of S1 8.1.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AttributionView {
    id: Uuid,
    customer_user_id: UserId,
    attributed_tenant_id: TenantId,
    attributed_at: DateTime<Utc>,
    first_purchase_at: Option<DateTime<Utc>>,
    attribution_expires_at: DateTime<Utc>,
    source: String,
    source_ref: Option<String>,
    created_at: DateTime<Utc>,
}

/// Attributions.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AttributionList {
    attributions: Vec<AttributionView>,
}

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PageQuery {
    limit: Option<i64>,
    offset: Option<i64>,
}

fn view(record: AttributionRecord) -> AttributionView {
    AttributionView {
        id: record.attribution_id,
        customer_user_id: record.customer_user_id,
        attributed_tenant_id: record.attributed_tenant_id,
        attributed_at: from_micros(record.attributed_at),
        first_purchase_at: record.first_purchase_at.map(from_micros),
        attribution_expires_at: from_micros(record.attribution_expires_at),
        source: record.source,
        source_ref: record.source_ref,
        created_at: from_micros(record.created_at),
    }
}

/// `GET /api/v1/customer-attributions`.
pub(super) async fn list(
    State(state): State<AppState>,
    QueryOf(page): QueryOf<PageQuery>,
) -> Result<Json<AttributionList>, ApiError> {
    let (limit, offset) = (page.limit.unwrap_or(500).clamp(1, 500), page.offset.unwrap_or(0));
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_attributions(limit, offset.max(0)).await?;
    Ok(Json(AttributionList { attributions: records.into_iter().map(view).collect() }))
}

/// `GET /api/v1/customer-attributions/{userId}`: the customer's whole history, oldest first.
pub(super) async fn of_customer(
    State(state): State<AppState>,
    PathOf(user_id): PathOf<UserId>,
) -> Result<Json<AttributionList>, ApiError> {
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_attributions_of(&[user_id.0]).await?;
    if records.is_empty() {
        return Err(ApiError::not_found());
    }
    Ok(Json(AttributionList { attributions: records.into_iter().map(view).collect() }))
}
