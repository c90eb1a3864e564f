//! `GET /api/v1/checkouts`.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CheckoutView, view};
use crate::auth::Session;
use crate::http::{ApiError, QueryOf};
use crate::routes::paging;
use crate::state::AppState;

const MOST: i64 = 200;

/// What to list.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CheckoutsQuery {
    /// Where the last page ended.
    before: Option<String>,
    limit: Option<i64>,
    /// Only those that people must look at.
    #[serde(default)]
    problem: bool,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct CheckoutList {
    checkouts: Vec<CheckoutView>,
    next: Option<String>,
}

/// Lists the tenant's own checkouts.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<CheckoutsQuery>,
) -> Result<Json<CheckoutList>, ApiError> {
    let before = paging::place("before", query.before.as_deref())?;
    let limit = paging::limit(query.limit, 50, MOST);
    let mut tx = state.database().read(session.tenant).await?;
    let checkouts = tx.list_checkouts(before, query.problem, limit).await?;
    let next = paging::next(&checkouts, limit, |last| (last.opened_at, last.checkout_id));
    Ok(Json(CheckoutList { checkouts: checkouts.into_iter().map(view).collect(), next }))
}
