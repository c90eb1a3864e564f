//! Works off what the provider tells of subscriptions: each event is kept first and applied
//! afterwards, as often as it is asked and always with the same result. One that cannot be applied yet
//! waits, and is tried again when another one of its subscription comes, and every minute.

use mojo_domain::TenantId;

use super::period::receive_period;
use crate::auth::Tenant;
use crate::commerce::checkout::work_off_payment;
use crate::payments::{SubscriptionEvent, SubscriptionNews, SubscriptionState, ToldInvoice};
use crate::storage::payment_events::EventEnd;
use crate::storage::subscriptions::SubscriptionRecord;
use crate::storage::{Database, StorageError, TenantTx};

/// Events taken at once.
const BATCH: i64 = 200;

/// Whose account at the provider it is.
fn own() -> Tenant {
    Tenant::named_by_platform(TenantId::MOJO_LLC)
}

/// Keeps an event and works off everything that waits of its subscription; told twice it changes
/// nothing.
pub(crate) async fn take_subscription_event(
    database: &Database,
    event: &SubscriptionEvent,
    body_hash: &str,
    at: i64,
) -> Result<(), StorageError> {
    let mut tx = database.write(own()).await?;
    tx.insert_subscription_event(event, body_hash, at).await?;
    tx.commit().await?;
    loop {
        let mut tx = database.read(own()).await?;
        let waiting =
            tx.list_open_events_of_subscription(event.seller, event.subscription_id).await?;
        drop(tx);
        let mut is_changed = false;
        for (received_at, waits) in &waiting {
            is_changed |= work_off(database, waits, *received_at, at).await?;
        }
        // What waited for one of these is understood now.
        if !is_changed {
            return Ok(());
        }
    }
}

/// Works off everything that waits; gives back how many events that ended. One that fails holds up
/// no other.
pub(crate) async fn work_off_subscription_events(
    database: &Database,
    at: i64,
) -> Result<usize, StorageError> {
    let (mut ended, mut after) = (0, (i64::MIN, String::new()));
    loop {
        let mut tx = database.read(own()).await?;
        let page = tx.list_open_subscription_events((after.0, &after.1), BATCH).await?;
        drop(tx);
        let Some((last_at, last)) = page.last() else { return Ok(ended) };
        after = (*last_at, last.event_id.clone());
        for (received_at, event) in &page {
            match work_off(database, event, *received_at, at).await {
                Ok(is_ended) => ended += usize::from(is_ended),
                Err(error) => {
                    let id = event.event_id.as_str();
                    tracing::warn!(cause = %error, event = id, "a subscription event waits");
                }
            }
        }
    }
}

/// `true` when it is over, `false` while it waits.
async fn work_off(
    database: &Database,
    event: &SubscriptionEvent,
    received_at: i64,
    at: i64,
) -> Result<bool, StorageError> {
    let Some(end) = apply(database, event, received_at, at).await? else { return Ok(false) };
    let mut tx = database.write(own()).await?;
    tx.end_subscription_event(&event.event_id, end, at).await?;
    tx.commit().await?;
    if let SubscriptionNews::Paid(invoice) = &event.news {
        // A refund may have been told before the payment that it belongs to.
        work_off_payment(database, &invoice.payment_id, at).await?;
    }
    Ok(true)
}

/// `None` while what must come before it is missing.
async fn apply(
    database: &Database,
    event: &SubscriptionEvent,
    received_at: i64,
    at: i64,
) -> Result<Option<EventEnd>, StorageError> {
    let mut tx = database.write(Tenant::named_by_platform(event.seller)).await?;
    if tx.find_subscription(event.subscription_id).await?.is_none() {
        return Ok(None);
    }
    tx.lock_log().await?;
    // Under the lock: two deliveries at one instant come one after the other here.
    let Some(held) = tx.find_subscription(event.subscription_id).await? else { return Ok(None) };
    let end = match &event.news {
        SubscriptionNews::Paid(invoice) => {
            receive_period(&mut tx, &held, (event, invoice), received_at, at).await?
        }
        SubscriptionNews::Failed(invoice) => note_failure(&mut tx, &held, event, invoice).await?,
        SubscriptionNews::Stands { state, ends_with_period } => {
            note_state(&mut tx, &held, event, (*state, *ends_with_period)).await?
        }
    };
    if end.is_some() {
        tx.commit().await?;
    }
    Ok(end)
}

/// A payment failed: it is shown until its invoice, or a later one, is paid. The membership ends with
/// what was paid, so that nothing is to be taken away here.
async fn note_failure(
    tx: &mut TenantTx,
    held: &SubscriptionRecord,
    event: &SubscriptionEvent,
    invoice: &ToldInvoice,
) -> Result<Option<EventEnd>, StorageError> {
    let periods = tx.list_periods(held.subscription_id).await?;
    let is_settled = periods.iter().any(|period| {
        let is_later = invoice.period.is_some_and(|(start, _)| period.starts_at > start);
        period.provider_invoice_id == invoice.invoice_id || is_later
    });
    if is_settled {
        return Ok(Some(EventEnd::Ignored));
    }
    tx.set_subscription_failed(held.subscription_id, invoice, event.happened_at).await?;
    Ok(Some(EventEnd::Done))
}

/// How the provider says that it stands. Another subscription than the one that is known changes
/// nothing: it expires unpaid, or its payment is told as a problem.
async fn note_state(
    tx: &mut TenantTx,
    held: &SubscriptionRecord,
    event: &SubscriptionEvent,
    (state, ends_with_period): (SubscriptionState, bool),
) -> Result<Option<EventEnd>, StorageError> {
    let (id, provider_id) = (held.subscription_id, event.provider_subscription_id.as_str());
    if state == SubscriptionState::Open && held.state == SubscriptionState::Open {
        // The answer to the request that made it may have been lost.
        tx.note_provider_subscription(id, provider_id).await?;
        return Ok(Some(EventEnd::Done));
    }
    let known = held.provider_subscription_id.as_str();
    if state == SubscriptionState::Open || (!known.is_empty() && known != provider_id) {
        return Ok(Some(EventEnd::Ignored));
    }
    tx.note_provider_subscription(id, provider_id).await?;
    let is_news = if state == SubscriptionState::Ended {
        tx.set_subscription_ended(id, event.happened_at).await?;
        held.state != SubscriptionState::Ended
    } else {
        tx.set_subscription_state(id, state, ends_with_period, event.happened_at).await?
    };
    Ok(Some(if is_news { EventEnd::Done } else { EventEnd::Ignored }))
}
