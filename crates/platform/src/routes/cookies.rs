//! Cookies of the public pages: read, and set with what keeps them from others.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use cookie::{Cookie, SameSite};

use crate::http::ApiError;

/// The value of a cookie that the visitor sent.
pub(super) fn sent(headers: &HeaderMap, name: &str) -> Option<String> {
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    sent.flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// Sets a cookie that no script reads and no other site sends along with a form.
pub(super) fn set(
    response: &mut Response,
    (name, value): (&'static str, String),
    life: Option<cookie::time::Duration>,
    headers: &HeaderMap,
) -> Result<(), ApiError> {
    let mut cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_encrypted(headers))
        .build();
    cookie.set_max_age(life);
    let value: HeaderValue =
        cookie.to_string().parse().map_err(|error| ApiError::internal(&error))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

/// Through a balancer that ends TLS.
pub(super) fn is_encrypted(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https")
}
