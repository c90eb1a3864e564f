//! `PUT /api/v1/payment-accounts/{tenant_id}`: to which account of the provider the money of a tenant's
//! products flows from now on (F4). What it may do the provider says when somebody books. To where
//! commissions are paid out is another account.

use axum::Json;
use axum::extract::State;
use mojo_domain::{IdSource, TenantId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::auth::Session;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;

/// What is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PaymentAccountWish {
    /// Stripe's id of the connected account.
    provider_account_id: String,
    reason: String,
}

/// The account as it is kept.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PaymentAccountView {
    tenant_id: TenantId,
    provider_account_id: String,
}

/// Keeps the account.
pub(super) async fn put(
    State(state): State<AppState>,
    session: Session,
    PathOf(tenant_id): PathOf<TenantId>,
    JsonBody(wish): JsonBody<PaymentAccountWish>,
) -> Result<Json<PaymentAccountView>, ApiError> {
    let reason = reason(&wish.reason, "account_refused")?;
    let account = wish.provider_account_id.trim().to_owned();
    let is_account = account.strip_prefix("acct_").is_some_and(|rest| {
        !rest.is_empty() && rest.len() <= 95 && rest.bytes().all(|byte| byte.is_ascii_graphic())
    });
    if !is_account {
        let message = "provider_account_id: acct_..., as Stripe writes it";
        return Err(ApiError::unprocessable("account_refused", message));
    }
    if tenant_id == TenantId::MOJO_LLC {
        let message = "MOJO LLC takes payments in the platform's own account";
        return Err(ApiError::unprocessable("account_refused", message));
    }
    let now = to_micros(state.clock().now());
    let mut tx = state.database().write_ledger().await?;
    if !tx.has_tenant(tenant_id).await? {
        return Err(ApiError::not_found());
    }
    let is_new = tx.put_payment_account(tenant_id, &account, now).await.map_err(|error| {
        if error.is_taken() {
            ApiError::conflict("account_taken", "Another tenant takes payments in this account.")
        } else {
            error.into()
        }
    })?;
    if !is_new {
        // Sent again it is the same, and nothing was done.
        return Ok(Json(PaymentAccountView { tenant_id, provider_account_id: account }));
    }
    let entry = AuditRecord {
        tenant_id: session.tenant.id(),
        // Drawn: two changes of one instant are two entries.
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "put_payment_account".to_owned(),
        subject_id: tenant_id.to_string(),
        reason,
        details: json!({ "account": account }).to_string(),
    };
    tx.insert_audit_about(&entry, tenant_id).await?;
    tx.commit().await?;
    Ok(Json(PaymentAccountView { tenant_id, provider_account_id: account }))
}
