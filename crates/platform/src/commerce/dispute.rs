//! Y5: the platform's people answer a dispute and settle it. Both reach the recipient's desks
//! through its order of changes; who settled it, and why, stands in the audit log.

use mojo_domain::commissions::{DisputeOutcome, DisputeTextError, dispute_text};
use mojo_domain::{
    ActorId, Clock, CommissionDisputeId, DisputeMessageId, Entropy, IdSource, TenantId,
    from_micros, to_micros,
};
use mojo_protocol::facts::{CommissionDisputeMessageBody, CommissionDisputeSettlementBody};
use mojo_protocol::{Entity, canonical};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Session, Tenant};
use crate::storage::audit::AuditRecord;
use crate::storage::disputes::{DisputePage, DisputeSettlement, HeldMessage};
use crate::storage::log::NewChange;
use crate::storage::{Database, LedgerTx, StorageError};

/// Which dispute, and the words.
#[derive(Clone, Debug)]
pub(crate) struct DisputeWish {
    pub(crate) dispute_id: CommissionDisputeId,
    /// Whose, where two recipients' desks drew one id.
    pub(crate) recipient: Option<TenantId>,
    /// The message, or why it is settled like that.
    pub(crate) text: String,
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
    /// The words.
    #[error(transparent)]
    Text(#[from] DisputeTextError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Writes into the thread of a dispute, settled or not.
pub(crate) async fn answer_dispute(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    wish: &DisputeWish,
) -> Result<(), DisputeRefused> {
    let text = dispute_text(&wish.text)?;
    let at = to_micros(clock.now());
    let mut tx = database.write_ledger().await?;
    let recipient = recipient_of(&mut tx, wish).await?;
    let mut tx = tx.go_on_as(Tenant::named_by_platform(recipient)).await?;
    let mut log = tx.write_log(at).await?;
    let message_id: DisputeMessageId = IdSource::new(clock, entropy).next();
    let body = CommissionDisputeMessageBody {
        message_id,
        dispute_id: wish.dispute_id,
        text: text.clone(),
        at: from_micros(at),
        actor_id: ActorId(Uuid::nil()),
    };
    let entity = Entity::CommissionDisputeMessage;
    let change =
        NewChange::by_platform("answer_dispute", entity, message_id.0, at, written(&body)?);
    let seq = log.push(change);
    tx.insert_dispute_messages(&[HeldMessage {
        message_id,
        dispute_id: wish.dispute_id,
        text,
        written_at: at,
        is_from_platform: true,
        seq,
    }])
    .await?;
    tx.append(log).await?;
    tx.commit().await?;
    Ok(())
}

/// Settles a dispute, once. The entry is no longer frozen; it stays as it is.
pub(crate) async fn settle_dispute(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    outcome: DisputeOutcome,
    wish: &DisputeWish,
) -> Result<(), DisputeRefused> {
    let reason = dispute_text(&wish.text)?;
    let at = to_micros(clock.now());
    let mut tx = database.write_ledger().await?;
    let recipient = recipient_of(&mut tx, wish).await?;
    tx.insert_audit(&AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id: IdSource::new(clock, entropy).next(),
        at,
        user_id: by.user_id,
        action: "settle_dispute".to_owned(),
        subject_id: wish.dispute_id.to_string(),
        reason: reason.clone(),
        details: json!({ "recipient": recipient, "outcome": outcome.code() }).to_string(),
    })
    .await?;
    let mut tx = tx.go_on_as(Tenant::named_by_platform(recipient)).await?;
    let mut log = tx.write_log(at).await?;
    // Under the lock of the tenant's order: of two at once, one finds it settled.
    if tx.is_dispute_settled(wish.dispute_id).await? {
        return Err(DisputeRefused::Settled);
    }
    let body = CommissionDisputeSettlementBody {
        dispute_id: wish.dispute_id,
        outcome: outcome.code().to_owned(),
        reason: reason.clone(),
        at: from_micros(at),
    };
    let (entity, dispute_id) = (Entity::CommissionDisputeSettlement, wish.dispute_id);
    let text = written(&body)?;
    let seq = log.push(NewChange::by_platform("settle_dispute", entity, dispute_id.0, at, text));
    let settlement = DisputeSettlement { dispute_id, outcome, reason, settled_at: at, seq };
    tx.insert_dispute_settlement(&settlement).await?;
    tx.append(log).await?;
    tx.commit().await?;
    Ok(())
}

/// Whose dispute it is.
async fn recipient_of(tx: &mut LedgerTx, wish: &DisputeWish) -> Result<TenantId, DisputeRefused> {
    let dispute_id = Some(wish.dispute_id);
    let recipient = wish.recipient;
    let page = DisputePage { recipient, dispute_id, limit: 2, ..DisputePage::default() };
    match &tx.list_disputes(&page).await?[..] {
        [] => Err(DisputeRefused::Unknown),
        [one] => Ok(one.recipient),
        _ => Err(DisputeRefused::Ambiguous),
    }
}

fn written(body: &impl serde::Serialize) -> Result<String, StorageError> {
    canonical(body).map_err(|error| StorageError::Rule(error.to_string()))
}
