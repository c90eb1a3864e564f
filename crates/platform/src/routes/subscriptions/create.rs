//! `POST /api/v1/subscriptions`: opens a subscription of a customer of the caller's tenant, or of the
//! tenant itself with MOJO LLC; the price is the platform's to compute.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{IdSource, ProductId, TenantId, UserId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{SubscriptionView, view};
use crate::auth::{Session, Tenant};
use crate::commerce::{SubscriptionRefused, SubscriptionWish, note_own_buyer, open_subscription};
use crate::http::{ApiError, JsonBody};
use crate::payments::Payments;
use crate::routes::openapi::Country;
use crate::routes::vat_ids;
use crate::state::AppState;

/// A subscription as it is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct SubscriptionRequest {
    /// Drawn by the client, so that a repeated request opens one subscription.
    id: Option<Uuid>,
    product_id: ProductId,
    /// Of the tenant's customer; left out for the tenant's own.
    customer_user_id: Option<UserId>,
    /// The tenant subscribes to a platform product itself; the customer is whoever of it
    /// asked first.
    #[serde(default)]
    own: bool,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    /// The VAT id of a customer that buys for its business, as the seller was shown it: a business in
    /// another member state owes the VAT itself.
    customer_vat_id: Option<String>,
}

/// The subscription, with what the customer's browser pays the first period by.
#[derive(Serialize, JsonSchema)]
pub(in crate::routes) struct SubscriptionOpened {
    #[serde(flatten)]
    subscription: SubscriptionView,
    /// For the customer alone; `null` once the first period was paid.
    client_secret: Option<String>,
}

impl From<SubscriptionRefused> for ApiError {
    fn from(refused: SubscriptionRefused) -> Self {
        match refused {
            SubscriptionRefused::Storage(error) => error.into(),
            SubscriptionRefused::NoProvider => {
                Self::conflict("no_payment_provider", refused.to_string())
            }
            SubscriptionRefused::Running => {
                Self::conflict("already_subscribed", refused.to_string())
            }
            SubscriptionRefused::IdHeld => {
                Self::conflict("subscription_id_held", refused.to_string())
            }
            SubscriptionRefused::UnderWay => {
                Self::conflict("purchase_under_way", refused.to_string())
            }
            other => Self::unprocessable("subscription_refused", other.to_string()),
        }
    }
}

/// Opens a subscription.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<SubscriptionRequest>,
) -> Result<(StatusCode, Json<SubscriptionOpened>), ApiError> {
    let now = to_micros(state.clock().now());
    let (seller, mut wish) = wish_of(&state, &session, request)?;
    if let Some(buyer) = wish.buyer_tenant_id {
        if matches!(state.payments(), Payments::Recorded) {
            return Err(SubscriptionRefused::NoProvider.into());
        }
        wish.customer_user_id =
            note_own_buyer(state.database(), wish.customer_user_id, buyer, now).await?;
    }
    let (database, payments) = (state.database(), state.payments());
    let opened = open_subscription(database, payments, seller, &wish, now).await?;
    let (subscription, client_secret) = opened;
    let subscription = view(subscription);
    Ok((StatusCode::CREATED, Json(SubscriptionOpened { subscription, client_secret })))
}

/// Who sells what to whom.
fn wish_of(
    state: &AppState,
    session: &Session,
    request: SubscriptionRequest,
) -> Result<(Tenant, SubscriptionWish), ApiError> {
    let refused = |what: &str| ApiError::unprocessable("subscription_refused", what);
    let unreadable = || refused("billing_country: no country");
    let country = request.billing_country.map(|code| code.parse().map_err(|_| unreadable()));
    let vat_id = vat_ids::read(request.customer_vat_id, request.own).map_err(refused)?;
    let own = session.tenant.id();
    let (seller, customer, buyer) = match (request.own, request.customer_user_id) {
        (false, Some(customer)) => (session.tenant, customer, None),
        (false, None) => return Err(refused("customer_user_id: who subscribes?")),
        (true, Some(_)) => return Err(refused("customer_user_id: own subscriptions have none")),
        (true, None) if own == TenantId::MOJO_LLC => {
            return Err(refused("own: MOJO LLC buys nothing from itself"));
        }
        (true, None) => {
            let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
            (llc, session.user_id, Some(own))
        }
    };
    let drawn = || IdSource::new(state.clock(), state.entropy()).next();
    let wish = SubscriptionWish {
        subscription_id: request.id.unwrap_or_else(drawn),
        customer_user_id: customer,
        buyer_tenant_id: buyer,
        billing_country: country.transpose()?,
        buyer_vat_id: vat_id,
        product_id: request.product_id,
    };
    Ok((seller, wish))
}
