//! `POST /api/v1/orders`: records an order of the caller's tenant and settles it. The platform's own
//! people tell orders of any seller, or of several.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use mojo_domain::commissions::is_readable;
use mojo_domain::{Currency, IdSource, OrderId, ProductId, UserId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::auth::Session;
use crate::commerce::{
    NewOrder, NewOrderLine, OrderRefused, WholeOrder, record_orders, record_whole_order,
};
use crate::http::{ApiError, JsonBody};
use crate::routes::amounts::cents;
use crate::routes::audit::Doer;
use crate::routes::openapi::{Amount, Country};
use crate::state::AppState;

/// How far back a seller may date an order; the platform's own people may further.
const BACKDATED_DAYS: i64 = 31;
/// Nothing was sold before: an earlier year is a slip of the keys.
const FIRST_YEAR: i32 = 2000;
/// The most letters of a line's id.
const LONGEST_LINE_ID: usize = 100;

/// An order as it comes in.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct OrderRequest {
    /// Drawn by the client, so that a repeated request records one order.
    id: Option<OrderId>,
    number: Option<String>,
    customer_user_id: UserId,
    ordered_at: Option<DateTime<Utc>>,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    #[serde(default = "euro")]
    currency: Currency,
    #[serde(default)]
    renewal: bool,
    #[serde(default = "yes")]
    via_connect: bool,
    lines: Vec<OrderLineRequest>,
    /// Only for the platform's own people: why, for the audit log; nobody need say.
    reason: Option<String>,
}

/// A line as it comes in.
#[derive(Debug, Deserialize, JsonSchema)]
struct OrderLineRequest {
    /// What the platform's own people call the line, once in an order; its number where they say
    /// nothing, and of whoever sells for itself.
    id: Option<String>,
    product_id: ProductId,
    #[schemars(with = "Amount")]
    net: String,
}

/// The order that was recorded.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct OrderRecorded {
    id: OrderId,
}

fn euro() -> Currency {
    Currency::EUR
}

fn yes() -> bool {
    true
}

impl From<OrderRefused> for ApiError {
    fn from(refused: OrderRefused) -> Self {
        match refused {
            OrderRefused::Storage(error) => error.into(),
            OrderRefused::IdHeld | OrderRefused::OtherTerms => {
                Self::conflict("order_id_held", refused.to_string())
            }
            other => Self::unprocessable("order_refused", other.to_string()),
        }
    }
}

/// Records an order. Whoever sells records its own; the platform's own people name products of any
/// seller, and each seller has its part.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<OrderRequest>,
) -> Result<(StatusCode, Json<OrderRecorded>), ApiError> {
    let now = state.clock().now();
    let recorded_at = to_micros(now);
    let line_ids = line_ids_of(&request.lines)?;
    let dated_at = request.ordered_at.map(to_micros);
    let doer = Doer::of(&state, &session, (request.reason.as_deref(), "order_refused"))?;
    let order = order_of(&state, &session, request, now)?;
    let id = order.order_id;
    if session.is_platform_staff() {
        let entry = Some(doer.entry("enter_order", &id, &json!({})));
        let whole = WholeOrder { order, dated_at, line_ids, entry };
        record_whole_order(state.database(), &whole, recorded_at).await?;
    } else {
        record_orders(state.database(), session.tenant, &[order], recorded_at).await?;
    }
    state.settle(recorded_at).await?;
    Ok((StatusCode::CREATED, Json(OrderRecorded { id })))
}

/// What the lines are called: each by a name of its own.
fn line_ids_of(lines: &[OrderLineRequest]) -> Result<Vec<String>, ApiError> {
    let refused = |line: usize, what: &str| {
        ApiError::unprocessable("order_refused", format!("line {line}: {what}"))
    };
    let mut seen = BTreeSet::new();
    let mut ids = Vec::new();
    for (line, number) in lines.iter().zip(1_usize..) {
        let id = line.id.clone().unwrap_or_else(|| number.to_string());
        if id.trim().is_empty() || id.chars().count() > LONGEST_LINE_ID || !is_readable(&id) {
            return Err(refused(number, "id: one to 100 letters that can be shown"));
        }
        if !seen.insert(id.clone()) {
            return Err(refused(number, "id: another line has it"));
        }
        ids.push(id);
    }
    Ok(ids)
}

fn order_of(
    state: &AppState,
    session: &Session,
    request: OrderRequest,
    now: DateTime<Utc>,
) -> Result<NewOrder, ApiError> {
    let unreadable = |what: &str| ApiError::unprocessable("order_refused", what);
    let country = request
        .billing_country
        .map(|code| code.parse().map_err(|_| unreadable("billing_country: not a country code")))
        .transpose()?;
    let ordered_at = request.ordered_at.unwrap_or(now);
    if ordered_at > now {
        return Err(unreadable(&state.says_future("ordered_at")));
    }
    if ordered_at.year() < FIRST_YEAR {
        return Err(unreadable("ordered_at lies before the year 2000"));
    }
    let is_staff = session.is_platform_staff();
    if !is_staff && ordered_at < now - TimeDelta::days(BACKDATED_DAYS) {
        return Err(unreadable("ordered_at lies more than 31 days back"));
    }
    let lines = request
        .lines
        .into_iter()
        .map(|line| {
            let net_cents = cents(&line.net, "net")?;
            Ok(NewOrderLine { product_id: line.product_id, net_cents })
        })
        .collect::<Result<_, ApiError>>()?;
    let order_id: OrderId =
        request.id.unwrap_or_else(|| IdSource::new(state.clock(), state.entropy()).next());
    let number = request.number.unwrap_or_else(|| format!("B-{order_id}"));
    Ok(NewOrder {
        order_id,
        order_number: number,
        customer_user_id: request.customer_user_id,
        ordered_at: to_micros(ordered_at),
        billing_country: country,
        currency: request.currency,
        is_renewal: request.renewal,
        // Who collected the money decides who owes the fee: no seller says that for itself.
        is_via_connect: is_staff && request.via_connect,
        lines,
    })
}
