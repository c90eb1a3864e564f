//! Extractors whose refusals have the same form as every other error. Here, and nowhere later, a text
//! with the character NUL is refused: PostgreSQL keeps it in no text, and nobody means it.

use axum::body::{Body, Bytes};
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::{Form, Json};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::ApiError;

/// A JSON body.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (request, bytes) = in_memory(request, state).await?;
        match Json::<T>::from_request(request, state).await {
            Ok(_) if holds_nul(&bytes) => Err(nul()),
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(json_error(&rejection)),
        }
    }
}

/// A JSON body that may be left out.
pub(crate) struct MaybeJson<T>(pub(crate) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for MaybeJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (_, bytes) = in_memory(request, state).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        let value = serde_json::from_slice(&bytes)
            .map_err(|error| ApiError::bad_request("unreadable_body", error.to_string()))?;
        if holds_nul(&bytes) { Err(nul()) } else { Ok(Self(value)) }
    }
}

/// The request again with its whole body, as large as its route allows, and the body.
async fn in_memory<S: Send + Sync>(
    request: Request,
    state: &S,
) -> Result<(Request, Bytes), ApiError> {
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let bytes = Bytes::from_request(whole, state).await.map_err(|refused| {
        if refused.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ApiError::too_large(super::limit::MAX_BODY_BYTES)
        } else {
            ApiError::bad_request("unreadable_body", refused.body_text())
        }
    })?;
    Ok((Request::from_parts(parts, Body::from(bytes.clone())), bytes))
}

/// Whether a text of this JSON holds the character NUL: JSON writes it as `\u0000` and in no other
/// way. A JSON text within a text, as the body of a change, has its backslashes escaped once more and
/// is left as it is.
pub(super) fn holds_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(place) = rest.iter().position(|byte| *byte == b'\\') {
        let escaped = &rest[place + 1..];
        if escaped.starts_with(b"u0000") {
            return true;
        }
        // What a backslash stands before is no backslash of its own.
        rest = escaped.get(1..).unwrap_or_default();
    }
    false
}

/// Whether a form or a query, as it is written in a URL, holds the character NUL.
fn holds_nul_encoded(text: &[u8]) -> bool {
    text.contains(&0) || text.windows(3).any(|three| three == b"%00")
}

/// The refusal of a text that no database of ours may have to keep.
pub(super) fn nul() -> ApiError {
    let message = "A text holds the character NUL; leave it out.";
    ApiError::unprocessable("unreadable_text", message)
}

fn json_error(rejection: &JsonRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return ApiError::too_large(super::limit::MAX_BODY_BYTES);
    }
    let status = match rejection {
        JsonRejection::JsonDataError(_) => StatusCode::UNPROCESSABLE_ENTITY,
        other => other.status(),
    };
    ApiError::new(status, "unreadable_body", rejection.body_text())
}

/// A form that a page sent.
pub(crate) struct FormBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for FormBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (request, bytes) = in_memory(request, state).await?;
        match Form::<T>::from_request(request, state).await {
            Ok(_) if holds_nul_encoded(&bytes) => Err(nul()),
            Ok(Form(value)) => Ok(Self(value)),
            Err(refused) if refused.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ApiError::too_large(super::limit::MAX_BODY_BYTES))
            }
            Err(refused) => {
                Err(ApiError::new(refused.status(), "unreadable_body", refused.body_text()))
            }
        }
    }
}

/// The parameters in the path. A text that is no id names nothing; every other one is read or
/// compared by its handler before a database sees it.
pub(crate) struct PathOf<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathOf<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let path: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
        path.map(|Path(value)| Self(value)).map_err(|_| ApiError::not_found())
    }
}

/// The parameters after the question mark.
pub(crate) struct QueryOf<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryOf<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        if parts.uri.query().is_some_and(|query| holds_nul_encoded(query.as_bytes())) {
            return Err(nul());
        }
        let query: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, state).await;
        query.map(|Query(value)| Self(value)).map_err(|refused| query_error(&refused.body_text()))
    }
}

/// A parameter after the question mark that is not readable, by its name and with what it may be.
fn query_error(text: &str) -> ApiError {
    let what = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(text);
    let refused = ApiError::bad_request("unreadable_query", what);
    let Some((parameter, _)) = what.split_once(": ") else { return refused };
    let permitted = match parameter {
        "limit" => "a whole number; above the most of the list it counts as that",
        "from" | "until" => "a day, as 2026-11-30",
        "open" | "problem" | "paid_by_us" => "true or false",
        id if id.ends_with("_id") => "an id, as 00000000-0000-0000-0000-000000000000",
        _ => return refused.with_details(json!({ "parameter": parameter })),
    };
    ApiError::bad_request("unreadable_query", format!("{parameter}: {permitted}"))
        .with_details(json!({ "parameter": parameter, "permitted": permitted }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_is_found_however_many_backslashes_stand_before_it() {
        for (json, expected) in [
            (r#"{"a":"\u0000"}"#, true),
            (r#"{"\u0000":1}"#, true),
            (r#"{"a":"\\u0000"}"#, false),
            (r#"{"a":"\\\u0000"}"#, true),
            (r#"{"a":"\"\u0000"}"#, true),
            (r#"{"a":"u0000 \u0001"}"#, false),
            ("\\", false),
            ("", false),
        ] {
            assert_eq!(holds_nul(json.as_bytes()), expected, "{json}");
        }
        for (text, expected) in [("a=%00", true), ("a=%2500", false), ("a=%0", false), ("", false)]
        {
            assert_eq!(holds_nul_encoded(text.as_bytes()), expected, "{text}");
        }
    }
}
