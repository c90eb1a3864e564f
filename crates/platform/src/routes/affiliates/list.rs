//! `GET /api/v1/affiliate-codes`.

use axum::Json;
use axum::extract::State;

use super::view::{CodeList, view};
use crate::auth::Session;
use crate::http::ApiError;
use crate::state::AppState;

/// The codes of the caller's tenant, the latest first.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<CodeList>, ApiError> {
    let codes = state.database().read(session.tenant).await?.list_affiliate_codes().await?;
    Ok(Json(CodeList { codes: codes.into_iter().map(view).collect() }))
}
