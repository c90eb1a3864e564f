//! `POST /api/v1/webhooks/stripe`: what Stripe tells by itself.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use mojo_domain::journal::Hash;
use mojo_domain::to_micros;
use serde_json::{Value, json};

use crate::commerce::{take_event, take_subscription_event, work_off_payment};
use crate::http::ApiError;
use crate::onboarding::take_account_event;
use crate::payments::{read_account_event, read_event, read_subscription_event};
use crate::state::AppState;

/// No event is larger.
pub(super) const MAX_EVENT_BYTES: usize = 128 * 1024;

/// Takes an event, once however often it is told. One that says nothing to the platform is
/// acknowledged too: Stripe would repeat it for days.
pub(super) async fn stripe(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, ApiError> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(MAX_EVENT_BYTES),
        status => ApiError::new(status, "unreadable_body", rejection.body_text()),
    })?;
    let Some(secret) = state.webhook_secret() else {
        let message = "This platform takes no events: it has no secret to check them by.";
        return Err(ApiError::new(StatusCode::NOT_FOUND, "no_webhook_secret", message));
    };
    let now = state.clock().now();
    let header = headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    secret
        .check(header.unwrap_or_default(), &body, now.timestamp())
        .map_err(|refused| ApiError::bad_request("signature_refused", refused.to_string()))?;
    let unreadable =
        |error: serde_json::Error| ApiError::bad_request("unreadable_event", error.to_string());
    let (now, hash) = (to_micros(now), Hash::of(&body).to_hex());
    if let Some(event) = read_event(&body).map_err(unreadable)? {
        take_event(state.database(), &event, &hash, now).await?;
        // What waits for the ledger is taken up again until there is nothing more to settle.
        loop {
            let settled = state.settle(now).await?;
            work_off_payment(state.database(), &event.payment_id, now).await?;
            if settled == 0 {
                break;
            }
        }
    }
    if let Some(event) = read_subscription_event(&body).map_err(unreadable)? {
        take_subscription_event(state.database(), &event, &hash, now).await?;
        state.settle(now).await?;
    }
    if let Some(event) = read_account_event(&body).map_err(unreadable)? {
        take_account_event(state.database(), &event, now).await?;
    }
    Ok(Json(json!({ "received": true })))
}
