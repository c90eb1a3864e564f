//! What the provider answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use mojo_domain::{Clock, FixedClock};
use serde_json::json;

use super::world::{Code, Misdeed, World};
use super::{FakeProvider, lock};

type Shared = (Arc<Mutex<World>>, Arc<FixedClock>);
type Pairs = BTreeMap<String, String>;

pub(super) fn router(world: Arc<Mutex<World>>, clock: Arc<FixedClock>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(describe))
        .route("/jwks", get(keys))
        .route("/authorize", get(authorize))
        .route("/token", post(token))
        .with_state((world, clock))
}

async fn describe(State((world, _)): State<Shared>) -> Response {
    let world = lock(&world);
    if world.misdeed == Some(Misdeed::Silent) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let url = &world.url;
    let issuer = match world.misdeed {
        Some(Misdeed::OtherIssuer) => "https://id.example.org",
        _ => url.as_str(),
    };
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "email", "profile", "offline_access"],
    }))
    .into_response()
}

async fn keys(State((world, _)): State<Shared>) -> Response {
    let mut world = lock(&world);
    world.key_requests += 1;
    match world.misdeed {
        Some(Misdeed::Silent) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Misdeed::Garbled) => "<html>Sign in to the network</html>".into_response(),
        _ => Json(world.published()).into_response(),
    }
}

/// Signs in at once whoever sits before the browser.
async fn authorize(State((world, _)): State<Shared>, Query(asked): Query<Pairs>) -> Response {
    let mut world = lock(&world);
    world.visits += 1;
    let given = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let redirect = given("redirect_uri");
    let is_asked_well = given("response_type") == "code"
        && given("client_id") == FakeProvider::CLIENT
        && given("code_challenge_method") == "S256"
        && given("scope").split(' ').any(|scope| scope == "openid")
        && redirect.starts_with("http://127.0.0.1:");
    if !is_asked_well {
        return (StatusCode::BAD_REQUEST, "this client may not ask that").into_response();
    }
    let state = match world.misdeed {
        Some(Misdeed::OtherState) => "another".to_owned(),
        Some(Misdeed::Lost) => return "still thinking".into_response(),
        _ => given("state"),
    };
    let place = if world.misdeed == Some(Misdeed::Denied) {
        format!("{redirect}?error=access_denied&state={state}")
    } else {
        let person = world.person.clone();
        let code = world.give_code(Code {
            client: given("client_id"),
            redirect: redirect.clone(),
            challenge: given("code_challenge"),
            nonce: given("nonce"),
            person,
        });
        format!("{redirect}?code={code}&state={state}")
    };
    (StatusCode::FOUND, [(header::LOCATION, place)]).into_response()
}

async fn token(State((world, clock)): State<Shared>, Form(form): Form<Pairs>) -> Response {
    let (mut world, now) = (lock(&world), clock.now().timestamp());
    let tokens = match form.get("grant_type").map(String::as_str) {
        Some("authorization_code") => world.redeem(&form, now),
        Some("refresh_token") => world.renew(&form, now),
        _ => None,
    };
    match tokens {
        Some(tokens) => Json(tokens).into_response(),
        None => {
            let refused = Json(json!({ "error": "invalid_grant" }));
            (StatusCode::BAD_REQUEST, refused).into_response()
        }
    }
}
