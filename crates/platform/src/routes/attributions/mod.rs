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

use super::paging;
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

/// The most of one page.
const MOST: i64 = 500;

/// The history of a customer.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AttributionHistory {
    attributions: Vec<AttributionView>,
}

/// A page of everybody's, the oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AttributionList {
    attributions: Vec<AttributionView>,
    /// `null` on the last page.
    next: Option<String>,
}

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PageQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// An attribution as it is told.
pub(super) fn view(record: AttributionRecord) -> AttributionView {
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
    let limit = paging::limit(page.limit, MOST, MOST);
    let after = paging::place("after", page.after.as_deref())?;
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_attributions(after, limit).await?;
    let next = paging::next(&records, limit, |last| (last.attributed_at, last.attribution_id));
    Ok(Json(AttributionList { attributions: records.into_iter().map(view).collect(), next }))
}

/// `GET /api/v1/customer-attributions/{userId}`: the customer's whole history, oldest first.
pub(super) async fn of_customer(
    State(state): State<AppState>,
    PathOf(user_id): PathOf<UserId>,
) -> Result<Json<AttributionHistory>, ApiError> {
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_attributions_of(&[user_id.0]).await?;
    if records.is_empty() {
        return Err(ApiError::not_found());
    }
    Ok(Json(AttributionHistory { attributions: records.into_iter().map(view).collect() }))
}
