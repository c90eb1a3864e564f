//! Customers in the browser: signing in, buying, the account (F3, P4, C7).

use axum::http::StatusCode;
use mojo_domain::catalogue::BillingInterval;
use mojo_domain::commissions::{Agreement, AgreementTerms};
use mojo_domain::memberships::Stage;
use mojo_domain::{Percentage, ProductId, UserId};
use mojo_testkit::stripe::FakeStripe;
use serde_json::{Value, json};
use uuid::Uuid;

use super::browser::{Browser, Page};
use super::commerce::BOOTCAMP;
use super::support::{BIRKENHAIN, Server, on_both};
use crate::storage::catalogue::AgreementRecord;
use crate::storage::checkouts::CheckoutState;
use crate::tests::checkouts::{connect, event, llc, orders, paid, tell};

pub(super) const PASSWORD: &str = "Tannenweg 4, Hinterhaus";
/// The key that stands in the page.
const PAGE_KEY: &str = "pk_test_of_our_own";
const FREE: ProductId = ProductId(Uuid::from_u128(0xF0));
const MONTHLY: ProductId = ProductId(Uuid::from_u128(0xF4));

/// A platform where customers can buy.
pub(super) async fn shop(server: Server) -> (Server, FakeStripe) {
    let (mut server, stripe) = connect(server).await;
    server.platform = server.platform.clone().with_stripe_page(PAGE_KEY).unwrap();
    server.router = server.platform.router();
    (server, stripe)
}

/// Makes an account and signs in.
pub(super) async fn customer(server: &Server, email: &str) -> Browser {
    let mut browser = Browser::default();
    browser.get(server, "/signup").await;
    let fields = [("name", "Anna Berger"), ("email", email), ("password", PASSWORD), ("code", "")];
    let page = browser.post(server, "/signup", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    let page = sign_in(&mut browser, server, email, PASSWORD).await;
    assert_eq!(page.place.as_deref(), Some("/account?lang=de"), "{page:?}");
    browser
}

pub(super) async fn sign_in(
    browser: &mut Browser,
    server: &Server,
    email: &str,
    password: &str,
) -> Page {
    browser.get(server, "/signin").await;
    browser.post(server, "/signin", &[("email", email), ("password", password)]).await
}

/// To whom it is billed.
pub(super) fn address(country: &str) -> [(&'static str, &str); 5] {
    [
        ("name", "Anna Berger"),
        ("street", "Tannenweg 4"),
        ("postal_code", "99998"),
        ("city", "Auenfeld"),
        ("country", country),
    ]
}

/// Buys a level; gives back the path of the purchase.
pub(super) async fn buy(browser: &mut Browser, server: &Server, level: u32) -> String {
    let path = format!("/levels/{level}/buy");
    let form = browser.get(server, &path).await;
    assert_eq!(form.status, StatusCode::OK, "{form:?}");
    let page = browser.post(server, &path, &address("DE")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    let place = page.place.unwrap();
    assert!(place.starts_with("/purchases/"), "{place}");
    place.split('?').next().unwrap().to_owned()
}

/// The intent of a purchase at the provider.
pub(super) fn intent_of(stripe: &FakeStripe, purchase: &str) -> Value {
    let id = purchase.trim_start_matches("/purchases/");
    let intents = stripe.payment_intents();
    intents.iter().find(|it| it["metadata"]["checkout_id"] == id).unwrap().clone()
}

/// The customer pays a purchase; the intent as it stands then.
fn pay(stripe: &FakeStripe, purchase: &str) -> Value {
    stripe.pay(intent_of(stripe, purchase)["id"].as_str().unwrap())
}

/// Puts products beside the level that the shop sells: one that is free, one by the month.
async fn more_levels(server: &Server) {
    let mut tx = server.platform.state.database().write(llc()).await.unwrap();
    let products = tx.list_products().await.unwrap();
    let level = products.iter().find(|product| product.product_id == BOOTCAMP).unwrap();
    let mut free = level.clone();
    (free.product_id, free.price_net_cents) = (FREE, 0);
    (free.user_journey_level, free.granted_stage) = (Some(1), Some(Stage::LEBENSENERGIE));
    free.name = "LEBENSENERGIE".to_owned();
    let mut monthly = level.clone();
    (monthly.product_id, monthly.price_net_cents) = (MONTHLY, 10_000);
    monthly.billing_interval = Some(BillingInterval::Month);
    (monthly.user_journey_level, monthly.name) = (Some(4), "RegenerationsmedizinOS".to_owned());
    tx.insert_products(&[free, monthly]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn mails(server: &Server, kind: &str) -> Vec<Value> {
    let open = server.platform.list_open_mails().await.unwrap();
    let all = open["mails"].as_array().unwrap();
    all.iter().filter(|mail| mail["kind"] == kind).cloned().collect()
}

/// The path of the link in a mail.
fn link_in(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    let from = text.find("/forgotten/").unwrap();
    text[from..].split_whitespace().next().unwrap().to_owned()
}

on_both! {
    /// F3: from the page of a level to the membership; only what the provider tells makes it paid.
    async fn f3_a_customer_buys_a_level_and_only_the_providers_word_makes_it_paid(server) {
        let (server, stripe) = shop(server).await;
        let mut browser = Browser::default();
        let page = browser.get(&server, "/levels/3/buy").await;
        assert_eq!(page.place.as_deref(), Some("/signin?lang=de&next=/levels/3/buy"), "{page:?}");
        let mut browser = customer(&server, "anna@example.org").await;
        let purchase = buy(&mut browser, &server, 3).await;
        let page = browser.get(&server, &purchase).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let secret = intent_of(&stripe, &purchase)["client_secret"].as_str().unwrap().to_owned();
        for part in [PAGE_KEY, &secret, "1.190,00\u{a0}€", "https://js.stripe.com/v3/", "Zahlungspflichtig bestellen", "Tannenweg 4"] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert!(!page.text.contains(FakeStripe::KEY), "the secret key stands in no page");
        let outcome = format!("{purchase}/outcome");
        // What the provider's page says in the address decides nothing.
        let page = browser.get(&server, &format!("{outcome}?redirect_status=succeeded")).await;
        assert!(page.text.contains("Wir warten auf die Bestätigung"), "{}", page.text);
        let intent = pay(&stripe, &purchase);
        let page = browser.get(&server, &outcome).await;
        assert!(page.text.contains("Wir warten"), "nothing was told yet: {}", page.text);
        assert!(orders(&server).await.is_empty());
        tell(&server, &paid("evt_1", &intent)).await;
        tell(&server, &paid("evt_1", &intent)).await;
        let late = event("evt_2", "payment_intent.payment_failed", crate::tests::checkouts::PAID, &intent);
        tell(&server, &late).await;
        let page = browser.get(&server, &outcome).await;
        assert!(page.text.contains("Bezahlt, vielen Dank"), "{}", page.text);
        assert_eq!(orders(&server).await.len(), 1);
        let account = browser.get(&server, "/account").await.text;
        for part in ["BUSINESS BOOTCAMP", "ohne Ende", "1.000,00\u{a0}€", "19\u{a0}%", "1.190,00\u{a0}€", "MOJO LLC"] {
            assert!(account.contains(part), "{part}: {account}");
        }
        let again = browser.get(&server, "/levels/3/buy").await.text;
        assert!(again.contains("Diese Mitgliedschaft haben Sie schon"), "{again}");
        // The page of the payment leads to the outcome now, and makes no second one.
        let page = browser.get(&server, &purchase).await;
        assert_eq!(page.place, Some(format!("{outcome}?lang=de")));
        assert_eq!(stripe.payment_intents().len(), 1);
    }

    /// F3: a click twice, at one instant too, and a page that is loaded again are one payment.
    async fn f3_a_double_click_and_a_reload_make_one_payment(server) {
        let (server, stripe) = shop(server).await;
        let mut one = customer(&server, "anna@example.org").await;
        one.get(&server, "/levels/3/buy").await;
        let mut two = Browser { cookies: one.cookies.clone() };
        let fields = address("DE");
        let (first, second) = tokio::join!(
            one.post(&server, "/levels/3/buy", &fields),
            two.post(&server, "/levels/3/buy", &fields),
        );
        assert!(first.place.is_some(), "{first:?}");
        assert_eq!(first.place, second.place);
        let purchase = buy(&mut one, &server, 3).await;
        assert_eq!(first.place, Some(format!("{purchase}?lang=de")));
        for _ in 0..3 {
            assert_eq!(one.get(&server, &purchase).await.status, StatusCode::OK);
        }
        assert_eq!(stripe.payment_intents().len(), 1);
        // Once it is paid, the next click is another purchase.
        let intent = pay(&stripe, &purchase);
        tell(&server, &paid("evt_1", &intent)).await;
        assert_ne!(buy(&mut one, &server, 3).await, purchase);
        assert_eq!(stripe.payment_intents().len(), 2);
    }

    /// F3: whoever begins anew leaves nothing behind that could be paid beside it.
    async fn f3_a_purchase_that_is_discarded_cannot_be_paid_and_a_paid_one_not_be_discarded(server) {
        let (server, stripe) = shop(server).await;
        let mut browser = customer(&server, "anna@example.org").await;
        let purchase = buy(&mut browser, &server, 3).await;
        let page = browser.post(&server, &format!("{purchase}/discard"), &[]).await;
        assert_eq!(page.place.as_deref(), Some("/account?lang=de"), "{page:?}");
        assert_eq!(intent_of(&stripe, &purchase)["status"], "canceled");
        let page = browser.get(&server, &format!("{purchase}/outcome")).await;
        assert!(page.text.contains("Dieses Angebot ist abgelaufen"), "{}", page.text);
        let page = browser.get(&server, &purchase).await;
        assert_eq!(page.place, Some(format!("{purchase}/outcome?lang=de")), "{page:?}");
        let second = buy(&mut browser, &server, 3).await;
        assert_ne!(second, purchase);
        let intent = pay(&stripe, &second);
        // Paid there, not told here yet.
        let page = browser.post(&server, &format!("{second}/discard"), &[]).await;
        assert_eq!(page.place, Some(format!("{second}?done=not-discarded&lang=de")), "{page:?}");
        tell(&server, &paid("evt_1", &intent)).await;
        let page = browser.get(&server, &format!("{second}/outcome")).await;
        assert!(page.text.contains("Bezahlt, vielen Dank"), "{}", page.text);
        assert_eq!(stripe.payment_intents().len(), 2);
    }

    /// F3: an offer that ran out here cannot be paid beside the next one, and one that was paid there is
    /// gone on with.
    async fn f3_what_ran_out_is_taken_back_before_the_next_one_is_opened(server) {
        let (server, stripe) = shop(server).await;
        let mut browser = customer(&server, "anna@example.org").await;
        let run_out = async |purchase: &str| {
            let id = purchase.trim_start_matches("/purchases/").parse().unwrap();
            let mut tx = server.platform.state.database().write(llc()).await.unwrap();
            tx.set_checkout_state(id, CheckoutState::Expired).await.unwrap();
            tx.commit().await.unwrap();
        };
        let first = buy(&mut browser, &server, 3).await;
        run_out(&first).await;
        let second = buy(&mut browser, &server, 3).await;
        assert_ne!(second, first);
        assert_eq!(intent_of(&stripe, &first)["status"], "canceled");
        let intent = pay(&stripe, &second);
        run_out(&second).await;
        assert_eq!(buy(&mut browser, &server, 3).await, second, "it was paid there");
        tell(&server, &paid("evt_1", &intent)).await;
        let page = browser.get(&server, &format!("{second}/outcome")).await;
        assert!(page.text.contains("Bezahlt, vielen Dank"), "{}", page.text);
        assert_eq!(stripe.payment_intents().len(), 2);
    }

    /// F3: an attempt that failed is said, and the same payment is tried again.
    async fn f3_an_attempt_that_failed_is_said_and_may_be_tried_again(server) {
        let (server, stripe) = shop(server).await;
        let mut browser = customer(&server, "anna@example.org").await;
        let purchase = buy(&mut browser, &server, 3).await;
        let waiting = intent_of(&stripe, &purchase);
        let failed = event("evt_1", "payment_intent.payment_failed", crate::tests::checkouts::PAID, &waiting);
        tell(&server, &failed).await;
        let page = browser.get(&server, &format!("{purchase}/outcome")).await;
        assert!(page.text.contains("Die Zahlung hat nicht geklappt"), "{}", page.text);
        assert_eq!(buy(&mut browser, &server, 3).await, purchase, "it is gone on with");
        let page = browser.get(&server, &purchase).await;
        assert!(page.text.contains("Der letzte Versuch hat nicht geklappt"), "{}", page.text);
        assert_eq!(stripe.payment_intents().len(), 1);
    }

    /// F3: a subscription is paid, shown, and ended by its customer alone.
    async fn f3_a_subscription_is_bought_and_cancelled_by_its_customer_alone(server) {
        let (server, stripe) = shop(server).await;
        more_levels(&server).await;
        stripe.set_now("2026-11-20T09:59:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp());
        let mut browser = customer(&server, "anna@example.org").await;
        let purchase = buy(&mut browser, &server, 4).await;
        let page = browser.get(&server, &purchase).await;
        assert!(page.text.contains("119,00\u{a0}€") && page.text.contains("data-secret"), "{}", page.text);
        assert_eq!(buy(&mut browser, &server, 4).await, purchase);
        assert_eq!(stripe.subscriptions().len(), 1);
        let invoice = stripe.invoices().pop().unwrap();
        stripe.pay(invoice["payment_intent"].as_str().unwrap());
        for told in stripe.events() {
            tell(&server, &told).await;
        }
        let page = browser.get(&server, &format!("{purchase}/outcome")).await;
        assert!(page.text.contains("Bezahlt, vielen Dank"), "{}", page.text);
        let page = browser.post(&server, "/levels/4/buy", &address("DE")).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
        let id = purchase.trim_start_matches("/purchases/");
        let cancel = format!("/account/subscriptions/{id}/cancel");
        assert!(browser.get(&server, "/account").await.text.contains(&cancel));
        let mut other = customer(&server, "berta@example.org").await;
        assert_eq!(other.post(&server, &cancel, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stripe.subscriptions()[0]["cancel_at_period_end"], json!(false));
        let page = browser.post(&server, &cancel, &[]).await;
        assert_eq!(page.place.as_deref(), Some("/account?done=cancelled&lang=de"), "{page:?}");
        assert_eq!(stripe.subscriptions()[0]["cancel_at_period_end"], json!(true));
        let account = browser.get(&server, "/account").await.text;
        assert!(account.contains("wird nicht verlängert") && !account.contains(&cancel), "{account}");
    }

    /// C3, P3: what is free opens its membership, needs no provider and is no first purchase.
    async fn c3_what_is_free_is_opened_without_a_payment_and_is_no_first_purchase(server) {
        crate::tests::commerce::open_shop(&server).await;
        more_levels(&server).await;
        let mut browser = customer(&server, "anna@example.org").await;
        browser.get(&server, "/levels/1/buy").await;
        let page = browser.post(&server, "/levels/1/buy", &address("DE")).await;
        let place = page.place.unwrap();
        let page = browser.get(&server, &place).await;
        assert!(page.text.contains("Es ist freigeschaltet"), "{place}: {}", page.text);
        assert!(browser.get(&server, "/account").await.text.contains("LEBENSENERGIE"));
        let all = orders(&server).await;
        assert_eq!((all.len(), all[0].is_first_purchase), (1, false));
    }

    /// Without a key for the pages nothing is sold there, and it is said; nothing is left behind.
    async fn without_a_key_nothing_is_bought_and_that_is_said(server) {
        let (server, stripe) = connect(server).await;
        let mut browser = customer(&server, "anna@example.org").await;
        let shown = browser.get(&server, "/levels/3/buy").await;
        let sent = browser.post(&server, "/levels/3/buy", &address("DE")).await;
        for page in [shown, sent] {
            assert_eq!(page.status, StatusCode::CONFLICT);
            assert!(page.text.contains("Zurzeit kann hier nicht gekauft werden"), "{}", page.text);
        }
        assert!(stripe.payment_intents().is_empty());
        for key in ["", "sk_live_x", "rk_live_x", "pk_", "pk_live_\"onload"] {
            assert!(server.platform.clone().with_stripe_page(key).is_err(), "{key}");
        }
    }

    /// All that is wrong with an address is said at once, and nothing is opened.
    async fn an_address_with_gaps_opens_nothing(server) {
        let (server, stripe) = shop(server).await;
        let mut browser = customer(&server, "anna@example.org").await;
        browser.get(&server, "/levels/3/buy").await;
        for fields in [vec![], address("XX").to_vec(), vec![("name", "A\nB"), ("country", "DE")]] {
            let page = browser.post(&server, "/levels/3/buy", &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
            assert!(page.text.contains("-problem\""), "{}", page.text);
        }
        assert!(stripe.payment_intents().is_empty());
    }

    /// P4: what is held of somebody they may read and take along without a membership, and only theirs.
    async fn p4_a_customer_takes_along_what_is_held_of_them_and_of_nobody_else(server) {
        let (server, stripe) = shop(server).await;
        let mut browser = customer(&server, "anna@example.org").await;
        let purchase = buy(&mut browser, &server, 3).await;
        tell(&server, &paid("evt_1", &pay(&stripe, &purchase))).await;
        let mut other = customer(&server, "berta@example.org").await;
        let file = |page: Page| serde_json::from_str::<Value>(&page.text).unwrap();
        let own = file(browser.get(&server, "/account/export").await);
        assert_eq!(own["account"]["email"], "anna@example.org");
        assert_eq!(own["orders"][0]["product"], "BUSINESS BOOTCAMP");
        assert_eq!(own["purchases"][0]["billed_to"]["city"], "Auenfeld");
        assert_eq!(own["memberships"][0]["membership"], "BUSINESS_BOOTCAMP");
        assert_eq!(own["purchases"][0]["kind"], "checkout");
        assert_eq!(own["account"]["language"], "de");
        assert_eq!(own["sessions"].as_array().unwrap().len(), 1);
        assert_eq!(own["sessions"][0]["ended_at"], Value::Null);
        assert!(!own.to_string().contains("$argon2id"), "the password's hash is nobody's to read");
        let token = &browser.cookies["mojo_customer"];
        let kept = crate::auth::CustomerToken::parse(token).unwrap().hash();
        assert!(!own.to_string().contains(token) && !own.to_string().contains(&kept));
        let theirs = file(other.get(&server, "/account/export").await);
        assert_eq!(theirs["account"]["email"], "berta@example.org");
        for list in ["orders", "purchases", "memberships", "subscriptions", "attributions"] {
            assert_eq!(theirs[list], json!([]), "{list}");
        }
    }

    /// A forgotten password: the link goes to the address alone, once and for an hour.
    async fn a_forgotten_password_is_chosen_anew_by_a_link_that_counts_once(server) {
        let mut browser = customer(&server, "anna@example.org").await;
        let mut visitor = Browser::default();
        visitor.get(&server, "/forgotten").await;
        let known = visitor.post(&server, "/forgotten", &[("email", "Anna@example.org")]).await;
        let unknown = visitor.post(&server, "/forgotten", &[("email", "nobody@example.org")]).await;
        assert_eq!((known.status, &known.place), (StatusCode::SEE_OTHER, &unknown.place));
        let sent = mails(&server, "password_link").await;
        assert_eq!((sent.len(), &sent[0]["to"]), (1, &json!("anna@example.org")));
        let link = link_in(&sent[0]);
        assert_eq!(visitor.get(&server, &link).await.status, StatusCode::OK);
        let short = visitor.post(&server, &link, &[("password", "kurz")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = visitor.post(&server, &link, &[("password", "Ein ganz neues 8")]).await;
        assert_eq!(page.place.as_deref(), Some("/signin?done=password&lang=de"), "{page:?}");
        assert_eq!(visitor.post(&server, &link, &[("password", "Noch ein neues 9")]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(visitor.get(&server, &link).await.status, StatusCode::NOT_FOUND);
        // Who was signed in with the password of before is out.
        assert_eq!(browser.get(&server, "/account").await.status, StatusCode::SEE_OTHER);
        let old = sign_in(&mut visitor, &server, "anna@example.org", PASSWORD).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        let new = sign_in(&mut visitor, &server, "anna@example.org", "Ein ganz neues 8").await;
        assert_eq!(new.status, StatusCode::SEE_OTHER, "{new:?}");
    }

    async fn a_link_for_a_password_runs_out_and_at_most_three_go_to_an_address_a_day(server) {
        customer(&server, "anna@example.org").await;
        let mut visitor = Browser::default();
        visitor.get(&server, "/forgotten").await;
        for _ in 0..5 {
            visitor.post(&server, "/forgotten", &[("email", "anna@example.org")]).await;
        }
        let sent = mails(&server, "password_link").await;
        assert_eq!(sent.len(), 3);
        server.clock.advance(chrono::TimeDelta::minutes(60));
        for mail in &sent {
            assert_eq!(visitor.get(&server, &link_in(mail)).await.status, StatusCode::NOT_FOUND);
        }
    }

    /// C7: a tenant that is its region's distributor buys once, with its commission as a discount.
    async fn c7_a_tenant_buys_a_platform_product_once_with_its_discount(server) {
        let (server, stripe) = connect(server).await;
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        let agreement = AgreementRecord {
            agreement_id: Uuid::from_u128(0xAE),
            agreement: Agreement {
                terms: AgreementTerms {
                    tenant: BIRKENHAIN,
                    percent: Percentage::new(30),
                    valid_from: "2025-01-01".parse().unwrap(),
                    valid_until: None,
                },
                regions: ["IT".parse().unwrap()].into_iter().collect(),
            },
            contract_signed_at: None,
            contract_document_url: None,
            created_at: 0,
        };
        assert!(tx.insert_agreement(&agreement).await.unwrap());
        tx.commit().await.unwrap();
        let path = "/api/v1/checkouts";
        let owner = server.token("owner@birkenhain").await;
        let body = json!({
            "id": Uuid::from_u128(0xC700), "own": true, "billing_country": "IT",
            "lines": [{ "product_id": BOOTCAMP }],
        });
        let (status, opened) = server.call("POST", path, Some(&owner), Some(&body)).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        assert_eq!(opened["amount"], "833.00", "1,000 minus 30 %, and 19 % VAT on 700");
        let (_, again) = server.call("POST", path, Some(&owner), Some(&body)).await;
        assert_eq!((&again["id"], stripe.payment_intents().len()), (&opened["id"], 1));
        // The id is another buyer's: neither its secret nor its price is told.
        let stranger = server.token("owner@lindenau").await;
        let (status, refused) = server.call("POST", path, Some(&stranger), Some(&body)).await;
        assert_eq!((status, &refused["error"]["code"]), (StatusCode::CONFLICT, &json!("checkout_id_held")));
        assert!(!refused.to_string().contains("_secret"), "{refused}");
        let intent = stripe.pay(stripe.payment_intents()[0]["id"].as_str().unwrap());
        tell(&server, &paid("evt_1", &intent)).await;
        let bought = orders(&server).await;
        assert_eq!(bought.len(), 1);
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let known = tx.list_customers(&[bought[0].customer_user_id.0]).await.unwrap();
        assert_eq!(known[0].buyer_tenant_id, Some(BIRKENHAIN));
        drop(tx);
        // A tenant's reception buys nothing, and nobody buys for two.
        let reception = server.token("reception@birkenhain").await;
        let (status, _) = server.call("POST", path, Some(&reception), Some(&body)).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let both = json!({
            "own": true, "customer_user_id": UserId(Uuid::from_u128(1)),
            "lines": [{ "product_id": BOOTCAMP }],
        });
        let (status, _) = server.call("POST", path, Some(&owner), Some(&both)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
