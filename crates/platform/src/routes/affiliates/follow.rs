//! `GET /r/{code}`: an affiliate link.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use mojo_domain::commissions::Policy;
use uuid::Uuid;

use crate::affiliates::{Followed, follow as follow_link};
use crate::http::{ApiError, PathOf};
use crate::routes::cookies;
use crate::state::AppState;

/// The cookie: the id of the click, nothing about who clicked.
const CLICK: &str = "mojo_click";

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
        let life = Duration::from_secs(u64::from(Policy::default().cookie_days) * 86_400);
        let life = cookie::time::Duration::try_from(life).unwrap_or_default();
        cookies::set(&mut response, (CLICK, click_id.to_string()), Some(life), &headers)?;
    }
    Ok(response)
}

/// The click that the visitor's cookie names.
pub(in crate::routes) fn click_of(headers: &HeaderMap) -> Option<Uuid> {
    cookies::sent(headers, CLICK).and_then(|value| value.parse().ok())
}
