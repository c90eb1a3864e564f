//! `GET /api/v1/payment-problems`: what the provider told and people must look at, whoever sold: a
//! payment that no checkout claims, a second one, a refund that did not go through.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{Currency, TenantId, from_micros};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::amounts::{amount, tenant};
use crate::auth::Tenant;
use crate::http::{ApiError, QueryOf};
use crate::state::AppState;
use crate::storage::payment_events::ProblemEvent;

/// The most of one page.
const MOST: i64 = 200;

/// Which page.
#[derive(Debug, Deserialize)]
pub(super) struct ProblemsQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
}

/// A problem.
#[derive(Debug, Serialize)]
struct ProblemView {
    /// The provider's id of the event.
    event_id: String,
    kind: &'static str,
    payment_id: String,
    /// Of a payment that says for which checkout it is.
    checkout_id: Option<Uuid>,
    /// Its seller; MOJO LLC is `null`.
    seller_tenant_id: Option<TenantId>,
    /// In the provider's own unit where the currency is not counted in cents.
    amount: String,
    currency: String,
    /// The provider's refund or dispute.
    reference: String,
    happened_at: DateTime<Utc>,
    reason: String,
}

/// A page, the latest first.
#[derive(Debug, Serialize)]
pub(super) struct ProblemList {
    problems: Vec<ProblemView>,
    next: Option<String>,
}

fn view(problem: ProblemEvent) -> ProblemView {
    let ProblemEvent { event, reason, .. } = problem;
    let counted = event.currency.parse::<Currency>().ok().filter(Currency::has_hundredths);
    ProblemView {
        amount: match counted {
            Some(currency) => amount(event.amount_cents, currency),
            None => event.amount_cents.to_string(),
        },
        kind: event.kind.code(),
        checkout_id: event.checkout.map(|(_, checkout)| checkout),
        seller_tenant_id: event.checkout.and_then(|(seller, _)| tenant(seller)),
        event_id: event.event_id,
        payment_id: event.payment_id,
        currency: event.currency,
        reference: event.reference,
        happened_at: from_micros(event.happened_at),
        reason,
    }
}

/// Lists them.
pub(super) async fn list(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<ProblemsQuery>,
) -> Result<Json<ProblemList>, ApiError> {
    let before = query.before.as_deref().map(|text| {
        let (at, id) = text.split_once('.')?;
        Some((at.parse::<i64>().ok()?, id))
    });
    let unreadable = || ApiError::bad_request("unreadable_query", "before is of another list");
    let before = before.map(|place| place.ok_or_else(unreadable)).transpose()?;
    let limit = query.limit.unwrap_or(50).clamp(1, MOST);
    // The provider's account is the platform's own, and so is what it told.
    let own = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let mut tx = state.database().read(own).await?;
    let problems = tx.list_problem_events(before, limit).await?;
    let is_full = i64::try_from(problems.len()).is_ok_and(|count| count == limit);
    let next = problems
        .last()
        .filter(|_| is_full)
        .map(|last| format!("{}.{}", last.ended_at, last.event.event_id));
    Ok(Json(ProblemList { problems: problems.into_iter().map(view).collect(), next }))
}
