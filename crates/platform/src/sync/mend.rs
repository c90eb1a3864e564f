//! Takes entries again that were acknowledged once and are not held any more, or not whole: a
//! database that lost rows. Nothing that is held is ever written over; an entry is taken only where
//! it fits the chain that is held on both sides of it.

use std::collections::BTreeMap;

use mojo_domain::journal::{Hash, genesis};
use mojo_domain::{Clock, to_micros};
use mojo_protocol::{
    MAX_BATCH, MendRequest, MendResponse, NotMended, PROTOCOL_VERSION, PushRequest, PushedChange,
    Verdict,
};

use super::chain::{Continuity, check};
use super::digest::refuse_other_device;
use super::hello::not_enrolled;
use super::judge::{Circumstances, Judged, judge};
use super::push::{Way, new_change, take_lost};
use crate::auth::Session;
use crate::http::ApiError;
use crate::storage::devices::DeviceEpoch;
use crate::storage::digests::HeldPlace;
use crate::storage::log::{DeviceEntry, LoggedChange};
use crate::storage::{Database, StorageError, TenantTx};

/// What is held around the entries.
struct Around {
    chain: DeviceEpoch,
    entries: BTreeMap<i64, DeviceEntry>,
    /// By the place.
    places: BTreeMap<i64, HeldPlace>,
}

/// What is to be done for an entry.
enum Mending<'a> {
    /// It is held whole.
    Nothing,
    /// Its place is empty.
    Place(i64, &'a PushedChange),
    /// Its place has no body.
    Body(i64, &'a PushedChange),
    /// Its place is there, the entry is not.
    Entry(i64, &'a PushedChange),
    /// Nothing of it is there.
    Everything(&'a PushedChange),
}

/// Takes what was lost, or says why not.
pub(crate) async fn mend(
    database: &Database,
    clock: &dyn Clock,
    session: &Session,
    request: &MendRequest,
) -> Result<MendResponse, ApiError> {
    if request.changes.len() > MAX_BATCH {
        let message = format!("At most {MAX_BATCH} changes at once.");
        return Err(ApiError::bad_request("too_many_changes", message));
    }
    let now = to_micros(clock.now());
    let mut tx = database.write(session.tenant).await?;
    let log = tx.write_log(now).await?;
    refuse_other_device(&mut tx, session, request.device_id).await?;
    let around = look_around(&mut tx, request).await?;
    let mut answer = MendResponse { mended: Vec::new(), refused: Vec::new() };
    let mut plans = Vec::new();
    let mut taken: BTreeMap<i64, Hash> = BTreeMap::new();
    for change in &request.changes {
        match plan(&around, &taken, &request.changes, change) {
            Ok(mending) => {
                taken.extend(Hash::from_hex(&change.hash).map(|hash| (change.dseq, hash)));
                answer.mended.push(change.dseq);
                plans.push(mending);
            }
            Err(code) => {
                answer.refused.push(NotMended { dseq: change.dseq, code: code.to_owned() });
            }
        }
    }
    let by = Circumstances { role: session.role, device_id: request.device_id, received_at: now };
    restore(&mut tx, request, &plans, by).await?;
    let lost: Vec<&PushedChange> = plans
        .iter()
        .filter_map(
            |plan| if let Mending::Everything(change) = plan { Some(*change) } else { None },
        )
        .collect();
    let again = PushRequest {
        device_id: request.device_id,
        epoch: request.epoch,
        protocol: PROTOCOL_VERSION,
        changes: lost.into_iter().cloned().collect(),
    };
    take_lost(&mut tx, log, &again, by, (session, Way::BroughtAgain)).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn look_around(tx: &mut TenantTx, request: &MendRequest) -> Result<Around, ApiError> {
    let chain = tx.find_epoch(request.device_id, request.epoch).await?.ok_or_else(not_enrolled)?;
    let dseqs = || request.changes.iter().map(|change| change.dseq);
    let (first, last) = (dseqs().min().unwrap_or(1), dseqs().max().unwrap_or(0));
    let entries = tx
        .list_entries(
            request.device_id,
            request.epoch,
            first.saturating_sub(1),
            last.saturating_add(1),
        )
        .await?;
    let mut places = BTreeMap::new();
    for entry in &entries {
        if let Some(seq) = entry.seq {
            places.extend(tx.list_places(seq, seq).await?.into_iter().map(|held| (held.seq, held)));
        }
    }
    let of_device = (request.device_id, request.epoch);
    let of_device = tx.list_places_of_device(of_device, (first, last)).await?;
    places.extend(of_device.into_iter().map(|held| (held.seq, held)));
    let entries = entries.into_iter().map(|entry| (entry.dseq, entry)).collect();
    Ok(Around { chain, entries, places })
}

fn plan<'a>(
    around: &Around,
    taken: &BTreeMap<i64, Hash>,
    changes: &[PushedChange],
    change: &'a PushedChange,
) -> Result<Mending<'a>, &'static str> {
    // Entries count from 1.
    let before = change.dseq.checked_sub(1).filter(|before| *before >= 0).ok_or("gap")?;
    let prev = match around.entries.get(&before) {
        Some(entry) => Hash::from_hex(&entry.hash).ok_or("unreadable")?,
        None if before == 0 => genesis(around.chain.device_id, around.chain.epoch),
        None => *taken.get(&before).ok_or("gap")?,
    };
    if change.dseq > around.chain.head_dseq {
        return Err("not_held_yet");
    }
    if let (Continuity::Whole, claimed) = check(prev, change) {
        if change.dseq == around.chain.head_dseq && claimed != around.chain.head_hash {
            return Err("other_entry");
        }
    } else {
        return Err("chain_broken");
    }
    let Some(entry) = around.entries.get(&change.dseq) else {
        return plan_lost_entry(around, changes, change);
    };
    if entry.hash != change.hash {
        return Err("other_entry");
    }
    let Some(seq) = entry.seq else { return Ok(Mending::Nothing) };
    match around.places.get(&seq) {
        None if entry.verdict == "duplicate" => Err("held_by_another_device"),
        None => Ok(Mending::Place(seq, change)),
        Some(HeldPlace { body: None, .. }) => Ok(Mending::Body(seq, change)),
        Some(HeldPlace { body: Some(body), .. }) if *body == change.body => Ok(Mending::Nothing),
        Some(_) => Err("other_body"),
    }
}

/// The entry itself is gone: what follows it must follow from it.
fn plan_lost_entry<'a>(
    around: &Around,
    changes: &[PushedChange],
    change: &'a PushedChange,
) -> Result<Mending<'a>, &'static str> {
    let is_last = change.dseq == around.chain.head_dseq;
    let next = changes.iter().find(|other| other.dseq == change.dseq + 1);
    let is_bound = match (Hash::from_hex(&change.hash), next) {
        _ if is_last => true,
        (Some(hash), Some(next)) => check(hash, next).0 == Continuity::Whole,
        _ => false,
    };
    if !is_bound {
        return Err("successor_needed");
    }
    let place = around.places.values().find(|held| held.dseq == change.dseq);
    match place {
        None => Ok(Mending::Everything(change)),
        Some(held) if held.hash == change.hash => match &held.body {
            Some(body) if *body == change.body => Ok(Mending::Entry(held.seq, change)),
            Some(_) => Err("other_body"),
            None => Err("body_lost_too"),
        },
        Some(_) => Err("other_entry"),
    }
}

async fn restore(
    tx: &mut TenantTx,
    request: &MendRequest,
    plans: &[Mending<'_>],
    by: Circumstances,
) -> Result<(), StorageError> {
    let again = |seq: i64, change: &PushedChange| {
        let judged = judge(change, Continuity::Whole, by);
        let is_clamped = matches!(judged, Judged::Card { is_clamped: true, .. });
        let change = new_change(change, (request.device_id, request.epoch), is_clamped);
        let received_at = change.received_by(by.received_at);
        LoggedChange { seq, received_at, change }
    };
    let (mut places, mut bodies, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for plan in plans {
        match plan {
            Mending::Place(seq, change) => places.push(again(*seq, change)),
            Mending::Body(seq, change) => bodies.push(again(*seq, change)),
            Mending::Entry(seq, change) => {
                entries.push(super::push::entry(change, &Verdict::Applied { seq: *seq }));
            }
            Mending::Nothing | Mending::Everything(_) => {}
        }
    }
    let whole: Vec<&LoggedChange> = places.iter().collect();
    let all: Vec<&LoggedChange> = places.iter().chain(&bodies).collect();
    tx.restore(&whole, &all).await?;
    tx.insert_entries(request.device_id, request.epoch, &entries).await
}
