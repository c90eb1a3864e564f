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
            "currently_due": [], "disabled_reason": null, "eventually_due": [], "past_due": [],
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
        "balance_transaction": format!("txn_{id}"),
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
pub(super) fn reversal(id: &str, transfer: &Value, amount: i64) -> Value {
    json!({
        "id": id,
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": format!("txn_{id}"),
        "created": CREATED,
        "currency": transfer["currency"],
        "metadata": {},
        "transfer": transfer["id"],
    })
}

/// `payment_intent`, paid with `charge` or waiting for a card.
pub(super) fn payment_intent(
    id: &str,
    amount: i64,
    charge: Option<&str>,
    form: &Map<String, Value>,
) -> Value {
    let is_paid = charge.is_some();
    json!({
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_received": if is_paid { amount } else { 0 },
        "client_secret": format!("{id}_secret"),
        "created": CREATED,
        "currency": form.get("currency"),
        "latest_charge": charge,
        "livemode": false,
        "metadata": metadata(form),
        "status": if is_paid { "succeeded" } else { "requires_payment_method" },
        "transfer_group": form.get("transfer_group"),
    })
}

/// `charge`.
pub(super) fn charge(id: &str, intent: &str, amount: i64, currency: &str) -> Value {
    json!({
        "id": id,
        "object": "charge",
        "amount": amount,
        "amount_captured": amount,
        "amount_refunded": 0,
        "captured": true,
        "created": CREATED,
        "currency": currency,
        "livemode": false,
        "metadata": {},
        "paid": true,
        "payment_intent": intent,
        "refunded": false,
        "status": "succeeded",
    })
}

/// `refund`.
pub(super) fn refund(id: &str, charge: &Value, amount: i64, metadata: &Value) -> Value {
    json!({
        "id": id,
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": CREATED,
        "currency": charge["currency"],
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "status": "succeeded",
    })
}

/// `event`, told at `now`.
pub(super) fn event(id: &str, kind: &str, object: &Value, now: i64) -> Value {
    json!({
        "id": id,
        "object": "event",
        "api_version": "2024-06-20",
        "created": now,
        "data": { "object": object },
        "livemode": false,
        "pending_webhooks": 0,
        "request": { "id": null, "idempotency_key": null },
        "type": kind,
    })
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
