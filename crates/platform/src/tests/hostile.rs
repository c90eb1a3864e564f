//! What nobody sends who means well, and a fuzzer does: refused with a sentence, or kept, and never a
//! fault of the platform.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Utc};
use mojo_domain::{from_micros, to_micros};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{BOOTCAMP, CUSTOMER, open_shop, platform_admin};
use super::push_facts::{cases, sale};
use super::support::{Server, TestDesk, on_both};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// A request as no client of ours writes it.
async fn send(
    server: &Server,
    (method, path): (&str, &str),
    kind: &str,
    body: impl Into<Body>,
) -> (StatusCode, Value) {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, kind);
    let (status, bytes) = server.send(request.body(body.into()).unwrap()).await;
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_default()
}

on_both! {
    async fn a_text_with_nul_is_refused_wherever_it_stands(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let desk = TestDesk::enrol(&server, "owner@lindenau", 1).await;
        let nul = "a\0b";
        let attribution = format!("/api/v1/customer-attributions/{CUSTOMER}");
        let mut push = desk.request(Vec::new());
        push["more"] = json!(nul);
        for (path, token, body) in [
            ("/api/v1/sessions", None, json!({ "user": nul, "password": "x" })),
            ("/api/v1/affiliate-codes", Some(&owner), json!({ "label": nul })),
            ("/api/v1/products", Some(&owner), json!({ "name": nul, "price_net": "1.00", "kind": "course" })),
            ("/api/v1/devices", Some(&owner), json!({ "device_id": Uuid::from_u128(9), "name": nul, "epoch": 1 })),
            ("/api/v1/commissions/payout", Some(&admin), json!({ "plan": nul })),
            (attribution.as_str(), Some(&admin), json!({ "tenant_id": Uuid::from_u128(1), "reason": nul })),
            ("/api/v1/sync/push", Some(&desk.token), push),
        ] {
            let token = token.map(String::as_str);
            let (status, answer) = server.call("POST", path, token, Some(&body)).await;
            assert_eq!((status, code(&answer)), (REFUSED, "unreadable_text"), "{path}");
        }
        let path = "/api/v1/audit-log?action=%00";
        let (status, answer) = server.call("GET", path, Some(&admin), None).await;
        assert_eq!((status, code(&answer)), (REFUSED, "unreadable_text"));
        let form = "application/x-www-form-urlencoded";
        for path in ["/signup", "/signup/partner"] {
            let (status, answer) = send(&server, ("POST", path), form, "email=a%00@b.de").await;
            assert_eq!((status, code(&answer)), (REFUSED, "unreadable_text"), "{path}");
        }
        // The four letters after a backslash that is one are no NUL.
        let body = json!({ "label": "\\u0000" });
        let (status, made) =
            server.call("POST", "/api/v1/affiliate-codes", Some(&owner), Some(&body)).await;
        assert_eq!((status, &made["label"]), (StatusCode::CREATED, &json!("\\u0000")));
    }

    async fn days_at_the_ends_of_the_calendar_are_read_or_refused(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        for (path, expected) in [
            ("/api/v1/audit-log?from=-262143-01-01&until=%2B262142-12-31", StatusCode::OK),
            ("/api/v1/audit-log?from=%2B262142-12-31&until=-262143-01-01", StatusCode::OK),
            ("/api/v1/audit-log?from=%2B999999-01-01", StatusCode::BAD_REQUEST),
            ("/api/v1/audit-log?before=9223372036854775807.x", StatusCode::BAD_REQUEST),
            ("/api/v1/orders?before=-9223372036854775808.00000000-0000-0000-0000-000000000000", StatusCode::OK),
            ("/api/v1/orders?limit=-9223372036854775808", StatusCode::OK),
            ("/api/v1/orders?limit=9223372036854775808", StatusCode::BAD_REQUEST),
            ("/api/v1/disputes?before=9223372036854775807.00000000-0000-0000-0000-000000000000.00000000-0000-0000-0000-000000000000", StatusCode::OK),
            ("/api/v1/payouts/sepa-files?before=-9223372036854775808", StatusCode::OK),
            ("/api/v1/commissions?month=0000-00", StatusCode::BAD_REQUEST),
            ("/api/v1/commissions?month=9999-12", StatusCode::OK),
            ("/api/v1/commissions?month=-999-12", StatusCode::BAD_REQUEST),
            ("/api/v1/statements/0000-01", StatusCode::OK),
            ("/api/v1/statements/9999-12", StatusCode::OK),
            ("/api/v1/statements/%2B999-12", StatusCode::NOT_FOUND),
        ] {
            let (status, answer) = server.call("GET", path, Some(&admin), None).await;
            assert_eq!(status, expected, "{path}: {answer}");
        }
        for at in ["-262143-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "9999-12-31T00:00:00Z"] {
            let line = json!({ "product_id": BOOTCAMP, "net": "1.00" });
            let body = json!({ "customer_user_id": CUSTOMER, "ordered_at": at, "lines": [line] });
            let (status, answer) =
                server.call("POST", "/api/v1/orders", Some(&admin), Some(&body)).await;
            assert_eq!(status, REFUSED, "{at}: {answer}");
        }
    }

    async fn amounts_beyond_what_can_be_computed_are_refused(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        for (price, expected) in [
            ("9999999.99", StatusCode::CREATED),
            ("10000000.00", REFUSED),
            ("92233720368547758.07", REFUSED),
            ("92233720368547758.08", REFUSED),
            ("-0.01", REFUSED),
            ("1e3", REFUSED),
            ("", REFUSED),
        ] {
            let body = json!({ "name": "Stufe", "price_net": price, "user_journey_level": 1 });
            let (status, answer) =
                server.call("POST", "/api/v1/platform-products", Some(&admin), Some(&body)).await;
            assert_eq!(status, expected, "{price}: {answer}");
        }
    }

    async fn entries_with_impossible_numbers_are_refused_one_by_one(server) {
        let mut desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let hello = desk.hello("");
        server.call("POST", "/api/v1/sync/hello", Some(&desk.token), Some(&hello)).await;
        let changes: Vec<_> = [i64::MIN, -1, 0, i64::MAX]
            .into_iter()
            .map(|dseq| {
                let mut change = desk.edit(7, "note", json!("x"), 7);
                change.dseq = dseq;
                change
            })
            .collect();
        let body = json!({ "device_id": desk.device_id, "epoch": 1, "changes": changes });
        let (status, answer) =
            server.call("POST", "/api/v1/sync/mend", Some(&desk.token), Some(&body)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["mended"], json!([]));
        assert_eq!(answer["refused"].as_array().unwrap().len(), 4, "{answer}");
        let (status, _) = server
            .call("POST", "/api/v1/sync/push", Some(&desk.token), Some(&desk.request(changes)))
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
    }

    async fn a_greeting_that_counts_to_the_end_is_answered_twice(server) {
        let desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let mut nonce = "7fffffffffffffff.00".to_owned();
        for log_epoch in [i64::MAX, 0] {
            let mut hello = desk.hello(&nonce);
            hello["log_epoch"] = json!(log_epoch);
            let (status, answer) =
                server.call("POST", "/api/v1/sync/hello", Some(&desk.token), Some(&hello)).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
            nonce = answer["nonce"].as_str().unwrap().to_owned();
        }
        assert!(nonce.starts_with("7fffffffffffffff."), "{nonce}");
    }

    /// A fact is never refused: what a desk has recorded stays, however odd (D3).
    async fn odd_facts_stand_and_odd_edits_are_told_back(server) {
        let mut desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let mut rich = sale(21, "KB-2026-A-000001\0", 11900);
        let payment = json!({
            "method": "cash", "amount_cents": i64::MAX, "tendered_cents": i64::MAX,
        });
        rich["payments"] = json!([payment, payment]);
        let rich = desk.record("sale", Uuid::from_u128(21), &rich);
        let edit = desk.edit(7, "shoe\0size", json!("x"), 7);
        // A journal counts microseconds.
        desk.at = from_micros(to_micros(DateTime::<Utc>::MAX_UTC));
        let late = desk.edit(7, "note", json!("x"), 7);
        desk.at = from_micros(to_micros(DateTime::<Utc>::MIN_UTC));
        let early = desk.edit(7, "title", json!("x"), 7);
        let answer = desk.push(&server, vec![rich, edit, late, early]).await;
        let verdicts: Vec<&str> = answer["verdicts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|verdict| verdict["verdict"].as_str().unwrap())
            .collect();
        assert_eq!(verdicts, ["applied", "rejected", "applied", "applied"], "{answer}");
        assert_eq!(answer["verdicts"][1]["code"], "unknown_field_format");
        assert_eq!(cases(&server, &desk.token).await.len(), 1, "the sums differ");
        let (_, page) = server.call("GET", "/api/v1/sync/pull", Some(&desk.token), None).await;
        let body = json!({
            "device_id": desk.device_id, "cursor": page["to"], "part": "log", "without_body": [],
            "after": null, "until": null, "buckets": 256, "days": true,
        });
        let (status, answer) =
            server.call("POST", "/api/v1/sync/digest", Some(&desk.token), Some(&body)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert!(!answer["days"].as_array().unwrap().is_empty());
    }

    async fn bodies_and_queries_that_are_none_are_the_callers_fault(server) {
        let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
        let json_type = "application/json";
        for (kind, body) in [
            ("text/plain", r#"{"user":"a","password":"b"}"#.to_owned()),
            ("application/xml", "<a/>".to_owned()),
            (json_type, String::new()),
            (json_type, r#"{"user":"a","user":"b","password":"c"}"#.to_owned()),
            (json_type, r#"{"user":"\ud800","password":"c"}"#.to_owned()),
            (json_type, r#"{"user":1e999,"password":"c"}"#.to_owned()),
            (json_type, r#"{"user":null,"password":"c"}"#.to_owned()),
            (json_type, deep),
        ] {
            let (status, answer) = send(&server, ("POST", "/api/v1/sessions"), kind, body).await;
            assert!(status.is_client_error() && !code(&answer).is_empty(), "{kind}: {status}");
        }
        let invalid = b"{\"user\":\"\xff\",\"password\":\"c\"}".to_vec();
        let (status, _) = send(&server, ("POST", "/api/v1/sessions"), json_type, invalid).await;
        assert!(status.is_client_error(), "{status}");
        let owner = server.token("owner@birkenhain").await;
        for path in [
            "/api/v1/orders?limit=1&limit=2",
            "/api/v1/orders?tenant_id=x",
            "/api/v1/statements/%ff",
            "/api/v1/affiliate-codes/%ff/flyer",
            "/api/v1/credit-notes/GS-2026-%C3%A4%C3%A4%C3%A4/pdf",
        ] {
            let (status, answer) = server.call("GET", path, Some(&owner), None).await;
            assert!(status.is_client_error(), "{path}: {status} {answer}");
        }
        // What is no UTF-8 in a query is read as a text that nobody has.
        let (status, _) = server.call("GET", "/?code=%ff", None, None).await;
        assert_eq!(status, StatusCode::OK);
    }
}
