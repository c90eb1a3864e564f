//! Where do we stand? Also the place where a second copy of a device is noticed.

use mojo_domain::journal::hex;
use mojo_domain::{Clock, Entropy, to_micros};
use mojo_protocol::{AckState, HelloRequest, HelloResponse, PROTOCOL_VERSION};
use serde_json::json;

use super::MIN_CLIENT;
use crate::auth::Session;
use crate::http::ApiError;
use crate::storage::Database;
use crate::storage::devices::DeviceEpoch;

/// What the nonce of a hello says.
#[derive(Debug, PartialEq, Eq)]
enum Nonce {
    /// The one given last: give a new one.
    Current,
    /// The one before, in the same attempt: the answer was lost, give the same again.
    AnswerLost,
    /// An older one, or the one before in another attempt: this is a copy of the database.
    Old,
}

fn read_nonce(held: &DeviceEpoch, sent: &HelloRequest) -> Nonce {
    // A desk that draws no attempts is believed to have lost an answer.
    let is_same_attempt = sent.attempt.is_empty() || held.attempt == sent.attempt;
    match &held.nonce {
        None if sent.nonce.is_empty() => Nonce::Current,
        Some(nonce) if *nonce == sent.nonce => Nonce::Current,
        Some(_) if held.previous_nonce == sent.nonce && is_same_attempt => Nonce::AnswerLost,
        _ => Nonce::Old,
    }
}

/// Answers a hello.
pub(crate) async fn hello(
    database: &Database,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    session: &Session,
    request: &HelloRequest,
) -> Result<HelloResponse, ApiError> {
    let now = to_micros(clock.now());
    let mut tx = database.write(session.tenant).await?;
    let log = tx.lock_log().await?;
    let device = tx.find_device(request.device_id).await?.ok_or_else(ApiError::not_found)?;
    if device.revoked_at.is_some() {
        return Err(ApiError::device_revoked());
    }
    let held = tx.find_epoch(request.device_id, request.epoch).await?;
    let held = held.ok_or_else(not_enrolled)?;
    refuse_other_chain(&held, request)?;
    let nonce = match read_nonce(&held, request) {
        Nonce::Old => return Err(forked("The nonce is an old one.", &held)),
        Nonce::AnswerLost => held.nonce.clone().unwrap_or_default(),
        Nonce::Current => {
            let mut random = [0; 16];
            entropy.fill(&mut random);
            let nonce = hex(&random);
            let answered = (request.nonce.as_str(), request.attempt.as_str());
            tx.set_nonce(&held, &nonce, answered, now).await?;
            nonce
        }
    };
    tx.bind_session(&session.token_hash, request.device_id).await?;
    tx.extend_session(&session.token_hash, now + Session::LIFE_MICROS).await?;
    tx.commit().await?;
    Ok(HelloResponse {
        min_client: MIN_CLIENT.to_owned(),
        protocol: PROTOCOL_VERSION,
        server_at: now,
        log_epoch: log.log_epoch,
        acknowledged: AckState { dseq: held.head_dseq, hash: held.head_hash.to_hex() },
        nonce,
        scopes: session.role.scopes().to_vec(),
    })
}

/// A journal that is shorter than what is held, or differs from it, is another copy's.
fn refuse_other_chain(held: &DeviceEpoch, request: &HelloRequest) -> Result<(), ApiError> {
    if request.head_dseq < held.head_dseq {
        return Err(forked("The journal is shorter than what is held here.", held));
    }
    if request.head_dseq == held.head_dseq && request.head_hash != held.head_hash.to_hex() {
        return Err(forked("The journal ends with another hash than held here.", held));
    }
    Ok(())
}

/// A second copy of the device: it needs a new id.
pub(super) fn forked(message: &str, held: &DeviceEpoch) -> ApiError {
    let details = json!({
        "acknowledged": { "dseq": held.head_dseq, "hash": held.head_hash.to_hex() }
    });
    ApiError::conflict("forked", message).with_details(details)
}

/// The device is known, this epoch of it is not.
pub(super) fn not_enrolled() -> ApiError {
    ApiError::conflict("not_enrolled", "Enrol this epoch of the device first.")
}
