//! C16: names beside commissions are given on request alone, for a reason, and that is logged.

use axum::http::StatusCode;
use mojo_domain::TenantId;
use serde_json::{Value, json};

use super::commerce::{CUSTOMER, platform_admin, sell};
use super::storage::run;
use super::support::{BIRKENHAIN, Server, on_both};
use crate::storage::audit::{AuditPage, AuditRecord};

const NAME: &str = "Anna Berger";
const EXTRACT: &str = "/api/v1/statements/2026-11/named-extract";

/// A sale of November to a customer with an account.
async fn sold_to_anna(server: &Server) {
    sell(server).await;
    let sql = format!(
        "INSERT INTO customer_accounts VALUES ('{}', '{CUSTOMER}', 'anna@example.org', '{NAME}', \
         'de', 'h', NULL, NULL, 1, NULL)",
        TenantId::MOJO_LLC
    );
    run(server.platform.state.database(), &sql).await.unwrap();
}

async fn ask(server: &Server, login: &str, body: &Value) -> (StatusCode, Value) {
    let token = server.token(login).await;
    server.call("POST", EXTRACT, Some(&token), Some(body)).await
}

async fn log_of(server: &Server, tenant: TenantId) -> Vec<AuditRecord> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let entries = tx.list_audit(tenant, &AuditPage::latest(10)).await.unwrap();
    let records = entries.into_iter().map(|listed| listed.record);
    records.filter(|entry| entry.action == "extract_named").collect()
}

on_both! {
    async fn c16_names_are_given_for_a_reason_and_that_is_logged(server) {
        sold_to_anna(&server).await;
        let token = server.token("owner@birkenhain").await;
        let (_, usual) = server.call("GET", "/api/v1/statements/2026-11", Some(&token), None).await;
        assert!(!usual.to_string().contains(NAME), "{usual}");
        let (status, answer) = ask(&server, "owner@birkenhain", &json!({ "reason": " " })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        assert!(log_of(&server, BIRKENHAIN).await.is_empty(), "nothing was given");
        let body = json!({ "reason": "Rückfrage der Kundin" });
        let (status, answer) = ask(&server, "owner@birkenhain", &body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let entry = &answer["entries"][0];
        assert_eq!((&entry["customer_name"], &entry["amount"]), (&json!(NAME), &json!("200.00")));
        assert!(entry["customer"].as_str().unwrap().starts_with("K-"), "{entry}");
        let log = log_of(&server, BIRKENHAIN).await;
        assert_eq!(log.len(), 1);
        assert_eq!(log[0].reason, "Rückfrage der Kundin");
        assert_eq!(log[0].subject_id, BIRKENHAIN.to_string());
        let details: Value = serde_json::from_str(&log[0].details).unwrap();
        assert_eq!(details, json!({ "month": "2026-11", "entries": 1 }));
    }

    async fn c16_the_extract_is_a_table_too(server) {
        sold_to_anna(&server).await;
        let body = json!({ "reason": "Steuerberater", "format": "csv" });
        let (status, answer) = ask(&server, "affiliate@birkenhain", &body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let text = answer.as_str().unwrap();
        assert!(text.contains(";\"Anna Berger\";\"BUSINESS BOOTCAMP\";DE;affiliate_first;"), "{text}");
    }

    async fn c16_nobody_reads_the_names_of_anothers_account_but_the_platforms_people(server) {
        sold_to_anna(&server).await;
        let theirs = json!({ "reason": "Neugier", "tenant_id": BIRKENHAIN });
        let own = json!({ "reason": "Neugier" });
        for (login, body) in [
            ("owner@lindenau", &theirs),
            ("platform_admin@lindenau", &theirs),
            ("support@birkenhain", &own),
            ("reception@birkenhain", &own),
            ("bookkeeper@birkenhain", &own),
        ] {
            let (status, answer) = ask(&server, login, body).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{login}: {answer}");
        }
        let (status, answer) = ask(&server, "owner@lindenau", &own).await;
        assert_eq!((status, &answer["entries"]), (StatusCode::OK, &json!([])));
        platform_admin(&server).await;
        let (status, answer) = ask(&server, "admin", &theirs).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["entries"][0]["customer_name"], NAME);
        assert_eq!(log_of(&server, TenantId::MOJO_LLC).await[0].reason, "Neugier");
    }
}
