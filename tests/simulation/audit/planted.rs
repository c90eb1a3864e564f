//! Small orders with a fault planted in them: an audit that stays silent over one proves nothing.

use mojo_domain::{ActorId, DeviceId};
use mojo_protocol::Change;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::simulation::Held;

/// An id.
pub(super) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A change of device 1 at a place of the order.
pub(super) fn change(seq: i64, entity: &str, thing: u128, body: &Value) -> Change {
    Change {
        seq,
        op: "planted".to_owned(),
        entity: entity.to_owned(),
        entity_id: id(thing),
        at: 0,
        actor_id: ActorId(id(900)),
        device_id: Some(DeviceId(id(1))),
        epoch: 1,
        dseq: seq,
        hash: format!("hash {seq}"),
        body: body.to_string(),
    }
}

/// The promise that an audit found broken.
pub(super) fn spoke<T>(result: Held<T>) -> Option<&'static str> {
    result.err().map(|violation| violation.invariant)
}

/// A sale for cash at till 7.
pub(super) fn sale(thing: u128, cents: i64) -> Value {
    json!({
        "sale_id": id(thing), "kind": "sale", "cancels": null,
        "receipt_number": format!("R-2026-A1-{thing:06}"), "register_id": id(7),
        "actor_id": id(900), "contact_id": null,
        "started_at": "2026-11-20T08:00:00Z", "finished_at": "2026-11-20T08:01:00Z",
        "recorded_on": "2026-11-20", "is_training": false, "currency": "EUR",
        "lines": [], "vat": [], "net_cents": cents, "vat_cents": 0, "gross_cents": cents,
        "change_cents": 0,
        "payments": [{ "method": "cash", "amount_cents": cents, "tendered_cents": cents }],
    })
}

/// Money put into till 7.
pub(super) fn movement(thing: u128, cents: i64) -> Value {
    json!({
        "cash_movement_id": id(thing), "register_id": id(7), "actor_id": id(900),
        "at": "2026-11-20T08:00:00Z", "recorded_on": "2026-11-20", "amount_cents": cents,
        "currency": "EUR", "gv_typ": "Privateinlage", "reason": "",
    })
}

/// The first closing of till 7, in which so much was sold and put in.
pub(super) fn closing(thing: u128, (sold, moved): (i64, i64), receipts: i64) -> Value {
    json!({
        "closing_id": id(thing), "register_id": id(7), "z_number": 1, "actor_id": id(900),
        "at": "2026-11-20T18:00:00Z", "recorded_on": "2026-11-20", "currency": "EUR",
        "opening_cents": 0, "cash_sales_cents": sold, "cash_movements_cents": moved,
        "expected_cents": sold + moved, "counted_cents": sold + moved, "difference_cents": 0,
        "reason": "", "counts": [], "vat": [], "payments": [], "receipts": receipts,
        "first_receipt": "", "last_receipt": "",
    })
}

/// An invoice.
pub(super) fn invoice(thing: u128, cents: i64, cancels: Option<u128>) -> Value {
    let party = json!({
        "name": "Ida Weidner", "street": "", "postal_code": "", "city": "", "country": "DE",
    });
    json!({
        "invoice_id": id(thing), "kind": if cancels.is_some() { "storno" } else { "invoice" },
        "cancels": cancels.map(id), "cancels_number": null, "reason": "",
        "number": format!("I-2026-A1-{thing:06}"), "contact_id": id(800),
        "recipient": party, "seller": party, "actor_id": id(900),
        "issued_at": "2026-11-20T08:00:00Z", "issued_on": "2026-11-20",
        "service": { "from": "2026-11-20", "to": "2026-11-20" }, "due_on": "2026-12-04",
        "currency": "EUR", "lines": [], "vat": [], "notes": [],
        "net_cents": cents, "vat_cents": 0, "gross_cents": cents, "document": null,
    })
}

/// Money received for an invoice.
pub(super) fn payment(invoice: u128, cents: i64) -> Value {
    json!({
        "invoice_id": id(invoice), "amount_cents": cents, "currency": "EUR",
        "paid_on": "2026-11-21", "actor_id": id(900),
    })
}
