//! The people of the own tenant, for those who give and end roles: its owners, and at MOJO LLC its
//! administrators.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use mojo_domain::{UserId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::paging;
use super::reasons::{optional, reason};
use crate::auth::{Role, Session};
use crate::http::{ApiError, JsonBody, PathOf, QueryOf};
use crate::people::{
    GiveRefused, Given, LinkWay, UserWish, change_role, draw_new_link, end_account, give_account,
    login_name, person_name, roles_to_give,
};
use crate::state::AppState;
use crate::storage::users::UserRecord;

/// What a request that is no good is called.
const REFUSED: &str = "user_refused";
/// The most of one page.
const MOST: i64 = 500;

/// Who gets an account.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct UserRequest {
    /// Drawn by the client, so that a repeated request gives one account.
    id: Option<UserId>,
    /// An e-mail address, or a word as `mira.tannhoff`; unique on the platform.
    login_name: String,
    name: String,
    /// Owners give owner, reception, therapist, bookkeeper, auditor, distributor and affiliate;
    /// administrators of MOJO LLC give `platform_admin` and support.
    role: String,
    /// In which language the link leads and is mailed; `de` where nothing is said.
    #[schemars(extend("enum" = ["de", "en", null]))]
    language: Option<String>,
    reason: Option<String>,
}

/// Why an account ends.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct EndUserRequest {
    reason: String,
}

/// Which role, and why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct RoleRequest {
    /// As in the request that gave the account.
    role: String,
    reason: String,
}

/// Why a new link is needed.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PasswordLinkRequest {
    /// `de` where nothing is said.
    #[schemars(extend("enum" = ["de", "en", null]))]
    language: Option<String>,
    reason: String,
}

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct UserQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Somebody of the own tenant.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct UserView {
    id: UserId,
    login_name: String,
    name: String,
    role: String,
    /// `false` until a password was chosen, and when the account has ended.
    can_sign_in: bool,
    created_at: DateTime<Utc>,
    /// `null` while the account is open.
    ended_at: Option<DateTime<Utc>>,
}

/// Somebody with the link by which they choose a password.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct UserGiven {
    user: UserView,
    /// To be handed over; it is shown this once. `null` where it was mailed, or a request was repeated.
    link: Option<String>,
    /// To which address it was mailed.
    sent_to: Option<String>,
    valid_until: Option<DateTime<Utc>>,
}

/// A page, the oldest account first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct UserList {
    users: Vec<UserView>,
    /// `null` on the last page.
    next: Option<String>,
}

impl From<GiveRefused> for ApiError {
    fn from(refused: GiveRefused) -> Self {
        let message = refused.to_string();
        match refused {
            GiveRefused::Storage(error) => error.into(),
            GiveRefused::Forbidden => Self::forbidden(),
            GiveRefused::Unknown => Self::not_found(),
            GiveRefused::Role(_) => Self::unprocessable(REFUSED, message),
            GiveRefused::LoginTaken => Self::conflict("login_taken", message),
            GiveRefused::Held => Self::conflict("user_id_held", message),
            GiveRefused::Ended => Self::conflict("user_ended", message),
            GiveRefused::ByIdentity => Self::conflict("signs_in_by_identity", message),
            GiveRefused::Last(_) => Self::conflict("last_of_role", message),
            GiveRefused::Left => Self::conflict("tenant_left", message),
        }
    }
}

fn view(record: UserRecord) -> UserView {
    UserView {
        can_sign_in: record.can_sign_in(),
        id: record.user_id,
        login_name: record.login_name,
        name: record.name,
        role: record.role.to_string(),
        created_at: from_micros(record.created_at),
        ended_at: record.ended_at.map(from_micros),
    }
}

fn given_view(given: Given) -> UserGiven {
    let valid_until = given.link.as_ref().map(|link| from_micros(link.expires_at));
    let (link, sent_to) = given.link.map_or((None, None), |link| (link.link, link.sent_to));
    UserGiven { user: view(given.record), link, sent_to, valid_until }
}

fn refused(what: &str) -> ApiError {
    ApiError::unprocessable(REFUSED, what)
}

fn role_of(text: &str) -> Result<Role, ApiError> {
    text.parse().map_err(|_| refused("role: not a role"))
}

fn way(state: &AppState, language: Option<&str>) -> Result<LinkWay, ApiError> {
    let language = match language {
        None | Some("de") => "de",
        Some("en") => "en",
        Some(_) => return Err(refused("language: de or en")),
    };
    let is_sending = state.mailing().is_sending();
    Ok(LinkWay { is_sending, public_url: state.public_url().to_owned(), language })
}

/// Takes a turn at giving accounts and links: each may write to somebody, and takes a login name for good.
fn take_turn(state: &AppState, session: &Session) -> Result<(), ApiError> {
    let key = format!("accounts {}", session.tenant.id());
    let (bucket, now) = (state.limits().logins.times(3), state.clock().now());
    state.limiter().take(key, bucket, now).map_err(ApiError::too_many_requests)
}

/// `GET /api/v1/users`: everybody of the own tenant, those whose account has ended too.
pub(super) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<UserQuery>,
) -> Result<Json<UserList>, ApiError> {
    roles_to_give(&session).ok_or_else(ApiError::forbidden)?;
    let limit = paging::limit(query.limit, MOST, MOST);
    let after = paging::place("after", query.after.as_deref())?;
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_users(session.tenant.id(), after, limit).await?;
    let next = paging::next(&records, limit, |last| (last.created_at, last.user_id));
    Ok(Json(UserList { users: records.into_iter().map(view).collect(), next }))
}

/// `POST /api/v1/users`: gives somebody an account; repeated with the same id it is the same one.
pub(super) async fn create(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<UserRequest>,
) -> Result<(StatusCode, Json<UserGiven>), ApiError> {
    roles_to_give(&session).ok_or_else(ApiError::forbidden)?;
    let login = "login_name: an e-mail address, or a word of letters, digits and . _ + -";
    let wish = UserWish {
        user_id: request.id,
        login_name: login_name(&request.login_name).ok_or_else(|| refused(login))?,
        name: person_name(&request.name)
            .ok_or_else(|| refused("name: one line of 1 to 120 letters"))?,
        role: role_of(&request.role)?,
        reason: optional(request.reason.as_deref().unwrap_or_default(), REFUSED)?,
    };
    let way = way(&state, request.language.as_deref())?;
    take_turn(&state, &session)?;
    let sources = (state.clock(), state.entropy());
    let given = give_account(state.database(), sources, &session, wish, &way).await?;
    Ok((StatusCode::CREATED, Json(given_view(given))))
}

/// `POST /api/v1/users/{id}/end`: the account ends with its sessions, at once.
pub(super) async fn end(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<UserId>,
    JsonBody(request): JsonBody<EndUserRequest>,
) -> Result<Json<UserView>, ApiError> {
    let reason = reason(&request.reason, REFUSED)?;
    let sources = (state.clock(), state.entropy());
    let record = end_account(state.database(), sources, &session, id, &reason).await?;
    Ok(Json(view(record)))
}

/// `POST /api/v1/users/{id}/role`: another role; the person signs in anew with it.
pub(super) async fn set_role(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<UserId>,
    JsonBody(request): JsonBody<RoleRequest>,
) -> Result<Json<UserView>, ApiError> {
    let role = role_of(&request.role)?;
    let reason = reason(&request.reason, REFUSED)?;
    let sources = (state.clock(), state.entropy());
    let record = change_role(state.database(), sources, &session, (id, role), &reason).await?;
    Ok(Json(view(record)))
}

/// `POST /api/v1/users/{id}/password-link`: a new link for a password that was never chosen, or forgotten.
pub(super) async fn draw_link(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<UserId>,
    JsonBody(request): JsonBody<PasswordLinkRequest>,
) -> Result<Json<UserGiven>, ApiError> {
    let reason = reason(&request.reason, REFUSED)?;
    let way = way(&state, request.language.as_deref())?;
    take_turn(&state, &session)?;
    let (sources, whom) = ((state.clock(), state.entropy()), (id, reason.as_str()));
    let given = draw_new_link(state.database(), sources, &session, whom, &way).await?;
    Ok(Json(given_view(given)))
}
