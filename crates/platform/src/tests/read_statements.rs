//! Y3: a recipient reads its own statements; the platform's people read anybody's, and that is logged.

use axum::http::StatusCode;
use mojo_domain::{TenantId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{platform_admin, sell};
use super::support::{BIRKENHAIN, Server, on_both, password_hash};
use crate::auth::Role;
use crate::storage::accounts::NewUser;
use crate::storage::audit::{AuditPage, AuditRecord};

const MONTHS: &str = "/api/v1/statements";
const MONTH: &str = "/api/v1/statements/2026-11";

async fn read(server: &Server, token: &str, path: &str) -> (StatusCode, Value) {
    server.call("GET", path, Some(token), None).await
}

/// The same of a tenant that is named.
fn of(path: &str, tenant: TenantId) -> String {
    format!("{path}?tenant_id={tenant}")
}

async fn log_of(server: &Server, tenant: TenantId) -> Vec<AuditRecord> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let entries = tx.list_audit(tenant, &AuditPage::latest(20)).await.unwrap();
    let records = entries.into_iter().map(|listed| listed.record);
    records.filter(|entry| entry.action == "read_statement").collect()
}

/// What MOJO LLC's people read of others.
async fn readings(server: &Server) -> Vec<AuditRecord> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let entries = tx.list_audit(TenantId::MOJO_LLC, &AuditPage::latest(50)).await.unwrap();
    let records = entries.into_iter().map(|listed| listed.record);
    records.filter(|entry| entry.action.starts_with("read_")).collect()
}

/// Signs somebody of the support of MOJO LLC in.
pub(super) async fn support(server: &Server) -> String {
    let mut tx = server.platform.state.database().write_ledger().await.unwrap();
    tx.insert_user(&NewUser {
        tenant_id: TenantId::MOJO_LLC,
        user_id: UserId(Uuid::from_u128(0xAE)),
        login_name: "help".to_owned(),
        name: "Runa Felsing".to_owned(),
        role: Role::Support,
        password_hash: password_hash(),
        created_at: 0,
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    server.token("help").await
}

on_both! {
    async fn y3_the_platforms_people_read_a_tenants_statement_and_that_is_logged(server) {
        sell(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let own = read(&server, &owner, MONTH).await;
        assert_eq!(own.1["statements"][0]["earned"], "200.00", "{}", own.1);
        let months = read(&server, &owner, MONTHS).await;
        let admin = platform_admin(&server).await;
        assert_eq!(read(&server, &admin, &of(MONTHS, BIRKENHAIN)).await, months);
        assert!(log_of(&server, TenantId::MOJO_LLC).await.is_empty(), "no month was read yet");
        let asked = format!("{}&reason=Beschwerde", of(MONTH, BIRKENHAIN));
        assert_eq!(read(&server, &admin, &asked).await, own, "it is the recipient's own");
        let log = log_of(&server, TenantId::MOJO_LLC).await;
        assert_eq!(log.len(), 1);
        assert_eq!((log[0].subject_id.as_str(), log[0].reason.as_str()),
            (BIRKENHAIN.to_string().as_str(), "Beschwerde"));
        let details: Value = serde_json::from_str(&log[0].details).unwrap();
        assert_eq!(details, json!({ "month": "2026-11" }));

        let helper = support(&server).await;
        assert_eq!(read(&server, &helper, &of(MONTH, BIRKENHAIN)).await, own);
        let log = log_of(&server, TenantId::MOJO_LLC).await;
        assert_eq!(log.len(), 2, "each reading is told");
        assert!(log.iter().any(|entry| entry.user_id.0 == Uuid::from_u128(0xAE)));
        assert!(log_of(&server, BIRKENHAIN).await.is_empty());
    }

    async fn y3_the_own_statements_are_read_without_a_trace(server) {
        sell(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let own = read(&server, &owner, MONTH).await;
        assert_eq!(read(&server, &owner, &of(MONTH, BIRKENHAIN)).await, own);
        let admin = platform_admin(&server).await;
        let platforms = read(&server, &admin, MONTH).await;
        assert_eq!(platforms.0, StatusCode::OK);
        assert_eq!(read(&server, &admin, &of(MONTH, TenantId::MOJO_LLC)).await, platforms);
        assert!(log_of(&server, BIRKENHAIN).await.is_empty());
        assert!(log_of(&server, TenantId::MOJO_LLC).await.is_empty());
    }

    async fn the_platforms_people_read_a_tenants_orders_and_refunds_and_that_is_logged(server) {
        sell(&server).await;
        let seller = TenantId::MOJO_LLC;
        let admin = platform_admin(&server).await;
        let (orders, refunds) = ("/api/v1/orders", "/api/v1/refunds");
        for path in [orders.to_owned(), of(orders, seller), refunds.to_owned(), of(refunds, seller)] {
            assert_eq!(read(&server, &admin, &path).await.0, StatusCode::OK, "{path}");
        }
        assert!(readings(&server).await.is_empty(), "its own are read without a trace");
        let nobody = TenantId(Uuid::from_u128(0x404));
        let long = format!("{}&reason={}", of(orders, BIRKENHAIN), "x".repeat(201));
        for (path, expected) in [(of(orders, nobody), 404), (of(refunds, nobody), 404), (long, 422)] {
            let (status, answer) = read(&server, &admin, &path).await;
            assert_eq!(status.as_u16(), expected, "{path}: {answer}");
        }
        let owner = server.token("owner@birkenhain").await;
        for path in [of(orders, BIRKENHAIN), of(refunds, BIRKENHAIN)] {
            assert_eq!(read(&server, &owner, &path).await.0, StatusCode::OK, "{path}");
            let other = server.token("owner@lindenau").await;
            assert_eq!(read(&server, &other, &path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(readings(&server).await.is_empty(), "and what was refused, and what a tenant reads of itself");

        let helper = support(&server).await;
        let asked = "&month=2026-11&product=Atemkurs&reason=Beschwerde";
        let path = format!("{}{asked}", of(orders, BIRKENHAIN));
        assert_eq!(read(&server, &helper, &path).await.0, StatusCode::OK);
        assert_eq!(read(&server, &helper, &of(refunds, BIRKENHAIN)).await.0, StatusCode::OK);
        let found = readings(&server).await;
        assert_eq!(found.len(), 2, "{found:?}");
        let read_orders = found.iter().find(|entry| entry.action == "read_orders").unwrap();
        assert_eq!(read_orders.subject_id, BIRKENHAIN.to_string());
        assert_eq!((read_orders.user_id.0, read_orders.reason.as_str()),
            (Uuid::from_u128(0xAE), "Beschwerde"));
        let details: Value = serde_json::from_str(&read_orders.details).unwrap();
        assert_eq!(details, json!({ "orders": 0, "month": "2026-11", "product": "Atemkurs" }));
        // The tenant is told that it was done, and not by whom and why.
        let (_, own) = read(&server, &owner, "/api/v1/audit-log?action=read_orders").await;
        let told = &own["entries"][0];
        assert_eq!((&told["by_platform"], &told["reason"]), (&json!(true), &json!("")), "{own}");
        assert_eq!(told["details"], details);
    }

    async fn what_else_the_platforms_people_read_of_one_tenant_is_logged(server) {
        sell(&server).await;
        let admin = platform_admin(&server).await;
        let account = format!("/api/v1/payout-accounts/{BIRKENHAIN}");
        assert_eq!(read(&server, &admin, &account).await.0, StatusCode::NOT_FOUND);
        let wish = json!({
            "rail": "sepa_manual", "iban": "DE89370400440532013000",
            "account_holder": "Praxis Birkenhain", "reason": "Vertrag",
        });
        let (status, answer) = server.call("PUT", &account, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let lists = ["/api/v1/commissions", "/api/v1/seller-ledger", "/api/v1/subscriptions"];
        let owner = server.token("owner@birkenhain").await;
        for path in lists {
            assert_eq!(read(&server, &admin, path).await.0, StatusCode::OK, "{path}");
            let path = of(path, BIRKENHAIN);
            assert_eq!(read(&server, &owner, &path).await.0, StatusCode::OK, "{path}");
            let nobody = of(path.split('?').next().unwrap(), TenantId(Uuid::from_u128(0x404)));
            assert_eq!(read(&server, &admin, &nobody).await.0, StatusCode::NOT_FOUND, "{nobody}");
        }
        assert_eq!(read(&server, &owner, "/api/v1/payout-account").await.0, StatusCode::OK);
        let mut paths: Vec<String> = lists.iter().map(|path| of(path, BIRKENHAIN)).collect();
        paths.push(format!("{account}?limit=1"));
        for path in &paths {
            let long = format!("{path}&reason={}", "x".repeat(201));
            let (status, answer) = read(&server, &admin, &long).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {answer}");
        }
        assert!(readings(&server).await.is_empty(), "nothing of another tenant was shown");

        for path in &paths {
            let path = format!("{path}&reason=Anruf");
            assert_eq!(read(&server, &admin, &path).await.0, StatusCode::OK, "{path}");
        }
        let found = readings(&server).await;
        let mut actions: Vec<&str> = found.iter().map(|entry| entry.action.as_str()).collect();
        actions.sort_unstable();
        let expected =
            ["read_commissions", "read_payout_account", "read_seller_ledger", "read_subscriptions"];
        assert_eq!(actions, expected);
        for entry in &found {
            assert_eq!((&entry.subject_id, entry.reason.as_str()), (&BIRKENHAIN.to_string(), "Anruf"));
            assert!(!entry.details.contains("DE89"), "{entry:?}");
        }
        let commissions = found.iter().find(|entry| entry.action == "read_commissions").unwrap();
        assert_eq!(commissions.details, json!({ "entries": 1 }).to_string());
        let (_, own) = read(&server, &owner, "/api/v1/audit-log?limit=200").await;
        let told = own["entries"].as_array().unwrap().iter();
        let told: Vec<&Value> =
            told.filter(|entry| expected.iter().any(|action| entry["action"] == *action)).collect();
        assert_eq!(told.len(), expected.len(), "{own}");
        assert!(told.iter().all(|entry| entry["by_platform"] == true && entry["reason"] == ""));
    }

    async fn y3_anothers_statements_are_not_there_and_what_is_refused_is_not_logged(server) {
        sell(&server).await;
        for role in ["owner", "distributor", "affiliate", "bookkeeper", "platform_admin", "support"] {
            let token = server.token(&format!("{role}@lindenau")).await;
            for path in [of(MONTHS, BIRKENHAIN), of(MONTH, BIRKENHAIN)] {
                let (status, answer) = read(&server, &token, &path).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{role}: {path}: {answer}");
            }
        }
        let admin = platform_admin(&server).await;
        let nobody = TenantId(Uuid::from_u128(0x404));
        for path in [of(MONTHS, nobody), of(MONTH, nobody), of("/api/v1/statements/x", BIRKENHAIN)] {
            let (status, answer) = read(&server, &admin, &path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {answer}");
        }
        let long = format!("{}&reason={}", of(MONTH, BIRKENHAIN), "x".repeat(201));
        let (status, answer) = read(&server, &admin, &long).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        assert!(log_of(&server, TenantId::MOJO_LLC).await.is_empty());
    }
}
