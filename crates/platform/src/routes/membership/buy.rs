//! `POST /api/v1/membership/purchases`: an owner begins to buy a level for the tenant, or goes on, and
//! gets the link by which it is paid in a browser.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use mojo_domain::{ProductId, from_micros, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OwnPurchaseView, buyer_of, view};
use crate::auth::Session;
use crate::http::{ApiError, JsonBody};
use crate::memberships::{OwnRefused, OwnWish, PaymentLink, begin_own_purchase};
use crate::routes::amounts::cents;
use crate::routes::openapi::Amount;
use crate::state::AppState;

/// What is bought, at the price that was shown.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct OwnPurchaseRequest {
    product_id: ProductId,
    /// The gross that was shown; of a subscription for the first period. At another price nothing is
    /// bought.
    #[schemars(with = "Amount")]
    amount: String,
    /// The gross that was shown for each later period of a subscription.
    #[schemars(with = "Option<Amount>")]
    later_amount: Option<String>,
}

/// The purchase, and where it is paid.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct OwnPurchaseBegun {
    purchase: OwnPurchaseView,
    /// Below the address of the platform; `null` when there is nothing to pay any more.
    pay_path: Option<String>,
    /// Until when it leads there.
    valid_until: DateTime<Utc>,
}

/// Begins a purchase; asked again it is the same one, with a new link.
pub(in crate::routes) async fn buy(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<OwnPurchaseRequest>,
) -> Result<(StatusCode, Json<OwnPurchaseBegun>), ApiError> {
    let buyer = buyer_of(&state, &session).await?;
    if state.publishable_key().is_none() {
        return Err(OwnRefused::NoProvider.into());
    }
    let later = request.later_amount.as_deref();
    let wish = OwnWish {
        buyer,
        product_id: request.product_id,
        first_cents: cents(&request.amount, "amount")?,
        later_cents: later.map(|text| cents(text, "later_amount")).transpose()?,
    };
    let now = to_micros(state.clock().now());
    let begun = begin_own_purchase(state.database(), state.payments(), &wish, now).await?;
    let link = PaymentLink {
        purchase_id: begun.purchase_id,
        is_subscription: begun.is_subscription(),
        made_at: now,
    };
    let pay_path = if begun.is_open() {
        Some(format!("/membership/pay/{}", link.token(state.signing_key())?))
    } else {
        None
    };
    let valid_until = from_micros(link.valid_until());
    let answer = OwnPurchaseBegun { purchase: view(begun), pay_path, valid_until };
    Ok((StatusCode::CREATED, Json(answer)))
}
