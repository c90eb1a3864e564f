//! `GET /api/v1/subscriptions/{id}`: a subscription with its paid periods.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{OrderId, from_micros};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{SubscriptionView, find, is_own, view};
use crate::auth::{Session, Tenant};
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::audit::{ReadingQuery, note_reading};
use crate::state::AppState;
use crate::storage::subscriptions::PeriodRecord;

/// The subscription with its periods.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct SubscriptionShown {
    #[serde(flatten)]
    subscription: SubscriptionView,
    /// The first one first.
    periods: Vec<PeriodView>,
}

/// A paid period.
#[derive(Debug, Serialize, JsonSchema)]
struct PeriodView {
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    paid_at: DateTime<Utc>,
    order_id: OrderId,
    renewal: bool,
    provider_invoice_id: String,
}

fn period_view(period: PeriodRecord) -> PeriodView {
    PeriodView {
        starts_at: from_micros(period.starts_at),
        ends_at: from_micros(period.ends_at),
        paid_at: from_micros(period.paid_at),
        order_id: period.order_id,
        renewal: period.is_renewal,
        provider_invoice_id: period.provider_invoice_id,
    }
}

/// Shows one. Where the platform's people read one of others, the entry in the audit log commits before.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<ReadingQuery>,
) -> Result<Json<SubscriptionShown>, ApiError> {
    let record = find(&state, &session, id).await?;
    let mut tx = state.database().read(Tenant::named_by_platform(record.tenant_id)).await?;
    let periods = tx.list_periods(id).await?;
    drop(tx);
    if !is_own(&session, &record) {
        let reason = (query.reason.as_deref(), "subscription_refused");
        let read = ("read_subscriptions", &json!({ "subscription": id }));
        note_reading(&state, &session, record.tenant_id, reason, read).await?;
    }
    let periods = periods.into_iter().map(period_view).collect();
    Ok(Json(SubscriptionShown { subscription: view(record), periods }))
}
