//! Regional agreements: one a country and day, whoever asks first (C1).

use axum::http::StatusCode;
use mojo_domain::TenantId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{BOOTCAMP, CUSTOMER, open_shop, platform_admin};
use super::storage::run;
use super::support::{BIRKENHAIN, LINDENAU, Server, on_both};

const AGREEMENTS: &str = "/api/v1/regional-agreements";

fn wish(tenant: TenantId, regions: &[&str], from: &str) -> Value {
    json!({
        "tenant_id": tenant, "region_codes": regions, "commission_percent": "25",
        "valid_from": from,
    })
}

async fn create(server: &Server, admin: &str, body: Value) -> (StatusCode, Value) {
    server.call("POST", AGREEMENTS, Some(admin), Some(&body)).await
}

async fn patch(server: &Server, admin: &str, id: Uuid, body: Value) -> (StatusCode, Value) {
    server.call("PATCH", &format!("{AGREEMENTS}/{id}"), Some(admin), Some(&body)).await
}

async fn count(server: &Server, admin: &str) -> usize {
    let (_, list) = server.call("GET", AGREEMENTS, Some(admin), None).await;
    list["agreements"].as_array().unwrap().len()
}

/// The regional commission of an order over 1,000.00 from Germany.
async fn regional(server: &Server, admin: &str, number: u128, at: &str) -> Value {
    let id = Uuid::from_u128(0xDAA00 + number);
    let order = json!({
        "id": id, "customer_user_id": CUSTOMER, "billing_country": "DE", "ordered_at": at,
        "lines": [{ "product_id": BOOTCAMP, "net": "1000.00" }],
    });
    let (status, answer) = server.call("POST", "/api/v1/orders", Some(admin), Some(&order)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let path = format!("/api/v1/orders/{id}/commissions");
    let (_, answer) = server.call("GET", &path, Some(admin), None).await;
    let entries = answer["commissions"].as_array().unwrap();
    let found = entries.iter().find(|entry| entry["commission_type"] == "regional_exclusive");
    found.map_or(Value::Null, |entry| entry["amount"].clone())
}

on_both! {
    async fn c1_of_two_agreements_at_once_exactly_one_is_made(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        // Each names the countries in another order.
        for (place, regions) in [["FR", "ES"], ["IT", "PT"], ["NL", "BE"]].into_iter().enumerate() {
            let other = [regions[1], regions[0]];
            let (one, two) = tokio::join!(
                create(&server, &admin, wish(BIRKENHAIN, &regions, "2026-12-01")),
                create(&server, &admin, wish(LINDENAU, &other, "2026-12-31")),
            );
            let mut statuses = [one.0.as_u16(), two.0.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 409], "{one:?} {two:?}");
            assert_eq!(count(&server, &admin).await, place + 2);
        }
    }

    /// The second transaction writes without a look at what is there: the database refuses it.
    async fn c1_the_database_itself_refuses_a_second_agreement(server) {
        open_shop(&server).await;
        let database = server.platform.state.database();
        let row = |tenant: &str, from: &str, until: &str| format!(
            "INSERT INTO regional_agreement_countries VALUES ('{tenant}', 'x', 'DE', '{from}', '{until}')"
        );
        for (from, until) in [("2026-01-01", "2026-01-01"), ("2020-01-01", "2025-01-01"), ("2020-01-01", "9999-12-31")] {
            let error = run(database, &row("t", from, until)).await.unwrap_err().to_string();
            assert!(error.contains("exclusive"), "{from}: {error}");
        }
        run(database, &row("t", "2020-01-01", "2024-12-31")).await.unwrap();
        run(database, &row("u", "2026-01-01", "2025-12-31")).await.unwrap();
        let longer = "UPDATE regional_agreement_countries SET valid_until = '2025-01-01' WHERE tenant_id = 't'";
        let error = run(database, longer).await.unwrap_err().to_string();
        assert!(error.contains("exclusive"), "{error}");
    }

    async fn c1_a_change_in_the_middle_counts_by_the_instant_of_the_order(server) {
        let id = open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let (status, new) = patch(&server, &admin, id, json!({
            "commission_percent": "20", "changes_on": "2026-12-01",
        })).await;
        assert_eq!((status, &new["valid_from"]), (StatusCode::OK, &json!("2026-12-01")), "{new}");
        assert_eq!(new["region_codes"], json!(["AT", "CH", "DE"]));
        let (_, old) = server.call("GET", &format!("{AGREEMENTS}/{id}"), Some(&admin), None).await;
        assert_eq!((&old["valid_until"], &old["commission_percent"]), (&json!("2026-11-30"), &json!("30")));
        server.clock.set("2026-12-02T10:00:00Z".parse().unwrap());
        // The day ends in Berlin, whenever the order is recorded.
        assert_eq!(regional(&server, &admin, 1, "2026-11-30T23:00:00Z").await, "200.00");
        assert_eq!(regional(&server, &admin, 2, "2026-11-30T22:59:59Z").await, "300.00");
        let (status, answer) = patch(&server, &admin, id, json!({ "valid_until": "2026-12-01" })).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("not_exclusive")));
    }

    async fn c1_a_change_that_does_not_fit_changes_nothing(server) {
        let id = open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let (status, _) = create(&server, &admin, wish(LINDENAU, &["FR"], "2026-01-01")).await;
        assert_eq!(status, StatusCode::CREATED);
        for (body, expected) in [
            (json!({ "commission_percent": "20", "changes_on": "2026-11-20" }), 422),
            (json!({ "commission_percent": "30.01" }), 422),
            (json!({ "commission_percent": "x" }), 422),
            (json!({ "region_codes": [] }), 422),
            (json!({ "region_codes": ["DE"], "valid_until": "2026-11-01" }), 422),
            (json!({ "region_codes": ["DE", "FR"] }), 409),
        ] {
            let (status, answer) = patch(&server, &admin, id, body.clone()).await;
            assert_eq!(status.as_u16(), expected, "{body}: {answer}");
        }
        assert_eq!(count(&server, &admin).await, 2);
        let (_, old) = server.call("GET", &format!("{AGREEMENTS}/{id}"), Some(&admin), None).await;
        assert_eq!(old["valid_until"], Value::Null, "the old one goes on");
    }

    async fn c1_a_deactivated_agreement_leaves_its_countries_free(server) {
        let id = open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let (status, early) = create(&server, &admin, wish(LINDENAU, &["FR"], "2027-01-01")).await;
        assert_eq!(status, StatusCode::CREATED, "{early}");
        let path = format!("{AGREEMENTS}/{}", early["id"].as_str().unwrap());
        let (_, ended) = server.call("DELETE", &path, Some(&admin), None).await;
        assert_eq!(ended["valid_until"], "2026-12-31", "it never begins");
        let (status, again) = create(&server, &admin, wish(BIRKENHAIN, &["FR"], "2026-01-01")).await;
        assert_eq!(status, StatusCode::CREATED, "{again}");
        let path = format!("{AGREEMENTS}/{id}");
        let (_, ended) = server.call("DELETE", &path, Some(&admin), None).await;
        assert_eq!(ended["valid_until"], "2026-11-20");
        let (status, _) = create(&server, &admin, wish(LINDENAU, &["AT"], "2026-11-20")).await;
        assert_eq!(status, StatusCode::CONFLICT, "today is still the old one's");
        let (status, next) = create(&server, &admin, wish(LINDENAU, &["AT"], "2026-11-21")).await;
        assert_eq!(status, StatusCode::CREATED, "{next}");
    }
}
