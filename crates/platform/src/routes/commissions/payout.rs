//! `POST /api/v1/commissions/payout`: starts the payout run; once a month whatever comes in.

use axum::Json;
use axum::extract::State;
use mojo_domain::{Currency, TenantId, to_micros};
use serde::Serialize;

use crate::commerce::run_payouts;
use crate::http::ApiError;
use crate::routes::amounts::{amount, tenant};
use crate::state::AppState;

/// A payout that was made.
#[derive(Debug, Serialize)]
pub(in crate::routes) struct PaidView {
    recipient_tenant_id: Option<TenantId>,
    amount: String,
    currency: Currency,
}

/// What the run paid.
#[derive(Debug, Serialize)]
pub(in crate::routes) struct PaidList {
    payouts: Vec<PaidView>,
}

/// Pays everybody what is due.
pub(in crate::routes) async fn pay_out(
    State(state): State<AppState>,
) -> Result<Json<PaidList>, ApiError> {
    let now = to_micros(state.clock().now());
    state.settle(now).await?;
    let report = run_payouts(state.payout_run(now)).await?;
    let payouts = report
        .paid
        .into_iter()
        .map(|paid| PaidView {
            recipient_tenant_id: tenant(paid.recipient),
            amount: amount(paid.amount.cents, paid.amount.currency),
            currency: paid.amount.currency,
        })
        .collect();
    Ok(Json(PaidList { payouts }))
}
