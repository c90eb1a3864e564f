//! `POST /api/v1/devices`: idempotent by device and epoch; a new epoch gets a code of its own.

use axum::Json;
use axum::extract::State;
use mojo_domain::journal::genesis;
use mojo_domain::{DeviceId, Entropy, mutant, to_micros};
use mojo_protocol::{EnrolRequest, EnrolResponse};
use serde_json::json;

use crate::auth::{Session, Token};
use crate::http::{ApiError, JsonBody};
use crate::routes::audit::Doer;
use crate::state::AppState;
use crate::storage::TenantTx;
use crate::storage::accounts::NewSession;
use crate::sync::restored::{self, KnownOrder};
use crate::sync::{code_number, draw_code, number_code};

/// How far beyond the codes that are known one may lie that a device says it was given.
const PLAUSIBLE_CODES: i64 = 40_000;

/// How often a code is drawn that nobody has, before the next one in order is given.
const DRAWS: usize = 8;

/// Makes the device known.
pub(in crate::routes) async fn enrol(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<EnrolRequest>,
) -> Result<Json<EnrolResponse>, ApiError> {
    session.require_kept()?;
    let now = to_micros(state.clock().now());
    let name = readable_name(&request.name)?;
    if request.epoch < 0 {
        return Err(ApiError::bad_request("unreadable_device", "An epoch counts from 0."));
    }
    let mut tx = state.database().write(session.tenant).await?;
    let log = tx.lock_log().await?;
    let known = KnownOrder { log_epoch: request.log_epoch, pulled: request.pulled.as_ref() };
    if known.is_lost(&mut tx, log).await? {
        restored::renew(&mut tx, now, state.entropy()).await?;
    }
    let held = tx.find_device(request.device_id).await?;
    if held.as_ref().is_some_and(|held| held.revoked_at.is_some()) {
        return Err(ApiError::device_revoked());
    }
    let place = place(&mut tx, &session, &request).await?;
    tx.put_device(request.device_id, name, now).await?;
    let code = match tx.find_epoch(request.device_id, request.epoch).await? {
        Some(held) => held.code,
        None => {
            let code = code_for(&mut tx, &request, state.entropy()).await?;
            let start = genesis(request.device_id, request.epoch);
            tx.insert_epoch(request.device_id, request.epoch, &code, start, now).await?;
            code
        }
    };
    let token = match place {
        Place::Here => {
            tx.bind_session(&session.token_hash, request.device_id).await?;
            None
        }
        Place::Unproven => None,
        Place::CopyOf(_) => {
            let sources = (now, state.entropy());
            let token = begin_own(&mut tx, &session, request.device_id, sources).await?;
            Some(token.to_text())
        }
    };
    let former = match place {
        Place::CopyOf(former) => Some(former),
        _ => request.former.first().copied(),
    };
    if let Some(former) = former {
        tx.set_former(request.device_id, former).await?;
    }
    if held.is_none() {
        let doer = Doer::of(&state, &session, (None, "device_refused"))?;
        let entry = doer.entry("enrol_device", &request.device_id, &json!({ "name": name }));
        tx.insert_own_audit(&[entry]).await?;
    }
    tx.commit().await?;
    Ok(Json(EnrolResponse {
        device_id: request.device_id,
        epoch: request.epoch,
        code,
        scopes: session.role.scopes().to_vec(),
        token,
    }))
}

/// Begins a session of its own for a device that turned out to be a copy. The sessions of the account may
/// have been ended since the one that asks was read: then none begins.
async fn begin_own(
    tx: &mut TenantTx,
    session: &Session,
    device_id: DeviceId,
    (now, entropy): (i64, &dyn Entropy),
) -> Result<Token, ApiError> {
    tx.hold_account(session.user_id, "").await?.ok_or_else(ApiError::unauthorized)?;
    let held = tx.find_session(&session.token_hash, now).await?;
    held.ok_or_else(ApiError::unauthorized)?;
    let token = Token::draw(session.tenant.id(), entropy);
    tx.insert_session(&NewSession {
        user_id: session.user_id,
        token_hash: &token.hash(),
        identity_id: session.identity_id,
        created_at: now,
        expires_at: now + Session::life_micros(session.identity_id),
    })
    .await?;
    tx.bind_session(&token.hash(), device_id).await?;
    Ok(token)
}

/// A device's name: 1 to 100 characters.
pub(super) fn readable_name(name: &str) -> Result<&str, ApiError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        let message = "A device has a name of at most 100 characters.";
        return Err(ApiError::bad_request("unreadable_device", message));
    }
    Ok(name)
}

/// Where the session lives that enrols a device.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// On this device.
    Here,
    /// Nowhere yet, and the device is known: its next greeting proves who it is.
    Unproven,
    /// On the device of which this one turned out to be a copy. That one may still be at work, so
    /// that the copy gets a session of its own.
    CopyOf(DeviceId),
}

async fn place(
    tx: &mut TenantTx,
    session: &Session,
    request: &EnrolRequest,
) -> Result<Place, ApiError> {
    let epochs = tx.list_epochs().await?;
    let was_heard =
        epochs.iter().any(|epoch| epoch.device_id == request.device_id && epoch.nonce.is_some());
    match session.device_id {
        Some(own) if own == request.device_id => Ok(Place::Here),
        None if was_heard => Ok(Place::Unproven),
        None => Ok(Place::Here),
        Some(own) if !was_heard && request.former.contains(&own) => Ok(Place::CopyOf(own)),
        Some(_) => Err(ApiError::other_device()),
    }
}

/// The next code; or the one that the device bears on its documents already, when this platform was
/// restored from a backup that does not know of it.
///
/// A copy gets a code that is drawn: were this platform restored without a word, and had nobody
/// greeted it yet, the next one could be another device's.
async fn code_for(
    tx: &mut TenantTx,
    request: &EnrolRequest,
    entropy: &dyn Entropy,
) -> Result<String, ApiError> {
    if mutant::is("codes_given_twice") {
        return Ok(number_code(1));
    }
    let known = tx.codes_given().await?;
    let held = request.code.as_deref().and_then(|code| Some((code, code_number(code)?)));
    if let Some((code, number)) = held.filter(|(_, number)| *number <= known + PLAUSIBLE_CODES)
        && !tx.is_code_given(code).await?
    {
        tx.raise_codes(number).await?;
        return Ok(code.to_owned());
    }
    let is_copy = !request.former.is_empty();
    for _ in 0..if is_copy { DRAWS } else { 0 } {
        let code = draw_code(entropy);
        if !tx.is_code_given(&code).await? {
            return Ok(code);
        }
    }
    loop {
        let code = number_code(tx.next_code().await?);
        if !tx.is_code_given(&code).await? {
            return Ok(code);
        }
    }
}
