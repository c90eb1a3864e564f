//! `GET /r/{code}[?to=levels/3]`: an affiliate link.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use mojo_domain::commissions::Policy;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use crate::affiliates::{Followed, follow as follow_link, look_at};
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::cookies;
use crate::state::AppState;

/// The cookie: the id of the click, nothing about who clicked.
const CLICK: &str = "mojo_click";

/// Where a link may lead beside the front page: pages of the platform's own, and nowhere else.
const TARGETS: &[&str] = &[
    "/levels/1",
    "/levels/2",
    "/levels/3",
    "/levels/4",
    "/levels/5",
    "/levels/6",
    "/events",
    "/signup",
];

/// Where the link leads.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct FollowQuery {
    /// `levels/1` to `levels/6`, `events` or `signup`; anything else is the front page, for a link
    /// that is printed cannot be mended.
    to: Option<String>,
}

/// Keeps the click, sets the cookie where it counts, and goes on to where the link leads.
pub(in crate::routes) async fn follow(
    State(state): State<AppState>,
    PathOf(code): PathOf<String>,
    query: Result<QueryOf<FollowQuery>, ApiError>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let followed = if is_visit(&method, &headers) {
        let sources = (state.clock(), state.entropy());
        follow_link(state.database(), sources, &code, click_of(&headers)).await?
    } else {
        look_at(state.database(), &code).await?
    };
    let is_unknown = followed == Followed::NoCode;
    // What cannot be read, as two places at once, leads to the front page, and the click counts.
    let wished = query.ok().and_then(|QueryOf(query)| query.to);
    let place = if is_unknown { "/?code=unknown" } else { target(wished.as_deref()) };
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

/// Whether somebody goes where the link leads (A1). HEAD only looks, and an image, a script or a frame
/// of another page that names the link is nobody's click: browsers tell these apart in `Sec-Fetch-Mode`
/// and `Sec-Fetch-Dest`. One that says nothing of it counts.
fn is_visit(method: &Method, headers: &HeaderMap) -> bool {
    let is_or_silent = |name: &str, wanted: &[u8]| {
        headers.get(name).is_none_or(|value| value.as_bytes() == wanted)
    };
    *method == Method::GET
        && is_or_silent("sec-fetch-mode", b"navigate")
        && is_or_silent("sec-fetch-dest", b"document")
}

/// The path that was wished for, where it is one of the list.
fn target(wished: Option<&str>) -> &'static str {
    let Some(wished) = wished else { return "/" };
    let wished = wished.strip_prefix('/').unwrap_or(wished);
    let is_wished = |target: &&&str| target.strip_prefix('/') == Some(wished);
    TARGETS.iter().find(is_wished).copied().unwrap_or("/")
}

/// The click that the visitor's cookie names.
pub(in crate::routes) fn click_of(headers: &HeaderMap) -> Option<Uuid> {
    cookies::sent(headers, CLICK).and_then(|value| value.parse().ok())
}
