//! What the owner of a tenant sees of it on the platform: its own audit log with what the platform's
//! people did to it, and what it sold, with what others get of it. Of another tenant, nothing.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mojo_domain::{Clock as _, ProductId, TenantId};
use mojo_protocol::{CardBody, CardField};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{CUSTOMER, open_shop, platform_admin, sell};
use super::storage::run;
use super::support::{BIRKENHAIN, LINDENAU, Server, TestDesk, new_postgres_database, on_both};
use crate::auth::Tenant;
use crate::storage::audit::AuditPage;
use crate::storage::{Database, migrate_to};

const LOG: &str = "/api/v1/audit-log";
const ORDERS: &str = "/api/v1/orders";

async fn get(server: &Server, path: &str, token: &str) -> Value {
    let (status, answer) = server.call("GET", path, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

async fn post(server: &Server, token: &str, path: &str, body: Value) -> Value {
    let (status, answer) = server.call("POST", path, Some(token), Some(&body)).await;
    assert!(status.is_success(), "{path}: {status} {answer}");
    answer
}

/// The entries that this account reads, the latest first.
async fn read(server: &Server, login: &str, query: &str) -> Vec<Value> {
    let token = server.token(login).await;
    let list = get(server, &format!("{LOG}?{query}"), &token).await;
    list["entries"].as_array().unwrap().clone()
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect()
}

/// A course of this tenant for 50.00, entered by an administrator.
async fn course(server: &Server, admin: &str, seller: TenantId) -> ProductId {
    let body =
        json!({ "tenant_id": seller, "name": "Kurs", "price_net": "50.00", "kind": "course" });
    let made = post(server, admin, "/api/v1/products", body).await;
    made["id"].as_str().unwrap().parse().unwrap()
}

async fn order(server: &Server, admin: &str, (number, at): (u128, &str), product: ProductId) {
    let body = json!({
        "id": Uuid::from_u128(number), "customer_user_id": CUSTOMER, "billing_country": "US",
        "ordered_at": at, "lines": [{ "product_id": product, "net": "50.00" }],
    });
    post(server, admin, ORDERS, body).await;
}

on_both! {
    async fn an_owner_reads_what_the_own_people_did_and_nobody_else_does(server) {
        let owner = server.token("owner@birkenhain").await;
        let desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let path = format!("/api/v1/devices/{}", desk.device_id);
        for _ in 0..2 {
            post(&server, &owner, &format!("{path}/rename"), json!({ "name": "Kasse 2" })).await;
            post(&server, &owner, &format!("{path}/revoke"), json!({})).await;
        }
        let entries = read(&server, "owner@birkenhain", "").await;
        let device = json!(desk.device_id);
        let of_device: Vec<&Value> =
            entries.iter().filter(|entry| entry["subject_id"] == device).collect();
        assert_eq!(of_device.len(), 3, "each once: {entries:?}");
        for (action, name) in [
            ("enrol_device", "reception"), ("rename_device", "owner"), ("revoke_device", "owner"),
        ] {
            let entry = of_device.iter().find(|entry| entry["action"] == action).unwrap();
            assert_eq!(entry["user"], format!("{name} of Praxis Birkenhain"), "{entry}");
            assert!(entry["user_id"].is_string(), "{entry}");
            assert_eq!(entry["by_platform"], false, "{entry}");
        }
        assert!(read(&server, "owner@lindenau", "").await.is_empty(), "another tenant's owner");
        for role in ["reception", "therapist", "bookkeeper", "auditor", "distributor", "affiliate"] {
            let token = server.token(&format!("{role}@birkenhain")).await;
            let (status, _) = server.call("GET", LOG, Some(&token), None).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{role}");
        }
    }

    async fn an_edit_of_a_product_at_a_desk_is_in_the_log_with_the_new_price_once(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let field = CardField { value: json!(6500), hlc: mojo_domain::Hlc(7), ..CardField::default() };
        let body = CardBody { fields: [("price_cents".to_owned(), field)].into(), ..CardBody::default() };
        let change = desk.record("product", Uuid::from_u128(0x9D), &body);
        let contact = desk.edit(7, "note", json!("ohne Eintrag"), 7);
        desk.push(&server, vec![change.clone(), contact.clone()]).await;
        desk.push(&server, vec![change, contact]).await;
        let entries = read(&server, "owner@birkenhain", "action=edit_product").await;
        assert_eq!(entries.len(), 1, "{entries:?}");
        assert_eq!(entries[0]["subject_id"], json!(Uuid::from_u128(0x9D)));
        assert_eq!(entries[0]["details"]["to"], json!({ "price_cents": 6500 }));
        assert_eq!(entries[0]["details"]["worker"], json!(desk.actor_id), "who worked there");
        assert!(!format!("{:?}", read(&server, "owner@birkenhain", "").await).contains("ohne Eintrag"));
        assert!(read(&server, "owner@lindenau", "").await.is_empty());
    }

    /// Two desks change one price without a network: the log tells the price that holds, and not the one
    /// that lost. What else the later arrival changed is told.
    async fn an_edit_that_lost_against_a_later_one_is_not_told_as_what_holds(server) {
        let field = |value: Value, hlc| CardField {
            value,
            hlc: mojo_domain::Hlc(hlc),
            ..CardField::default()
        };
        let product = Uuid::from_u128(0x9D);
        let card = |fields: Vec<(&str, CardField)>| CardBody {
            fields: fields.into_iter().map(|(name, field)| (name.to_owned(), field)).collect(),
            ..CardBody::default()
        };
        let mut first = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut second = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let held = first.record("product", product, &card(vec![("price_cents", field(json!(6500), 9))]));
        first.push(&server, vec![held]).await;
        let lost = card(vec![("price_cents", field(json!(5000), 7))]);
        let lost = second.record("product", product, &lost);
        let half = vec![("price_cents", field(json!(5500), 8)), ("code", field(json!("B7"), 8))];
        let half = second.record("product", product, &card(half));
        second.push(&server, vec![lost, half]).await;
        let entries = read(&server, "owner@birkenhain", "action=edit_product").await;
        let mut told: Vec<&Value> = entries.iter().map(|entry| &entry["details"]["to"]).collect();
        told.sort_by_key(|to| to.to_string());
        assert_eq!(told, [&json!({ "code": "B7" }), &json!({ "price_cents": 6500 })], "{entries:?}");
    }

    /// C16: the tenant learns what was done to it; who of the platform's people it was, why, and
    /// anything of another tenant stay with the platform.
    async fn what_the_platforms_people_do_is_told_to_the_tenant_that_it_concerns(server) {
        sell(&server).await;
        let admin = platform_admin(&server).await;
        let agreement = json!({
            "tenant_id": LINDENAU, "region_codes": ["FR"], "commission_percent": "25",
            "valid_from": "2026-01-01", "reason": "Vertrag im Ordner 7",
        });
        let made = post(&server, &admin, "/api/v1/regional-agreements", agreement).await;
        let wish = json!({ "tenant_id": BIRKENHAIN, "reason": "Anfrage 12" });
        post(&server, &admin, "/api/v1/statements/2026-11/named-extract", wish).await;
        let give = format!("/api/v1/customer-attributions/{CUSTOMER}");
        post(&server, &admin, &give, json!({ "tenant_id": LINDENAU, "reason": "Anruf" })).await;

        let theirs = read(&server, "owner@lindenau", "").await;
        assert_eq!(actions(&theirs).len(), 2, "{theirs:?}");
        let entered = theirs.iter().find(|entry| entry["action"] == "enter_agreement").unwrap();
        assert_eq!(entered["subject_id"], made["id"]);
        assert_eq!(entered["details"]["to"]["commission_percent"], "25");
        let own = read(&server, "owner@birkenhain", "").await;
        let mut known = actions(&own);
        known.sort_unstable();
        assert_eq!(known, ["change_attribution", "extract_named"]);
        for entry in theirs.iter().chain(&own) {
            assert_eq!(entry["by_platform"], true, "{entry}");
            assert_eq!((&entry["user_id"], &entry["user"], &entry["reason"]), (&Value::Null, &json!(""), &json!("")));
        }
        let given = own.iter().find(|entry| entry["action"] == "change_attribution").unwrap();
        assert!(given["subject_id"].as_str().unwrap().starts_with("K-"), "a pseudonym: {given}");
        let text = format!("{own:?}");
        assert!(!text.contains(&LINDENAU.to_string()), "who has the customer now: {text}");
        assert!(!text.contains(&CUSTOMER.to_string()), "{text}");
        assert!(!format!("{theirs:?}").contains(&BIRKENHAIN.to_string()), "{theirs:?}");
        // The platform's people read what they did, with their names, and not twice.
        let staff = get(&server, LOG, &admin).await;
        assert_eq!(staff["entries"].as_array().unwrap().len(), 3, "{staff}");
        assert_eq!(staff["entries"][0]["user"], "Odette Farnham");
    }

    async fn the_log_of_a_tenant_is_read_in_pages_and_filtered(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        for number in 0..3 {
            let code = json!({ "label": format!("Flyer {number}") });
            post(&server, &owner, "/api/v1/affiliate-codes", code).await;
            server.clock.advance(TimeDelta::days(1));
            course(&server, &admin, BIRKENHAIN).await;
        }
        let (mut path, mut seen) = (format!("{LOG}?limit=2"), Vec::new());
        loop {
            let page = get(&server, &path, &owner).await;
            seen.extend(page["entries"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            path = format!("{LOG}?limit=2&before={next}");
        }
        let whole = read(&server, "owner@birkenhain", "limit=200").await;
        assert_eq!(seen, whole, "no row twice, and none left out");
        assert_eq!(seen.len(), 6, "{seen:?}");
        let ats: Vec<&str> = seen.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
        assert!(ats.is_sorted_by(|a, b| a >= b), "{ats:?}");
        let by_me = whole.iter().find(|entry| entry["by_platform"] == false).unwrap();
        let who = format!("user_id={}", by_me["user_id"].as_str().unwrap());
        let mine = read(&server, "owner@birkenhain", &who).await;
        assert_eq!(actions(&mine), ["enter_affiliate_code"; 3]);
        let products = read(&server, "owner@birkenhain", "action=enter_product").await;
        assert_eq!(products.len(), 3);
        let today = server.clock.now().date_naive();
        let late = read(&server, "owner@birkenhain", &format!("from={today}")).await;
        assert_eq!(late.len(), 1, "{late:?}");
    }

    /// C4, C10, C16: the fee, the commissions and the rest are the net, to the cent, also after a refund.
    async fn an_owner_sees_what_was_sold_and_who_gets_what_of_it(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let product = course(&server, &admin, LINDENAU).await;
        order(&server, &admin, (0x51, "2026-10-31T22:30:00Z"), product).await;
        order(&server, &admin, (0x52, "2026-11-02T10:00:00Z"), product).await;
        let owner = server.token("owner@lindenau").await;
        let list = get(&server, ORDERS, &owner).await;
        let first = &list["orders"][1];
        let of = |row: &Value| {
            ["net", "refunded", "platform_fee", "commissions", "rest"]
                .map(|name| row[name].as_str().unwrap().to_owned())
        };
        assert_eq!(of(first), ["50.00", "0.00", "1.00", "10.00", "39.00"], "{first}");
        assert!(first["customer"].as_str().unwrap().starts_with("K-"), "{first}");
        assert_eq!(first["customer"], list["orders"][0]["customer"], "one customer, one pseudonym");
        assert!(!list.to_string().contains(&CUSTOMER.to_string()), "{list}");

        let refund = json!({
            "id": Uuid::from_u128(0x5F), "line": 1, "net": "25.00", "at": "2026-11-05T10:00:00Z",
        });
        let path = format!("{ORDERS}/{}/refunds", Uuid::from_u128(0x51));
        post(&server, &admin, &path, refund).await;
        let list = get(&server, &format!("{ORDERS}?month=2026-10"), &owner).await;
        assert_eq!(list["orders"].as_array().unwrap().len(), 1, "half past eleven in Berlin: {list}");
        assert_eq!(of(&list["orders"][0]), ["50.00", "25.00", "0.50", "5.00", "19.50"]);
        for (query, count) in [
            ("from=2026-11-01", 1), ("until=2026-10-31", 1), ("product=Kurs", 2), ("product=Kur", 0),
            ("month=2026-11&until=2026-11-01", 0), ("limit=1", 1),
        ] {
            let list = get(&server, &format!("{ORDERS}?{query}"), &owner).await;
            assert_eq!(list["orders"].as_array().unwrap().len(), count, "{query}: {list}");
        }
        let foreign = server.token("owner@birkenhain").await;
        let list = get(&server, ORDERS, &foreign).await;
        assert_eq!(list["orders"], json!([]), "another seller's");
        // What is told to it of the orders that staff entered names no customer either.
        let told = read(&server, "owner@lindenau", "action=enter_order").await;
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(!format!("{told:?}").contains(&CUSTOMER.to_string()), "{told:?}");
    }
}

/// The last migration before tenants read their log, or an earlier one.
const BEFORE: usize = 39;

/// What was done to a tenant itself before there were notices is told to it; what bears no tenant, and
/// what a tenant's own people did, is not told twice.
#[tokio::test]
async fn what_was_done_to_a_tenant_before_is_told_after_the_upgrade() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!("sqlite:{}", folder.path().join("platform.db").display())];
    let postgres = new_postgres_database().await;
    urls.extend(postgres.iter().map(|database| database.url().to_owned()));
    let tenant = TenantId(Uuid::from_u128(0x7E));
    for url in urls {
        let database = Database::open(&url, None).await.unwrap();
        migrate_to(&database, BEFORE).await.unwrap();
        let row = format!(
            "INSERT INTO tenants (tenant_id, name, kind, country, created_at, log_epoch) \
             VALUES ('{tenant}', 'Studio', 'affiliate', 'DE', 0, 1)"
        );
        run(&database, &row).await.unwrap();
        for (number, (by, action, subject)) in [
            (TenantId::MOJO_LLC, "put_payout_account", tenant.to_string()),
            (TenantId::MOJO_LLC, "run_payouts", "2026-11".to_owned()),
            (TenantId::MOJO_LLC, "enter_agreement", Uuid::from_u128(1).to_string()),
            (tenant, "extract_named", tenant.to_string()),
        ]
        .into_iter()
        .enumerate()
        {
            let id = Uuid::from_u128(0xA0 + number as u128);
            let row = format!(
                "INSERT INTO audit_log VALUES ('{by}', '{id}', {number}, '{id}', '{action}', \
                 '{subject}', 'Grund', '{{}}')"
            );
            run(&database, &row).await.unwrap();
        }
        database.migrate().await.unwrap();
        let mut tx = database.read(Tenant::named_by_platform(tenant)).await.unwrap();
        let seen = tx.list_seen_audit(&AuditPage::latest(10)).await.unwrap();
        drop(tx);
        let told: Vec<_> = seen
            .iter()
            .map(|entry| (entry.action.as_str(), entry.user_id.is_some(), entry.reason.as_str()))
            .collect();
        let expected = [("extract_named", true, "Grund"), ("put_payout_account", false, "")];
        assert_eq!(told, expected, "{url}");
        database.close().await;
    }
}
