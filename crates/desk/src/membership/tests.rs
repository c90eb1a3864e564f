//! The membership at a desk whose platform is written here: what is known without a network, and what
//! is asked of it.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use mojo_protocol::EntitlementBody;
use serde_json::{Value, json};

use crate::account::Browser;
use crate::signed::tests::sign;
use crate::sync::{Answer, HttpRequest, Transport, TransportError};
use crate::testing::{self, TestDesk, json_reply};
use crate::views::{BuyMembershipInput, MoneyView};
use crate::{Desk, Refusal as _};

/// Answers by the path, and keeps what was asked.
#[derive(Default)]
struct Platform {
    says: Mutex<BTreeMap<&'static str, (u16, Value)>>,
    asked: Mutex<Vec<(String, Value)>>,
}

impl Platform {
    fn says(&self, path: &'static str, status: u16, body: Value) {
        self.says.lock().unwrap().insert(path, (status, body));
    }

    fn asked(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

impl Transport for Platform {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        let body = request.body.map(|body| serde_json::from_slice(&body.bytes).unwrap());
        let path = request.url.split("/api/v1/").nth(1).unwrap().to_owned();
        let bare = path.split('?').next().unwrap();
        let reply = self.says.lock().unwrap().get(bare).cloned();
        self.asked.lock().unwrap().push((path, body.unwrap_or(Value::Null)));
        let reply = reply.map(|(status, body)| json_reply(status, &body));
        let reply = reply.ok_or(TransportError::Offline);
        Box::pin(async move { reply })
    }
}

/// A browser that keeps what it was to open.
#[derive(Default)]
struct Seen(Mutex<Vec<String>>);

impl Browser for Seen {
    fn open(&self, address: &str) -> io::Result<()> {
        self.0.lock().unwrap().push(address.to_owned());
        Ok(())
    }
}

/// A desk of this person, signed in with an owner's account; the platform cannot be reached yet.
async fn signed_in(role: &str) -> (TestDesk, Arc<Platform>, Arc<Seen>) {
    let desk = testing::desk().await;
    testing::hand_over(&desk, role).await;
    testing::sign_in(&desk, "owner").await;
    let (platform, seen) = (Arc::new(Platform::default()), Arc::new(Seen::default()));
    desk.use_transport(platform.clone());
    desk.use_browser(seen.clone());
    (desk, platform, seen)
}

async fn told(desk: &Desk, issued_at: &str) {
    let session = desk.find_session().await.unwrap().unwrap();
    let ends_at = Some("2026-11-20T09:00:00Z".parse().unwrap());
    let body = EntitlementBody {
        tenant_id: session.tenant_id,
        stage: Some(3),
        membership: Some("BUSINESS_BOOTCAMP".to_owned()),
        tools: vec!["contacts".to_owned()],
        ends_at,
        tool_ends: BTreeMap::from([("contacts".to_owned(), ends_at)]),
        payout_ready: None,
        issued_at: issued_at.parse().unwrap(),
    };
    let signed = sign(7, mojo_protocol::canonical(&body).unwrap());
    desk.learn_entitlement(&signed).await.unwrap();
}

fn offers() -> Value {
    let price = json!({ "net": "1000.00", "discount": "300.00", "vat": "133.00",
        "gross": "833.00" });
    json!({ "payable": true, "billing_country": "IT", "levels": [{
        "product_id": "p1", "name": "BUSINESS BOOTCAMP", "description_de": "", "description_en": "",
        "level": 3, "stage": 3, "currency": "EUR", "vat_percent": "19", "billing_interval": null,
        "first": price, "later": null, "obstacle": null, "purchase": { "id": "b1", "product_id": "p1",
            "product_name": "BUSINESS BOOTCAMP", "subscription": false, "currency": "EUR",
            "amount": "833.00", "later_amount": null, "opened_at": "2026-11-20T09:00:00Z",
            "state": "pending" },
    }] })
}

fn wish() -> BuyMembershipInput {
    let amount = MoneyView { cents: 83_300, currency: "EUR".to_owned() };
    BuyMembershipInput { product_id: "p1".to_owned(), amount, later_amount: None }
}

async fn refused(desk: &Desk) -> &'static str {
    desk.buy_membership(wish()).await.unwrap_err().code()
}

#[tokio::test]
async fn p4_the_membership_is_shown_without_a_network_with_its_end_and_its_grace() {
    let (mut desk, _, _) = signed_in("reception").await;
    let view = desk.show_membership().await.unwrap();
    assert!(!view.is_told && !view.is_local && view.stage.is_none());
    assert!(view.tools.iter().all(|tool| tool.state == "open"), "nothing is closed unheard");
    desk.clock.set("2026-11-19T09:00:00Z".parse().unwrap());
    told(&desk, "2026-11-19T09:00:00Z").await;
    let state = |view: &crate::views::MembershipView, tool: &str| {
        view.tools.iter().find(|row| row.tool == tool).unwrap().state.clone()
    };
    let view = desk.show_membership().await.unwrap();
    assert_eq!((view.stage, view.ends_on.as_deref()), (Some(3), Some("2026-11-20")));
    assert!(!view.has_ended && view.closes_on.is_none());
    assert_eq!(
        (state(&view, "contacts").as_str(), state(&view, "pos").as_str()),
        ("open", "closed")
    );
    desk.clock.set("2026-11-21T09:00:00Z".parse().unwrap());
    desk.reopen().await;
    let view = desk.show_membership().await.unwrap();
    assert!(view.has_ended && view.closes_on.is_none(), "the platform has said nothing since");
    assert_eq!(state(&view, "contacts"), "grace");
    told(&desk, "2026-11-21T08:00:00Z").await;
    let view = desk.show_membership().await.unwrap();
    assert_eq!(view.closes_on.as_deref(), Some("2026-11-27"), "seven days of grace");
    desk.clock.set("2026-11-28T09:00:00Z".parse().unwrap());
    assert_eq!(state(&desk.show_membership().await.unwrap(), "contacts"), "closed");
}

/// Stages 1 and 2 open the same tools: what is shown follows all the same.
#[tokio::test]
async fn p3_a_stage_that_opens_no_more_is_shown_too() {
    let (desk, _, _) = signed_in("owner").await;
    for (stage, at) in [(1, "2026-11-20T09:20:00Z"), (2, "2026-11-20T09:21:00Z")] {
        let session = desk.find_session().await.unwrap().unwrap();
        let body = EntitlementBody {
            tenant_id: session.tenant_id,
            stage: Some(stage),
            membership: None,
            tools: vec!["campus".to_owned()],
            ends_at: None,
            tool_ends: BTreeMap::from([("campus".to_owned(), None)]),
            payout_ready: None,
            issued_at: at.parse().unwrap(),
        };
        let signed = sign(7, mojo_protocol::canonical(&body).unwrap());
        desk.learn_entitlement(&signed).await.unwrap();
        let shown = desk.show_membership().await.unwrap().stage.map(i64::from);
        assert_eq!(shown, Some(stage));
    }
}

#[tokio::test]
async fn c7_what_is_asked_for_is_what_was_shown_and_the_browser_gets_the_platforms_page() {
    let (desk, platform, seen) = signed_in("owner").await;
    platform.says("membership", 200, offers());
    platform.says("subscriptions", 200, json!({ "subscriptions": [], "next": null }));
    let view = desk.list_membership_offers().await.unwrap();
    let level = &view.levels[0];
    assert_eq!((level.first.discount.cents, level.first.gross.cents), (30_000, 83_300));
    assert_eq!(level.purchase.as_ref().unwrap().state, "pending");
    platform.asked();
    platform.says("membership/purchases", 201, json!({ "pay_path": "/membership/pay/7b-0a" }));
    let way = desk.buy_membership(wish()).await.unwrap();
    assert_eq!(way.url.as_deref(), Some("https://mojo.example/membership/pay/7b-0a"));
    assert!(way.opened);
    assert_eq!(*seen.0.lock().unwrap(), ["https://mojo.example/membership/pay/7b-0a"]);
    let asked = platform.asked();
    let body = json!({ "product_id": "p1", "amount": "833.00", "later_amount": null });
    assert_eq!(asked, [("membership/purchases".to_owned(), body)]);
    for foreign in ["https://other.example/", "/membership/pay/", "/membership/pay/../../x", "//x"]
    {
        platform.says("membership/purchases", 201, json!({ "pay_path": foreign }));
        assert_eq!(refused(&desk).await, "unfit_answer", "{foreign}");
    }
    platform.says("membership/purchases", 200, json!({ "hello": "world" }));
    assert_eq!(refused(&desk).await, "unanswered", "a page of the network is none of the platform");
    assert_eq!(seen.0.lock().unwrap().len(), 1, "nothing else was opened");
}

#[tokio::test]
async fn what_the_platform_refuses_has_words_of_its_own() {
    let (desk, platform, seen) = signed_in("owner").await;
    assert_eq!(refused(&desk).await, "needs_network");
    for (code, ours) in [
        ("no_payment_provider", "membership_no_payments"),
        ("price_changed", "membership_price_changed"),
        ("membership_held", "membership_held"),
        ("already_subscribed", "membership_held"),
        ("other_buyer", "membership_refused"),
    ] {
        let error = json!({ "error": { "code": code, "message": "No.", "details": null } });
        platform.says("membership/purchases", 409, error);
        assert_eq!(refused(&desk).await, ours, "{code}");
    }
    assert!(seen.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_owner_alone_buys_and_others_are_told_who_may() {
    let (desk, platform, _) = signed_in("reception").await;
    platform.says("membership", 200, offers());
    let error = desk.list_membership_offers().await.unwrap_err();
    assert_eq!((error.code(), error.values()["who"].as_str()), ("not_allowed", "owner"));
    assert_eq!(refused(&desk).await, "not_allowed");
    let end = desk.end_membership_subscription("s1".to_owned()).await.unwrap_err();
    assert_eq!(end.code(), "not_allowed");
    assert!(platform.asked().is_empty(), "the platform was not even asked");
}

#[tokio::test]
async fn a_subscription_of_the_tenant_is_shown_and_ended_with_its_period() {
    let (desk, platform, _) = signed_in("owner").await;
    let tenant = desk.find_session().await.unwrap().unwrap().tenant_id;
    let one = |id: &str, buyer: Value, state: &str| {
        json!({ "id": id, "buyer_tenant_id": buyer, "product_name": "Stufe", "currency": "EUR",
            "billing_interval": "month", "amount": "83.30", "state": state,
            "paid_until": "2026-12-20T09:59:00Z", "ends_with_period": false })
    };
    let list = [
        one("s/1", json!(tenant), "past_due"),
        one("s2", json!(tenant), "ended"),
        one("s3", Value::Null, "active"),
    ];
    platform.says("membership", 200, offers());
    platform.says("subscriptions", 200, json!({ "subscriptions": list, "next": null }));
    let view = desk.list_membership_offers().await.unwrap();
    assert_eq!(view.subscriptions.len(), 1);
    let shown = &view.subscriptions[0];
    assert_eq!((shown.amount.cents, shown.paid_until.as_deref()), (8_330, Some("2026-12-20")));
    assert!(shown.has_failed && !shown.ends_with_period);
    platform.asked();
    platform.says("subscriptions/s%2F1/cancel", 200, json!({ "id": "s/1" }));
    desk.end_membership_subscription("s/1".to_owned()).await.unwrap();
    let asked = platform.asked();
    let end = ("subscriptions/s%2F1/cancel".to_owned(), json!({ "at": "period_end" }));
    assert_eq!(asked[0], end);
}
