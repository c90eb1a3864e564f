//! C15 over the routes: each commission says its rules and reasons, and each line what it does not pay
//! and why, by what was known when it was settled.

use axum::http::StatusCode;
use mojo_domain::{TenantId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{
    CUSTOMER, DACH, micros, open_shop, order, platform_admin, record, reopen_facts, sell,
};
use super::storage::run;
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};
use crate::storage::Database;

/// Somebody whom nobody recruited.
const STRANGER: UserId = UserId(Uuid::from_u128(0xC9));

async fn of_order(server: &Server, token: &str, id: Uuid) -> Value {
    let path = format!("/api/v1/orders/{id}/commissions");
    let (status, answer) = server.call("GET", &path, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

fn not_paid(kind: &str, reason: &str) -> Value {
    json!({ "type": kind, "reasons": [reason] })
}

/// A stranger of the United States buys: nobody gets anything.
async fn sell_to_stranger(server: &Server) -> Uuid {
    let mut bought = order(7, "2026-11-02T10:00:00Z");
    bought.customer_user_id = STRANGER;
    bought.billing_country = Some("US".parse().unwrap());
    let id = bought.order_id.0;
    record(server, bought).await;
    id
}

/// As a line of before the facts of every line were kept.
async fn forget_bases(server: &Server) {
    let database = server.platform.state.database();
    let drop_trigger = match database {
        Database::Sqlite { .. } => "DROP TRIGGER line_bases_no_delete",
        Database::Postgres(_) => "DROP TRIGGER line_bases_no_delete ON line_bases",
    };
    run(database, drop_trigger).await.unwrap();
    run(database, "DELETE FROM line_bases").await.unwrap();
}

/// A course of the practice, sold to its own customer through the platform.
async fn sell_course(server: &Server, admin: &str) -> Uuid {
    let course = json!({
        "tenant_id": BIRKENHAIN, "name": "Atemkurs", "price_net": "100.00", "kind": "course",
    });
    let (status, made) = server.call("POST", "/api/v1/products", Some(admin), Some(&course)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let id = Uuid::from_u128(0xDAA77);
    let order = json!({
        "id": id, "customer_user_id": CUSTOMER, "billing_country": "DE", "ordered_at": NOW,
        "lines": [{ "product_id": made["id"], "net": "100.00" }],
    });
    let (status, answer) = server.call("POST", "/api/v1/orders", Some(admin), Some(&order)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    id
}

on_both! {
    /// C15.
    async fn c15_every_commission_says_its_rules_and_its_reasons(server) {
        let sold = sell(&server).await;
        let admin = platform_admin(&server).await;
        let answer = of_order(&server, &admin, sold.order.0).await;
        let entries = answer["commissions"].as_array().unwrap();
        let find = |kind: &str| entries.iter().find(|row| row["commission_type"] == kind).unwrap();
        let (first, regional) = (find("affiliate_first"), find("regional_exclusive"));
        assert_eq!(first["reasons"], json!(["attribution_live", "first_purchase"]));
        assert_eq!(regional["reasons"], json!(["agreement_in_force"]));
        for entry in [first, regional] {
            assert_eq!(entry["rule_version"], "2026-1");
            assert_eq!(entry["base"], "1000.00");
        }
        assert_eq!((&first["percent"], &regional["percent"]), (&json!("20"), &json!("30")));
        let line = &answer["lines"][0];
        assert_eq!(line["not_paid"], json!([not_paid("platform_fee", "sold_by_platform")]), "{answer}");
        let owner = server.token("owner@birkenhain").await;
        let (_, list) = server.call("GET", "/api/v1/commissions", Some(&owner), None).await;
        assert_eq!(list["commissions"].as_array().unwrap().len(), 1, "{list}");
        assert_eq!(list["commissions"][0]["reasons"], first["reasons"]);
        assert_eq!(list["commissions"][0]["rule_version"], "2026-1");
        let own = of_order(&server, &owner, sold.order.0).await;
        assert_eq!(own["lines"], json!([]), "C16: why others get nothing is the seller's to know");
    }

    /// C15: a line that pays nobody says why, and an agreement of later changes nothing about it.
    async fn c15_a_line_that_pays_nobody_says_why_by_what_was_known_then(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let id = sell_to_stranger(&server).await;
        let expected = json!([
            not_paid("regional_exclusive", "no_agreement"),
            not_paid("affiliate_first", "no_attribution"),
            not_paid("platform_fee", "sold_by_platform"),
        ]);
        let answer = of_order(&server, &admin, id).await;
        assert_eq!(answer["commissions"], json!([]));
        assert_eq!(answer["lines"][0]["not_paid"], expected, "{answer}");
        let wish = json!({
            "tenant_id": LINDENAU, "region_codes": ["US"], "commission_percent": "25",
            "valid_from": "2025-01-01",
        });
        let path = "/api/v1/regional-agreements";
        let (status, made) = server.call("POST", path, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let give = json!({ "tenant_id": LINDENAU, "reason": "Umzug" });
        let path = format!("/api/v1/customer-attributions/{STRANGER}");
        let (status, given) = server.call("POST", &path, Some(&admin), Some(&give)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{given}");
        assert_eq!(of_order(&server, &admin, id).await, answer, "what was decided stays explained");
    }

    /// C15: settled again after a crash, the first basis stays.
    async fn c15_settling_again_keeps_one_basis_a_line(server) {
        let sold = sell(&server).await;
        let admin = platform_admin(&server).await;
        let before = of_order(&server, &admin, sold.order.0).await;
        reopen_facts(&server).await;
        server.platform.state.settle(micros(NOW)).await.unwrap();
        assert_eq!(of_order(&server, &admin, sold.order.0).await, before);
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let kept = tx.list_line_bases(&[sold.order.0]).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].seller, kept[0].line_no), (TenantId::MOJO_LLC, 1));
        assert_eq!(kept[0].rule_version, "2026-1");
        assert_eq!(kept[0].basis.agreement.as_ref().map(|terms| terms.tenant_id), Some(DACH));
    }

    /// C15, C17: after a crash before the order was marked as settled, an agreement that was entered since
    /// with an earlier first day, and a buyer that became known since, decide nothing about it.
    async fn c15_what_was_kept_first_decides_also_after_a_crash(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let nobody = sell_to_stranger(&server).await;
        let sold = sell_course(&server, &admin).await;
        let before = [of_order(&server, &admin, nobody).await, of_order(&server, &admin, sold).await];
        let wish = json!({
            "tenant_id": LINDENAU, "region_codes": ["US"], "commission_percent": "25",
            "valid_from": "2025-01-01",
        });
        let path = "/api/v1/regional-agreements";
        let (status, made) = server.call("POST", path, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.note_buyer(CUSTOMER, LINDENAU).await.unwrap();
        tx.commit().await.unwrap();
        reopen_facts(&server).await;
        server.platform.state.settle(micros(NOW)).await.unwrap();
        let after = [of_order(&server, &admin, nobody).await, of_order(&server, &admin, sold).await];
        assert_eq!(after, before, "what is settled stays as it is");
    }

    /// C15: nothing is guessed about lines of before. What an entry keeps is still told.
    async fn c15_of_older_lines_what_nobody_kept_is_unknown(server) {
        let sold = sell(&server).await;
        let admin = platform_admin(&server).await;
        let nobody = sell_to_stranger(&server).await;
        let course = sell_course(&server, &admin).await;
        let of_course = json!([
            not_paid("regional_exclusive", "not_a_platform_product"),
            not_paid("affiliate_recurring", "seller_is_affiliate"),
        ]);
        let line = async |id: Uuid| of_order(&server, &admin, id).await["lines"][0]["not_paid"].clone();
        assert_eq!(line(course).await, of_course);
        forget_bases(&server).await;
        assert_eq!(line(nobody).await, json!([
            not_paid("regional_exclusive", "unknown"),
            not_paid("affiliate_first", "unknown"),
            not_paid("platform_fee", "unknown"),
        ]));
        assert_eq!(line(sold.order.0).await, json!([not_paid("platform_fee", "unknown")]));
        // The fee is MOJO LLC's, whose entry has the whole basis.
        assert_eq!(line(course).await, of_course);
        let owner = server.token("owner@birkenhain").await;
        let seen = of_order(&server, &owner, course).await;
        assert_eq!(seen["lines"][0]["not_paid"], of_course, "its seller sees it too: {seen}");
    }
}
