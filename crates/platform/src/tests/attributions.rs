//! Support changes who owns a customer (A3, A4).

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::commissions::AffiliateCode;
use serde_json::{Value, json};

use super::commerce::{CUSTOMER, open_shop, platform_admin};
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};

fn path() -> String {
    format!("/api/v1/customer-attributions/{CUSTOMER}")
}

async fn give(server: &Server, admin: &str, body: Value) -> (StatusCode, Value) {
    server.call("POST", &path(), Some(admin), Some(&body)).await
}

/// A code that the tenant of this user has made.
async fn code_of(server: &Server, who: &str, stem: &str) -> String {
    let token = server.token(who).await;
    let body = json!({ "stem": stem });
    let (status, made) =
        server.call("POST", "/api/v1/affiliate-codes", Some(&token), Some(&body)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["code"].as_str().unwrap().to_owned()
}

async fn history(server: &Server, admin: &str) -> Vec<Value> {
    let (_, list) = server.call("GET", &path(), Some(admin), None).await;
    list["attributions"].as_array().unwrap().clone()
}

on_both! {
    async fn a4_support_changes_an_attribution_and_says_why(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let code = code_of(&server, "owner@lindenau", "LINDENAU").await;
        let wish = json!({ "tenant_id": LINDENAU, "reason": " Falscher Link ", "code": code });
        let (status, answer) = give(&server, &admin, wish.clone()).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        let rows = history(&server, &admin).await;
        let now: DateTime<Utc> = NOW.parse().unwrap();
        let at = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
        assert_eq!(rows.len(), 2, "the history is kept");
        assert_eq!(rows[0]["attributed_tenant_id"], json!(BIRKENHAIN));
        assert_eq!(at(&rows[0]["attribution_expires_at"]), now, "and never overlaps");
        assert_eq!(at(&rows[1]["attributed_at"]), now);
        assert_eq!(rows[1]["source"], "affiliate_code");
        assert_eq!(rows[1]["source_ref"], json!(code));
        assert_eq!(at(&rows[1]["attribution_expires_at"]), "2029-11-20T10:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let entry = &log["entries"][0];
        assert_eq!(entry["action"], "change_attribution");
        assert_eq!((&entry["subject_id"], &entry["reason"]), (&json!(CUSTOMER), &json!("Falscher Link")));
        assert_eq!(entry["details"], json!({ "from": BIRKENHAIN, "to": LINDENAU }));
        let (status, again) = give(&server, &admin, wish).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the three years do not begin anew: {again}");
    }

    async fn a_change_without_a_reason_or_an_owner_is_refused(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let foreign = code_of(&server, "owner@birkenhain", "BIRKENHAIN").await;
        let nobodys = AffiliateCode::of_stem("NOBODY").unwrap().to_string();
        for (wish, what) in [
            (json!({ "tenant_id": LINDENAU, "reason": " " }), "why"),
            (json!({ "tenant_id": LINDENAU, "reason": "a\u{7}b" }), "cannot be shown"),
            (json!({ "tenant_id": CUSTOMER, "reason": "x" }), "no such tenant"),
            (json!({ "tenant_id": BIRKENHAIN, "reason": "x" }), "already"),
            (json!({ "tenant_id": LINDENAU, "reason": "x", "code": "LINDENAU" }), "typing mistake"),
            (json!({ "tenant_id": LINDENAU, "reason": "x", "code": foreign }), "not one of this"),
            (json!({ "tenant_id": LINDENAU, "reason": "x", "code": nobodys }), "not one of this"),
        ] {
            let (status, answer) = give(&server, &admin, wish).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
            assert!(answer.to_string().contains(what), "{what}: {answer}");
        }
        let nobody = format!("/api/v1/customer-attributions/{LINDENAU}");
        let wish = json!({ "tenant_id": LINDENAU, "reason": "x" });
        let (status, _) = server.call("POST", &nobody, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        server.platform.deactivate_tenant(LINDENAU).await.unwrap();
        assert_eq!(give(&server, &admin, wish).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(history(&server, &admin).await.len(), 1);
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        assert_eq!(log["entries"], json!([]));
    }

    async fn the_audit_log_is_read_in_pages(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        for (place, tenant) in [LINDENAU, BIRKENHAIN, LINDENAU].into_iter().enumerate() {
            let hours = TimeDelta::hours(i64::try_from(place).unwrap());
            server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap() + hours);
            let wish = json!({ "tenant_id": tenant, "reason": format!("nr {place}") });
            assert_eq!(give(&server, &admin, wish).await.0, StatusCode::NO_CONTENT);
        }
        let (mut path, mut reasons) = ("/api/v1/audit-log?limit=2".to_owned(), Vec::new());
        loop {
            let (status, page) = server.call("GET", &path, Some(&admin), None).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            let entries = page["entries"].as_array().unwrap();
            reasons.extend(entries.iter().map(|entry| entry["reason"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/audit-log?limit=2&before={next}");
        }
        assert_eq!(reasons, ["nr 2", "nr 1", "nr 0"]);
        let (status, _) = server.call("GET", "/api/v1/audit-log?before=x", Some(&admin), None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
}
