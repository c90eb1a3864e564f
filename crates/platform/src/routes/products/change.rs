//! A product is changed or taken off the market; orders keep what they were sold as.

use axum::Json;
use axum::extract::State;
use mojo_domain::memberships::Stage;
use mojo_domain::vat::VatClass;
use mojo_domain::{ProductId, berlin_day, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::create::{check, rate_of, read_interval, refused};
use super::view::{ProductView, view};
use crate::auth::{Session, Tenant};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::amounts::cents;
use crate::routes::audit::{Doer, changes};
use crate::routes::openapi::Amount;
use crate::state::AppState;
use crate::storage::catalogue::CatalogueProduct;

/// What changes of a product; what is left out stays.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ProductPatch {
    name: Option<String>,
    description_de: Option<String>,
    description_en: Option<String>,
    #[schemars(with = "Option<Amount>")]
    price_net: Option<String>,
    vat_class: Option<VatClass>,
    /// `null` makes it something that is paid once.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>", extend("enum" = ["month", "year", null]))]
    billing_interval: Option<Option<String>>,
    granted_stage: Option<i64>,
    commission_eligible: Option<bool>,
    retired: Option<bool>,
    /// Why, for the audit log; nobody need say.
    reason: Option<String>,
}

/// Tells `null` from what was left out.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// `PATCH /api/v1/platform-products/{id}`.
pub(in crate::routes) async fn update_platform(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<ProductId>,
    JsonBody(patch): JsonBody<ProductPatch>,
) -> Result<Json<ProductView>, ApiError> {
    update(&state, (&session, super::platform()), id, patch).await
}

/// `PATCH /api/v1/products/{id}`.
pub(in crate::routes) async fn update_own(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<ProductId>,
    JsonBody(patch): JsonBody<ProductPatch>,
) -> Result<Json<ProductView>, ApiError> {
    update(&state, (&session, session.tenant), id, patch).await
}

async fn update(
    state: &AppState,
    (session, seller): (&Session, Tenant),
    id: ProductId,
    patch: ProductPatch,
) -> Result<Json<ProductView>, ApiError> {
    let doer = Doer::of(state, session, (patch.reason.as_deref(), "product_refused"))?;
    let now = state.clock().now();
    let rate = match patch.vat_class {
        Some(class) => Some(rate_of(state, seller.id(), class, berlin_day(now)).await?),
        None => None,
    };
    let mut tx = state.database().write(seller).await?;
    tx.lock_log().await?;
    let products = tx.list_products().await?;
    let found = products.into_iter().find(|product| product.product_id == id);
    let mut product = found.ok_or_else(ApiError::not_found)?;
    let before = view(product.clone());
    if let (Some(class), Some(rate)) = (patch.vat_class, rate) {
        (product.vat_class, product.vat_rate_bp) = (class, rate);
    }
    apply(&mut product, patch, to_micros(now))?;
    check(&product)?;
    tx.update_product(&product).await?;
    let after = view(product);
    let mut ledger = tx.go_on_as_ledger().await?;
    if let Some(details) = changes(&before, &after)? {
        let entry = doer.entry("change_product", &id, &details);
        ledger.insert_audit_about(&entry, seller.id()).await?;
    }
    ledger.commit().await?;
    Ok(Json(after))
}

fn apply(product: &mut CatalogueProduct, patch: ProductPatch, now: i64) -> Result<(), ApiError> {
    if let Some(name) = patch.name {
        product.name = name.trim().to_owned();
    }
    if let Some(text) = patch.description_de {
        product.description_de = text.trim().to_owned();
    }
    if let Some(text) = patch.description_en {
        product.description_en = text.trim().to_owned();
    }
    if let Some(price) = patch.price_net {
        product.price_net_cents = cents(&price, "price_net")?;
    }
    if let Some(interval) = patch.billing_interval {
        product.billing_interval = interval.as_deref().map(read_interval).transpose()?;
    }
    if let Some(stage) = patch.granted_stage {
        product.granted_stage = Some(Stage::new(stage).map_err(refused)?);
    }
    if let Some(eligible) = patch.commission_eligible {
        product.commission_eligible = eligible;
    }
    if let Some(retired) = patch.retired {
        product.retired_at = retired.then_some(product.retired_at.unwrap_or(now));
    }
    Ok(())
}
