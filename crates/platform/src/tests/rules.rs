//! Rules of the business that are whole only over the routes: from the order to the transfer (F3), the
//! last statement of a tenant that leaves (C13), addresses (C9), fee and rest (C4, C5), statuses (C11),
//! what comes late (A5, C17), and the two catalogues (P1, P2).

use std::sync::Arc;

use axum::http::StatusCode;
use mojo_domain::commissions::Rail;
use mojo_domain::{Currency, OrderId, TenantId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::attributions::{affiliate, customer};
use super::commerce::{
    BOOTCAMP, CUSTOMER, DACH, micros, open_shop, order, platform_admin, record, reopen_facts,
};
use super::payouts::put_account;
use super::provider::FakeProvider;
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewOrder, NewRefund, record_orders, record_refunds};
use crate::payments::Payments;

const ACCOUNT: &str = "acct_birkenhain";
const PLATFORM_PRODUCTS: &str = "/api/v1/platform-products";

async fn get(server: &Server, token: &str, path: &str) -> Value {
    let (status, answer) = server.call("GET", path, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

async fn post(server: &Server, token: &str, path: &str, body: &Value) -> (StatusCode, Value) {
    server.call("POST", path, Some(token), Some(body)).await
}

fn set_clock(server: &Server, at: &str) {
    server.clock.set(at.parse().unwrap());
}

/// What is paid out now, by the run of the platform's people.
async fn pay_out(server: &Server) -> Vec<Value> {
    let admin = server.token("admin").await;
    let path = "/api/v1/commissions/payout";
    let (status, answer) = server.call("POST", path, Some(&admin), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["payouts"].as_array().unwrap().clone()
}

/// The commissions of the practice as it sees them: amount and status, by amount.
async fn own(server: &Server) -> Vec<(String, String)> {
    let token = server.token("owner@birkenhain").await;
    let list = get(server, &token, "/api/v1/commissions").await;
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = list["commissions"].as_array().unwrap().iter();
    let mut rows: Vec<_> = rows.map(|row| (text(row, "amount"), text(row, "status"))).collect();
    rows.sort();
    rows
}

fn told(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(amount, status)| ((*amount).to_owned(), (*status).to_owned())).collect()
}

/// Sells the bootcamp at a price to the customer of the practice, over the route, now.
async fn sell_for(server: &Server, number: u128, net: &str) {
    let admin = server.token("admin").await;
    let body = json!({
        "id": Uuid::from_u128(0xF300 + number), "customer_user_id": CUSTOMER,
        "billing_country": "US", "lines": [{ "product_id": BOOTCAMP, "net": net }],
    });
    let (status, answer) = post(server, &admin, "/api/v1/orders", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

/// Cents of the regional commission of an order of [`order`].
async fn regional(server: &Server, number: u128) -> Option<i64> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let id = OrderId(Uuid::from_u128(0x0D00 + number));
    let all = tx.list_commissions_of(id).await.unwrap();
    let found = all.iter().find(|entry| entry.kind.code() == "regional_exclusive");
    assert!(found.is_none_or(|entry| entry.recipient == DACH));
    found.map(|entry| entry.amount_cents)
}

/// An order with this address and this net.
fn sent_to(number: u128, at: &str, country: Option<&str>, net_cents: i64) -> NewOrder {
    let mut order = order(number, at);
    order.billing_country = country.map(|code| code.parse().unwrap());
    order.lines[0].net_cents = net_cents;
    order
}

/// A ticket of the practice, put on offer over the route.
async fn ticket(server: &Server) -> Uuid {
    let owner = server.token("owner@birkenhain").await;
    let body = json!({ "name": "Atemabend", "price_net": "100.00", "kind": "event" });
    let (status, made) = post(server, &owner, "/api/v1/products", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["id"].as_str().unwrap().parse().unwrap()
}

/// Recipient, type and cents of every commission of an order.
async fn shares(server: &Server, id: OrderId) -> Vec<(TenantId, &'static str, i64)> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let all = tx.list_commissions_of(id).await.unwrap();
    let mut shares: Vec<_> =
        all.iter().map(|one| (one.recipient, one.kind.code(), one.amount_cents)).collect();
    shares.sort();
    shares
}

on_both! {
    /// F3: pending for thirty days to the instant, approved, carried below 50.00, paid by one transfer.
    async fn f3_an_order_is_pending_then_approved_then_paid_by_one_transfer(server) {
        open_shop(&server).await;
        platform_admin(&server).await;
        let provider = Arc::new(FakeProvider::default());
        provider.open_account(ACCOUNT);
        let mut platform = server.platform.clone();
        platform.state = platform.state.with_payments(Payments::Provider(provider.clone()));
        let server = Server::around(platform, server.clock.clone());
        put_account(&server.platform.state, BIRKENHAIN, Rail::StripeConnect, ACCOUNT).await;

        sell_for(&server, 1, "245.00").await;
        assert_eq!(own(&server).await, told(&[("49.00", "pending")]));
        set_clock(&server, "2026-12-20T09:59:59.999999Z");
        assert_eq!(own(&server).await, told(&[("49.00", "pending")]), "a microsecond is missing");
        assert!(pay_out(&server).await.is_empty());
        set_clock(&server, "2026-12-20T10:00:00Z");
        assert_eq!(own(&server).await, told(&[("49.00", "approved")]));
        assert!(pay_out(&server).await.is_empty(), "below 50.00 it is carried");
        sell_for(&server, 2, "10.00").await;
        set_clock(&server, "2027-01-19T10:00:00Z");
        let paid = pay_out(&server).await;
        assert_eq!(paid.len(), 1, "{paid:?}");
        let amount = (&paid[0]["amount"], &paid[0]["recipient_tenant_id"]);
        assert_eq!(amount, (&json!("50.00"), &json!(BIRKENHAIN)));
        assert_eq!(provider.received(ACCOUNT), 5_000);
        assert_eq!(own(&server).await, told(&[("1.00", "paid"), ("49.00", "paid")]));
        assert!(pay_out(&server).await.is_empty(), "and once only");
        set_clock(&server, "2027-02-19T10:00:00Z");
        assert!(pay_out(&server).await.is_empty());
        assert_eq!((provider.received(ACCOUNT), provider.transfers().len()), (5_000, 1));
        let token = server.token("owner@birkenhain").await;
        let answer = get(&server, &token, "/api/v1/statements/2027-01").await;
        let month = &answer["statements"][0];
        assert_eq!((&month["paid"], &month["closing"]), (&json!("50.00"), &json!("0.00")), "{answer}");
        assert_eq!(month["payouts"][0]["kind"], "monthly");
    }

    /// C13: what was paid at last, what was lost and why, and nothing is left.
    async fn c13_the_final_statement_names_the_payout_and_what_was_forfeited_and_closes_at_nothing(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        record(&server, order(1, "2026-09-01T10:00:00Z")).await;
        record(&server, order(2, "2026-10-25T10:00:00Z")).await;
        record(&server, order(3, "2026-11-10T10:00:00Z")).await;
        let refund = NewRefund {
            refund_id: Uuid::from_u128(3),
            order_id: OrderId(Uuid::from_u128(0x0D03)),
            line_no: 1,
            refunded_at: micros("2026-11-12T10:00:00Z"),
            net_cents: 50_000,
        };
        let state = &server.platform.state;
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        record_refunds(state.database(), llc, std::slice::from_ref(&refund)).await.unwrap();
        let path = format!("/api/v1/tenants/{BIRKENHAIN}/deactivate");
        let reason = json!({ "reason": "Praxis geschlossen" });
        let (status, left) = post(&server, &admin, &path, &reason).await;
        assert_eq!((status, &left["final_statement"]), (StatusCode::OK, &json!("2026-11")), "{left}");
        assert_eq!(left["payouts"], json!([{ "amount": "200.00", "currency": "EUR" }]));

        // A tenant that has left still reads what is its own (P4).
        let token = server.token("owner@birkenhain").await;
        let list = get(&server, &token, "/api/v1/statements").await;
        assert_eq!(list["months"], json!(["2026-11", "2026-10", "2026-09"]));
        let show = format!("/api/v1/statements/{}", left["final_statement"].as_str().unwrap());
        let answer = get(&server, &token, &show).await;
        assert_eq!(answer["statements"].as_array().unwrap().len(), 1, "{answer}");
        let last = &answer["statements"][0];
        let keys = ["opening", "earned", "reversed", "forfeited", "paid", "closing", "held"];
        let sums = keys.map(|key| last[key].as_str().unwrap());
        assert_eq!(sums, ["300.00", "100.00", "50.00", "150.00", "200.00", "0.00", "0.00"]);
        let payout = &last["payouts"][0];
        assert_eq!((&payout["amount"], &payout["kind"]), (&json!("200.00"), &json!("final")));
        assert_eq!(last["payouts"].as_array().unwrap().len(), 1);
        let lost = last["forfeitures"].as_array().unwrap().iter();
        let mut lost: Vec<_> = lost
            .map(|row| ["order_number", "amount", "reason", "at"].map(|key| row[key].as_str().unwrap()))
            .collect();
        lost.sort_unstable();
        let at = "2026-11-20T10:00:00Z";
        assert_eq!(lost, [["B-2", "100.00", "forfeited", at], ["B-3", "50.00", "forfeited", at]]);
        let entry = &last["entries"][0];
        assert_eq!((&entry["status"], &entry["reason"]), (&json!("refunded"), &json!("forfeited")));
        let due = get(&server, &token, "/api/v1/commissions/pending").await;
        for part in ["approved", "in_hold", "frozen", "in_transfer"] {
            assert_eq!(due["pending"][0][part], "0.00", "{due}");
        }

        // Later sales, later refunds and a second word change nothing of it.
        record(&server, order(4, "2026-11-20T11:00:00Z")).await;
        let late = NewRefund { refund_id: Uuid::from_u128(4), refunded_at: micros(NOW), ..refund };
        record_refunds(state.database(), llc, &[late]).await.unwrap();
        state.settle(micros("2026-11-20T12:00:00Z")).await.unwrap();
        set_clock(&server, "2026-12-24T10:00:00Z");
        let (_, again) = post(&server, &admin, &path, &reason).await;
        let repeated = (&again["final_statement"], &again["payouts"]);
        assert_eq!(repeated, (&json!("2026-11"), &json!([])));
        assert_eq!(get(&server, &token, &show).await["statements"][0]["forfeitures"], last["forfeitures"]);
        assert_eq!(get(&server, &token, &show).await["statements"][0]["closing"], "0.00");
        let next = get(&server, &token, "/api/v1/statements/2026-12").await;
        assert_eq!(next["statements"], json!([]), "there is nothing more to state");
    }

    async fn c9_the_first_address_stands_in_and_an_order_without_any_is_never_paid_later(server) {
        open_shop(&server).await;
        record(&server, sent_to(1, "2026-11-01T10:00:00Z", None, 100_000)).await;
        record(&server, sent_to(2, "2026-11-02T10:00:00Z", Some("AT"), 0)).await;
        record(&server, sent_to(3, "2026-11-03T10:00:00Z", Some("US"), 100_000)).await;
        record(&server, sent_to(4, "2026-11-04T10:00:00Z", None, 100_000)).await;
        record(&server, sent_to(5, "2026-11-05T10:00:00Z", Some("DE"), 100_000)).await;
        // As after a crash: what is known by now is not what was known when it was recorded.
        reopen_facts(&server).await;
        server.platform.state.settle(micros(NOW)).await.unwrap();
        assert_eq!(regional(&server, 1).await, None, "no address, and none is paid later");
        assert_eq!(regional(&server, 3).await, None, "whoever moved is in the new region");
        assert_eq!(regional(&server, 4).await, Some(30_000), "the first address, of a free order");
        assert_eq!(regional(&server, 5).await, Some(30_000), "and back again");
    }

    /// C17: the first is who was recorded first, and what was issued stays as it is.
    async fn c17_an_order_that_is_recorded_late_rewrites_nothing(server) {
        open_shop(&server).await;
        record(&server, sent_to(2, "2026-11-10T10:00:00Z", Some("US"), 100_000)).await;
        let issued = own(&server).await;
        assert_eq!(issued, told(&[("200.00", "pending")]));
        record(&server, sent_to(1, "2026-10-01T10:00:00Z", Some("US"), 100_000)).await;
        assert_eq!(affiliate(&server, 2).await, Some((BIRKENHAIN, "affiliate_first", 20_000)));
        assert_eq!(affiliate(&server, 1).await, Some((BIRKENHAIN, "affiliate_recurring", 10_000)));
        // The older one's hold period is over; each is delivered once more.
        let both = told(&[("100.00", "approved"), ("200.00", "pending")]);
        assert_eq!(own(&server).await, both);
        record(&server, sent_to(1, "2026-10-01T10:00:00Z", Some("US"), 100_000)).await;
        record(&server, sent_to(2, "2026-11-10T10:00:00Z", Some("US"), 100_000)).await;
        assert_eq!(own(&server).await, both, "the same order twice changes nothing");
    }

    async fn a5_what_is_linked_later_changes_no_order_that_is_closed(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let walk_in = customer(&server, 5).await;
        let bought = |number: u128, at: &str| {
            let mut bought = order(number, at);
            bought.customer_user_id = walk_in;
            bought
        };
        record(&server, bought(1, "2026-11-01T10:00:00Z")).await;
        assert_eq!(affiliate(&server, 1).await, None, "nobody recruited the customer");
        let path = format!("/api/v1/customer-attributions/{walk_in}");
        let wish = json!({ "tenant_id": LINDENAU, "reason": "Karteikarte" });
        let (status, answer) = post(&server, &admin, &path, &wish).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        reopen_facts(&server).await;
        server.platform.state.settle(micros(NOW)).await.unwrap();
        assert_eq!(affiliate(&server, 1).await, None, "what is closed stays as it is");
        record(&server, bought(2, "2026-11-20T11:00:00Z")).await;
        let later = Some((LINDENAU, "affiliate_recurring", 10_000));
        assert_eq!(affiliate(&server, 2).await, later, "C3: the first purchase is gone");
    }

    /// C5: nobody has an entry for the rest: it is what the commissions leave of the net.
    async fn c5_the_rest_stays_with_the_seller(server) {
        open_shop(&server).await;
        let product = ticket(&server).await;
        record(&server, order(1, "2026-11-01T10:00:00Z")).await;
        let sold = shares(&server, OrderId(Uuid::from_u128(0x0D01))).await;
        let mut expected =
            [(BIRKENHAIN, "affiliate_first", 20_000), (DACH, "regional_exclusive", 30_000)];
        expected.sort();
        assert_eq!(sold, expected, "500.00 of 1,000.00 are MOJO LLC's");

        // A customer of Lindenau's buys a ticket of the practice's: scenario D.
        let who = customer(&server, 6).await;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/customer-attributions/{who}");
        let wish = json!({ "tenant_id": LINDENAU, "reason": "Empfehlung" });
        assert_eq!(post(&server, &admin, &path, &wish).await.0, StatusCode::NO_CONTENT);
        let state = &server.platform.state;
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        for (number, is_via_connect) in [(2, true), (3, true), (4, false)] {
            let mut ticket = order(number, "2026-11-20T10:00:00Z");
            ticket.customer_user_id = who;
            ticket.is_via_connect = is_via_connect;
            ticket.lines[0].product_id = product.into();
            ticket.lines[0].net_cents = 10_000;
            record_orders(state.database(), practice, &[ticket], micros(NOW)).await.unwrap();
            state.settle(micros(NOW)).await.unwrap();
        }
        let left = async |number: u128| {
            let sold = shares(&server, OrderId(Uuid::from_u128(0x0D00 + number))).await;
            assert!(sold.iter().all(|(recipient, ..)| *recipient != BIRKENHAIN), "{sold:?}");
            10_000 - sold.iter().map(|(_, _, cents)| cents).sum::<i64>()
        };
        assert_eq!(left(2).await, 7_800, "a first purchase: 20.00 and 2.00");
        assert_eq!(left(3).await, 8_800, "88 per cent, as in scenario D");
        assert_eq!(left(4).await, 9_000, "C4: cash at the desk owes no fee");
    }

    /// C11: the four statuses of the API; what was granted as a discount shows as paid.
    async fn c11_a_discount_shows_as_paid_and_is_never_due(server) {
        open_shop(&server).await;
        let buyer = UserId(Uuid::from_u128(0xF700));
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.insert_customers(&[(buyer, Some(BIRKENHAIN))], 0).await.unwrap();
        tx.commit().await.unwrap();
        let admin = platform_admin(&server).await;
        let agreement = json!({
            "tenant_id": BIRKENHAIN, "region_codes": ["FR"], "commission_percent": "30",
            "valid_from": "2026-01-01",
        });
        let (status, made) = post(&server, &admin, "/api/v1/regional-agreements", &agreement).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let mut bought = sent_to(1, "2026-11-20T09:00:00Z", Some("FR"), 500_000);
        bought.customer_user_id = buyer;
        record(&server, bought).await;
        let token = server.token("owner@birkenhain").await;
        let list = get(&server, &token, "/api/v1/commissions").await;
        let entry = &list["commissions"][0];
        let told = ["amount", "settled_as", "status", "reason"].map(|key| entry[key].clone());
        assert_eq!(told, [json!("1500.00"), json!("discount"), json!("paid"), Value::Null]);
        let due = get(&server, &token, "/api/v1/commissions/pending").await;
        assert_eq!(due["pending"], json!([]), "nothing of it is due");
        let month = get(&server, &token, "/api/v1/statements/2026-11").await;
        let sums = ["discounts", "earned", "closing"].map(|key| month["statements"][0][key].clone());
        assert_eq!(sums, [json!("1500.00"), json!("0.00"), json!("0.00")]);
    }

    /// C4: who collected the money decides about the fee, and no seller says that of itself.
    async fn c4_an_order_that_a_seller_records_owes_no_fee_whatever_it_says(server) {
        open_shop(&server).await;
        let product = ticket(&server).await;
        let owner = server.token("owner@birkenhain").await;
        for (number, via_connect) in [(1, json!(true)), (2, json!(false)), (3, Value::Null)] {
            let id = Uuid::from_u128(0xC400 + number);
            let mut body = json!({
                "id": id, "customer_user_id": CUSTOMER, "billing_country": "DE",
                "lines": [{ "product_id": product, "net": "100.00" }],
            });
            if !via_connect.is_null() {
                body["via_connect"] = via_connect;
            }
            let (status, answer) = post(&server, &owner, "/api/v1/orders", &body).await;
            assert_eq!(status, StatusCode::CREATED, "{answer}");
            // C8: its own customer, so that nobody is paid at all.
            assert!(shares(&server, OrderId(id)).await.is_empty());
        }
    }

    /// P1: the six levels with the prices of the paper, as rows of data.
    async fn p1_the_levels_are_rows_of_the_catalogue_and_no_tenants(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let level = |name: &str, number: Value, price: &str| json!({
            "name": name, "user_journey_level": number, "price_net": price,
        });
        let levels = [
            ("LEBENSENERGIE", 1, "0.00", 1),
            ("CAMPUS", 2, "299.00", 2),
            ("BUSINESS BOOTCAMP", 3, "999.00", 3),
            ("RegenerationsmedizinOS", 4, "2999.00", 4),
            ("Praxiszirkel", 5, "4999.00", 4),
            ("MOJO Inkubator", 6, "9999.00", 4),
        ];
        for (name, number, price, stage) in levels {
            let body = level(name, json!(number), price);
            let (status, made) = post(&server, &admin, PLATFORM_PRODUCTS, &body).await;
            assert_eq!(status, StatusCode::CREATED, "{made}");
            assert_eq!((&made["tenant_id"], &made["is_platform_product"]), (&Value::Null, &json!(true)));
            assert_eq!((&made["user_journey_level"], &made["price_net"]), (&json!(number), &json!(price)));
            assert_eq!(made["granted_stage"], json!(stage), "P3: {made}");
        }
        for wrong in [
            level("X", json!(0), "1.00"), level("X", json!(7), "1.00"), level("X", json!(-1), "1.00"),
            level("X", Value::Null, "1.00"), level("X", json!(1), "-0.01"), level(" ", json!(1), "1.00"),
        ] {
            let (status, answer) = post(&server, &admin, PLATFORM_PRODUCTS, &wrong).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {answer}");
        }
        let mut event = level("X", json!(1), "1.00");
        event["kind"] = json!("event");
        let (status, _) = post(&server, &admin, PLATFORM_PRODUCTS, &event).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

        // Everybody sees them; price and mapping are data, and the level stays what it is.
        let owner = server.token("owner@lindenau").await;
        let list = get(&server, &owner, PLATFORM_PRODUCTS).await;
        let rows = list["products"].as_array().unwrap();
        assert_eq!(rows.len(), 7, "the bootcamp of the shop too");
        let campus = rows.iter().find(|row| row["name"] == "CAMPUS").unwrap();
        let path = format!("{PLATFORM_PRODUCTS}/{}", campus["id"].as_str().unwrap());
        let patch = json!({ "price_net": "349.00", "granted_stage": 3 });
        let (status, dearer) = server.call("PATCH", &path, Some(&admin), Some(&patch)).await;
        assert_eq!(status, StatusCode::OK, "{dearer}");
        let kept = ["price_net", "granted_stage", "user_journey_level"].map(|key| dearer[key].clone());
        assert_eq!(kept, [json!("349.00"), json!(3), json!(2)]);
        let (status, _) = server.call("PATCH", &path, Some(&owner), Some(&patch)).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "no tenant changes a level");
    }

    /// P2: every kind but a membership, of any tenant, and its own alone.
    async fn p2_any_tenant_sells_every_kind_of_its_own(server) {
        open_shop(&server).await;
        let path = "/api/v1/products";
        let kinds =
            ["event", "workshop", "consultation", "physical", "course", "punch_card", "treatment"];
        for (tenant, login) in [(BIRKENHAIN, "owner@birkenhain"), (LINDENAU, "owner@lindenau")] {
            let owner = server.token(login).await;
            for kind in kinds {
                let body = json!({ "name": kind, "price_net": "12.50", "kind": kind });
                let (status, made) = post(&server, &owner, path, &body).await;
                assert_eq!(status, StatusCode::CREATED, "{kind}: {made}");
                let seller = (&made["tenant_id"], &made["is_platform_product"]);
                assert_eq!(seller, (&json!(tenant), &json!(false)), "{kind}");
                let level = (&made["user_journey_level"], &made["granted_stage"]);
                assert_eq!(level, (&Value::Null, &Value::Null), "{kind}");
                assert_eq!(made["commission_eligible"], json!(kind != "treatment"), "C14: {kind}");
                let mut raised = body.clone();
                raised["user_journey_level"] = json!(1);
                let (status, answer) = post(&server, &owner, path, &raised).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} has no level: {answer}");
            }
            let list = get(&server, &owner, path).await;
            let rows = list["products"].as_array().unwrap();
            assert_eq!(rows.len(), kinds.len(), "its own alone");
            assert!(rows.iter().all(|row| row["tenant_id"] == json!(tenant)), "{list}");
            assert!(rows.iter().all(|row| row["currency"] == json!(Currency::EUR)), "{list}");
        }
    }
}
