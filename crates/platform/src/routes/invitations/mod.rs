//! Invitations, for the platform's own people (F1, F2). What the invited see is in `routes/pages`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{TenantId, UserId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::agreements::{percent_of, regions_of};
use super::pages::address_of;
use super::paging;
use crate::auth::Session;
use crate::contracts::ContractKind;
use crate::http::{ApiError, JsonBody, PathOf, QueryOf, RepeatKey};
use crate::mail::{Letter, MailAddress, language_of};
use crate::onboarding::{
    Addressee, InvitationWish, InviteRefused, Invited, InvitedToken, invite, revoke as take_back,
};
use crate::routes::openapi::{Country, Percent};
use crate::state::AppState;
use crate::storage::invitations::InvitationRecord;

/// The most of one page.
const MOST: i64 = 500;
/// How long an invitation may be accepted, unless it says otherwise.
const VALID_DAYS: i64 = 30;
/// The most letters of a label.
const LONGEST_LABEL: usize = 200;

/// Who is invited, and to what.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct InvitationRequest {
    /// `distributor` or `affiliate`.
    #[schemars(extend("enum" = ["distributor", "affiliate"]))]
    kind: String,
    #[serde(default)]
    label: String,
    /// Of the agreement, for a distributor.
    #[schemars(with = "Option<Vec<Country>>")]
    region_codes: Option<Vec<String>>,
    #[schemars(with = "Option<Percent>")]
    commission_percent: Option<String>,
    agreement_from: Option<NaiveDate>,
    valid_days: Option<i64>,
    /// To whom it is sent; without it staff hand the link over.
    email: Option<String>,
    /// Of the mail: `de` or `en`.
    #[schemars(extend("enum" = ["de", "en", null]))]
    language: Option<String>,
}

/// An invitation.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct InvitationView {
    id: Uuid,
    kind: &'static str,
    label: String,
    #[schemars(with = "Vec<Country>")]
    region_codes: Vec<String>,
    #[schemars(with = "Option<Percent>")]
    commission_percent: Option<String>,
    agreement_from: Option<NaiveDate>,
    invited_by: Option<UserId>,
    created_at: DateTime<Utc>,
    valid_until: DateTime<Utc>,
    state: &'static str,
    tenant_id: Option<TenantId>,
    accepted_at: Option<DateTime<Utc>>,
    activated_at: Option<DateTime<Utc>>,
    /// To whom it was sent.
    email: Option<String>,
    /// Below the platform's address; only in the answer that made it.
    link: Option<String>,
    /// The mail; only in the answer that made it.
    mail: Option<MailView>,
}

/// What is sent, or handed over by staff where the platform sends no mail.
#[derive(Debug, Serialize, JsonSchema)]
struct MailView {
    /// `smtp`, or `hand`: then it waits until staff hand it over.
    sent_by: &'static str,
    subject: String,
    text: String,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct InvitationList {
    invitations: Vec<InvitationView>,
    /// `null` on the last page.
    next: Option<String>,
}

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PageQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
}

impl From<InviteRefused> for ApiError {
    fn from(refused: InviteRefused) -> Self {
        match refused {
            InviteRefused::Storage(error) => error.into(),
            InviteRefused::Unknown => Self::not_found(),
            InviteRefused::Accepted => Self::conflict("already_accepted", refused.to_string()),
            InviteRefused::KeyReused => Self::conflict("key_reused", refused.to_string()),
            other => Self::unprocessable("invitation_refused", other.to_string()),
        }
    }
}

fn view(record: InvitationRecord) -> InvitationView {
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
        email: record.email,
        link: None,
        mail: None,
    }
}

/// `GET /api/v1/invitations`: the latest first.
pub(super) async fn list(
    State(state): State<AppState>,
    QueryOf(page): QueryOf<PageQuery>,
) -> Result<Json<InvitationList>, ApiError> {
    let limit = paging::limit(page.limit, MOST, MOST);
    let before = paging::place("before", page.before.as_deref())?;
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_invitations(before, limit).await?;
    let next = paging::next(&records, limit, |last| (last.created_at, last.invitation_id));
    let invitations = records.into_iter().map(view).collect();
    Ok(Json(InvitationList { invitations, next }))
}

/// `POST /api/v1/invitations`.
pub(super) async fn create(
    State(state): State<AppState>,
    session: Session,
    key: RepeatKey,
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
        addressee: addressee(&state, request.email.as_deref(), request.language.as_deref())?,
    };
    let sources = (state.clock(), state.entropy());
    let named = key.id("invitation", session.tenant.id());
    let named = named
        .map(|id| InvitedToken::of_id(id, state.signing_key()).map(|token| (id, token)))
        .transpose()?;
    let Invited { record, token, letter } =
        invite(state.database(), sources, &session, wish, named).await?;
    let sent_by = super::mails::sent_by(&state);
    let mail = letter.map(|Letter { subject, text, .. }| MailView { sent_by, subject, text });
    // Made before with the same key, it may have been accepted or taken back meanwhile.
    let link = record.state.is_waiting().then(|| token.path());
    let made = InvitationView { link, mail, ..view(record) };
    Ok((StatusCode::CREATED, Json(made)))
}

/// To whom it is sent, when it is to be sent.
fn addressee(
    state: &AppState,
    email: Option<&str>,
    language: Option<&str>,
) -> Result<Option<Addressee>, ApiError> {
    let refused = |what: &str| ApiError::unprocessable("invitation_refused", what);
    let Some(email) = email else { return Ok(None) };
    let login_name = address_of(email).ok_or_else(|| refused("email: name@example.org"))?;
    let address =
        MailAddress::try_new(&login_name).map_err(|_| refused("email: name@example.org"))?;
    let language = match language {
        None => "de",
        Some(code @ ("de" | "en")) => language_of(code),
        Some(_) => return Err(refused("language: de or en")),
    };
    let public_url = state.public_url().to_owned();
    Ok(Some(Addressee { login_name, address, language, public_url }))
}

/// `DELETE /api/v1/invitations/{id}`: takes one back that nobody has accepted.
pub(super) async fn revoke(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<InvitationView>, ApiError> {
    let sources = (state.clock(), state.entropy());
    let record = take_back(state.database(), sources, &session, id).await?;
    Ok(Json(view(record)))
}
