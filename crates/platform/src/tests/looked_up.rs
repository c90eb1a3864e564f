//! Support looks a customer up, and each look is told.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mojo_domain::{TenantId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::browser::Browser;
use super::commerce::{CUSTOMER, micros, open_shop, platform_admin, sell};
use super::read_statements::support;
use super::signup::sign_up;
use super::storage::run;
use super::support::{BIRKENHAIN, Kept, Server, new_postgres_database, on_both};
use crate::auth::{Role, Tenant};
use crate::commerce::{NewRefund, record_refunds};
use crate::http::Limits;
use crate::storage::accounts::NewUser;
use crate::storage::audit::{AuditPage, AuditRecord};
use crate::storage::{Database, migrate_to};

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

    /// SQL folds the letters of ASCII alone. Whoever buys for a tenant is found by the name of the account
    /// there.
    async fn a_name_is_found_in_capitals_and_without_its_dots(server) {
        open_shop(&server).await;
        let helper = support(&server).await;
        let page = sign_up(&mut Browser::default(), &server, "anna@example.org", "").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let buyer = Uuid::from_u128(0xB0B);
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.insert_user(&NewUser {
            tenant_id: BIRKENHAIN,
            user_id: UserId(buyer),
            login_name: "joerg@example.org".to_owned(),
            name: "JÖRG MÜLLER-LÜDENSCHEIDT".to_owned(),
            role: Role::Reception,
            password_hash: String::new(),
            created_at: 0,
        })
        .await
        .unwrap();
        tx.insert_customers(&[(UserId(buyer), Some(BIRKENHAIN))], 0).await.unwrap();
        tx.commit().await.unwrap();
        for text in ["müller", "MÜLLER", "Mueller", "muller-lud", "jörg m", "Lüdenscheidt"] {
            assert_eq!(found(&server, &helper, text).await, [json!(buyer)], "{text}");
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

/// Migrations that were there before names were folded.
const BEFORE: usize = 44;

/// What an older release wrote is folded with the upgrade.
#[tokio::test]
async fn a_name_that_was_written_before_is_found_on_either_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!("sqlite:{}", folder.path().join("platform.db").display())];
    let postgres = new_postgres_database().await;
    urls.extend(postgres.iter().map(|database| database.url().to_owned()));
    for url in urls {
        let database = Database::open(&url, None).await.unwrap();
        migrate_to(&database, BEFORE).await.unwrap();
        let id = |number: u128| Uuid::from_u128(0x2200 + number);
        let rows = |row: &dyn Fn(u128) -> String| (1..=501).map(row).collect::<Vec<_>>().join(", ");
        let customers = rows(&|number| format!("('{}', NULL, NULL, {number})", id(number)));
        let accounts = rows(&|number| {
            format!(
                "('{}', '{}', 'k{number}@example.org', 'Kunde{number:03} ÖZTÜRK', 'de', 'h', NULL, \
                 NULL, {number})",
                TenantId::MOJO_LLC,
                id(number)
            )
        });
        run(&database, &format!("INSERT INTO customers VALUES {customers}")).await.unwrap();
        run(&database, &format!("INSERT INTO customer_accounts VALUES {accounts}")).await.unwrap();
        database.close().await;
        let server = Server::start(&url, Kept::default(), Limits::default()).await;
        open_shop(&server).await;
        let helper = support(&server).await;
        for (text, number) in [("kunde001 öztürk", 1), ("KUNDE501 Oeztuerk", 501)] {
            assert_eq!(found(&server, &helper, text).await, [json!(id(number))], "{url}: {text}");
        }
        server.platform.state.database().close().await;
    }
}
