//! Y5: a disputed entry is frozen until the platform's people have settled it.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{platform_admin, sell};
use super::support::{NOW, Server, TestDesk, on_both};

pub(super) const DISPUTE: Uuid = Uuid::from_u128(0xD15);
const LIST: &str = "/api/v1/disputes";

pub(super) fn disputed(dispute: Uuid, entry: &Value) -> Value {
    json!({
        "dispute_id": dispute, "commission_entry_id": entry, "reason": "Satz falsch",
        "at": NOW, "actor_id": Uuid::from_u128(3),
    })
}

fn message(id: Uuid, text: &str) -> Value {
    json!({
        "message_id": id, "dispute_id": DISPUTE, "text": text, "at": NOW,
        "actor_id": Uuid::from_u128(3),
    })
}

/// The desk of the practice's owner, with the practice's one commission disputed.
pub(super) async fn dispute(server: &Server) -> TestDesk {
    sell(server).await;
    dispute_sold(server).await
}

/// The same of what was sold before.
pub(super) async fn dispute_sold(server: &Server) -> TestDesk {
    let mut desk = TestDesk::enrol(server, "owner@birkenhain", 1).await;
    let entry = commission(server, &desk).await["id"].clone();
    let opened = desk.record("commission_dispute", DISPUTE, &disputed(DISPUTE, &entry));
    let id = Uuid::from_u128(0xE1);
    let said = desk.record("commission_dispute_message", id, &message(id, "Vertrag anbei"));
    let answer = desk.push(server, vec![opened, said]).await;
    for verdict in answer["verdicts"].as_array().unwrap() {
        assert_eq!(verdict["verdict"], "applied", "{answer}");
    }
    desk
}

pub(super) async fn commission(server: &Server, desk: &TestDesk) -> Value {
    let token = Some(desk.token.as_str());
    let (status, answer) = server.call("GET", "/api/v1/commissions", token, None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["commissions"][0].clone()
}

async fn payout(server: &Server, admin: &str) -> Vec<Value> {
    let path = "/api/v1/commissions/payout";
    let (status, answer) = server.call("POST", path, Some(admin), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let paid = answer["payouts"].as_array().unwrap();
    let own = |row: &&Value| row["amount"] == json!("200.00");
    paid.iter().filter(own).cloned().collect()
}

pub(super) fn set_clock(server: &Server, at: &str) {
    server.clock.set(at.parse::<DateTime<Utc>>().unwrap());
}

async fn settle(server: &Server, admin: &str, outcome: &str) -> (StatusCode, Value) {
    let mut body = json!({ "outcome": outcome, "reason": " Satz stimmt " });
    if outcome == "upheld" {
        body["correction"] = json!({ "amount": "12.34" });
    }
    let path = format!("{LIST}/{DISPUTE}/settle");
    server.call("POST", &path, Some(admin), Some(&body)).await
}

on_both! {
    async fn y5_a_disputed_entry_is_not_approved_and_not_paid_until_it_is_settled(server) {
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        set_clock(&server, "2026-12-15T10:00:00Z");
        let entry = commission(&server, &desk).await;
        assert_eq!((&entry["status"], &entry["reason"]), (&json!("pending"), &json!("frozen")));
        assert_eq!(entry["approved_at"], Value::Null, "its hold is over, and it is not approved");
        let token = Some(desk.token.as_str());
        let (_, pending) = server.call("GET", "/api/v1/commissions/pending", token, None).await;
        assert_eq!(pending["pending"][0]["frozen"], "200.00", "{pending}");
        assert_eq!(pending["pending"][0]["approved"], "0.00", "{pending}");
        assert!(payout(&server, &admin).await.is_empty(), "it is frozen");
        let count = server.platform.run_approvals(None).await.unwrap();
        let counted = ["approved_unpaid", "in_hold", "disputed"].map(|key| count[key].clone());
        assert_eq!(counted, [json!(0), json!(0), json!(1)], "the other one is paid: {count}");
        let path = "/api/v1/statements/2026-12";
        let (_, answer) = server.call("GET", path, token, None).await;
        let month = &answer["statements"][0];
        assert_eq!((&month["credited"], &month["disputed"]), (&json!("0.00"), &json!("200.00")));

        assert_eq!(settle(&server, &admin, "rejected").await.0, StatusCode::NO_CONTENT);
        let (status, again) = settle(&server, &admin, "upheld").await;
        assert_eq!(status, StatusCode::CONFLICT, "a dispute is settled once: {again}");
        let entry = commission(&server, &desk).await;
        assert_eq!((&entry["status"], &entry["reason"]), (&json!("approved"), &Value::Null));
        let count = server.platform.run_approvals(None).await.unwrap();
        assert_eq!((&count["approved_unpaid"], &count["disputed"]), (&json!(1), &json!(0)));
        let (_, answer) = server.call("GET", path, token, None).await;
        let month = &answer["statements"][0];
        assert_eq!((&month["credited"], &month["disputed"]), (&json!("200.00"), &json!("0.00")));
        set_clock(&server, "2027-01-15T10:00:00Z");
        assert_eq!(payout(&server, &admin).await.len(), 1);
        let (_, log) = server.call("GET", "/api/v1/audit-log?action=settle_dispute", Some(&admin), None).await;
        let audit = &log["entries"][0];
        assert_eq!((&audit["action"], &audit["reason"]), (&json!("settle_dispute"), &json!("Satz stimmt")));
        assert_eq!(log["entries"].as_array().unwrap().len(), 1, "what was refused left nothing");
    }

    async fn the_thread_and_the_decision_reach_the_recipients_desk(server) {
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        let words = json!({ "text": "Wir sehen nach." });
        let path = format!("{LIST}/{DISPUTE}/messages");
        let (status, _) = server.call("POST", &path, Some(&admin), Some(&words)).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert_eq!(settle(&server, &admin, "upheld").await.0, StatusCode::NO_CONTENT);

        let feed = server.feed(&desk.token).await;
        let of = |kind: &str| feed.iter().filter(|c| c.entity == kind).cloned().collect::<Vec<_>>();
        let messages = of("commission_dispute_message");
        assert_eq!(messages.len(), 2);
        assert_eq!(messages[1].device_id, None, "the second is the platform's");
        let settled: Value =
            serde_json::from_str(&of("commission_dispute_settlement")[0].body).unwrap();
        assert_eq!((&settled["outcome"], &settled["dispute_id"]), (&json!("upheld"), &json!(DISPUTE)));

        let (_, list) = server.call("GET", LIST, Some(&admin), None).await;
        let one = &list["disputes"][0];
        assert_eq!(one["entry"]["amount"], "200.00", "{list}");
        assert_eq!(one["reason"], "Satz falsch");
        let from: Vec<&Value> =
            one["messages"].as_array().unwrap().iter().map(|m| &m["from"]).collect();
        assert_eq!(from, [&json!("recipient"), &json!("platform")]);
        assert_eq!(one["settled"]["outcome"], "upheld");
        let (_, open) = server.call("GET", &format!("{LIST}?open=true"), Some(&admin), None).await;
        assert_eq!(open["disputes"], json!([]));
        let stranger = server.token("owner@lindenau").await;
        let (_, foreign) = server.call("GET", LIST, Some(&stranger), None).await;
        assert_eq!(foreign["disputes"], json!([]));
    }

    async fn a_second_dispute_keeps_the_entry_frozen_and_an_unknown_one_is_not_found(server) {
        let mut desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        let entry = commission(&server, &desk).await["id"].clone();
        let second = Uuid::from_u128(0xD16);
        let opened = desk.record("commission_dispute", second, &disputed(second, &entry));
        desk.push(&server, vec![opened]).await;
        assert_eq!(settle(&server, &admin, "upheld").await.0, StatusCode::NO_CONTENT);
        assert_eq!(commission(&server, &desk).await["reason"], "frozen", "the other is open");
        let nobodys = format!("{LIST}/{}/settle", Uuid::from_u128(9));
        let body = json!({ "outcome": "upheld", "reason": "x" });
        let (status, _) = server.call("POST", &nobodys, Some(&admin), Some(&body)).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let path = format!("{LIST}/{second}/messages");
        let nul = json!({ "text": "a\0b" });
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&nul)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        let refused = [("maybe", "x"), ("upheld", " "), ("upheld", "a\0b")];
        for body in refused.map(|(outcome, reason)| json!({ "outcome": outcome, "reason": reason })) {
            let path = format!("{LIST}/{second}/settle");
            let (status, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        }
    }

    async fn y5_a_dispute_that_names_another_tenants_entry_freezes_nothing(server) {
        sell(&server).await;
        let owner = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let entry = commission(&server, &owner).await;
        let mut stranger = TestDesk::enrol(&server, "owner@lindenau", 2).await;
        let opened = stranger.record("commission_dispute", DISPUTE, &disputed(DISPUTE, &entry["id"]));
        let answer = stranger.push(&server, vec![opened]).await;
        assert_eq!(answer["verdicts"][0]["verdict"], "applied", "{answer}");
        let admin = platform_admin(&server).await;
        let of_order = format!("/api/v1/orders/{}/commissions", entry["order_id"].as_str().unwrap());
        for path in ["/api/v1/commissions", of_order.as_str()] {
            let (_, list) = server.call("GET", path, Some(&admin), None).await;
            let listed = list["commissions"].as_array().unwrap();
            let same = listed.iter().find(|listed| listed["id"] == entry["id"]).unwrap();
            assert_eq!(same["reason"], Value::Null, "{path}: {same}");
        }
    }
}
