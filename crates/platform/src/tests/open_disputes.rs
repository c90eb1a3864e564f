//! Y5: a recipient disputes an entry without a desk, and it is a dispute like any other.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{platform_admin, sell};
use super::disputes::{DISPUTE, commission, dispute, disputed, set_clock};
use super::support::{BIRKENHAIN, NOW, Server, TestDesk, on_both};
use crate::storage::audit::{AuditPage, AuditRecord};

const LIST: &str = "/api/v1/disputes";
const WORDS: &str = "Satz falsch";

async fn open(server: &Server, token: &str, id: Uuid, entry: &Value, words: &str) -> (u16, Value) {
    let body = json!({ "id": id, "commission_id": entry, "reason": words });
    let (status, answer) = server.call("POST", LIST, Some(token), Some(&body)).await;
    (status.as_u16(), answer["error"]["code"].clone())
}

/// A sale, the desk of who earned by it, and the entry.
async fn earned(server: &Server) -> (TestDesk, Value) {
    sell(server).await;
    let desk = TestDesk::enrol(server, "owner@birkenhain", 1).await;
    let entry = commission(server, &desk).await["id"].clone();
    (desk, entry)
}

/// What the desk gets of disputes: who recorded each, and its body.
async fn fed(server: &Server, desk: &TestDesk) -> Vec<(bool, Value)> {
    let changes = server.feed(&desk.token).await;
    let disputes = changes.iter().filter(|change| change.entity == "commission_dispute");
    let body = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    disputes.map(|change| (change.device_id.is_some(), body(&change.body))).collect()
}

async fn log_of(server: &Server) -> Vec<AuditRecord> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let entries = tx.list_audit(BIRKENHAIN, &AuditPage::latest(10)).await.unwrap();
    let records = entries.into_iter().map(|listed| listed.record);
    records.filter(|entry| entry.action == "open_dispute").collect()
}

async fn reject(server: &Server, admin: &str, id: Uuid) {
    let body = json!({ "outcome": "rejected", "reason": "Satz stimmt" });
    let path = format!("{LIST}/{id}/settle");
    let (status, answer) = server.call("POST", &path, Some(admin), Some(&body)).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
}

on_both! {
    async fn y5_a_dispute_without_a_desk_freezes_and_reaches_desks_as_one_of_theirs(server) {
        let (desk, entry) = earned(&server).await;
        let token = server.token("owner@birkenhain").await;
        assert_eq!(open(&server, &token, DISPUTE, &entry, " Satz falsch ").await.0, 201);
        set_clock(&server, "2026-12-15T10:00:00Z");
        let frozen = commission(&server, &desk).await;
        assert_eq!((&frozen["status"], &frozen["reason"]), (&json!("pending"), &json!("frozen")));

        let fed = fed(&server, &desk).await;
        assert_eq!(fed.len(), 1);
        let (is_of_device, body) = &fed[0];
        assert!(!is_of_device, "no device recorded it");
        let of_desk = disputed(DISPUTE, &entry);
        let keys = |body: &Value| -> BTreeSet<String> {
            body.as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(keys(body), keys(&of_desk), "the form is that of a desk");
        for key in ["dispute_id", "commission_entry_id", "reason"] {
            assert_eq!(body[key], of_desk[key], "{key}");
        }
        let at = |text: &Value| text.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>();
        assert_eq!(at(&body["at"]), at(&json!(NOW)));
        let log = log_of(&server).await;
        assert_eq!((log.len(), log[0].reason.as_str()), (1, WORDS));
        assert_eq!(body["actor_id"], json!(log[0].user_id), "who opened it, by name at the desk");

        let admin = platform_admin(&server).await;
        let (_, list) = server.call("GET", LIST, Some(&admin), None).await;
        let one = &list["disputes"][0];
        assert_eq!((&one["id"], &one["entry"]["amount"]), (&json!(DISPUTE), &json!("200.00")));
        reject(&server, &admin, DISPUTE).await;
        assert_eq!(commission(&server, &desk).await["reason"], Value::Null);
    }

    async fn y5_the_same_dispute_asked_twice_is_one_and_its_id_is_no_others(server) {
        let (desk, entry) = earned(&server).await;
        let admin = platform_admin(&server).await;
        let token = server.token("owner@birkenhain").await;
        for _ in 0..2 {
            assert_eq!(open(&server, &token, DISPUTE, &entry, WORDS).await.0, 201);
        }
        let other_words = open(&server, &token, DISPUTE, &entry, "Netto falsch").await;
        assert_eq!(other_words, (409, json!("dispute_id_held")));
        let other_id = open(&server, &token, Uuid::from_u128(0xD16), &entry, WORDS).await;
        assert_eq!(other_id, (409, json!("already_disputed")));
        assert_eq!(fed(&server, &desk).await.len(), 1);
        assert_eq!(log_of(&server).await.len(), 1);
        reject(&server, &admin, DISPUTE).await;
        assert_eq!(open(&server, &token, DISPUTE, &entry, WORDS).await.0, 201, "a late repetition");
        assert_eq!(commission(&server, &desk).await["reason"], Value::Null, "opens nothing again");
        let again = open(&server, &token, Uuid::from_u128(0xD16), &entry, WORDS).await;
        assert_eq!(again.0, 201, "what was settled may be disputed anew");
        assert_eq!(commission(&server, &desk).await["reason"], "frozen");
    }

    async fn y5_of_two_at_once_one_is_opened(server) {
        let (desk, entry) = earned(&server).await;
        let token = server.token("owner@birkenhain").await;
        let (one, other) = tokio::join!(
            open(&server, &token, DISPUTE, &entry, WORDS),
            open(&server, &token, Uuid::from_u128(0xD16), &entry, WORDS),
        );
        let mut statuses = [one.0, other.0];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        assert_eq!(fed(&server, &desk).await.len(), 1);
    }

    async fn y5_disputes_of_desks_and_of_the_api_know_each_other(server) {
        let mut desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        let entry = commission(&server, &desk).await["id"].clone();
        let token = server.token("affiliate@birkenhain").await;
        let other = Uuid::from_u128(0xD16);
        let beside = open(&server, &token, other, &entry, WORDS).await;
        assert_eq!(beside, (409, json!("already_disputed")), "the desk's is open");
        assert_eq!(open(&server, &token, DISPUTE, &entry, WORDS).await.0, 201, "it is the desk's");
        assert_eq!(fed(&server, &desk).await.len(), 1);
        reject(&server, &admin, DISPUTE).await;
        assert_eq!(open(&server, &token, other, &entry, WORDS).await.0, 201);

        // A desk that did not hear of it yet disputes the entry too: that happened, and counts.
        let third = Uuid::from_u128(0xD18);
        let late = desk.record("commission_dispute", third, &disputed(third, &entry));
        // And what bears an id that the platform's has is looked at by people.
        let same = desk.record("commission_dispute", other, &disputed(other, &entry));
        let answer = desk.push(&server, vec![late, same]).await;
        assert_eq!(answer["verdicts"][0]["verdict"], "applied", "{answer}");
        assert_eq!(answer["verdicts"][1]["code"], "other_fact_with_this_id", "{answer}");
        reject(&server, &admin, other).await;
        assert_eq!(commission(&server, &desk).await["reason"], "frozen", "the desk's is open");
        reject(&server, &admin, third).await;
        assert_eq!(commission(&server, &desk).await["reason"], Value::Null);
    }

    async fn y5_nobody_disputes_what_is_not_its_own_or_without_words(server) {
        let (desk, entry) = earned(&server).await;
        let stranger = server.token("owner@lindenau").await;
        let theirs = open(&server, &stranger, DISPUTE, &entry, WORDS).await;
        assert_eq!(theirs, (404, json!("not_found")));
        let token = server.token("owner@birkenhain").await;
        let nobodys = json!(Uuid::from_u128(9));
        assert_eq!(open(&server, &token, DISPUTE, &nobodys, WORDS).await.0, 404);
        let long = "ü".repeat(4001);
        let unreadable = open(&server, &token, DISPUTE, &entry, "a\0b").await;
        assert_eq!(unreadable, (422, json!("unreadable_text")));
        for words in ["", " \n", long.as_str()] {
            let refused = open(&server, &token, DISPUTE, &entry, words).await;
            assert_eq!(refused, (422, json!("dispute_refused")), "{words:?}");
        }
        let admin = platform_admin(&server).await;
        assert_eq!(open(&server, &admin, DISPUTE, &entry, WORDS).await.0, 403, "not its own");
        let others =
            ["reception", "therapist", "bookkeeper", "auditor", "support", "platform_admin"];
        for role in others {
            let token = server.token(&format!("{role}@birkenhain")).await;
            assert_eq!(open(&server, &token, DISPUTE, &entry, WORDS).await.0, 403, "{role}");
        }
        assert_eq!(commission(&server, &desk).await["reason"], Value::Null);
        assert!(fed(&server, &desk).await.is_empty() && log_of(&server).await.is_empty());
        let affiliate = server.token("affiliate@birkenhain").await;
        assert_eq!(open(&server, &affiliate, DISPUTE, &entry, WORDS).await.0, 201);
    }
}
