//! What is held in a range, in short: counts, sums and hashes, so that a desk can compare it with
//! what it holds itself. Only what the user may see is told, and of journals only the one of the
//! device on which the session lives.

use std::collections::BTreeMap;

use mojo_domain::{DeviceId, berlin_day, from_micros};
use mojo_protocol::{
    Compared, DigestRequest, DigestResponse, Entity, Held, Key, KindDigest, Leaf, MAX_BUCKETS,
    Reading, Sort, card_leaf, change_record, entry_leaf, money_of,
};
use uuid::Uuid;

use super::Cursor;
use super::hello::not_enrolled;
use super::pull::change;
use crate::auth::Session;
use crate::http::ApiError;
use crate::storage::digests::HeldEntry;
use crate::storage::{Database, StorageError, TenantTx};

/// Rows read at once: a long history never lies in memory as a whole.
const PAGE: i64 = 1000;

/// Answers what is held.
pub(crate) async fn digest(
    database: &Database,
    session: &Session,
    request: &DigestRequest,
) -> Result<DigestResponse, ApiError> {
    refuse_malformed(request)?;
    let mut tx = database.read(session.tenant).await?;
    refuse_other_device(&mut tx, session, request.device_id).await?;
    let mask = session.role.scope_mask();
    let head = tx.log_head().await?;
    let cursor = Cursor::parse(&request.cursor)
        .filter(|c| c.log_epoch == head.log_epoch && c.scope_mask == mask && c.seq <= head.seq)
        .ok_or_else(|| ApiError::conflict("cursor_outdated", "Pull first, then compare."))?;
    let mut held_dseq = 0;
    let (held, days) = match &request.compared {
        Compared::Journal { epoch } => {
            let found = tx.find_epoch(request.device_id, *epoch).await?;
            held_dseq = found.ok_or_else(not_enrolled)?.head_dseq;
            journal(&mut tx, request, *epoch).await?.finish()
        }
        Compared::Log { without_body } => {
            log(&mut tx, request, cursor.seq, mask, without_body).await?.finish()
        }
        Compared::Kinds => (kinds(&mut tx, session).await?, Vec::new()),
        Compared::Cards { entity } => {
            let kind: Option<Entity> = entity.parse().ok();
            let is_seen = kind.is_some_and(|kind| session.role.has(kind.scope()));
            if !is_seen {
                return Err(ApiError::not_found());
            }
            let span = (id_of(request.after), id_of(request.until));
            cards(&mut tx, entity, span, request.buckets).await?.finish()
        }
    };
    let devices = if days.is_empty() { BTreeMap::new() } else { names(&mut tx).await? };
    Ok(DigestResponse {
        seq: cursor.seq,
        head_seq: head.seq,
        held_dseq,
        scopes: session.role.scopes().to_vec(),
        held,
        days,
        devices,
    })
}

fn refuse_malformed(request: &DigestRequest) -> Result<(), ApiError> {
    let is_id = |key: &Key| matches!(key, Key::Id(_));
    let wants_ids = matches!(request.compared, Compared::Cards { .. });
    let mut ends = request.after.iter().chain(&request.until);
    if !(1..=MAX_BUCKETS).contains(&request.buckets) {
        let message = format!("Between 1 and {MAX_BUCKETS} buckets.");
        return Err(ApiError::bad_request("too_many_buckets", message));
    }
    if ends.any(|key| is_id(key) != wants_ids) {
        return Err(ApiError::bad_request("other_key", "The range has keys of another part."));
    }
    Ok(())
}

/// A session speaks for the device on which it lives, and for no other one of its tenant.
pub(super) async fn refuse_other_device(
    tx: &mut TenantTx,
    session: &Session,
    device_id: DeviceId,
) -> Result<(), ApiError> {
    let device = tx.find_device(device_id).await?.ok_or_else(ApiError::not_found)?;
    if device.revoked_at.is_some() {
        return Err(ApiError::device_revoked());
    }
    if !tx.is_bound(&session.token_hash, device_id).await? {
        return Err(ApiError::not_found());
    }
    Ok(())
}

fn place_of(key: Option<Key>, none: i64) -> i64 {
    if let Some(Key::Place(place)) = key { place } else { none }
}

fn id_of(key: Option<Key>) -> Option<Uuid> {
    if let Some(Key::Id(id)) = key { Some(id) } else { None }
}

/// The device's own journal.
async fn journal(
    tx: &mut TenantTx,
    request: &DigestRequest,
    epoch: i64,
) -> Result<Reading, StorageError> {
    let chain = (request.device_id, epoch);
    let until = place_of(request.until, i64::MAX);
    let mut after = place_of(request.after, 0);
    let count = tx.count_entries(chain, (after, until)).await?;
    let mut reading = Reading::of(count, request.buckets).with_days(request.days);
    loop {
        let page = tx.list_held_entries(chain, (after, until), PAGE).await?;
        let Some(last) = page.last() else { return Ok(reading) };
        after = last.dseq;
        page.iter().for_each(|entry| reading.take(&entry_record(request.device_id, entry)));
    }
}

fn entry_record(device_id: DeviceId, entry: &HeldEntry) -> Leaf {
    let change =
        entry.change.as_ref().map(|(entity, at, body)| (entity.as_str(), *at, body.as_str()));
    Leaf {
        key: Key::Place(entry.dseq),
        hash: entry_leaf(entry.dseq, &entry.hash, change.map(|(_, _, body)| body)),
        money: change.and_then(|(entity, _, body)| money_of(entity, body)),
        on: change.map(|(_, at, _)| (Some(device_id), berlin_day(from_micros(at)))),
    }
}

/// The tenant's order, as far as the user may see it.
async fn log(
    tx: &mut TenantTx,
    request: &DigestRequest,
    head: i64,
    mask: i64,
    without_body: &[String],
) -> Result<Reading, StorageError> {
    let until = place_of(request.until, head).min(head);
    let mut after = place_of(request.after, 0);
    let count = tx.count_changes(after, until, mask).await?;
    let mut reading = Reading::of(count, request.buckets).with_days(request.days);
    loop {
        let page = tx.list_changes(after, until, mask, PAGE).await?;
        let Some(last) = page.last() else { return Ok(reading) };
        after = last.seq;
        for row in page {
            let change = change(row);
            let with_body = !without_body.contains(&change.entity);
            reading.take(&change_record(&change, with_body));
        }
    }
}

/// Every kind of card that the user may see, as a whole.
async fn kinds(tx: &mut TenantTx, session: &Session) -> Result<Held, StorageError> {
    let mut kinds = Vec::new();
    for kind in Entity::ALL {
        if kind.sort() != Sort::Card || !session.role.has(kind.scope()) {
            continue;
        }
        let entity = kind.name().to_owned();
        let (whole, _) = cards(tx, &entity, (None, None), 1).await?.finish();
        if let Held::Buckets(buckets) = whole {
            let whole = buckets.into_iter().next();
            kinds.extend(whole.map(|bucket| KindDigest { entity, digest: bucket.digest }));
        }
    }
    Ok(Held::Kinds(kinds))
}

/// The merged cards of a kind.
async fn cards(
    tx: &mut TenantTx,
    entity: &str,
    (mut after, until): (Option<Uuid>, Option<Uuid>),
    buckets: i64,
) -> Result<Reading, StorageError> {
    let count = if buckets == 1 { 0 } else { tx.count_cards(entity, after, until).await? };
    let mut reading = if buckets == 1 { Reading::whole() } else { Reading::of(count, buckets) };
    loop {
        let (page, more) = tx.list_held_fields(entity, after, until).await?;
        for card in &page {
            let fields = card.fields.iter().map(|(name, value)| (name.as_str(), value));
            if let Some(hash) = card_leaf(card.entity_id, fields) {
                let key = Key::Id(card.entity_id);
                reading.take(&Leaf { key, hash, money: None, on: None });
            }
        }
        match page.last() {
            Some(last) if more => after = Some(last.entity_id),
            _ => return Ok(reading),
        }
    }
}

/// The names of the tenant's devices.
async fn names(tx: &mut TenantTx) -> Result<BTreeMap<DeviceId, String>, StorageError> {
    let devices = tx.list_devices().await?.into_iter();
    Ok(devices.map(|device| (device.device_id, device.name)).collect())
}
