//! What Stripe tells of subscriptions and their invoices, in the shapes of its public API.

use std::collections::BTreeMap;

use mojo_domain::TenantId;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::answer::state_of;
use super::event::EventObject;
use crate::payments::{SubscriptionEvent, SubscriptionNews, ToldInvoice};

type Metadata = BTreeMap<String, String>;

/// `invoice`.
#[derive(Debug, Deserialize)]
struct InvoiceObject {
    id: String,
    #[serde(default)]
    amount_paid: i64,
    currency: String,
    billing_reason: Option<String>,
    /// `None` for an invoice that belongs to no subscription.
    subscription: Option<String>,
    subscription_details: Option<SubscriptionDetails>,
    payment_intent: Option<String>,
    /// Seconds.
    next_payment_attempt: Option<i64>,
    status_transitions: Option<StatusTransitions>,
    lines: Option<InvoiceLines>,
}

#[derive(Debug, Deserialize)]
struct SubscriptionDetails {
    metadata: Option<Metadata>,
}

#[derive(Debug, Deserialize)]
struct StatusTransitions {
    /// Seconds.
    paid_at: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct InvoiceLines {
    data: Vec<InvoiceLine>,
}

#[derive(Debug, Deserialize)]
struct InvoiceLine {
    /// `subscription` for the period itself, `invoiceitem` for what is charged or granted beside it.
    #[serde(rename = "type")]
    kind: String,
    period: LinePeriod,
}

/// Seconds.
#[derive(Debug, Deserialize)]
struct LinePeriod {
    start: i64,
    end: i64,
}

/// `subscription`.
#[derive(Debug, Deserialize)]
struct SubscriptionObject {
    id: String,
    status: String,
    #[serde(default)]
    cancel_at_period_end: bool,
    #[serde(default)]
    metadata: Metadata,
}

/// Reads an event; `None` for one that tells of no subscription of the platform.
///
/// # Errors
/// When it is not in the shape of its kind.
pub(crate) fn read_subscription_event(
    body: &[u8],
) -> Result<Option<SubscriptionEvent>, serde_json::Error> {
    let event: EventObject = serde_json::from_slice(body)?;
    if !event.is_own() {
        return Ok(None);
    }
    let (id, at, object) = (event.id, micros(event.created), event.data.object);
    match event.kind.as_str() {
        "invoice.paid" => invoice(id, true, at, object),
        "invoice.payment_failed" => invoice(id, false, at, object),
        "customer.subscription.created"
        | "customer.subscription.updated"
        | "customer.subscription.deleted" => subscription(id, at, object),
        _ => Ok(None),
    }
}

fn micros(seconds: i64) -> i64 {
    seconds.saturating_mul(1_000_000)
}

/// The seller and the subscription that the metadata names.
fn named(metadata: &Metadata) -> Option<(TenantId, Uuid)> {
    let seller: Option<TenantId> = metadata.get("tenant_id").and_then(|id| id.parse().ok());
    let subscription = metadata.get("subscription_id").and_then(|id| id.parse().ok());
    seller.zip(subscription)
}

fn invoice(
    event_id: String,
    is_paid: bool,
    told_at: i64,
    object: Value,
) -> Result<Option<SubscriptionEvent>, serde_json::Error> {
    let invoice: InvoiceObject = serde_json::from_value(object)?;
    let metadata = invoice.subscription_details.and_then(|details| details.metadata);
    let Some((seller, subscription_id)) = metadata.as_ref().and_then(named) else {
        return Ok(None);
    };
    let lines = invoice.lines.map(|lines| lines.data).unwrap_or_default();
    // The invoice's own period is the one before: what is paid for stands in the line.
    let line = lines.iter().find(|line| line.kind == "subscription");
    let told = ToldInvoice {
        invoice_id: invoice.id,
        payment_id: invoice.payment_intent.unwrap_or_default(),
        amount_cents: invoice.amount_paid,
        currency: invoice.currency.to_ascii_uppercase(),
        is_renewal: invoice.billing_reason.as_deref() != Some("subscription_create"),
        period: line.map(|line| (micros(line.period.start), micros(line.period.end))),
        next_attempt_at: invoice.next_payment_attempt.map(micros),
    };
    let paid_at = invoice.status_transitions.and_then(|steps| steps.paid_at).map(micros);
    let (news, happened_at) = if is_paid {
        (SubscriptionNews::Paid(told), paid_at.unwrap_or(told_at))
    } else {
        (SubscriptionNews::Failed(told), told_at)
    };
    let provider_subscription_id = invoice.subscription.unwrap_or_default();
    Ok(Some(SubscriptionEvent {
        event_id,
        seller,
        subscription_id,
        provider_subscription_id,
        news,
        happened_at,
    }))
}

fn subscription(
    event_id: String,
    happened_at: i64,
    object: Value,
) -> Result<Option<SubscriptionEvent>, serde_json::Error> {
    let subscription: SubscriptionObject = serde_json::from_value(object)?;
    let Some((seller, subscription_id)) = named(&subscription.metadata) else { return Ok(None) };
    // A word of a later version of the API changes nothing.
    let Some(state) = state_of(&subscription.status) else { return Ok(None) };
    let ends_with_period = subscription.cancel_at_period_end;
    Ok(Some(SubscriptionEvent {
        event_id,
        seller,
        subscription_id,
        provider_subscription_id: subscription.id,
        news: SubscriptionNews::Stands { state, ends_with_period },
        happened_at,
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::payments::SubscriptionState;

    fn read(kind: &str, object: &Value) -> Option<SubscriptionEvent> {
        let data = json!({ "object": object });
        let event = json!({ "id": "evt_1", "type": kind, "created": 1_700_000_100, "data": data });
        read_subscription_event(event.to_string().as_bytes()).unwrap()
    }

    fn metadata() -> Value {
        json!({ "tenant_id": Uuid::from_u128(1), "subscription_id": Uuid::from_u128(2) })
    }

    #[test]
    fn a_subscription_at_a_connected_account_is_none_of_the_platforms() {
        let object = json!({ "id": "sub_1", "status": "active", "metadata": metadata() });
        let mut event = json!({ "id": "evt_1", "type": "customer.subscription.updated",
            "created": 1_700_000_100, "data": { "object": object } });
        assert!(read_subscription_event(event.to_string().as_bytes()).unwrap().is_some());
        event["account"] = json!("acct_1");
        assert!(read_subscription_event(event.to_string().as_bytes()).unwrap().is_none());
    }

    #[test]
    fn an_invoice_tells_its_payment_its_period_and_when_it_was_paid() {
        let period = json!({ "start": 1_700_000_000, "end": 1_702_592_000 });
        let before = json!({ "start": 1, "end": 2 });
        let lines = json!([
            { "type": "invoiceitem", "period": before },
            { "type": "subscription", "period": period },
        ]);
        let invoice = json!({
            "id": "in_1", "object": "invoice", "amount_paid": 119, "currency": "eur",
            "billing_reason": "subscription_cycle", "subscription": "sub_1",
            "subscription_details": { "metadata": metadata() }, "payment_intent": "pi_1",
            "next_payment_attempt": null, "status_transitions": { "paid_at": 1_700_000_050 },
            "lines": { "object": "list", "data": lines },
        });
        let event = read("invoice.paid", &invoice).unwrap();
        assert_eq!(
            (event.seller.0, event.subscription_id),
            (Uuid::from_u128(1), Uuid::from_u128(2))
        );
        assert_eq!(
            event.happened_at, 1_700_000_050_000_000,
            "when it was paid, not when it is told"
        );
        let SubscriptionNews::Paid(told) = event.news else { panic!("paid") };
        assert_eq!((told.payment_id.as_str(), told.amount_cents), ("pi_1", 119));
        assert_eq!((told.currency.as_str(), told.is_renewal), ("EUR", true));
        assert_eq!(told.period, Some((1_700_000_000_000_000, 1_702_592_000_000_000)));
        let failed = read("invoice.payment_failed", &invoice).unwrap();
        assert_eq!(failed.happened_at, 1_700_000_100_000_000);
    }

    #[test]
    fn what_is_none_of_the_platforms_says_nothing() {
        let foreign = json!({ "id": "in_1", "currency": "eur", "subscription": null,
            "subscription_details": { "metadata": null } });
        assert_eq!(read("invoice.paid", &foreign), None);
        let foreign = json!({ "id": "sub_1", "status": "active", "metadata": {} });
        assert_eq!(read("customer.subscription.updated", &foreign), None);
        assert_eq!(read("customer.created", &json!({ "id": "cus_1" })), None);
    }

    #[test]
    fn a_subscription_tells_how_it_stands() {
        let subscription = |status: &str| {
            json!({ "id": "sub_1", "object": "subscription", "status": status,
                "cancel_at_period_end": true, "metadata": metadata() })
        };
        for (status, state) in [
            ("incomplete", SubscriptionState::Open),
            ("active", SubscriptionState::Active),
            ("unpaid", SubscriptionState::PastDue),
            ("canceled", SubscriptionState::Ended),
        ] {
            let event = read("customer.subscription.updated", &subscription(status)).unwrap();
            let stands = SubscriptionNews::Stands { state, ends_with_period: true };
            assert_eq!(event.news, stands, "{status}");
        }
        assert_eq!(read("customer.subscription.updated", &subscription("later")), None);
    }
}
