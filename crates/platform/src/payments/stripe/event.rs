//! What Stripe tells by itself, in the shapes of its public API.

use std::collections::BTreeMap;

use mojo_domain::TenantId;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::payments::{PaymentEvent, PaymentEventKind};

/// `event`.
#[derive(Debug, Deserialize)]
pub(super) struct EventObject {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// Seconds.
    pub(super) created: i64,
    pub(super) data: EventData,
    /// The connected account that it happened to; `None` for the platform's own.
    #[serde(default)]
    account: Option<String>,
}

impl EventObject {
    /// It tells of the platform's own account. A connected account may have payments and
    /// subscriptions too, with whatever metadata its owner writes: they pay for nothing here.
    pub(super) fn is_own(&self) -> bool {
        self.account.is_none()
    }
}

/// What the event tells of.
#[derive(Debug, Deserialize)]
pub(super) struct EventData {
    pub(super) object: Value,
}

/// `payment_intent`.
#[derive(Debug, Deserialize)]
struct IntentObject {
    id: String,
    #[serde(default)]
    amount_received: i64,
    currency: String,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    last_payment_error: Option<IntentError>,
    cancellation_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct IntentError {
    code: Option<String>,
}

/// `refund`, and as far as it is read `dispute`.
#[derive(Debug, Deserialize)]
struct RefundObject {
    id: String,
    amount: i64,
    currency: String,
    status: Option<String>,
    payment_intent: Option<String>,
}

/// `charge`.
#[derive(Debug, Deserialize)]
struct ChargeObject {
    amount_refunded: i64,
    currency: String,
    payment_intent: Option<String>,
}

/// `transfer`.
#[derive(Debug, Deserialize)]
struct ReversedObject {
    id: String,
    amount_reversed: i64,
    currency: String,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    /// The charge of a customer that it is a part of.
    #[serde(default)]
    source_transaction: Option<String>,
}

/// Reads an event; `None` for one that says nothing to the platform.
///
/// # Errors
/// When it is not in the shape of its kind.
pub(crate) fn read_event(body: &[u8]) -> Result<Option<PaymentEvent>, serde_json::Error> {
    let event: EventObject = serde_json::from_slice(body)?;
    if !event.is_own() {
        return Ok(None);
    }
    let (id, at) = (event.id, event.created.saturating_mul(1_000_000));
    let object = event.data.object;
    Ok(match event.kind.as_str() {
        "payment_intent.succeeded" => intent(id, PaymentEventKind::Paid, at, object)?,
        "payment_intent.payment_failed" => intent(id, PaymentEventKind::Failed, at, object)?,
        "payment_intent.canceled" => intent(id, PaymentEventKind::Canceled, at, object)?,
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            refund(id, at, object)?
        }
        // Told of the charge with its total, or of the refund itself.
        "charge.refunded" if object["object"] == "refund" => refund(id, at, object)?,
        "charge.refunded" => charge(id, at, object)?,
        "charge.dispute.created" | "charge.dispute.closed" => {
            dispute(id, event.kind == "charge.dispute.closed", at, object)?
        }
        "transfer.reversed" => reversal(id, at, object)?,
        _ => None,
    })
}

/// A transfer of which something was called back, with all that was; `None` for one that Stripe made by
/// itself of a customer's payment: each refund of that calls its part back, and is told by itself.
fn reversal(
    event_id: String,
    happened_at: i64,
    object: Value,
) -> Result<Option<PaymentEvent>, serde_json::Error> {
    let mut transfer: ReversedObject = serde_json::from_value(object)?;
    if transfer.source_transaction.is_some() {
        return Ok(None);
    }
    Ok(Some(PaymentEvent {
        event_id,
        kind: PaymentEventKind::TransferReversed,
        payment_id: transfer.id,
        checkout: None,
        amount_cents: transfer.amount_reversed,
        currency: transfer.currency.to_ascii_uppercase(),
        reference: transfer.metadata.remove("payout_id").unwrap_or_default(),
        happened_at,
    }))
}

fn intent(
    event_id: String,
    kind: PaymentEventKind,
    happened_at: i64,
    object: Value,
) -> Result<Option<PaymentEvent>, serde_json::Error> {
    let intent: IntentObject = serde_json::from_value(object)?;
    let named = |name: &str| intent.metadata.get(name);
    let seller: Option<TenantId> = named("tenant_id").and_then(|id| id.parse().ok());
    let checkout: Option<Uuid> = named("checkout_id").and_then(|id| id.parse().ok());
    let Some(checkout) = seller.zip(checkout) else {
        // A payment of the same account that is none of a checkout.
        return Ok(None);
    };
    let failure = intent.last_payment_error.and_then(|error| error.code);
    Ok(Some(PaymentEvent {
        event_id,
        kind,
        payment_id: intent.id,
        checkout: Some(checkout),
        amount_cents: intent.amount_received,
        currency: intent.currency.to_ascii_uppercase(),
        reference: failure.or(intent.cancellation_reason).unwrap_or_default(),
        happened_at,
    }))
}

fn refund(
    event_id: String,
    happened_at: i64,
    object: Value,
) -> Result<Option<PaymentEvent>, serde_json::Error> {
    let refund: RefundObject = serde_json::from_value(object)?;
    let kind = match refund.status.as_deref() {
        Some("succeeded") => PaymentEventKind::Refunded,
        Some("failed" | "canceled") => PaymentEventKind::RefundFailed,
        // The provider is still at it, and tells the end.
        _ => return Ok(None),
    };
    Ok(refund.payment_intent.map(|payment_id| PaymentEvent {
        event_id,
        kind,
        payment_id,
        checkout: None,
        amount_cents: refund.amount,
        currency: refund.currency.to_ascii_uppercase(),
        reference: refund.id,
        happened_at,
    }))
}

fn charge(
    event_id: String,
    happened_at: i64,
    object: Value,
) -> Result<Option<PaymentEvent>, serde_json::Error> {
    let charge: ChargeObject = serde_json::from_value(object)?;
    Ok(charge.payment_intent.map(|payment_id| PaymentEvent {
        event_id,
        kind: PaymentEventKind::GivenBack,
        payment_id,
        checkout: None,
        amount_cents: charge.amount_refunded,
        currency: charge.currency.to_ascii_uppercase(),
        reference: String::new(),
        happened_at,
    }))
}

/// A dispute has the fields of a refund that are read here.
fn dispute(
    event_id: String,
    is_closed: bool,
    happened_at: i64,
    object: Value,
) -> Result<Option<PaymentEvent>, serde_json::Error> {
    let dispute: RefundObject = serde_json::from_value(object)?;
    let kind = match dispute.status.as_deref() {
        _ if !is_closed => PaymentEventKind::Disputed,
        Some("lost") => PaymentEventKind::DisputeLost,
        // A question of the bank that was answered ends as a warning that is closed.
        _ => PaymentEventKind::DisputeWon,
    };
    Ok(dispute.payment_intent.map(|payment_id| PaymentEvent {
        event_id,
        kind,
        payment_id,
        checkout: None,
        amount_cents: dispute.amount,
        currency: dispute.currency.to_ascii_uppercase(),
        reference: dispute.id,
        happened_at,
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(kind: &str, object: &Value) -> Option<PaymentEvent> {
        let data = json!({ "object": object });
        let event = json!({ "id": "evt_1", "type": kind, "created": 1_700_000_000, "data": data });
        read_event(event.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_payment_says_for_which_checkout_it_is() {
        let (seller, checkout) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let metadata = json!({ "tenant_id": seller, "checkout_id": checkout });
        let intent = json!({ "id": "pi_1", "object": "payment_intent", "currency": "eur",
            "amount": 119, "amount_received": 119, "metadata": metadata,
            "last_payment_error": null });
        let event = read("payment_intent.succeeded", &intent).unwrap();
        assert_eq!(event.checkout, Some((TenantId(seller), checkout)));
        assert_eq!((event.amount_cents, event.currency.as_str()), (119, "EUR"));
        assert_eq!(event.happened_at, 1_700_000_000_000_000);
        let foreign = json!({ "id": "pi_2", "currency": "eur", "metadata": {} });
        assert_eq!(read("payment_intent.succeeded", &foreign), None);
        assert_eq!(read("customer.created", &json!({ "id": "cus_1" })), None);
    }

    #[test]
    fn a_refund_counts_once_it_went_through() {
        let refund = |status: &str| {
            json!({ "id": "re_1", "object": "refund", "amount": 50, "currency": "eur",
                "status": status, "payment_intent": "pi_1" })
        };
        let made = read("refund.created", &refund("succeeded")).unwrap();
        assert_eq!((made.kind, made.reference.as_str()), (PaymentEventKind::Refunded, "re_1"));
        assert_eq!(read("refund.created", &refund("pending")), None);
        let failed = read("refund.updated", &refund("failed")).unwrap();
        assert_eq!(failed.kind, PaymentEventKind::RefundFailed);
        let charge = json!({ "id": "ch_1", "object": "charge", "amount_refunded": 70,
            "currency": "eur", "payment_intent": "pi_1" });
        let told = read("charge.refunded", &charge).unwrap();
        assert_eq!((told.kind, told.amount_cents), (PaymentEventKind::GivenBack, 70));
    }

    /// Signed by Stripe all the same: the owner of a connected account chooses its metadata.
    #[test]
    fn a_payment_of_a_connected_account_pays_for_nothing() {
        let metadata =
            json!({ "tenant_id": Uuid::from_u128(1), "checkout_id": Uuid::from_u128(2) });
        let intent = json!({ "id": "pi_1", "object": "payment_intent", "currency": "eur",
            "amount_received": 119, "metadata": metadata });
        let mut event = json!({ "id": "evt_1", "type": "payment_intent.succeeded", "created": 1,
            "account": null, "data": { "object": intent } });
        assert!(read_event(event.to_string().as_bytes()).unwrap().is_some());
        event["account"] = json!("acct_1");
        assert_eq!(read_event(event.to_string().as_bytes()).unwrap(), None);
    }

    #[test]
    fn y2_a_transfer_that_was_called_back_names_its_payout() {
        let payout = Uuid::from_u128(3);
        let transfer = json!({ "id": "tr_1", "object": "transfer", "amount": 700,
            "amount_reversed": 700, "currency": "eur", "metadata": { "payout_id": payout } });
        let told = read("transfer.reversed", &transfer).unwrap();
        assert_eq!((told.kind, told.amount_cents), (PaymentEventKind::TransferReversed, 700));
        assert_eq!((told.payment_id.as_str(), told.reference), ("tr_1", payout.to_string()));
        assert_eq!(read("transfer.created", &transfer), None);
    }

    /// F4: what is refunded of a booking is taken back from the practice's account by such a transfer.
    #[test]
    fn f4_a_part_of_a_customers_payment_that_goes_back_is_no_payout() {
        let mut transfer = json!({ "id": "tr_2", "object": "transfer", "amount": 10_700,
            "amount_reversed": 5_350, "currency": "eur", "metadata": {},
            "source_transaction": "ch_1" });
        assert_eq!(read("transfer.reversed", &transfer), None);
        transfer["source_transaction"] = Value::Null;
        assert!(read("transfer.reversed", &transfer).is_some());
    }

    #[test]
    fn what_has_no_shape_is_an_error() {
        assert!(read_event(b"{}").is_err());
        assert!(read_event(b"x").is_err());
    }
}
