//! Takes a batch of one device's journal: one transaction, under the lock of the tenant's row.
//!
//! The batch is checked against the chain that is held, each entry is judged, then all is written:
//! the entries with their verdicts, the changes at their places, the merged cards, what follows
//! from the facts, and the cases to settle.

mod apply;
mod deeds;
mod deletions;
mod verdicts;

use mojo_domain::journal::Hash;
use mojo_domain::{Clock, mutant, to_micros};
use mojo_protocol::{AckState, MAX_BATCH, PushRequest, PushResponse, PushedChange, RecordVerdict};
use serde_json::json;

use super::chain::{Continuity, check};
use super::hello::{forked, not_enrolled};
use super::judge::{Circumstances, Judged, judge};
use crate::auth::Session;
use crate::http::ApiError;
use crate::storage::devices::DeviceEpoch;
use crate::storage::log::LogWriter;
use crate::storage::{Database, StorageError, TenantTx};

use apply::Batch;
pub(super) use apply::new_change;
pub(super) use deeds::Way;
use deeds::deeds_of;
pub(super) use verdicts::entry;
use verdicts::{repeat, same_hashes};

/// A change and what it is.
#[derive(Clone, Debug)]
struct Arrived<'a> {
    change: &'a PushedChange,
    judged: Judged,
}

impl Arrived<'_> {
    fn is_clamped(&self) -> bool {
        matches!(self.judged, Judged::Card { is_clamped: true, .. })
    }
}

/// Takes the batch, or refuses all of it.
pub(crate) async fn push(
    database: &Database,
    clock: &dyn Clock,
    session: &Session,
    request: &PushRequest,
) -> Result<PushResponse, ApiError> {
    refuse_malformed(request)?;
    let now = to_micros(clock.now());
    let mut tx = database.write(session.tenant).await?;
    let log = tx.write_log(now).await?;
    let mut held = held_chain(&mut tx, session, request).await?;
    let (known, new) = split(&held, request)?;
    let mut verdicts = repeat_known(&mut tx, &held, known).await?;
    let by = Circumstances { role: session.role, device_id: request.device_id, received_at: now };
    let (arrived, head) = judge_all(held.head_hash, new, by);
    let mut batch = Batch::new(log, request, now);
    batch.look_up(&mut tx, &arrived).await?;
    for one in &arrived {
        verdicts.push(batch.take(one));
    }
    let won = batch.take_won();
    batch.write(&mut tx).await?;
    let deeds = deeds_of((session, Way::Pushed), request, (arrived.as_slice(), &won), now);
    if !deeds.is_empty() {
        tx.insert_own_audit(&deeds).await?;
    }
    if let Some(last) = new.last() {
        held.head_dseq = last.dseq;
        held.head_hash = head;
    }
    tx.set_head(&held, now).await?;
    let may_be_clamped = !known.is_empty() || arrived.iter().any(Arrived::is_clamped);
    let clamped = match (request.changes.first(), request.changes.last()) {
        (Some(first), Some(last)) if may_be_clamped => {
            let range = (first.dseq, last.dseq);
            tx.list_clamped(request.device_id, request.epoch, range).await?
        }
        _ => Vec::new(),
    };
    let committed = tx.commit().await;
    if !mutant::is("ack_before_commit") {
        committed?;
    }
    let acknowledged = AckState { dseq: held.head_dseq, hash: held.head_hash.to_hex() };
    Ok(PushResponse { verdicts, acknowledged, clamped })
}

fn refuse_malformed(request: &PushRequest) -> Result<(), ApiError> {
    // No word about the protocol: versions are additive, and what a desk has recorded is taken from
    // an older and from a newer one alike.
    if request.changes.len() > MAX_BATCH {
        return Err(ApiError::bad_request(
            "too_many_changes",
            format!("At most {MAX_BATCH} changes at once."),
        ));
    }
    Ok(())
}

/// The chain that is held of the device that pushes.
async fn held_chain(
    tx: &mut TenantTx,
    session: &Session,
    request: &PushRequest,
) -> Result<DeviceEpoch, ApiError> {
    let device = tx.find_device(request.device_id).await?.ok_or_else(ApiError::not_found)?;
    session.require_device(request.device_id)?;
    if device.revoked_at.is_some() && !mutant::is("revoked_still_pulls") {
        return Err(ApiError::device_revoked());
    }
    tx.find_epoch(request.device_id, request.epoch).await?.ok_or_else(not_enrolled)
}

type Halves<'a> = (&'a [PushedChange], &'a [PushedChange]);

/// What is held already, and what is new; a hole anywhere refuses the batch.
fn split<'a>(held: &DeviceEpoch, request: &'a PushRequest) -> Result<Halves<'a>, ApiError> {
    let changes = &request.changes[..];
    let gap = |expected: i64| {
        ApiError::conflict("gap", format!("The next entry must be {expected}."))
            .with_details(json!({ "expected": expected }))
    };
    let Some(first) = changes.first() else { return Ok((&[], &[])) };
    if first.dseq > held.head_dseq + 1 || first.dseq < 1 {
        return Err(gap(held.head_dseq + 1));
    }
    for pair in changes.windows(2) {
        if pair[1].dseq != pair[0].dseq + 1 {
            return Err(gap(pair[0].dseq + 1));
        }
    }
    let known = usize::try_from(held.head_dseq - first.dseq + 1).unwrap_or(0).min(changes.len());
    let known = if mutant::is("known_is_new") { 0 } else { known };
    Ok(changes.split_at(known))
}

/// Answers again for entries that are held: the first answer was lost.
async fn repeat_known(
    tx: &mut TenantTx,
    held: &DeviceEpoch,
    known: &[PushedChange],
) -> Result<Vec<RecordVerdict>, ApiError> {
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return Ok(Vec::new()) };
    let entries = tx.list_entries(held.device_id, held.epoch, first.dseq, last.dseq).await?;
    if !same_hashes(&entries, known) && !mutant::is("accept_fork") {
        return Err(forked("Another entry is held at this number.", held));
    }
    Ok(entries.iter().map(repeat).collect())
}

fn judge_all(mut head: Hash, new: &[PushedChange], by: Circumstances) -> (Vec<Arrived<'_>>, Hash) {
    let mut arrived = Vec::with_capacity(new.len());
    for change in new {
        let (continuity, next) = check(head, change);
        head = next;
        arrived.push(Arrived { change, judged: judge(change, continuity, by) });
    }
    (arrived, head)
}

/// Takes entries whose chain was found whole and of which nothing is held (any more, or outside of
/// the quarantine), as if they came for the first time. What an owner looks up later stands in the
/// tenant's audit log, once: of an edit that was lost the entry of its first time may be there.
pub(super) async fn take_lost(
    tx: &mut TenantTx,
    log: LogWriter,
    request: &PushRequest,
    by: Circumstances,
    leave: (&Session, Way),
) -> Result<Vec<RecordVerdict>, StorageError> {
    let whole = |change| Arrived { change, judged: judge(change, Continuity::Whole, by) };
    let arrived: Vec<Arrived<'_>> = request.changes.iter().map(whole).collect();
    let mut batch = Batch::new(log, request, by.received_at);
    batch.look_up(tx, &arrived).await?;
    let verdicts = arrived.iter().map(|one| batch.take(one)).collect();
    let won = batch.take_won();
    batch.write(tx).await?;
    let deeds = deeds_of(leave, request, (arrived.as_slice(), &won), by.received_at);
    if !deeds.is_empty() {
        tx.insert_own_audit_once(&deeds).await?;
    }
    Ok(verdicts)
}
