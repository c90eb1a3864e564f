//! Tenant isolation: on every route somebody of another tenant tries to reach what is not theirs.
//! A new route without a row here fails the test.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{Sold, sell};
use super::support::{BIRKENHAIN, LINDENAU, Server, TestDesk, on_both};
use crate::auth::Role;
use crate::routes::table;

/// How a stranger tries: method, pattern, path with the other tenant's ids, body, allowed answers.
pub(super) type Attempt = (&'static str, &'static str, String, Option<Value>, &'static [u16]);

fn v1(path: &str) -> String {
    format!("/api/v1{path}")
}

/// Theirs: refused, or as if it were not there.
const FOREIGN: &[u16] = &[403, 404];
/// Own lists answer: what they hold is checked for leaks.
const OWN: &[u16] = &[200];
/// Something of one's own is entered.
const OWN_ENTRY: &[u16] = &[201];

pub(super) fn attempts(victim: &TestDesk, sold: &Sold) -> Vec<Attempt> {
    let mut attempts = sync_attempts(victim);
    attempts.extend(ledger_attempts(sold));
    attempts.extend(dispute_attempts());
    attempts.extend(catalogue_attempts(sold));
    attempts.extend(onboarding_attempts());
    attempts.extend(people_attempts());
    attempts.extend(customer_attempts());
    attempts.extend(payout_attempts());
    attempts.extend(payment_attempts(sold));
    attempts.extend(subscription_attempts(sold));
    attempts.extend(membership_attempts(sold));
    attempts.extend(credit_note_attempts());
    attempts.extend(job_attempts());
    attempts.extend(mail_attempts());
    attempts.push(("DELETE", "/api/v1/sessions", v1("/sessions"), None, &[204]));
    attempts
}

fn sync_attempts(victim: &TestDesk) -> Vec<Attempt> {
    const RENAME: &str = "/api/v1/devices/{id}/rename";
    const QUARANTINE: &str = "/api/v1/devices/{id}/quarantine";
    const ACCEPT: &str = "/api/v1/devices/{id}/quarantine/accept";
    let device = victim.device_id;
    let hello = Some(victim.hello(""));
    let push = Some(victim.request(Vec::new()));
    let digest = Some(json!({
        "device_id": device, "cursor": "", "part": "log", "without_body": [], "after": null,
        "until": null, "buckets": 256, "days": true,
    }));
    let rows = Some(json!({ "device_id": device, "seqs": [1, 2], "cards": [] }));
    let mend = Some(json!({ "device_id": device, "epoch": 1, "changes": [] }));
    let enrol = Some(json!({ "device_id": device, "name": "Fremd", "epoch": 1 }));
    let sign_in = Some(json!({ "user": "x", "password": "y" }));
    let parting = Some(victim.parting(Vec::new()));
    let rename = Some(json!({ "name": "Fremd" }));
    let quarantine = v1(&format!("/devices/{device}/quarantine"));
    let revoke = v1(&format!("/devices/{device}/revoke"));
    vec![
        ("GET", "/healthz", "/healthz".to_owned(), None, OWN),
        ("GET", "/readyz", "/readyz".to_owned(), None, OWN),
        ("GET", "/metrics", "/metrics".to_owned(), None, OWN),
        ("GET", "/api/v1/openapi.json", v1("/openapi.json"), None, OWN),
        ("GET", "/", "/".to_owned(), None, OWN),
        ("GET", "/levels/{level}", "/levels/1".to_owned(), None, &[200, 404]),
        ("GET", "/style.css", "/style.css".to_owned(), None, OWN),
        ("GET", "/r/{code}", "/r/NOBODY".to_owned(), None, &[303]),
        ("GET", "/api/v1/signing-key", v1("/signing-key"), None, OWN),
        ("GET", "/api/v1/entitlement", v1("/entitlement"), None, OWN),
        ("POST", "/api/v1/sessions", v1("/sessions"), sign_in, &[401]),
        // None is set up here; and a token of the platform's own is exchanged for nothing.
        ("GET", "/api/v1/identity-provider", v1("/identity-provider"), None, &[404]),
        ("POST", "/api/v1/sessions/identity", v1("/sessions/identity"), None, FOREIGN),
        ("POST", "/api/v1/devices/{id}/revoke", revoke, None, FOREIGN),
        ("POST", "/api/v1/sync/hello", v1("/sync/hello"), hello, &[404, 409]),
        ("POST", "/api/v1/sync/push", v1("/sync/push"), push, &[404, 409]),
        // A session that lives on no device has no feed.
        ("GET", "/api/v1/sync/pull", v1("/sync/pull"), None, &[409]),
        ("POST", "/api/v1/sync/parting", v1("/sync/parting"), parting, &[404, 409]),
        ("POST", RENAME, v1(&format!("/devices/{device}/rename")), rename, FOREIGN),
        ("GET", QUARANTINE, quarantine.clone(), None, FOREIGN),
        ("POST", ACCEPT, format!("{quarantine}/accept"), None, FOREIGN),
        ("POST", "/api/v1/sync/digest", v1("/sync/digest"), digest, FOREIGN),
        ("POST", "/api/v1/sync/rows", v1("/sync/rows"), rows, FOREIGN),
        ("POST", "/api/v1/sync/mend", v1("/sync/mend"), mend, FOREIGN),
        ("GET", "/api/v1/devices", v1("/devices"), None, OWN),
        // The same id in another tenant is another device; from here on the stranger has one.
        ("POST", "/api/v1/devices", v1("/devices"), enrol, OWN),
    ]
}

fn ledger_attempts(sold: &Sold) -> Vec<Attempt> {
    const CALCULATE: &str = "/api/v1/internal/calculate-commissions";
    const MONTH: &str = "/api/v1/statements/{month}";
    let theirs = format!("?tenant_id={BIRKENHAIN}");
    let seller = sold.seller;
    let product = json!({ "product_id": sold.product, "net": "1.00" });
    let buy = Some(json!({ "customer_user_id": Uuid::from_u128(1), "lines": [product] }));
    let calculate = Some(json!({ "order_id": sold.order }));
    let of_order = v1(&format!("/orders/{}/commissions", sold.order));
    let orders = v1(&format!("/orders?tenant_id={seller}"));
    let refunds = v1(&format!("/refunds?tenant_id={seller}"));
    let commissions = v1(&format!("/commissions?tenant_id={seller}"));
    vec![
        ("GET", "/api/v1/orders", orders, None, FOREIGN),
        ("POST", "/api/v1/orders", v1("/orders"), buy, &[403, 422]),
        ("GET", "/api/v1/refunds", refunds, None, FOREIGN),
        ("GET", "/api/v1/orders/{id}/commissions", of_order, None, FOREIGN),
        ("GET", "/api/v1/commissions", commissions, None, FOREIGN),
        ("GET", "/api/v1/commissions/pending", v1("/commissions/pending"), None, OWN),
        ("POST", "/api/v1/commissions/payout", v1("/commissions/payout"), None, FOREIGN),
        ("POST", CALCULATE, CALCULATE.to_owned(), calculate, FOREIGN),
        ("GET", "/api/v1/statements", v1("/statements"), None, OWN),
        ("GET", "/api/v1/statements", v1(&format!("/statements{theirs}")), None, FOREIGN),
        ("GET", MONTH, v1("/statements/2026-11"), None, OWN),
        ("GET", MONTH, v1(&format!("/statements/2026-11{theirs}")), None, FOREIGN),
    ]
}

fn payout_attempts() -> Vec<Attempt> {
    const CONFIRM: &str = "/api/v1/payouts/{id}/confirm";
    const ACCOUNT: &str = "/api/v1/payout-accounts/{tenant_id}";
    let account = v1(&format!("/payout-accounts/{LINDENAU}"));
    let wish = Some(json!({ "rail": "sepa_manual", "reason": "meines" }));
    const OWN_ACCOUNT: &str = "/api/v1/payout-account";
    const ONBOARDING: &str = "/api/v1/payout-account/onboarding";
    const RELEASE: &str = "/api/v1/payouts/{id}/release";
    let release = v1(&format!("/payouts/{}/release", Uuid::from_u128(1)));
    const RETURNED: &str = "/api/v1/payouts/{id}/returned";
    let returned = v1(&format!("/payouts/{}/returned", Uuid::from_u128(1)));
    let came_back = Some(json!({ "reason": "AC04", "returned_on": "2026-11-20" }));
    let confirm = v1(&format!("/payouts/{}/confirm", Uuid::from_u128(1)));
    let reference = Some(json!({ "reference": "x" }));
    const FILES: &str = "/api/v1/payouts/sepa-files";
    const FILE: &str = "/api/v1/payouts/sepa-files/{id}";
    const CONFIRM_FILE: &str = "/api/v1/payouts/sepa-files/{id}/confirm";
    const REJECT_FILE: &str = "/api/v1/payouts/sepa-files/{id}/reject";
    const VOID_FILE: &str = "/api/v1/payouts/sepa-files/{id}/void";
    const FILE_PAYOUTS: &str = "/api/v1/payouts/sepa-files/{id}/payouts";
    let file = v1(&format!("/payouts/sepa-files/{}", Uuid::from_u128(1)));
    let (confirm_file, reject_file) = (format!("{file}/confirm"), format!("{file}/reject"));
    let (void_file, file_payouts) = (format!("{file}/void"), format!("{file}/payouts"));
    let never = Some(json!({ "never_uploaded": true, "reason": "x" }));
    let booked = Some(json!({ "booked_on": "2026-11-20" }));
    vec![
        ("GET", FILES, FILES.to_owned(), None, FOREIGN),
        ("POST", FILES, FILES.to_owned(), Some(json!({})), FOREIGN),
        ("GET", FILE, file, None, FOREIGN),
        ("GET", FILE_PAYOUTS, file_payouts, None, FOREIGN),
        ("POST", CONFIRM_FILE, confirm_file, booked, FOREIGN),
        ("POST", REJECT_FILE, reject_file, Some(json!({ "reason": "x" })), FOREIGN),
        ("POST", VOID_FILE, void_file, never, FOREIGN),
        ("GET", "/api/v1/payouts", v1("/payouts"), None, FOREIGN),
        ("GET", "/api/v1/payouts/plan", v1("/payouts/plan"), None, FOREIGN),
        ("GET", "/api/v1/payouts/reconciliation", v1("/payouts/reconciliation"), None, FOREIGN),
        ("POST", CONFIRM, confirm, reference, FOREIGN),
        ("POST", RELEASE, release, Some(json!({ "reason": "x" })), FOREIGN),
        ("POST", RETURNED, returned, came_back, FOREIGN),
        ("PUT", ACCOUNT, account.clone(), wish, FOREIGN),
        ("GET", ACCOUNT, account, None, FOREIGN),
        ("GET", OWN_ACCOUNT, OWN_ACCOUNT.to_owned(), None, &[200, 404]),
        // No provider is set up here.
        ("POST", ONBOARDING, ONBOARDING.to_owned(), None, &[403, 409]),
    ]
}

fn mail_attempts() -> Vec<Attempt> {
    const HAND_OVER: &str = "/api/v1/mails/{id}/hand-over";
    const RETRY: &str = "/api/v1/mails/{id}/retry";
    let mail = v1(&format!("/mails/{}", Uuid::from_u128(1)));
    vec![
        ("GET", "/api/v1/mails", v1("/mails"), None, FOREIGN),
        ("POST", HAND_OVER, format!("{mail}/hand-over"), None, FOREIGN),
        ("POST", RETRY, format!("{mail}/retry"), None, FOREIGN),
    ]
}

fn payment_attempts(sold: &Sold) -> Vec<Attempt> {
    const CHECKOUTS: &str = "/api/v1/checkouts";
    const REFUNDS: &str = "/api/v1/orders/{id}/refunds";
    const WEBHOOK: &str = "/api/v1/webhooks/stripe";
    const SETTLE: &str = "/api/v1/payment-problems/{id}/settle";
    let lines = json!([{ "product_id": sold.product }]);
    let buy = Some(json!({ "customer_user_id": Uuid::from_u128(1), "lines": lines }));
    let refunds = v1(&format!("/orders/{}/refunds", sold.order));
    let amount = Some(json!({ "amount": "1.00" }));
    let why = Some(json!({ "reason": "x" }));
    const ACCOUNT: &str = "/api/v1/payment-accounts/{tenant_id}";
    let account = Some(json!({ "provider_account_id": "acct_x", "reason": "meines" }));
    const LEDGER: &str = "/api/v1/seller-ledger";
    let theirs = format!("{LEDGER}?tenant_id={}", sold.seller);
    vec![
        ("GET", LEDGER, LEDGER.to_owned(), None, OWN),
        ("GET", LEDGER, theirs, None, FOREIGN),
        // No secret is set up here, and no provider.
        ("POST", WEBHOOK, WEBHOOK.to_owned(), Some(json!({})), &[404]),
        ("GET", CHECKOUTS, CHECKOUTS.to_owned(), None, OWN),
        ("POST", CHECKOUTS, CHECKOUTS.to_owned(), buy, &[403, 409]),
        ("POST", REFUNDS, refunds, amount, &[403, 404, 409]),
        ("GET", "/api/v1/payment-problems", v1("/payment-problems"), None, FOREIGN),
        ("PUT", ACCOUNT, v1(&format!("/payment-accounts/{LINDENAU}")), account, FOREIGN),
        ("POST", SETTLE, v1("/payment-problems/evt_1/settle"), why, FOREIGN),
    ]
}

/// One that somebody else holds is tried in the tests of subscriptions.
fn subscription_attempts(sold: &Sold) -> Vec<Attempt> {
    const SUBSCRIPTIONS: &str = "/api/v1/subscriptions";
    const SUBSCRIPTION: &str = "/api/v1/subscriptions/{id}";
    const CANCEL: &str = "/api/v1/subscriptions/{id}/cancel";
    let subscribe =
        Some(json!({ "customer_user_id": Uuid::from_u128(1), "product_id": sold.product }));
    let one = format!("{SUBSCRIPTIONS}/{}", Uuid::from_u128(0x5B));
    let end = Some(json!({ "at": "period_end" }));
    vec![
        ("GET", SUBSCRIPTIONS, SUBSCRIPTIONS.to_owned(), None, OWN),
        // No provider is set up here.
        ("POST", SUBSCRIPTIONS, SUBSCRIPTIONS.to_owned(), subscribe, &[403, 409]),
        ("GET", SUBSCRIPTION, one.clone(), None, FOREIGN),
        ("POST", CANCEL, format!("{one}/cancel"), end, FOREIGN),
    ]
}

/// What somebody else began is tried in the tests of own purchases.
fn membership_attempts(sold: &Sold) -> Vec<Attempt> {
    const MEMBERSHIP: &str = "/api/v1/membership";
    const PURCHASES: &str = "/api/v1/membership/purchases";
    let buy = Some(json!({ "product_id": sold.product, "amount": "1.00" }));
    let pay = "/membership/pay/7b7d-00";
    vec![
        ("GET", MEMBERSHIP, MEMBERSHIP.to_owned(), None, OWN),
        // No provider is set up here.
        ("POST", PURCHASES, PURCHASES.to_owned(), buy, &[403, 409]),
        ("GET", "/membership/pay/{link}", pay.to_owned(), None, FOREIGN),
        ("GET", "/membership/pay/{link}/outcome", format!("{pay}/outcome"), None, FOREIGN),
    ]
}

fn credit_note_attempts() -> Vec<Attempt> {
    const PROFILE: &str = "/api/v1/tax-profile";
    const NOTES: &str = "/api/v1/credit-notes";
    const PDF: &str = "/api/v1/credit-notes/{number}/pdf";
    const EXTRACT: &str = "/api/v1/statements/{month}/named-extract";
    let extract = v1("/statements/2026-11/named-extract");
    let reason = json!({ "reason": "Prüfung" });
    let profile = Some(json!({
        "name": "Haus Lindenau", "street": "Ring 1", "postal_code": "99998", "city": "Auenfeld",
        "country": "DE", "tax_number": "157/123/45678", "is_business": true,
        "is_small_business": false, "has_agreed": true,
        "agreement": { "kind": "affiliate", "version": "2026-11" },
    }));
    let issuer = Some(json!({
        "name": "Haus Lindenau", "street": "Ring 1", "postal_code": "99998", "city": "Auenfeld",
        "country": "DE", "tax_number": "157/123/45678", "version": 0, "reason": "meins",
    }));
    const OBJECTION: &str = "/api/v1/credit-notes/{number}/objection";
    let objection = format!("{NOTES}/GS-2026-000001/objection");
    vec![
        ("POST", OBJECTION, objection, Some(json!({})), FOREIGN),
        ("GET", "/api/v1/issuer", v1("/issuer"), None, FOREIGN),
        ("PUT", "/api/v1/issuer", v1("/issuer"), issuer, FOREIGN),
        ("PUT", PROFILE, PROFILE.to_owned(), profile, OWN),
        ("GET", PROFILE, PROFILE.to_owned(), None, &[200, 404]),
        ("GET", NOTES, NOTES.to_owned(), None, OWN),
        ("POST", EXTRACT, extract, Some(reason), OWN),
        ("GET", PDF, format!("{NOTES}/GS-2026-000001/pdf"), None, FOREIGN),
    ]
}

fn job_attempts() -> Vec<Attempt> {
    const RETRY: &str = "/api/v1/jobs/{id}/retry";
    let job = v1(&format!("/jobs/{}", Uuid::from_u128(1)));
    let why = Some(json!({ "reason": "x" }));
    const TRIAL_CLOCK: &str = "/api/v1/trial-clock";
    let later = Some(json!({ "at_least": "2031-01-01T00:00:00Z" }));
    vec![
        ("GET", TRIAL_CLOCK, TRIAL_CLOCK.to_owned(), None, FOREIGN),
        ("POST", TRIAL_CLOCK, TRIAL_CLOCK.to_owned(), later, FOREIGN),
        ("POST", RETRY, format!("{job}/retry"), why, FOREIGN),
        ("GET", "/api/v1/jobs", v1("/jobs"), None, FOREIGN),
        ("GET", "/api/v1/jobs/{id}", job, None, FOREIGN),
    ]
}

fn dispute_attempts() -> Vec<Attempt> {
    const MESSAGES: &str = "/api/v1/disputes/{id}/messages";
    const SETTLE: &str = "/api/v1/disputes/{id}/settle";
    let dispute = v1(&format!("/disputes/{}", Uuid::from_u128(0xD15)));
    // A dispute that is really theirs is written into in the tests of messages.
    let words = Some(json!({ "id": Uuid::from_u128(0xE18), "text": "x" }));
    let decision = Some(json!({ "outcome": "upheld", "reason": "x" }));
    let (id, entry) = (Uuid::from_u128(0xD17), Uuid::from_u128(0xE17));
    let opened = Some(json!({ "id": id, "commission_id": entry, "reason": "x" }));
    vec![
        ("GET", "/api/v1/disputes", v1("/disputes"), None, OWN),
        // An entry that is really theirs is tried in the tests of disputes.
        ("POST", "/api/v1/disputes", v1("/disputes"), opened, FOREIGN),
        ("POST", MESSAGES, format!("{dispute}/messages"), words, FOREIGN),
        ("POST", SETTLE, format!("{dispute}/settle"), decision, FOREIGN),
    ]
}

fn catalogue_attempts(sold: &Sold) -> Vec<Attempt> {
    const AGREEMENTS: &str = "/api/v1/regional-agreements";
    const AGREEMENT: &str = "/api/v1/regional-agreements/{id}";
    const PRODUCTS: &str = "/api/v1/platform-products";
    const PRODUCT: &str = "/api/v1/platform-products/{id}";
    const LEAVE: &str = "/api/v1/tenants/{id}/deactivate";
    const AUDIT: &str = "/api/v1/audit-log";
    const CODES: &str = "/api/v1/affiliate-codes";
    const CODE: &str = "/api/v1/affiliate-codes/{code}";
    const FLYER: &str = "/api/v1/affiliate-codes/{code}/flyer";
    const OFFERS: &str = "/api/v1/products";
    const OFFER: &str = "/api/v1/products/{id}";
    const TO_CUSTOMERS: &str = "/api/v1/products/{id}/offer";
    let shown = Some(json!({ "offered": true }));
    const ATTRIBUTIONS: &str = "/api/v1/customer-attributions";
    const ATTRIBUTION: &str = "/api/v1/customer-attributions/{user_id}";
    let agreement = format!("{AGREEMENTS}/{}", sold.agreement);
    let product = format!("{PRODUCTS}/{}", sold.product);
    let customer = format!("{ATTRIBUTIONS}/{}", sold.customer);
    let new_agreement = Some(json!({
        "tenant_id": LINDENAU, "region_codes": ["FR"], "commission_percent": "10",
        "valid_from": "2026-01-01",
    }));
    let level = Some(json!({ "name": "X", "price_net": "1.00", "user_journey_level": 1 }));
    let offer = Some(json!({ "name": "X", "price_net": "1.00", "kind": "course" }));
    let offered = format!("{OFFERS}/{}", sold.product);
    let nothing = Some(json!({}));
    let reason = Some(json!({ "reason": "weg" }));
    let given = Some(json!({ "tenant_id": LINDENAU, "reason": "meiner" }));
    let tenant = Some(json!({ "name": "Haus Lindenau", "reason": "meins" }));
    const CUSTOMER: &str = "/api/v1/customers/{id}/file";
    let looked_up = Some(json!({ "text": sold.customer, "reason": "meiner" }));
    let file = reason.clone();
    vec![
        ("GET", AGREEMENTS, AGREEMENTS.to_owned(), None, OWN),
        ("POST", AGREEMENTS, AGREEMENTS.to_owned(), new_agreement, FOREIGN),
        ("GET", AGREEMENT, agreement.clone(), None, FOREIGN),
        ("PATCH", AGREEMENT, agreement.clone(), nothing.clone(), FOREIGN),
        ("DELETE", AGREEMENT, agreement, None, FOREIGN),
        ("GET", PRODUCTS, PRODUCTS.to_owned(), None, OWN),
        ("POST", PRODUCTS, PRODUCTS.to_owned(), level, FOREIGN),
        ("PATCH", PRODUCT, product, nothing.clone(), FOREIGN),
        ("GET", CODES, CODES.to_owned(), None, OWN),
        ("POST", CODES, CODES.to_owned(), nothing.clone(), OWN_ENTRY),
        ("PATCH", CODE, format!("{CODES}/X"), nothing.clone(), FOREIGN),
        ("GET", FLYER, format!("{CODES}/X/flyer"), None, FOREIGN),
        ("GET", OFFERS, OFFERS.to_owned(), None, OWN),
        ("POST", OFFERS, OFFERS.to_owned(), offer, OWN_ENTRY),
        ("PATCH", OFFER, offered.clone(), nothing, FOREIGN),
        ("GET", TO_CUSTOMERS, format!("{offered}/offer"), None, FOREIGN),
        ("PUT", TO_CUSTOMERS, format!("{offered}/offer"), shown, FOREIGN),
        ("GET", ATTRIBUTIONS, ATTRIBUTIONS.to_owned(), None, FOREIGN),
        ("GET", ATTRIBUTION, customer.clone(), None, FOREIGN),
        ("POST", ATTRIBUTION, customer, given, FOREIGN),
        ("GET", AUDIT, AUDIT.to_owned(), None, OWN),
        ("GET", "/api/v1/tenants", v1("/tenants"), None, FOREIGN),
        ("POST", "/api/v1/tenants", v1("/tenants"), tenant, FOREIGN),
        ("POST", "/api/v1/customers", v1("/customers"), reason.clone(), FOREIGN),
        ("POST", "/api/v1/customers/search", v1("/customers/search"), looked_up, FOREIGN),
        ("POST", CUSTOMER, v1(&format!("/customers/{}/file", sold.customer)), file, FOREIGN),
        ("POST", LEAVE, v1(&format!("/tenants/{}/deactivate", sold.seller)), reason, FOREIGN),
    ]
}

fn onboarding_attempts() -> Vec<Attempt> {
    const INVITATIONS: &str = "/api/v1/invitations";
    const INVITATION: &str = "/api/v1/invitations/{id}";
    const PAYOUT_ACCOUNT: &str = "/invitations/{token}/payout-account";
    const CONTRACT: &str = "/api/v1/contracts/{kind}/{version}";
    const RETURN: &str = "/payout-account/return";
    const REFRESH: &str = "/payout-account/refresh";
    const IDENTITIES: &str = "/api/v1/identities";
    const END: &str = "/api/v1/identities/{id}/end";
    const NEEDED: &str = "/api/v1/contracts/{kind}/{version}/needed-from";
    const ACCEPT: &str = "/api/v1/contract-notice/acceptance";
    let needed = Some(json!({ "needed_from": "2027-01-01", "reason": "x" }));
    let accepted = Some(json!({
        "kind": "affiliate", "version": "2026-11", "sha256": "x", "name": "Fremd",
    }));
    let nobodys = "0".repeat(64);
    let link = json!({ "subject": "user_1", "login_name": "owner@birkenhain", "reason": "x" });
    let end = v1(&format!("/identities/{}/end", Uuid::from_u128(1)));
    vec![
        ("GET", IDENTITIES, IDENTITIES.to_owned(), None, FOREIGN),
        ("POST", IDENTITIES, IDENTITIES.to_owned(), Some(link), FOREIGN),
        ("POST", END, end, Some(json!({ "reason": "x" })), FOREIGN),
        ("GET", INVITATIONS, INVITATIONS.to_owned(), None, FOREIGN),
        (
            "POST",
            INVITATIONS,
            INVITATIONS.to_owned(),
            Some(json!({ "kind": "affiliate" })),
            FOREIGN,
        ),
        ("DELETE", INVITATION, format!("{INVITATIONS}/{LINDENAU}"), None, FOREIGN),
        ("GET", "/api/v1/contracts", v1("/contracts"), None, OWN),
        ("GET", CONTRACT, v1("/contracts/affiliate/2026-11"), None, OWN),
        ("PUT", NEEDED, v1("/contracts/affiliate/2026-11/needed-from"), needed, FOREIGN),
        ("GET", "/api/v1/contract-acceptances", v1("/contract-acceptances"), None, FOREIGN),
        ("GET", "/api/v1/contract-notice", v1("/contract-notice"), None, OWN),
        // A text that nobody was shown.
        ("POST", ACCEPT, ACCEPT.to_owned(), accepted, &[422]),
        ("GET", "/signup", "/signup".to_owned(), None, OWN),
        ("GET", "/signup/done", "/signup/done".to_owned(), None, OWN),
        ("GET", "/signup/partner", "/signup/partner".to_owned(), None, OWN),
        ("GET", "/invitations/{token}", format!("/invitations/{nobodys}"), None, FOREIGN),
        ("GET", RETURN, RETURN.to_owned(), None, OWN),
        ("GET", REFRESH, REFRESH.to_owned(), None, OWN),
        // A body that no form of ours sends.
        ("POST", "/signup/partner", "/signup/partner".to_owned(), Some(json!({})), &[415]),
        (
            "POST",
            "/invitations/{token}",
            format!("/invitations/{nobodys}"),
            Some(json!({})),
            &[415],
        ),
        (
            "POST",
            PAYOUT_ACCOUNT,
            format!("/invitations/{nobodys}/payout-account"),
            Some(json!({})),
            &[415],
        ),
        ("POST", "/signup", "/signup".to_owned(), Some(json!({})), &[415]),
    ]
}

/// Somebody of another practice is nobody here; a login name is told taken by whoever asks twice.
fn people_attempts() -> Vec<Attempt> {
    const USERS: &str = "/api/v1/users";
    const END: &str = "/api/v1/users/{id}/end";
    const ROLE: &str = "/api/v1/users/{id}/role";
    const LINK: &str = "/api/v1/users/{id}/password-link";
    const PASSWORD: &str = "/password/{token}";
    // The owner of the other practice.
    let user = format!("{USERS}/{}", Uuid::from_u128(BIRKENHAIN.0.as_u128() * 100 + 4));
    let new = json!({ "login_name": "neu@lindenau", "name": "Neu", "role": "reception" });
    let role = json!({ "role": "auditor", "reason": "x" });
    let why = || Some(json!({ "reason": "x" }));
    let nobodys = format!("/password/{}", "0".repeat(96));
    vec![
        ("GET", USERS, USERS.to_owned(), None, OWN),
        ("POST", USERS, USERS.to_owned(), Some(new), &[201, 409]),
        ("POST", END, format!("{user}/end"), why(), FOREIGN),
        ("POST", ROLE, format!("{user}/role"), Some(role), FOREIGN),
        ("POST", LINK, format!("{user}/password-link"), why(), FOREIGN),
        ("GET", PASSWORD, nobodys.clone(), None, FOREIGN),
        // A body that no form of ours sends.
        ("POST", PASSWORD, nobodys, Some(json!({})), &[415]),
    ]
}

/// The pages of customers: a desk's token is none there. What one customer has of another is tried in
/// the tests of customers.
pub(super) fn customer_attempts() -> Vec<Attempt> {
    const BUY: &str = "/levels/{level}/buy";
    const LINK: &str = "/forgotten/{token}";
    const CANCEL: &str = "/account/subscriptions/{id}/cancel";
    const DISCARD: &str = "/purchases/{id}/discard";
    let purchase = format!("/purchases/{}", Uuid::from_u128(0xB0));
    let outcome = format!("{purchase}/outcome");
    let event = format!("/events/{}", Uuid::from_u128(0xE0));
    let cancel = format!("/account/subscriptions/{}/cancel", Uuid::from_u128(0x5B));
    let link = format!("/forgotten/{}", "0".repeat(64));
    // A body that no form of ours sends.
    let body = || Some(json!({}));
    vec![
        ("GET", "/pay.js", "/pay.js".to_owned(), None, OWN),
        ("GET", "/signin", "/signin".to_owned(), None, OWN),
        ("POST", "/signin", "/signin".to_owned(), body(), &[415]),
        ("POST", "/signout", "/signout".to_owned(), body(), &[415]),
        ("GET", "/forgotten", "/forgotten".to_owned(), None, OWN),
        ("POST", "/forgotten", "/forgotten".to_owned(), body(), &[415]),
        ("GET", LINK, link.clone(), None, FOREIGN),
        ("POST", LINK, link, body(), &[415]),
        ("GET", "/account", "/account".to_owned(), None, &[303]),
        ("GET", "/account/export", "/account/export".to_owned(), None, &[303]),
        ("POST", CANCEL, cancel, body(), &[415]),
        ("GET", BUY, "/levels/3/buy".to_owned(), None, &[303, 404]),
        ("POST", BUY, "/levels/3/buy".to_owned(), body(), &[415]),
        ("GET", "/purchases/{id}", purchase.clone(), None, &[303]),
        ("GET", "/purchases/{id}/outcome", outcome, None, &[303]),
        ("POST", DISCARD, format!("{purchase}/discard"), body(), &[415]),
        ("GET", "/events", "/events".to_owned(), None, &[303]),
        ("GET", "/events/{id}", event.clone(), None, &[303]),
        ("POST", "/events/{id}/book", format!("{event}/book"), body(), &[415]),
    ]
}

/// What must never be seen by the stranger.
fn secrets(victim: &TestDesk, sold: &Sold) -> Vec<String> {
    vec![
        victim.device_id.to_string(),
        "Geheime Notiz".to_owned(),
        sold.order.to_string(),
        sold.agreement.to_string(),
        sold.customer.to_string(),
        sold.seller.to_string(),
    ]
}

on_both! {
    async fn nobody_reaches_another_tenant_on_any_route(server) {
        let sold = sell(&server).await;
        for (_, role) in Role::ALL {
            cross(&server, &sold, role).await;
        }
    }

    /// Clients draw the ids of orders: drawing a foreign one opens nothing.
    async fn the_order_id_of_another_tenant_cannot_be_taken(server) {
        let sold = sell(&server).await;
        let stranger = server.token("owner@lindenau").await;
        let body = json!({
            "id": sold.order, "customer_user_id": Uuid::from_u128(1),
            "lines": [{ "product_id": sold.product, "net": "1.00" }],
        });
        let (status, answer) =
            server.call("POST", "/api/v1/orders", Some(&stranger), Some(&body)).await;
        assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        assert_eq!(answer["error"]["code"], "order_id_held", "{answer}");
        let path = v1(&format!("/orders/{}/commissions", sold.order));
        let (status, answer) = server.call("GET", &path, Some(&stranger), None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
    }

    async fn a_desk_that_says_hello_stays_signed_in(server) {
        let desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        server.clock.advance(chrono::TimeDelta::days(179));
        let (hello, token) = (desk.hello(""), Some(desk.token.as_str()));
        let (status, answer) = server.call("POST", "/api/v1/sync/hello", token, Some(&hello)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        server.clock.advance(chrono::TimeDelta::days(179));
        let (status, answer) = server.call("GET", "/api/v1/devices", token, None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    async fn a_seller_dates_no_order_far_back(server) {
        let owner = server.token("owner@birkenhain").await;
        let body = json!({
            "customer_user_id": Uuid::from_u128(1), "ordered_at": "2026-10-19T10:00:00Z",
            "lines": [{ "product_id": Uuid::from_u128(2), "net": "1.00" }],
        });
        let (status, answer) =
            server.call("POST", "/api/v1/orders", Some(&owner), Some(&body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        assert!(answer.to_string().contains("31 days"), "{answer}");
    }

    async fn without_a_session_only_public_routes_answer(server) {
        let sold = sell(&server).await;
        let victim = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let public = [
            "/healthz",
            "/readyz",
            "/metrics",
            "/",
            "/levels/{level}",
            "/style.css",
            "/r/{code}",
            "/signup",
            "/signup/done",
            "/signup/partner",
            "/invitations/{token}",
            "/invitations/{token}/payout-account",
            "/password/{token}",
            "/membership/pay/{link}",
            "/membership/pay/{link}/outcome",
            "/payout-account/return",
            "/payout-account/refresh",
            "/api/v1/contracts",
            "/api/v1/contracts/{kind}/{version}",
            "/api/v1/openapi.json",
            "/api/v1/signing-key",
            "/api/v1/identity-provider",
            "/api/v1/sessions",
            "/api/v1/webhooks/stripe",
        ];
        for (method, pattern, path, body, _) in attempts(&victim, &sold) {
            let is_public = public.contains(&pattern)
                || customer_attempts().iter().any(|attempt| attempt.1 == pattern);
            if is_public && method != "DELETE" {
                continue;
            }
            let jwt = "eyJhbGciOiJub25lIn0.e30.".to_owned();
            for token in [None, Some("0".repeat(96)), Some("x".to_owned()), Some(jwt)] {
                let (status, answer) =
                    server.call(method, &path, token.as_deref(), body.as_ref()).await;
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}: {answer}");
            }
        }
    }
}

async fn cross(server: &Server, sold: &Sold, role: &str) {
    let number = 1000 + role.len() as u128 * 10 + u128::from(role.as_bytes()[0]);
    let mut victim = TestDesk::enrol(server, "reception@birkenhain", number).await;
    let note = victim.edit(7, "note", json!("Geheime Notiz"), 7);
    victim.push(server, vec![note]).await;
    let stranger = server.token(&format!("{role}@lindenau")).await;
    let list = attempts(&victim, sold);
    let covered: BTreeSet<(&str, &str)> = list.iter().map(|a| (a.0, a.1)).collect();
    for route in table() {
        assert!(covered.contains(&(route.method, route.path)), "{} {}", route.method, route.path);
    }
    for (method, pattern, path, body, allowed) in list {
        let (status, answer) = server.call(method, &path, Some(&stranger), body.as_ref()).await;
        // Whoever may not use a route at all is refused before anything is looked up.
        let is_allowed = allowed.contains(&status.as_u16()) || status == StatusCode::FORBIDDEN;
        assert!(is_allowed, "{role}: {method} {path}: {status} {answer}");
        let text = answer.to_string();
        for secret in secrets(&victim, sold) {
            // Enrolling tells the device's own id back, and so does the log of who enrolled it; the
            // stranger's feed stays empty.
            let is_echo = matches!(pattern, "/api/v1/devices" | "/api/v1/audit-log")
                && secret == victim.device_id.to_string();
            assert!(is_echo || !text.contains(&secret), "{role}: {method} {path} tells {secret}");
        }
    }
    assert!(!server.feed(&victim.token).await.is_empty(), "the victim's log is untouched");
    let (status, _) = victim.try_push(server, Vec::new()).await;
    assert_eq!(status, StatusCode::OK, "the victim's device is untouched");
}
