//! `PUT /api/v1/payout-accounts/{tenant_id}`: to where a recipient is paid from now on. A payout that
//! is planned already goes where it was planned to; one that waits for a SEPA transfer goes to the
//! account that stands here when its file is made.

use axum::Json;
use axum::extract::State;
use mojo_domain::commissions::{AccountStatus, Rail};
use mojo_domain::{IdSource, TenantId, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::Session;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::payments::SepaAccount;
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;
use crate::storage::payout_accounts::{BankAccount, PayoutAccount};

/// What is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct AccountWish {
    /// `stripe_connect` or `sepa_manual`.
    #[schemars(extend("enum" = ["stripe_connect", "sepa_manual"]))]
    rail: String,
    /// Stripe's id of the connected account; left out where staff pay by hand.
    provider_account_id: Option<String>,
    /// To where a SEPA transfer goes; left out where staff pay by hand without a file.
    iban: Option<String>,
    /// The BIC of its bank, where one is known.
    bic: Option<String>,
    /// Who owns the account; with an IBAN.
    account_holder: Option<String>,
    reason: String,
    /// The version of the account that is replaced, as it was shown; empty where none stood. Where another
    /// one stands by now, nothing is changed. Left out, whatever stands is replaced.
    version: Option<String>,
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

/// Which state of an account that is: every change makes another one.
pub(in crate::routes) fn version_of(account: Option<&PayoutAccount>) -> String {
    account.map(|account| account.updated_at.to_string()).unwrap_or_default()
}

impl AccountWish {
    /// Whoever saw another account than the one that stands does not replace it.
    fn check_version(&self, held: Option<&PayoutAccount>) -> Result<(), ApiError> {
        if self.version.as_ref().is_none_or(|seen| *seen == version_of(held)) {
            return Ok(());
        }
        let message = "The account was changed meanwhile; look at it again.";
        Err(ApiError::conflict("account_changed", message))
    }

    /// The account at a bank, if one is named.
    fn bank(&self) -> Result<Option<BankAccount>, ApiError> {
        let text = |field: &Option<String>| field.as_deref().unwrap_or_default().trim().to_owned();
        let (iban, bic, holder) = (text(&self.iban), text(&self.bic), text(&self.account_holder));
        if iban.is_empty() && bic.is_empty() && holder.is_empty() {
            return Ok(None);
        }
        let refused = |field: &'static str, message: String| {
            ApiError::unprocessable("account_refused", message)
                .with_details(json!({ "field": field }))
        };
        if self.rail != Rail::SepaManual.code() {
            let message = "iban, bic and account_holder are for sepa_manual";
            return Err(refused("iban", message.to_owned()));
        }
        let account = SepaAccount::try_new(&holder, &iban, &bic)
            .map_err(|error| refused(error.field, error.to_string()))?;
        Ok(Some(BankAccount {
            iban: account.iban().to_owned(),
            bic: account.bic().to_owned(),
            holder: account.holder().to_owned(),
        }))
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
    let reason = reason(&wish.reason, "account_refused")?;
    let (rail, provider_account_id, status) = wish.read().ok_or_else(|| {
        let message = "rail: stripe_connect with provider_account_id acct_..., or sepa_manual \
                       without";
        ApiError::unprocessable("account_refused", message)
    })?;
    let bank = wish.bank()?;
    let now = to_micros(state.clock().now());
    let mut tx = state.database().write_ledger().await?;
    // Two who name the first account of a tenant have no row of an account to wait at.
    if tx.lock_whether_left(tenant_id).await?.is_none() {
        return Err(ApiError::not_found());
    }
    let held = tx.lock_payout_account(tenant_id).await?;
    wish.check_version(held.as_ref())?;
    let account = PayoutAccount {
        tenant_id,
        rail,
        provider_account_id,
        has_charges_enabled: false,
        has_payouts_enabled: rail == Rail::SepaManual,
        status,
        bank,
        created_at: now,
        // A version of its own, whatever the clock says.
        updated_at: held.map_or(now, |held| now.max(held.updated_at.saturating_add(1))),
    };
    tx.put_payout_account(&account).await.map_err(|error| {
        if error.is_taken() {
            ApiError::conflict("account_taken", "Another tenant is paid to this account.")
        } else {
            error.into()
        }
    })?;
    let iban = account.bank.as_ref().map(|bank| bank.iban.as_str());
    let details =
        json!({ "rail": rail.code(), "account": account.provider_account_id, "iban": iban });
    let entry = AuditRecord {
        tenant_id: session.tenant.id(),
        // Drawn: two changes of one instant are two entries.
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "put_payout_account".to_owned(),
        subject_id: tenant_id.to_string(),
        reason,
        details: details.to_string(),
    };
    tx.insert_audit_about(&entry, tenant_id).await?;
    tx.commit().await?;
    Ok(Json(json!({
        "tenant_id": tenant_id,
        "rail": rail.code(),
        "provider_account_id": account.provider_account_id,
        "iban": iban,
        "status": account.status.code(),
        "version": version_of(Some(&account)),
    })))
}
