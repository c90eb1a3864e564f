//! `POST /api/v1/payment-problems/{id}/settle`: people looked at a problem, of an event or of a
//! checkout, and say why it needs no more looking at. Nothing else changes: what the provider told
//! and what the ledger made of it stay.

use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{IdSource, TenantId, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Session, Tenant};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::LedgerTx;
use crate::storage::audit::AuditRecord;
use crate::storage::payment_events::Settled;

/// Why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct SettleRequest {
    reason: String,
    /// The seller of a checkout, where the id alone does not tell; MOJO LLC under its id.
    #[serde(default)]
    tenant_id: Option<TenantId>,
}

/// What has the problem.
enum Problem {
    /// The provider's id of the event.
    Event(String),
    /// The seller and its checkout.
    Checkout(TenantId, Uuid),
}

/// Settles it once, and keeps who did.
pub(in crate::routes) async fn settle(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<String>,
    JsonBody(request): JsonBody<SettleRequest>,
) -> Result<StatusCode, ApiError> {
    let reason = reason(&request.reason, "reason_missing")?;
    let problem = find(&state, &id, request.tenant_id).await?;
    let now = to_micros(state.clock().now());
    let settled = Settled { reason: reason.clone(), by: session.user_id, at: now };
    let (kind, owner) = match &problem {
        Problem::Event(_) => ("event", TenantId::MOJO_LLC),
        Problem::Checkout(seller, _) => ("checkout", *seller),
    };
    let mut tx = state.database().write_ledger().await?;
    tx.insert_audit(&AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "settle_payment_problem".to_owned(),
        subject_id: id,
        reason,
        details: json!({ "kind": kind, "seller": owner }).to_string(),
    })
    .await?;
    let mut tx = tx.go_on_as(Tenant::named_by_platform(owner)).await?;
    let is_new = match &problem {
        Problem::Event(id) => tx.settle_problem_event(id, &settled).await?,
        Problem::Checkout(_, id) => tx.settle_checkout(*id, &settled).await?,
    };
    if !is_new {
        // Nothing is committed: of two at once, one settled it.
        return Err(ApiError::conflict("problem_settled", "This problem is settled already."));
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The problem of this id: an event of the provider's, or else a checkout.
async fn find(state: &AppState, id: &str, seller: Option<TenantId>) -> Result<Problem, ApiError> {
    // A text with this character is nothing that either database can look for.
    if id.contains('\0') {
        return Err(ApiError::not_found());
    }
    let own = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let mut tx = state.database().read(own).await?;
    if tx.find_problem_event(id).await?.is_some() {
        return Ok(Problem::Event(id.to_owned()));
    }
    drop(tx);
    let checkout: Uuid = id.parse().map_err(|_| ApiError::not_found())?;
    let mut tx: LedgerTx = state.database().read_ledger().await?;
    let mut sellers = tx.list_sellers_with_problem(checkout).await?;
    sellers.retain(|one| seller.is_none_or(|seller| seller == *one));
    match sellers[..] {
        [] => Err(ApiError::not_found()),
        [seller] => Ok(Problem::Checkout(seller, checkout)),
        _ => {
            let message = "Several sellers have a checkout of this id; name tenant_id.";
            Err(ApiError::conflict("ambiguous_checkout", message))
        }
    }
}
