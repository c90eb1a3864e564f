//! Works off what the provider tells: each event is kept first and applied afterwards, as often as
//! it is asked and always with the same result. One that cannot be understood yet waits, and is
//! tried again when another one of its payment comes, and every minute. Where no checkout claims its
//! payment for days, people are told; it is taken up again when one does after all.

use mojo_domain::TenantId;
use mojo_domain::commissions::SettledAs;
use uuid::Uuid;

use super::dispute::note_dispute;
use super::refund::{fail_refund, give_back};
use crate::auth::Tenant;
use crate::commerce::record_order::{NewOrder, NewOrderLine, OrderRefused, record_fixed_order};
use crate::commerce::seller::book_sale;
use crate::mail::queue_payment_failure;
use crate::payments::{PaymentEvent, PaymentEventKind};
use crate::storage::checkouts::{CheckoutLine, CheckoutRecord, CheckoutState};
use crate::storage::orders::OrderLineRecord;
use crate::storage::payment_events::EventEnd;
use crate::storage::{Database, StorageError, TenantTx};

/// Events taken at once.
const BATCH: i64 = 200;

/// So long the provider repeats what nobody took; what no checkout claims until then is none's. In
/// microseconds.
const PATIENCE: i64 = 3 * 24 * 60 * 60 * 1_000_000;

/// What came of an event.
#[derive(Debug)]
pub(super) enum Applied {
    /// It is over; why people must look at it, empty where they need not.
    Ended(EventEnd, String),
    /// No checkout claims its payment yet.
    Unclaimed,
    /// The ledger has not settled yet what it needs.
    Unsettled,
}

impl Applied {
    /// What it told is recorded.
    pub(super) fn done() -> Self {
        Self::Ended(EventEnd::Done, String::new())
    }

    /// People must look at it.
    pub(super) fn problem(reason: String) -> Self {
        Self::Ended(EventEnd::Problem, reason)
    }
}

/// Whose account at the provider it is.
pub(super) fn own() -> Tenant {
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
    work_off_payment(database, &event.payment_id, at).await
}

/// Works off everything that waits of a payment; again after the ledger has settled, as some of it
/// waits for that.
pub(crate) async fn work_off_payment(
    database: &Database,
    payment_id: &str,
    at: i64,
) -> Result<(), StorageError> {
    loop {
        let waiting = database.read(own()).await?.list_open_events_of(payment_id).await?;
        let mut is_changed = false;
        for waits in &waiting {
            is_changed |= work_off(database, waits, false, at).await?;
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
        for (received_at, event) in &page {
            let is_given_up = received_at.saturating_add(PATIENCE) <= at;
            match work_off(database, event, is_given_up, at).await {
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
    is_given_up: bool,
    at: i64,
) -> Result<bool, StorageError> {
    let (end, reason) = match apply(database, event, at).await? {
        Applied::Ended(end, reason) => (end, reason),
        Applied::Unclaimed if is_given_up => give_up(event),
        Applied::Unclaimed | Applied::Unsettled => return Ok(false),
    };
    let mut tx = database.write(own()).await?;
    tx.end_event(&event.event_id, end, &reason, at).await?;
    tx.commit().await?;
    Ok(true)
}

/// Of a payment that no checkout claims: where money moved, people must look. By this reason, word for
/// word, the storage knows what it takes up again once one claims it.
fn give_up(event: &PaymentEvent) -> (EventEnd, String) {
    match event.kind {
        PaymentEventKind::Failed | PaymentEventKind::Canceled => (EventEnd::Ignored, String::new()),
        _ => {
            let reason = format!("no checkout claims the payment {}", event.payment_id);
            (EventEnd::Problem, reason)
        }
    }
}

async fn apply(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<Applied, StorageError> {
    use PaymentEventKind::{
        Canceled, DisputeLost, DisputeWon, Disputed, Failed, GivenBack, Paid, RefundFailed,
        Refunded, TransferReversed,
    };
    match event.kind {
        Paid => receive_payment(database, event, at).await,
        Failed => note_state(database, event, CheckoutState::Failed, at).await,
        Canceled => note_state(database, event, CheckoutState::Expired, at).await,
        Refunded | GivenBack => give_back(database, event, at).await,
        RefundFailed => fail_refund(database, event, at).await,
        Disputed | DisputeWon | DisputeLost => note_dispute(database, event, at).await,
        TransferReversed => Ok(Applied::problem(called_back(event))),
    }
}

/// Y2: whether a payout comes back is for people to say: a part may be called back by mistake, and be
/// transferred again by hand.
fn called_back(event: &PaymentEvent) -> String {
    let payout = if event.reference.is_empty() { "no payout" } else { &event.reference };
    format!(
        "the transfer {} was called back, {} cents {} in all: it was made for {payout}; once all of \
         it is called back, say that the payout is returned",
        event.payment_id, event.amount_cents, event.currency,
    )
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
    at: i64,
) -> Result<Applied, StorageError> {
    let found = find_named(database, event.checkout).await?;
    let Some((mut tx, seen)) = found else { return Ok(Applied::Unclaimed) };
    tx.lock_log().await?;
    // Under the lock: what is paid at this instant keeps its place.
    let Some(checkout) = tx.find_checkout(seen.checkout_id).await? else {
        return Ok(Applied::Unclaimed);
    };
    tx.set_checkout_state(checkout.checkout_id, state).await?;
    if state == CheckoutState::Expired && checkout.state != CheckoutState::Paid {
        // F4: nobody can pay it any more, so that its place is free.
        tx.free_place(checkout.checkout_id, at).await?;
    }
    let is_late = checkout.state == CheckoutState::Paid;
    let end = if is_late { EventEnd::Ignored } else { EventEnd::Done };
    let mut tx = tx.go_on_as_ledger().await?;
    if state == CheckoutState::Failed && !is_late {
        let about = (checkout.checkout_id, checkout.customer_user_id);
        queue_payment_failure(&mut tx, about, at).await?;
    }
    tx.commit().await?;
    Ok(Applied::Ended(end, String::new()))
}

/// The money is there: the order is recorded with the lines that were offered, once. It is over
/// when the ledger has settled the order and the discounts were compared.
async fn receive_payment(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<Applied, StorageError> {
    let found = find_named(database, event.checkout).await?;
    let Some((mut tx, seen)) = found else { return Ok(Applied::Unclaimed) };
    tx.lock_log().await?;
    // Under the lock: two deliveries at one instant come one after the other here.
    let Some(checkout) = tx.find_checkout(seen.checkout_id).await? else {
        return Ok(Applied::Unclaimed);
    };
    let seller = tx.tenant();
    let problem = if checkout.state == CheckoutState::Paid {
        if checkout.provider_payment_id == event.payment_id {
            drop(tx);
            return compare_with_ledger(database, seller, &checkout, at).await;
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
    if let Some(problem) = problem {
        tx.set_checkout_problem(checkout.checkout_id, &problem).await?;
        tx.commit().await?;
        return Ok(Applied::problem(problem));
    }
    tx.commit().await?;
    compare_with_ledger(database, seller, &checkout, at).await
}

/// C7, C8, C17: the price is the offer's, the ledger's discount is the payment's. Where somebody
/// became a first buyer or an agreement ended in between, the two differ, and people are told. So it is
/// with what the platform kept of a seller's money (C2, C4). What stays in the platform's account is
/// booked for the seller (C5), before the event is over.
async fn compare_with_ledger(
    database: &Database,
    seller: Tenant,
    checkout: &CheckoutRecord,
    at: i64,
) -> Result<Applied, StorageError> {
    let mut ledger = database.read_ledger().await?;
    if !ledger.is_order_settled(checkout.order_id).await? {
        return Ok(Applied::Unsettled);
    }
    let commissions = ledger.list_commissions_of(checkout.order_id).await?;
    drop(ledger);
    book_sale(database, seller, checkout.checkout_id, at).await?;
    let mut tx = database.write(seller).await?;
    let mut differing = Vec::new();
    for CheckoutLine { line, discount_cents } in
        tx.list_checkout_lines(checkout.checkout_id, checkout.order_id).await?
    {
        let granted = commissions
            .iter()
            .filter(|it| it.line_no == line.line_no && it.settled_as == SettledAs::Discount);
        let due: i64 = granted.map(|it| it.amount_cents).sum();
        if due != discount_cents {
            differing.push(format!(
                "discount_differs: line {} was offered with {discount_cents} cents off, and {due} \
                 were due when it was paid",
                line.line_no,
            ));
        }
    }
    let kept = tx.find_checkout_destination(checkout.checkout_id).await?;
    if let Some((_, fee_cents)) = kept {
        let owed = commissions.iter().filter(|it| it.settled_as != SettledAs::Discount);
        let due: i64 = owed.map(|it| it.amount_cents).sum();
        if due != fee_cents {
            differing.push(format!(
                "fee_differs: the platform kept {fee_cents} cents of the seller's money, and {due} were \
                 due when it was paid",
            ));
        }
    }
    if differing.is_empty() {
        return Ok(Applied::done());
    }
    tx.lock_log().await?;
    let problem = differing.join("; ");
    tx.set_checkout_problem(checkout.checkout_id, &problem).await?;
    tx.commit().await?;
    Ok(Applied::problem(problem))
}

fn is_another_amount(checkout: &CheckoutRecord, event: &PaymentEvent) -> bool {
    event.amount_cents != checkout.amount_cents || event.currency != checkout.currency.code()
}

/// Why people must look at it: no order can be recorded, or its place is gone.
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
    // F4: the money counts however late it is told; that somebody else may have the place is told.
    let is_lost = tx.is_place_freed(checkout.checkout_id).await?;
    Ok(is_lost.then(|| "place_lost: it was paid after its place had been freed".to_owned()))
}
