//! Disputes of payments: the customer's bank asks for the money back. The commissions of the order
//! are frozen until the provider tells the end; won, they go on, lost, the money went back as with a
//! refund (C12), and the freeze lasts until that has reached every commission.

use std::collections::BTreeSet;

use mojo_domain::TenantId;

use super::event::Applied;
use super::refund::{find_paid, give_back, is_paid_by, note_unrecorded};
use crate::auth::Tenant;
use crate::payments::{PaymentEvent, PaymentEventKind};
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
    drop(tx);
    let mut ledger = database.read_ledger().await?;
    if !ledger.is_order_settled(checkout.order_id).await? {
        return Ok(Applied::Unsettled);
    }
    let commissions = ledger.list_commissions_of(checkout.order_id).await?;
    drop(ledger);
    let recipients: BTreeSet<TenantId> = commissions.iter().map(|it| it.recipient).collect();
    for recipient in &recipients {
        let mut tx = database.write(Tenant::named_by_platform(*recipient)).await?;
        // No payout of the recipient is planned meanwhile.
        tx.lock_log().await?;
        tx.insert_payment_dispute(&event.reference, checkout.order_id, event.happened_at).await?;
        tx.commit().await?;
    }
    let (outcome, applied) = match event.kind {
        PaymentEventKind::DisputeWon => ("won", Applied::done()),
        PaymentEventKind::DisputeLost => {
            let applied = give_back(database, event, at).await?;
            // Taken back of every commission before any is free again: no payout comes in between.
            if !database.read_ledger().await?.are_refunds_settled(checkout.order_id).await? {
                return Ok(Applied::Unsettled);
            }
            ("lost", applied)
        }
        _ => return Ok(Applied::done()),
    };
    for recipient in recipients {
        let mut tx = database.write(Tenant::named_by_platform(recipient)).await?;
        tx.lock_log().await?;
        tx.end_payment_dispute(&event.reference, outcome, event.happened_at).await?;
        tx.commit().await?;
    }
    Ok(applied)
}
