//! Orders of several sellers and refunds that are told: twice, with other terms, late, by whoever may
//! not, of what was paid through the provider.

use axum::http::StatusCode;
use mojo_domain::{Currency, OrderId, ProductId, TenantId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{BOOTCAMP, CUSTOMER, DACH, micros, open_shop, platform_admin};
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};
use crate::commerce::{NewOrder, NewOrderLine, WholeOrder, record_parts};

const ORDERS: &str = "/api/v1/orders";
const ORDER: Uuid = Uuid::from_u128(0x0D_E5);

/// Something that a tenant sells, entered by an administrator.
pub(super) async fn offer(server: &Server, admin: &str, seller: TenantId) -> ProductId {
    let body =
        json!({ "tenant_id": seller, "name": "Kurs", "price_net": "50.00", "kind": "course" });
    let (status, made) = server.call("POST", "/api/v1/products", Some(admin), Some(&body)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(made["tenant_id"], json!(seller));
    made["id"].as_str().unwrap().parse().unwrap()
}

/// An order of MOJO LLC and two tenants, with lines of names of their own.
fn whole(courses: [ProductId; 2]) -> Value {
    json!({
        "id": ORDER, "customer_user_id": CUSTOMER, "billing_country": "US",
        "ordered_at": "2026-11-01T10:00:00Z",
        "lines": [
            { "id": "zwei", "product_id": courses[0], "net": "50.00" },
            { "id": "eins", "product_id": BOOTCAMP, "net": "100.00" },
            { "id": "drei", "product_id": courses[1], "net": "20.00" },
        ],
    })
}

/// The shop, an administrator, and the products of two tenants.
async fn market(server: &Server) -> (String, [ProductId; 2]) {
    open_shop(server).await;
    let admin = platform_admin(server).await;
    let first = offer(server, &admin, LINDENAU).await;
    let second = offer(server, &admin, DACH).await;
    (admin, [first, second])
}

async fn post(server: &Server, token: &str, path: &str, body: &Value) -> (StatusCode, Value) {
    server.call("POST", path, Some(token), Some(body)).await
}

fn refunds_of(order: Uuid) -> String {
    format!("{ORDERS}/{order}/refunds")
}

/// A refund of a line of the order, under the id of this number.
async fn refund(
    server: &Server,
    token: &str,
    (number, line): (u128, Value),
    net: &str,
) -> (StatusCode, Value) {
    let body = json!({
        "id": Uuid::from_u128(number), "line": line, "net": net, "at": "2026-11-02T10:00:00Z",
    });
    post(server, token, &refunds_of(ORDER), &body).await
}

async fn count_of_commissions(server: &Server, admin: &str) -> usize {
    let path = format!("{ORDERS}/{ORDER}/commissions");
    let (_, answer) = server.call("GET", &path, Some(admin), None).await;
    answer["commissions"].as_array().map_or(0, Vec::len)
}

on_both! {
    /// C2, C3: every line of the first order is of the first purchase, whoever sells it.
    async fn an_order_of_several_sellers_is_one_purchase_with_a_part_for_each(server) {
        let (admin, courses) = market(&server).await;
        for _ in 0..2 {
            let (status, answer) = post(&server, &admin, ORDERS, &whole(courses)).await;
            assert_eq!((status, &answer["id"]), (StatusCode::CREATED, &json!(ORDER)), "{answer}");
        }
        let path = format!("{ORDERS}/{ORDER}/commissions");
        let (_, answer) = server.call("GET", &path, Some(&admin), None).await;
        let mut rows: Vec<_> = answer["commissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["line"].as_i64(), row["commission_type"].as_str(), row["amount"].as_str()))
            .collect();
        rows.sort_unstable();
        assert_eq!(rows, [
            (Some(1), Some("affiliate_first"), Some("10.00")),
            (Some(1), Some("platform_fee"), Some("1.00")),
            (Some(2), Some("affiliate_first"), Some("20.00")),
            (Some(3), Some("affiliate_first"), Some("4.00")),
            (Some(3), Some("platform_fee"), Some("0.40")),
        ]);
        let lines: Vec<_> = answer["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (line["id"].clone(), line["seller_tenant_id"].clone(), line["rest"].clone()))
            .collect();
        assert_eq!(lines, [
            (json!("zwei"), json!(LINDENAU), json!("39.00")),
            (json!("eins"), Value::Null, json!("80.00")),
            (json!("drei"), json!(DACH), json!("15.60")),
        ]);
        // A seller has its part as an order of its own, and sees no other line.
        let owner = server.token("owner@lindenau").await;
        let (_, own) = server.call("GET", ORDERS, Some(&owner), None).await;
        assert_eq!(own["orders"].as_array().unwrap().len(), 1, "{own}");
        assert_eq!(own["orders"][0]["net"], "50.00");
        let (_, seen) = server.call("GET", &path, Some(&owner), None).await;
        assert_eq!(seen["lines"].as_array().unwrap().len(), 1, "{seen}");
    }

    /// Of the whole order the list has every part, also for a recipient, who sells none of them.
    async fn the_list_of_commissions_knows_an_order_of_several_sellers(server) {
        let (admin, courses) = market(&server).await;
        assert_eq!(post(&server, &admin, ORDERS, &whole(courses)).await.0, StatusCode::CREATED);
        let mut other = whole(courses);
        other["id"] = json!(Uuid::from_u128(0x0D_E6));
        assert_eq!(post(&server, &admin, ORDERS, &other).await.0, StatusCode::CREATED);
        let owner = server.token("owner@birkenhain").await;
        let page = async |token: &str, query: &str| {
            let path = format!("/api/v1/commissions?{query}");
            let (status, page) = server.call("GET", &path, Some(token), None).await;
            assert_eq!(status, StatusCode::OK, "{path}: {page}");
            let rows = page["commissions"].as_array().unwrap().clone();
            (rows, page["next"].as_str().map(str::to_owned))
        };
        assert_eq!(page(&admin, &format!("order_id={ORDER}")).await.0.len(), 5);
        let (own, _) = page(&owner, &format!("order_id={ORDER}")).await;
        let parts: Vec<&str> = own.iter().map(|row| row["order_id"].as_str().unwrap()).collect();
        let once: std::collections::BTreeSet<&&str> = parts.iter().collect();
        assert_eq!((parts.len(), once.len()), (3, 3), "one of each part: {parts:?}");
        let (first, next) = page(&owner, &format!("order_id={ORDER}&limit=2")).await;
        let rest = format!("order_id={ORDER}&limit=2&after={}", next.unwrap());
        let (rest, next) = page(&owner, &rest).await;
        assert_eq!(([first, rest].concat(), next), (own.clone(), None));
        let single = parts.iter().find(|part| **part != ORDER.to_string()).unwrap();
        assert_eq!(page(&owner, &format!("order_id={single}")).await.0.len(), 1);
        let stranger = server.token("owner@lindenau").await;
        assert!(page(&stranger, &format!("order_id={ORDER}")).await.0.is_empty());
    }

    async fn an_order_that_is_told_again_with_other_terms_is_refused(server) {
        let (admin, courses) = market(&server).await;
        assert_eq!(post(&server, &admin, ORDERS, &whole(courses)).await.0, StatusCode::CREATED);
        let before = count_of_commissions(&server, &admin).await;
        let mut others = [whole(courses), whole(courses), whole(courses), whole(courses)];
        others[0]["lines"][2]["net"] = json!("20.01");
        others[1]["lines"].as_array_mut().unwrap().pop();
        others[2]["billing_country"] = json!("DE");
        others[3]["lines"].as_array_mut().unwrap().reverse();
        for other in others {
            let (status, answer) = post(&server, &admin, ORDERS, &other).await;
            assert_eq!(status, StatusCode::CONFLICT, "{answer}");
            assert_eq!(answer["error"]["code"], "order_id_held", "{answer}");
        }
        assert_eq!(count_of_commissions(&server, &admin).await, before);
    }

    /// Nothing of an order is kept of which a line is refused.
    async fn an_order_with_a_line_that_cannot_be_is_refused_as_a_whole(server) {
        let (admin, courses) = market(&server).await;
        let mut bad = whole(courses);
        bad["lines"][2]["product_id"] = json!(Uuid::from_u128(9));
        let (status, answer) = post(&server, &admin, ORDERS, &bad).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        assert!(answer.to_string().contains("line 3"), "{answer}");
        for ids in [["a", "a"], ["", "b"], ["2", "x"]] {
            let mut bad = whole(courses);
            for (place, id) in ids.into_iter().enumerate() {
                bad["lines"][place]["id"] = json!(id);
            }
            if ids[0] == "2" {
                bad["lines"][1]["id"] = Value::Null;
            }
            let (status, answer) = post(&server, &admin, ORDERS, &bad).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{ids:?}: {answer}");
        }
        let path = format!("{ORDERS}/{ORDER}/commissions");
        assert_eq!(server.call("GET", &path, Some(&admin), None).await.0, StatusCode::NOT_FOUND);
        let (status, _) = post(&server, &admin, ORDERS, &whole(courses)).await;
        assert_eq!(status, StatusCode::CREATED, "the id is free");
    }

    /// The process died after the first part: told again, the order is completed.
    async fn an_order_that_was_broken_off_is_completed_as_one_purchase(server) {
        let (admin, courses) = market(&server).await;
        let line = |product_id, net_cents| NewOrderLine { product_id, net_cents };
        let at = micros("2026-11-01T10:00:00Z");
        let order = NewOrder {
            order_id: OrderId(ORDER),
            order_number: "B-1".to_owned(),
            customer_user_id: CUSTOMER,
            ordered_at: at,
            billing_country: Some("US".parse().unwrap()),
            currency: Currency::EUR,
            is_renewal: false,
            is_via_connect: true,
            lines: vec![line(courses[0], 5000), line(BOOTCAMP, 10_000), line(courses[1], 2000)],
        };
        let line_ids = ["zwei", "eins", "drei"].map(str::to_owned).to_vec();
        let told = WholeOrder { order, dated_at: Some(at), line_ids, entry: None };
        let state = &server.platform.state;
        record_parts(state.database(), &told, micros(NOW), 1).await.unwrap();
        state.settle(micros(NOW)).await.unwrap();
        assert_eq!(count_of_commissions(&server, &admin).await, 2, "of the first part");
        let mut other = whole(courses);
        other["lines"][1]["net"] = json!("100.01");
        assert_eq!(post(&server, &admin, ORDERS, &other).await.0, StatusCode::CONFLICT);
        assert_eq!(post(&server, &admin, ORDERS, &whole(courses)).await.0, StatusCode::CREATED);
        let path = format!("{ORDERS}/{ORDER}/commissions");
        let (_, answer) = server.call("GET", &path, Some(&admin), None).await;
        let rows = answer["commissions"].as_array().unwrap();
        let firsts = rows.iter().filter(|row| row["commission_type"] == "affiliate_first");
        assert_eq!((rows.len(), firsts.count()), (5, 3), "{answer}");
    }

    /// C12: once under its id, never more than is left, and of a line by its name or number.
    async fn a_refund_is_taken_once_under_its_id(server) {
        let (admin, courses) = market(&server).await;
        assert_eq!(post(&server, &admin, ORDERS, &whole(courses)).await.0, StatusCode::CREATED);
        let (status, told) = refund(&server, &admin, (1, json!("zwei")), "20.00").await;
        assert_eq!(status, StatusCode::CREATED, "{told}");
        assert_eq!((&told["line"], &told["refunded_net"]), (&json!(1), &json!("20.00")));
        assert_eq!(refund(&server, &admin, (1, json!("zwei")), "20.00").await, (status, told));
        for (line, net) in [("zwei", "20.01"), ("eins", "20.00"), ("drei", "20.00")] {
            let (status, answer) = refund(&server, &admin, (1, json!(line)), net).await;
            assert_eq!(status, StatusCode::CONFLICT, "{answer}");
            assert_eq!(answer["error"]["code"], "refund_id_held", "{answer}");
        }
        for (number, line, net) in [
            (2, json!("zwei"), "30.01"),
            (3, json!("zwei"), "0.00"),
            (4, json!("zwei"), "-1.00"),
            (5, json!("vier"), "1.00"),
            (6, json!(1), "1.00"),
            (7, json!("zwei"), "1e1"),
        ] {
            let (status, answer) = refund(&server, &admin, (number, line), net).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{number}: {answer}");
        }
        let (status, told) = refund(&server, &admin, (8, json!("zwei")), "30.00").await;
        assert_eq!((status, &told["refunded_net"]), (StatusCode::CREATED, &json!("50.00")), "{told}");
        let path = format!("{ORDERS}/{ORDER}/commissions");
        let (_, answer) = server.call("GET", &path, Some(&admin), None).await;
        for row in answer["commissions"].as_array().unwrap() {
            let is_refunded = row["line"] == 1;
            assert_eq!(row["status"] == "refunded", is_refunded, "{row}");
            assert_eq!(row["reversed"] == row["amount"], is_refunded, "{row}");
        }
        let list = format!("/api/v1/refunds?tenant_id={LINDENAU}&month=2026-11&order={ORDER}");
        let (_, listed) = server.call("GET", &list, Some(&admin), None).await;
        assert_eq!(listed["refunds"].as_array().unwrap().len(), 2, "{listed}");
        assert_eq!(listed["refunds"][0]["line_id"], "zwei");
        let (_, page) = server.call("GET", &format!("{list}&limit=1"), Some(&admin), None).await;
        let next = page["next"].as_str().unwrap();
        let (_, rest) =
            server.call("GET", &format!("{list}&limit=1&before={next}"), Some(&admin), None).await;
        assert_ne!(page["refunds"][0]["id"], rest["refunds"][0]["id"]);
        let none = list.replace("2026-11&", "2026-10&");
        let (_, empty) = server.call("GET", &none, Some(&admin), None).await;
        assert_eq!(empty["refunds"], json!([]));
    }

    async fn a_refund_is_dated_neither_ahead_nor_before_its_order(server) {
        let (admin, courses) = market(&server).await;
        assert_eq!(post(&server, &admin, ORDERS, &whole(courses)).await.0, StatusCode::CREATED);
        for at in ["2026-11-01T09:59:59Z", "2026-11-20T10:00:01Z", "9999-12-31T00:00:00Z"] {
            let body = json!({ "line": "eins", "net": "1.00", "at": at });
            let (status, answer) = post(&server, &admin, &refunds_of(ORDER), &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{at}: {answer}");
        }
        for body in [
            json!({ "line": "eins" }),
            json!({ "net": "1.00" }),
            json!({ "line": "eins", "net": "1.00", "amount": "1.00" }),
            json!({ "amount": "1.00", "at": "2026-11-02T10:00:00Z" }),
            json!({}),
        ] {
            let (status, answer) = post(&server, &admin, &refunds_of(ORDER), &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer}");
        }
        let nobodys = refunds_of(Uuid::from_u128(0xBAD));
        let body = json!({ "line": "1", "net": "1.00" });
        assert_eq!(post(&server, &admin, &nobodys, &body).await.0, StatusCode::NOT_FOUND);
    }

    /// An owner gives back what it sold itself, and nothing of another part of the same order.
    async fn an_owner_refunds_its_own_orders_alone(server) {
        let (admin, courses) = market(&server).await;
        assert_eq!(post(&server, &admin, ORDERS, &whole(courses)).await.0, StatusCode::CREATED);
        let stranger = server.token("owner@birkenhain").await;
        let owner = server.token("owner@lindenau").await;
        let (status, answer) = refund(&server, &stranger, (1, json!("zwei")), "1.00").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
        let (status, answer) = refund(&server, &owner, (1, json!("eins")), "1.00").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        let (status, answer) = refund(&server, &owner, (1, json!("zwei")), "1.00").await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        // An order that the owner recorded itself is refunded by the number of its line.
        let mine = Uuid::from_u128(0x0D_E7);
        let line = json!({ "product_id": courses[0], "net": "50.00" });
        let body = json!({ "id": mine, "customer_user_id": CUSTOMER, "lines": [line] });
        assert_eq!(post(&server, &owner, ORDERS, &body).await.0, StatusCode::CREATED);
        let body = json!({ "line": 1, "net": "50.00" });
        let (status, answer) = post(&server, &owner, &refunds_of(mine), &body).await;
        assert_eq!((status, &answer["refunded_net"]), (StatusCode::CREATED, &json!("50.00")), "{answer}");
        let mut others = whole(courses);
        others["id"] = json!(Uuid::from_u128(0x0D_E8));
        let (status, answer) = post(&server, &owner, ORDERS, &others).await;
        assert_ne!(status, StatusCode::CREATED, "an owner sells for itself alone: {answer}");
        let offer = json!({
            "tenant_id": BIRKENHAIN, "name": "Kurs", "price_net": "1.00", "kind": "course",
        });
        let (status, _) = post(&server, &owner, "/api/v1/products", &offer).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "nor offers it for somebody else");
    }

    /// What the provider holds the provider gives back.
    async fn an_order_that_was_paid_through_the_provider_points_to_it(server) {
        let (server, stripe) = crate::tests::checkouts::connect(server).await;
        let checkout = crate::tests::checkouts::open(&server, 1, CUSTOMER).await;
        let intent = crate::tests::checkouts::pay(&stripe, &checkout);
        crate::tests::checkouts::tell(&server, &crate::tests::checkouts::paid("evt_1", &intent)).await;
        let held = crate::tests::checkouts::found(&server, &checkout).await;
        let admin = platform_admin(&server).await;
        let body = json!({ "line": 1, "net": "1.00" });
        let path = refunds_of(held.order_id.0);
        let (status, answer) = post(&server, &admin, &path, &body).await;
        assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        assert_eq!(answer["error"]["code"], "paid_through_provider", "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains("`amount`"), "{answer}");
    }

    /// A4: an attribution that begins earlier, and one that takes nobody away.
    async fn an_attribution_begins_at_an_instant_that_is_over(server) {
        let (admin, _) = market(&server).await;
        let customer = Uuid::from_u128(0xC7);
        let enter = json!({ "id": customer, "reason": "Altbestand" });
        for _ in 0..2 {
            let (status, answer) = post(&server, &admin, "/api/v1/customers", &enter).await;
            assert_eq!(status, StatusCode::CREATED, "{answer}");
        }
        let path = format!("/api/v1/customer-attributions/{customer}");
        let give = |tenant: TenantId, at: &str, if_free: bool| {
            json!({ "tenant_id": tenant, "at": at, "if_free": if_free, "reason": "Altbestand" })
        };
        let refused = StatusCode::UNPROCESSABLE_ENTITY;
        for (body, expected) in [
            (give(LINDENAU, "2026-11-20T10:00:01Z", false), refused),
            (give(LINDENAU, "2026-02-01T10:00:00Z", true), StatusCode::NO_CONTENT),
            (give(DACH, "2026-03-01T10:00:00Z", true), refused),
            (give(DACH, "2026-01-01T10:00:00Z", true), refused),
            (give(DACH, "2026-03-01T10:00:00Z", false), StatusCode::NO_CONTENT),
            (give(LINDENAU, "2026-02-15T10:00:00Z", false), refused),
        ] {
            let (status, answer) = post(&server, &admin, &path, &body).await;
            assert_eq!(status, expected, "{body}: {answer}");
        }
        let (_, history) = server.call("GET", &path, Some(&admin), None).await;
        let history = history["attributions"].as_array().unwrap();
        assert_eq!(history.len(), 2, "{history:?}");
        assert_eq!(history[0]["attribution_expires_at"], history[1]["attributed_at"]);
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let log = log["entries"].as_array().unwrap();
        assert_eq!(log.iter().filter(|row| row["action"] == "enter_customer").count(), 1, "{log:?}");
        let changes = log.iter().filter(|row| row["action"] == "change_attribution");
        assert!(changes.clone().all(|row| row["at"] == NOW), "done now: {log:?}");
        assert_eq!(changes.count(), 2, "{log:?}");
    }

    /// C7: for whom somebody buys is said once.
    async fn for_whom_a_customer_buys_is_never_changed(server) {
        let (admin, _) = market(&server).await;
        let enter = |buyer: Value| {
            json!({ "id": Uuid::from_u128(0xC8), "buyer_tenant_id": buyer, "reason": "Vertrag" })
        };
        for (buyer, expected) in [
            (Value::Null, StatusCode::CREATED),
            (json!(LINDENAU), StatusCode::CREATED),
            (json!(DACH), StatusCode::CONFLICT),
            (json!(Uuid::from_u128(0xBAD)), StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let (status, answer) =
                post(&server, &admin, "/api/v1/customers", &enter(buyer)).await;
            assert_eq!(status, expected, "{answer}");
        }
        let (_, same) = post(&server, &admin, "/api/v1/customers", &enter(Value::Null)).await;
        assert_eq!(same["buyer_tenant_id"], json!(LINDENAU));
    }

    async fn a_tenant_is_entered_once_and_left_at_an_instant(server) {
        let (admin, _) = market(&server).await;
        let tenant = Uuid::from_u128(0x7E);
        let enter = json!({ "id": tenant, "name": "Haus am See", "reason": "Vertrag im Ordner 7" });
        for _ in 0..2 {
            let (status, answer) = post(&server, &admin, "/api/v1/tenants", &enter).await;
            assert_eq!((status, &answer["id"]), (StatusCode::CREATED, &json!(tenant)), "{answer}");
        }
        let mut other = enter.clone();
        other["name"] = json!("Ein anderes Haus");
        let (status, answer) = post(&server, &admin, "/api/v1/tenants", &other).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("tenant_id_held")));
        let leave = format!("/api/v1/tenants/{tenant}/deactivate");
        let at = |at: &str| json!({ "reason": "Kündigung", "at": at });
        let (status, answer) = post(&server, &admin, &leave, &at("2026-11-20T10:00:01Z")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        let (status, answer) = post(&server, &admin, &leave, &at("2026-10-31T23:00:00Z")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["deactivated_at"], "2026-10-31T23:00:00Z");
        assert_eq!(answer["final_statement"], "2026-11", "midnight in Berlin");
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let mut entries = log["entries"].as_array().unwrap().iter();
        let left = entries.find(|row| row["action"] == "deactivate_tenant").unwrap();
        assert_eq!(left["at"], NOW, "when it was done: {log}");
    }

    /// C3: with the other policy a free order uses the first purchase up.
    async fn the_operator_chooses_which_order_is_the_first_purchase(server) {
        use mojo_domain::commissions::FirstPurchasePolicy::{FirstOrder, FirstPaidOrder};
        let (admin, _) = market(&server).await;
        let kinds = [(FirstPaidOrder, "affiliate_first"), (FirstOrder, "affiliate_recurring")];
        for (number, (policy, expected)) in (0_u128..).zip(kinds) {
            server.platform.choose_first_purchase(policy).await.unwrap();
            let customer = Uuid::from_u128(0xC9 + number);
            let enter = json!({ "id": customer, "reason": "Altbestand" });
            post(&server, &admin, "/api/v1/customers", &enter).await;
            let give = json!({ "tenant_id": LINDENAU, "reason": "Altbestand", "at": "2026-01-01T00:00:00Z" });
            let path = format!("/api/v1/customer-attributions/{customer}");
            assert_eq!(post(&server, &admin, &path, &give).await.0, StatusCode::NO_CONTENT);
            let buy = |id: u128, net: &str| json!({
                "id": Uuid::from_u128(id), "customer_user_id": customer, "billing_country": "US",
                "ordered_at": "2026-11-01T10:00:00Z",
                "lines": [{ "product_id": BOOTCAMP, "net": net }],
            });
            let paid = 0x0D_F0 + 2 * number;
            for body in [buy(paid + 1, "0.00"), buy(paid, "100.00")] {
                assert_eq!(post(&server, &admin, ORDERS, &body).await.0, StatusCode::CREATED);
            }
            let path = format!("{ORDERS}/{}/commissions", Uuid::from_u128(paid));
            let (_, answer) = server.call("GET", &path, Some(&admin), None).await;
            assert_eq!(answer["commissions"][0]["commission_type"], expected, "{answer}");
        }
    }

    /// As of an instant that is over, an entry is in its hold period still; of one to come nothing is
    /// told.
    async fn commissions_are_told_as_of_an_instant(server) {
        let (admin, courses) = market(&server).await;
        let mut old = whole(courses);
        old["ordered_at"] = json!("2026-09-01T10:00:00Z");
        assert_eq!(post(&server, &admin, ORDERS, &old).await.0, StatusCode::CREATED);
        for (as_of, expected) in [
            ("2026-10-01T09:59:59Z", "pending"),
            ("2026-10-01T10:00:00Z", "approved"),
        ] {
            let path = format!("{ORDERS}/{ORDER}/commissions?as_of={as_of}");
            let (_, answer) = server.call("GET", &path, Some(&admin), None).await;
            for row in answer["commissions"].as_array().unwrap() {
                assert_eq!(row["status"], expected, "{as_of}: {row}");
            }
        }
        let ahead = format!("{ORDERS}/{ORDER}/commissions?as_of=2026-11-20T10:00:01Z");
        let (status, _) = server.call("GET", &ahead, Some(&admin), None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
}
