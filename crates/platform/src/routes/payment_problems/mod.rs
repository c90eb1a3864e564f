//! `GET /api/v1/payment-problems`: what the provider told and people must look at, whoever sold: a
//! payment that no checkout claims, a second one, a refund that did not go through. Settled is in
//! `settle.rs`.

mod settle;

pub(super) use settle::settle;

use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{Currency, TenantId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::amounts::{amount, tenant};
use super::paging;
use crate::auth::Tenant;
use crate::http::{ApiError, QueryOf};
use crate::state::AppState;
use crate::storage::payment_events::{ProblemEvent, ProblemPlace};

/// The most of one page.
const MOST: i64 = 200;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ProblemsQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
}

/// A problem.
#[derive(Debug, Serialize, JsonSchema)]
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
    /// `null` while it is open.
    settled: Option<SettledView>,
}

/// Why it needs no more looking at.
#[derive(Debug, Serialize, JsonSchema)]
struct SettledView {
    reason: String,
    at: DateTime<Utc>,
}

/// A page: those that are open first, of each kind the latest.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ProblemList {
    problems: Vec<ProblemView>,
    next: Option<String>,
}

fn view(problem: ProblemEvent) -> ProblemView {
    let ProblemEvent { event, reason, settled, .. } = problem;
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
        settled: settled.map(|(reason, at)| SettledView { reason, at: from_micros(at) }),
    }
}

/// Lists them.
pub(super) async fn list(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<ProblemsQuery>,
) -> Result<Json<ProblemList>, ApiError> {
    let before: Option<ProblemPlace> = paging::key("before", query.before.as_deref())?;
    let limit = paging::limit(query.limit, 50, MOST);
    // The provider's account is the platform's own, and so is what it told.
    let own = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let mut tx = state.database().read(own).await?;
    let problems = tx.list_problem_events(before.as_ref(), limit).await?;
    let next = paging::last(&problems, limit).map(|last| {
        let state = if last.settled.is_some() { "settled" } else { "open" };
        format!("{state}.{}.{}", last.ended_at, last.event.event_id)
    });
    Ok(Json(ProblemList { problems: problems.into_iter().map(view).collect(), next }))
}

impl FromStr for ProblemPlace {
    type Err = ();

    /// Where a page ended, as its `next` says.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (state, rest) = text.split_once('.').ok_or(())?;
        let (at, id) = rest.split_once('.').ok_or(())?;
        let is_settled = match state {
            "open" => false,
            "settled" => true,
            _ => return Err(()),
        };
        let ended_at = at.parse::<i64>().map_err(drop)?;
        Ok(Self { is_settled, ended_at, event_id: id.to_owned() })
    }
}
