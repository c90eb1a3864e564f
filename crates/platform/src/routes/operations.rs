//! For those who run the platform.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::http::ApiError;
use crate::jobs::clock_apart;
use crate::state::AppState;

/// The process lives.
pub(super) async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// The process can serve: its database answers.
pub(super) async fn readyz(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    match state.database().ping().await {
        Ok(()) => Ok(Json(json!({ "status": "ready" }))),
        Err(error) => {
            tracing::warn!(cause = %error, "not ready");
            let message = "The database does not answer.";
            Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", message))
        }
    }
}

/// Counters for Prometheus.
pub(super) async fn metrics(State(state): State<AppState>) -> Response {
    let is_up = state.database().ping().await.is_ok();
    let are_jobs_held = clock_apart(&state).await.is_ok_and(|apart| apart.is_some());
    let page = state.metrics().page(is_up, are_jobs_held);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], page).into_response()
}
