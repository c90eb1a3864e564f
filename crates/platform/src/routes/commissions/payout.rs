//! `POST /api/v1/commissions/payout`: starts the payout run; once a month whatever comes in.

use axum::Json;
use axum::extract::State;
use mojo_domain::{Currency, TenantId, to_micros};
use serde::Serialize;

use crate::commerce::{NotPaidOut, run_payouts};
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

/// A payout whose recipient does not have the money.
#[derive(Debug, Serialize)]
pub(in crate::routes) struct NotPaidView {
    recipient_tenant_id: Option<TenantId>,
    amount: String,
    currency: Currency,
    reason: String,
}

/// What the run did.
#[derive(Debug, Serialize)]
pub(in crate::routes) struct PaidList {
    payouts: Vec<PaidView>,
    /// The outcome is not known yet; left out where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open: Vec<NotPaidView>,
    /// Refused for good, and carried into the next payout; left out where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    released: Vec<NotPaidView>,
}

fn not_paid(list: Vec<NotPaidOut>) -> Vec<NotPaidView> {
    list.into_iter()
        .map(|waits| NotPaidView {
            recipient_tenant_id: tenant(waits.recipient),
            amount: amount(waits.amount.cents, waits.amount.currency),
            currency: waits.amount.currency,
            reason: waits.reason,
        })
        .collect()
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
    let (open, released) = (not_paid(report.open), not_paid(report.released));
    Ok(Json(PaidList { payouts, open, released }))
}
