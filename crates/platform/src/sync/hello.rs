//! Where do we stand? Also the place where a second copy of a device is noticed.

use mojo_domain::journal::hex;
use mojo_domain::{Clock, Entropy, mutant, to_micros};
use mojo_protocol::{AckState, HelloRequest, HelloResponse, PROTOCOL_VERSION};
use serde_json::json;

use super::MIN_CLIENT;
use super::restored::{self, KnownOrder};
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
    /// The platform was restored from a backup since it heard of this device, and does not know
    /// which nonce is the last: believed once.
    OnTrust,
    /// An older one, or the one before in another attempt: this is a copy of the database.
    Old,
}

fn read_nonce(held: &DeviceEpoch, sent: &HelloRequest, log_epoch: i64) -> Nonce {
    // A desk that draws no attempts is believed to have lost an answer.
    let is_same_attempt = sent.attempt.is_empty() || held.attempt == sent.attempt;
    match &held.nonce {
        None if sent.nonce.is_empty() => Nonce::Current,
        Some(nonce) if *nonce == sent.nonce => Nonce::Current,
        Some(_) if held.previous_nonce == sent.nonce && is_same_attempt => Nonce::AnswerLost,
        Some(_) if held.previous_nonce == sent.nonce => Nonce::Old,
        _ if held.greeted_log_epoch < log_epoch => Nonce::OnTrust,
        _ => Nonce::Old,
    }
}

/// The how manieth greeting a nonce answered; nonces from before they counted say nothing.
fn count(nonce: &str) -> i64 {
    let count = nonce.split_once('.').and_then(|(count, _)| i64::from_str_radix(count, 16).ok());
    count.unwrap_or(0)
}

/// The desk remembers more than is held here, and for the first time: the database was restored
/// from a backup.
fn remembers_more(held: &DeviceEpoch, sent: &HelloRequest, log_epoch: i64) -> bool {
    let is_repeated = held.nonce.is_some() && held.previous_nonce == sent.nonce;
    // It has not heard of the restore before: what it remembers is what was before.
    let is_known = match sent.log_epoch {
        0 => held.greeted_log_epoch < log_epoch,
        known => known != log_epoch,
    };
    let greetings = count(held.nonce.as_deref().unwrap_or_default());
    let is_more = sent.acked_dseq > held.head_dseq || count(&sent.nonce) > greetings;
    is_more && !is_repeated && !is_known && !restored::goes_unnoticed()
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
    let mut log = tx.lock_log().await?;
    let device = tx.find_device(request.device_id).await?.ok_or_else(ApiError::not_found)?;
    session.refuse_other_device(request.device_id)?;
    if device.revoked_at.is_some() && !mutant::is("revoked_still_pulls") {
        return Err(ApiError::device_revoked());
    }
    let held = tx.find_epoch(request.device_id, request.epoch).await?;
    let mut held = held.ok_or_else(not_enrolled)?;
    let known = KnownOrder { log_epoch: request.log_epoch, pulled: request.pulled.as_ref() };
    if remembers_more(&held, request, log.log_epoch) || known.is_lost(&mut tx, log).await? {
        log = restored::renew(&mut tx, now, entropy).await?;
    }
    if let Err(refused) = refuse_other_chain(&held, request) {
        // That the order begins anew holds for whoever becomes another device, too.
        tx.commit().await?;
        return Err(refused);
    }
    match read_nonce(&held, request, log.log_epoch) {
        Nonce::Old if mutant::is("accept_fork") => {}
        Nonce::Old => return Err(forked("The nonce is an old one.", &held)),
        Nonce::AnswerLost => {}
        Nonce::Current | Nonce::OnTrust => {
            let mut random = [0; 16];
            entropy.fill(&mut random);
            let before = count(held.nonce.as_deref().unwrap_or_default());
            let count = before.max(count(&request.nonce)).saturating_add(1);
            held.nonce = Some(format!("{count:x}.{}", hex(&random)));
            held.previous_nonce.clone_from(&request.nonce);
            held.attempt.clone_from(&request.attempt);
            held.greeted_log_epoch = log.log_epoch;
        }
    }
    held.told_dseq = request.head_dseq;
    tx.set_greeting(&held, now).await?;
    let client: String = request.client.chars().take(40).collect();
    tx.set_client(request.device_id, &client).await?;
    // Only the device itself knows the nonce: from now on the session lives there.
    tx.bind_session(&session.token_hash, request.device_id).await?;
    if session.identity_id.is_none() {
        tx.extend_session(&session.token_hash, now + Session::LIFE_MICROS).await?;
    }
    tx.commit().await?;
    Ok(HelloResponse {
        min_client: MIN_CLIENT.to_owned(),
        protocol: PROTOCOL_VERSION,
        server_at: now,
        log_epoch: log.log_epoch,
        acknowledged: AckState { dseq: held.head_dseq, hash: held.head_hash.to_hex() },
        nonce: held.nonce.unwrap_or_default(),
        scopes: session.role.scopes().to_vec(),
        device_name: device.name,
        entitlement: None,
        affiliate_codes: None,
    })
}

/// A journal that is shorter than what is held, or differs from it, is another copy's.
fn refuse_other_chain(held: &DeviceEpoch, request: &HelloRequest) -> Result<(), ApiError> {
    if mutant::is("accept_fork") {
        return Ok(());
    }
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
    ApiError::not_enrolled()
}
