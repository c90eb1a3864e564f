//! `GET /api/v1/affiliate-codes`.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;

use super::view::{CodeList, view};
use crate::auth::Session;
use crate::http::{ApiError, QueryOf};
use crate::routes::paging;
use crate::state::AppState;

/// The most of one page.
const MOST: i64 = 500;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CodeQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
}

/// The codes of the caller's tenant, the latest first.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<CodeQuery>,
) -> Result<Json<CodeList>, ApiError> {
    let limit = paging::limit(query.limit, MOST, MOST);
    let before: Option<(i64, String)> = paging::place("before", query.before.as_deref())?;
    let mut tx = state.database().read(session.tenant).await?;
    let codes = tx.page_affiliate_codes(before, limit).await?;
    let next = paging::next(&codes, limit, |last| (last.created_at, last.code.clone()));
    let public_url = state.told_public_url();
    let codes = codes.into_iter().map(|record| view(record, public_url)).collect();
    Ok(Json(CodeList { codes, next }))
}
