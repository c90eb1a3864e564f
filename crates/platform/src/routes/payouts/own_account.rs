//! `GET /api/v1/payout-account` and `POST /api/v1/payout-account/onboarding`: how a recipient's own
//! account for payouts stands, and the link under which it is set up (Y2, F1, F2). The platform's
//! people see anybody's at `GET /api/v1/payout-accounts/{tenant_id}`.

use axum::Json;
use axum::extract::State;
use mojo_domain::TenantId;
use mojo_domain::commissions::AccountStatus;
use serde_json::{Value, json};

use super::account::version_of;
use crate::auth::{Session, Tenant};
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::audit::{ReadingQuery, note_reading};
use crate::state::AppState;

/// The caller's own.
pub(in crate::routes) async fn show_own(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<Value>, ApiError> {
    view(&state, session.tenant).await
}

/// Of any tenant: it says at which bank, and the entry in the audit log commits before anybody sees it.
pub(in crate::routes) async fn show_account(
    State(state): State<AppState>,
    session: Session,
    PathOf(tenant_id): PathOf<TenantId>,
    QueryOf(query): QueryOf<ReadingQuery>,
) -> Result<Json<Value>, ApiError> {
    let shown = view(&state, Tenant::named_by_platform(tenant_id)).await?;
    let reason = (query.reason.as_deref(), "account_refused");
    let read = ("read_payout_account", &json!({}));
    note_reading(&state, &session, tenant_id, reason, read).await?;
    Ok(shown)
}

/// A link that leads to the provider, a new one each time: it runs out after minutes.
pub(in crate::routes) async fn begin_onboarding(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<Value>, ApiError> {
    let link = state.payout_accounts().onboarding_link(session.tenant.id()).await;
    match link {
        Ok(Some(url)) => Ok(Json(json!({ "url": url }))),
        Ok(None) => {
            let message = "No payment provider sets up this account; the platform's people do.";
            Err(ApiError::conflict("no_onboarding", message))
        }
        Err(error) => {
            tracing::warn!(cause = %error, "no link for an account");
            let message = "The payment provider does not answer; repeat the request later.";
            let status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
            Err(ApiError::new(status, "provider_silent", message))
        }
    }
}

/// Where an account stands, in the words of the way to it.
pub(in crate::routes) fn step_of(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Onboarding => "pending",
        AccountStatus::Active => "active",
        AccountStatus::Restricted => "restricted",
        AccountStatus::Closed => "closed",
    }
}

async fn view(state: &AppState, tenant: Tenant) -> Result<Json<Value>, ApiError> {
    let mut tx = state.database().read(tenant).await?;
    let account = tx.find_payout_account().await?.ok_or_else(ApiError::not_found)?;
    let report = tx.last_account_report(&account.provider_account_id).await?;
    let (wants, why) =
        report.map(|report| (report.requirements, report.disabled_reason)).unwrap_or_default();
    let bank = account.bank.as_ref();
    Ok(Json(json!({
        "tenant_id": account.tenant_id,
        "rail": account.rail.code(),
        "provider_account_id": account.provider_account_id,
        "status": account.status.code(),
        "step": step_of(account.status),
        "payouts_enabled": account.has_payouts_enabled,
        "requirements": wants,
        "disabled_reason": why,
        "iban": bank.map(|bank| bank.iban.as_str()),
        "bic": bank.map(|bank| bank.bic.as_str()),
        "account_holder": bank.map(|bank| bank.holder.as_str()),
        "version": version_of(Some(&account)),
    })))
}
