//! What the types of the handlers do not say: pages, files, packed answers, and answers that are
//! written member by member. A test looks that no route is without an answer.

use mojo_protocol::{DigestResponse, MendResponse, PullPage, PushResponse, RowsResponse};
use serde_json::{Value, json};

use super::forms::Amount;
use super::writer::{Answer, Body, Writer};
use crate::routes::statements::ExtractView;

/// What stands here of one route.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) body: Option<Body>,
    pub(super) headers: Vec<Header>,
    /// By status.
    pub(super) answers: Vec<(u16, Answer)>,
    /// It refuses with a page, too.
    pub(super) is_page: bool,
}

/// A header that a handler reads by hand.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) is_required: bool,
}

const JSON: &str = "application/json";

impl Written {
    fn json(schema: Value) -> Self {
        Self::of([(200, Some((JSON, schema)))])
    }

    fn file(kind: &'static str) -> Self {
        Self::of([(200, Some((kind, bytes())))])
    }

    /// A page, or the way to another one.
    fn page(statuses: &[u16]) -> Self {
        let answers = statuses.iter().map(|status| {
            let page = (*status != 303).then(|| ("text/html", json!({ "type": "string" })));
            (*status, page)
        });
        Self { is_page: true, ..Self::of(answers) }
    }

    fn of(answers: impl IntoIterator<Item = (u16, Answer)>) -> Self {
        Self { answers: answers.into_iter().collect(), ..Self::default() }
    }
}

/// What is written here of a route; nothing where the types say it all.
pub(super) fn written(method: &str, path: &str, writer: &mut Writer) -> Written {
    let noun = path.strip_prefix("/api/v1/");
    match (method, noun) {
        (_, None) => page(method, path),
        ("GET", Some("openapi.json")) => Written::json(json!({ "type": "object" })),
        ("POST", Some("webhooks/stripe")) => webhook(),
        (_, Some(noun)) if noun.starts_with("sync/") => sync(noun, writer),
        (_, Some(noun)) if noun.starts_with("payout") => payouts(method, noun, writer),
        (_, Some(noun)) => files_and_lists(method, noun, writer),
    }
}

/// What lies outside of the API: pages, and what tells how the process is.
fn page(method: &str, path: &str) -> Written {
    match (method, path) {
        (_, "/healthz" | "/readyz") => {
            Written::json(all(json!({ "status": { "enum": ["ok", "ready"] } })))
        }
        (_, "/metrics") => Written::of([(200, Some(("text/plain", json!({ "type": "string" }))))]),
        (_, "/style.css") => Written::of([(200, Some(("text/css", json!({ "type": "string" }))))]),
        (_, "/pay.js") => {
            Written::of([(200, Some(("text/javascript", json!({ "type": "string" }))))])
        }
        // Whoever is not signed in is led to where they can.
        ("GET", "/account/export") => {
            Written::of([(200, Some((JSON, json!({ "type": "object" })))), (303, None)])
        }
        ("GET", "/signin" | "/account" | "/levels/{level}/buy" | "/purchases/{id}") => {
            Written::page(&[200, 303])
        }
        ("GET", "/membership/pay/{link}") => Written::page(&[200, 303]),
        ("GET", "/purchases/{id}/outcome" | "/events" | "/events/{id}") => {
            Written::page(&[200, 303])
        }
        (_, "/r/{code}") => Written::of([(303, None)]),
        ("GET", "/payout-account/return" | "/payout-account/refresh") => Written::page(&[200, 303]),
        ("POST", "/invitations/{token}/payout-account") => Written::page(&[200, 303]),
        ("POST", _) => Written::page(&[303]),
        _ => Written::page(&[200]),
    }
}

fn webhook() -> Written {
    let header = Header {
        name: "stripe-signature",
        description: "By which the provider signs.",
        is_required: false,
    };
    let schema = json!({ "type": "object" });
    Written {
        body: Some(Body { kind: JSON, schema, is_required: true }),
        headers: vec![header],
        ..Written::json(all(json!({ "received": { "type": "boolean" } })))
    }
}

/// The messages of the sync that are packed where the client takes that.
fn sync(noun: &str, writer: &mut Writer) -> Written {
    let schema = match noun {
        "sync/push" => writer.schema_of::<PushResponse>(),
        "sync/pull" => writer.schema_of::<PullPage>(),
        "sync/digest" => writer.schema_of::<DigestResponse>(),
        "sync/rows" => writer.schema_of::<RowsResponse>(),
        "sync/mend" => writer.schema_of::<MendResponse>(),
        _ => return Written::default(),
    };
    Written::json(schema)
}

/// Files, and lists of what the platform owes and does.
fn files_and_lists(method: &str, noun: &str, writer: &mut Writer) -> Written {
    match (method, noun) {
        (_, "contracts/{kind}/{version}") => {
            Written::of([(200, Some(("text/markdown", json!({ "type": "string" }))))])
        }
        (_, "affiliate-codes/{code}/flyer") => Written::of([
            (200, Some(("application/pdf", bytes()))),
            (200, Some(("image/png", bytes()))),
        ]),
        (_, "credit-notes/{number}/pdf") => Written::file("application/pdf"),
        (_, "statements/{month}/named-extract") => Written::of([
            (200, Some((JSON, writer.schema_of::<ExtractView>()))),
            (200, Some(("text/csv", json!({ "type": "string" })))),
        ]),
        (_, "jobs") => Written::json(all(json!({ "jobs": list(job()), "next": or_null(text()) }))),
        (_, "jobs/{id}") => {
            let mut shown = job();
            shown["properties"]["log"] = list(attempt());
            Written::json(with_all_required(shown))
        }
        (_, "jobs/{id}/retry") => {
            Written::json(all(json!({ "id": uuid(), "state": { "enum": ["queued"] } })))
        }
        (_, "mails/{id}/hand-over" | "mails/{id}/retry") => Written::json(all(json!({
            "id": uuid(), "state": { "enum": ["handed_over", "waiting"] },
        }))),
        _ => Written::default(),
    }
}

fn job() -> Value {
    all(json!({
        "id": uuid(),
        "kind": text(),
        "period": or_null(text()),
        "state": { "enum": ["queued", "running", "done", "failed"] },
        "run_at": instant(),
        "attempts": number(),
        "failures": number(),
        "worker": or_null(text()),
        "lease_until": or_null(instant()),
        "last_error": or_null(text()),
        "created_at": instant(),
        "finished_at": or_null(instant()),
    }))
}

fn attempt() -> Value {
    all(json!({
        "attempt": number(),
        "step": text(),
        "at": instant(),
        "worker": text(),
        "note": text(),
    }))
}

/// Payouts, the files by which they go to the bank, and the accounts that they go to.
fn payouts(method: &str, noun: &str, writer: &mut Writer) -> Written {
    let amount = writer.schema_of::<Amount>();
    let currency = writer.schema_of::<mojo_domain::Currency>();
    let done =
        |status: &str| Written::json(all(json!({ "id": uuid(), "status": { "const": status } })));
    match (method, noun) {
        (_, "payouts/plan") => Written::json(plan(&amount, &currency)),
        (_, "payouts/reconciliation") => Written::json(reconciliation(&amount, &currency)),
        (_, "payouts/{id}/confirm") => done("paid"),
        (_, "payouts/{id}/release") => done("released"),
        (_, "payouts/{id}/returned") => done("returned"),
        (_, "payouts/sepa-files/{id}/reject") => done("rejected"),
        (_, "payouts/sepa-files/{id}/void") => done("void"),
        (_, "payouts/sepa-files/{id}/confirm") => Written::json(all(json!({
            "id": uuid(),
            "status": { "const": "confirmed" },
            "booked_on": day(),
            "paid": number(),
            "ended_before": number(),
        }))),
        ("GET", "payouts/sepa-files") => Written::json(all(json!({
            "files": list(sepa_file(&amount)), "next": or_null(number()),
        }))),
        (_, "payouts/sepa-files/{id}/payouts") => Written::json(all(json!({
            "payouts": list(all(json!({
                "payout_id": uuid(),
                "recipient_tenant_id": or_null(uuid()),
                "period": text(),
                "currency": currency,
                "amount": amount,
                "name": text(),
                "iban": text(),
                "end_to_end_id": text(),
            }))),
        }))),
        ("POST", "payouts/sepa-files") => made_file(&amount, &currency),
        (_, "payouts/sepa-files/{id}") => Written::file("application/xml"),
        ("PUT", "payout-accounts/{tenant_id}") => Written::json(all(json!({
            "tenant_id": uuid(),
            "rail": rail(),
            "provider_account_id": text(),
            "iban": or_null(text()),
            "status": text(),
            "version": text(),
        }))),
        ("GET", "payout-accounts/{tenant_id}" | "payout-account") => Written::json(account()),
        ("POST", "payout-account/onboarding") => Written::json(all(json!({ "url": text() }))),
        _ => Written::default(),
    }
}

fn rail() -> Value {
    json!({ "enum": ["stripe_connect", "sepa_manual"] })
}

fn account() -> Value {
    all(json!({
        "tenant_id": uuid(),
        "rail": rail(),
        "provider_account_id": text(),
        "status": text(),
        "step": { "enum": ["pending", "active", "restricted", "closed"] },
        "payouts_enabled": { "type": "boolean" },
        "requirements": list(text()),
        "disabled_reason": text(),
        "iban": or_null(text()),
        "bic": or_null(text()),
        "account_holder": or_null(text()),
        "version": text(),
    }))
}

fn plan(amount: &Value, currency: &Value) -> Value {
    let kind = json!({ "enum": ["monthly", "final", "sales"] });
    let row = json!({
        "recipient_tenant_id": or_null(uuid()),
        "kind": kind,
        "currency": currency,
        "amount": amount,
        "approved": amount,
        "clawback": amount,
        "returned": amount,
        "vat": amount,
        "entries": number(),
    });
    let mut carried = row.clone();
    carried["reason"] = text();
    // As in a row: commissions (monthly or final) or sales; of the amount: VAT of credit notes.
    let open = json!({
        "id": uuid(),
        "recipient_tenant_id": or_null(uuid()),
        "kind": kind,
        "currency": currency,
        "amount": amount,
        "vat": amount,
        "period": text(),
    });
    all(json!({
        "pay": list(all(row)),
        "carry": list(all(carried)),
        "open": list(all(open)),
        "plan": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
    }))
}

fn reconciliation(amount: &Value, currency: &Value) -> Value {
    let sums = json!({
        "currency": currency,
        "ledger": amount,
        "transfers": or_null(amount.clone()),
        "available": or_null(amount.clone()),
        "elsewhere": amount,
        "open": amount,
        "sellers": amount,
    });
    // Of a currency without hundredths the transfer is in the provider's own unit.
    let difference = json!({
        "kind": text(),
        "payout_id": or_null(uuid()),
        "recipient_tenant_id": or_null(uuid()),
        "transfer_id": or_null(text()),
        "currency": text(),
        "ledger": or_null(amount.clone()),
        "transfer": text(),
    });
    all(json!({
        "agrees": { "type": "boolean" },
        "currencies": list(all(sums)),
        "differences": list(all(difference)),
    }))
}

fn sepa_file(amount: &Value) -> Value {
    all(json!({
        "id": uuid(),
        "number": number(),
        "message_id": text(),
        "status": { "enum": ["open", "confirmed", "rejected", "void"] },
        "execution_on": day(),
        "debtor_iban": text(),
        "payouts": number(),
        "currency": { "const": "EUR" },
        "control_sum": amount,
        "sha256": text(),
        "created_at": instant(),
        "booked_on": or_null(day()),
        "ended_at": or_null(instant()),
    }))
}

/// A file that was made, or had been made before with the same key.
fn made_file(amount: &Value, currency: &Value) -> Written {
    let problem = json!({
        "payout_id": uuid(),
        "recipient_tenant_id": or_null(uuid()),
        "currency": currency,
        "amount": amount,
        "code": text(),
        "message": text(),
    });
    let made = all(json!({
        "file": sepa_file(amount),
        "is_new": { "type": "boolean" },
        "problems": list(all(problem)),
    }));
    let key = Header {
        name: "idempotency-key",
        description: "A text of the caller's for this file; the same one gets the same file.",
        is_required: true,
    };
    let answers = [201, 200].map(|status| (status, Some((JSON, made.clone()))));
    Written { headers: vec![key], ..Written::of(answers) }
}

/// An object that has all of these members.
fn all(properties: Value) -> Value {
    with_all_required(json!({ "type": "object", "properties": properties }))
}

fn with_all_required(mut schema: Value) -> Value {
    let names =
        schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    schema["required"] = names.collect::<Vec<String>>().into();
    schema
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn number() -> Value {
    json!({ "type": "integer" })
}

fn uuid() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn instant() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn bytes() -> Value {
    json!({ "type": "string", "format": "binary" })
}
