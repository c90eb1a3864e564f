//! A product is put on offer.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use mojo_domain::catalogue::{BillingInterval, ProductKind, ProductTerms};
use mojo_domain::memberships::{Stage, Tool};
use mojo_domain::vat::{VatClass, rate_on};
use mojo_domain::{Currency, IdSource, ProductId, TenantId, berlin_day, check_amount, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;

use super::view::{ProductView, view};
use crate::auth::{Session, Tenant};
use crate::http::{ApiError, JsonBody, RepeatKey};
use crate::memberships::require_tool;
use crate::routes::amounts::cents;
use crate::routes::audit::{Doer, entered};
use crate::routes::openapi::Amount;
use crate::state::AppState;
use crate::storage::catalogue::CatalogueProduct;

/// A product as it comes in.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ProductRequest {
    /// Of `POST /products`, only for the platform's own people: whose product it is.
    #[serde(default)]
    tenant_id: Option<TenantId>,
    name: String,
    #[serde(default)]
    description_de: String,
    #[serde(default)]
    description_en: String,
    #[schemars(with = "Amount")]
    price_net: String,
    #[serde(default)]
    currency: Option<Currency>,
    /// Of a tenant's product; a platform product is a membership.
    #[serde(default)]
    #[schemars(extend("enum" = [
        "membership", "event", "workshop", "consultation", "physical", "course", "punch_card",
        "treatment", null
    ]))]
    kind: Option<String>,
    /// `general` where nothing is said.
    #[serde(default)]
    vat_class: Option<VatClass>,
    #[serde(default)]
    #[schemars(extend("enum" = ["month", "year", null]))]
    billing_interval: Option<String>,
    #[serde(default)]
    user_journey_level: Option<i64>,
    /// P3 where nothing is said.
    #[serde(default)]
    granted_stage: Option<i64>,
    #[serde(default)]
    commission_eligible: Option<bool>,
    /// Why, for the audit log; nobody need say.
    #[serde(default)]
    reason: Option<String>,
}

pub(super) fn refused(what: impl std::fmt::Display) -> ApiError {
    ApiError::unprocessable("product_refused", what.to_string())
}

/// `POST /api/v1/platform-products`.
pub(in crate::routes) async fn create_platform(
    State(state): State<AppState>,
    session: Session,
    key: RepeatKey,
    JsonBody(request): JsonBody<ProductRequest>,
) -> Result<(StatusCode, Json<ProductView>), ApiError> {
    if request.kind.as_deref().is_some_and(|kind| kind != ProductKind::Membership.code()) {
        return Err(refused("a platform product is of the kind membership"));
    }
    let by = (&session, super::platform(), &key);
    create(&state, by, request, ProductKind::Membership).await
}

/// `POST /api/v1/products`: what the membership of the caller's tenant opens. The platform's own
/// administrators enter products of any tenant, as its contract says.
pub(in crate::routes) async fn create_own(
    State(state): State<AppState>,
    session: Session,
    key: RepeatKey,
    JsonBody(request): JsonBody<ProductRequest>,
) -> Result<(StatusCode, Json<ProductView>), ApiError> {
    let text = request.kind.as_deref().unwrap_or_default();
    let kind: ProductKind = text.parse().map_err(|_| {
        let kinds = ProductKind::ALL.iter().filter(|kind| !kind.is_platform_product());
        let kinds: Vec<&str> = kinds.map(|kind| kind.code()).collect();
        refused(format!("kind is one of {}", kinds.join(", ")))
    })?;
    if kind.is_platform_product() {
        return Err(refused("memberships are sold by MOJO LLC alone"));
    }
    let now = to_micros(state.clock().now());
    let mut ledger = state.database().read_ledger().await?;
    match request.tenant_id {
        Some(id) if id == session.tenant.id() => {}
        Some(id) if session.is_platform_admin() => {
            if !ledger.has_tenant(id).await? {
                return Err(refused("tenant_id: there is no such tenant"));
            }
            drop(ledger);
            let seller = Tenant::named_by_platform(id);
            return create(&state, (&session, seller, &key), request, kind).await;
        }
        Some(_) => return Err(ApiError::not_found()),
        None => {}
    }
    require_tool(&mut ledger, session.tenant.id(), tool_of(kind), now).await?;
    drop(ledger);
    create(&state, (&session, session.tenant, &key), request, kind).await
}

/// P4: events and mentoring are offered from a later stage on than everything else.
fn tool_of(kind: ProductKind) -> Tool {
    match kind {
        ProductKind::Event | ProductKind::Workshop | ProductKind::Consultation => Tool::Events,
        _ => Tool::Payments,
    }
}

/// Puts it on offer; asked again with the same key and the same words it is the same product.
async fn create(
    state: &AppState,
    (session, seller, key): (&Session, Tenant, &RepeatKey),
    request: ProductRequest,
    kind: ProductKind,
) -> Result<(StatusCode, Json<ProductView>), ApiError> {
    let doer = Doer::of(state, session, (request.reason.as_deref(), "product_refused"))?;
    let named = key.id("product", seller.id()).map(ProductId);
    let id = named.unwrap_or_else(|| IdSource::new(state.clock(), state.entropy()).next());
    let product = product_of(state, (seller.id(), id), request, kind).await?;
    let mut tx = state.database().write(seller).await?;
    if named.is_some() {
        // Of two with one key, the second finds the first.
        tx.lock_log().await?;
        let products = tx.list_products().await?;
        if let Some(held) = products.into_iter().find(|one| one.product_id == id) {
            return again(held, product);
        }
    }
    tx.insert_products(std::slice::from_ref(&product)).await?;
    let shown = view(product);
    let entry = doer.entry("enter_product", &id, &entered(&shown)?);
    let mut ledger = tx.go_on_as_ledger().await?;
    ledger.insert_audit_about(&entry, seller.id()).await?;
    ledger.commit().await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// What was put on offer with the same key.
fn again(
    held: CatalogueProduct,
    asked: CatalogueProduct,
) -> Result<(StatusCode, Json<ProductView>), ApiError> {
    // The day decides about the rate, and the life of a product begins after it was asked for.
    let asked = CatalogueProduct {
        vat_rate_bp: held.vat_rate_bp,
        created_at: held.created_at,
        retired_at: held.retired_at,
        ..asked
    };
    if held != asked {
        let message = "Another product was put on offer with this key; draw a new one.";
        return Err(ApiError::conflict("key_reused", message));
    }
    Ok((StatusCode::CREATED, Json(view(held))))
}

/// The product that is asked for, when it keeps the rules.
async fn product_of(
    state: &AppState,
    (seller, product_id): (TenantId, ProductId),
    request: ProductRequest,
    kind: ProductKind,
) -> Result<CatalogueProduct, ApiError> {
    let now = state.clock().now();
    let vat_class = request.vat_class.unwrap_or(VatClass::General);
    let interval = request.billing_interval.as_deref().map(read_interval).transpose()?;
    let stage =
        request.granted_stage.map(|stage| Stage::new(stage).map_err(refused)).transpose()?;
    let level = request.user_journey_level;
    let product = CatalogueProduct {
        tenant_id: seller,
        product_id,
        kind,
        name: request.name.trim().to_owned(),
        description_de: request.description_de.trim().to_owned(),
        description_en: request.description_en.trim().to_owned(),
        price_net_cents: cents(&request.price_net, "price_net")?,
        currency: request.currency.unwrap_or(Currency::EUR),
        vat_class,
        vat_rate_bp: rate_of(state, seller, vat_class, berlin_day(now)).await?,
        billing_interval: interval,
        user_journey_level: level,
        granted_stage: stage.or_else(|| level.and_then(Stage::of_level)),
        commission_eligible: request.commission_eligible.unwrap_or(kind.may_be_commissioned()),
        created_at: to_micros(now),
        retired_at: None,
    };
    check(&product)?;
    if !product.currency.has_hundredths() {
        let currency = product.currency;
        return Err(refused(format!("{currency} is not counted in hundredths; name EUR or CHF")));
    }
    Ok(product)
}

/// Whether the product keeps the rules.
pub(super) fn check(product: &CatalogueProduct) -> Result<(), ApiError> {
    if product.name.is_empty() {
        return Err(refused("a product has a name"));
    }
    // What is above is a slip of the keys, and no order could be computed.
    check_amount(product.price_net_cents).map_err(refused)?;
    let terms = ProductTerms {
        kind: product.kind,
        level: product.user_journey_level,
        stage: product.granted_stage,
        billing_interval: product.billing_interval,
        price_net_cents: product.price_net_cents,
        is_commission_eligible: product.commission_eligible,
    };
    terms.check().map_err(refused)
}

pub(super) fn read_interval(text: &str) -> Result<BillingInterval, ApiError> {
    text.parse().map_err(|_| refused("billing_interval is month or year"))
}

/// The rate of the class in the seller's country; MOJO LLC sells at the German one.
pub(super) async fn rate_of(
    state: &AppState,
    seller: TenantId,
    class: VatClass,
    day: NaiveDate,
) -> Result<i64, ApiError> {
    let country = state.database().read_ledger().await?.country_of(seller).await?;
    let country = if seller == TenantId::MOJO_LLC { "DE".to_owned() } else { country };
    let unknown = || refused(format!("there is no VAT class {} in {country}", class.name()));
    rate_on(&country, class, day).ok_or_else(unknown)
}
