//! `GET /api/v1/orders/{id}/commissions`.

use axum::Json;
use axum::extract::State;
use mojo_domain::{OrderId, to_micros};
use schemars::JsonSchema;
use serde::Serialize;

use super::view::CommissionView;
use crate::auth::Session;
use crate::http::{ApiError, PathOf};
use crate::state::AppState;

/// The commissions of an order.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct OrderCommissions {
    order_id: OrderId,
    commissions: Vec<CommissionView>,
}

/// The seller sees those of its sale, it pays them; a recipient sees its own.
pub(in crate::routes) async fn of_order(
    State(state): State<AppState>,
    session: Session,
    PathOf(order_id): PathOf<OrderId>,
) -> Result<Json<OrderCommissions>, ApiError> {
    let own = state.database().read(session.tenant).await?.find_order(order_id).await?;
    let (caller, sees_all) = (session.tenant.id(), session.is_platform_staff());
    let mut tx = state.database().read_ledger().await?;
    let mut records = tx.list_commissions_of(order_id).await?;
    let disputed = tx.list_all_disputed().await?;
    records.retain(|r| sees_all || r.seller == caller || r.recipient == caller);
    if records.is_empty() && own.is_none() {
        return Err(ApiError::not_found());
    }
    let now = to_micros(state.clock().now());
    let view = |record| CommissionView::of(record, &disputed, now);
    let commissions = records.into_iter().map(view).collect();
    Ok(Json(OrderCommissions { order_id, commissions }))
}
