//! What orders grant, what a tenant may use for them, and what it may offer.

use axum::http::StatusCode;
use mojo_domain::{Currency, OrderId, TenantId, UserId, to_micros};
use mojo_protocol::{EntitlementBody, Signed};
use serde_json::json;
use uuid::Uuid;

use super::commerce::{BOOTCAMP, open_shop};
use super::storage::run;
use super::support::{BIRKENHAIN, NOW, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewOrder, NewOrderLine, NewRefund, record_orders, record_refunds};

const BUYER: UserId = UserId(Uuid::from_u128(0xB0));
const ORDER: OrderId = OrderId(Uuid::from_u128(0x0D));

fn llc() -> Tenant {
    Tenant::named_by_platform(TenantId::MOJO_LLC)
}

/// What the platform grants the practice without an order.
pub(super) async fn grant(server: &Server, stage: &str) {
    let sql =
        format!("UPDATE tenants SET granted_stage = {stage} WHERE tenant_id = '{BIRKENHAIN}'");
    run(server.platform.state.database(), &sql).await.unwrap();
}

/// The practice has nothing but what it buys.
async fn without_a_grant(server: &Server) {
    open_shop(server).await;
    grant(server, "NULL").await;
    let mut tx = server.platform.state.database().write_ledger().await.unwrap();
    tx.insert_customers(&[(BUYER, Some(BIRKENHAIN))], 0).await.unwrap();
    tx.commit().await.unwrap();
}

/// Somebody of the practice buys BUSINESS BOOTCAMP.
async fn buy(server: &Server) {
    let now = to_micros(NOW.parse().unwrap());
    let order = NewOrder {
        order_id: ORDER,
        order_number: "B-1".to_owned(),
        customer_user_id: BUYER,
        ordered_at: now,
        billing_country: "DE".parse().ok(),
        currency: Currency::EUR,
        is_renewal: false,
        is_via_connect: true,
        lines: vec![NewOrderLine { product_id: BOOTCAMP, net_cents: 100_000 }],
    };
    let database = server.platform.state.database();
    record_orders(database, llc(), &[order], now).await.unwrap();
    server.platform.state.settle(now).await.unwrap();
}

/// An hour after the purchase.
const LATER: &str = "2026-11-20T11:00:00Z";

async fn refund(server: &Server, number: u128, net_cents: i64) {
    server.clock.set(LATER.parse().unwrap());
    let now = to_micros(LATER.parse().unwrap());
    let refund = NewRefund {
        refund_id: Uuid::from_u128(number),
        order_id: ORDER,
        line_no: 1,
        refunded_at: now,
        net_cents,
    };
    record_refunds(server.platform.state.database(), llc(), &[refund]).await.unwrap();
    server.platform.state.settle(now).await.unwrap();
}

pub(super) async fn entitlement(server: &Server) -> EntitlementBody {
    let owner = server.token("owner@birkenhain").await;
    let (status, answer) = server.call("GET", "/api/v1/entitlement", Some(&owner), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let signed: Signed = serde_json::from_value(answer).unwrap();
    let (_, key) = server.call("GET", "/api/v1/signing-key", None, None).await;
    assert_eq!(key["public_key"], signed.key);
    serde_json::from_str(&signed.body).unwrap()
}

on_both! {
    async fn p3_an_order_grants_its_stage_and_a_full_refund_takes_it_back(server) {
        without_a_grant(&server).await;
        assert_eq!(entitlement(&server).await.tools, [] as [&str; 0]);
        buy(&server).await;
        let granted = entitlement(&server).await;
        assert_eq!((granted.stage, granted.membership.as_deref()), (Some(3), Some("BUSINESS_BOOTCAMP")));
        assert_eq!(granted.tools, ["campus", "contacts", "invoicing", "messages", "payments"]);
        assert_eq!(granted.ends_at, None, "bought once and for all");
        refund(&server, 1, 40_000).await;
        assert_eq!(entitlement(&server).await.stage, Some(3), "a part is not the whole");
        refund(&server, 2, 60_000).await;
        let ended = entitlement(&server).await;
        assert_eq!(ended.ends_at, Some(LATER.parse().unwrap()), "a desk is told since when");
    }

    async fn p4_what_the_platform_granted_counts_until_the_tenant_leaves(server) {
        let granted = entitlement(&server).await;
        assert_eq!((granted.stage, granted.ends_at), (Some(4), None));
        assert!(granted.tools.contains(&"pos".to_owned()));
        server.platform.deactivate_tenant(BIRKENHAIN).await.unwrap();
        assert_eq!(entitlement(&server).await.ends_at, Some(NOW.parse().unwrap()));
    }

    async fn p4_a_tenant_offers_what_its_stage_opens(server) {
        without_a_grant(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let offer = |kind: &str| json!({ "name": "Schlaf", "price_net": "50.00", "kind": kind });
        let post = async |kind: &str| {
            server.call("POST", "/api/v1/products", Some(&owner), Some(&offer(kind))).await
        };
        let (status, answer) = post("course").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
        assert_eq!(answer["error"]["details"]["membership"], "BUSINESS_BOOTCAMP");
        buy(&server).await;
        assert_eq!(post("course").await.0, StatusCode::CREATED);
        assert_eq!(post("event").await.1["error"]["code"], "membership_needed");
        grant(&server, "4").await;
        assert_eq!(post("event").await.0, StatusCode::CREATED);
        let (_, own) = server.call("GET", "/api/v1/products", Some(&owner), None).await;
        assert_eq!(own["products"].as_array().unwrap().len(), 2, "{own}");
    }

    async fn c14_a_treatment_never_becomes_eligible(server) {
        let owner = server.token("owner@birkenhain").await;
        let offer = json!({
            "name": "Behandlung", "price_net": "95.00", "kind": "treatment",
            "vat_class": "heilbehandlung",
        });
        let (status, made) =
            server.call("POST", "/api/v1/products", Some(&owner), Some(&offer)).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        assert_eq!((&made["commission_eligible"], &made["vat_rate_bp"]), (&json!(false), &json!(0)));
        let path = format!("/api/v1/products/{}", made["id"].as_str().unwrap());
        let claim = json!({ "commission_eligible": true });
        let (status, answer) = server.call("PATCH", &path, Some(&owner), Some(&claim)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        assert!(answer.to_string().contains("299a"), "{answer}");
        let dearer = json!({ "price_net": "99.00", "retired": true });
        let (status, answer) = server.call("PATCH", &path, Some(&owner), Some(&dearer)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["price_net"], "99.00");
        assert!(answer["retired_at"].is_string());
    }

    async fn p2_a_tenant_sells_no_membership(server) {
        let owner = server.token("owner@birkenhain").await;
        for (offer, what) in [
            (json!({ "name": "X", "price_net": "1.00", "kind": "membership" }), "MOJO LLC"),
            (json!({ "name": "X", "price_net": "1.00", "kind": "massage" }), "kind is one of"),
            (json!({ "name": "X", "price_net": "1.00" }), "kind is one of"),
            (json!({ "name": " ", "price_net": "1.00", "kind": "course" }), "name"),
            (json!({ "name": "X", "price_net": "-1.00", "kind": "course" }), "below zero"),
            (
                json!({ "name": "X", "price_net": "1.00", "kind": "course", "granted_stage": 4 }),
                "opens no stage",
            ),
            (
                json!({ "name": "X", "price_net": "1.00", "kind": "physical", "billing_interval": "month" }),
                "no subscription",
            ),
        ] {
            let (status, answer) =
                server.call("POST", "/api/v1/products", Some(&owner), Some(&offer)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
            assert!(answer.to_string().contains(what), "{what}: {answer}");
        }
    }
}
