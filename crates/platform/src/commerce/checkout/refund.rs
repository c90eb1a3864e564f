//! Money that goes back through the provider. It tells each refund by its id, and what was given
//! back of a payment in all; the larger of the two is what was given back, in whatever order and
//! however often it is told. The ledger takes it in list net, in proportion (C7, C12).

use mojo_domain::commissions::reversed_total;
use mojo_domain::{Money, OrderId};
use uuid::Uuid;

use crate::auth::Tenant;
use crate::commerce::record_refund::{NewRefund, RefundRefused, record_refund};
use crate::derived::derived_id;
use crate::payments::{
    MadeRefund, PaymentEvent, PaymentEventKind, Payments, ProviderError, RefundWish,
};
use crate::storage::checkouts::{BackKind, CheckoutRecord, CheckoutState, PaymentRefund};
use crate::storage::payment_events::EventEnd;
use crate::storage::{Database, StorageError, TenantTx};

/// A refund as it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct AskedRefund {
    /// Drawn by the client, so that a repeated request gives back once.
    pub(crate) key: Uuid,
    pub(crate) order_id: OrderId,
    /// The money to give back, VAT included.
    pub(crate) amount_cents: i64,
}

/// Why no money is given back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskRefused {
    /// The platform has no account at a provider.
    #[error("no payment provider is set up")]
    NoProvider,
    /// The seller has no such order that was paid through the provider.
    #[error("there is no such order that was paid through the provider")]
    UnknownOrder,
    /// Zero or less.
    #[error("a refund is above zero")]
    NotPositive,
    /// The provider gives nothing back, as more than was paid.
    #[error("the payment provider refuses: {0}")]
    Provider(String),
    /// The database, or a provider that does not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Asks the provider to give money of `seller`'s order back, and records it when it did; when it is
/// still at it, its event tells the end.
pub(crate) async fn ask_refund(
    database: &Database,
    payments: &Payments,
    seller: Tenant,
    asked: &AskedRefund,
    at: i64,
) -> Result<MadeRefund, AskRefused> {
    let Payments::Provider(provider) = payments else { return Err(AskRefused::NoProvider) };
    if asked.amount_cents <= 0 {
        return Err(AskRefused::NotPositive);
    }
    let found = database.read(seller).await?.find_checkout_of_order(asked.order_id).await?;
    let checkout = found.filter(|checkout| checkout.state == CheckoutState::Paid);
    let checkout = checkout.ok_or(AskRefused::UnknownOrder)?;
    let wish = RefundWish {
        key: asked.key,
        payment_id: checkout.provider_payment_id.clone(),
        amount: Money::new(asked.amount_cents, checkout.currency),
    };
    let made = provider.create_refund(&wish).await.map_err(|error| match error {
        ProviderError::Refused { .. } => AskRefused::Provider(error.to_string()),
        ProviderError::Unknown(text) => StorageError::Provider(text).into(),
    })?;
    if made.is_done {
        let mut tx = database.write(seller).await?;
        tx.lock_log().await?;
        let (kind, amount_cents) = (BackKind::Refund, made.amount.cents);
        let refund = PaymentRefund { id: &made.id, kind, amount_cents, at };
        tx.insert_payment_refund(checkout.checkout_id, &refund).await?;
        if let Some(problem) = book(&mut tx, checkout.checkout_id, at).await? {
            tx.set_checkout_problem(checkout.checkout_id, &problem).await?;
        }
        tx.commit().await?;
    }
    Ok(made)
}

/// Takes what the provider tells about money that went back; `None` while its payment is missing.
pub(super) async fn give_back(
    database: &Database,
    event: &PaymentEvent,
    at: i64,
) -> Result<Option<EventEnd>, StorageError> {
    let Some((mut tx, checkout)) = find_paid(database, event).await? else { return Ok(None) };
    let id = checkout.checkout_id;
    if checkout.state != CheckoutState::Paid {
        // The payment was kept and not recorded, and neither is what goes back of it.
        return Ok(Some(EventEnd::Problem));
    }
    let problem = if event.currency != checkout.currency.code() || event.amount_cents <= 0 {
        Some(format!("{} gave back {} {}", event.event_id, event.amount_cents, event.currency))
    } else {
        if event.kind == PaymentEventKind::GivenBack {
            tx.raise_given_back(id, event.amount_cents).await?;
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
    tx.commit().await?;
    Ok(Some(if problem.is_some() { EventEnd::Problem } else { EventEnd::Done }))
}

/// A refund did not go through: people must see to it that the customer gets the money.
pub(super) async fn fail_refund(
    database: &Database,
    event: &PaymentEvent,
) -> Result<Option<EventEnd>, StorageError> {
    let Some((mut tx, checkout)) = find_paid(database, event).await? else { return Ok(None) };
    let problem = format!("the refund {} did not go through", event.reference);
    tx.set_checkout_problem(checkout.checkout_id, &problem).await?;
    tx.commit().await?;
    Ok(Some(EventEnd::Problem))
}

/// The seller's transaction, under its lock, with the checkout of a payment that arrived.
pub(super) async fn find_paid(
    database: &Database,
    event: &PaymentEvent,
) -> Result<Option<(TenantTx, CheckoutRecord)>, StorageError> {
    let mut ledger = database.read_ledger().await?;
    let found = ledger.find_checkout_of_payment(&event.payment_id).await?;
    drop(ledger);
    let Some((seller, checkout_id)) = found else { return Ok(None) };
    let mut tx = database.write(Tenant::named_by_platform(seller)).await?;
    tx.lock_log().await?;
    let checkout = tx.find_checkout(checkout_id).await?;
    let is_told = |checkout: &CheckoutRecord| {
        checkout.state == CheckoutState::Paid || !checkout.problem.is_empty()
    };
    Ok(checkout.filter(is_told).map(|checkout| (tx, checkout)))
}

/// Brings the refunds of the order's lines to what was given back of the payment; gives back what
/// people must look at.
async fn book(
    tx: &mut TenantTx,
    checkout_id: Uuid,
    at: i64,
) -> Result<Option<String>, StorageError> {
    let Some(checkout) = tx.find_checkout(checkout_id).await? else { return Ok(None) };
    let by_id = tx.payment_refunds_cents(checkout_id, BackKind::Refund).await?;
    let lost = tx.payment_refunds_cents(checkout_id, BackKind::Dispute).await?;
    // The charge's total knows nothing of disputes.
    let told = by_id.max(checkout.given_back_cents).saturating_add(lost);
    let paid = checkout.amount_cents;
    let total = told.min(paid);
    let money = |cents| Money::new(cents, checkout.currency);
    let held = tx.list_refunds_of(checkout.order_id).await?;
    for line in tx.list_order_lines(&[checkout.order_id.0]).await? {
        let share = reversed_total(money(line.net_cents), money(total), money(paid))
            .map_err(|error| StorageError::Rule(error.to_string()))?;
        let more = share.cents - tx.refunded_net(checkout.order_id, line.line_no).await?;
        if more <= 0 {
            continue;
        }
        let earlier = held.iter().filter(|it| it.line_no == line.line_no).map(|it| it.refunded_at);
        let after = earlier.chain(checkout.paid_at).max().map_or(at, |last| last + 1);
        let names = [checkout.order_id.to_string(), line.line_no.to_string(), total.to_string()];
        let refund = NewRefund {
            refund_id: derived_id(&["payment_refund", &names[0], &names[1], &names[2]]),
            order_id: checkout.order_id,
            line_no: line.line_no,
            // Nothing goes back before it came, and one refund of a line after the other: the
            // ledger takes them up in the order of time.
            refunded_at: at.max(after),
            net_cents: more,
        };
        match record_refund(tx, &refund).await {
            Ok(()) => {}
            Err(RefundRefused::Storage(error)) => return Err(error),
            Err(refused) => return Ok(Some(refused.to_string())),
        }
    }
    let is_more = told > paid;
    Ok(is_more.then(|| format!("{told} cents given back of {paid} that were paid")))
}
