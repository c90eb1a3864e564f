//! What the platform's own people may do: support reads what an administrator reads and moves
//! neither money nor contracts; a plan that was confirmed pays once (Y1, Y2, A4).

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::{TenantId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{CUSTOMER, DACH, open_shop, order, platform_admin, record, sell};
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};

const RUN: &str = "/api/v1/commissions/payout";
const PLAN: &str = "/api/v1/payouts/plan";
const AUDIT: &str = "/api/v1/audit-log";

/// Signs somebody of MOJO LLC's support in.
pub(super) async fn support(server: &Server) -> String {
    let mut tx = server.platform.state.database().write_ledger().await.unwrap();
    tx.insert_user(&crate::storage::accounts::NewUser {
        tenant_id: TenantId::MOJO_LLC,
        user_id: UserId(Uuid::from_u128(0x50)),
        login_name: "support".to_owned(),
        name: "Nele Wiek".to_owned(),
        role: crate::auth::Role::Support,
        password_hash: super::support::password_hash(),
        created_at: 0,
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    server.token("support").await
}

async fn get(server: &Server, path: &str, token: &str) -> Value {
    let (status, answer) = server.call("GET", path, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

async fn give(server: &Server, token: &str, tenant: TenantId, reason: &str) {
    let path = format!("/api/v1/customer-attributions/{CUSTOMER}");
    let body = json!({ "tenant_id": tenant, "reason": reason });
    let (status, answer) = server.call("POST", &path, Some(token), Some(&body)).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
}

on_both! {
    async fn support_reads_and_moves_neither_money_nor_contracts(server) {
        let sold = sell(&server).await;
        let token = support(&server).await;
        for path in [
            "/api/v1/tenants", "/api/v1/regional-agreements", "/api/v1/platform-products",
            "/api/v1/customer-attributions", "/api/v1/commissions", "/api/v1/commissions/pending",
            "/api/v1/payouts", PLAN, "/api/v1/payouts/reconciliation", "/api/v1/invitations",
            AUDIT, "/api/v1/disputes",
        ] {
            get(&server, path, &token).await;
        }
        let agreement = format!("/api/v1/regional-agreements/{}", sold.agreement);
        let product = format!("/api/v1/platform-products/{}", sold.product);
        let payout = format!("/api/v1/payouts/{}", Uuid::from_u128(1));
        let leave = format!("/api/v1/tenants/{LINDENAU}/deactivate");
        let reason = json!({ "reason": "x" });
        let nothing = json!({});
        for (method, path, body) in [
            ("POST", RUN.to_owned(), None),
            ("POST", format!("{payout}/confirm"), Some(json!({ "reference": "x" }))),
            ("POST", format!("{payout}/release"), Some(reason.clone())),
            ("PUT", format!("/api/v1/payout-accounts/{LINDENAU}"),
                Some(json!({ "rail": "sepa_manual", "reason": "x" }))),
            ("POST", "/api/v1/regional-agreements".to_owned(), Some(nothing.clone())),
            ("PATCH", agreement.clone(), Some(nothing.clone())),
            ("DELETE", agreement, None),
            ("POST", "/api/v1/platform-products".to_owned(), Some(nothing.clone())),
            ("PATCH", product, Some(nothing.clone())),
            ("POST", "/api/v1/invitations".to_owned(), Some(json!({ "kind": "affiliate" }))),
            ("DELETE", format!("/api/v1/invitations/{LINDENAU}"), None),
            ("POST", leave, Some(reason)),
        ] {
            let (status, answer) = server.call(method, &path, Some(&token), body.as_ref()).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path}: {answer}");
        }
        give(&server, &token, LINDENAU, "Falscher Link").await;
    }

    async fn a_plan_that_was_confirmed_pays_once(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let plan = get(&server, PLAN, &admin).await;
        assert_eq!(plan["pay"].as_array().unwrap().len(), 2, "{plan}");
        let confirmed = json!({ "plan": plan["plan"] });

        // Something more became due after somebody had looked.
        record(&server, order(2, "2026-04-01T10:00:00Z")).await;
        let (status, answer) = server.call("POST", RUN, Some(&admin), Some(&confirmed)).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("plan_changed")));
        let payouts = get(&server, "/api/v1/payouts", &admin).await;
        assert_eq!(payouts["payouts"], json!([]), "and nothing was paid");

        let confirmed = json!({ "plan": get(&server, PLAN, &admin).await["plan"] });
        let (status, answer) = server.call("POST", RUN, Some(&admin), Some(&confirmed)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["payouts"].as_array().unwrap().len(), 2, "{answer}");
        // The same confirmation again, as after an answer that was lost.
        let (status, _) = server.call("POST", RUN, Some(&admin), Some(&confirmed)).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let payouts = get(&server, "/api/v1/payouts", &admin).await;
        assert_eq!(payouts["payouts"].as_array().unwrap().len(), 2, "{payouts}");
        let garbage = json!("not a request");
        let (status, _) = server.call("POST", RUN, Some(&admin), Some(&garbage)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }

    async fn the_audit_log_is_searched_by_who_what_and_when(server) {
        open_shop(&server).await;
        let (admin, support) = (platform_admin(&server).await, support(&server).await);
        give(&server, &support, LINDENAU, "Falscher Link").await;
        server.clock.advance(TimeDelta::days(2));
        give(&server, &admin, BIRKENHAIN, "Doch richtig").await;
        let reasons = async |query: &str| {
            let list = get(&server, &format!("{AUDIT}?{query}"), &admin).await;
            let entries = list["entries"].as_array().unwrap().clone();
            entries.into_iter().map(|entry| entry["reason"].clone()).collect::<Vec<_>>()
        };
        let list = get(&server, AUDIT, &admin).await;
        assert_eq!(list["entries"][0]["user"], "Odette Farnham");
        assert_eq!(list["entries"][1]["user"], "Nele Wiek");
        let who = format!("user_id={}", Uuid::from_u128(0x50));
        assert_eq!(reasons(&who).await, ["Falscher Link"]);
        assert_eq!(reasons("action=change_attribution").await.len(), 2);
        assert!(reasons("action=release_payout").await.is_empty());
        let day = NOW.parse::<DateTime<Utc>>().unwrap().date_naive();
        assert_eq!(reasons(&format!("until={day}")).await, ["Falscher Link"], "that day too");
        assert_eq!(reasons(&format!("from={}", day.succ_opt().unwrap())).await, ["Doch richtig"]);
        let (status, _) = server.call("GET", &format!("{AUDIT}?from=x"), Some(&admin), None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }

    async fn the_tenants_are_listed_with_who_has_left(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/tenants/{DACH}/deactivate");
        let (status, answer) =
            server.call("POST", &path, Some(&admin), Some(&json!({ "reason": "Ende" }))).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let list = get(&server, "/api/v1/tenants", &admin).await;
        let find = |id: TenantId| {
            let rows = list["tenants"].as_array().unwrap().iter();
            rows.clone().find(|row| row["id"] == json!(id)).cloned().unwrap()
        };
        assert_eq!(find(DACH)["name"], "MOJO GmbH");
        assert!(find(DACH)["deactivated_at"].is_string());
        assert!(find(BIRKENHAIN)["deactivated_at"].is_null());
        assert_eq!(find(TenantId::MOJO_LLC)["name"], "MOJO LLC");
    }
}
