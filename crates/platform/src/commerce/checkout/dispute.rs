//! Disputes of payments: the customer's bank asks for the money back. The commissions of the order
//! are frozen until the provider tells the end; won, they go on, lost, the money went back as with a
//! refund (C12), and the freeze lasts until that has reached every commission. Beginning and end reach
//! the recipients' desks through their order of changes, as the disputes of entries do (Y5).

use std::collections::BTreeMap;

use mojo_domain::{CommissionEntryId, OrderId, TenantId, from_micros};
use mojo_protocol::facts::{CommissionFreezeBody, CommissionFreezeEndBody};
use mojo_protocol::{Entity, canonical};

use super::event::Applied;
use super::refund::{find_paid, give_back, is_paid_by, note_unrecorded};
use crate::auth::Tenant;
use crate::commerce::seller::book_sale;
use crate::derived::derived_id;
use crate::payments::{PaymentEvent, PaymentEventKind};
use crate::storage::log::NewChange;
use crate::storage::{Database, StorageError};

/// Takes what the provider tells about a dispute; it waits while its payment, the order's
/// commissions, or what a lost one takes back of them are missing. An end that is told before its
/// beginning is an end all the same.
pub(super) async fn note_dispute(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<Applied, StorageError> {
    let Some((tx, checkout)) = find_paid(database, event).await? else {
        return Ok(Applied::Unclaimed);
    };
    if !is_paid_by(&checkout, event) {
        return note_unrecorded(tx, &checkout, event).await;
    }
    let seller = tx.tenant();
    drop(tx);
    let mut ledger = database.read_ledger().await?;
    if !ledger.is_order_settled(checkout.order_id).await? {
        return Ok(Applied::Unsettled);
    }
    let commissions = ledger.list_commissions_of(checkout.order_id).await?;
    drop(ledger);
    let mut recipients: BTreeMap<TenantId, Vec<CommissionEntryId>> = BTreeMap::new();
    for entry in &commissions {
        recipients.entry(entry.recipient).or_default().push(entry.commission_id);
    }
    // C5: what the seller has of the order waits too; as a recipient of one of its commissions it is
    // frozen with that.
    let is_apart = seller.id() != TenantId::MOJO_LLC && !recipients.contains_key(&seller.id());
    if is_apart {
        hold_sale(database, seller, event, checkout.order_id).await?;
    }
    for (recipient, entries) in &recipients {
        freeze(database, event, checkout.order_id, (*recipient, entries), at).await?;
    }
    let (outcome, applied) = match event.kind {
        PaymentEventKind::DisputeWon => ("won", Applied::done()),
        PaymentEventKind::DisputeLost => {
            let applied = give_back(database, event, at).await?;
            // Taken back of every commission before any is free again: no payout comes in between.
            if !database.read_ledger().await?.are_refunds_settled(checkout.order_id).await? {
                return Ok(Applied::Unsettled);
            }
            // The sale is taken back before any of it is free.
            if !book_sale(database, seller, checkout.checkout_id, at).await? {
                return Ok(Applied::Unsettled);
            }
            ("lost", applied)
        }
        _ => return Ok(Applied::done()),
    };
    for recipient in recipients.into_keys() {
        end_freeze(database, event, outcome, recipient, at).await?;
    }
    if is_apart {
        release_sale(database, seller, event, outcome).await?;
    }
    Ok(applied)
}

/// Holds what the seller has of a sale, once.
async fn hold_sale(
    database: &Database,
    seller: Tenant,
    event: &PaymentEvent,
    order_id: OrderId,
) -> Result<(), StorageError> {
    let mut tx = database.write(seller).await?;
    // Under the lock of its order: no payout of the seller is planned meanwhile.
    tx.lock_log().await?;
    tx.insert_payment_dispute(&event.reference, order_id, event.happened_at).await?;
    tx.commit().await
}

/// Ends that.
async fn release_sale(
    database: &Database,
    seller: Tenant,
    event: &PaymentEvent,
    outcome: &str,
) -> Result<(), StorageError> {
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    tx.end_payment_dispute(&event.reference, outcome, event.happened_at).await?;
    tx.commit().await
}

/// Freezes the recipient's entries of the order and tells its desks, once.
async fn freeze(
    database: &Database,
    event: &PaymentEvent,
    order_id: OrderId,
    (recipient, entries): (TenantId, &[CommissionEntryId]),
    at: i64,
) -> Result<(), StorageError> {
    let mut tx = database.write(Tenant::named_by_platform(recipient)).await?;
    // Under the lock of its order: no payout of the recipient is planned meanwhile.
    let mut log = tx.write_log(at).await?;
    if !tx.insert_payment_dispute(&event.reference, order_id, event.happened_at).await? {
        return Ok(());
    }
    let freeze_id = freeze_id(recipient, event);
    let opened_at = from_micros(event.happened_at);
    let body = CommissionFreezeBody { freeze_id, entries: entries.to_vec(), at: opened_at };
    let (entity, text) = (Entity::CommissionFreeze, written(&body)?);
    let change =
        NewChange::by_platform("freeze_commissions", entity, freeze_id, event.happened_at, text);
    log.push(change);
    tx.append(log).await?;
    tx.commit().await
}

/// Ends the freeze and tells the recipient's desks, once.
async fn end_freeze(
    database: &Database,
    event: &PaymentEvent,
    outcome: &str,
    recipient: TenantId,
    at: i64,
) -> Result<(), StorageError> {
    let mut tx = database.write(Tenant::named_by_platform(recipient)).await?;
    let mut log = tx.write_log(at).await?;
    if !tx.end_payment_dispute(&event.reference, outcome, event.happened_at).await? {
        return Ok(());
    }
    let freeze_id = freeze_id(recipient, event);
    let ended_at = from_micros(event.happened_at);
    let body = CommissionFreezeEndBody { freeze_id, outcome: outcome.to_owned(), at: ended_at };
    let (entity, text) = (Entity::CommissionFreezeEnd, written(&body)?);
    let change =
        NewChange::by_platform("release_commissions", entity, freeze_id, event.happened_at, text);
    log.push(change);
    tx.append(log).await?;
    tx.commit().await
}

/// The freeze of a recipient; the provider's own name of the dispute is nothing to the recipient.
fn freeze_id(recipient: TenantId, event: &PaymentEvent) -> uuid::Uuid {
    derived_id(&["payment_dispute", &recipient.to_string(), &event.reference])
}

fn written(body: &impl serde::Serialize) -> Result<String, StorageError> {
    canonical(body).map_err(|error| StorageError::Rule(error.to_string()))
}
