//! Works off what the provider tells: each event is kept first and applied afterwards, as often as
//! it is asked and always with the same result. One that cannot be understood yet waits, and is
//! tried again when another one of its payment comes, and every minute.

use mojo_domain::TenantId;
use uuid::Uuid;

use super::dispute::note_dispute;
use super::refund::{fail_refund, give_back};
use crate::auth::Tenant;
use crate::commerce::record_order::{NewOrder, NewOrderLine, OrderRefused, record_fixed_order};
use crate::payments::{PaymentEvent, PaymentEventKind};
use crate::storage::checkouts::{CheckoutLine, CheckoutRecord, CheckoutState};
use crate::storage::orders::OrderLineRecord;
use crate::storage::payment_events::EventEnd;
use crate::storage::{Database, StorageError, TenantTx};

/// Events taken at once.
const BATCH: i64 = 200;

/// Whose account at the provider it is.
fn own() -> Tenant {
    Tenant::named_by_platform(TenantId::MOJO_LLC)
}

/// Keeps an event and works off everything that waits of its payment; told twice it changes
/// nothing.
pub(crate) async fn take_event(
    database: &Database,
    event: &PaymentEvent,
    body_hash: &str,
    at: i64,
) -> Result<(), StorageError> {
    let mut tx = database.write(own()).await?;
    tx.insert_payment_event(event, body_hash, at).await?;
    tx.commit().await?;
    loop {
        let waiting = database.read(own()).await?.list_open_events_of(&event.payment_id).await?;
        let mut is_changed = false;
        for waits in &waiting {
            is_changed |= work_off(database, waits, at).await?;
        }
        // What waited for one of these is understood now.
        if !is_changed {
            return Ok(());
        }
    }
}

/// Works off everything that waits; gives back how many events that ended. One that fails holds up
/// no other.
pub(crate) async fn work_off_events(database: &Database, at: i64) -> Result<usize, StorageError> {
    let (mut ended, mut after) = (0, (i64::MIN, String::new()));
    loop {
        let mut tx = database.read(own()).await?;
        let page = tx.list_open_events((after.0, &after.1), BATCH).await?;
        drop(tx);
        let Some((last_at, last)) = page.last() else { return Ok(ended) };
        after = (*last_at, last.event_id.clone());
        for (_, event) in &page {
            match work_off(database, event, at).await {
                Ok(is_ended) => ended += usize::from(is_ended),
                Err(error) => {
                    let id = event.event_id.as_str();
                    tracing::warn!(cause = %error, event = id, "a payment event waits");
                }
            }
        }
    }
}

/// `true` when it is over, `false` while it waits.
async fn work_off(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<bool, StorageError> {
    let Some(end) = apply(database, event, at).await? else { return Ok(false) };
    let mut tx = database.write(own()).await?;
    tx.end_event(&event.event_id, end, at).await?;
    tx.commit().await?;
    Ok(true)
}

/// `None` while what must come before it is missing.
async fn apply(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<Option<EventEnd>, StorageError> {
    use PaymentEventKind::{
        Canceled, DisputeLost, DisputeWon, Disputed, Failed, GivenBack, Paid, RefundFailed,
        Refunded,
    };
    match event.kind {
        Paid => receive_payment(database, event, at).await,
        Failed => note_state(database, event, CheckoutState::Failed).await,
        Canceled => note_state(database, event, CheckoutState::Expired).await,
        Refunded | GivenBack => give_back(database, event, at).await,
        RefundFailed => fail_refund(database, event).await,
        Disputed | DisputeWon | DisputeLost => note_dispute(database, event, at).await,
    }
}

/// The transaction of the seller and its checkout; `None` when it is not known here.
async fn find_named(
    database: &Database,
    named: Option<(TenantId, Uuid)>,
) -> Result<Option<(TenantTx, CheckoutRecord)>, StorageError> {
    let Some((seller, checkout_id)) = named else { return Ok(None) };
    let mut tx = database.write(Tenant::named_by_platform(seller)).await?;
    let checkout = tx.find_checkout(checkout_id).await?;
    Ok(checkout.map(|checkout| (tx, checkout)))
}

async fn note_state(
    database: &Database,
    event: &PaymentEvent,
    state: CheckoutState,
) -> Result<Option<EventEnd>, StorageError> {
    let found = find_named(database, event.checkout).await?;
    let Some((mut tx, checkout)) = found else { return Ok(None) };
    tx.set_checkout_state(checkout.checkout_id, state).await?;
    tx.commit().await?;
    let is_late = checkout.state == CheckoutState::Paid;
    Ok(Some(if is_late { EventEnd::Ignored } else { EventEnd::Done }))
}

/// The money is there: the order is recorded with the lines that were offered, once.
async fn receive_payment(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<Option<EventEnd>, StorageError> {
    let found = find_named(database, event.checkout).await?;
    let Some((mut tx, seen)) = found else { return Ok(None) };
    tx.lock_log().await?;
    // Under the lock: two deliveries at one instant come one after the other here.
    let Some(checkout) = tx.find_checkout(seen.checkout_id).await? else { return Ok(None) };
    let problem = if checkout.state == CheckoutState::Paid {
        if checkout.provider_payment_id == event.payment_id {
            return Ok(Some(EventEnd::Done));
        }
        Some(format!("paid a second time by {}", event.payment_id))
    } else if is_another_amount(&checkout, event) {
        Some(format!(
            "{} received {} cents {}, not {} cents {}",
            event.payment_id,
            event.amount_cents,
            event.currency,
            checkout.amount_cents,
            checkout.currency.code(),
        ))
    } else {
        record(&mut tx, &checkout, event, at).await?
    };
    if let Some(problem) = &problem {
        tx.set_checkout_problem(checkout.checkout_id, problem).await?;
    }
    tx.commit().await?;
    Ok(Some(if problem.is_some() { EventEnd::Problem } else { EventEnd::Done }))
}

fn is_another_amount(checkout: &CheckoutRecord, event: &PaymentEvent) -> bool {
    event.amount_cents != checkout.amount_cents || event.currency != checkout.currency.code()
}

/// Why no order can be recorded, when none can.
async fn record(
    tx: &mut TenantTx,
    checkout: &CheckoutRecord,
    event: &PaymentEvent,
    at: i64,
) -> Result<Option<String>, StorageError> {
    let lines = tx.list_checkout_lines(checkout.checkout_id, checkout.order_id).await?;
    let lines: Vec<OrderLineRecord> =
        lines.into_iter().map(|CheckoutLine { line, .. }| line).collect();
    let order = NewOrder {
        order_id: checkout.order_id,
        order_number: format!("B-{}", checkout.order_id),
        customer_user_id: checkout.customer_user_id,
        // The provider's clock may be ahead of this one.
        ordered_at: event.happened_at.min(at),
        billing_country: checkout.billing_country,
        currency: checkout.currency,
        is_renewal: false,
        is_via_connect: true,
        lines: lines
            .iter()
            .map(|line| NewOrderLine { product_id: line.product_id, net_cents: line.net_cents })
            .collect(),
    };
    match record_fixed_order(tx, &order, &lines, at).await {
        Ok(()) => {}
        Err(OrderRefused::Storage(error)) => return Err(error),
        Err(refused) => return Ok(Some(refused.to_string())),
    }
    tx.set_checkout_paid(checkout.checkout_id, order.ordered_at, &event.payment_id).await?;
    Ok(None)
}
