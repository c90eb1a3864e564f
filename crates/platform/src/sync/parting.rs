//! A revoked device parts: what it still holds comes into quarantine, once, and nothing goes out.
//! The owner lets it count, or leaves it.

use mojo_domain::cases::Resolution;
use mojo_domain::{ActorId, CaseSettlementId, Clock, DeviceId, from_micros, mutant, to_micros};
use mojo_protocol::facts::CaseSettlementBody;
use mojo_protocol::{
    Accepted, AckState, Entity, MAX_BATCH, PROTOCOL_VERSION, PartingRequest, PartingResponse,
    PushRequest, PushedChange, Quarantine, QuarantinedEntry, Sort, Verdict, canonical,
};
use serde_json::json;

use super::chain::{Continuity, check};
use super::hello::{forked, not_enrolled};
use super::judge::Circumstances;
use super::push::Way;
use super::{cases, push};
use crate::auth::{Role, Session};
use crate::derived::derived_id;
use crate::http::ApiError;
use crate::storage::audit::AuditRecord;
use crate::storage::devices::{Device, DeviceEpoch};
use crate::storage::log::NewChange;
use crate::storage::quarantine::HeldEntry;
use crate::storage::settlements::HeldSettlement;
use crate::storage::{Database, StorageError, TenantTx};

/// How many facts a case names; the list of the quarantine has them all.
const FACTS_NAMED: usize = 50;

/// Takes a batch of what is still held.
pub(crate) async fn part(
    database: &Database,
    clock: &dyn Clock,
    session: &Session,
    request: &PartingRequest,
) -> Result<PartingResponse, ApiError> {
    let now = to_micros(clock.now());
    if request.changes.len() > MAX_BATCH {
        let message = format!("At most {MAX_BATCH} changes at once.");
        return Err(ApiError::bad_request("too_many_changes", message));
    }
    let mut tx = database.write(session.tenant).await?;
    tx.lock_log().await?;
    let device = tx.find_device(request.device_id).await?.ok_or_else(ApiError::not_found)?;
    if device.revoked_at.is_none() {
        return Err(ApiError::conflict("not_revoked", "This device was not revoked."));
    }
    session.refuse_other_device(request.device_id)?;
    let held = tx.find_epoch(request.device_id, request.epoch).await?;
    let mut held = held.ok_or_else(not_enrolled)?;
    if request.head_dseq < held.head_dseq {
        return Err(forked("The journal is shorter than what is held here.", &held));
    }
    take(&mut tx, &device, &mut held, request, now).await?;
    held.told_dseq = request.head_dseq;
    tx.set_head(&held, now).await?;
    let is_done = held.head_dseq == request.head_dseq;
    if is_done && request.head_hash != held.head_hash.to_hex() {
        return Err(forked("The journal ends with another hash than held here.", &held));
    }
    if is_done && device.parted_at.is_none() {
        tx.note_parted(request.device_id, now).await?;
        open_case(&mut tx, &device, now).await?;
    }
    if is_done && device.is_lost && request.is_erased {
        tx.note_erased(request.device_id, now).await?;
        tx.end_device_sessions(request.device_id, now).await?;
    }
    tx.commit().await?;
    let acknowledged = AckState { dseq: held.head_dseq, hash: held.head_hash.to_hex() };
    Ok(PartingResponse { acknowledged, is_done, is_lost: device.is_lost })
}

/// Checks that the new entries continue the chain, and keeps them.
async fn take(
    tx: &mut TenantTx,
    device: &Device,
    held: &mut DeviceEpoch,
    request: &PartingRequest,
    now: i64,
) -> Result<(), ApiError> {
    let new: Vec<&PushedChange> =
        request.changes.iter().filter(|change| change.dseq > held.head_dseq).collect();
    if new.is_empty() {
        return Ok(());
    }
    if device.parted_at.is_some() {
        return Err(ApiError::device_revoked().with_details(json!({ "parted": true })));
    }
    let mut kept = Vec::with_capacity(new.len());
    for change in new {
        let expected = held.head_dseq + 1;
        if change.dseq != expected {
            let message = format!("The next entry must be {expected}.");
            let gap = ApiError::conflict("gap", message);
            return Err(gap.with_details(json!({ "expected": expected })));
        }
        let (continuity, head) = check(held.head_hash, change);
        if continuity != Continuity::Whole {
            return Err(forked("The entries do not continue the journal that is held.", held));
        }
        (held.head_dseq, held.head_hash) = (change.dseq, head);
        let entry = serde_json::to_string(change).map_err(|error| ApiError::internal(&error))?;
        kept.push(HeldEntry { epoch: held.epoch, dseq: change.dseq, entry });
    }
    if mutant::is("parting_drops_entry") {
        kept.pop();
    }
    tx.insert_quarantined(device.device_id, &kept, now).await?;
    Ok(())
}

/// One case for all that was handed over.
async fn open_case(tx: &mut TenantTx, device: &Device, now: i64) -> Result<(), ApiError> {
    let waiting = waiting(tx, device.device_id).await?;
    let is_fact = |change: &&PushedChange| {
        change.entity.parse::<Entity>().is_ok_and(|entity| entity.sort() == Sort::Fact)
    };
    let facts: Vec<(&str, uuid::Uuid)> = waiting
        .iter()
        .map(|(_, change)| change)
        .filter(is_fact)
        .take(FACTS_NAMED)
        .map(|change| (change.entity.as_str(), change.entity_id))
        .collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let case = cases::parted(device.device_id, &facts);
    let Some(change) = case.opening(now) else { return Ok(()) };
    if !tx.list_cases(&[case.case_id.0]).await?.is_empty() {
        return Ok(());
    }
    let mut log = tx.write_log(now).await?;
    log.push(change);
    tx.append(log).await?;
    tx.insert_cases(&[(case.case_id, case.kind_name().to_owned())], now).await?;
    Ok(())
}

async fn waiting(
    tx: &mut TenantTx,
    device_id: DeviceId,
) -> Result<Vec<(i64, PushedChange)>, StorageError> {
    let held = tx.list_quarantined(device_id).await?;
    held.into_iter()
        .map(|held| {
            let change = serde_json::from_str(&held.entry)
                .map_err(|_| StorageError::Inconsistency { column: "entry" })?;
            Ok((held.epoch, change))
        })
        .collect()
}

/// What a device handed over and nobody has accepted.
pub(crate) async fn list_quarantine(
    database: &Database,
    session: &Session,
    device_id: DeviceId,
) -> Result<Quarantine, ApiError> {
    let mut tx = database.read(session.tenant).await?;
    tx.find_device(device_id).await?.ok_or_else(ApiError::not_found)?;
    let entries = waiting(&mut tx, device_id)
        .await?
        .into_iter()
        .map(|(epoch, change)| QuarantinedEntry {
            epoch,
            dseq: change.dseq,
            op: change.op,
            entity: change.entity,
            at: from_micros(change.at),
            body: change.body,
        })
        .collect();
    Ok(Quarantine { entries })
}

/// Lets everything that a device handed over count: as if it had been pushed now, by the owner's
/// leave. Who let it count, and each edit that an owner looks up later, stand in the audit log.
pub(crate) async fn accept_quarantine(
    database: &Database,
    clock: &dyn Clock,
    session: &Session,
    device_id: DeviceId,
) -> Result<Accepted, ApiError> {
    let now = to_micros(clock.now());
    let mut tx = database.write(session.tenant).await?;
    tx.lock_log().await?;
    tx.find_device(device_id).await?.ok_or_else(ApiError::not_found)?;
    let waiting = waiting(&mut tx, device_id).await?;
    let mut accepted = Accepted::default();
    let by = Circumstances { role: Role::Owner, device_id, received_at: now };
    for entries in waiting.chunk_by(|a, b| a.0 == b.0) {
        for batch in entries.chunks(MAX_BATCH) {
            let epoch = batch.first().map_or(0, |(epoch, _)| *epoch);
            let changes: Vec<PushedChange> =
                batch.iter().map(|(_, change)| change.clone()).collect();
            let request = PushRequest { device_id, epoch, protocol: PROTOCOL_VERSION, changes };
            let log = tx.write_log(now).await?;
            let leave = (session, Way::LetCount);
            for verdict in push::take_lost(&mut tx, log, &request, by, leave).await? {
                match verdict.verdict {
                    Verdict::Applied { .. } | Verdict::Duplicate { .. } => accepted.applied += 1,
                    _ => accepted.refused += 1,
                }
            }
        }
    }
    tx.accept_quarantined(device_id, now).await?;
    if let Some((epoch, first)) = waiting.first() {
        settle_case(&mut tx, session, device_id, now).await?;
        let of = (device_id, *epoch, first.dseq);
        tx.insert_own_audit(&[accepted_entry(session, of, accepted, now)]).await?;
    }
    tx.commit().await?;
    Ok(accepted)
}

/// What the tenant's audit log says of it; nothing is accepted twice, so that its first entry names it.
fn accepted_entry(
    session: &Session,
    (device_id, epoch, dseq): (DeviceId, i64, i64),
    accepted: Accepted,
    now: i64,
) -> AuditRecord {
    let device = device_id.to_string();
    let first = [epoch, dseq].map(|number| number.to_string());
    let details = json!({ "entries": accepted.applied, "refused": accepted.refused });
    AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: derived_id(&["accept_quarantine", &device, &first[0], &first[1]]),
        at: now,
        user_id: session.user_id,
        action: "accept_quarantine".to_owned(),
        subject_id: device,
        reason: String::new(),
        details: details.to_string(),
    }
}

/// What was accepted is settled: its case needs nobody's answer any more.
async fn settle_case(
    tx: &mut TenantTx,
    session: &Session,
    device_id: DeviceId,
    now: i64,
) -> Result<(), ApiError> {
    let case_id = cases::parted_id(device_id);
    if tx.list_cases(&[case_id.0]).await?.is_empty() {
        return Ok(());
    }
    let settlement = CaseSettlementBody {
        settlement_id: CaseSettlementId(derived_id(&["accepted", &device_id.to_string()])),
        case_id,
        resolution: Resolution::Accept,
        reason: String::new(),
        at: from_micros(now),
        actor_id: ActorId(session.user_id.0),
        redemption_id: None,
        to_card: None,
        sale_id: None,
    };
    let body = canonical(&settlement).map_err(|error| ApiError::internal(&error))?;
    let id = settlement.settlement_id.0;
    let entity = Entity::CaseSettlement;
    let mut log = tx.write_log(now).await?;
    let seq = log.push(NewChange::by_platform("settle_case", entity, id, now, body));
    let held = HeldSettlement {
        settlement_id: settlement.settlement_id,
        case_id,
        resolution: settlement.resolution,
        redemption_id: None,
        to_card: None,
        seq,
    };
    tx.insert_settlements(&[held]).await?;
    tx.append(log).await?;
    Ok(())
}
