//! Y5: an upheld dispute corrects its entry by a row of its own. It moves the recipient's balance in the
//! month in which it is made, and shares the way of its entry: held with it, paid with it or after it,
//! taken back in proportion with it.

use mojo_domain::commissions::{SettledAs, Status};
use mojo_domain::{ActorId, OrderId, UserId, from_micros};
use mojo_protocol::facts::CommissionCorrectionBody;
use mojo_protocol::{Entity, canonical};
use uuid::Uuid;

use super::dispute::DisputeRefused;
use crate::derived::derived_id;
use crate::storage::corrections::CorrectionRecord;
use crate::storage::disputes::DisputeRecord;
use crate::storage::ledger::CommissionRecord;
use crate::storage::log::{LogWriter, NewChange};
use crate::storage::{StorageError, TenantTx};

/// The correction that is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// Above zero: owed in addition; below: taken back.
    pub(super) cents: i64,
    pub(super) reason: &'a str,
    /// Who decided.
    pub(super) by: UserId,
    /// In microseconds.
    pub(super) at: i64,
}

/// Books the correction of a dispute, under the lock of `log`, and tells the recipient's desks; gives
/// back the order of its entry.
pub(super) async fn correct(
    tx: &mut TenantTx,
    log: &mut LogWriter,
    dispute: &DisputeRecord,
    asked: &Asked<'_>,
) -> Result<OrderId, DisputeRefused> {
    let entry = tx.find_commission(dispute.commission_id).await?;
    let entry = entry.ok_or(DisputeRefused::Correction("the dispute names no entry of its own"))?;
    // C13: what was held when its recipient left is lost, also where nobody has booked that yet.
    let left_at = tx.left_at().await?;
    let was_held = left_at.is_some_and(|left_at| entry.approves_at > left_at);
    if was_held && entry.payout_id.is_none() {
        return Err(DisputeRefused::AtRest);
    }
    check(&entry, asked)?;
    // It corrects nothing before it was booked, whatever a clock says.
    let at = asked.at.max(entry.ordered_at);
    let recipient = tx.tenant().id();
    let parts = [recipient.to_string(), dispute.dispute_id.to_string()];
    let correction_id = derived_id(&["commission_correction", &parts[0], &parts[1]]);
    let record = CorrectionRecord {
        correction_id,
        dispute_id: dispute.dispute_id,
        commission_id: entry.commission_id,
        amount_cents: asked.cents,
        currency: entry.currency,
        reason: asked.reason.to_owned(),
        refunded_net_cents: entry.refunded_net_cents,
        corrected_by: asked.by,
        corrected_at: at,
    };
    tx.book_correction(&record).await?;
    let body = CommissionCorrectionBody {
        dispute_id: record.dispute_id,
        commission_entry_id: record.commission_id,
        recipient,
        at: from_micros(at),
        amount_cents: record.amount_cents,
        currency: record.currency,
        reason: record.reason,
        actor_id: ActorId(Uuid::nil()),
    };
    let text = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
    let entity = Entity::CommissionCorrection;
    log.push(NewChange::by_platform("correct_commission", entity, correction_id, at, text));
    Ok(entry.order_id)
}

/// Only what still moves is corrected: what was granted, refunded or lost is at rest, and what is owed
/// for it takes an order of its own.
fn check(entry: &CommissionRecord, asked: &Asked<'_>) -> Result<(), DisputeRefused> {
    let refused = |why| Err(DisputeRefused::Correction(why));
    let moves = matches!(entry.status(asked.at), Status::Pending | Status::Approved | Status::Paid);
    if entry.settled_as != SettledAs::Payout || !moves {
        return Err(DisputeRefused::AtRest);
    }
    let left = entry.amount_cents - entry.reversed_cents;
    let net = entry.base_cents - entry.refunded_net_cents;
    match left.checked_add(asked.cents) {
        _ if asked.cents == 0 => refused("a correction is above or below zero"),
        Some(after) if after < 0 => Err(DisputeRefused::TakesTooMuch),
        Some(after) if after <= net => Ok(()),
        _ => refused("a commission comes to no more than what is left of the net of its line"),
    }
}
