//! Invitations, for the platform's own people (F1, F2). What the invited see is in `routes/pages`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{TenantId, UserId, from_micros};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::agreements::{percent_of, regions_of};
use crate::auth::Session;
use crate::contracts::ContractKind;
use crate::http::{ApiError, JsonBody, PathOf, QueryOf};
use crate::onboarding::{InvitationWish, InviteRefused, invite, revoke as take_back};
use crate::state::AppState;
use crate::storage::invitations::InvitationRecord;

/// The most of one page.
const MOST: i64 = 500;
/// How long an invitation may be accepted, unless it says otherwise.
const VALID_DAYS: i64 = 30;
/// The most letters of a label.
const LONGEST_LABEL: usize = 200;

/// Who is invited, and to what.
#[derive(Debug, Deserialize)]
pub(super) struct InvitationRequest {
    /// `distributor` or `affiliate`.
    kind: String,
    #[serde(default)]
    label: String,
    /// Of the agreement, for a distributor.
    region_codes: Option<Vec<String>>,
    commission_percent: Option<String>,
    agreement_from: Option<NaiveDate>,
    valid_days: Option<i64>,
}

/// An invitation.
#[derive(Debug, Serialize)]
pub(super) struct InvitationView {
    id: Uuid,
    kind: &'static str,
    label: String,
    region_codes: Vec<String>,
    commission_percent: Option<String>,
    agreement_from: Option<NaiveDate>,
    invited_by: Option<UserId>,
    created_at: DateTime<Utc>,
    valid_until: DateTime<Utc>,
    state: &'static str,
    tenant_id: Option<TenantId>,
    accepted_at: Option<DateTime<Utc>>,
    activated_at: Option<DateTime<Utc>>,
    /// Below the platform's address; only in the answer that made it.
    link: Option<String>,
}

/// Invitations.
#[derive(Debug, Serialize)]
pub(super) struct InvitationList {
    invitations: Vec<InvitationView>,
}

/// Which page.
#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    limit: Option<i64>,
    offset: Option<i64>,
}

impl From<InviteRefused> for ApiError {
    fn from(refused: InviteRefused) -> Self {
        match refused {
            InviteRefused::Storage(error) => error.into(),
            InviteRefused::Unknown => Self::not_found(),
            InviteRefused::Accepted => Self::conflict("already_accepted", refused.to_string()),
            other => Self::unprocessable("invitation_refused", other.to_string()),
        }
    }
}

fn view(record: InvitationRecord, link: Option<String>) -> InvitationView {
    InvitationView {
        id: record.invitation_id,
        kind: record.kind.code(),
        label: record.label,
        region_codes: record.regions.iter().map(|country| country.code().to_owned()).collect(),
        commission_percent: record.percent.map(|percent| percent.to_string()),
        agreement_from: record.agreement_from,
        invited_by: record.invited_by,
        created_at: from_micros(record.created_at),
        valid_until: from_micros(record.expires_at),
        state: record.state.code(),
        tenant_id: record.founded_tenant_id,
        accepted_at: record.accepted_at.map(from_micros),
        activated_at: record.activated_at.map(from_micros),
        link,
    }
}

/// `GET /api/v1/invitations`: the latest first.
pub(super) async fn list(
    State(state): State<AppState>,
    QueryOf(page): QueryOf<PageQuery>,
) -> Result<Json<InvitationList>, ApiError> {
    let (limit, offset) = (page.limit.unwrap_or(MOST).clamp(1, MOST), page.offset.unwrap_or(0));
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_invitations(limit, offset.max(0)).await?;
    let invitations = records.into_iter().map(|record| view(record, None)).collect();
    Ok(Json(InvitationList { invitations }))
}

/// `POST /api/v1/invitations`.
pub(super) async fn create(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<InvitationRequest>,
) -> Result<(StatusCode, Json<InvitationView>), ApiError> {
    let refused = |what: &str| ApiError::unprocessable("invitation_refused", what);
    let kind: ContractKind =
        request.kind.parse().map_err(|_| refused("kind: distributor or affiliate"))?;
    let label = request.label.trim();
    if label.chars().count() > LONGEST_LABEL || label.chars().any(char::is_control) {
        return Err(refused("label: one line of at most 200 letters"));
    }
    let regions = request.region_codes.as_deref().map(regions_of).transpose()?;
    let wish = InvitationWish {
        kind,
        label: label.to_owned(),
        regions: regions.unwrap_or_default(),
        percent: request.commission_percent.as_deref().map(percent_of).transpose()?,
        agreement_from: request.agreement_from,
        valid_days: request.valid_days.unwrap_or(VALID_DAYS),
    };
    let sources = (state.clock(), state.entropy());
    let (record, token) = invite(state.database(), sources, Some(&session), wish).await?;
    Ok((StatusCode::CREATED, Json(view(record, Some(token.path())))))
}

/// `DELETE /api/v1/invitations/{id}`: takes one back that nobody has accepted.
pub(super) async fn revoke(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<InvitationView>, ApiError> {
    let sources = (state.clock(), state.entropy());
    let record = take_back(state.database(), sources, &session, id).await?;
    Ok(Json(view(record, None)))
}
