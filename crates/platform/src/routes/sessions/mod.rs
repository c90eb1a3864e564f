//! Signing in with a password or by an identity provider, and out.

use axum::Json;
use axum::extract::State;
use axum::http::{Extensions, StatusCode};
use mojo_domain::to_micros;
use mojo_protocol::{LoginRequest, LoginResponse, SignedInTenant, SignedInUser};
use uuid::Uuid;

use crate::auth::{Session, Tenant, Token, verify_password};
use crate::http::{ApiError, JsonBody};
use crate::state::AppState;
use crate::storage::accounts::{Account, NewSession};

/// `POST /api/v1/sessions`.
pub(super) async fn create(
    State(state): State<AppState>,
    extensions: Extensions,
    JsonBody(request): JsonBody<LoginRequest>,
) -> Result<(StatusCode, Json<LoginResponse>), ApiError> {
    let name = request.user.trim().to_lowercase();
    limit_attempts(&state, &extensions, &name)?;
    let account = state.database().read_ledger().await?.find_account(&name).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = verify_password(request.password, hash).await;
    let Some(account) = account.filter(|_| is_right) else { return Err(wrong_password()) };
    Ok((StatusCode::CREATED, Json(begin(&state, account, None).await?)))
}

/// `POST /api/v1/sessions/identity`: whoever shows a token of the identity provider gets a session
/// of the platform's own, on which a device can live.
pub(super) async fn exchange(
    State(state): State<AppState>,
    session: Session,
) -> Result<(StatusCode, Json<LoginResponse>), ApiError> {
    if session.is_kept() {
        let message = "Show a token of the identity provider, not one of the platform.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "identity_needed", message));
    }
    // Each exchange keeps a session: as often as by a password, and no oftener.
    let (key, now) = (format!("exchange {}", session.user_id), state.clock().now());
    let taken = state.limiter().take(key, state.limits().logins, now);
    taken.map_err(ApiError::too_many_requests)?;
    let mut tx = state.database().read_ledger().await?;
    let account = tx.find_account_of(session.tenant.id(), session.user_id).await?;
    drop(tx);
    let account = account.ok_or_else(ApiError::unauthorized)?;
    Ok((StatusCode::CREATED, Json(begin(&state, account, session.identity_id).await?)))
}

/// Begins a session of an account.
async fn begin(
    state: &AppState,
    account: Account,
    identity_id: Option<Uuid>,
) -> Result<LoginResponse, ApiError> {
    let token = Token::draw(account.tenant_id, state.entropy());
    let now = to_micros(state.clock().now());
    let mut tx = state.database().write(Tenant::named_by_platform(account.tenant_id)).await?;
    tx.insert_session(&NewSession {
        user_id: account.user_id,
        token_hash: &token.hash(),
        identity_id,
        created_at: now,
        expires_at: now + Session::life_micros(identity_id),
    })
    .await?;
    tx.commit().await?;
    Ok(LoginResponse {
        token: token.to_text(),
        user: SignedInUser {
            user_id: account.user_id,
            name: account.name,
            role: account.role.to_string(),
        },
        tenant: SignedInTenant { tenant_id: account.tenant_id, name: account.tenant_name },
        scopes: account.role.scopes().to_vec(),
    })
}

/// `DELETE /api/v1/sessions`: signs out.
pub(super) async fn end(
    State(state): State<AppState>,
    session: Session,
) -> Result<StatusCode, ApiError> {
    let mut tx = state.database().write(session.tenant).await?;
    tx.end_session(&session.token_hash, to_micros(state.clock().now())).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Guessing is slow, for one name and from one address.
fn limit_attempts(state: &AppState, extensions: &Extensions, name: &str) -> Result<(), ApiError> {
    let from = super::layer::neighbourhood(extensions);
    let (bucket, now) = (state.limits().logins, state.clock().now());
    let name: String = name.chars().take(100).collect();
    let take = |key, bucket| state.limiter().take(key, bucket, now);
    take(format!("login {from}"), bucket.times(10))
        .and_then(|()| take(format!("login {from} {name}"), bucket))
        .map_err(ApiError::too_many_requests)
}

/// One answer for an unknown name and for a wrong password.
fn wrong_password() -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, "wrong_password", "User name or password is wrong.")
}
