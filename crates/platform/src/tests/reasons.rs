//! A reason is read the same way on every route that asks for one: readable, bounded, and never empty.

use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use super::commerce::{CUSTOMER, DACH, open_shop, platform_admin};
use super::support::{BIRKENHAIN, LINDENAU, Server, on_both};

on_both! {
    async fn a_reason_that_nobody_can_read_is_refused_on_every_route(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let one = Uuid::from_u128(1);
        let v1 = |path: String| format!("/api/v1{path}");
        let routes = [
            ("POST", v1(format!("/tenants/{DACH}/deactivate")), json!({})),
            ("POST", v1(format!("/payouts/{one}/release")), json!({})),
            ("POST", v1(format!("/payouts/sepa-files/{one}/reject")), json!({})),
            ("POST", v1(format!("/customer-attributions/{CUSTOMER}")), json!({ "tenant_id": LINDENAU })),
            ("POST", v1("/tenants".to_owned()), json!({ "name": "Haus am See" })),
            ("POST", v1("/customers".to_owned()), json!({})),
            ("POST", v1("/identities".to_owned()), json!({ "subject": "s", "login_name": "admin" })),
            ("POST", v1(format!("/identities/{one}/end")), json!({})),
            ("PUT", v1(format!("/payout-accounts/{BIRKENHAIN}")), json!({ "rail": "sepa_manual", "status": "active" })),
            ("POST", v1("/statements/2026-11/named-extract".to_owned()), json!({ "tenant_id": BIRKENHAIN })),
            ("POST", v1(format!("/jobs/{one}/retry")), json!({})),
            ("POST", v1("/payment-problems/evt_1/settle".to_owned()), json!({})),
        ];
        let long = "x".repeat(201);
        for (method, path, body) in routes {
            for reason in ["", " \n\t", "a\u{7}b", "\u{1b}[2J", long.as_str()] {
                let mut body = body.clone();
                body["reason"] = json!(reason);
                let (status, answer) = server.call(method, &path, Some(&admin), Some(&body)).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {reason:?}: {answer}");
                let message = answer["error"]["message"].as_str().unwrap();
                assert!(message.starts_with("reason: "), "{path} {reason:?}: {answer}");
            }
        }
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        assert_eq!(log["entries"], json!([]), "nothing was done");
    }
}
