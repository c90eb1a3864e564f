//! Lists (S1 8.2): filters say what the rows say, pages hold together whatever is entered between
//! them, nobody reads another tenant's rows by any of it, and what is refused names its parameter.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use mojo_domain::{OrderId, TenantId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{DACH, micros, open_shop, order, platform_admin, record};
use super::onboarding::invite;
use super::storage::run;
use super::support::{BIRKENHAIN, LINDENAU, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewOrder, NewRefund, record_refunds, run_payouts};
use crate::storage::{Database, every_query};

const COMMISSIONS: &str = "/api/v1/commissions";

async fn get(server: &Server, path: &str, token: &str) -> Value {
    let (status, answer) = server.call("GET", path, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

/// The rows of the first page.
async fn rows(server: &Server, path: &str, field: &str, token: &str) -> Vec<Value> {
    get(server, path, token).await[field].as_array().unwrap().clone()
}

/// The rows of every page, of so many rows each.
async fn walk(server: &Server, list: (&str, &str, &str), token: &str, limit: i64) -> Vec<Value> {
    let (path, field, place) = list;
    let mut all = Vec::new();
    let mut next = Value::Null;
    for _ in 0..100 {
        let after = match next.as_str() {
            Some(next) => format!("&{place}={next}"),
            None => String::new(),
        };
        let page = get(server, &format!("{path}?limit={limit}{after}"), token).await;
        all.extend(page[field].as_array().unwrap().clone());
        if page["next"].is_null() {
            return all;
        }
        assert_ne!(page["next"], next, "{path} stands still");
        next = page["next"].clone();
    }
    panic!("{path} never ends");
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn from(country: &str, number: u128, at: &str) -> NewOrder {
    NewOrder { billing_country: Some(country.parse().unwrap()), ..order(number, at) }
}

fn order_id(number: u128) -> OrderId {
    OrderId(Uuid::from_u128(0x0D00 + number))
}

/// Entries of every status, of three countries: paid in March, refunded in April, approved and
/// disputed in May, held in November, which is the present.
async fn open_ledger(server: &Server) {
    open_shop(server).await;
    let state = &server.platform.state;
    record(server, from("DE", 1, "2026-03-01T10:00:00Z")).await;
    run_payouts(state.payout_run(micros("2026-04-15T10:00:00Z"))).await.unwrap();
    record(server, from("US", 2, "2026-04-01T10:00:00Z")).await;
    let refund = NewRefund {
        refund_id: Uuid::from_u128(0xF00),
        order_id: order_id(2),
        line_no: 1,
        refunded_at: micros("2026-04-20T10:00:00Z"),
        net_cents: 100_000,
    };
    let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
    record_refunds(state.database(), llc, &[refund]).await.unwrap();
    state.settle(micros("2026-04-20T10:00:00Z")).await.unwrap();
    record(server, from("AT", 3, "2026-05-01T10:00:00Z")).await;
    record(server, from("DE", 4, "2026-05-31T22:30:00Z")).await;
    record(server, from("AT", 5, "2026-11-10T10:00:00Z")).await;
    let owner = server.token("owner@birkenhain").await;
    let path = format!("{COMMISSIONS}?order_id={}", order_id(4));
    let entry = rows(server, &path, "commissions", &owner).await.remove(0);
    dispute(server, BIRKENHAIN, 1, entry["id"].as_str().unwrap()).await;
}

async fn dispute(server: &Server, tenant: TenantId, number: u128, entry: &str) {
    let id = Uuid::from_u128(0xD00 + number);
    let sql = format!(
        "INSERT INTO commission_disputes VALUES ('{tenant}', '{id}', '{entry}', 'Satz', 7, 1)"
    );
    run(server.platform.state.database(), &sql).await.unwrap();
}

on_both! {
    async fn c11_a_filter_finds_what_the_rows_say_and_nothing_else(server) {
        open_ledger(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        for token in [&admin, &owner] {
            let all = rows(&server, COMMISSIONS, "commissions", token).await;
            for (parameter, field, values) in [
                ("status", "status", &["pending", "approved", "paid", "refunded"][..]),
                ("type", "commission_type", &[
                    "affiliate_first", "affiliate_recurring", "platform_fee", "regional_exclusive",
                ][..]),
                ("country", "billing_country", &["DE", "AT", "US", "FR"][..]),
            ] {
                for value in values {
                    let path = format!("{COMMISSIONS}?{parameter}={value}");
                    let found = rows(&server, &path, "commissions", token).await;
                    let meant: Vec<Value> =
                        all.iter().filter(|row| row[field] == json!(value)).cloned().collect();
                    assert_eq!(ids(&found), ids(&meant), "{path}");
                }
            }
            let statuses: BTreeSet<&str> =
                all.iter().map(|row| row["status"].as_str().unwrap()).collect();
            assert_eq!(statuses.len(), 4, "each is tried: {statuses:?}");
            assert!(all.iter().any(|row| row["reason"] == "frozen"), "Y5: and a frozen one");
        }
        let of = async |query: &str| {
            let found = rows(&server, &format!("{COMMISSIONS}?{query}"), "commissions", &admin).await;
            found.into_iter().map(|row| row["order_number"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(of("order_id=00000000-0000-0000-0000-000000000d02").await, ["B-2"]);
        assert_eq!(of("product=BUSINESS%20BOOTCAMP").await.len(), 9);
        assert!(of("product=BUSINESS").await.is_empty(), "a part is no name");
        let recipient = format!("tenant_id={DACH}&type=affiliate_recurring");
        assert!(of(&recipient).await.is_empty(), "the distributor recruits nobody here");
    }

    async fn filters_hold_together_and_a_day_is_one_of_berlin(server) {
        open_ledger(&server).await;
        let admin = platform_admin(&server).await;
        let of = async |query: &str| {
            let path = format!("{COMMISSIONS}?tenant_id={BIRKENHAIN}&{query}");
            let found = rows(&server, &path, "commissions", &admin).await;
            found.into_iter().map(|row| row["order_number"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(of("status=refunded&country=US&type=affiliate_recurring").await, ["B-2"]);
        assert!(of("status=refunded&country=DE").await.is_empty());
        assert_eq!(of("country=AT&status=pending").await, ["B-5"]);
        assert_eq!(of("country=AT&status=approved&until=2026-05-31").await, ["B-3"]);
        // Half past midnight of the first of June in Berlin.
        assert_eq!(of("from=2026-06-01&until=2026-06-01").await, ["B-4"]);
        assert!(of("from=2026-05-02&until=2026-05-31").await.is_empty());
        assert_eq!(of("month=2026-05&from=2026-05-01").await, ["B-3"]);
        assert!(of("month=2026-05&from=2026-06-01").await.is_empty(), "the narrower counts");
        assert!(of("from=2026-06-02&until=2026-05-01").await.is_empty());
        let order = format!("order_id={}&product=BUSINESS%20BOOTCAMP&country=DE", order_id(1));
        assert_eq!(of(&order).await, ["B-1"]);
    }

    async fn no_filter_and_no_cursor_shows_anothers_rows(server) {
        open_ledger(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let stranger = server.token("owner@lindenau").await;
        let first = get(&server, &format!("{COMMISSIONS}?limit=1"), &owner).await;
        let cursor = first["next"].as_str().unwrap();
        for query in [
            "status=paid", "type=regional_exclusive", "country=DE", "product=BUSINESS%20BOOTCAMP",
            "order_id=00000000-0000-0000-0000-000000000d01", "from=2020-01-01", "month=2026-03",
            &format!("after={cursor}"), "after=0.00000000-0000-0000-0000-000000000000",
        ] {
            let path = format!("{COMMISSIONS}?{query}");
            assert_eq!(rows(&server, &path, "commissions", &stranger).await, [] as [Value; 0], "{query}");
            for row in rows(&server, &path, "commissions", &owner).await {
                assert_eq!(row["recipient_tenant_id"], json!(BIRKENHAIN), "{query}: {row}");
            }
        }
        for path in [COMMISSIONS, "/api/v1/commissions/pending"] {
            let foreign = format!("{path}?tenant_id={BIRKENHAIN}");
            let (status, _) = server.call("GET", &foreign, Some(&stranger), None).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
        let codes = "/api/v1/affiliate-codes";
        for (token, stem) in [(&owner, "BIRKENHAIN"), (&owner, "BIRKE"), (&stranger, "LINDE")] {
            let body = json!({ "stem": stem });
            let (status, made) = server.call("POST", codes, Some(token), Some(&body)).await;
            assert_eq!(status, StatusCode::CREATED, "{made}");
        }
        let next = get(&server, &format!("{codes}?limit=1"), &owner).await["next"].clone();
        let path = format!("{codes}?before={}", next.as_str().unwrap());
        for row in rows(&server, &path, "codes", &stranger).await {
            assert!(row["code"].as_str().unwrap().starts_with("LINDE"), "{row}");
        }
    }

    async fn what_is_entered_between_two_pages_repeats_and_hides_nothing(server) {
        open_shop(&server).await;
        let owner = server.token("owner@birkenhain").await;
        for (number, at) in [(1, "2026-03-01T10:00:00Z"), (2, "2026-05-01T10:00:00Z"),
            (3, "2026-05-01T10:00:00Z"), (4, "2026-07-01T10:00:00Z")] {
            record(&server, order(number, at)).await;
        }
        let page = async |after: &str| {
            let path = format!("{COMMISSIONS}?limit=2{after}");
            let page = get(&server, &path, &owner).await;
            let numbers = page["commissions"].as_array().unwrap().iter();
            let numbers: Vec<String> =
                numbers.map(|row| row["order_number"].as_str().unwrap().to_owned()).collect();
            (numbers, page["next"].as_str().map(|next| format!("&after={next}")))
        };
        let (first, next) = page("").await;
        record(&server, order(5, "2026-02-01T10:00:00Z")).await;
        record(&server, order(6, "2026-06-01T10:00:00Z")).await;
        let (second, next) = page(&next.unwrap()).await;
        let (third, next) = page(&next.unwrap()).await;
        let last = match next {
            Some(next) => page(&next).await.0,
            None => Vec::new(),
        };
        let read = [first, second, third, last].concat();
        let once: BTreeSet<&String> = read.iter().collect();
        assert_eq!(once.len(), read.len(), "none twice: {read:?}");
        for number in ["B-1", "B-2", "B-3", "B-4", "B-6"] {
            assert!(read.contains(&number.to_owned()), "{number} is missing: {read:?}");
        }
    }

    async fn every_list_is_the_same_whole_and_row_by_row(server) {
        open_ledger(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        fill(&server, &admin, &owner).await;
        for (path, field, place, token, least) in [
            ("/api/v1/tenants", "tenants", "after", &admin, 4),
            ("/api/v1/regional-agreements", "agreements", "after", &admin, 1),
            ("/api/v1/platform-products", "products", "after", &admin, 3),
            ("/api/v1/products", "products", "after", &owner, 0),
            ("/api/v1/customer-attributions", "attributions", "after", &admin, 2),
            (COMMISSIONS, "commissions", "after", &admin, 9),
            ("/api/v1/commissions/pending", "pending", "after", &admin, 2),
            ("/api/v1/invitations", "invitations", "before", &admin, 3),
            ("/api/v1/mails", "mails", "before", &admin, 3),
            ("/api/v1/jobs", "jobs", "after", &admin, 4),
            ("/api/v1/disputes", "disputes", "before", &admin, 3),
            ("/api/v1/identities", "identities", "before", &admin, 0),
            ("/api/v1/users", "users", "after", &owner, 9),
            ("/api/v1/orders", "orders", "before", &admin, 5),
            ("/api/v1/refunds", "refunds", "before", &admin, 1),
            ("/api/v1/payouts", "payouts", "before", &admin, 2),
            ("/api/v1/audit-log", "entries", "before", &admin, 1),
            ("/api/v1/affiliate-codes", "codes", "before", &owner, 3),
            ("/api/v1/statements", "months", "before", &owner, 4),
            ("/api/v1/credit-notes", "credit_notes", "after", &owner, 0),
        ] {
            let whole = walk(&server, (path, field, place), token, 200).await;
            assert!(whole.len() >= least, "{path} has {} rows", whole.len());
            for limit in [1, 2] {
                let paged = walk(&server, (path, field, place), token, limit).await;
                assert_eq!(paged, whole, "{path} by {limit}");
            }
            for limit in [i64::MIN, -1, 0] {
                let page = rows(&server, &format!("{path}?limit={limit}"), field, token).await;
                assert!(page.len() <= 1 || path.ends_with("pending"), "{path}: limit {limit}");
            }
            let huge = rows(&server, &format!("{path}?limit={}", i64::MAX), field, token).await;
            assert_eq!(huge, whole, "{path}: more than there is");
        }
    }

    async fn what_is_refused_names_its_parameter_and_what_it_may_be(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        for (query, parameter, permitted) in [
            ("commissions?status=open", "status", "pending, approved, paid, refunded"),
            ("commissions?status=forfeited", "status", "pending, approved, paid, refunded"),
            ("commissions?status=", "status", "pending, approved, paid, refunded"),
            ("commissions?type=regional", "type", "affiliate_first, affiliate_recurring"),
            ("commissions?country=de", "country", "two capital letters"),
            ("commissions?country=Deutschland", "country", "two capital letters"),
            ("commissions?product=", "product", "the whole name"),
            ("commissions?month=2026-13", "month", "2026-10"),
            ("commissions?from=2026-02-30", "from", "2026-11-30"),
            ("commissions?until=gestern", "until", "2026-11-30"),
            ("commissions?order_id=7", "order_id", "an id"),
            ("commissions?tenant_id=x", "tenant_id", "an id"),
            ("commissions?limit=many", "limit", "a whole number"),
            ("commissions?limit=9223372036854775808", "limit", "a whole number"),
            ("commissions?after=x", "after", "the `next`"),
            ("commissions/pending?after=x", "after", "the `next`"),
            ("orders?before=1.x", "before", "the `next`"),
            ("orders?month=2026-13", "month", "2026-10"),
            ("orders?from=gestern", "from", "2026-11-30"),
            ("orders?product=", "product", "the whole name"),
            ("refunds?before=1.x", "before", "the `next`"),
            ("refunds?month=2026-13", "month", "2026-10"),
            ("disputes?before=7.00000000-0000-0000-0000-000000000001", "before", "the `next`"),
            ("disputes?open=maybe", "open", "true or false"),
            ("invitations?before=7", "before", "the `next`"),
            ("identities?before=.", "before", "the `next`"),
            ("users?after=1.x", "after", "the `next`"),
            ("mails?before=x.y", "before", "the `next`"),
            ("mails?state=lost", "state", "waiting, sent, refused"),
            ("jobs?after=1.2", "after", "the `next`"),
            ("jobs?state=lost", "state", "queued, running, done, failed"),
            ("tenants?after=", "after", "the `next`"),
            ("regional-agreements?after=2026-01-01", "after", "the `next`"),
            ("platform-products?after=x", "after", "the `next`"),
            ("products?after=x", "after", "the `next`"),
            ("customer-attributions?after=x", "after", "the `next`"),
            ("affiliate-codes?before=x", "before", "the `next`"),
            ("statements?before=2026-13", "before", "the `next`"),
            ("credit-notes?after=5", "after", "the `next`"),
            ("payouts?before=x", "before", "the `next`"),
            ("payment-problems?before=odd.1.x", "before", "the `next`"),
            ("checkouts?before=x", "before", "the `next`"),
            ("subscriptions?before=x", "before", "the `next`"),
            ("audit-log?before=x", "before", "the `next`"),
        ] {
            let path = format!("/api/v1/{query}");
            let (status, answer) = server.call("GET", &path, Some(&admin), None).await;
            let error = &answer["error"];
            assert_eq!(status, StatusCode::BAD_REQUEST, "{path}: {answer}");
            assert_eq!(error["code"], "unreadable_query", "{path}");
            assert_eq!(error["details"]["parameter"], parameter, "{path}: {answer}");
            let told = error["details"]["permitted"].as_str().unwrap();
            assert!(told.contains(permitted), "{path}: {told}");
            let message = error["message"].as_str().unwrap();
            assert!(message.starts_with(&format!("{parameter}: ")), "{path}: {message}");
        }
    }
}

/// Rows of what an empty platform has none of, several of them of one instant.
async fn fill(server: &Server, admin: &str, owner: &str) {
    for number in 1..=3 {
        let wish = json!({ "kind": "affiliate", "email": format!("reader{number}@example.org") });
        let (status, made) = invite(server, admin, wish).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let body = json!({ "stem": format!("BIRKE{number}") });
        let made = server.call("POST", "/api/v1/affiliate-codes", Some(owner), Some(&body)).await;
        assert_eq!(made.0, StatusCode::CREATED, "{}", made.1);
    }
    for (name, level) in [("Zirkel", 5), ("Anfang", 5)] {
        let body = json!({ "name": name, "price_net": "10.00", "user_journey_level": level });
        let made = server.call("POST", "/api/v1/platform-products", Some(admin), Some(&body)).await;
        assert_eq!(made.0, StatusCode::CREATED, "{}", made.1);
    }
    let path = format!("/api/v1/customer-attributions/{}", super::commerce::CUSTOMER);
    let body = json!({ "tenant_id": LINDENAU, "reason": "Falscher Link" });
    let (status, answer) = server.call("POST", &path, Some(admin), Some(&body)).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    // Two tenants that drew one id for their disputes, at one instant.
    let entry = Uuid::from_u128(0xE0).to_string();
    for tenant in [LINDENAU, DACH] {
        dispute(server, tenant, 1, &entry).await;
    }
    for (number, state) in ["failed", "queued", "done", "queued"].into_iter().enumerate() {
        let (llc, id) = (TenantId::MOJO_LLC, Uuid::from_u128(0x10B0 + number as u128));
        let sql = format!(
            "INSERT INTO jobs VALUES ('{llc}', '{id}', 'settle', '2020-0{}', '{{}}', 5, '{state}', \
             1, 0, NULL, '', '', 1, NULL)",
            number + 1
        );
        run(server.platform.state.database(), &sql).await.unwrap();
    }
}

/// A ledger of millions of entries is not read through for the few of an order or a country.
#[tokio::test]
async fn the_filter_that_leads_has_an_index() {
    let server = Server::on_sqlite().await;
    let Database::Sqlite { writer, .. } = server.platform.state.database() else { panic!() };
    for (name, index) in [
        ("ALL_PAGE", "order_commissions_by_place"),
        ("ALL_PAGE_OF_ORDER", "order_commissions_by_order"),
        ("ALL_PAGE_OF_PRODUCT", "order_commissions_by_product"),
        ("ALL_PAGE_OF_COUNTRY", "order_commissions_by_country"),
        ("PAGE_OF_ORDER", "order_commissions_by_order"),
        ("PAGE_OF_PRODUCT", "order_commissions_by_product"),
        ("PAGE_OF_COUNTRY", "order_commissions_by_country"),
    ] {
        let query = every_query().into_iter().find(|query| query.name == name).unwrap();
        let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", query.sql));
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sql).fetch_all(writer).await.unwrap();
        let plan: Vec<String> = steps.into_iter().map(|(.., what)| what).collect();
        assert!(plan.iter().any(|step| step.contains(index)), "{name}: {plan:?}");
    }
}
