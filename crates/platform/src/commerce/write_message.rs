//! Y5: a message in the thread of a dispute, settled or not: of the platform's people, or of its
//! recipient without a desk. Either is written in the form in which a desk records one. The platform's
//! people are nobody by name there (the nil actor); a recipient is who signed in.

use mojo_domain::commissions::dispute_text;
use mojo_domain::journal::Hash;
use mojo_domain::{
    ActorId, Clock, CommissionDisputeId, DisputeMessageId, Entropy, IdSource, TenantId,
    from_micros, to_micros,
};
use mojo_protocol::facts::CommissionDisputeMessageBody;
use mojo_protocol::{Entity, canonical};
use uuid::Uuid;

use super::dispute::{DisputeRefused, DisputeWish, dispute_of};
use crate::auth::{Session, Tenant};
use crate::storage::disputes::HeldMessage;
use crate::storage::facts::{HeldFact, NewFacts};
use crate::storage::log::NewChange;
use crate::storage::{Database, StorageError, TenantTx};

/// What is said.
#[derive(Clone, Debug)]
pub(crate) struct NewMessage {
    /// Drawn by who asks: asked twice, there is one message. One of the platform's people may leave it
    /// out.
    pub(crate) message_id: Option<DisputeMessageId>,
    pub(crate) dispute_id: CommissionDisputeId,
    /// Whose dispute, where the id alone does not tell.
    pub(crate) recipient: Option<TenantId>,
    pub(crate) text: String,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Author {
    Platform,
    Recipient(ActorId),
}

/// The platform's people write into the thread of anybody's dispute.
pub(crate) async fn answer_dispute(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    message: NewMessage,
) -> Result<(), DisputeRefused> {
    let NewMessage { message_id, dispute_id, recipient, text } = message;
    let text = dispute_text(&text)?;
    let message_id = message_id.unwrap_or_else(|| IdSource::new(clock, entropy).next());
    let mut tx = database.write_ledger().await?;
    let wish = DisputeWish { dispute_id, recipient, text: text.clone() };
    let recipient = dispute_of(&mut tx, &wish).await?.recipient;
    let mut tx = tx.go_on_as(Tenant::named_by_platform(recipient)).await?;
    let said = Said { message_id, dispute_id, text, at: to_micros(clock.now()) };
    write(&mut tx, &said, Author::Platform).await?;
    tx.commit().await?;
    Ok(())
}

/// A recipient writes into the thread of a dispute of its own, without a desk.
pub(crate) async fn reply_to_dispute(
    database: &Database,
    clock: &dyn Clock,
    by: &Session,
    message: NewMessage,
) -> Result<(), DisputeRefused> {
    let NewMessage { message_id, dispute_id, recipient, text } = message;
    let text = dispute_text(&text)?;
    let message_id = message_id.ok_or(DisputeRefused::MessageWithoutId)?;
    if recipient.is_some_and(|named| named != by.tenant.id()) {
        return Err(DisputeRefused::Unknown);
    }
    let mut tx = database.write(by.tenant).await?;
    if tx.find_dispute(dispute_id).await?.is_none() {
        return Err(DisputeRefused::Unknown);
    }
    let said = Said { message_id, dispute_id, text, at: to_micros(clock.now()) };
    write(&mut tx, &said, Author::Recipient(ActorId(by.user_id.0))).await?;
    tx.commit().await?;
    Ok(())
}

/// A message that may stand.
struct Said {
    message_id: DisputeMessageId,
    dispute_id: CommissionDisputeId,
    text: String,
    at: i64,
}

/// Writes it once. Asked again with the same id and the same words, nothing is written, whether a desk or
/// this wrote it.
async fn write(tx: &mut TenantTx, said: &Said, author: Author) -> Result<(), DisputeRefused> {
    // Under the lock of the tenant's order: of two at once, and of a desk's push, one finds the other.
    let mut log = tx.write_log(said.at).await?;
    let is_from_platform = author == Author::Platform;
    if let Some(held) = tx.find_dispute_message(said.message_id).await? {
        let is_same = held.dispute_id == said.dispute_id
            && held.text == said.text
            && held.is_from_platform == is_from_platform;
        return if is_same { Ok(()) } else { Err(DisputeRefused::MessageIdHeld) };
    }
    let (entity, entity_id) = (Entity::CommissionDisputeMessage, said.message_id.0);
    let (op, actor_id) = match author {
        Author::Platform => ("answer_dispute", ActorId(Uuid::nil())),
        Author::Recipient(actor_id) => ("reply_to_dispute", actor_id),
    };
    let body = CommissionDisputeMessageBody {
        message_id: said.message_id,
        dispute_id: said.dispute_id,
        text: said.text.clone(),
        at: from_micros(said.at),
        actor_id,
    };
    let body = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
    let body_hash = Hash::of(body.as_bytes()).to_hex();
    let seq = log.push(NewChange::by_platform(op, entity, entity_id, said.at, body));
    // Held as a fact too: a desk that records another one of this id is told.
    let fact = HeldFact { entity: entity.name().to_owned(), entity_id, seq, body_hash };
    let message = HeldMessage {
        message_id: said.message_id,
        dispute_id: said.dispute_id,
        text: said.text.clone(),
        written_at: said.at,
        is_from_platform,
        seq,
    };
    let new = NewFacts { facts: vec![fact], messages: vec![message], ..NewFacts::default() };
    tx.insert_facts(&new).await?;
    tx.append(log).await?;
    Ok(())
}
