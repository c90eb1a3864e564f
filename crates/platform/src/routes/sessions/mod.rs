//! Signing in with a password or by an identity provider, and out.

use axum::Json;
use axum::extract::State;
use axum::http::{Extensions, StatusCode};
use mojo_domain::to_micros;
use mojo_protocol::{ExchangeRequest, LoginRequest, LoginResponse, SignedInTenant, SignedInUser};
use uuid::Uuid;

use crate::auth::{IdentityProvider, Session, Tenant, Token, Vouched, session_by, verify_password};
use crate::http::{ApiError, JsonBody, MaybeJson};
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
/// of the platform's own, on which a device can live. A token that was made for the desks is relayed
/// easily by whoever a desk takes for the platform: it needs a proof, before any account is touched.
pub(super) async fn exchange(
    State(state): State<AppState>,
    extensions: Extensions,
    MaybeJson(request): MaybeJson<ExchangeRequest>,
) -> Result<(StatusCode, Json<LoginResponse>), ApiError> {
    let Some(vouched) = extensions.get::<Vouched>() else {
        let message = "Show a token of the identity provider, not one of the platform.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "identity_needed", message));
    };
    let provider = state.identity_provider().ok_or_else(ApiError::unauthorized)?;
    let former = prove(&state, provider, vouched, &request).await?;
    let sources = (state.clock(), state.entropy());
    let session = session_by((state.database(), provider), sources, vouched).await?;
    // Each exchange keeps a session: as often as by a password, and no oftener.
    let (key, now) = (format!("exchange {}", session.user_id), state.clock().now());
    let taken = state.limiter().take(key, state.limits().logins, now);
    taken.map_err(ApiError::too_many_requests)?;
    let mut tx = state.database().read_ledger().await?;
    let account = tx.find_account_of(session.tenant.id(), session.user_id).await?;
    drop(tx);
    let account = account.ok_or_else(ApiError::unauthorized)?;
    let by = session.identity_id.map(|identity_id| By { identity_id, former });
    Ok((StatusCode::CREATED, Json(begin(&state, account, by).await?)))
}

/// By what a session begins that needs no password.
struct By {
    identity_id: Uuid,
    /// The one that it renews.
    former: Option<Token>,
}

/// That a token which was made for the desks was asked for by a desk for this platform: its nonce
/// says so, or it renews a session of this platform, whose token is given back. Others need none.
async fn prove(
    state: &AppState,
    provider: &IdentityProvider,
    vouched: &Vouched,
    request: &ExchangeRequest,
) -> Result<Option<Token>, ApiError> {
    if !vouched.is_for_desk(provider) {
        return Ok(None);
    }
    if let (Some(nonce), Some(binding)) = (vouched.nonce(), &request.binding) {
        let issuer = provider.settings().issuer.as_str();
        if ExchangeRequest::nonce(binding, issuer, state.public_url()) == nonce {
            return Ok(None);
        }
        let own = state.public_url();
        tracing::warn!(own, "a token was asked for by a desk that knows another --public-url");
        return Err(ApiError::unauthorized());
    }
    let former = request.former.as_deref().and_then(Token::parse);
    let former = former.ok_or_else(ApiError::unauthorized)?;
    let tenant = Tenant::named_by_platform(former.tenant_id());
    let own = vouched.find_identity((state.database(), provider)).await?;
    let own = own.ok_or_else(ApiError::unauthorized)?;
    let mut tx = state.database().read(tenant).await?;
    if tx.find_former_session(&former.hash()).await? == Some(own) {
        return Ok(Some(former));
    }
    let parting = tx.find_parting_session(&former.hash()).await?;
    let is_parting = parting.is_some_and(|session| session.identity_id == Some(own));
    // The device learns what became of it, and parts with the session that it has.
    Err(if is_parting { ApiError::device_revoked() } else { ApiError::unauthorized() })
}

/// Begins a session of an account, by its password where nothing else is named.
async fn begin(
    state: &AppState,
    account: Account,
    by: Option<By>,
) -> Result<LoginResponse, ApiError> {
    let token = Token::draw(account.tenant_id, state.entropy());
    let now = to_micros(state.clock().now());
    let mut tx = state.database().write(Tenant::named_by_platform(account.tenant_id)).await?;
    if let Some(former) = by.as_ref().and_then(|by| by.former.as_ref()) {
        // Once more, under the lock under which a device is revoked.
        tx.lock_log().await?;
        let held = tx.find_former_session(&former.hash()).await?;
        held.ok_or_else(ApiError::unauthorized)?;
    }
    // Once more, now that the account is held: a password and a role of before begin no session.
    let password_hash = if by.is_some() { "" } else { account.password_hash.as_str() };
    let Some(role) = tx.hold_account(account.user_id, password_hash).await? else {
        return Err(if by.is_some() { ApiError::unauthorized() } else { wrong_password() });
    };
    let identity_id = by.map(|by| by.identity_id);
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
        user: SignedInUser { user_id: account.user_id, name: account.name, role: role.to_string() },
        tenant: SignedInTenant { tenant_id: account.tenant_id, name: account.tenant_name },
        scopes: role.scopes().to_vec(),
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
