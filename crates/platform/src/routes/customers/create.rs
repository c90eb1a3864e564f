//! `POST /api/v1/customers`: somebody is a customer of the ecosystem, and may buy for a tenant (C7).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{IdSource, TenantId, UserId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::auth::Session;
use crate::http::{ApiError, JsonBody};
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;

/// Who is entered.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CustomerRequest {
    /// Drawn by the client, so that a repeated request enters one customer.
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

/// Enters a customer. One who is known stays as it is; for whom it buys is added, and never changed.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<CustomerRequest>,
) -> Result<(StatusCode, Json<CustomerEntered>), ApiError> {
    let ids = IdSource::new(state.clock(), state.entropy());
    let now = to_micros(state.clock().now());
    let reason = reason(&request.reason, "customer_refused")?;
    let id: UserId = request.id.unwrap_or_else(|| ids.next());
    let buyer = request.buyer_tenant_id;
    let mut tx = state.database().write_ledger().await?;
    let is_nobody = match buyer {
        Some(buyer) => buyer == TenantId::MOJO_LLC || !tx.has_tenant(buyer).await?,
        None => false,
    };
    if is_nobody {
        let message = "buyer_tenant_id: there is no such tenant";
        return Err(ApiError::unprocessable("customer_refused", message));
    }
    let before = tx.list_customers(&[id.0]).await?;
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
    if before.first().map(|customer| customer.buyer_tenant_id) != Some(buys_for) {
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
