//! The client against a platform that says what it is told to say.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use mojo_domain::TenantId;
use mojo_protocol::Scope;
use serde_json::{Value, json};

use super::*;
use crate::Refusal as _;
use crate::account::{Mode, Session};
use crate::sync::{Answer, HttpReply, HttpRequest, Method, Transport, TransportError};
use crate::testing::{self, TestDesk};
use crate::views::{
    AgreementInput, AttributionChange, AuditQuery, DisputeDecision, InvitationInput,
};

mod people;
mod work;

/// A platform that answers what it was told, in order, and keeps what it was asked.
#[derive(Default)]
struct Fake {
    answers: Mutex<VecDeque<Result<HttpReply, TransportError>>>,
    asked: Mutex<Vec<HttpRequest>>,
}

impl Fake {
    fn say(&self, status: u16, answer: Value) {
        let bytes = if status == 204 { Vec::new() } else { answer.to_string().into_bytes() };
        self.give(status, "application/json", bytes);
    }

    fn give(&self, status: u16, content_type: &str, bytes: Vec<u8>) {
        let content_type = content_type.to_owned();
        let reply = HttpReply { status, content_type, retry_after: None, is_zstd: false, bytes };
        self.answers.lock().unwrap().push_back(Ok(reply));
    }

    fn fail(&self, error: TransportError) {
        self.answers.lock().unwrap().push_back(Err(error));
    }

    /// The names that stand before most answers.
    fn names(&self) {
        let studio = json!({
            "id": "t-1", "name": "Studio Moorlicht", "kind": "affiliate", "country": "DE",
            "created_at": "2026-01-01T00:00:00Z", "deactivated_at": null,
        });
        self.say(200, json!({ "tenants": [studio] }));
    }

    /// Method and path of each request so far, below `/api/v1/`.
    fn paths(&self) -> Vec<(Method, String)> {
        let asked = self.asked.lock().unwrap();
        let path = |request: &HttpRequest| request.url.split("/api/v1/").nth(1).unwrap().to_owned();
        asked.iter().map(|request| (request.method, path(request))).collect()
    }

    /// The key of idempotency of the last request.
    fn last_key(&self) -> Option<String> {
        self.asked.lock().unwrap().last().unwrap().idempotency_key.clone()
    }

    fn last_body(&self) -> Value {
        let asked = self.asked.lock().unwrap();
        let body = asked.last().unwrap().body.as_ref().unwrap();
        serde_json::from_slice(&body.bytes).unwrap()
    }
}

impl Transport for Fake {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front();
        let reply = answer.expect("the platform has nothing to say");
        Box::pin(async move { reply })
    }
}

/// A desk at which somebody with `role` is signed in on the fake platform.
async fn desk_of(role: &str) -> (TestDesk, Arc<Fake>) {
    let desk = testing::desk().await;
    let fake = Arc::new(Fake::default());
    desk.use_transport(fake.clone());
    let session = Session {
        mode: Mode::Platform,
        platform: Some("https://platform.example".to_owned()),
        token: Some("token".to_owned()),
        identity: None,
        actor_id: desk.next_id(),
        user: "Odette Farnham".to_owned(),
        role: role.to_owned(),
        account_role: Some(role.to_owned()),
        tenant_id: TenantId::MOJO_LLC,
        tenant: "MOJO LLC".to_owned(),
        scopes: vec![Scope::Admin],
    };
    let mut tx = desk.store().transact(Op::Settings.name(), session.actor_id).await.unwrap();
    Desk::keep_session(&mut tx, &session).await.unwrap();
    tx.commit().await.unwrap();
    desk.refresh_worker().await.unwrap();
    (desk, fake)
}

fn envelope(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message, "details": null } })
}

#[tokio::test]
async fn who_is_not_of_the_platform_asks_nothing() {
    for role in ["owner", "reception", "distributor", "auditor", "chief"] {
        let (desk, fake) = desk_of(role).await;
        let refused = desk.list_agreements().await.unwrap_err();
        assert_eq!(refused.code(), "not_allowed", "{role}");
        assert_eq!(refused.values()["who"], "platform_admin,support");
        assert_eq!(desk.run_payouts("p".to_owned()).await.unwrap_err().code(), "not_allowed");
        assert!(fake.paths().is_empty(), "{role}");
        assert!(!desk.session().await.unwrap().screens.contains(&"administration".to_owned()));
    }
}

#[tokio::test]
async fn support_reads_and_changes_an_attribution_and_nothing_else() {
    let (desk, fake) = desk_of("support").await;
    assert_eq!(desk.session().await.unwrap().screens, ["administration"]);
    fake.names();
    assert_eq!(desk.list_tenants().await.unwrap()[0].name, "Studio Moorlicht");
    let text = String::new;
    let input = InvitationInput {
        key: None,
        kind: "affiliate".to_owned(),
        label: text(),
        region_codes: Vec::new(),
        commission_percent: text(),
        agreement_from: None,
        valid_days: 30,
    };
    let refused = [
        desk.run_payouts(text()).await.unwrap_err(),
        desk.confirm_payout(text(), text()).await.unwrap_err(),
        desk.release_payout(text(), text()).await.unwrap_err(),
        desk.return_payout(text(), text(), text()).await.unwrap_err(),
        desk.make_sepa_file(0, None).await.unwrap_err(),
        desk.confirm_sepa_file(text(), text()).await.unwrap_err(),
        desk.reject_sepa_file(text(), text()).await.unwrap_err(),
        desk.void_sepa_file(text(), text()).await.unwrap_err(),
        desk.deactivate_tenant(text(), text()).await.unwrap_err(),
        desk.deactivate_agreement(text()).await.unwrap_err(),
        desk.create_invitation(input).await.unwrap_err(),
        desk.answer_dispute(text(), text(), text(), text()).await.unwrap_err(),
    ];
    for refused in refused {
        assert_eq!(
            (refused.code(), refused.values()["who"].as_str()),
            ("not_allowed", "platform_admin")
        );
    }
    assert_eq!(fake.paths().len(), 1, "what is refused here is not asked there");

    fake.say(204, Value::Null);
    fake.names();
    fake.say(200, json!({ "attributions": [] }));
    let change = AttributionChange {
        customer_id: "c/1".to_owned(),
        tenant_id: "t-1".to_owned(),
        reason: "Falscher Link".to_owned(),
        code: Some(" ".to_owned()),
    };
    desk.change_attribution(change).await.unwrap();
    let asked = &fake.paths()[1];
    assert_eq!(
        *asked,
        (Method::Post, "customer-attributions/c%2F1".to_owned()),
        "one part of the path"
    );
}

#[tokio::test]
async fn what_goes_wrong_is_told_apart() {
    let (desk, fake) = desk_of("platform_admin").await;
    fake.fail(TransportError::Offline);
    assert_eq!(desk.list_tenants().await.unwrap_err().code(), "administration_offline");
    fake.fail(TransportError::Stalled);
    assert_eq!(desk.list_tenants().await.unwrap_err().code(), "administration_unanswered");
    for (status, code, expected) in [
        (401, "unauthorized", "signed_out"),
        (403, "forbidden", "administration_forbidden"),
        (403, "device_revoked", "administration_refused"),
        (429, "too_many_requests", "administration_busy"),
        (500, "internal", "administration_fault"),
        (503, "provider_silent", "administration_busy"),
        (503, "storage_full", "platform_full"),
    ] {
        fake.say(status, envelope(code, "Words."));
        assert_eq!(desk.list_tenants().await.unwrap_err().code(), expected, "{status} {code}");
    }
    fake.names();
    fake.say(409, envelope("not_exclusive", "DE belongs to another agreement."));
    let input = AgreementInput {
        tenant_id: "t-1".to_owned(),
        region_codes: vec![" de ".to_owned(), String::new()],
        commission_percent: "30".to_owned(),
        valid_from: "2026-12-01".to_owned(),
        valid_until: Some(String::new()),
        contract_url: None,
    };
    let refused = desk.create_agreement(input).await.unwrap_err();
    assert_eq!(refused.code(), "administration_refused");
    assert_eq!(refused.values()["code"], "not_exclusive");
    assert_eq!(refused.values()["words"], "DE belongs to another agreement.");
    let body = fake.last_body();
    assert_eq!((&body["region_codes"], &body["valid_until"]), (&json!(["DE"]), &Value::Null));
}

#[tokio::test]
async fn the_lists_are_looked_at_again_when_nobody_knows_what_was_done() {
    let (desk, fake) = desk_of("platform_admin").await;
    let mut changes = desk.subscribe();
    let release = || desk.release_payout("p-1".to_owned(), "The bank sent it back".to_owned());
    fake.say(409, envelope("not_releasable", "It is on its way."));
    assert_eq!(release().await.unwrap_err().code(), "administration_refused");
    fake.fail(TransportError::Offline);
    assert_eq!(release().await.unwrap_err().code(), "administration_offline");
    assert!(changes.try_recv().is_err(), "nothing was done");
    fake.fail(TransportError::Broken);
    assert_eq!(release().await.unwrap_err().code(), "administration_unanswered");
    assert!(matches!(changes.try_recv(), Ok(Topic::Administration)));
    fake.say(500, envelope("internal", "Words."));
    assert_eq!(release().await.unwrap_err().code(), "administration_fault");
    assert!(matches!(changes.try_recv(), Ok(Topic::Administration)));
}

#[tokio::test]
async fn a_plan_is_shown_with_its_sums_and_run_by_its_name() {
    let (desk, fake) = desk_of("platform_admin").await;
    let row = |amount: &str, currency: &str, reason: Option<&str>| {
        let mut row = json!({
            "recipient_tenant_id": "t-1", "currency": currency, "amount": amount,
            "approved": amount, "clawback": "0.00", "entries": 2,
        });
        if let Some(reason) = reason {
            row["reason"] = json!(reason);
        }
        row
    };
    fake.names();
    fake.say(
        200,
        json!({
            "plan": "abc",
            "pay": [row("200.10", "EUR", None), row("0.20", "EUR", None), row("5.00", "CHF", None)],
            "carry": [row("12.00", "EUR", Some("below_minimum"))],
            "open": [
                {
                    "id": "p-1", "recipient_tenant_id": "t-1", "kind": "sales", "currency": "EUR",
                    "amount": "107.00", "vat": "0.00", "period": "2026-10",
                },
                {
                    "id": "p-2", "recipient_tenant_id": "t-1", "kind": "monthly", "currency": "EUR",
                    "amount": "119.00", "vat": "19.00", "period": "2026-10",
                },
                // A platform of before tells neither the kind nor the VAT.
                {
                    "id": "p-3", "recipient_tenant_id": "t-1", "currency": "EUR", "amount": "1.00",
                    "period": "2026-09",
                },
            ],
        }),
    );
    let plan = desk.preview_payouts().await.unwrap();
    let totals: Vec<(i64, &str)> =
        plan.totals.iter().map(|sum| (sum.cents, sum.currency.as_str())).collect();
    assert_eq!(totals, [(500, "CHF"), (20_030, "EUR")], "currencies are never added");
    assert_eq!(plan.pay[0].recipient, "Studio Moorlicht");
    assert_eq!(plan.carry[0].reason, "below_minimum");
    assert_eq!(plan.month, "2026-11");
    let open: Vec<(&str, i64, i64)> =
        plan.open.iter().map(|row| (row.kind.as_str(), row.amount.cents, row.vat.cents)).collect();
    assert_eq!(open, [("sales", 10_700, 0), ("monthly", 11_900, 1_900), ("", 100, 0)]);

    fake.names();
    let paid = json!({ "recipient_tenant_id": null, "amount": "1.00", "currency": "EUR" });
    let waits = json!({
        "recipient_tenant_id": "t-1", "amount": "2.00", "currency": "EUR", "reason": "lost",
    });
    fake.say(200, json!({ "payouts": [paid], "open": [waits] }));
    let run = desk.run_payouts(plan.plan).await.unwrap();
    assert_eq!(fake.last_body(), json!({ "plan": "abc" }));
    assert_eq!(run.paid[0].recipient, "MOJO LLC");
    assert_eq!((run.open[0].reason.as_str(), run.released.len()), ("lost", 0));
}

#[tokio::test]
async fn an_invitation_gives_its_whole_link_and_the_log_is_asked_by_who_what_and_when() {
    let (desk, fake) = desk_of("platform_admin").await;
    fake.names();
    fake.say(
        201,
        json!({
            "id": "i-1", "kind": "affiliate", "label": "Studio", "region_codes": [],
            "commission_percent": null, "agreement_from": null,
            "created_at": "2026-11-20T09:00:00Z", "valid_until": "2026-12-20T09:00:00Z",
            "state": "open", "tenant_id": null, "link": "/invitations/00ff",
        }),
    );
    let input = InvitationInput {
        key: Some("i-1".to_owned()),
        kind: "affiliate".to_owned(),
        label: "Studio".to_owned(),
        region_codes: vec!["DE".to_owned()],
        commission_percent: "30".to_owned(),
        agreement_from: Some("2026-12-01".to_owned()),
        valid_days: 30,
    };
    let made = desk.create_invitation(input).await.unwrap();
    assert_eq!(made.link.as_deref(), Some("https://platform.example/invitations/00ff"));
    let body = fake.last_body();
    assert_eq!((&body["region_codes"], &body["commission_percent"]), (&Value::Null, &Value::Null));
    assert_eq!(fake.last_key().as_deref(), Some("i-1"), "asked again there is one invitation");

    fake.names();
    fake.say(200, json!({ "entries": [], "next": null }));
    let query = AuditQuery {
        before: None,
        user_id: Some("u&1".to_owned()),
        action: Some("confirm_payout".to_owned()),
        from: Some("2026-11-01".to_owned()),
        until: Some(String::new()),
    };
    desk.list_audit_log(query).await.unwrap();
    let (_, path) = fake.paths().pop().unwrap();
    assert_eq!(path, "audit-log?limit=50&user_id=u%261&action=confirm_payout&from=2026-11-01");
}

#[tokio::test]
async fn an_answer_in_a_dispute_bears_the_id_that_was_drawn_for_it() {
    let (desk, fake) = desk_of("platform_admin").await;
    let words = |text: &str| text.to_owned();
    fake.fail(TransportError::Broken);
    let say = || desk.answer_dispute(words("d-1"), words("t-1"), words("Geprüft."), words("m-1"));
    assert_eq!(say().await.unwrap_err().code(), "administration_unanswered");
    let first = fake.last_body();
    fake.say(204, Value::Null);
    say().await.unwrap();
    assert_eq!(fake.last_body(), first, "the platform knows the repetition by its id");
    assert_eq!(first["id"], "m-1");
}

#[tokio::test]
async fn nothing_is_kept_at_the_desk() {
    let (desk, fake) = desk_of("platform_admin").await;
    let before = desk.sync_status().await.unwrap().recorded;
    fake.names();
    fake.say(200, json!({ "payouts": [] }));
    desk.run_payouts("abc".to_owned()).await.unwrap();
    assert_eq!(desk.sync_status().await.unwrap().recorded, before, "no entry of the journal");
    fake.fail(TransportError::Offline);
    let refused = desk.list_tenants().await.unwrap_err();
    assert_eq!(refused.code(), "administration_offline", "and no list of before");
}

fn tenant_named(id: &str) -> Value {
    json!({
        "id": id, "name": id, "kind": "affiliate", "country": "DE",
        "created_at": "2026-01-01T00:00:00Z", "deactivated_at": null,
    })
}

#[tokio::test]
async fn a_list_of_several_pages_is_read_whole() {
    let (desk, fake) = desk_of("support").await;
    fake.say(200, json!({ "tenants": [tenant_named("a")], "next": "1.a&b" }));
    fake.say(200, json!({ "tenants": [tenant_named("b")], "next": "2.b" }));
    fake.say(200, json!({ "tenants": [], "next": null }));
    let names: Vec<String> =
        desk.list_tenants().await.unwrap().into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["a", "b"]);
    let paths: Vec<String> = fake.paths().into_iter().map(|(_, path)| path).collect();
    assert_eq!(paths, ["tenants", "tenants?after=1.a%26b", "tenants?after=2.b"]);
}

#[tokio::test]
async fn a_platform_that_never_ends_its_list_is_not_believed() {
    let (desk, fake) = desk_of("support").await;
    for _ in 0..2 {
        fake.say(200, json!({ "tenants": [tenant_named("a")], "next": "1.a" }));
    }
    let refused = desk.list_tenants().await.unwrap_err();
    assert!(matches!(refused, AdministrationError::Unreadable), "{refused}");
}

#[tokio::test]
async fn attributions_go_on_where_the_page_before_ended() {
    let (desk, fake) = desk_of("support").await;
    fake.names();
    fake.say(200, json!({ "attributions": [], "next": "7.x" }));
    let page = desk.list_attributions(Some("5.y".to_owned())).await.unwrap();
    assert_eq!(page.next.as_deref(), Some("7.x"));
    let (_, path) = fake.paths().pop().unwrap();
    assert_eq!(path, "customer-attributions?limit=100&after=5.y");
}

#[tokio::test]
async fn y5_a_dispute_is_upheld_with_its_correction_and_a_refusal_is_said() {
    let (desk, fake) = desk_of("platform_admin").await;
    let decision = DisputeDecision {
        dispute_id: "d-1".to_owned(),
        recipient_id: "t-1".to_owned(),
        outcome: "upheld".to_owned(),
        reason: "Satz war falsch".to_owned(),
        correction: Some("-12.34".to_owned()),
        corrected_by: None,
    };
    fake.say(204, Value::Null);
    desk.settle_dispute(decision.clone()).await.unwrap();
    let asked = fake.last_body();
    assert_eq!(asked["correction"], json!({ "amount": "-12.34" }));
    assert_eq!((&asked["outcome"], &asked["corrected_by"]), (&json!("upheld"), &Value::Null));
    fake.say(422, envelope("correction_too_much", "no more is taken back"));
    let refused = desk.settle_dispute(decision).await.unwrap_err();
    assert_eq!(refused.values()["code"], "correction_too_much");
}

#[tokio::test]
async fn c15_what_an_order_does_not_pay_is_told_line_by_line() {
    let (desk, fake) = desk_of("support").await;
    let not_paid = json!([
        { "type": "affiliate_first", "reasons": ["no_attribution"] },
        { "type": "platform_fee", "reasons": ["unknown"] },
    ]);
    // The second line is of a platform that does not say it.
    let lines = json!([{ "line": 1, "id": "1", "not_paid": not_paid }, { "line": 2, "id": "x" }]);
    fake.say(200, json!({ "order_id": "o/1", "commissions": [], "lines": lines }));
    let told = desk.explain_platform_order("o/1".to_owned()).await.unwrap();
    let found: Vec<_> = told
        .iter()
        .map(|row| (row.line.as_str(), row.kind.as_str(), row.reasons.join(" ")))
        .collect();
    let expected = [
        ("1", "affiliate_first", "no_attribution".to_owned()),
        ("1", "platform_fee", "unknown".to_owned()),
    ];
    assert_eq!(found, expected);
    assert_eq!(fake.paths()[0].1, "orders/o%2F1/commissions");
}
