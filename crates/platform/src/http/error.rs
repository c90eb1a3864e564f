//! Errors as the client sees them: `{ "error": { "code", "message", "details" } }`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mojo_protocol::{ErrorBody, ErrorEnvelope};
use serde_json::{Value, json};

use crate::storage::StorageError;

/// A refusal with its status.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    details: Value,
    retry_after_s: Option<u64>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: Value::Null, retry_after_s: None }
    }

    pub(crate) fn with_details(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    pub(crate) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// Readable, and refused by a rule.
    pub(crate) fn unprocessable(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Sign in first.")
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "This role may not do that.")
    }

    /// Unknown, or of another tenant: the answer is the same.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is no such thing here.")
    }

    pub(crate) fn device_revoked() -> Self {
        let message = "This device was revoked by the practice's owner.";
        Self::new(StatusCode::FORBIDDEN, "device_revoked", message)
    }

    pub(crate) fn other_device() -> Self {
        let message = "This session lives on another device; sign in anew on this one.";
        Self::new(StatusCode::FORBIDDEN, "other_device", message)
    }

    /// A token of the identity provider, where a session of the platform is needed.
    pub(crate) fn session_needed() -> Self {
        let message = "Exchange this token first: POST /api/v1/sessions/identity.";
        Self::conflict("session_needed", message)
    }

    /// The identity provider vouches for somebody who has no account here.
    pub(crate) fn identity_unknown() -> Self {
        let message = "No account here belongs to this identity; ask the platform's support.";
        Self::new(StatusCode::FORBIDDEN, "identity_unknown", message)
    }

    /// The identity provider's keys cannot be fetched, and none are held.
    pub(crate) fn identity_silent() -> Self {
        let message = "The identity provider does not answer; repeat the request later.";
        let mut error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "identity_silent", message);
        error.retry_after_s = Some(30);
        error
    }

    /// The platform's disk is full. 503 and not 507: every desk, also an older one, takes it for "later",
    /// and keeps what it was to hand over.
    pub(crate) fn storage_full() -> Self {
        let message = "The platform has no room to store this: its disk is full. Nothing of the request was \
                       kept, and nothing that was stored before is lost. Its operator finds it in the log; \
                       repeat the same request later.";
        let mut error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage_full", message);
        error.retry_after_s = Some(10);
        error
    }

    /// The device is known, this epoch of it is not; or the session lives on no device yet.
    pub(crate) fn not_enrolled() -> Self {
        Self::conflict("not_enrolled", "Enrol this epoch of the device first.")
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is too large.")
            .with_details(json!({ "limit_bytes": limit }))
    }

    pub(crate) fn too_many_requests(retry_after_s: u64) -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Too many requests; wait and repeat.",
        )
        .with_details(json!({ "retry_after_s": retry_after_s }));
        error.retry_after_s = Some(retry_after_s);
        error
    }

    /// The cause goes to the log, never to the client.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "request failed");
        let message = "The platform could not do that; the fault is on its side.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        if error.is_full() {
            // Nobody but the operator can make room.
            tracing::error!(cause = %error, "the disk of the database is full; make room on it");
            return Self::storage_full();
        }
        if error.is_busy() {
            tracing::warn!(cause = %error, "storage busy");
            let message = "The platform is busy; repeat the same request.";
            let mut busy = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message);
            busy.retry_after_s = Some(1);
            return busy;
        }
        if let StorageError::Provider(_) = error {
            tracing::warn!(cause = %error, "payment provider silent");
            let message = "The payment provider does not answer; repeat the request later.";
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "provider_silent", message);
        }
        Self::internal(&error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let error =
            ErrorBody { code: self.code.to_owned(), message: self.message, details: self.details };
        let mut response = (self.status, Json(ErrorEnvelope { error })).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
