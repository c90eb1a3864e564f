//! `POST /api/v1/commissions/payout`: starts the payout run; once a month whatever comes in. Whoever
//! has looked at the plan names it, and nothing is paid when it is another by now: so a confirmation
//! that arrives twice, or late, runs once.

use axum::Json;
use axum::extract::State;
use mojo_domain::{Currency, TenantId, berlin_month, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::auth::Session;
use crate::commerce::{NotPaidOut, PaidOut, run_payouts, show_payout_plan};
use crate::http::{ApiError, MaybeJson};
use crate::routes::amounts::{amount, tenant};
use crate::routes::audit::Doer;
use crate::routes::openapi::Amount;
use crate::routes::payouts::fingerprint;
use crate::state::AppState;

/// What was confirmed; a job names no plan.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(in crate::routes) struct RunRequest {
    /// The `plan` of `GET /api/v1/payouts/plan`.
    plan: Option<String>,
    /// Why, for the audit log; nobody need say.
    reason: Option<String>,
}

/// A payout that was made, or an amount that waits.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct PaidView {
    recipient_tenant_id: Option<TenantId>,
    #[schemars(with = "Amount")]
    amount: String,
    currency: Currency,
}

/// A payout whose recipient does not have the money.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct NotPaidView {
    recipient_tenant_id: Option<TenantId>,
    #[schemars(with = "Amount")]
    amount: String,
    currency: Currency,
    reason: String,
}

/// What the run did.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct PaidList {
    payouts: Vec<PaidView>,
    /// The outcome is not known yet; left out where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open: Vec<NotPaidView>,
    /// Refused for good, and carried into the next payout; left out where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    released: Vec<NotPaidView>,
    /// Y2: kept, because there is no account to pay to; left out where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without_account: Vec<PaidView>,
}

fn paid(list: Vec<PaidOut>) -> Vec<PaidView> {
    list.into_iter()
        .map(|paid| PaidView {
            recipient_tenant_id: tenant(paid.recipient),
            amount: amount(paid.amount.cents, paid.amount.currency),
            currency: paid.amount.currency,
        })
        .collect()
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
    session: Session,
    MaybeJson(request): MaybeJson<RunRequest>,
) -> Result<Json<PaidList>, ApiError> {
    let doer = Doer::of(&state, &session, (request.reason.as_deref(), "payout_refused"))?;
    let now = to_micros(state.clock().now());
    state.settle_with_sales(now).await?;
    if let Some(confirmed) = &request.plan {
        let plan = show_payout_plan(state.payout_run(now)).await?;
        if fingerprint(&plan) != *confirmed {
            let message = "This plan was run already, or something else is due by now; look at it \
                           anew.";
            return Err(ApiError::conflict("plan_changed", message));
        }
    }
    // Before the first cent leaves: a run is many transactions, and each payout keeps its own outcome.
    let plan = request.plan.map_or_else(|| json!({}), |plan| json!({ "plan": plan }));
    let entry = doer.entry("run_payouts", &berlin_month(state.clock().now()), &plan);
    let mut ledger = state.database().write_ledger().await?;
    ledger.insert_audit(&entry).await?;
    ledger.commit().await?;
    let report = run_payouts(state.payout_run(now)).await?;
    let (open, released) = (not_paid(report.open), not_paid(report.released));
    let (payouts, without_account) = (paid(report.paid), paid(report.without_account));
    Ok(Json(PaidList { payouts, open, released, without_account }))
}
