//! `GET /api/v1/subscriptions`: what the caller's tenant sells, or with `paid_by_us=true` what it, or
//! the caller alone, pays for.

use axum::Json;
use axum::extract::State;
use mojo_domain::TenantId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{SubscriptionView, is_owner, view};
use crate::auth::{Session, Tenant};
use crate::http::{ApiError, QueryOf};
use crate::routes::audit::note_reading;
use crate::routes::paging;
use crate::state::AppState;

const MOST: i64 = 200;

/// What to list.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct SubscriptionsQuery {
    /// Where the last page ended.
    before: Option<String>,
    limit: Option<i64>,
    /// Only those that people must look at; of what is sold.
    #[serde(default)]
    problem: bool,
    #[serde(default)]
    paid_by_us: bool,
    /// The seller, for the platform's own people; MOJO LLC without it. That they read another's stands in
    /// the audit log.
    tenant_id: Option<TenantId>,
    /// Why another's are read, for the audit log; nobody need say.
    reason: Option<String>,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct SubscriptionList {
    subscriptions: Vec<SubscriptionView>,
    next: Option<String>,
}

/// Lists subscriptions.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<SubscriptionsQuery>,
) -> Result<Json<SubscriptionList>, ApiError> {
    let before = paging::place("before", query.before.as_deref())?;
    let limit = paging::limit(query.limit, 50, MOST);
    let own = session.tenant.id();
    let records = if query.paid_by_us {
        // Who does not speak for the tenant sees its own alone.
        let buyer = is_owner(&session).then_some(own);
        let mut tx = state.database().read_ledger().await?;
        tx.list_subscriptions_of_buyer(buyer, session.user_id, before, limit).await?
    } else {
        let seller = match query.tenant_id {
            Some(id) if session.is_platform_staff() => Tenant::named_by_platform(id),
            Some(id) if id != own => return Err(ApiError::not_found()),
            _ if is_owner(&session) || session.is_platform_staff() => session.tenant,
            _ => return Err(ApiError::forbidden()),
        };
        let mut tx = state.database().read(seller).await?;
        let records = tx.list_subscriptions(before, query.problem, limit).await?;
        drop(tx);
        let reason = (query.reason.as_deref(), "subscriptions_refused");
        let read = ("read_subscriptions", &json!({ "subscriptions": records.len() }));
        note_reading(&state, &session, seller.id(), reason, read).await?;
        records
    };
    let next = paging::next(&records, limit, |last| (last.opened_at, last.subscription_id));
    Ok(Json(SubscriptionList { subscriptions: records.into_iter().map(view).collect(), next }))
}
