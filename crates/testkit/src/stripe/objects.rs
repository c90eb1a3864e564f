//! The objects in the shapes of Stripe's public API, as far as they are used.

use serde_json::{Map, Value, json};

/// Seconds at which everything is made that tells no time of its own, and at which the world's clock
/// stands until it is moved.
pub(super) const CREATED: i64 = 1_767_225_600;

/// `account` as it is made: nothing was answered yet, and it cannot be paid to.
pub(super) fn new_account(id: &str, form: &Map<String, Value>) -> Value {
    let country = form.get("country").and_then(Value::as_str).unwrap_or_default();
    let mut account = account(id, country, &metadata(form));
    account["capabilities"] = json!({ "transfers": "inactive" });
    account["details_submitted"] = json!(false);
    account["payouts_enabled"] = json!(false);
    account["requirements"]["currently_due"] = json!(["external_account", "tos_acceptance.date"]);
    account["requirements"]["disabled_reason"] = json!("requirements.past_due");
    let agreement = form.get("tos_acceptance").map(|it| it["service_agreement"].clone());
    account["tos_acceptance"]["service_agreement"] = agreement.unwrap_or_else(|| json!("full"));
    account
}

/// `account`; it can be paid to, and takes no card payments.
pub(super) fn account(id: &str, country: &str, metadata: &Value) -> Value {
    json!({
        "id": id,
        "object": "account",
        "business_type": "company",
        "capabilities": { "transfers": "active" },
        "charges_enabled": false,
        "country": country,
        "created": CREATED,
        "default_currency": "eur",
        "details_submitted": true,
        "email": null,
        "metadata": metadata,
        "payouts_enabled": true,
        "requirements": {
            "alternatives": [], "current_deadline": null, "currently_due": [],
            "disabled_reason": null, "errors": [], "eventually_due": [], "past_due": [],
            "pending_verification": [],
        },
        "tos_acceptance": { "service_agreement": "full" },
        "type": "express",
    })
}

/// `account_link`; each leads somewhere else, once.
pub(super) fn account_link(account: &str, drawn: &str) -> Value {
    json!({
        "object": "account_link",
        "created": CREATED,
        "expires_at": CREATED + 300,
        "url": format!("https://connect.stripe.example/setup/e/{account}/{drawn}"),
    })
}

/// `transfer`.
pub(super) fn transfer(id: &str, amount: i64, form: &Map<String, Value>) -> Value {
    let text = |name: &str| form.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "id": id,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": null,
        "created": CREATED,
        "currency": text("currency"),
        "description": text("description"),
        "destination": text("destination"),
        "destination_payment": format!("py_{id}"),
        "livemode": false,
        "metadata": metadata(form),
        "reversals": {
            "object": "list", "data": [], "has_more": false, "total_count": 0,
            "url": format!("/v1/transfers/{id}/reversals"),
        },
        "reversed": false,
        "source_transaction": null,
        "source_type": "card",
        "transfer_group": text("transfer_group"),
    })
}

/// `transfer_reversal`.
pub(super) fn reversal(
    id: &str,
    transfer: &Value,
    amount: i64,
    form: &Map<String, Value>,
) -> Value {
    json!({
        "id": id,
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": null,
        "created": CREATED,
        "currency": transfer["currency"],
        "destination_payment_refund": null,
        "metadata": metadata(form),
        "source_refund": null,
        "transfer": transfer["id"],
    })
}

/// `payment_intent`, which waits for a card.
pub(super) fn payment_intent(id: &str, amount: i64, form: &Map<String, Value>) -> Value {
    let text = |name: &str| form.get(name).cloned().unwrap_or(Value::Null);
    let fee = text("application_fee_amount");
    let fee: Option<i64> = fee.as_str().and_then(|cents| cents.parse().ok());
    json!({
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "application": null,
        "application_fee_amount": fee,
        "canceled_at": null,
        "cancellation_reason": null,
        "capture_method": "automatic_async",
        "client_secret": format!("{id}_secret"),
        "confirmation_method": "automatic",
        "created": CREATED,
        "currency": text("currency"),
        "customer": text("customer"),
        "description": text("description"),
        "invoice": null,
        "last_payment_error": null,
        "latest_charge": null,
        "livemode": false,
        "metadata": metadata(form),
        "next_action": null,
        "on_behalf_of": text("on_behalf_of"),
        "payment_method": null,
        "payment_method_types": ["card"],
        "review": null,
        "status": "requires_payment_method",
        "transfer_data": text("transfer_data"),
        "transfer_group": text("transfer_group"),
    })
}

/// `charge` of an intent, which succeeded; it says for what it is as the intent does.
pub(super) fn charge(id: &str, intent: &Value) -> Value {
    json!({
        "id": id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "application": null,
        "application_fee": null,
        "balance_transaction": null,
        "billing_details": { "address": null, "email": null, "name": null, "phone": null },
        "captured": true,
        "created": CREATED,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": false,
        "failure_code": null,
        "failure_message": null,
        "invoice": intent["invoice"],
        "livemode": false,
        "metadata": intent["metadata"],
        "on_behalf_of": null,
        "paid": true,
        "payment_intent": intent["id"],
        "refunded": false,
        "review": null,
        "source_transfer": null,
        "status": "succeeded",
        "transfer_group": intent["transfer_group"],
    })
}

/// `refund`.
pub(super) fn refund(id: &str, charge: &Value, amount: i64, metadata: &Value) -> Value {
    json!({
        "id": id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": null,
        "charge": charge["id"],
        "created": CREATED,
        "currency": charge["currency"],
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "reason": null,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": "succeeded",
        "transfer_reversal": null,
    })
}

/// `balance_transaction`, without a fee and available at once.
pub(super) fn balance_transaction(id: &str, kind: &str, amount: i64, currency: &str) -> Value {
    let category = if kind == "transfer_refund" { "transfer_reversal" } else { kind };
    json!({
        "id": id,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": CREATED,
        "created": CREATED,
        "currency": currency,
        "description": null,
        "exchange_rate": null,
        "fee": 0,
        "fee_details": [],
        "net": amount,
        "reporting_category": category,
        "source": null,
        "status": "available",
        "type": kind,
    })
}

/// `invoice` of nobody yet, over an amount that is due.
pub(super) fn invoice(id: &str, due: i64, now: i64) -> Value {
    let mut invoice = json!({
        "id": id,
        "object": "invoice",
        "amount_due": due,
        "amount_paid": 0,
        "amount_remaining": due,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": false,
        "billing_reason": null,
        "charge": null,
        "collection_method": "charge_automatically",
        "created": now,
        "currency": null,
        "customer": null,
        "livemode": false,
        "metadata": {},
        "next_payment_attempt": null,
        "paid": false,
        "paid_out_of_band": false,
        "payment_intent": null,
        "period_end": now,
        "period_start": now,
        "status": "open",
        "subscription": null,
        "subtotal": due,
        "total": due,
    });
    // What is the same in each of them.
    let rest = json!({
        "application": null,
        "automatic_tax": { "enabled": false, "liability": null, "status": null },
        "default_payment_method": null,
        "default_source": null,
        "default_tax_rates": [],
        "discounts": [],
        "issuer": { "type": "self" },
        "latest_revision": null,
        "lines": {
            "object": "list", "data": [], "has_more": false,
            "url": format!("/v1/invoices/{id}/lines"),
        },
        "on_behalf_of": null,
        "payment_settings": {
            "default_mandate": null, "payment_method_options": null, "payment_method_types": null,
        },
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "quote": null,
        "starting_balance": 0,
        "status_transitions": {
            "finalized_at": now, "marked_uncollectible_at": null, "paid_at": null,
            "voided_at": null,
        },
        "subscription_details": { "metadata": null },
        "total_tax_amounts": [],
    });
    if let (Value::Object(invoice), Value::Object(rest)) = (&mut invoice, rest) {
        invoice.extend(rest);
    }
    invoice
}

/// `event`, told at `now`.
pub(super) fn event(id: &str, kind: &str, object: &Value, now: i64) -> Value {
    let mut event = json!({
        "id": id,
        "object": "event",
        "api_version": "2024-06-20",
        "created": now,
        "data": { "object": object },
        "livemode": false,
        "pending_webhooks": 0,
        "request": { "id": null, "idempotency_key": null },
        "type": kind,
    });
    if kind.starts_with("account.") {
        event["account"] = object["id"].clone();
    }
    event
}

/// `balance`.
pub(super) fn balance<'a>(sums: impl Iterator<Item = (&'a String, &'a i64)>) -> Value {
    let available: Vec<Value> = sums
        .map(|(currency, amount)| {
            let sources = json!({ "card": amount });
            json!({ "amount": amount, "currency": currency, "source_types": sources })
        })
        .collect();
    json!({ "object": "balance", "available": available, "livemode": false, "pending": [] })
}

/// What the request says of itself; an object even when it says nothing.
pub(super) fn metadata(form: &Map<String, Value>) -> Value {
    form.get("metadata").cloned().unwrap_or_else(|| json!({}))
}
