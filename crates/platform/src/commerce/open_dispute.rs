//! Y5: a recipient disputes an entry of its own without a desk. The platform writes the fact in the
//! recipient's name, in the form in which a desk records it: desks, statements, payouts and the
//! platform's people find one kind of dispute, whichever way it came.

use mojo_domain::commissions::{DisputeTextError, dispute_text};
use mojo_domain::journal::Hash;
use mojo_domain::{
    ActorId, Clock, CommissionDisputeId, CommissionEntryId, Entropy, IdSource, from_micros,
    to_micros,
};
use mojo_protocol::facts::CommissionDisputeBody;
use mojo_protocol::{Entity, canonical};
use serde_json::json;

use crate::auth::Session;
use crate::storage::audit::AuditRecord;
use crate::storage::disputes::HeldDispute;
use crate::storage::facts::{HeldFact, NewFacts};
use crate::storage::log::NewChange;
use crate::storage::{Database, StorageError};

/// What is disputed, and why.
#[derive(Clone, Debug)]
pub(crate) struct NewDispute {
    /// Drawn by who asks: asked twice, there is one dispute.
    pub(crate) dispute_id: CommissionDisputeId,
    pub(crate) commission_id: CommissionEntryId,
    pub(crate) reason: String,
}

/// Why it is not opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpeningRefused {
    /// The recipient has no entry of this id.
    #[error("there is no such commission")]
    UnknownEntry,
    /// A dispute of the entry is open.
    #[error("the commission is disputed already; write into the thread of that dispute")]
    AlreadyDisputed,
    /// The recipient has another dispute of this id.
    #[error("another dispute has this id; draw a new one")]
    IdHeld,
    /// The words.
    #[error(transparent)]
    Text(#[from] DisputeTextError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Opens a dispute of an entry of the asking tenant, once, with an entry in the audit log. Asked again
/// with the same id and the same words, nothing is written, whether a desk or this opened it.
pub(crate) async fn open_dispute(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    wish: &NewDispute,
) -> Result<(), OpeningRefused> {
    let reason = dispute_text(&wish.reason)?;
    let at = to_micros(clock.now());
    let mut tx = database.write(by.tenant).await?;
    // Under the lock of the tenant's order: of two at once, and of a desk's push, one finds the other.
    let mut log = tx.write_log(at).await?;
    if let Some(held) = tx.find_dispute(wish.dispute_id).await? {
        let is_same = held.commission_id == wish.commission_id && held.reason == reason;
        return if is_same { Ok(()) } else { Err(OpeningRefused::IdHeld) };
    }
    let entry = tx.find_commission(wish.commission_id).await?;
    let entry = entry.ok_or(OpeningRefused::UnknownEntry)?;
    if tx.has_open_dispute(wish.commission_id).await? {
        return Err(OpeningRefused::AlreadyDisputed);
    }
    let body = CommissionDisputeBody {
        dispute_id: wish.dispute_id,
        commission_entry_id: wish.commission_id,
        reason: reason.clone(),
        at: from_micros(at),
        actor_id: ActorId(by.user_id.0),
    };
    let text = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
    let (entity, entity_id) = (Entity::CommissionDispute, wish.dispute_id.0);
    let body_hash = Hash::of(text.as_bytes()).to_hex();
    let change = NewChange::by_platform("dispute_commission", entity, entity_id, at, text);
    let seq = log.push(change);
    // Held as a fact too: a desk that records another one of this id is told.
    let fact = HeldFact { entity: entity.name().to_owned(), entity_id, seq, body_hash };
    let dispute = HeldDispute {
        dispute_id: wish.dispute_id,
        commission_id: wish.commission_id,
        reason: reason.clone(),
        opened_at: at,
        seq,
    };
    let new = NewFacts { facts: vec![fact], disputes: vec![dispute], ..NewFacts::default() };
    tx.insert_facts(&new).await?;
    tx.append(log).await?;
    let mut tx = tx.go_on_as_ledger().await?;
    tx.insert_audit(&AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id: IdSource::new(clock, entropy).next(),
        at,
        user_id: by.user_id,
        action: "open_dispute".to_owned(),
        subject_id: wish.dispute_id.to_string(),
        reason,
        details: json!({
            "commission_id": wish.commission_id,
            "order_number": entry.order_number,
        })
        .to_string(),
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
