//! `GET /r/{code}`: an affiliate link.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use cookie::{Cookie, SameSite};
use mojo_domain::commissions::Policy;
use uuid::Uuid;

use crate::affiliates::{Followed, follow as follow_link};
use crate::http::{ApiError, PathOf};
use crate::state::AppState;

/// The cookie: the id of the click, nothing about who clicked.
pub(in crate::routes) const CLICK: &str = "mojo_click";

/// Keeps the click, sets the cookie where it counts, and goes on to the front page.
pub(in crate::routes) async fn follow(
    State(state): State<AppState>,
    PathOf(code): PathOf<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let sources = (state.clock(), state.entropy());
    let followed = follow_link(state.database(), sources, &code, click_of(&headers)).await?;
    let place = if followed == Followed::NoCode { "/?code=unknown" } else { "/" };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let answer = response.headers_mut();
    answer.insert(header::LOCATION, header::HeaderValue::from_static(place));
    answer.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    if let Followed::Counts(click_id) = followed {
        let cookie = cookie_of(click_id, is_encrypted(&headers)).to_string();
        let value = cookie.parse().map_err(|error| ApiError::internal(&error))?;
        answer.insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// The click that the visitor's cookie names.
pub(in crate::routes) fn click_of(headers: &HeaderMap) -> Option<Uuid> {
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    sent.flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == CLICK)
        .and_then(|cookie| cookie.value().parse().ok())
}

/// Through a balancer that ends TLS.
fn is_encrypted(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https")
}

fn cookie_of(click_id: Uuid, is_secure: bool) -> Cookie<'static> {
    let life = Duration::from_secs(u64::from(Policy::default().cookie_days) * 86_400);
    let life = cookie::time::Duration::try_from(life).unwrap_or_default();
    Cookie::build((CLICK, click_id.to_string()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_secure)
        .max_age(life)
        .build()
}
