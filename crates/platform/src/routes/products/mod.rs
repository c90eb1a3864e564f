//! Platform products: the catalogue of MOJO LLC.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use mojo_domain::{Currency, IdSource, ProductId, TenantId, from_micros, to_micros};
use serde::{Deserialize, Serialize};

use super::amounts::{amount, cents};
use crate::auth::Tenant;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::state::AppState;
use crate::storage::catalogue::CatalogueProduct;

/// A product with the columns of S1 8.1.
#[derive(Debug, Serialize)]
pub(super) struct ProductView {
    id: ProductId,
    tenant_id: Option<TenantId>,
    is_platform_product: bool,
    name: String,
    price_net: String,
    currency: Currency,
    user_journey_level: Option<i64>,
    commission_eligible: bool,
    created_at: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
}

/// The catalogue.
#[derive(Debug, Serialize)]
pub(super) struct ProductList {
    products: Vec<ProductView>,
}

fn view(product: CatalogueProduct) -> ProductView {
    ProductView {
        id: product.product_id,
        tenant_id: super::amounts::tenant(product.tenant_id),
        is_platform_product: product.is_platform_product,
        price_net: amount(product.price_net_cents, product.currency),
        currency: product.currency,
        user_journey_level: product.user_journey_level,
        commission_eligible: product.commission_eligible,
        created_at: from_micros(product.created_at),
        retired_at: product.retired_at.map(from_micros),
        name: product.name,
    }
}

fn platform() -> Tenant {
    Tenant::named_by_platform(TenantId::MOJO_LLC)
}

/// `GET /api/v1/platform-products`: the catalogue is no secret.
pub(super) async fn list(State(state): State<AppState>) -> Result<Json<ProductList>, ApiError> {
    let products = state.database().read(platform()).await?.list_products().await?;
    Ok(Json(ProductList { products: products.into_iter().map(view).collect() }))
}

/// A product as it comes in.
#[derive(Debug, Deserialize)]
pub(super) struct ProductRequest {
    name: String,
    price_net: String,
    #[serde(default)]
    currency: Option<Currency>,
    user_journey_level: i64,
    #[serde(default)]
    vat_rate_bp: Option<i64>,
}

/// `POST /api/v1/platform-products`.
pub(super) async fn create(
    State(state): State<AppState>,
    JsonBody(request): JsonBody<ProductRequest>,
) -> Result<(StatusCode, Json<ProductView>), ApiError> {
    let refused = |what: &str| ApiError::unprocessable("product_refused", what);
    let price_net_cents = cents(&request.price_net, "price_net")?;
    if request.name.trim().is_empty() || price_net_cents < 0 {
        return Err(refused("a product has a name and a price of zero or more"));
    }
    if !(1..=6).contains(&request.user_journey_level) {
        return Err(refused("user_journey_level is 1 to 6"));
    }
    let product = CatalogueProduct {
        tenant_id: TenantId::MOJO_LLC,
        product_id: IdSource::new(state.clock(), state.entropy()).next(),
        is_platform_product: true,
        name: request.name.trim().to_owned(),
        price_net_cents,
        currency: request.currency.unwrap_or(Currency::EUR),
        vat_rate_bp: request.vat_rate_bp.unwrap_or(1900),
        user_journey_level: Some(request.user_journey_level),
        commission_eligible: true,
        created_at: to_micros(state.clock().now()),
        retired_at: None,
    };
    let mut tx = state.database().write(platform()).await?;
    tx.insert_products(std::slice::from_ref(&product)).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view(product))))
}

/// What changes of a product; orders keep what they were sold as.
#[derive(Debug, Deserialize)]
pub(super) struct ProductPatch {
    name: Option<String>,
    price_net: Option<String>,
    commission_eligible: Option<bool>,
    retired: Option<bool>,
}

/// `PATCH /api/v1/platform-products/{id}`.
pub(super) async fn update(
    State(state): State<AppState>,
    PathOf(id): PathOf<ProductId>,
    JsonBody(patch): JsonBody<ProductPatch>,
) -> Result<Json<ProductView>, ApiError> {
    let mut tx = state.database().write(platform()).await?;
    tx.lock_log().await?;
    let products = tx.list_products().await?;
    let found = products.into_iter().find(|product| product.product_id == id);
    let mut product = found.ok_or_else(ApiError::not_found)?;
    if let Some(name) = patch.name {
        product.name = name;
    }
    if let Some(price) = patch.price_net {
        product.price_net_cents = cents(&price, "price_net")?;
    }
    if let Some(eligible) = patch.commission_eligible {
        product.commission_eligible = eligible;
    }
    if let Some(retired) = patch.retired {
        product.retired_at = retired.then(|| to_micros(state.clock().now()));
    }
    tx.update_product(&product).await?;
    tx.commit().await?;
    Ok(Json(view(product)))
}
