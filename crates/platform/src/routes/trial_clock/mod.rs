//! The clock of a platform for trying things: what it says, and leading it forward. A platform for real
//! has none, and answers that there is no such thing.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use mojo_domain::Clock as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::{ApiError, JsonBody};
use crate::state::AppState;
use crate::storage::StorageError;

/// Every answer of a platform for trying things bears what its clock said when the request came.
const HEADER: &str = "mojo-trial-clock";

/// To where the clock is led.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct LeadRequest {
    /// What it says at least afterwards, until the end of 2199; an instant that is over changes nothing.
    at_least: DateTime<Utc>,
}

/// What the clock says.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TrialClockView {
    now: DateTime<Utc>,
}

/// `GET /api/v1/trial-clock`.
pub(super) async fn show(State(state): State<AppState>) -> Result<Json<TrialClockView>, ApiError> {
    let clock = state.trial_clock().ok_or_else(ApiError::not_found)?;
    Ok(Json(TrialClockView { now: clock.now() }))
}

/// `POST /api/v1/trial-clock`: leads it forward, in every process of the platform. It never goes back, so
/// that the same request may be sent again.
pub(super) async fn lead(
    State(state): State<AppState>,
    JsonBody(request): JsonBody<LeadRequest>,
) -> Result<Json<TrialClockView>, ApiError> {
    let clock = state.trial_clock().ok_or_else(ApiError::not_found)?;
    match clock.lead(state.database(), request.at_least).await {
        Ok(now) => Ok(Json(TrialClockView { now })),
        Err(error @ StorageError::TooFar { .. }) => {
            Err(ApiError::unprocessable("clock_refused", error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Stands around every request to a platform for trying things: the clock is where any process has led
/// it, and the answer says that nothing here is real.
pub(super) async fn tell(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if let Err(error) = state.refresh_trial_clock().await {
        return ApiError::from(error).into_response();
    }
    let told = state.trial_clock().map(|clock| {
        let now = clock.now().to_rfc3339_opts(SecondsFormat::AutoSi, true);
        HeaderValue::try_from(now)
    });
    let mut response = next.run(request).await;
    if let Some(Ok(now)) = told {
        response.headers_mut().insert(HEADER, now);
    }
    response
}
