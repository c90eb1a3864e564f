//! Money that goes back through the provider. It tells each refund by its id, what was given back
//! of a payment in all, and which refund did not go through after all. The truth follows from all of
//! it, in whatever order and however often it is told; the ledger takes it in list net, in
//! proportion (C7, C12), up and down.

use mojo_domain::Money;
use mojo_domain::commissions::reversed_total;
use uuid::Uuid;

use super::event::{Applied, own};
use crate::auth::Tenant;
use crate::commerce::record_refund::{NewRefund, RefundRefused, book_refund_back, record_refund};
use crate::commerce::seller::book_sale;
use crate::derived::derived_id;
use crate::payments::{PaymentEvent, PaymentEventKind};
use crate::storage::checkouts::{CheckoutRecord, CheckoutState};
use crate::storage::payment_refunds::{BackKind, PaymentRefund, ToldCents};
use crate::storage::{Database, StorageError, TenantTx};

/// Takes what the provider tells about money that went back.
pub(super) async fn give_back(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<Applied, StorageError> {
    let Some((mut tx, checkout)) = find_paid(database, event).await? else {
        return Ok(Applied::Unclaimed);
    };
    if !is_paid_by(&checkout, event) {
        return note_unrecorded(tx, &checkout, event).await;
    }
    let id = checkout.checkout_id;
    let problem = if event.currency != checkout.currency.code() || event.amount_cents <= 0 {
        Some(format!("{} gave back {} {}", event.event_id, event.amount_cents, event.currency))
    } else {
        if event.kind == PaymentEventKind::GivenBack {
            let total = ToldCents { cents: event.amount_cents, at: event.happened_at };
            tx.insert_payment_total(id, total).await?;
        } else {
            let is_lost = event.kind == PaymentEventKind::DisputeLost;
            let refund = PaymentRefund {
                id: &event.reference,
                kind: if is_lost { BackKind::Dispute } else { BackKind::Refund },
                amount_cents: event.amount_cents,
                at: event.happened_at,
            };
            tx.insert_payment_refund(id, &refund).await?;
        }
        book(&mut tx, id, event.happened_at.min(at)).await?
    };
    if let Some(problem) = &problem {
        tx.set_checkout_problem(id, problem).await?;
    }
    let seller = tx.tenant();
    tx.commit().await?;
    // C5: a cent may go back of the money and none of the list net, so that no commission follows. Where
    // one does, the sale waits until it was taken back.
    book_sale(database, seller, id, at).await?;
    Ok(problem.map_or_else(Applied::done, Applied::problem))
}

/// A refund did not go through: the ledger counts it no more, and people must see to it that the
/// customer gets the money.
pub(super) async fn fail_refund(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<Applied, StorageError> {
    let Some((mut tx, checkout)) = find_paid(database, event).await? else {
        return Ok(Applied::Unclaimed);
    };
    if !is_paid_by(&checkout, event) {
        return note_unrecorded(tx, &checkout, event).await;
    }
    let id = checkout.checkout_id;
    let problem = if event.currency != checkout.currency.code() || event.amount_cents <= 0 {
        format!("{} took back {} {}", event.event_id, event.amount_cents, event.currency)
    } else {
        let failed = ToldCents { cents: event.amount_cents, at: event.happened_at };
        keep_failure(&mut tx, &checkout, (event.reference.as_str(), failed), at).await?
    };
    tx.set_checkout_problem(id, &problem).await?;
    let seller = tx.tenant();
    tx.commit().await?;
    book_sale(database, seller, id, at).await?;
    Ok(Applied::problem(problem))
}

/// Keeps that a refund did not go through and books it back; gives back what people must know.
pub(super) async fn keep_failure(
    tx: &mut TenantTx,
    checkout: &CheckoutRecord,
    (refund_id, failed): (&str, ToldCents),
    at: i64,
) -> Result<String, StorageError> {
    tx.insert_refund_failure(checkout.checkout_id, refund_id, failed).await?;
    if let Some(problem) = book(tx, checkout.checkout_id, failed.at.min(at)).await? {
        tx.set_checkout_problem(checkout.checkout_id, &problem).await?;
    }
    let cents = failed.cents;
    Ok(format!(
        "the refund {refund_id} of {cents} cents did not go through: the customer waits for it"
    ))
}

/// The seller's transaction, under its lock, with the checkout that a payment is for: as its order
/// is paid by it, or as it was taken and became no order.
pub(super) async fn find_paid(
    database: &Database,
    event: &PaymentEvent,
) -> Result<Option<(TenantTx, CheckoutRecord)>, StorageError> {
    let mut ledger = database.read_ledger().await?;
    let mut found = ledger.find_checkout_of_payment(&event.payment_id).await?;
    drop(ledger);
    if found.is_none() {
        let mut told = database.read(own()).await?;
        found = told.find_checkout_named_by(&event.payment_id).await?;
    }
    let Some((seller, checkout_id)) = found else { return Ok(None) };
    let mut tx = database.write(Tenant::named_by_platform(seller)).await?;
    tx.lock_log().await?;
    let checkout = tx.find_checkout(checkout_id).await?;
    let is_told = |checkout: &CheckoutRecord| {
        checkout.state == CheckoutState::Paid || !checkout.problem.is_empty()
    };
    Ok(checkout.filter(is_told).map(|checkout| (tx, checkout)))
}

/// The order of the checkout is paid by the payment of the event.
pub(super) fn is_paid_by(checkout: &CheckoutRecord, event: &PaymentEvent) -> bool {
    checkout.state == CheckoutState::Paid && checkout.provider_payment_id == event.payment_id
}

/// Money moved of a payment that became no order, as a second one of its checkout: the ledger has
/// nothing of it, people are told.
pub(super) async fn note_unrecorded(
    mut tx: TenantTx,
    checkout: &CheckoutRecord,
    event: &PaymentEvent,
) -> Result<Applied, StorageError> {
    let problem = format!(
        "{}, which is no order's: {} {} of {} cents {}",
        event.payment_id,
        event.kind.code(),
        event.reference,
        event.amount_cents,
        event.currency,
    );
    tx.set_checkout_problem(checkout.checkout_id, &problem).await?;
    tx.commit().await?;
    Ok(Applied::problem(problem))
}

/// Brings the refunds of the order's lines to what was given back of the payment, up or down; gives
/// back what people must look at. Refunds of such an order come from here alone.
pub(super) async fn book(
    tx: &mut TenantTx,
    checkout_id: Uuid,
    at: i64,
) -> Result<Option<String>, StorageError> {
    let Some(checkout) = tx.find_checkout(checkout_id).await? else { return Ok(None) };
    let told = tx.given_back_of(checkout_id).await?.cents();
    let paid = checkout.amount_cents;
    let total = told.clamp(0, paid);
    let money = |cents| Money::new(cents, checkout.currency);
    let held = tx.list_refunds_of(checkout.order_id).await?;
    for line in tx.list_order_lines(&[checkout.order_id.0]).await? {
        let share = reversed_total(money(line.net_cents), money(total), money(paid))
            .map_err(|error| StorageError::Rule(error.to_string()))?;
        let change = share.cents - tx.refunded_net(checkout.order_id, line.line_no).await?;
        if change == 0 {
            continue;
        }
        let of_line = || held.iter().filter(|it| it.line_no == line.line_no);
        let earlier = of_line().map(|it| it.refunded_at);
        let after = earlier.chain(checkout.paid_at).max().map_or(at, |last| last + 1);
        // The same sum may be reached again after a refund that did not go through.
        let [order, no] = [checkout.order_id.to_string(), line.line_no.to_string()];
        let [sum, place] = [total.to_string(), of_line().count().to_string()];
        let refund = NewRefund {
            refund_id: derived_id(&["payment_refund", &order, &no, &sum, &place]),
            order_id: checkout.order_id,
            line_no: line.line_no,
            // Nothing goes back before it came, and one refund of a line after the other: the
            // ledger takes them up in the order of time.
            refunded_at: at.max(after),
            net_cents: change,
        };
        let booked = if change > 0 {
            record_refund(tx, &refund).await
        } else {
            book_refund_back(tx, &refund).await
        };
        match booked {
            Ok(()) => {}
            Err(RefundRefused::Storage(error)) => return Err(error),
            Err(refused) => return Ok(Some(refused.to_string())),
        }
    }
    let is_more = told > paid;
    Ok(is_more.then(|| format!("{told} cents given back of {paid} that were paid")))
}
