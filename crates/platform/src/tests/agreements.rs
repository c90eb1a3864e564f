//! Regional agreements: one a country and day, whoever asks first (C1).

use axum::http::StatusCode;
use mojo_domain::TenantId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{BOOTCAMP, CUSTOMER, DACH, open_shop, platform_admin};
use super::storage::run;
use super::support::{BIRKENHAIN, Kept, LINDENAU, Server, new_postgres_database, on_both};
use crate::http::Limits;
use crate::storage::{Database, migrate_to};

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

    /// A distributor that left stands in nobody's way, and nothing is given to it any more.
    async fn c13_the_countries_of_a_tenant_that_left_are_free_from_the_next_day(server) {
        let id = open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let (_, early) = create(&server, &admin, wish(DACH, &["FR"], "2027-01-01")).await;
        assert_eq!(regional(&server, &admin, 1, "2026-11-20T09:00:00Z").await, "300.00");
        let leave = format!("/api/v1/tenants/{DACH}/deactivate");
        let reason = json!({ "reason": "Vertrag beendet" });
        for _ in 0..2 {
            let (status, left) = server.call("POST", &leave, Some(&admin), Some(&reason)).await;
            assert_eq!(status, StatusCode::OK, "{left}");
        }
        let show = async |id: &str| {
            let path = format!("{AGREEMENTS}/{id}");
            server.call("GET", &path, Some(&admin), None).await.1["valid_until"].clone()
        };
        assert_eq!(show(&id.to_string()).await, "2026-11-20");
        assert_eq!(show(early["id"].as_str().unwrap()).await, "2026-12-31", "it never begins");
        assert_eq!(regional(&server, &admin, 2, "2026-11-20T10:00:00Z").await, Value::Null);
        for body in [json!({ "valid_until": "2027-12-31" }), json!({ "commission_percent": "20" })] {
            let (status, answer) = patch(&server, &admin, id, body.clone()).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer}");
        }
        let (status, answer) = create(&server, &admin, wish(DACH, &["IT"], "2027-01-01")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        let (status, _) = create(&server, &admin, wish(LINDENAU, &["DE"], "2026-11-20")).await;
        assert_eq!(status, StatusCode::CONFLICT, "its last day is still the old one's");
        let (status, next) = create(&server, &admin, wish(LINDENAU, &["DE", "FR"], "2026-11-21")).await;
        assert_eq!(status, StatusCode::CREATED, "{next}");
        server.clock.set("2026-11-21T10:00:00Z".parse().unwrap());
        assert_eq!(regional(&server, &admin, 3, "2026-11-21T09:00:00Z").await, "250.00");
        assert_eq!(regional(&server, &admin, 4, "2026-11-20T09:30:00Z").await, "300.00", "C17");
    }

    /// Leaving and a new agreement of the same tenant at one instant: none is open afterwards.
    async fn c13_who_leaves_while_it_is_given_an_agreement_has_none_afterwards(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let leave = format!("/api/v1/tenants/{LINDENAU}/deactivate");
        let reason = json!({ "reason": "geht" });
        let (left, (status, made)) = tokio::join!(
            server.call("POST", &leave, Some(&admin), Some(&reason)),
            create(&server, &admin, wish(LINDENAU, &["FR"], "2026-01-01")),
        );
        assert_eq!(left.0, StatusCode::OK, "{left:?}");
        if status == StatusCode::CREATED {
            let path = format!("{AGREEMENTS}/{}", made["id"].as_str().unwrap());
            let (_, shown) = server.call("GET", &path, Some(&admin), None).await;
            assert_eq!(shown["valid_until"], "2026-11-20");
        } else {
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{made}");
        }
    }
}

/// The last migration before countries were exclusive in the database.
const BEFORE: usize = 12;

/// Two agreements that overlapped before the database refused that: each can be ended and corrected,
/// and none can be prolonged.
#[tokio::test]
async fn c1_agreements_that_overlapped_before_can_be_ended_on_either_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!("sqlite:{}", folder.path().join("platform.db").display())];
    let postgres = new_postgres_database().await;
    urls.extend(postgres.iter().map(|database| database.url().to_owned()));
    let [one, two] = [0xE1, 0xE2].map(Uuid::from_u128);
    for url in urls {
        let database = Database::open(&url, None).await.unwrap();
        migrate_to(&database, BEFORE).await.unwrap();
        for (tenant, id) in [(BIRKENHAIN, one), (LINDENAU, two)] {
            let row = format!(
                "INSERT INTO regional_agreements VALUES ('{tenant}', '{id}', '[\"FR\",\"ES\"]', \
                 '25', 'platform_products', '2026-01-01', NULL, NULL, NULL, 0)"
            );
            run(&database, &row).await.unwrap();
        }
        database.close().await;
        let server = Server::start(&url, Kept::default(), Limits::default()).await;
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let paper = json!({ "contract_document_url": "https://mojo.example/v.pdf" });
        assert_eq!(patch(&server, &admin, one, paper).await.0, StatusCode::OK, "{url}");
        let end = json!({ "valid_until": "2026-12-31" });
        let (status, ended) = patch(&server, &admin, one, end).await;
        assert_eq!(status, StatusCode::OK, "{url}: {ended}");
        let longer = json!({ "valid_until": "2027-12-31" });
        let (status, answer) = patch(&server, &admin, one, longer).await;
        assert_eq!(status, StatusCode::CONFLICT, "{url}: {answer}");
        let path = format!("{AGREEMENTS}/{two}");
        let (status, ended) = server.call("DELETE", &path, Some(&admin), None).await;
        assert_eq!(status, StatusCode::OK, "{url}: {ended}");
        assert_eq!(ended["valid_until"], "2026-11-20", "{url}");
        let (status, answer) = create(&server, &admin, wish(DACH, &["ES"], "2026-12-01")).await;
        assert_eq!(status, StatusCode::CONFLICT, "{url}: the other one has it: {answer}");
        let other = json!({ "region_codes": ["FR"], "changes_on": "2026-12-01" });
        let (status, answer) = patch(&server, &admin, one, other).await;
        assert_eq!(status, StatusCode::OK, "{url}: {answer}");
        let (status, answer) = create(&server, &admin, wish(DACH, &["ES"], "2026-12-01")).await;
        assert_eq!(status, StatusCode::CREATED, "{url}: {answer}");
        server.platform.state.database().close().await;
    }
}
