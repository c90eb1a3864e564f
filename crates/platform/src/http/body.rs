//! Bodies that travel compressed: zstd in both directions, where the client says so.

use std::io::Read as _;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mojo_protocol::MAX_PUSH_BYTES;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ApiError;
use super::extract::{holds_nul, nul};

/// A JSON body, zstd-compressed when `Content-Encoding` says so.
pub(crate) struct ZstdJson<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ZstdJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let encoding = request.headers().get(header::CONTENT_ENCODING).cloned();
        let bytes = Bytes::from_request(request, state).await.map_err(|refused| {
            if refused.status() == StatusCode::PAYLOAD_TOO_LARGE {
                ApiError::too_large(MAX_PUSH_BYTES)
            } else {
                ApiError::bad_request("unreadable_body", refused.body_text())
            }
        })?;
        let bytes = match encoding.as_ref().map(HeaderValue::as_bytes) {
            None | Some(b"identity") => bytes.to_vec(),
            Some(b"zstd") => unpack(&bytes)?,
            Some(_) => {
                let message = "Content-Encoding must be zstd or absent.";
                return Err(ApiError::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unknown_encoding",
                    message,
                ));
            }
        };
        let value = serde_json::from_slice(&bytes)
            .map_err(|error| ApiError::bad_request("unreadable_body", error.to_string()))?;
        if holds_nul(&bytes) { Err(nul()) } else { Ok(Self(value)) }
    }
}

/// Unpacks at most [`MAX_PUSH_BYTES`]: a small body may hold a very large one.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, ApiError> {
    let garbage = |_| ApiError::bad_request("unreadable_body", "The body is not zstd.");
    let limit = u64::try_from(MAX_PUSH_BYTES).unwrap_or(u64::MAX);
    let mut unpacked = Vec::new();
    let decoder = zstd::Decoder::new(bytes).map_err(garbage)?;
    decoder.take(limit + 1).read_to_end(&mut unpacked).map_err(garbage)?;
    if unpacked.len() > MAX_PUSH_BYTES {
        return Err(ApiError::too_large(MAX_PUSH_BYTES));
    }
    Ok(unpacked)
}

/// Answers with JSON, zstd-compressed when the client accepts it.
pub(crate) fn reply<T: Serialize>(headers: &HeaderMap, value: &T) -> Result<Response, ApiError> {
    let json = serde_json::to_vec(value).map_err(|error| ApiError::internal(&error))?;
    let json_type = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if !accepts_zstd(headers) {
        return Ok(([json_type], json).into_response());
    }
    // Level 1 costs least and packs this JSON as well as level 3 does.
    let packed = zstd::encode_all(&json[..], 1).map_err(|error| ApiError::internal(&error))?;
    let encoding = (header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    Ok(([json_type, encoding], packed).into_response())
}

fn accepts_zstd(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| item.split(';').next().is_some_and(|name| name.trim() == "zstd"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_body_that_unpacks_too_large_is_refused() {
        let bomb = zstd::encode_all(&vec![b' '; MAX_PUSH_BYTES + 1][..], 1).unwrap();
        assert!(bomb.len() < 10_000);
        assert_eq!(unpack(&bomb).unwrap_err().into_response().status(), 413);
        assert_eq!(unpack(b"no zstd").unwrap_err().into_response().status(), 400);
    }
}
