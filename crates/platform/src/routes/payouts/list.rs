//! `GET /api/v1/payouts`: every payout with its transfer, the latest first.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{Currency, TenantId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::http::{ApiError, QueryOf};
use crate::routes::amounts::{amount, tenant};
use crate::routes::openapi::Amount;
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::payouts::{ListedPayout, TransferRecord};

/// The most of one page.
const MOST: i64 = 200;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct PayoutQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
}

/// A payout.
#[derive(Debug, Serialize, JsonSchema)]
struct PayoutView {
    id: Uuid,
    recipient_tenant_id: Option<TenantId>,
    currency: Currency,
    #[schemars(with = "Amount")]
    amount: String,
    #[schemars(with = "Amount")]
    clawback: String,
    /// Of the amount: VAT of credit notes.
    #[schemars(with = "Amount")]
    vat: String,
    kind: &'static str,
    period: String,
    planned_at: DateTime<Utc>,
    /// `open`, `paid`, `released`, `returned`.
    status: &'static str,
    ended_at: Option<DateTime<Utc>>,
    /// The message id of the SEPA file in which it stands while nobody has said what the bank did: so
    /// long it is neither confirmed by hand nor released.
    open_file: Option<String>,
    /// `null` for payouts from before there were transfers.
    transfer: Option<TransferView>,
}

/// The last step of a transfer.
#[derive(Debug, Serialize, JsonSchema)]
struct TransferView {
    rail: &'static str,
    step: &'static str,
    destination: String,
    provider_transfer_id: Option<String>,
    reason: String,
    at: DateTime<Utc>,
}

/// A page.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct PayoutList {
    payouts: Vec<PayoutView>,
    next: Option<String>,
}

fn transfer(step: TransferRecord) -> TransferView {
    TransferView {
        rail: step.rail.code(),
        step: step.step.code(),
        destination: step.destination,
        provider_transfer_id: step.provider_transfer_id,
        reason: step.reason,
        at: from_micros(step.at),
    }
}

fn view(listed: ListedPayout, open_file: Option<String>) -> PayoutView {
    let ListedPayout { recipient, payout, end, last } = listed;
    PayoutView {
        id: payout.payout_id,
        recipient_tenant_id: tenant(recipient),
        currency: payout.currency,
        amount: amount(payout.amount_cents, payout.currency),
        clawback: amount(payout.clawback_cents, payout.currency),
        vat: amount(payout.vat_cents, payout.currency),
        kind: payout.kind.code(),
        period: payout.period,
        planned_at: from_micros(payout.paid_at),
        status: end.map_or("open", |(end, _)| end.code()),
        ended_at: end.map(|(_, at)| from_micros(at)),
        open_file,
        transfer: last.map(transfer),
    }
}

/// A page of everybody's payouts.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<PayoutQuery>,
) -> Result<Json<PayoutList>, ApiError> {
    let before = paging::place("before", query.before.as_deref())?;
    let limit = paging::limit(query.limit, 50, MOST);
    let mut tx = state.database().read_ledger().await?;
    let payouts = tx.page_payouts(before, limit).await?;
    let mut in_files = tx.list_payouts_in_open_sepa_files().await?;
    let place = |last: &ListedPayout| (last.payout.paid_at, last.payout.payout_id);
    let next = paging::next(&payouts, limit, place);
    let view = |listed: ListedPayout| {
        let open_file = in_files.remove(&(listed.recipient, listed.payout.payout_id));
        view(listed, open_file)
    };
    Ok(Json(PayoutList { payouts: payouts.into_iter().map(view).collect(), next }))
}
