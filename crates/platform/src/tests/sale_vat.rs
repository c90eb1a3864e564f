//! D5: the VAT of what is sold on the platform follows the places of seller and buyer, and is fixed
//! when it is offered. The tax profile of the seller says where it sits.

use axum::http::StatusCode;
use mojo_domain::commissions::TaxProfile;
use mojo_domain::invoicing::Party;
use mojo_domain::vat::VatClass;
use serde_json::{Value, json};

use super::checkouts::{connect, found, llc, orders, paid, pay, tell, wish};
use super::commerce::{BOOTCAMP, CUSTOMER, micros};
use super::customers::{address, customer, intent_of, shop};
use super::memberships::grant;
use super::storage::run;
use super::support::{BIRKENHAIN, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{CheckoutRefused, CheckoutWish, open_checkout};
use crate::storage::checkouts::CheckoutRecord;
use crate::storage::sale_vat::SaleVatRecord;

const NOW: &str = "2026-11-20T10:00:00Z";

/// Keeps where a tenant sits, by its profile.
pub(super) async fn sits_in(server: &Server, tenant: Tenant, country: &str, is_small: bool) {
    let profile = TaxProfile {
        party: Party { country: country.to_owned(), ..Party::default() },
        is_business: true,
        is_small_business: is_small,
        has_agreed: false,
    };
    let mut tx = server.platform.state.database().write(tenant).await.unwrap();
    tx.put_tax_profile(&profile, 0).await.unwrap();
    tx.commit().await.unwrap();
}

fn billed_to(number: u128, country: &str) -> CheckoutWish {
    CheckoutWish { billing_country: Some(country.parse().unwrap()), ..wish(number, CUSTOMER) }
}

async fn opened(server: &Server, wish: &CheckoutWish) -> Result<CheckoutRecord, CheckoutRefused> {
    let state = &server.platform.state;
    let now = micros(NOW);
    open_checkout(state.database(), state.payments(), llc(), wish, now).await.map(|it| it.0)
}

async fn kept(server: &Server, seller: Tenant, checkout: &CheckoutRecord) -> SaleVatRecord {
    let mut tx = server.platform.state.database().read(seller).await.unwrap();
    tx.list_sale_vat((checkout.checkout_id, false)).await.unwrap().remove(0)
}

/// A course, and what else of the practice's own, of 100.00; gives back the id.
async fn product(server: &Server, owner: &str, kind: &str) -> Value {
    let offer = json!({ "name": "Angebot", "price_net": "100.00", "kind": kind });
    let (status, made) = server.call("POST", "/api/v1/products", Some(owner), Some(&offer)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["id"].clone()
}

/// What a customer pays for it; the code where it is refused.
async fn sold(server: &Server, owner: &str, body: &Value) -> String {
    let (status, opened) = server.call("POST", "/api/v1/checkouts", Some(owner), Some(body)).await;
    let said =
        if status == StatusCode::CREATED { &opened["amount"] } else { &opened["error"]["code"] };
    said.as_str().unwrap_or_default().to_owned()
}

on_both! {
    /// Section 3a (5) UStG, section 3a (13) UStG 1994, Art. 8 (1) MWSTG: a membership sold from the
    /// United States bears the VAT of the consumer's country.
    async fn d5_a_seller_abroad_takes_the_rate_of_the_buyers_country(server) {
        let (server, stripe) = connect(server).await;
        sits_in(&server, llc(), "US", false).await;
        for (number, country, cents) in [(1, "DE", 119_000), (2, "AT", 120_000), (3, "CH", 108_100)] {
            let checkout = opened(&server, &billed_to(number, country)).await.unwrap();
            assert_eq!(checkout.amount_cents, cents, "{country}");
            assert_eq!(kept(&server, llc(), &checkout).await.taxed_in, country);
        }
        let french = opened(&server, &billed_to(4, "FR")).await.unwrap_err();
        assert!(matches!(french, CheckoutRefused::Vat(_)), "a refusal, and never a zero: {french}");
        let abroad = opened(&server, &billed_to(5, "US")).await.unwrap();
        assert_eq!(abroad.amount_cents, 100_000);
        assert_eq!(kept(&server, llc(), &abroad).await.vat_class, VatClass::NotTaxable);
        // What was offered stays, wherever the seller moves; the order has its rate and country.
        let austrian = opened(&server, &billed_to(2, "AT")).await.unwrap();
        sits_in(&server, llc(), "DE", false).await;
        tell(&server, &paid("evt_1", &pay(&stripe, &austrian))).await;
        let order = orders(&server).await.remove(0);
        assert_eq!(order.billing_country, Some("AT".parse().unwrap()));
        let mut tx = server.platform.state.database().read(llc()).await.unwrap();
        let line = tx.list_order_lines(&[order.order_id.0]).await.unwrap().remove(0);
        assert_eq!((line.vat_rate_bp, line.gross_cents), (2000, 120_000));
        drop(tx);
        let vat = kept(&server, llc(), &found(&server, &austrian).await).await;
        assert_eq!((vat.vat_cents, vat.buyer_country.as_str()), (20_000, "AT"));
        assert_eq!((vat.seller_country.as_str(), vat.note.as_str()), ("US", ""));
    }

    /// As before: who has not said where it sits sells at the rate of its catalogue.
    async fn d5_a_seller_without_a_profile_sells_at_its_catalogues_rate(server) {
        let (server, _stripe) = connect(server).await;
        let checkout = opened(&server, &billed_to(1, "AT")).await.unwrap();
        assert_eq!(checkout.amount_cents, 119_000);
        assert_eq!(kept(&server, llc(), &checkout).await.vat_rate_bp, 1900);
    }

    /// Section 13b (2) Nr. 1 and (5) UStG: a German practice owes the VAT itself, a small one too.
    async fn d5_a_tenant_that_buys_itself_from_abroad_owes_the_vat(server) {
        let (server, _stripe) = shop(server).await;
        grant(&server, "NULL").await;
        let sql = format!("UPDATE tenants SET country = 'DE' WHERE tenant_id = '{BIRKENHAIN}'");
        run(server.platform.state.database(), &sql).await.unwrap();
        sits_in(&server, llc(), "US", false).await;
        sits_in(&server, Tenant::named_by_platform(BIRKENHAIN), "DE", true).await;
        let owner = server.token("owner@birkenhain").await;
        let path = "/api/v1/membership";
        let (status, offers) = server.call("GET", path, Some(&owner), None).await;
        assert_eq!(status, StatusCode::OK, "{offers}");
        let levels = offers["levels"].as_array().unwrap();
        let level = levels.iter().find(|level| level["product_id"] == json!(BOOTCAMP)).unwrap();
        assert_eq!((&level["vat_percent"], &level["first"]["vat"]), (&json!("0"), &json!("0.00")));
        assert_eq!(level["first"]["gross"], level["first"]["net"]);
        assert!(level["vat_note"].as_str().unwrap().contains("§ 13b Abs. 2 Nr. 1"), "{level}");
        let wish = json!({ "product_id": BOOTCAMP, "amount": level["first"]["gross"] });
        let path = "/api/v1/membership/purchases";
        let (status, begun) = server.call("POST", path, Some(&owner), Some(&wish)).await;
        assert_eq!(status, StatusCode::CREATED, "the price that was shown: {begun}");
        let id = begun["purchase"]["id"].as_str().unwrap().parse().unwrap();
        let mut tx = server.platform.state.database().read(llc()).await.unwrap();
        let vat = tx.list_sale_vat((id, false)).await.unwrap().remove(0);
        assert_eq!((vat.vat_class, vat.taxed_in.as_str()), (VatClass::ReverseCharge, "DE"));
    }

    /// Section 3a (1), (2) and (3), section 19 UStG: what a German tenant sells to its customers.
    async fn d5_a_tenants_sale_follows_its_kind_and_its_buyer(server) {
        let (server, _stripe) = connect(server).await;
        let owner = server.token("owner@birkenhain").await;
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        sits_in(&server, practice, "DE", false).await;
        let (course, workshop) =
            (product(&server, &owner, "course").await, product(&server, &owner, "workshop").await);
        let body = |product: &Value, country: &str, vat_id: Option<&str>| {
            json!({ "customer_user_id": CUSTOMER, "billing_country": country,
                "customer_vat_id": vat_id, "lines": [{ "product_id": product }] })
        };
        for (product, country, vat_id, amount) in [
            (&course, "DE", None, "119.00"),
            // Below the threshold of section 3a (5) sentence 3 UStG.
            (&course, "AT", None, "119.00"),
            (&course, "AT", Some("ATU12345675"), "100.00"),
            (&course, "AT", Some("DE123456788"), "119.00"),
            (&course, "US", None, "100.00"),
            // It is where it takes place.
            (&workshop, "AT", Some("ATU12345675"), "119.00"),
            (&workshop, "US", None, "119.00"),
            (&course, "AT", Some("at u1"), "checkout_refused"),
        ] {
            let said = sold(&server, &owner, &body(product, country, vat_id)).await;
            assert_eq!(said, amount, "{country} {vat_id:?}");
        }
        sits_in(&server, practice, "DE", true).await;
        let body = body(&course, "DE", None);
        assert_eq!(sold(&server, &owner, &body).await, "100.00", "section 19 UStG");
        let path = "/api/v1/checkouts";
        let (_, opened) = server.call("POST", path, Some(&owner), Some(&body)).await;
        let vat = &opened["vat"][0];
        assert_eq!((&vat["vat_class"], &vat["amount"]), (&json!("kleinunternehmer"), &json!("0.00")));
        assert!(vat["note"].as_str().unwrap().contains("§ 19 UStG"), "{opened}");
    }

    /// The customer reads it before paying, and on the receipt.
    async fn d5_the_vat_stands_on_the_page_of_the_payment_and_on_the_receipt(server) {
        let (server, stripe) = shop(server).await;
        sits_in(&server, llc(), "US", false).await;
        let mut browser = customer(&server, "anna@example.org").await;
        browser.get(&server, "/levels/3/buy").await;
        let page = browser.post(&server, "/levels/3/buy", &address("AT")).await;
        let place = page.place.unwrap();
        let purchase = place.split('?').next().unwrap().to_owned();
        let page = browser.get(&server, &purchase).await;
        for part in ["1.200,00\u{a0}€", "Darin Umsatzsteuer", "200,00\u{a0}€", "20\u{a0}% (Österreich)"] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        let intent = intent_of(&stripe, &purchase);
        tell(&server, &paid("evt_1", &stripe.pay(intent["id"].as_str().unwrap()))).await;
        let account = browser.get(&server, "/account").await.text;
        for part in ["1.000,00\u{a0}€", "20\u{a0}% (Österreich)", "1.200,00\u{a0}€"] {
            assert!(account.contains(part), "{part}: {account}");
        }
    }

    /// Whoever draws ids of checkouts takes no place of a subscription.
    async fn d5_the_vat_of_a_checkout_and_of_a_subscription_with_one_id_stand_apart(server) {
        let (server, _stripe) = connect(server).await;
        let checkout = opened(&server, &billed_to(1, "DE")).await.unwrap();
        let mut of_subscription = kept(&server, llc(), &checkout).await;
        of_subscription.is_subscription = true;
        let mut tx = server.platform.state.database().write(llc()).await.unwrap();
        tx.insert_sale_vat(std::slice::from_ref(&of_subscription)).await.unwrap();
        let both = (checkout.checkout_id, true);
        assert_eq!(tx.list_sale_vat(both).await.unwrap(), [of_subscription]);
        tx.commit().await.unwrap();
        let foreign = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = server.platform.state.database().read(foreign).await.unwrap();
        assert!(tx.list_sale_vat(both).await.unwrap().is_empty(), "another tenant's");
    }
}
