//! Money of an order that was paid through the provider goes back through it
//! (`POST /api/v1/orders/{id}/refunds` with `amount`).

use mojo_domain::{OrderId, to_micros};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::auth::Session;
use crate::commerce::{AskRefused, AskedRefund, ask_refund};
use crate::http::ApiError;
use crate::routes::amounts::amount;
use crate::routes::audit::Doer;
use crate::routes::openapi::Amount;
use crate::state::AppState;

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

/// Asks the provider to give money of the caller's order back: so many cents, VAT included, once under
/// the id of the refund.
pub(in crate::routes) async fn give_back(
    state: &AppState,
    session: &Session,
    doer: &Doer<'_>,
    (order_id, key): (OrderId, Uuid),
    amount_cents: i64,
) -> Result<RefundMade, ApiError> {
    let details = json!({ "order_id": order_id, "amount_cents": amount_cents });
    let entry = session.is_platform_staff().then(|| doer.entry("ask_refund", &key, &details));
    let asked = AskedRefund { key, order_id, amount_cents, entry };
    let now = to_micros(state.clock().now());
    let (database, payments) = (state.database(), state.payments());
    let made = ask_refund(database, payments, session.tenant, &asked, now).await?;
    state.settle(now).await?;
    Ok(RefundMade {
        amount: amount(made.amount.cents, made.amount.currency),
        provider_refund_id: made.id,
        done: made.is_done,
    })
}
