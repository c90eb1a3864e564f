//! The tenant's own membership (P3, P4, C7): what its owners may buy, for how much, and what came of
//! what they began.

mod buy;
mod show;

pub(super) use buy::buy;
pub(super) use show::show;

use chrono::{DateTime, Utc};
use mojo_domain::{Currency, ProductId, TenantId, from_micros};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::amounts::amount;
use crate::auth::Session;
use crate::commerce::OwnBuyer;
use crate::http::ApiError;
use crate::memberships::{OwnPurchase, OwnRefused};
use crate::routes::openapi::Amount;
use crate::state::AppState;
use crate::storage::StorageError;

/// A purchase that was begun.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OwnPurchaseView {
    /// Also the id of the checkout or the subscription.
    id: Uuid,
    product_id: ProductId,
    product_name: String,
    /// It is renewed by the provider.
    subscription: bool,
    currency: Currency,
    /// VAT included, discounts deducted; of a subscription for the first period.
    #[schemars(with = "Amount")]
    amount: String,
    /// Of a subscription for each later period.
    #[schemars(with = "Option<Amount>")]
    later_amount: Option<String>,
    opened_at: DateTime<Utc>,
    /// `pending`, `failed`, `paid`, `over`; only what the provider told decides.
    state: &'static str,
}

fn view(purchase: OwnPurchase) -> OwnPurchaseView {
    let money = |cents| amount(cents, purchase.currency);
    OwnPurchaseView {
        id: purchase.purchase_id,
        product_id: purchase.product_id,
        subscription: purchase.is_subscription(),
        currency: purchase.currency,
        amount: money(purchase.first_cents),
        later_amount: purchase.later_cents.map(money),
        opened_at: from_micros(purchase.opened_at),
        state: purchase.state.code(),
        product_name: purchase.product_name,
    }
}

impl From<OwnRefused> for ApiError {
    fn from(refused: OwnRefused) -> Self {
        let code = refused.code();
        match refused {
            OwnRefused::Storage(error) => error.into(),
            OwnRefused::UnknownProduct | OwnRefused::Refused(_) => {
                Self::unprocessable(code, refused.to_string())
            }
            _ => Self::conflict(code, refused.to_string()),
        }
    }
}

/// Who buys: the caller for its tenant, as whoever bought for it first, billed where the tenant's tax profile says, or where it is at
/// home.
async fn buyer_of(state: &AppState, session: &Session) -> Result<OwnBuyer, ApiError> {
    let tenant = session.tenant.id();
    if tenant == TenantId::MOJO_LLC {
        let message = "MOJO LLC buys nothing from itself.";
        return Err(ApiError::unprocessable("purchase_refused", message));
    }
    let first = state.database().read_ledger().await?.find_own_buyer(tenant).await?;
    let user_id = first.unwrap_or(session.user_id);
    Ok(OwnBuyer { tenant, user_id, country: country_of(state, session).await? })
}

async fn country_of(
    state: &AppState,
    session: &Session,
) -> Result<Option<mojo_domain::commissions::CountryCode>, StorageError> {
    let profile = state.database().read(session.tenant).await?.find_tax_profile().await?;
    if let Some(country) = profile.and_then(|profile| profile.party.country.parse().ok()) {
        return Ok(Some(country));
    }
    let mut tx = state.database().read_ledger().await?;
    Ok(tx.country_of(session.tenant.id()).await?.parse().ok())
}
