//! Y5: the platform's people settle a dispute. It reaches the recipient's desks through its order of
//! changes; who settled it, and why, stands in the audit log. One that is upheld takes its correction
//! with it, or says what corrected it (`docs/decisions/0044`).

use mojo_domain::commissions::{DisputeOutcome, DisputeTextError, dispute_text};
use mojo_domain::{
    Clock, CommissionDisputeId, Entropy, IdSource, OrderId, TenantId, from_micros, to_micros,
};
use mojo_protocol::facts::CommissionDisputeSettlementBody;
use mojo_protocol::{Entity, canonical};
use serde_json::json;
use uuid::Uuid;

use super::correct::{Asked, correct};
use super::seller::book_sales_of;
use crate::auth::{Session, Tenant};
use crate::storage::audit::AuditRecord;
use crate::storage::disputes::{DisputePage, DisputeRecord, DisputeSettlement};
use crate::storage::log::NewChange;
use crate::storage::{Database, LedgerTx, StorageError};

/// Which dispute, and the words.
#[derive(Clone, Debug)]
pub(crate) struct DisputeWish {
    pub(crate) dispute_id: CommissionDisputeId,
    /// Whose, where two recipients' desks drew one id.
    pub(crate) recipient: Option<TenantId>,
    /// Why it is settled like that, or the message.
    pub(crate) text: String,
}

/// How a dispute is settled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decision {
    pub(crate) outcome: DisputeOutcome,
    /// In cents of the entry's currency; above zero: owed in addition, below: taken back.
    pub(crate) correction_cents: Option<i64>,
    /// The order or the refund that corrected it in another way.
    pub(crate) corrected_by: Option<Uuid>,
}

/// Why it is not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DisputeRefused {
    /// No dispute of this id.
    #[error("there is no such dispute")]
    Unknown,
    /// Several recipients have a dispute of this id.
    #[error("several recipients have a dispute of this id; name tenant_id")]
    Ambiguous,
    /// It was settled before.
    #[error("the dispute is settled already")]
    Settled,
    /// A recipient's message that could not be told from its repetition.
    #[error("draw an id for the message: asked again with it, there is one message")]
    MessageWithoutId,
    /// Another message has its id.
    #[error("another message has this id; draw a new one")]
    MessageIdHeld,
    /// Upheld, and nothing says what corrects it.
    #[error(
        "an upheld dispute needs a correction, or corrected_by: the order or refund that was it"
    )]
    Uncorrected,
    /// It would take more than is left of the entry.
    #[error("no more is taken back than is left of the entry")]
    TakesTooMuch,
    /// The entry does not move any more.
    #[error("what was granted, refunded or forfeited is at rest; say corrected_by")]
    AtRest,
    /// The correction cannot be made; the words say why.
    #[error("{0}")]
    Correction(&'static str),
    /// The words.
    #[error(transparent)]
    Text(#[from] DisputeTextError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Settles a dispute, once. The entry is no longer frozen, and stays as it is; what it was wrong by is
/// a correction of its own, kept in the same transaction.
pub(crate) async fn settle_dispute(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    decision: Decision,
    wish: &DisputeWish,
) -> Result<(), DisputeRefused> {
    let outcome = decision.outcome;
    let reason = dispute_text(&wish.text)?;
    let at = to_micros(clock.now());
    let mut tx = database.write_ledger().await?;
    let dispute = dispute_of(&mut tx, wish).await?;
    let recipient = dispute.recipient;
    if dispute.settled.is_some() {
        return Err(DisputeRefused::Settled);
    }
    check_decision(&mut tx, &dispute, decision).await?;
    let entry = AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id: IdSource::new(clock, entropy).next(),
        at,
        user_id: by.user_id,
        action: "settle_dispute".to_owned(),
        subject_id: wish.dispute_id.to_string(),
        reason: reason.clone(),
        details: details(&dispute, decision),
    };
    tx.insert_audit_about(&entry, recipient).await?;
    let mut tx = tx.go_on_as(Tenant::named_by_platform(recipient)).await?;
    tx.lock_log().await?;
    // Whoever waited may stand in a month later: none that was signed meanwhile is corrected.
    let at = to_micros(clock.now()).max(at);
    let mut log = tx.write_log(at).await?;
    // Under the lock of the tenant's order: of two at once, one finds it settled.
    if tx.is_dispute_settled(wish.dispute_id).await? {
        return Err(DisputeRefused::Settled);
    }
    let mut corrected = None;
    if let Some(cents) = decision.correction_cents {
        let asked = Asked { cents, reason: &reason, by: by.user_id, at };
        corrected = Some(correct(&mut tx, &mut log, &dispute, &asked).await?);
    }
    let body = CommissionDisputeSettlementBody {
        dispute_id: wish.dispute_id,
        outcome: outcome.code().to_owned(),
        reason: reason.clone(),
        at: from_micros(at),
        corrected_by: decision.corrected_by,
    };
    let (entity, dispute_id) = (Entity::CommissionDisputeSettlement, wish.dispute_id);
    let text = written(&body)?;
    let seq = log.push(NewChange::by_platform("settle_dispute", entity, dispute_id.0, at, text));
    let settlement = DisputeSettlement { dispute_id, outcome, reason, settled_at: at, seq };
    tx.insert_dispute_settlement(&settlement).await?;
    tx.append(log).await?;
    tx.commit().await?;
    // C5: what is given to a recipient is the seller's no more. What dies here is booked by the next run.
    book_sales_of(database, corrected.as_slice(), at).await;
    Ok(())
}

/// What the audit log says of it beside the reason.
fn details(dispute: &DisputeRecord, decision: Decision) -> String {
    let mut details = json!({ "recipient": dispute.recipient, "outcome": decision.outcome.code() });
    if let Some(cents) = decision.correction_cents {
        details["correction_cents"] = json!(cents);
        details["currency"] = json!(dispute.entry.as_ref().map(|entry| entry.currency));
    }
    if let Some(id) = decision.corrected_by {
        details["corrected_by"] = json!(id);
    }
    details.to_string()
}

/// An upheld dispute is corrected in one way, and a rejected one in none.
async fn check_decision(
    tx: &mut LedgerTx,
    dispute: &DisputeRecord,
    decision: Decision,
) -> Result<(), DisputeRefused> {
    let refused = DisputeRefused::Correction;
    match (decision.outcome, decision.correction_cents, decision.corrected_by) {
        (DisputeOutcome::Rejected, None, None) | (DisputeOutcome::Upheld, Some(_), None) => Ok(()),
        (DisputeOutcome::Rejected, _, _) => Err(refused("a rejected dispute corrects nothing")),
        (DisputeOutcome::Upheld, None, None) => Err(DisputeRefused::Uncorrected),
        (DisputeOutcome::Upheld, Some(_), Some(_)) => {
            Err(refused("it is corrected by an amount or by corrected_by, not by both"))
        }
        (DisputeOutcome::Upheld, None, Some(id)) => {
            let is_such = is_correction(tx, dispute, id).await?;
            let wrong = "corrected_by names no other order of the recipient and no refund of one";
            if is_such { Ok(()) } else { Err(refused(wrong)) }
        }
    }
}

/// Whether the id is of a refund or of another order that moved the recipient's commissions.
async fn is_correction(
    tx: &mut LedgerTx,
    dispute: &DisputeRecord,
    id: Uuid,
) -> Result<bool, StorageError> {
    let refunds = tx.list_refunds_by_id(&[id]).await?;
    let orders = match refunds.first() {
        Some(refund) => vec![refund.order_id],
        None => parts_of(tx, OrderId(id)).await?,
    };
    let mut entries = Vec::new();
    for order_id in orders {
        entries.extend(tx.list_commissions_of(order_id).await?);
    }
    entries.retain(|entry| entry.recipient == dispute.recipient);
    // The order that is disputed does not correct itself, whichever part of it is named.
    let is_same = entries.iter().any(|entry| entry.commission_id == dispute.commission_id);
    Ok(!entries.is_empty() && (!refunds.is_empty() || !is_same))
}

/// The order with all the parts of the whole that it belongs to.
async fn parts_of(tx: &mut LedgerTx, order_id: OrderId) -> Result<Vec<OrderId>, StorageError> {
    let named = tx.list_order_parts(order_id).await?;
    let Some(part) = named.first() else { return Ok(vec![order_id]) };
    let parts = tx.list_order_parts(part.whole_order_id).await?;
    Ok(parts.into_iter().map(|part| part.order_id).collect())
}

/// The dispute that is meant.
pub(super) async fn dispute_of(
    tx: &mut LedgerTx,
    wish: &DisputeWish,
) -> Result<DisputeRecord, DisputeRefused> {
    let dispute_id = Some(wish.dispute_id);
    let recipient = wish.recipient;
    let page = DisputePage { recipient, dispute_id, limit: 2, ..DisputePage::default() };
    let mut found = tx.list_disputes(&page).await?;
    match found.len() {
        0 | 1 => found.pop().ok_or(DisputeRefused::Unknown),
        _ => Err(DisputeRefused::Ambiguous),
    }
}

fn written(body: &impl serde::Serialize) -> Result<String, StorageError> {
    canonical(body).map_err(|error| StorageError::Rule(error.to_string()))
}
