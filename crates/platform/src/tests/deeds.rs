//! What people change stands in the audit log with who, why, what was before and what is now: once,
//! and nothing of what was refused.

use axum::http::StatusCode;
use mojo_domain::TenantId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{BOOTCAMP, CUSTOMER, open_shop, platform_admin};
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};
use crate::storage::audit::AuditPage;

/// The entries of one kind, the latest first.
async fn logged(server: &Server, token: &str, action: &str) -> Vec<Value> {
    let path = format!("/api/v1/audit-log?action={action}&limit=200");
    let (_, log) = server.call("GET", &path, Some(token), None).await;
    log["entries"].as_array().unwrap().clone()
}

async fn call(
    server: &Server,
    (method, path): (&str, &str),
    token: &str,
    body: Option<&Value>,
) -> (u16, Value) {
    let (status, answer) = server.call(method, path, Some(token), body).await;
    (status.as_u16(), answer)
}

on_both! {
    async fn who_enters_changes_and_ends_an_agreement_is_kept_with_before_and_after(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let agreements = "/api/v1/regional-agreements";
        let wish = json!({
            "tenant_id": LINDENAU, "region_codes": ["FR"], "commission_percent": "25",
            "valid_from": "2026-01-01", "reason": " Vertrag im Ordner 7 ",
        });
        let (status, made) = call(&server, ("POST", agreements), &admin, Some(&wish)).await;
        assert_eq!(status, 201, "{made}");
        assert_eq!(call(&server, ("POST", agreements), &admin, Some(&wish)).await.0, 409);
        let entered = logged(&server, &admin, "enter_agreement").await;
        assert_eq!(entered.len(), 1, "what was refused left nothing: {entered:?}");
        assert_eq!((&entered[0]["subject_id"], &entered[0]["reason"]), (&made["id"], &json!("Vertrag im Ordner 7")));
        assert_eq!(entered[0]["details"]["to"]["commission_percent"], "25");
        assert_eq!(entered[0]["user"], "Odette Farnham");

        let path = format!("{agreements}/{}", made["id"].as_str().unwrap());
        let dearer = json!({ "commission_percent": "20", "reason": "Neu verhandelt" });
        let (status, new) = call(&server, ("PATCH", &path), &admin, Some(&dearer)).await;
        assert_eq!(status, 200, "{new}");
        let too_much = json!({ "commission_percent": "31" });
        assert_eq!(call(&server, ("PATCH", &path), &admin, Some(&too_much)).await.0, 422);
        let same = json!({ "valid_until": "2026-11-20" });
        let (status, answer) = call(&server, ("PATCH", &path), &admin, Some(&same)).await;
        assert_eq!(status, 200, "{answer}");
        let changed = logged(&server, &admin, "change_agreement").await;
        assert_eq!(changed.len(), 1, "nothing else was changed: {changed:?}");
        let details = &changed[0]["details"];
        assert_eq!((&details["from"]["id"], &details["to"]["id"]), (&made["id"], &new["id"]));
        assert_eq!(details["from"]["commission_percent"], "25");
        assert_eq!(details["to"]["commission_percent"], "20");
        assert_eq!(details["from"]["region_codes"], Value::Null, "what stays is left out");

        let path = format!("{agreements}/{}", new["id"].as_str().unwrap());
        for _ in 0..2 {
            let (status, answer) = call(&server, ("DELETE", &path), &admin, None).await;
            assert_eq!(status, 200, "{answer}");
        }
        let ended = logged(&server, &admin, "end_agreement").await;
        assert_eq!(ended.len(), 1, "{ended:?}");
        let expected = json!({ "from": { "valid_until": null }, "to": { "valid_until": "2026-11-20" } });
        assert_eq!(ended[0]["details"], expected);
    }

    async fn prices_and_what_pays_commissions_are_changed_under_a_name(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/platform-products/{BOOTCAMP}");
        let cheaper = json!({ "price_net": "900.00", "commission_eligible": false, "reason": "Aktion" });
        for _ in 0..2 {
            let (status, answer) = call(&server, ("PATCH", &path), &admin, Some(&cheaper)).await;
            assert_eq!(status, 200, "{answer}");
        }
        let changed = logged(&server, &admin, "change_product").await;
        assert_eq!(changed.len(), 1, "the second time nothing was another: {changed:?}");
        assert_eq!((&changed[0]["subject_id"], &changed[0]["reason"]), (&json!(BOOTCAMP), &json!("Aktion")));
        assert_eq!(changed[0]["details"], json!({
            "from": { "price_net": "1000.00", "commission_eligible": true },
            "to": { "price_net": "900.00", "commission_eligible": false },
        }));
        let course = json!({
            "tenant_id": BIRKENHAIN, "name": "Atemkurs", "price_net": "100.00", "kind": "course",
        });
        let (status, made) = call(&server, ("POST", "/api/v1/products"), &admin, Some(&course)).await;
        assert_eq!(status, 201, "{made}");
        let entered = logged(&server, &admin, "enter_product").await;
        assert_eq!((entered.len(), &entered[0]["subject_id"]), (1, &made["id"]));
        assert_eq!(entered[0]["details"]["to"]["tenant_id"], json!(BIRKENHAIN));
    }

    async fn what_administrators_tell_of_orders_and_refunds_is_kept_once(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let id = Uuid::from_u128(0xDEED);
        let mut order = json!({
            "id": id, "customer_user_id": CUSTOMER, "billing_country": "DE", "ordered_at": NOW,
            "number": "B-77", "reason": "Altbestand",
            "lines": [{ "product_id": BOOTCAMP, "net": "1000.00" }],
        });
        for _ in 0..2 {
            let (status, answer) = call(&server, ("POST", "/api/v1/orders"), &admin, Some(&order)).await;
            assert_eq!(status, 201, "{answer}");
        }
        let told = logged(&server, &admin, "enter_order").await;
        assert_eq!(told.len(), 1, "told again, nothing is done: {told:?}");
        assert_eq!((&told[0]["subject_id"], &told[0]["reason"]), (&json!(id), &json!("Altbestand")));
        let details = &told[0]["details"];
        assert_eq!((&details["order_number"], &details["net_cents"]), (&json!("B-77"), &json!(100_000)));
        assert_eq!(details["seller"], json!(TenantId::MOJO_LLC));
        order["id"] = json!(Uuid::from_u128(0xDEEE));
        order["reason"] = json!("x".repeat(201));
        let (status, answer) = call(&server, ("POST", "/api/v1/orders"), &admin, Some(&order)).await;
        assert_eq!((status, &answer["error"]["code"]), (422, &json!("order_refused")));
        assert_eq!(logged(&server, &admin, "enter_order").await.len(), 1);

        let path = format!("/api/v1/orders/{id}/refunds");
        let refund = Uuid::from_u128(0x4EF);
        let back = json!({ "id": refund, "line": "1", "net": "100.00", "reason": "Kulanz" });
        for _ in 0..2 {
            let (status, answer) = call(&server, ("POST", &path), &admin, Some(&back)).await;
            assert_eq!(status, 201, "{answer}");
        }
        let told = logged(&server, &admin, "enter_refund").await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((&told[0]["subject_id"], &told[0]["reason"]), (&json!(refund), &json!("Kulanz")));
        assert_eq!(told[0]["details"]["net_cents"], 10_000);
    }

    async fn who_starts_a_payout_run_is_kept_before_it_runs(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let run = "/api/v1/commissions/payout";
        let stale = json!({ "plan": "another" });
        let (status, _) = server.call("POST", run, Some(&admin), Some(&stale)).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(logged(&server, &admin, "run_payouts").await.is_empty(), "nothing ran");
        let (_, plan) = call(&server, ("GET", "/api/v1/payouts/plan"), &admin, None).await;
        let confirmed = json!({ "plan": plan["plan"], "reason": "Monatslauf" });
        let (status, answer) = call(&server, ("POST", run), &admin, Some(&confirmed)).await;
        assert_eq!(status, 200, "{answer}");
        let (status, answer) = call(&server, ("POST", run), &admin, None).await;
        assert_eq!(status, 200, "{answer}");
        let told = logged(&server, &admin, "run_payouts").await;
        assert_eq!(told.len(), 2, "{told:?}");
        let named = told.iter().find(|entry| entry["reason"] == "Monatslauf").unwrap();
        assert_eq!((&named["subject_id"], &named["details"]["plan"]), (&json!("2026-11"), &plan["plan"]));
    }

    async fn a_code_is_retired_under_a_name(server) {
        open_shop(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let codes = "/api/v1/affiliate-codes";
        let flyer = json!({ "label": "Flyer" });
        let (status, made) = call(&server, ("POST", codes), &owner, Some(&flyer)).await;
        assert_eq!(status, 201, "{made}");
        let path = format!("{codes}/{}", made["code"].as_str().unwrap());
        let retire = json!({ "retired": true, "reason": "Alt" });
        for _ in 0..2 {
            let (status, answer) = call(&server, ("PATCH", &path), &owner, Some(&retire)).await;
            assert_eq!(status, 200, "{answer}");
        }
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let mut log = tx.list_audit(BIRKENHAIN, &AuditPage::latest(10)).await.unwrap();
        log.retain(|listed| listed.record.action == "change_affiliate_code");
        assert_eq!(log.len(), 1, "{log:?}");
        let record = &log[0].record;
        assert_eq!((&json!(record.subject_id), record.reason.as_str()), (&made["code"], "Alt"));
        let details: Value = serde_json::from_str(&record.details).unwrap();
        assert_eq!(details["from"], json!({ "retired_at": null }));
        assert!(details["to"]["retired_at"].is_string(), "{details}");
    }
}
