//! Customers who are looked up, the issuer, and who accepted which contract.

use super::*;
use crate::views::{IssuerFields, IssuerInput};

fn customer() -> Value {
    json!({
        "id": "c/1", "name": "Anna Berger", "email": "anna@example.org", "buyer_tenant_id": "t-1",
        "known_since": "2026-03-04T09:00:00Z", "signed_up_at": null,
    })
}

#[tokio::test]
async fn a_customer_is_looked_up_with_a_reason_and_the_file_is_read_with_one() {
    let (desk, fake) = desk_of("support").await;
    fake.names();
    fake.say(200, json!({ "customers": [customer()], "more": true }));
    let found = desk.search_customers(" Berger ".to_owned(), "Anruf".to_owned()).await.unwrap();
    assert_eq!(fake.last_body(), json!({ "text": "Berger", "reason": "Anruf" }));
    assert!(found.has_more);
    assert_eq!(found.rows[0].buyer.as_deref(), Some("Studio Moorlicht"));

    fake.names();
    let line = json!({
        "order_id": "o-1", "order_number": "B-1", "seller": "MOJO LLC",
        "ordered_at": "2026-11-01T10:00:00Z", "billing_country": "DE", "product_name": "CAMPUS",
        "currency": "EUR", "net": "1000.00", "discount": "0.00", "refunded": "400.00",
    });
    let refund = json!({
        "id": "r-1", "order_id": "o-1", "order_number": "B-1", "line": 1,
        "refunded_at": "2026-11-10T10:00:00Z", "currency": "EUR", "net": "400.00",
    });
    let subscription = json!({
        "id": "s-1", "product_name": "OS", "billing_interval": "month", "currency": "EUR",
        "amount": "119.00", "opened_at": "2026-11-01T10:00:00Z", "state": "active",
        "paid_until": null, "ends_with_period": false,
    });
    let attribution = json!({
        "id": "a-1", "customer_user_id": "c/1", "attributed_tenant_id": "t-1",
        "attributed_at": "2026-01-01T00:00:00Z", "first_purchase_at": null,
        "attribution_expires_at": "2029-01-01T00:00:00Z", "source": "direct", "source_ref": null,
    });
    fake.say(
        200,
        json!({
            "customer": customer(), "language": "de", "first_country": "DE",
            "attributions": [attribution], "lines": [line], "refunds": [refund],
            "subscriptions": [subscription],
        }),
    );
    let file = desk.show_customer("c/1".to_owned(), "Anruf".to_owned()).await.unwrap();
    let asked = fake.paths().pop().unwrap();
    assert_eq!(asked, (Method::Post, "customers/c%2F1/file".to_owned()));
    assert_eq!(fake.last_body(), json!({ "reason": "Anruf" }));
    assert_eq!((file.lines[0].net.cents, file.lines[0].refunded.cents), (100_000, 40_000));
    assert_eq!((file.refunds[0].line, file.refunds[0].net.cents), (1, 40_000));
    assert_eq!(file.subscriptions[0].amount.cents, 11_900);
    assert_eq!(file.attributions[0].tenant, "Studio Moorlicht");
}

#[tokio::test]
async fn nobody_of_a_tenant_looks_a_customer_up_at_a_desk() {
    for role in ["owner", "distributor", "reception"] {
        let (desk, fake) = desk_of(role).await;
        let text = || "Berger".to_owned();
        let refused = [
            desk.search_customers(text(), text()).await.unwrap_err(),
            desk.show_customer(text(), text()).await.unwrap_err(),
            desk.show_issuer().await.unwrap_err(),
            desk.list_acceptances(false, None).await.unwrap_err(),
        ];
        assert!(refused.iter().all(|refused| refused.code() == "not_allowed"), "{role}");
        assert!(fake.paths().is_empty(), "{role}");
    }
}

fn issuer() -> IssuerInput {
    IssuerInput {
        issuer: IssuerFields {
            name: "MOJO LLC".to_owned(),
            street: "Main Street 1".to_owned(),
            postal_code: "82001".to_owned(),
            city: "Cheyenne".to_owned(),
            country: " us ".to_owned(),
            tax_number: "98-7654321".to_owned(),
            vat_id: String::new(),
        },
        version: 3,
        reason: "Umzug".to_owned(),
    }
}

#[tokio::test]
async fn y3_the_issuer_is_read_by_staff_and_stated_by_an_administrator() {
    let (desk, fake) = desk_of("platform_admin").await;
    let fields = json!({
        "name": "MOJO LLC", "street": "Main Street 1", "postal_code": "82001",
        "city": "Cheyenne", "country": "US", "tax_number": "98-7654321", "vat_id": "",
    });
    let mut version = fields.clone();
    version["version"] = json!(3);
    version["stated_at"] = json!("2026-11-20T09:00:00Z");
    version["user_id"] = json!("u-1");
    version["reason"] = json!("Gründung");
    let stated = json!({ "issuer": fields, "version": 3, "versions": [version] });
    fake.say(200, stated.clone());
    let held = desk.show_issuer().await.unwrap();
    assert_eq!((held.version, held.versions[0].issuer.city.as_str()), (3, "Cheyenne"));
    assert_eq!(held.issuer.unwrap().country, "US");
    fake.say(200, json!({ "hello": "world" }));
    let unanswered = desk.put_issuer(issuer()).await.unwrap_err();
    assert_eq!(
        unanswered.code(),
        "administration_unanswered",
        "a page of the network is no answer"
    );
    fake.say(200, stated);
    desk.put_issuer(issuer()).await.unwrap();
    assert_eq!(fake.paths().pop().unwrap(), (Method::Put, "issuer".to_owned()));
    let told = fake.last_body();
    assert_eq!((&told["country"], &told["version"]), (&json!("US"), &json!(3)));
    fake.say(409, envelope("issuer_changed", "stated anew meanwhile"));
    let refused = desk.put_issuer(issuer()).await.unwrap_err();
    assert_eq!(refused.values()["code"], "issuer_changed");

    let (desk, fake) = desk_of("support").await;
    assert_eq!(desk.put_issuer(issuer()).await.unwrap_err().code(), "not_allowed");
    assert!(fake.paths().is_empty());
}

#[tokio::test]
async fn f2_who_accepted_what_is_told_with_its_state_and_a_day_is_declared() {
    let (desk, fake) = desk_of("platform_admin").await;
    let acceptance = |id: &str, current: bool, latest: bool, left: bool| {
        json!({
            "id": id, "tenant_id": "t-1", "tenant": "Studio Moorlicht", "kind": "affiliate",
            "version": "2025-01", "language": "de", "sha256": "x", "user_id": "u-1",
            "name": "Runa Falk", "accepted_at": "2025-01-12T10:00:00Z", "address": "192.0.2.17",
            "is_current": current, "is_latest": latest, "has_left": left,
        })
    };
    let mut late = acceptance("2", false, true, false);
    late["mail"] = json!("sent");
    let rows = [
        acceptance("1", true, true, false),
        late,
        acceptance("3", false, false, false),
        acceptance("4", false, true, true),
    ];
    let demand = json!({
        "kind": "affiliate", "version": "2026-11", "needed_from": "2026-12-31",
        "declared_at": "2026-11-20T09:00:00Z", "user_id": "u-1", "reason": "x",
    });
    let offered = json!({ "kind": "affiliate", "version": "2026-11", "sha256": "y" });
    fake.say(
        200,
        json!({ "acceptances": rows, "demands": [demand], "offered": [offered], "next": "7.a" }),
    );
    let page = desk.list_acceptances(true, Some("9.b".to_owned())).await.unwrap();
    let (_, path) = fake.paths().pop().unwrap();
    assert_eq!(path, "contract-acceptances?limit=50&outdated=true&before=9.b");
    let states: Vec<&str> = page.rows.iter().map(|row| row.state.as_str()).collect();
    assert_eq!(states, ["current", "outdated", "earlier", "left"]);
    let mails: Vec<Option<&str>> = page.rows.iter().map(|row| row.mail.as_deref()).collect();
    assert_eq!(mails, [None, Some("sent"), None, None]);
    assert_eq!(page.demands[0].needed_from, "2026-12-31");
    assert_eq!((page.offered[0].version.as_str(), page.next.as_deref()), ("2026-11", Some("7.a")));
    assert!(page.unaccepted.is_empty(), "a platform of before says nothing of them");
    let missing = json!({
        "tenant_id": "t-9", "tenant": "Haus Moor", "kind": "distributor",
        "since": "2026-01-12T10:00:00Z",
    });
    fake.say(
        200,
        json!({
            "acceptances": [], "demands": [], "offered": [], "unaccepted": [missing],
            "has_more_unaccepted": true, "next": null,
        }),
    );
    let page = desk.list_acceptances(false, None).await.unwrap();
    let [row] = &page.unaccepted[..] else { panic!("{page:?}") };
    assert_eq!((row.tenant.as_str(), row.kind.as_str()), ("Haus Moor", "distributor"));
    assert!(page.has_more_unaccepted);

    let needed = json!({
        "kind": "affiliate", "version": "../x", "needed_from": "2027-01-31",
        "declared_at": "2026-11-20T09:00:00Z", "user_id": "u-1", "reason": "Mehr Zeit",
    });
    fake.say(200, needed);
    let text = |text: &str| text.to_owned();
    let day = text("2027-01-31");
    desk.demand_contract(text("affiliate"), text("../x"), day, text("Mehr Zeit")).await.unwrap();
    let asked = fake.paths().pop().unwrap();
    assert_eq!(asked, (Method::Put, "contracts/affiliate/..%2Fx/needed-from".to_owned()));
    assert_eq!(fake.last_body(), json!({ "needed_from": "2027-01-31", "reason": "Mehr Zeit" }));
}
