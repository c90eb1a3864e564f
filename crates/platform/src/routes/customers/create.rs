//! `POST /api/v1/customers`: somebody is a customer of the ecosystem, and may buy for a tenant (C7).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{IdSource, TenantId, UserId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::auth::Session;
use crate::http::{ApiError, JsonBody, RepeatKey};
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;

/// Who is entered.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CustomerRequest {
    /// Drawn by the client, so that a repeated request enters one customer; without it an
    /// `Idempotency-Key` does the same.
    id: Option<UserId>,
    /// For which tenant the customer buys; none where it buys for itself.
    buyer_tenant_id: Option<TenantId>,
    reason: String,
}

/// A customer.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct CustomerEntered {
    id: UserId,
    buyer_tenant_id: Option<TenantId>,
}

/// Enters a customer. One who is known stays as it is; for whom it buys is added, and never changed. With a key
/// in the place of an id nothing is added either: it is the same customer, or another wish.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    key: RepeatKey,
    JsonBody(request): JsonBody<CustomerRequest>,
) -> Result<(StatusCode, Json<CustomerEntered>), ApiError> {
    let ids = IdSource::new(state.clock(), state.entropy());
    let now = to_micros(state.clock().now());
    let reason = reason(&request.reason, "customer_refused")?;
    let named = key.id("customer", session.tenant.id()).map(UserId);
    let id: UserId = request.id.or(named).unwrap_or_else(|| ids.next());
    let buyer = request.buyer_tenant_id;
    let mut tx = state.database().write_ledger().await?;
    // Of two at once, the second finds the first.
    tx.lock_whether_left(session.tenant.id()).await?;
    let is_nobody = match buyer {
        Some(buyer) => buyer == TenantId::MOJO_LLC || !tx.has_tenant(buyer).await?,
        None => false,
    };
    if is_nobody {
        let message = "buyer_tenant_id: there is no such tenant";
        return Err(ApiError::unprocessable("customer_refused", message));
    }
    let before = tx.list_customers(&[id.0]).await?;
    let was_for = before.first().map(|customer| customer.buyer_tenant_id);
    if request.id.is_none() && buyer.is_some() && was_for.is_some_and(|was_for| was_for != buyer) {
        let message = "Another customer was entered with this key; draw a new one.";
        return Err(ApiError::conflict("key_reused", message));
    }
    tx.insert_customers(&[(id, buyer)], now).await?;
    if let Some(buyer) = buyer {
        tx.note_buyer(id, buyer).await?;
    }
    let known = tx.list_customers(&[id.0]).await?;
    let buys_for = known.first().and_then(|customer| customer.buyer_tenant_id);
    if buyer.is_some() && buys_for != buyer {
        let message = "The customer buys for another tenant; that is not changed.";
        return Err(ApiError::conflict("other_buyer", message));
    }
    if was_for != Some(buys_for) {
        tx.insert_audit(&AuditRecord {
            tenant_id: session.tenant.id(),
            audit_id: ids.next(),
            at: now,
            user_id: session.user_id,
            action: "enter_customer".to_owned(),
            subject_id: id.to_string(),
            reason,
            details: json!({ "buyer_tenant_id": buys_for }).to_string(),
        })
        .await?;
    }
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(CustomerEntered { id, buyer_tenant_id: buys_for })))
}
