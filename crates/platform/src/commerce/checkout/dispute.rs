//! Disputes of payments: the customer's bank asks for the money back. The commissions of the order
//! are frozen until the provider tells the end; won, they go on, lost, the money went back as with a
//! refund (C12).

use std::collections::BTreeSet;

use mojo_domain::TenantId;

use super::refund::{find_paid, give_back};
use crate::auth::Tenant;
use crate::payments::{PaymentEvent, PaymentEventKind};
use crate::storage::checkouts::CheckoutState;
use crate::storage::payment_events::EventEnd;
use crate::storage::{Database, StorageError};

/// Takes what the provider tells about a dispute; `None` while its payment, or the order's
/// commissions, are missing. An end that is told before its beginning is an end all the same.
pub(super) async fn note_dispute(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<Option<EventEnd>, StorageError> {
    let Some((tx, checkout)) = find_paid(database, event).await? else { return Ok(None) };
    drop(tx);
    if checkout.state != CheckoutState::Paid {
        return Ok(Some(EventEnd::Problem));
    }
    let mut ledger = database.read_ledger().await?;
    if !ledger.is_order_settled(checkout.order_id).await? {
        return Ok(None);
    }
    let commissions = ledger.list_commissions_of(checkout.order_id).await?;
    drop(ledger);
    let outcome = match event.kind {
        PaymentEventKind::DisputeWon => Some("won"),
        PaymentEventKind::DisputeLost => Some("lost"),
        _ => None,
    };
    // Taken back before it is free again: no payout comes in between.
    let end = if event.kind == PaymentEventKind::DisputeLost {
        give_back(database, event, at).await?
    } else {
        Some(EventEnd::Done)
    };
    let recipients: BTreeSet<TenantId> = commissions.iter().map(|it| it.recipient).collect();
    for recipient in recipients {
        let mut tx = database.write(Tenant::named_by_platform(recipient)).await?;
        // No payout of the recipient is planned meanwhile.
        tx.lock_log().await?;
        tx.insert_payment_dispute(&event.reference, checkout.order_id, event.happened_at).await?;
        if let Some(outcome) = outcome {
            tx.end_payment_dispute(&event.reference, outcome, event.happened_at).await?;
        }
        tx.commit().await?;
    }
    Ok(end)
}
