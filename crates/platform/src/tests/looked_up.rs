//! Support looks a customer up, and each look is told.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mojo_domain::TenantId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::browser::Browser;
use super::commerce::{CUSTOMER, micros, open_shop, platform_admin, sell};
use super::read_statements::support;
use super::signup::sign_up;
use super::storage::run;
use super::support::{Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewRefund, record_refunds};
use crate::storage::audit::{AuditPage, AuditRecord};

const SEARCH: &str = "/api/v1/customers/search";

async fn search(server: &Server, token: &str, text: &str) -> (StatusCode, Value) {
    let body = json!({ "text": text, "reason": "Anruf vom 20.11." });
    server.call("POST", SEARCH, Some(token), Some(&body)).await
}

/// The ids of who is found.
async fn found(server: &Server, token: &str, text: &str) -> Vec<Value> {
    let (status, answer) = search(server, token, text).await;
    assert_eq!(status, StatusCode::OK, "{text}: {answer}");
    let rows = answer["customers"].as_array().unwrap().iter();
    rows.map(|row| row["id"].clone()).collect()
}

async fn file(server: &Server, token: &str, id: &str, reason: &str) -> (StatusCode, Value) {
    let path = format!("/api/v1/customers/{id}/file");
    server.call("POST", &path, Some(token), Some(&json!({ "reason": reason }))).await
}

async fn log(server: &Server, action: &str) -> Vec<AuditRecord> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let entries = tx.list_audit(TenantId::MOJO_LLC, &AuditPage::latest(100)).await.unwrap();
    let records = entries.into_iter().map(|listed| listed.record);
    records.filter(|entry| entry.action == action).collect()
}

on_both! {
    async fn a_customer_is_found_by_address_name_id_and_order(server) {
        let sold = sell(&server).await;
        let helper = support(&server).await;
        let page = sign_up(&mut Browser::default(), &server, "anna@example.org", "").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let (_, answer) = search(&server, &helper, " Anna@Example.org ").await;
        let anna = &answer["customers"][0];
        assert_eq!((&anna["name"], &anna["email"]), (&json!("Anna Berger"), &json!("anna@example.org")));
        let anna = vec![anna["id"].clone()];
        for text in ["berger", "ANNA B", "na ber", anna[0].as_str().unwrap()] {
            assert_eq!(found(&server, &helper, text).await, anna, "{text}");
        }
        let buyer = vec![json!(CUSTOMER)];
        for text in [CUSTOMER.to_string(), sold.order.to_string(), "B-1".to_owned()] {
            assert_eq!(found(&server, &helper, &text).await, buyer, "{text}");
        }
        for nobody in ["%%%", "___", "bergerin", "other@example.org", "B-10", "a!!"] {
            assert!(found(&server, &helper, nobody).await.is_empty(), "{nobody}");
        }
    }

    /// SQL folds the letters of ASCII alone. A name of before is folded when the program starts.
    async fn a_name_is_found_in_capitals_without_dots_and_where_it_was_written_before(server) {
        open_shop(&server).await;
        let helper = support(&server).await;
        let database = server.platform.state.database();
        let id = Uuid::from_u128(0x2199);
        let llc = TenantId::MOJO_LLC;
        for sql in [
            format!("INSERT INTO customers VALUES ('{id}', NULL, NULL, 1)"),
            format!(
                "INSERT INTO customer_accounts VALUES ('{llc}', '{id}', 'jm@example.org', \
                 'JÖRG MÜLLER-LÜDENSCHEIDT', 'de', 'h', NULL, NULL, 1, NULL)"
            ),
        ] {
            run(database, &sql).await.unwrap();
        }
        assert!(found(&server, &helper, "müller").await.is_empty(), "not folded yet");
        for _ in 0..2 {
            assert_eq!(database.migrate().await.unwrap(), 0);
        }
        for text in ["müller", "MÜLLER", "Mueller", "muller-lud", "jörg m", "Lüdenscheidt"] {
            assert_eq!(found(&server, &helper, text).await, [json!(id)], "{text}");
        }
        assert!(found(&server, &helper, "Möller").await.is_empty());
    }

    /// Of more than twenty the newest are shown, that there are more is said, and the log says who was shown.
    async fn of_many_with_one_name_twenty_are_shown_and_that_there_are_more(server) {
        open_shop(&server).await;
        let helper = support(&server).await;
        let database = server.platform.state.database();
        for number in 1..=21_u128 {
            let id = Uuid::from_u128(0x2100 + number);
            let customer = format!("INSERT INTO customers VALUES ('{id}', NULL, NULL, {number})");
            let account = format!(
                "INSERT INTO customer_accounts VALUES ('{}', '{id}', 'k{number}@example.org', \
                 'Kerstin Vielfach', 'de', 'h', NULL, NULL, {number}, 'kerstin vielfach')",
                TenantId::MOJO_LLC
            );
            run(database, &customer).await.unwrap();
            run(database, &account).await.unwrap();
            if number >= 20 {
                let (_, answer) = search(&server, &helper, "vielfach").await;
                let shown = answer["customers"].as_array().unwrap();
                assert_eq!((shown.len(), &answer["more"]), (20, &json!(number > 20)), "{answer}");
                assert_eq!(shown[0]["id"], json!(id), "the newest first");
                let looks = log(&server, "search_customers").await;
                let told: Value = serde_json::from_str(&looks[0].details).unwrap();
                let ids: Vec<Value> = shown.iter().map(|one| one["id"].clone()).collect();
                assert_eq!(told["customers"], json!(ids), "{told}");
            }
            server.clock.advance(TimeDelta::seconds(1));
        }
    }

    async fn each_look_stands_in_the_log_without_what_was_typed(server) {
        open_shop(&server).await;
        let helper = support(&server).await;
        found(&server, &helper, "Niemand Bekanntes").await;
        found(&server, &helper, "B-1").await;
        let looks = log(&server, "search_customers").await;
        assert_eq!(looks.len(), 2, "who finds nobody looked, too");
        assert!(looks.iter().all(|look| look.reason == "Anruf vom 20.11."));
        assert!(looks.iter().all(|look| !look.details.contains("Niemand")), "{looks:?}");
        let short = search(&server, &helper, " ab ").await;
        let long = search(&server, &helper, &"x".repeat(201)).await;
        let body = json!({ "text": "Berger", "reason": " " });
        let mute = server.call("POST", SEARCH, Some(&helper), Some(&body)).await;
        for (status, answer) in [short, long, mute] {
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        }
        assert_eq!(log(&server, "search_customers").await.len(), 2, "what was refused is no look");
    }

    async fn the_file_holds_attributions_orders_refunds_and_subscriptions(server) {
        let sold = sell(&server).await;
        let state = &server.platform.state;
        let half = NewRefund {
            refund_id: Uuid::from_u128(0x5F),
            order_id: sold.order,
            line_no: 1,
            refunded_at: micros("2026-11-10T10:00:00Z"),
            net_cents: 40_000,
        };
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        record_refunds(state.database(), llc, &[half]).await.unwrap();
        let admin = platform_admin(&server).await;
        let (status, held) = file(&server, &admin, &CUSTOMER.to_string(), "Beschwerde").await;
        assert_eq!(status, StatusCode::OK, "{held}");
        assert_eq!(held["customer"]["id"], json!(CUSTOMER));
        assert_eq!(held["attributions"].as_array().unwrap().len(), 1, "{held}");
        let line = &held["lines"][0];
        assert_eq!((&line["order_number"], &line["net"], &line["refunded"]),
            (&json!("B-1"), &json!("1000.00"), &json!("400.00")));
        assert_eq!((&held["refunds"][0]["net"], &held["refunds"][0]["line"]), (&json!("400.00"), &json!(1)));
        assert_eq!(held["subscriptions"], json!([]));
        let looks = log(&server, "read_customer").await;
        assert_eq!(looks.len(), 1);
        assert_eq!((looks[0].subject_id.as_str(), looks[0].reason.as_str()),
            (CUSTOMER.to_string().as_str(), "Beschwerde"));
        let nobody = Uuid::from_u128(0x404).to_string();
        assert_eq!(file(&server, &admin, &nobody, "x").await.0, StatusCode::NOT_FOUND);
        let mute = file(&server, &admin, &CUSTOMER.to_string(), "").await;
        assert_eq!(mute.0, StatusCode::UNPROCESSABLE_ENTITY, "{}", mute.1);
        assert_eq!(log(&server, "read_customer").await.len(), 1, "nobody else was read");
    }

    async fn nobody_of_a_tenant_looks_a_customer_up(server) {
        sell(&server).await;
        for who in ["owner@birkenhain", "platform_admin@lindenau", "support@lindenau"] {
            let token = server.token(who).await;
            assert_eq!(search(&server, &token, "B-1").await.0, StatusCode::FORBIDDEN, "{who}");
            let read = file(&server, &token, &CUSTOMER.to_string(), "x").await;
            assert_eq!(read.0, StatusCode::FORBIDDEN, "{who}");
        }
        assert!(log(&server, "search_customers").await.is_empty());
    }
}
