//! `POST /api/v1/internal/calculate-commissions`: settles what sellers left.

use axum::Json;
use axum::extract::State;
use mojo_domain::{OrderId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::view::{CommissionView, told_of};
use crate::http::{ApiError, JsonBody};
use crate::state::AppState;

/// Which order to show afterwards.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CalculateRequest {
    order_id: Option<OrderId>,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct CalculateResponse {
    settled: usize,
    commissions: Vec<CommissionView>,
}

/// Settles everything that is open.
pub(in crate::routes) async fn calculate(
    State(state): State<AppState>,
    JsonBody(request): JsonBody<CalculateRequest>,
) -> Result<Json<CalculateResponse>, ApiError> {
    let now = to_micros(state.clock().now());
    let settled = state.settle(now).await?;
    let mut tx = state.database().read_ledger().await?;
    let records = match request.order_id {
        Some(id) => tx.list_commissions_of(id).await?,
        None => Vec::new(),
    };
    let disputed = tx.list_all_disputed().await?;
    let told = told_of(&mut tx, &records).await?;
    let view = |record| CommissionView::of(record, &disputed, now).explained(&told);
    let commissions = records.into_iter().map(view).collect();
    Ok(Json(CalculateResponse { settled, commissions }))
}
