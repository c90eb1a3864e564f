//! `POST /api/v1/checkouts`: opens a purchase of the caller's products; the price is the platform's
//! to compute.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{IdSource, ProductId, UserId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CheckoutView, view};
use crate::auth::Session;
use crate::commerce::{CheckoutRefused, CheckoutWish, open_checkout};
use crate::http::{ApiError, JsonBody};
use crate::routes::openapi::Country;
use crate::state::AppState;

/// A checkout as it is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CheckoutRequest {
    /// Drawn by the client, so that a repeated request opens one checkout.
    id: Option<Uuid>,
    customer_user_id: UserId,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    lines: Vec<CheckoutLineRequest>,
}

/// A line: one piece, at the price of the catalogue.
#[derive(Debug, Deserialize, JsonSchema)]
struct CheckoutLineRequest {
    product_id: ProductId,
}

/// The checkout, with what the customer's browser pays by.
#[derive(Serialize, JsonSchema)]
pub(in crate::routes) struct CheckoutOpened {
    #[serde(flatten)]
    checkout: CheckoutView,
    /// For the customer alone; `null` when there is nothing to pay any more.
    client_secret: Option<String>,
}

impl From<CheckoutRefused> for ApiError {
    fn from(refused: CheckoutRefused) -> Self {
        match refused {
            CheckoutRefused::Storage(error) => error.into(),
            CheckoutRefused::NoProvider => {
                Self::conflict("no_payment_provider", refused.to_string())
            }
            other => Self::unprocessable("checkout_refused", other.to_string()),
        }
    }
}

/// Opens a checkout.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<CheckoutRequest>,
) -> Result<(StatusCode, Json<CheckoutOpened>), ApiError> {
    let unreadable = || ApiError::unprocessable("checkout_refused", "billing_country: no country");
    let country = request.billing_country.map(|code| code.parse().map_err(|_| unreadable()));
    let drawn = || IdSource::new(state.clock(), state.entropy()).next();
    let wish = CheckoutWish {
        checkout_id: request.id.unwrap_or_else(drawn),
        customer_user_id: request.customer_user_id,
        billing_country: country.transpose()?,
        products: request.lines.into_iter().map(|line| line.product_id).collect(),
    };
    let now = to_micros(state.clock().now());
    let (database, payments) = (state.database(), state.payments());
    let opened = open_checkout(database, payments, session.tenant, &wish, now).await?;
    let (checkout, client_secret) = opened;
    Ok((StatusCode::CREATED, Json(CheckoutOpened { checkout: view(checkout), client_secret })))
}
