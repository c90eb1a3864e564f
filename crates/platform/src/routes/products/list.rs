//! Products of a seller.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;

use super::view::{ProductList, view};
use crate::auth::{Session, Tenant};
use crate::http::{ApiError, QueryOf};
use crate::routes::paging;
use crate::state::AppState;

/// The most of one page.
const MOST: i64 = 500;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ProductQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// `GET /api/v1/platform-products`: the catalogue is no secret.
pub(in crate::routes) async fn list_platform(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<ProductQuery>,
) -> Result<Json<ProductList>, ApiError> {
    list(&state, super::platform(), &query).await
}

/// `GET /api/v1/products`: what the caller's tenant offers.
pub(in crate::routes) async fn list_own(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<ProductQuery>,
) -> Result<Json<ProductList>, ApiError> {
    list(&state, session.tenant, &query).await
}

async fn list(
    state: &AppState,
    seller: Tenant,
    query: &ProductQuery,
) -> Result<Json<ProductList>, ApiError> {
    let limit = paging::limit(query.limit, MOST, MOST);
    let after = paging::place("after", query.after.as_deref())?;
    let products = state.database().read(seller).await?.page_products(after, limit).await?;
    let next = paging::next(&products, limit, |last| {
        (last.user_journey_level.unwrap_or(0), last.product_id)
    });
    Ok(Json(ProductList { products: products.into_iter().map(view).collect(), next }))
}
