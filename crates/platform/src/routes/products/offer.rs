//! `GET|PUT /api/v1/products/{id}/offer`: how an event, a workshop or a consultation of the caller's
//! tenant is offered to customers (F4).

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::catalogue::ProductKind;
use mojo_domain::memberships::{Stage, Tool};
use mojo_domain::{ProductId, from_micros, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::create::refused;
use crate::auth::Session;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::memberships::require_tool;
use crate::routes::audit::{Doer, changes};
use crate::state::AppState;
use crate::storage::events::EventOffer;

/// No hall is larger.
const MOST_PLACES: i64 = 10_000;

/// How it is to be offered.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct OfferRequest {
    /// Customers see it and may book it.
    offered: bool,
    /// Left out where it is by agreement.
    #[serde(default)]
    starts_at: Option<DateTime<Utc>>,
    /// Left out where there is no limit.
    #[serde(default)]
    places: Option<i64>,
    /// The smallest stage that sees it, 1 to 4; left out where everybody who is signed in does.
    #[serde(default)]
    least_stage: Option<i64>,
}

/// How it is offered.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct OfferView {
    product_id: ProductId,
    offered: bool,
    starts_at: Option<DateTime<Utc>>,
    places: Option<i64>,
    least_stage: Option<i64>,
}

fn view(offer: EventOffer) -> OfferView {
    OfferView {
        product_id: offer.product_id,
        offered: offer.is_offered,
        starts_at: offer.starts_at.map(from_micros),
        places: offer.places,
        least_stage: offer.least_stage.map(Stage::number),
    }
}

/// Shows it; a product that never was is not offered.
pub(in crate::routes) async fn show_offer(
    State(state): State<AppState>,
    session: Session,
    PathOf(product_id): PathOf<ProductId>,
) -> Result<Json<OfferView>, ApiError> {
    let mut tx = state.database().read(session.tenant).await?;
    let products = tx.list_products().await?;
    if !products.iter().any(|product| product.product_id == product_id) {
        return Err(ApiError::not_found());
    }
    let held = tx.find_event_offer(product_id).await?;
    Ok(Json(view(held.unwrap_or_else(|| not_offered(product_id)))))
}

/// What a product is that never was offered.
fn not_offered(product_id: ProductId) -> EventOffer {
    EventOffer { product_id, is_offered: false, starts_at: None, places: None, least_stage: None }
}

/// Offers it, or takes it back. Who has booked keeps the place.
pub(in crate::routes) async fn put_offer(
    State(state): State<AppState>,
    session: Session,
    PathOf(product_id): PathOf<ProductId>,
    JsonBody(request): JsonBody<OfferRequest>,
) -> Result<Json<OfferView>, ApiError> {
    let now = to_micros(state.clock().now());
    let least_stage =
        request.least_stage.map(|stage| Stage::new(stage).map_err(refused)).transpose()?;
    if request.places.is_some_and(|places| !(1..=MOST_PLACES).contains(&places)) {
        return Err(refused(format!("places: 1 to {MOST_PLACES}, or none for no limit")));
    }
    if request.offered {
        // P4: taking back what is offered is open to everybody.
        let mut ledger = state.database().read_ledger().await?;
        require_tool(&mut ledger, session.tenant.id(), Tool::Events, now).await?;
    }
    let mut tx = state.database().write(session.tenant).await?;
    tx.lock_log().await?;
    let products = tx.list_products().await?;
    let product = products.iter().find(|product| product.product_id == product_id);
    let product = product.ok_or_else(ApiError::not_found)?;
    let is_event = matches!(
        product.kind,
        ProductKind::Event | ProductKind::Workshop | ProductKind::Consultation
    );
    if !is_event {
        return Err(refused("only events, workshops and consultations are offered to customers"));
    }
    if product.billing_interval.is_some() {
        return Err(refused("what is offered to customers is paid once"));
    }
    let offer = EventOffer {
        product_id,
        is_offered: request.offered,
        starts_at: request.starts_at.map(to_micros),
        places: request.places,
        least_stage,
    };
    let held = tx.find_event_offer(product_id).await?;
    tx.put_event_offer(&offer, now).await?;
    let (before, after) = (view(held.unwrap_or_else(|| not_offered(product_id))), view(offer));
    if let Some(details) = changes(&before, &after)? {
        let doer = Doer::of(&state, &session, (None, "product_refused"))?;
        tx.insert_own_audit(&[doer.entry("offer_product", &product_id, &details)]).await?;
    }
    tx.commit().await?;
    Ok(Json(after))
}
