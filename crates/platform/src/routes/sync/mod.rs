//! The sync: hello, push, pull; and the proof: digest, rows, mend.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use mojo_protocol::{
    DigestRequest, HelloRequest, HelloResponse, MAX_BATCH, MendRequest, PartingRequest,
    PartingResponse, PushRequest, RowsRequest,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::affiliates::told_codes;
use crate::auth::Session;
use crate::http::{ApiError, JsonBody, QueryOf, ZstdJson, reply};
use crate::memberships::signed_entitlement;
use crate::state::AppState;

/// `POST /api/v1/sync/hello`.
pub(super) async fn hello(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<HelloRequest>,
) -> Result<Json<HelloResponse>, ApiError> {
    session.require_kept()?;
    let (database, clock) = (state.database(), state.clock());
    let hello = crate::sync::hello(database, clock, state.entropy(), &session, &request);
    let mut answer = hello.await?;
    let (tenant, now) = (session.tenant.id(), clock.now());
    let mut tx = database.read_ledger().await?;
    let signing = (state.signing_key(), state.payments());
    answer.entitlement = Some(signed_entitlement(&mut tx, signing, tenant, now).await?);
    drop(tx);
    answer.affiliate_codes = told_codes(database, &session, state.told_public_url()).await?;
    Ok(Json(answer))
}

/// `POST /api/v1/sync/push`.
pub(super) async fn push(
    State(state): State<AppState>,
    session: Session,
    headers: HeaderMap,
    ZstdJson(request): ZstdJson<PushRequest>,
) -> Result<Response, ApiError> {
    let answer = crate::sync::push(state.database(), state.clock(), &session, &request).await?;
    reply(&headers, &answer)
}

/// `POST /api/v1/sync/parting`.
pub(super) async fn part(
    State(state): State<AppState>,
    session: Session,
    ZstdJson(request): ZstdJson<PartingRequest>,
) -> Result<Json<PartingResponse>, ApiError> {
    let (database, clock) = (state.database(), state.clock());
    crate::sync::part(database, clock, &session, &request).await.map(Json)
}

/// The parameters of a pull.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PullQuery {
    /// Empty at first.
    #[serde(default)]
    cursor: String,
    /// At most [`MAX_BATCH`].
    limit: Option<usize>,
}

/// `GET /api/v1/sync/pull`.
pub(super) async fn pull(
    State(state): State<AppState>,
    session: Session,
    headers: HeaderMap,
    QueryOf(query): QueryOf<PullQuery>,
) -> Result<Response, ApiError> {
    if session.device_id.is_none() {
        return Err(ApiError::not_enrolled());
    }
    let limit = query.limit.unwrap_or(MAX_BATCH);
    let page = crate::sync::pull(state.database(), &session, &query.cursor, limit).await?;
    reply(&headers, &page)
}

/// `POST /api/v1/sync/digest`.
pub(super) async fn digest(
    State(state): State<AppState>,
    session: Session,
    headers: HeaderMap,
    JsonBody(request): JsonBody<DigestRequest>,
) -> Result<Response, ApiError> {
    let answer = crate::sync::digest(state.database(), &session, &request).await?;
    reply(&headers, &answer)
}

/// `POST /api/v1/sync/rows`.
pub(super) async fn rows(
    State(state): State<AppState>,
    session: Session,
    headers: HeaderMap,
    JsonBody(request): JsonBody<RowsRequest>,
) -> Result<Response, ApiError> {
    let answer = crate::sync::rows(state.database(), &session, &request).await?;
    reply(&headers, &answer)
}

/// `POST /api/v1/sync/mend`.
pub(super) async fn mend(
    State(state): State<AppState>,
    session: Session,
    headers: HeaderMap,
    ZstdJson(request): ZstdJson<MendRequest>,
) -> Result<Response, ApiError> {
    let answer = crate::sync::mend(state.database(), state.clock(), &session, &request).await?;
    reply(&headers, &answer)
}
