//! `POST /api/v1/orders/{id}/refunds`: money of an order goes back. One that was paid through the
//! provider is refunded by it, by `amount`; of any other, whoever gave the money back tells `line` and
//! `net`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::{Currency, IdSource, OrderId, from_micros, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::auth::Session;
use crate::commerce::{KeptRefund, TellRefused, ToldRefund, tell_refund};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::amounts::{amount, cents};
use crate::routes::audit::Doer;
use crate::routes::checkouts::{RefundMade, give_back};
use crate::routes::openapi::Amount;
use crate::state::AppState;

/// How far back a seller may date a refund; the platform's own people may further.
const BACKDATED_DAYS: i64 = 31;

/// A refund as it is asked for, or told.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct RefundRequest {
    /// Drawn by the client, so that a repeated request gives back once.
    id: Option<Uuid>,
    /// The money that the provider gives back, VAT included. Alone: of an order that it was paid for.
    #[schemars(with = "Option<Amount>")]
    amount: Option<String>,
    /// The line of which money was given back: its id, or its number.
    line: Option<LineName>,
    /// What was given back of the line, in list price without VAT. With `line`: of an order that was
    /// not paid through the provider.
    #[schemars(with = "Option<Amount>")]
    net: Option<String>,
    /// When it was given back, with `line`; now where nothing is said.
    at: Option<DateTime<Utc>>,
    /// Only for the platform's own people: why, for the audit log; nobody need say.
    reason: Option<String>,
}

/// How a line is named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum LineName {
    /// What whoever told the order calls it.
    Id(String),
    /// From 1.
    Number(i64),
}

/// The refund: at the provider, or as it was told.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::routes) enum RefundAnswer {
    /// Asked of the provider.
    Made(RefundMade),
    /// Told.
    Told(RefundTold),
}

/// A refund that was told.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct RefundTold {
    id: Uuid,
    /// The seller's order: the part that has the line, where several sold.
    order_id: OrderId,
    /// The number of the line.
    line: i64,
    at: DateTime<Utc>,
    #[schemars(with = "Amount")]
    net: String,
    /// By all refunds of the line so far.
    #[schemars(with = "Amount")]
    refunded_net: String,
    currency: Currency,
}

impl From<TellRefused> for ApiError {
    fn from(refused: TellRefused) -> Self {
        match refused {
            TellRefused::Storage(error) => error.into(),
            TellRefused::UnknownOrder => Self::not_found(),
            TellRefused::PaidThroughProvider => {
                Self::conflict("paid_through_provider", refused.to_string())
            }
            TellRefused::OtherTerms => Self::conflict("refund_id_held", refused.to_string()),
            other => Self::unprocessable("refund_refused", other.to_string()),
        }
    }
}

/// Gives money back, or keeps that it was given back.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    PathOf(order_id): PathOf<OrderId>,
    JsonBody(request): JsonBody<RefundRequest>,
) -> Result<(StatusCode, Json<RefundAnswer>), ApiError> {
    let drawn = || IdSource::new(state.clock(), state.entropy()).next();
    let refund_id = request.id.unwrap_or_else(drawn);
    let doer = Doer::of(&state, &session, (request.reason.as_deref(), "refund_refused"))?;
    let answer = match (&request.amount, request.line, &request.net) {
        (Some(text), None, None) if request.at.is_none() => {
            let amount_cents = cents(text, "amount")?;
            let made =
                give_back(&state, &session, &doer, (order_id, refund_id), amount_cents).await?;
            RefundAnswer::Made(made)
        }
        (None, Some(line), Some(net)) => {
            let told = ToldRefund {
                refund_id,
                order_id,
                line: match line {
                    LineName::Id(id) => id,
                    LineName::Number(number) => number.to_string(),
                },
                dated_at: request.at.map(to_micros),
                net_cents: cents(net, "net")?,
            };
            RefundAnswer::Told(tell(&state, &session, &doer, &told).await?)
        }
        _ => {
            let message = "name `line` and `net` (and `at`) of an order that was not paid through \
                           the payment provider, or `amount` alone of one that was";
            return Err(ApiError::unprocessable("refund_refused", message));
        }
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

async fn tell(
    state: &AppState,
    session: &Session,
    doer: &Doer<'_>,
    told: &ToldRefund,
) -> Result<RefundTold, ApiError> {
    let refused = |what: &str| Err(ApiError::unprocessable("refund_refused", what));
    let now = state.clock().now();
    let is_staff = session.is_platform_staff();
    if let Some(at) = told.dated_at {
        if at > to_micros(now) {
            return refused(&state.says_future("at"));
        }
        if !is_staff && at < to_micros(now - TimeDelta::days(BACKDATED_DAYS)) {
            return refused("at lies more than 31 days back");
        }
    }
    let own = (!is_staff).then_some(session.tenant);
    let entry = is_staff.then(|| doer.entry("enter_refund", &told.refund_id, &json!({})));
    let KeptRefund { refund, currency } =
        tell_refund(state.database(), own, told, entry.as_ref(), to_micros(now)).await?;
    state.settle(to_micros(now)).await?;
    Ok(RefundTold {
        id: refund.refund_id,
        order_id: refund.order_id,
        line: refund.line_no,
        at: from_micros(refund.refunded_at),
        net: amount(refund.net_cents, currency),
        refunded_net: amount(refund.refunded_net_cents, currency),
        currency,
    })
}
