//! `POST /api/v1/checkouts`: opens a purchase of the caller's products, or of platform products by the
//! caller's tenant itself (C7); the price is the platform's to compute.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{IdSource, ProductId, TenantId, UserId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CheckoutView, view};
use crate::auth::{Session, Tenant};
use crate::commerce::{BuyerRefused, CheckoutRefused, CheckoutWish, note_own_buyer, open_checkout};
use crate::http::{ApiError, JsonBody};
use crate::memberships::make_room;
use crate::payments::Payments;
use crate::routes::amounts::amount;
use crate::routes::openapi::{Amount, Country};
use crate::routes::vat_ids;
use crate::state::AppState;

/// A checkout as it is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CheckoutRequest {
    /// Drawn by the client, so that a repeated request opens one checkout.
    id: Option<Uuid>,
    /// The tenant's customer; left out for the tenant's own purchase.
    customer_user_id: Option<UserId>,
    /// The tenant buys platform products itself; the customer is whoever of it asked first.
    #[serde(default)]
    own: bool,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    /// The VAT id of a customer that buys for its business, as the seller was shown it: a business in
    /// another member state owes the VAT itself.
    customer_vat_id: Option<String>,
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
    /// How each line is taxed; what was opened before this was kept has none.
    vat: Vec<LineVatView>,
    /// For the customer alone; `null` when there is nothing to pay any more.
    client_secret: Option<String>,
}

/// How a line is taxed, as it was fixed when the checkout was opened.
#[derive(Debug, Serialize, JsonSchema)]
struct LineVatView {
    /// From 1.
    line: i64,
    vat_class: &'static str,
    /// In basis points.
    vat_rate_bp: i64,
    /// On what is paid for the line.
    #[schemars(with = "Amount")]
    amount: String,
    /// Whose VAT it is; empty where it is nobody's.
    taxed_in: String,
    /// What the law wants said where there is none, as section 13b UStG; empty where there is.
    note: String,
}

impl From<CheckoutRefused> for ApiError {
    fn from(refused: CheckoutRefused) -> Self {
        match refused {
            CheckoutRefused::Storage(error) => error.into(),
            CheckoutRefused::NoProvider => {
                Self::conflict("no_payment_provider", refused.to_string())
            }
            CheckoutRefused::IdHeld => Self::conflict("checkout_id_held", refused.to_string()),
            CheckoutRefused::UnderWay => Self::conflict("purchase_under_way", refused.to_string()),
            other => Self::unprocessable("checkout_refused", other.to_string()),
        }
    }
}

impl From<BuyerRefused> for ApiError {
    fn from(refused: BuyerRefused) -> Self {
        match refused {
            BuyerRefused::Storage(error) => error.into(),
            refused => Self::conflict(refused.code(), refused.to_string()),
        }
    }
}

/// Opens a checkout.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<CheckoutRequest>,
) -> Result<(StatusCode, Json<CheckoutOpened>), ApiError> {
    let now = to_micros(state.clock().now());
    let (seller, buyer, mut wish) = wish_of(&state, &session, request)?;
    if let Some(buyer) = buyer {
        let Payments::Provider(provider) = state.payments() else {
            return Err(CheckoutRefused::NoProvider.into());
        };
        let own = note_own_buyer(state.database(), wish.customer_user_id, buyer, now).await?;
        wish.customer_user_id = own;
        let held = state.database().read(seller).await?.find_checkout(wish.checkout_id).await?;
        if held.is_none() {
            for product in &wish.products {
                let of = (own, *product);
                make_room(state.database(), provider, of, wish.checkout_id).await?;
            }
        }
    }
    let (database, payments) = (state.database(), state.payments());
    let opened = open_checkout(database, payments, seller, &wish, now).await?;
    let (checkout, client_secret) = opened;
    let mut tx = database.read(seller).await?;
    let kept = tx.list_sale_vat((checkout.checkout_id, false)).await?;
    let vat = kept.into_iter().map(|line| LineVatView {
        line: line.line_no,
        vat_class: line.vat_class.name(),
        vat_rate_bp: line.vat_rate_bp,
        amount: amount(line.vat_cents, checkout.currency),
        taxed_in: line.taxed_in,
        note: line.note,
    });
    let vat = vat.collect();
    Ok((StatusCode::CREATED, Json(CheckoutOpened { checkout: view(checkout), vat, client_secret })))
}

/// Who sells what to whom, and for which tenant that buys itself.
fn wish_of(
    state: &AppState,
    session: &Session,
    request: CheckoutRequest,
) -> Result<(Tenant, Option<TenantId>, CheckoutWish), ApiError> {
    let refused = |what: &str| ApiError::unprocessable("checkout_refused", what);
    let unreadable = || refused("billing_country: no country");
    let country = request.billing_country.map(|code| code.parse().map_err(|_| unreadable()));
    let vat_id = vat_ids::read(request.customer_vat_id, request.own).map_err(refused)?;
    let own = session.tenant.id();
    let (seller, customer, buyer) = match (request.own, request.customer_user_id) {
        (false, Some(customer)) => (session.tenant, customer, None),
        (false, None) => return Err(refused("customer_user_id: who buys?")),
        (true, Some(_)) => return Err(refused("customer_user_id: own purchases have none")),
        (true, None) if own == TenantId::MOJO_LLC => {
            return Err(refused("own: MOJO LLC buys nothing from itself"));
        }
        (true, None) => {
            let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
            (llc, session.user_id, Some(own))
        }
    };
    let drawn = || IdSource::new(state.clock(), state.entropy()).next();
    let wish = CheckoutWish {
        checkout_id: request.id.unwrap_or_else(drawn),
        customer_user_id: customer,
        is_own: buyer.is_some(),
        billing_country: country.transpose()?,
        buyer_vat_id: vat_id,
        products: request.lines.into_iter().map(|line| line.product_id).collect(),
    };
    Ok((seller, buyer, wish))
}
