//! Whose account an identity is, for the platform's own people; and which provider vouches for it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use mojo_domain::{TenantId, UserId, from_micros};
use mojo_protocol::IdentityProviderInfo;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::paging;
use super::reasons::reason;
use crate::auth::{IdentityProvider, IdentityWish, Session, end_identity, link_identity};
use crate::http::{ApiError, JsonBody, PathOf, QueryOf};
use crate::state::AppState;
use crate::storage::identities::IdentityRecord;

/// The most of one page.
const MOST: i64 = 500;

/// Whom to link, and why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct LinkRequest {
    subject: String,
    login_name: String,
    reason: String,
}

/// Why a link ends.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct EndRequest {
    reason: String,
}

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PageQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
}

/// An identity that is linked.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct IdentityView {
    id: Uuid,
    issuer: String,
    subject: String,
    tenant_id: TenantId,
    user_id: UserId,
    login_name: String,
    /// `email` or `staff`.
    linked_how: String,
    linked_at: DateTime<Utc>,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct IdentityList {
    identities: Vec<IdentityView>,
    /// `null` on the last page.
    next: Option<String>,
}

fn view(record: IdentityRecord) -> IdentityView {
    IdentityView {
        id: record.identity_id,
        issuer: record.issuer,
        subject: record.subject,
        tenant_id: record.tenant_id,
        user_id: record.user_id,
        login_name: record.login_name,
        linked_how: record.linked_how,
        linked_at: from_micros(record.linked_at),
    }
}

fn provider(state: &AppState) -> Result<&IdentityProvider, ApiError> {
    let message = "No identity provider is set up here.";
    let missing = || ApiError::new(StatusCode::NOT_FOUND, "no_identity_provider", message);
    state.identity_provider().ok_or_else(missing)
}

/// `GET /api/v1/identity-provider`: where a desk signs in.
pub(super) async fn show_provider(
    State(state): State<AppState>,
) -> Result<Json<IdentityProviderInfo>, ApiError> {
    let settings = provider(&state)?.settings();
    let (issuer, client_id) = (settings.issuer.clone(), settings.client_id.clone());
    Ok(Json(IdentityProviderInfo { issuer, client_id }))
}

/// `GET /api/v1/identities`: those that are linked, the latest first.
pub(super) async fn list(
    State(state): State<AppState>,
    QueryOf(page): QueryOf<PageQuery>,
) -> Result<Json<IdentityList>, ApiError> {
    let limit = paging::limit(page.limit, MOST, MOST);
    let before = paging::place("before", page.before.as_deref())?;
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_identities(before, limit).await?;
    let next = paging::next(&records, limit, |last| (last.linked_at, last.identity_id));
    Ok(Json(IdentityList { identities: records.into_iter().map(view).collect(), next }))
}

/// `POST /api/v1/identities`: links an identity with an account.
pub(super) async fn link(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<LinkRequest>,
) -> Result<(StatusCode, Json<IdentityView>), ApiError> {
    let wish = IdentityWish {
        subject: request.subject,
        login_name: request.login_name,
        reason: reason(&request.reason, "identity_refused")?,
    };
    let place = (state.database(), provider(&state)?);
    let record = link_identity(place, (state.clock(), state.entropy()), &session, wish).await?;
    Ok((StatusCode::CREATED, Json(view(record))))
}

/// `POST /api/v1/identities/{id}/end`: the identity is nobody's any more.
pub(super) async fn end(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(request): JsonBody<EndRequest>,
) -> Result<Json<IdentityView>, ApiError> {
    let sources = (state.clock(), state.entropy());
    let reason = reason(&request.reason, "identity_refused")?;
    let ended = end_identity(state.database(), sources, &session, (id, &reason)).await?;
    ended.map(|record| Json(view(record))).ok_or_else(ApiError::not_found)
}
