//! What the tenant sold, at a desk whose platform is written here.

use serde_json::{Value, json};

use crate::Refusal as _;
use crate::testing::signed_in;
use crate::views::{SoldOrderQuery, decode_base64};

const ORDER: &str = "00000000-0000-0000-0000-000000000d51";

fn order(number: &str, currency: &str, rest: &str) -> Value {
    json!({
        "id": ORDER, "number": number, "ordered_at": "2026-10-31T23:30:00Z", "customer": "K-7F3A",
        "billing_country": "DE", "currency": currency, "renewal": false, "via_connect": true,
        "first_purchase": true, "net": "50.00", "gross": "59.50", "refunded": "25.00",
        "platform_fee": "0.50", "commissions": "5.00", "rest": rest,
        "lines": [{ "line": 1, "product_name": "=Kurs" }],
    })
}

#[tokio::test]
async fn the_orders_are_listed_with_what_others_get_of_them() {
    let (desk, platform) = signed_in("owner", "owner").await;
    let list = json!({ "orders": [order("B-1", "EUR", "19.50")], "next": "7.x" });
    platform.say("orders?limit=50&month=2026-11", 200, list);
    let query = SoldOrderQuery { month: Some("2026-11".to_owned()), ..SoldOrderQuery::default() };
    let page = desk.list_sold_orders(query).await.unwrap();
    assert_eq!(page.next.as_deref(), Some("7.x"));
    let row = &page.rows[0];
    assert_eq!((row.customer.as_str(), row.products[0].as_str()), ("K-7F3A", "=Kurs"));
    let cents = [&row.net, &row.refunded, &row.platform_fee, &row.commissions, &row.rest]
        .map(|amount| amount.cents);
    assert_eq!(cents, [5000, 2500, 50, 500, 1950]);

    let fee = json!({
        "id": "c-1", "product_name": "Kurs", "commission_type": "platform_fee", "percent": "2",
        "base": "50.00", "amount": "1.00", "reversed": "0.50", "currency": "EUR",
        "status": "approved", "recipient_tenant_id": null,
    });
    let path = "orders/00000000-0000-0000-0000-000000000d51/commissions";
    platform.say(path, 200, json!({ "order_id": ORDER, "commissions": [fee], "lines": [] }));
    let shares = desk.list_order_shares(ORDER.to_owned()).await.unwrap();
    assert_eq!((shares[0].kind.as_str(), shares[0].reversed.cents), ("platform_fee", 50));
    platform.asked();
    for id in ["", "x", "../tenants", "1/../../users"] {
        let refused = desk.list_order_shares(id.to_owned()).await.unwrap_err();
        assert_eq!(refused.code(), "unknown_order", "{id}");
    }
    assert!(platform.asked().is_empty(), "no address is made of what is no id");
}

#[tokio::test]
async fn a_table_has_every_page_and_a_total_of_each_currency() {
    let (desk, platform) = signed_in("owner", "owner").await;
    let first = json!({ "orders": [order("B-1", "EUR", "19.50")], "next": "7.x" });
    let rest = json!([order("B-2", "CHF", "19.50"), order("B-3", "EUR", "-0.50")]);
    platform.say("orders?limit=200", 200, first);
    platform.say("orders?limit=200&before=7.x", 200, json!({ "orders": rest, "next": null }));
    let query =
        SoldOrderQuery { before: Some("elsewhere".to_owned()), ..SoldOrderQuery::default() };
    let file = desk.sold_orders_csv(query.clone(), None).await.unwrap();
    let text = String::from_utf8(decode_base64(&file.base64).unwrap()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(file.file_name, "Verkaeufe.csv");
    assert_eq!(lines.len(), 6, "{text}");
    assert_eq!(
        lines[1], "01.11.2026;B-1;K-7F3A;'=Kurs;DE;50,00;59,50;25,00;0,50;5,00;19,50;EUR",
        "half past midnight in Berlin, and no formula"
    );
    assert_eq!(lines[4], "Summe;;;;;50,00;59,50;25,00;0,50;5,00;19,50;CHF");
    assert_eq!(lines[5], "Summe;;;;;100,00;119,00;50,00;1,00;10,00;19,00;EUR");
    let english = desk.sold_orders_csv(query, Some("fr".to_owned())).await.unwrap_err();
    assert_eq!(english.code(), "invalid_input");
}

#[tokio::test]
async fn who_has_to_do_with_commissions_reads_them_and_the_reception_does_not() {
    for (role, account, code) in [
        ("reception", "owner", "not_allowed"),
        ("owner", "reception", "not_allowed"),
        ("owner", "bookkeeper", "needs_network"),
    ] {
        let (desk, _) = signed_in(role, account).await;
        let refused = desk.list_sold_orders(SoldOrderQuery::default()).await.unwrap_err();
        assert_eq!(refused.code(), code, "{role} {account}");
    }
    let (desk, _) = signed_in("owner", "owner").await;
    let query = SoldOrderQuery { month: Some("2026-13".to_owned()), ..SoldOrderQuery::default() };
    assert_eq!(desk.list_sold_orders(query).await.unwrap_err().code(), "not_a_month");
}

/// A platform that goes on for ever, or on from nothing, is left.
#[tokio::test]
async fn a_table_ends_whatever_the_platform_says() {
    let (desk, platform) = signed_in("owner", "owner").await;
    platform.say("orders?limit=200", 200, json!({ "orders": [], "next": "7.x" }));
    let refused = desk.sold_orders_csv(SoldOrderQuery::default(), None).await.unwrap_err();
    assert_eq!(refused.code(), "platform_refused");

    let (desk, platform) = signed_in("owner", "owner").await;
    let page = json!({ "orders": [order("B-1", "EUR", "19.50")], "next": "7.x" });
    platform.say("orders?limit=200", 200, page.clone());
    platform.say("orders?limit=200&before=7.x", 200, page);
    let refused = desk.sold_orders_csv(SoldOrderQuery::default(), None).await.unwrap_err();
    assert_eq!((refused.code(), platform.asked().len()), ("platform_refused", 2));
}
