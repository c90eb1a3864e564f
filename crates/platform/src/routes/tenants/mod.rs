//! `POST /api/v1/tenants/{id}/deactivate`: a tenant leaves (C13); who comes by paper, in `create.rs`;
//! and the list of all, in `list.rs`.

mod create;
mod list;

pub(super) use create::create;
pub(super) use list::list;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{IdSource, Month, TenantId, berlin_month, from_micros, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::amounts::amount;
use super::reasons::reason;
use crate::auth::Session;
use crate::commerce::deactivate_with_reason;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::openapi::Amount;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;

/// Why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct DeactivateRequest {
    reason: String,
    /// When it left; now where nothing is said.
    at: Option<DateTime<Utc>>,
}

/// What was paid at the end.
#[derive(Debug, Serialize, JsonSchema)]
struct FinalPayout {
    #[schemars(with = "Amount")]
    amount: String,
    currency: mojo_domain::Currency,
}

/// A tenant that has left.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Deactivated {
    tenant_id: TenantId,
    deactivated_at: DateTime<Utc>,
    /// The month whose statement is the final one.
    final_statement: Month,
    /// Paid by this request; empty where it was paid before, or nothing was due.
    payouts: Vec<FinalPayout>,
}

/// Pays what is approved, forfeits the rest, frees the customers, and keeps who did it and why. Sent
/// again, it completes what was interrupted and changes nothing that was done.
pub(super) async fn deactivate(
    State(state): State<AppState>,
    session: Session,
    PathOf(tenant_id): PathOf<TenantId>,
    JsonBody(request): JsonBody<DeactivateRequest>,
) -> Result<Json<Deactivated>, ApiError> {
    let refused = |what: &str| Err(ApiError::unprocessable("deactivation_refused", what));
    let reason = reason(&request.reason, "deactivation_refused")?;
    if tenant_id == TenantId::MOJO_LLC {
        return refused("MOJO LLC is the platform itself");
    }
    if !state.database().read_ledger().await?.has_tenant(tenant_id).await? {
        return Err(ApiError::not_found());
    }
    let now = to_micros(state.clock().now());
    let left_at = request.at.map_or(now, to_micros);
    if left_at > now {
        return refused(&state.says_future("at"));
    }
    state.settle(now).await?;
    let audit = AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "deactivate_tenant".to_owned(),
        subject_id: tenant_id.to_string(),
        reason,
        details: match request.at {
            Some(at) => json!({ "at": at }).to_string(),
            None => json!({}).to_string(),
        },
    };
    let leaves = (tenant_id, left_at);
    let left = deactivate_with_reason(state.payout_run(now), leaves, audit).await?;
    let deactivated_at = from_micros(left.at);
    let payouts = left.report.paid.iter().map(|paid| FinalPayout {
        amount: amount(paid.amount.cents, paid.amount.currency),
        currency: paid.amount.currency,
    });
    Ok(Json(Deactivated {
        tenant_id,
        deactivated_at,
        final_statement: berlin_month(deactivated_at),
        payouts: payouts.collect(),
    }))
}
