//! What stands around every handler: signing in, rights, rate, counting.

use std::any::Any;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{Extensions, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use mojo_domain::{mutant, to_micros};

use super::Access;
use crate::auth::{MAX_TOKEN_BYTES, Session, Tenant, Token, looks_like_jwt, session_of, vouch};
use crate::http::{ApiError, Bucket};
use crate::state::AppState;

/// The handler behind its guard.
pub(super) fn guarded(
    handler: MethodRouter<AppState>,
    access: Access,
    state: &AppState,
) -> MethodRouter<AppState> {
    handler.route_layer(from_fn_with_state((state.clone(), access), guard))
}

async fn guard(
    State((state, access)): State<(AppState, Access)>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if matches!(access, Access::Provider) {
        // Its few addresses send all that it has to say; what counts is the signature.
        return Ok(next.run(request).await);
    }
    let token = bearer(&request);
    // Before anybody is known the address counts: a made-up token opens no bucket of its own. Many
    // desks of one practice share an address, so that its bucket is larger than a session's.
    let requests = state.limits().requests;
    let by_address = if matches!(access, Access::Public) { requests } else { requests.times(10) };
    take(&state, neighbourhood(request.extensions()), by_address)?;
    if let (Access::Vouched, Some(Bearer::Identity(text))) = (access, &token) {
        let provider = state.identity_provider().ok_or_else(ApiError::unauthorized)?;
        let vouched = vouch(provider, state.clock(), text).await?;
        request.extensions_mut().insert(vouched);
    } else if !matches!(access, Access::Public) {
        let session = sign_in(&state, token, access).await?;
        take(&state, bucket_of(&session), requests)?;
        allow(&session, access)?;
        request.extensions_mut().insert(session);
    }
    Ok(next.run(request).await)
}

fn take(state: &AppState, key: String, bucket: Bucket) -> Result<(), ApiError> {
    let now = state.clock().now();
    state.limiter().take(key, bucket, now).map_err(ApiError::too_many_requests)
}

/// Takes one attempt at something that nobody signs in for, as making an account; `Err` says after
/// how many seconds to come back.
pub(super) fn take_attempt(
    state: &AppState,
    what: &str,
    extensions: &Extensions,
) -> Result<(), u64> {
    // Many people may share an address.
    let bucket = state.limits().logins.times(10);
    let key = format!("{what} {}", neighbourhood(extensions));
    state.limiter().take(key, bucket, state.clock().now())
}

/// What a caller shows.
enum Bearer {
    /// A token of the platform's own.
    Own(Token),
    /// One of the identity provider's, as it came.
    Identity(String),
}

/// The bearer token, when there is a readable one.
fn bearer(request: &Request) -> Option<Bearer> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.len() > MAX_TOKEN_BYTES {
        return None;
    }
    if looks_like_jwt(token) {
        return Some(Bearer::Identity(token.to_owned()));
    }
    Token::parse(token).map(Bearer::Own)
}

/// Whose requests are counted together: a session's, or those of somebody whose tokens change every
/// minute.
fn bucket_of(session: &Session) -> String {
    if session.is_kept() {
        session.token_hash.clone()
    } else {
        format!("identity {}", session.user_id)
    }
}

/// The caller's address: behind a balancer that is the balancer's, and its limits hold.
pub(super) fn address(extensions: &Extensions) -> String {
    let info = extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or_else(|| "unknown".to_owned(), |ConnectInfo(address)| address.ip().to_string())
}

/// Whose requests are counted together before anybody is known: those of an address, or of the 64 bits
/// before the part that every customer of a network chooses freely (IPv6).
pub(super) fn neighbourhood(extensions: &Extensions) -> String {
    let info = extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or_else(|| "unknown".to_owned(), |ConnectInfo(address)| network_of(address.ip()))
}

fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

async fn sign_in(
    state: &AppState,
    token: Option<Bearer>,
    access: Access,
) -> Result<Session, ApiError> {
    let token = match token.ok_or_else(ApiError::unauthorized)? {
        Bearer::Own(token) => token,
        Bearer::Identity(token) => {
            let provider = state.identity_provider().ok_or_else(ApiError::unauthorized)?;
            let sources = (state.clock(), state.entropy());
            return Ok(session_of((state.database(), provider), sources, &token).await?);
        }
    };
    let now = to_micros(state.clock().now());
    let tenant = Tenant::named_by_platform(token.tenant_id());
    let mut tx = state.database().read(tenant).await?;
    let mut session = tx.find_session(&token.hash(), now).await?;
    if session.is_none() && matches!(access, Access::Parting) {
        session = tx.find_parting_session(&token.hash()).await?;
    }
    if session.is_none() {
        session = tx.find_left_session(&token.hash()).await?;
    }
    session.ok_or_else(ApiError::unauthorized)
}

fn allow(session: &Session, access: Access) -> Result<(), ApiError> {
    let is_parting = matches!(access, Access::Parting) || mutant::is("revoked_still_pulls");
    if session.is_device_revoked && !is_parting {
        return Err(ApiError::device_revoked());
    }
    if access.admits(session) { Ok(()) } else { Err(ApiError::forbidden()) }
}

/// Counts the answer and writes one line without personal data.
pub(super) async fn observe(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let name = counted_as(&method);
    state.metrics().count(name, &route, status);
    tracing::debug!(method = name, route, status, "answered");
    response
}

/// The name under which a method is counted: whoever invents names makes no counters.
fn counted_as(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
}

/// A wrong method on a known path.
pub(super) async fn method_not_allowed() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This path does not take that method.",
    )
}

/// A handler that panicked: the others go on.
pub(super) fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic".to_owned());
    ApiError::internal(&text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_chooses_an_address_chooses_no_bucket() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
