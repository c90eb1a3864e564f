//! `PUT /api/v1/payout-accounts/{tenant_id}`: to where a recipient is paid from now on. A payout that
//! is planned already goes where it was planned to.

use axum::Json;
use axum::extract::State;
use mojo_domain::commissions::{AccountStatus, Rail, is_readable};
use mojo_domain::{IdSource, TenantId, to_micros};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::Session;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::state::AppState;
use crate::storage::audit::AuditRecord;
use crate::storage::payout_accounts::PayoutAccount;

/// What is wanted.
#[derive(Debug, Deserialize)]
pub(in crate::routes) struct AccountWish {
    /// `stripe_connect` or `sepa_manual`.
    rail: String,
    /// Stripe's id of the connected account; left out where staff pay by hand.
    provider_account_id: Option<String>,
    reason: String,
}

impl AccountWish {
    /// A connected account waits until the provider has said what it may do: the run asks.
    fn read(&self) -> Option<(Rail, String, AccountStatus)> {
        let id = self.provider_account_id.as_deref().map(str::trim).unwrap_or_default();
        match self.rail.parse() {
            Ok(Rail::SepaManual) if id.is_empty() => {
                Some((Rail::SepaManual, String::new(), AccountStatus::Active))
            }
            Ok(Rail::StripeConnect) if is_account_id(id) => {
                Some((Rail::StripeConnect, id.to_owned(), AccountStatus::Onboarding))
            }
            _ => None,
        }
    }
}

/// As Stripe writes it.
fn is_account_id(id: &str) -> bool {
    id.starts_with("acct_") && id.len() <= 100 && !id.chars().any(char::is_control)
}

/// Keeps the account.
pub(in crate::routes) async fn put_account(
    State(state): State<AppState>,
    session: Session,
    PathOf(tenant_id): PathOf<TenantId>,
    JsonBody(wish): JsonBody<AccountWish>,
) -> Result<Json<Value>, ApiError> {
    let reason = wish.reason.trim();
    let has_reason = !reason.is_empty() && is_readable(reason);
    let (rail, provider_account_id, status) =
        wish.read().filter(|_| has_reason).ok_or_else(|| {
            let message = "rail: stripe_connect with provider_account_id acct_..., or sepa_manual \
                           without; and a reason";
            ApiError::unprocessable("account_refused", message)
        })?;
    let now = to_micros(state.clock().now());
    let mut tx = state.database().write_ledger().await?;
    if !tx.has_tenant(tenant_id).await? {
        return Err(ApiError::not_found());
    }
    let account = PayoutAccount {
        tenant_id,
        rail,
        provider_account_id,
        has_charges_enabled: false,
        has_payouts_enabled: rail == Rail::SepaManual,
        status,
        created_at: now,
        updated_at: now,
    };
    tx.put_payout_account(&account).await.map_err(|error| {
        if error.is_taken() {
            ApiError::conflict("account_taken", "Another tenant is paid to this account.")
        } else {
            error.into()
        }
    })?;
    tx.insert_audit(&AuditRecord {
        tenant_id: session.tenant.id(),
        // Drawn: two changes of one instant are two entries.
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "put_payout_account".to_owned(),
        subject_id: tenant_id.to_string(),
        reason: reason.to_owned(),
        details: json!({ "rail": rail.code(), "account": account.provider_account_id }).to_string(),
    })
    .await?;
    tx.commit().await?;
    Ok(Json(json!({
        "tenant_id": tenant_id,
        "rail": rail.code(),
        "provider_account_id": account.provider_account_id,
        "status": account.status.code(),
    })))
}
