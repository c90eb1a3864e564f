//! Products of a seller.

use axum::Json;
use axum::extract::State;

use super::view::{ProductList, view};
use crate::auth::{Session, Tenant};
use crate::http::ApiError;
use crate::state::AppState;

/// `GET /api/v1/platform-products`: the catalogue is no secret.
pub(in crate::routes) async fn list_platform(
    State(state): State<AppState>,
) -> Result<Json<ProductList>, ApiError> {
    list(&state, super::platform()).await
}

/// `GET /api/v1/products`: what the caller's tenant offers.
pub(in crate::routes) async fn list_own(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<ProductList>, ApiError> {
    list(&state, session.tenant).await
}

async fn list(state: &AppState, seller: Tenant) -> Result<Json<ProductList>, ApiError> {
    let products = state.database().read(seller).await?.list_products().await?;
    Ok(Json(ProductList { products: products.into_iter().map(view).collect() }))
}
