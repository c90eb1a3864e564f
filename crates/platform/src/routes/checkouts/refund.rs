//! `POST /api/v1/orders/{id}/refunds`: gives money of an order back through the provider.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::{IdSource, OrderId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::Session;
use crate::commerce::{AskRefused, AskedRefund, ask_refund};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::amounts::{amount, cents};
use crate::routes::openapi::Amount;
use crate::state::AppState;

/// A refund as it is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct RefundRequest {
    /// Drawn by the client, so that a repeated request gives back once.
    id: Option<Uuid>,
    /// The money to give back, VAT included.
    #[schemars(with = "Amount")]
    amount: String,
}

/// The refund at the provider.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct RefundMade {
    provider_refund_id: String,
    #[schemars(with = "Amount")]
    amount: String,
    /// `false` while the provider is still at it.
    done: bool,
}

impl From<AskRefused> for ApiError {
    fn from(refused: AskRefused) -> Self {
        match refused {
            AskRefused::Storage(error) => error.into(),
            AskRefused::UnknownOrder => Self::not_found(),
            AskRefused::NoProvider => Self::conflict("no_payment_provider", refused.to_string()),
            AskRefused::Waits { .. } => Self::conflict("refund_waits", refused.to_string()),
            other => Self::unprocessable("refund_refused", other.to_string()),
        }
    }
}

/// Gives money back.
pub(in crate::routes) async fn refund(
    State(state): State<AppState>,
    session: Session,
    PathOf(order_id): PathOf<OrderId>,
    JsonBody(request): JsonBody<RefundRequest>,
) -> Result<(StatusCode, Json<RefundMade>), ApiError> {
    let drawn = || IdSource::new(state.clock(), state.entropy()).next();
    let asked = AskedRefund {
        key: request.id.unwrap_or_else(drawn),
        order_id,
        amount_cents: cents(&request.amount, "amount")?,
    };
    let now = to_micros(state.clock().now());
    let (database, payments) = (state.database(), state.payments());
    let made = ask_refund(database, payments, session.tenant, &asked, now).await?;
    state.settle(now).await?;
    let view = RefundMade {
        amount: amount(made.amount.cents, made.amount.currency),
        provider_refund_id: made.id,
        done: made.is_done,
    };
    Ok((StatusCode::CREATED, Json(view)))
}
