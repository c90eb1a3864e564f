//! Every route in one table: method, path, who may call it, and what answers.
//!
//! How to add a route: write the handler in `routes/<noun>/<verb>.rs`, give it a row here with its
//! [`Access`], and a row in the table of the isolation test. The layer of the row signs the caller
//! in, limits the rate and counts the answer; a handler gets its [`crate::auth::Session`] by naming
//! it, and opens its transaction with `session.tenant`.

mod devices;
mod layer;
mod operations;
mod sessions;
mod sync;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use mojo_protocol::{MAX_PUSH_BYTES, Scope};
use tower_http::catch_panic::CatchPanicLayer;

use crate::auth::Role;
use crate::http::ApiError;
use crate::state::AppState;

/// Who may call a route.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Access {
    /// Anybody.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Whose role grants the scope.
    Scope(Scope),
    /// These roles.
    Roles(&'static [Role]),
}

/// A row of the table.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    handler: MethodRouter<AppState>,
}

fn route(
    method: &'static str,
    path: &'static str,
    access: Access,
    handler: MethodRouter<AppState>,
) -> Route {
    Route { method, path, access, handler }
}

/// The table.
pub(crate) fn table() -> Vec<Route> {
    use Access::{Public, Roles, SignedIn};
    let push = post(sync::push).layer(DefaultBodyLimit::max(MAX_PUSH_BYTES));
    vec![
        route("GET", "/healthz", Public, get(operations::healthz)),
        route("GET", "/readyz", Public, get(operations::readyz)),
        route("GET", "/metrics", Public, get(operations::metrics)),
        route("POST", "/api/v1/sessions", Public, post(sessions::create)),
        route("DELETE", "/api/v1/sessions", SignedIn, axum::routing::delete(sessions::end)),
        route("POST", "/api/v1/devices", SignedIn, post(devices::enrol)),
        route("GET", "/api/v1/devices", SignedIn, get(devices::list)),
        route(
            "POST",
            "/api/v1/devices/{id}/revoke",
            Roles(&[Role::Owner, Role::PlatformAdmin]),
            post(devices::revoke),
        ),
        route("POST", "/api/v1/sync/hello", SignedIn, post(sync::hello)),
        route("POST", "/api/v1/sync/push", SignedIn, push),
        route("GET", "/api/v1/sync/pull", SignedIn, get(sync::pull)),
    ]
}

/// The router over the table.
pub(crate) fn router(state: AppState) -> Router {
    let mut router = Router::new();
    for row in table() {
        let Route { path, access, handler, .. } = row;
        router = router.route(path, layer::guarded(handler, access, &state));
    }
    router
        .fallback(|| async { ApiError::not_found() })
        .method_not_allowed_fallback(layer::method_not_allowed)
        .layer(DefaultBodyLimit::max(crate::http::MAX_BODY_BYTES))
        .layer(CatchPanicLayer::custom(layer::panicked))
        .layer(from_fn_with_state(state.clone(), layer::observe))
        .with_state(state)
}
