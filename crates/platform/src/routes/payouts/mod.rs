//! Payouts, for the platform's own people: what a run would pay, what was paid, and whether the
//! provider's transfers agree.

mod account;
mod confirm;
mod list;
mod own_account;
mod release;
mod returned;
mod sepa_files;
mod view;

use axum::Json;
use axum::extract::State;
use mojo_domain::to_micros;
use serde_json::{Value, json};

pub(super) use account::put_account;
pub(super) use confirm::confirm;
pub(super) use list::list;
pub(super) use own_account::{begin_onboarding, show_account, show_own};
pub(super) use release::release;
pub(super) use returned::returned;
pub(crate) use sepa_files::collected_view as sepa_file_view;
pub(super) use sepa_files::{
    confirm_sepa_file, list_sepa_file_payouts, list_sepa_files, make_sepa_file, reject_sepa_file,
    show_sepa_file, void_sepa_file,
};
pub(in crate::routes) use view::fingerprint;
pub(crate) use view::{plan_view, reconciliation_view, report_view};

use crate::commerce::{reconcile, show_payout_plan};
use crate::http::ApiError;
use crate::state::AppState;

/// What is said of a payout that stands in a file whose end nobody has said.
fn in_file(message_id: &str) -> ApiError {
    let message = format!(
        "This payout stands in the SEPA file {message_id}, which the bank may have: say first what \
         became of the file (confirm, reject or void)."
    );
    ApiError::conflict("in_open_file", message).with_details(json!({ "message_id": message_id }))
}

/// `GET /api/v1/payouts/plan`: what a run would do now. Its `plan` names it to the run.
pub(super) async fn plan(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    let now = to_micros(state.clock().now());
    state.settle_with_sales(now).await?;
    let plan = show_payout_plan(state.payout_run(now)).await?;
    let mut view = plan_view(&plan);
    view["plan"] = Value::from(fingerprint(&plan));
    Ok(Json(view))
}

/// `GET /api/v1/payouts/reconciliation`: ledger = transfers, or what differs.
pub(super) async fn reconciliation(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    let now = to_micros(state.clock().now());
    state.settle_with_sales(now).await?;
    let found = reconcile(state.payout_run(now)).await?;
    Ok(Json(reconciliation_view(&found)))
}
