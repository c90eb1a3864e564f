//! A period was paid: it becomes an order with the line that was agreed, once for each invoice. The
//! payment is held by a checkout, as every other payment is, so that refunds and disputes of it find
//! the order of its period (C12, Y5).

use mojo_domain::OrderId;
use uuid::Uuid;

use crate::commerce::record_order::{NewOrder, NewOrderLine, OrderRefused, record_fixed_order};
use crate::commerce::tax_sale::vat_of_period;
use crate::derived::derived_id;
use crate::payments::{SubscriptionEvent, ToldInvoice};
use crate::storage::checkouts::{CheckoutLine, CheckoutRecord, CheckoutState};
use crate::storage::payment_events::EventEnd;
use crate::storage::subscriptions::{PeriodRecord, SubscriptionRecord};
use crate::storage::{StorageError, TenantTx};

/// The provider repeats what it tells for three days. A renewal waits so long for the first period,
/// which alone is a first purchase (C3); what was not told by then is told no more.
const PATIENCE_MICROS: i64 = 3 * 86_400_000_000;

/// Records the period that `invoice` paid; `None` while the first one is missing.
pub(super) async fn receive_period(
    tx: &mut TenantTx,
    held: &SubscriptionRecord,
    (event, invoice): (&SubscriptionEvent, &ToldInvoice),
    received_at: i64,
    at: i64,
) -> Result<Option<EventEnd>, StorageError> {
    let id = held.subscription_id;
    let periods = tx.list_periods(id).await?;
    if periods.iter().any(|period| period.provider_invoice_id == invoice.invoice_id) {
        return Ok(Some(EventEnd::Done));
    }
    let has_first = periods.iter().any(|period| !period.is_renewal);
    let is_patient = at < received_at.saturating_add(PATIENCE_MICROS);
    let problem = problem_of(held, event, invoice).or_else(|| paid_twice(&periods, invoice));
    let problem = match problem {
        Some(problem) => Some(problem),
        None if invoice.is_renewal && !has_first && is_patient => return Ok(None),
        None => record(tx, held, (event, invoice), at).await?,
    };
    if let Some(problem) = &problem {
        tx.set_subscription_problem(id, problem).await?;
    }
    Ok(Some(if problem.is_some() { EventEnd::Problem } else { EventEnd::Done }))
}

/// Why this payment is no period of the subscription.
fn problem_of(
    held: &SubscriptionRecord,
    event: &SubscriptionEvent,
    invoice: &ToldInvoice,
) -> Option<String> {
    let name = &invoice.invoice_id;
    let (known, told) = (&held.provider_subscription_id, &event.provider_subscription_id);
    if !known.is_empty() && known != told {
        return Some(format!("{name} was paid for the other subscription {told}"));
    }
    let agreed = if invoice.is_renewal { held.amount_cents } else { held.first_amount_cents };
    let currency = held.currency.code();
    if invoice.amount_cents != agreed || invoice.currency != currency {
        let (cents, told) = (invoice.amount_cents, &invoice.currency);
        return Some(format!(
            "{name} received {cents} cents {told}, not {agreed} cents {currency}"
        ));
    }
    if invoice.payment_id.is_empty() {
        return Some(format!("{name} was paid without a payment of the provider"));
    }
    let is_period = invoice.period.is_some_and(|(start, end)| start < end);
    (!is_period).then(|| format!("{name} says not for which period it is"))
}

/// A period is paid by one invoice: what a second one brought is the customer's, and earns nobody a
/// commission.
fn paid_twice(periods: &[PeriodRecord], invoice: &ToldInvoice) -> Option<String> {
    let (starts_at, _) = invoice.period?;
    let paid = periods.iter().find(|period| period.starts_at == starts_at)?;
    let (name, first) = (&invoice.invoice_id, &paid.provider_invoice_id);
    Some(format!("{name} was paid for the period that {first} had paid before"))
}

/// Why no order can be recorded, when none can.
async fn record(
    tx: &mut TenantTx,
    held: &SubscriptionRecord,
    (event, invoice): (&SubscriptionEvent, &ToldInvoice),
    at: i64,
) -> Result<Option<String>, StorageError> {
    // Checked before.
    let (starts_at, ends_at) = invoice.period.unwrap_or_default();
    let own = held.tenant_id.to_string();
    let derived = |what: &str| derived_id(&[what, &own, &invoice.invoice_id]);
    let order_id = OrderId(derived("subscription_order"));
    let agreed = tx.find_subscription_line(held.subscription_id, order_id).await?;
    let discount_cents =
        if invoice.is_renewal { agreed.discount_cents } else { agreed.first_discount_cents };
    let line = CheckoutLine { line: agreed.line, discount_cents };
    // The provider's clock may be ahead of this one.
    let paid_at = event.happened_at.min(at);
    let order = NewOrder {
        order_id,
        order_number: format!("B-{order_id}"),
        customer_user_id: held.customer_user_id,
        ordered_at: paid_at,
        billing_country: held.billing_country,
        currency: held.currency,
        is_renewal: invoice.is_renewal,
        is_via_connect: true,
        lines: vec![NewOrderLine {
            product_id: line.line.product_id,
            net_cents: line.line.net_cents,
        }],
    };
    match record_fixed_order(tx, &order, std::slice::from_ref(&line.line), at).await {
        Ok(()) => {}
        Err(OrderRefused::Storage(error)) => return Err(error),
        Err(refused) => return Ok(Some(refused.to_string())),
    }
    let checkout_id = derived("subscription_checkout");
    hold_payment(tx, (checkout_id, order_id), held, (invoice, paid_at), line).await?;
    let period = PeriodRecord {
        provider_invoice_id: invoice.invoice_id.clone(),
        subscription_id: held.subscription_id,
        checkout_id,
        order_id,
        is_renewal: invoice.is_renewal,
        starts_at,
        ends_at,
        paid_at,
    };
    tx.insert_period(&period).await?;
    let id = held.subscription_id;
    tx.note_provider_subscription(id, &event.provider_subscription_id).await?;
    tx.set_subscription_active(id, paid_at).await?;
    tx.clear_subscription_failed(id, &invoice.invoice_id, paid_at).await?;
    Ok(None)
}

/// The checkout of the period, paid: what goes back of the payment is counted there.
async fn hold_payment(
    tx: &mut TenantTx,
    (checkout_id, order_id): (Uuid, OrderId),
    held: &SubscriptionRecord,
    (invoice, paid_at): (&ToldInvoice, i64),
    line: CheckoutLine,
) -> Result<(), StorageError> {
    let checkout = CheckoutRecord {
        checkout_id,
        order_id,
        customer_user_id: held.customer_user_id,
        billing_country: held.billing_country,
        currency: held.currency,
        amount_cents: invoice.amount_cents,
        opened_at: paid_at,
        state: CheckoutState::Open,
        provider_payment_id: String::new(),
        paid_at: None,
        problem: String::new(),
    };
    let agreed = tx.list_sale_vat((held.subscription_id, true)).await?;
    let vat = vat_of_period(checkout_id, agreed, &line)?;
    tx.insert_checkout(&checkout, &[line]).await?;
    tx.insert_sale_vat(&vat).await?;
    tx.set_checkout_paid(checkout_id, paid_at, &invoice.payment_id).await
}
