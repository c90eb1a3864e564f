//! A tenant buys its own membership (P3, P4, C7): at the price that was shown, once, by a link that
//! pays this one purchase.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::TimeDelta;
use mojo_domain::catalogue::BillingInterval;
use mojo_domain::commissions::{Agreement, AgreementTerms};
use mojo_domain::memberships::Stage;
use mojo_domain::{Clock as _, Currency, Money, Percentage, ProductId, TenantId};
use mojo_testkit::stripe::{FakeStripe, Fault};
use serde_json::{Value, json};
use uuid::Uuid;

use super::browser::Browser;
use super::checkouts::{connect, event, llc, orders, paid, refunded, tell};
use super::commerce::BOOTCAMP;
use super::customers::shop;
use super::memberships::{entitlement, grant};
use super::payouts::crash_after;
use super::storage::run;
use super::support::{BIRKENHAIN, Server, on_both};
use crate::commerce::{ask_open_cancellations, work_off_events};
use crate::derived::derived_id;
use crate::payments::{PaymentProvider, PaymentWish, Payments, RecurringWish, RefundWish};
use crate::storage::catalogue::AgreementRecord;
use crate::storage::checkouts::CheckoutState;

const MONTHLY: ProductId = ProductId(Uuid::from_u128(0x5501));
const MEMBERSHIP: &str = "/api/v1/membership";
const PURCHASES: &str = "/api/v1/membership/purchases";

/// A shop, and a practice without a membership that is the distributor of Italy, where it is at home.
async fn own_shop(server: Server) -> (Server, FakeStripe, String) {
    let (server, stripe) = shop(server).await;
    let token = at_home_in_italy(&server).await;
    (server, stripe, token)
}

/// Gives back the token of the practice's owner.
async fn at_home_in_italy(server: &Server) -> String {
    grant(server, "NULL").await;
    let sql = format!("UPDATE tenants SET country = 'IT' WHERE tenant_id = '{BIRKENHAIN}'");
    run(server.platform.state.database(), &sql).await.unwrap();
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
    let mut tx = server.platform.state.database().write_ledger().await.unwrap();
    assert!(tx.insert_agreement(&agreement).await.unwrap());
    tx.commit().await.unwrap();
    server.token("owner@birkenhain").await
}

/// The level by the month, 100.00 without VAT, beside the one that is paid once.
async fn with_monthly(server: &Server) {
    let mut tx = server.platform.state.database().write(llc()).await.unwrap();
    let products = tx.list_products().await.unwrap();
    let level = products.iter().find(|product| product.product_id == BOOTCAMP).unwrap();
    let mut monthly = level.clone();
    (monthly.product_id, monthly.price_net_cents) = (MONTHLY, 10_000);
    monthly.billing_interval = Some(BillingInterval::Month);
    tx.insert_products(&[monthly]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn set_price(server: &Server, product: ProductId, cents: i64) {
    let mut tx = server.platform.state.database().write(llc()).await.unwrap();
    let products = tx.list_products().await.unwrap();
    let mut changed = products.into_iter().find(|it| it.product_id == product).unwrap();
    changed.price_net_cents = cents;
    tx.update_product(&changed).await.unwrap();
    tx.commit().await.unwrap();
}

async fn offered(server: &Server, token: &str, product: ProductId) -> Value {
    let (status, answer) = server.call("GET", MEMBERSHIP, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let levels = answer["levels"].as_array().unwrap();
    levels.iter().find(|level| level["product_id"] == json!(product)).unwrap().clone()
}

/// What the window sends: the price that was shown.
fn as_shown(level: &Value) -> Value {
    json!({
        "product_id": level["product_id"],
        "amount": level["first"]["gross"],
        "later_amount": level["later"]["gross"],
    })
}

async fn begin(server: &Server, token: &str, wish: &Value) -> Value {
    let (status, begun) = server.call("POST", PURCHASES, Some(token), Some(wish)).await;
    assert_eq!(status, StatusCode::CREATED, "{begun}");
    begun
}

async fn refused(server: &Server, token: &str, wish: &Value) -> String {
    let (status, answer) = server.call("POST", PURCHASES, Some(token), Some(wish)).await;
    assert!(status.is_client_error(), "{status} {answer}");
    answer["error"]["code"].as_str().unwrap().to_owned()
}

/// What a platform asked for under the first id, before it was put back to a backup; gives back the
/// provider's payment, whose key is forgotten by now.
async fn asked_before(server: &Server, stripe: &FakeStripe, cents: i64) -> String {
    let names = [BIRKENHAIN.to_string(), BOOTCAMP.to_string()];
    let wish = PaymentWish {
        checkout_id: derived_id(&["own_checkout", &names[0], &names[1], "0"]),
        seller: TenantId::MOJO_LLC,
        amount: Money::new(cents, Currency::EUR),
        destination: None,
    };
    let payment = provider_of(server).create_payment(&wish).await.unwrap();
    stripe.forget_keys();
    payment.id
}

fn provider_of(server: &Server) -> Arc<dyn PaymentProvider> {
    match server.platform.state.payments() {
        Payments::Provider(provider) => provider.clone(),
        Payments::Recorded => panic!("there is a provider"),
    }
}

on_both! {
    /// C7: what is shown, what is asked of the provider and what is recorded are one amount; P4: the
    /// tools open by the provider's word alone.
    async fn c7_an_owner_buys_the_membership_in_a_browser_at_the_price_that_was_shown(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let level = offered(&server, &owner, BOOTCAMP).await;
        let first = json!({ "net": "1000.00", "discount": "300.00", "vat": "133.00",
            "gross": "833.00" });
        assert_eq!((&level["first"], &level["later"]), (&first, &Value::Null), "{level}");
        assert_eq!((&level["purchase"], &level["vat_percent"]), (&Value::Null, &json!("19")));
        assert_eq!(level["obstacle"], Value::Null);
        assert!(stripe.payment_intents().is_empty(), "looking opens nothing");
        let begun = begin(&server, &owner, &as_shown(&level)).await;
        assert_eq!((&begun["purchase"]["amount"], &begun["purchase"]["state"]), (&json!("833.00"), &json!("pending")));
        let again = begin(&server, &owner, &as_shown(&level)).await;
        assert_eq!(again["purchase"]["id"], begun["purchase"]["id"]);
        let intents = stripe.payment_intents();
        assert_eq!((intents.len(), &intents[0]["amount"]), (1, &json!(83_300)));
        let pay = begun["pay_path"].as_str().unwrap();
        // No session, no cookie: an empty browser.
        let page = Browser::default().get(&server, pay).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let secret = intents[0]["client_secret"].as_str().unwrap();
        for part in [secret, "833,00\u{a0}€", "BUSINESS BOOTCAMP", "https://js.stripe.com/v3/"] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert!(!page.text.contains(FakeStripe::KEY));
        assert_eq!(entitlement(&server).await.stage, None, "nothing is paid");
        let intent = stripe.pay(intents[0]["id"].as_str().unwrap());
        assert_eq!(offered(&server, &owner, BOOTCAMP).await["purchase"]["state"], "pending", "not told yet");
        tell(&server, &paid("evt_1", &intent)).await;
        tell(&server, &paid("evt_1", &intent)).await;
        assert_eq!(offered(&server, &owner, BOOTCAMP).await["purchase"]["state"], "paid");
        assert_eq!(orders(&server).await.len(), 1);
        server.platform.state.settle(mojo_domain::to_micros(server.clock.now())).await.unwrap();
        assert_eq!(entitlement(&server).await.stage, Some(3));
        let page = Browser::default().get(&server, pay).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "there is nothing to pay any more");
        let outcome = Browser::default().get(&server, &format!("{pay}/outcome")).await;
        assert!(outcome.text.contains("BUSINESS BOOTCAMP") && !outcome.text.contains(secret));
        // Bought for good: nobody pays for it twice.
        assert_eq!(offered(&server, &owner, BOOTCAMP).await["obstacle"], "membership_held");
        assert_eq!(refused(&server, &owner, &as_shown(&level)).await, "membership_held");
        assert_eq!(stripe.payment_intents().len(), 1);
    }

    /// Two clicks at one instant, from two windows.
    async fn two_clicks_at_one_instant_are_one_payment(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let (one, other) = tokio::join!(begin(&server, &owner, &wish), begin(&server, &owner, &wish));
        assert_eq!(one["purchase"]["id"], other["purchase"]["id"]);
        assert_eq!(stripe.payment_intents().len(), 1);
    }

    /// The amount that is paid is the one that was shown, or nothing is bought; and what was opened at
    /// another price can be paid no more.
    async fn at_another_price_than_was_shown_nothing_is_bought(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let shown = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let mut cheap = shown.clone();
        cheap["amount"] = json!("1.00");
        assert_eq!(refused(&server, &owner, &cheap).await, "price_changed");
        assert!(stripe.payment_intents().is_empty());
        let begun = begin(&server, &owner, &shown).await;
        set_price(&server, BOOTCAMP, 200_000).await;
        // What is under way stays at its price.
        let same = begin(&server, &owner, &shown).await;
        assert_eq!(same["purchase"]["id"], begun["purchase"]["id"]);
        let dearer = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        assert_eq!(dearer["amount"], "1666.00");
        let next = begin(&server, &owner, &dearer).await;
        assert_ne!(next["purchase"]["id"], begun["purchase"]["id"]);
        let page = Browser::default().get(&server, begun["pay_path"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "the earlier one leads to no payment");
        let states: Vec<_> = stripe.payment_intents().iter().map(|it| it["status"].clone()).collect();
        assert_eq!(states.iter().filter(|state| **state == "canceled").count(), 1, "{states:?}");
        assert_eq!(refused(&server, &owner, &shown).await, "price_changed");
    }

    async fn a_link_that_ran_out_or_was_made_up_pays_nothing(server) {
        let (server, _stripe, owner) = own_shop(server).await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let begun = begin(&server, &owner, &wish).await;
        let pay = begun["pay_path"].as_str().unwrap().to_owned();
        let mut changed = pay.clone();
        let last = changed.pop().unwrap();
        changed.push(if last == '0' { '1' } else { '0' });
        for path in [changed.as_str(), "/membership/pay/x", "/membership/pay/7b7d-00"] {
            let page = Browser::default().get(&server, path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!page.text.contains("_secret"), "{path}");
        }
        server.clock.set(server.clock.now() + TimeDelta::minutes(30));
        let late = Browser::default().get(&server, &pay).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND, "{late:?}");
        assert!(!late.text.contains("_secret"), "{late:?}");
        let outcome = Browser::default().get(&server, &format!("{pay}/outcome")).await;
        assert_eq!(outcome.status, StatusCode::OK, "a bank may take its time");
        // The same purchase by a new link.
        let again = begin(&server, &owner, &wish).await;
        assert_eq!(again["purchase"]["id"], begun["purchase"]["id"]);
        assert_ne!(again["pay_path"], begun["pay_path"]);
        let page = Browser::default().get(&server, again["pay_path"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        server.clock.set(server.clock.now() + TimeDelta::hours(24));
        let outcome = Browser::default().get(&server, &format!("{pay}/outcome")).await;
        assert_eq!(outcome.status, StatusCode::NOT_FOUND);
    }

    async fn an_owner_alone_buys_and_no_tenant_sees_what_another_one_began(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        for role in ["reception", "therapist", "bookkeeper", "auditor", "distributor", "affiliate"] {
            let token = server.token(&format!("{role}@birkenhain")).await;
            let (status, _) = server.call("GET", MEMBERSHIP, Some(&token), None).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{role}");
            assert_eq!(refused(&server, &token, &wish).await, "forbidden", "{role}");
        }
        let begun = begin(&server, &owner, &wish).await;
        let sql = "UPDATE tenants SET granted_stage = NULL";
        run(server.platform.state.database(), sql).await.unwrap();
        let stranger = server.token("owner@lindenau").await;
        let level = offered(&server, &stranger, BOOTCAMP).await;
        assert_eq!((&level["purchase"], &level["first"]["gross"]), (&Value::Null, &json!("1190.00")));
        assert_eq!(refused(&server, &stranger, &wish).await, "price_changed", "no discount of others");
        let other = begin(&server, &stranger, &as_shown(&level)).await;
        assert_ne!(other["purchase"]["id"], begun["purchase"]["id"]);
        assert_eq!(stripe.payment_intents().len(), 2);
    }

    /// Ids of checkouts are their buyers' to draw: somebody else's under the id that would come next.
    async fn nobody_is_led_to_pay_for_somebody_else_who_drew_the_id(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let names = [BIRKENHAIN.to_string(), BOOTCAMP.to_string()];
        let next = derived_id(&["own_checkout", &names[0], &names[1], "0"]);
        let stranger = server.token("owner@lindenau").await;
        let body = json!({ "id": next, "own": true, "billing_country": "DE",
            "lines": [{ "product_id": BOOTCAMP }] });
        let (status, drawn) =
            server.call("POST", "/api/v1/checkouts", Some(&stranger), Some(&body)).await;
        assert_eq!(status, StatusCode::CREATED, "{drawn}");
        let level = offered(&server, &owner, BOOTCAMP).await;
        assert_eq!(level["purchase"], Value::Null, "it is another tenant's");
        let begun = begin(&server, &owner, &as_shown(&level)).await;
        assert_ne!(begun["purchase"]["id"], json!(next));
        let own = stripe.payment_intents().into_iter().find(|it| {
            it["metadata"]["checkout_id"] == begun["purchase"]["id"]
        });
        assert_eq!(own.unwrap()["amount"], 83_300);
    }

    async fn a_payment_that_failed_is_told_and_may_be_repeated(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let begun = begin(&server, &owner, &wish).await;
        let intent = stripe.payment_intents()[0].clone();
        let at = "2026-11-20T09:59:00Z";
        tell(&server, &event("evt_f", "payment_intent.payment_failed", at, &intent)).await;
        assert_eq!(offered(&server, &owner, BOOTCAMP).await["purchase"]["state"], "failed");
        let again = begin(&server, &owner, &wish).await;
        assert_eq!(again["purchase"]["id"], begun["purchase"]["id"]);
        let page = Browser::default().get(&server, again["pay_path"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        tell(&server, &paid("evt_1", &stripe.pay(intent["id"].as_str().unwrap()))).await;
        assert_eq!(offered(&server, &owner, BOOTCAMP).await["purchase"]["state"], "paid");
    }

    /// C8: the first period and the later ones are told apart, and agreed as they were shown.
    async fn c8_an_owner_subscribes_once_and_ends_it_with_the_period(server) {
        let (server, stripe, owner) = own_shop(server).await;
        with_monthly(&server).await;
        let at = server.clock.now();
        stripe.set_now(at.timestamp());
        let level = offered(&server, &owner, MONTHLY).await;
        assert_eq!(level["first"]["gross"], "83.30", "{level}");
        assert_eq!(level["later"]["gross"], "83.30", "{level}");
        let begun = begin(&server, &owner, &as_shown(&level)).await;
        let again = begin(&server, &owner, &as_shown(&level)).await;
        assert_eq!(again["purchase"]["id"], begun["purchase"]["id"]);
        assert_eq!((stripe.subscriptions().len(), &stripe.invoices()[0]["amount_due"]), (1, &json!(8_330)));
        let page = Browser::default().get(&server, begun["pay_path"].as_str().unwrap()).await;
        assert!(page.status == StatusCode::OK && page.text.contains("83,30\u{a0}€"), "{page:?}");
        server.clock.set(at + TimeDelta::minutes(1));
        stripe.pay(stripe.invoices()[0]["payment_intent"].as_str().unwrap());
        for event in stripe.events() {
            tell(&server, &event).await;
        }
        assert_eq!(offered(&server, &owner, MONTHLY).await["purchase"]["state"], "paid");
        server.platform.state.settle(mojo_domain::to_micros(server.clock.now())).await.unwrap();
        assert_eq!(entitlement(&server).await.stage, Some(3));
        assert_eq!(offered(&server, &owner, MONTHLY).await["obstacle"], "already_subscribed");
        assert_eq!(refused(&server, &owner, &as_shown(&level)).await, "already_subscribed");
        let id = begun["purchase"]["id"].as_str().unwrap();
        let path = format!("/api/v1/subscriptions/{id}/cancel");
        let end = json!({ "at": "period_end" });
        let (status, ended) = server.call("POST", &path, Some(&owner), Some(&end)).await;
        assert_eq!((status, &ended["ends_with_period"]), (StatusCode::OK, &json!(true)), "{ended}");
    }

    /// C13: what was opened before is an order when it is paid afterwards, and is not renewed.
    async fn c13_what_is_paid_after_the_tenant_left_is_not_renewed(server) {
        let (server, stripe, owner) = own_shop(server).await;
        with_monthly(&server).await;
        let (at, state) = (server.clock.now(), &server.platform.state);
        stripe.set_now(at.timestamp());
        begin(&server, &owner, &as_shown(&offered(&server, &owner, MONTHLY).await)).await;
        assert!(server.platform.deactivate_tenant(BIRKENHAIN).await.unwrap());
        server.clock.set(at + TimeDelta::minutes(1));
        stripe.pay(stripe.invoices()[0]["payment_intent"].as_str().unwrap());
        for event in stripe.events() {
            tell(&server, &event).await;
        }
        assert_eq!(orders(&server).await.len(), 1);
        let now = mojo_domain::to_micros(server.clock.now());
        let asked = ask_open_cancellations(state.database(), state.payments(), now).await;
        assert_eq!(asked.unwrap(), 1);
        assert_eq!(stripe.subscriptions()[0]["cancel_at_period_end"], true);
    }

    /// It ran out here, and an old window still holds its secret: taken back first, or paid after all.
    async fn one_that_ran_out_here_is_taken_back_before_the_next_and_nobody_pays_both(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let mut earlier = Vec::new();
        for number in 0..2 {
            let begun = begin(&server, &owner, &wish).await;
            let id: Uuid = begun["purchase"]["id"].as_str().unwrap().parse().unwrap();
            assert!(!earlier.contains(&id), "{number}");
            earlier.push(id);
            let mut tx = server.platform.state.database().write(llc()).await.unwrap();
            tx.set_checkout_state(id, CheckoutState::Expired).await.unwrap();
            tx.commit().await.unwrap();
        }
        let status_of = |id: &Uuid| {
            let intents = stripe.payment_intents();
            let own = intents.iter().find(|it| it["metadata"]["checkout_id"] == json!(id));
            (own.unwrap()["id"].clone(), own.unwrap()["status"].clone())
        };
        assert_eq!(status_of(&earlier[0]).1, "canceled");
        // The second one is paid in its old window, and the provider has not told it yet.
        let intent = stripe.pay(status_of(&earlier[1]).0.as_str().unwrap());
        assert_eq!(refused(&server, &owner, &wish).await, "just_paid");
        assert_eq!(stripe.payment_intents().len(), 2);
        tell(&server, &paid("evt_1", &intent)).await;
        assert_eq!(offered(&server, &owner, BOOTCAMP).await["purchase"]["state"], "paid");
        assert_eq!(refused(&server, &owner, &wish).await, "membership_held");
    }

    /// A subscription that was offered is not taken back: unpaid it lapses, and until then its price alone
    /// is gone on with.
    async fn a_subscription_at_an_earlier_price_is_gone_on_with_or_lapses(server) {
        let (server, stripe, owner) = own_shop(server).await;
        with_monthly(&server).await;
        let shown = as_shown(&offered(&server, &owner, MONTHLY).await);
        let begun = begin(&server, &owner, &shown).await;
        set_price(&server, MONTHLY, 20_000).await;
        let dearer = as_shown(&offered(&server, &owner, MONTHLY).await);
        assert_eq!(dearer["amount"], "166.60");
        assert_eq!(refused(&server, &owner, &dearer).await, "earlier_price");
        let same = begin(&server, &owner, &shown).await;
        assert_eq!(same["purchase"]["id"], begun["purchase"]["id"]);
        assert_eq!(stripe.subscriptions().len(), 1);
        server.clock.set(server.clock.now() + TimeDelta::days(4));
        let level = offered(&server, &owner, MONTHLY).await;
        assert_eq!(level["purchase"]["state"], "over", "also where the provider's word was lost");
        let next = begin(&server, &owner, &dearer).await;
        assert_ne!(next["purchase"]["id"], begun["purchase"]["id"]);
        assert_eq!(stripe.subscriptions().len(), 2);
    }

    /// The provider gives each a day from when it made it, however long ago it was agreed here.
    async fn a_subscription_that_was_made_late_is_ended_before_the_next_and_nobody_pays_both(server) {
        let (server, stripe, owner) = own_shop(server).await;
        with_monthly(&server).await;
        let shown = as_shown(&offered(&server, &owner, MONTHLY).await);
        let begun = server.clock.now();
        stripe.fail_with(&[Fault::FailBefore]);
        let (status, answer) = server.call("POST", PURCHASES, Some(&owner), Some(&shown)).await;
        assert!(status.is_server_error(), "{status} {answer}");
        server.clock.set(begun + TimeDelta::hours(95));
        let late = begin(&server, &owner, &shown).await;
        assert_eq!(stripe.subscriptions().len(), 1);
        server.clock.set(begun + TimeDelta::days(4));
        let next = begin(&server, &owner, &shown).await;
        assert_ne!(next["purchase"]["id"], late["purchase"]["id"]);
        let states: Vec<_> = stripe.subscriptions().iter().map(|it| it["status"].clone()).collect();
        assert_eq!(states, [json!("canceled"), json!("incomplete")]);
    }

    /// The provider told in vain, for longer than it repeats: it is asked before anything is sold again.
    async fn a_subscription_that_was_paid_unheard_is_not_sold_again(server) {
        let (server, stripe, owner) = own_shop(server).await;
        with_monthly(&server).await;
        let at = server.clock.now();
        stripe.set_now(at.timestamp());
        let shown = as_shown(&offered(&server, &owner, MONTHLY).await);
        let begun = begin(&server, &owner, &shown).await;
        server.clock.set(at + TimeDelta::minutes(1));
        stripe.pay(stripe.invoices()[0]["payment_intent"].as_str().unwrap());
        let page = Browser::default().get(&server, begun["pay_path"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "no form for what is paid: {page:?}");
        server.clock.set(at + TimeDelta::days(4));
        assert_eq!(refused(&server, &owner, &shown).await, "just_paid");
        assert_eq!(stripe.subscriptions().len(), 1);
        for event in stripe.events() {
            tell(&server, &event).await;
        }
        assert_eq!(offered(&server, &owner, MONTHLY).await["purchase"]["state"], "paid");
        assert_eq!(refused(&server, &owner, &shown).await, "already_subscribed");
    }

    /// The provider let it lapse, and its word of that is lost: no page leads to a payment that is none.
    async fn a_subscription_that_lapsed_unheard_is_over_when_somebody_goes_on_with_it(server) {
        let (server, stripe, owner) = own_shop(server).await;
        with_monthly(&server).await;
        let shown = as_shown(&offered(&server, &owner, MONTHLY).await);
        let begun = begin(&server, &owner, &shown).await;
        let Payments::Provider(provider) = server.platform.state.payments() else {
            panic!("there is a provider");
        };
        let known = stripe.subscriptions()[0]["id"].as_str().unwrap().to_owned();
        provider.end_recurring_now(&known).await.unwrap();
        let page = Browser::default().get(&server, begun["pay_path"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
        assert_eq!(offered(&server, &owner, MONTHLY).await["purchase"]["state"], "over");
        let next = begin(&server, &owner, &shown).await;
        assert_ne!(next["purchase"]["id"], begun["purchase"]["id"]);
        assert_eq!(stripe.subscriptions().len(), 2);
    }

    /// C9: the order is billed where the tenant is billed when it buys, and not where it was at home when
    /// somebody first looked at the payment.
    async fn c9_a_purchase_that_is_gone_on_with_is_billed_where_the_tenant_is_now(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let database = server.platform.state.database();
        let at_home = async |country: &str| {
            let sql =
                format!("UPDATE tenants SET country = '{country}' WHERE tenant_id = '{BIRKENHAIN}'");
            run(database, &sql).await.unwrap();
        };
        at_home("FR").await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let in_france = begin(&server, &owner, &wish).await;
        at_home("ES").await;
        assert_eq!(as_shown(&offered(&server, &owner, BOOTCAMP).await), wish, "at the same price");
        let in_spain = begin(&server, &owner, &wish).await;
        assert_ne!(in_spain["purchase"]["id"], in_france["purchase"]["id"]);
        let canceled = stripe.payment_intents().iter().filter(|it| it["status"] == "canceled").count();
        assert_eq!(canceled, 1, "nobody pays both");
        let id: Uuid = in_spain["purchase"]["id"].as_str().unwrap().parse().unwrap();
        let mut tx = database.read(llc()).await.unwrap();
        let held = tx.find_checkout(id).await.unwrap().unwrap();
        assert_eq!(held.billing_country.map(|country| country.to_string()), Some("ES".to_owned()));
    }

    /// Without a page to pay on, or without a provider at all, the prices are shown and nothing is bought.
    async fn without_a_key_the_platform_says_so(server) {
        let (server, stripe) = connect(server).await;
        let owner = at_home_in_italy(&server).await;
        let (_, answer) = server.call("GET", MEMBERSHIP, Some(&owner), None).await;
        assert_eq!((&answer["payable"], &answer["billing_country"]), (&json!(false), &json!("IT")));
        let wish = as_shown(&answer["levels"][0]);
        assert_eq!(refused(&server, &owner, &wish).await, "no_payment_provider");
        assert!(stripe.payment_intents().is_empty());
    }

    /// P3: the levels above the fourth grant the fourth stage, and are more than that.
    async fn p3_a_level_above_the_stages_is_bought_once_by_those_who_have_the_highest(server) {
        let (server, stripe, owner) = own_shop(server).await;
        grant(&server, "4").await;
        let mut tx = server.platform.state.database().write(llc()).await.unwrap();
        let products = tx.list_products().await.unwrap();
        let mut fifth = products.iter().find(|it| it.product_id == BOOTCAMP).unwrap().clone();
        (fifth.product_id, fifth.user_journey_level) = (MONTHLY, Some(5));
        fifth.granted_stage = Some(Stage::REGENERATIONSMEDIZIN_OS);
        tx.insert_products(&[fifth]).await.unwrap();
        tx.commit().await.unwrap();
        let wish = as_shown(&offered(&server, &owner, MONTHLY).await);
        begin(&server, &owner, &wish).await;
        let intent = stripe.pay(stripe.payment_intents()[0]["id"].as_str().unwrap());
        tell(&server, &paid("evt_1", &intent)).await;
        server.platform.state.settle(mojo_domain::to_micros(server.clock.now())).await.unwrap();
        assert_eq!(refused(&server, &owner, &wish).await, "membership_held", "it was paid");
        tell(&server, &refunded("evt_2", &intent, 83_300)).await;
        server.platform.state.settle(mojo_domain::to_micros(server.clock.now())).await.unwrap();
        begin(&server, &owner, &as_shown(&offered(&server, &owner, MONTHLY).await)).await;
        assert_eq!(stripe.payment_intents().len(), 2, "given back, it may be bought again");
    }

    /// What the platform granted has no end: nothing would be gained.
    async fn p4_what_the_tenant_has_without_an_end_is_not_sold_to_it(server) {
        let (server, stripe, owner) = own_shop(server).await;
        grant(&server, "4").await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        assert_eq!(refused(&server, &owner, &wish).await, "membership_held");
        grant(&server, "2").await;
        begin(&server, &owner, &wish).await;
        assert_eq!(stripe.payment_intents().len(), 1);
    }

    /// C7: one at the desk, another one through the API: both would be paid for one membership.
    async fn a_purchase_at_the_desk_and_one_through_the_api_are_never_both_open(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let open = async |number: u128| {
            let body = json!({ "id": Uuid::from_u128(0xA900 + number), "own": true,
                "billing_country": "IT", "lines": [{ "product_id": BOOTCAMP }] });
            server.call("POST", "/api/v1/checkouts", Some(&owner), Some(&body)).await
        };
        let payable = || {
            let intents = stripe.payment_intents().into_iter();
            intents.filter(|intent| intent["status"] != "canceled").collect::<Vec<_>>()
        };
        let begun = begin(&server, &owner, &wish).await;
        let (status, opened) = open(1).await;
        assert_eq!((status, payable().len()), (StatusCode::CREATED, 1), "{opened}");
        let page = Browser::default().get(&server, begun["pay_path"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "the desk's leads to no payment");
        // And the other way round, also where it has run out here and stands open in a window.
        let mut tx = server.platform.state.database().write(llc()).await.unwrap();
        let id = Uuid::from_u128(0xA901);
        tx.set_checkout_state(id, CheckoutState::Expired).await.unwrap();
        tx.commit().await.unwrap();
        begin(&server, &owner, &wish).await;
        assert_eq!(payable().len(), 1);
        let (one, other) = tokio::join!(open(2), open(3));
        assert_eq!(payable().len(), 1, "{one:?} {other:?}");
        let intent = stripe.pay(payable()[0]["id"].as_str().unwrap());
        assert_eq!(refused(&server, &owner, &wish).await, "just_paid", "it is not told yet");
        tell(&server, &paid("evt_1", &intent)).await;
        server.platform.state.settle(mojo_domain::to_micros(server.clock.now())).await.unwrap();
        assert_eq!(refused(&server, &owner, &wish).await, "membership_held");
        let (status, answer) = open(4).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("membership_held")));
        assert_eq!((orders(&server).await.len(), payable().len()), (1, 1));
    }

    async fn of_a_level_by_the_month_one_subscription_is_open_at_a_time(server) {
        let (server, stripe, owner) = own_shop(server).await;
        with_monthly(&server).await;
        let open = async |number: u128| {
            let body = json!({ "id": Uuid::from_u128(0xA900 + number), "own": true,
                "billing_country": "IT", "product_id": MONTHLY });
            server.call("POST", "/api/v1/subscriptions", Some(&owner), Some(&body)).await
        };
        for _ in 0..2 {
            let (status, answer) = open(1).await;
            assert_eq!(status, StatusCode::CREATED, "{answer}");
        }
        let (status, answer) = open(2).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("purchase_under_way")));
        let wish = as_shown(&offered(&server, &owner, MONTHLY).await);
        assert_eq!(refused(&server, &owner, &wish).await, "earlier_price");
        assert_eq!(stripe.subscriptions().len(), 1);
    }

    /// C13: whoever left buys nothing more, and does not go on with what was begun.
    async fn c13_a_tenant_that_left_buys_nothing(server) {
        let (server, stripe, owner) = own_shop(server).await;
        with_monthly(&server).await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let begun = begin(&server, &owner, &wish).await;
        let sql = format!("UPDATE tenants SET deactivated_at = 1 WHERE tenant_id = '{BIRKENHAIN}'");
        run(server.platform.state.database(), &sql).await.unwrap();
        let page = Browser::default().get(&server, begun["pay_path"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "the link of before: {}", page.text);
        assert_eq!(offered(&server, &owner, BOOTCAMP).await["obstacle"], "tenant_left");
        assert_eq!(refused(&server, &owner, &wish).await, "tenant_left");
        for (path, body) in [
            ("/api/v1/checkouts", json!({ "own": true, "lines": [{ "product_id": BOOTCAMP }] })),
            ("/api/v1/subscriptions", json!({ "own": true, "product_id": MONTHLY })),
        ] {
            let (status, answer) = server.call("POST", path, Some(&owner), Some(&body)).await;
            assert_eq!(status, StatusCode::CONFLICT, "{answer}");
            assert_eq!(answer["error"]["code"], "tenant_left", "{path}");
        }
        assert_eq!((stripe.payment_intents().len(), stripe.subscriptions().len()), (1, 0));
    }

    /// A platform that was put back to a backup draws the same id once more: what was paid is found at the
    /// provider and is the order, and nobody pays again.
    async fn what_a_restored_platform_forgot_is_not_paid_twice(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let id = asked_before(&server, &stripe, 83_300).await;
        let intent = stripe.pay(&id);
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let begun = begin(&server, &owner, &wish).await;
        assert_eq!((&begun["purchase"]["state"], &begun["pay_path"]), (&json!("paid"), &Value::Null));
        assert_eq!((orders(&server).await.len(), stripe.payment_intents().len()), (1, 1));
        tell(&server, &paid("evt_1", &intent)).await;
        server.platform.state.settle(mojo_domain::to_micros(server.clock.now())).await.unwrap();
        assert_eq!(entitlement(&server).await.stage, Some(3));
        assert_eq!(refused(&server, &owner, &wish).await, "membership_held");
        assert_eq!((orders(&server).await.len(), stripe.payment_intents().len()), (1, 1));
    }

    /// Nobody tells that payment again: wherever the process dies, it is the order in the end.
    async fn what_a_restored_platform_forgot_is_the_order_wherever_the_process_dies(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let id = asked_before(&server, &stripe, 83_300).await;
        stripe.pay(&id);
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        let mut polls = 0;
        while !crash_after(polls, server.call("POST", PURCHASES, Some(&owner), Some(&wish))).await {
            polls += 1;
            assert!(polls < 1_500, "it comes to an end");
        }
        let now = mojo_domain::to_micros(server.clock.now());
        work_off_events(server.platform.state.database(), now).await.unwrap();
        assert_eq!((orders(&server).await.len(), stripe.payment_intents().len()), (1, 1));
    }

    /// What still waits there is gone on with.
    async fn what_a_restored_platform_forgot_and_was_not_paid_is_gone_on_with(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let waits = asked_before(&server, &stripe, 83_300).await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        begin(&server, &owner, &wish).await;
        let mut tx = server.platform.state.database().read(llc()).await.unwrap();
        let kept = tx.list_checkouts(None, false, 10).await.unwrap();
        drop(tx);
        assert_eq!((kept.len(), kept[0].provider_payment_id.as_str()), (1, waits.as_str()));
        assert_eq!(stripe.payment_intents().len(), 1);
    }

    async fn what_a_restored_platform_forgot_at_another_price_can_be_paid_no_more(server) {
        let (server, stripe, owner) = own_shop(server).await;
        asked_before(&server, &stripe, 70_000).await;
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        begin(&server, &owner, &wish).await;
        let mut waiting = stripe.payment_intents();
        waiting.retain(|intent| intent["status"] != "canceled");
        assert_eq!((waiting.len(), &waiting[0]["amount"]), (1, &json!(83_300)));
    }

    /// What was given back is for people.
    async fn what_a_restored_platform_forgot_and_was_given_back_is_for_people(server) {
        let (server, stripe, owner) = own_shop(server).await;
        let id = asked_before(&server, &stripe, 83_300).await;
        stripe.pay(&id);
        let refund = RefundWish {
            key: Uuid::from_u128(9),
            payment_id: id,
            amount: Money::new(83_300, Currency::EUR),
            is_of_destination: false,
        };
        provider_of(&server).create_refund(&refund).await.unwrap();
        let wish = as_shown(&offered(&server, &owner, BOOTCAMP).await);
        begin(&server, &owner, &wish).await;
        assert_eq!((orders(&server).await.len(), stripe.payment_intents().len()), (0, 1));
        let mut tx = server.platform.state.database().read(llc()).await.unwrap();
        assert_eq!(tx.list_checkouts(None, true, 10).await.unwrap().len(), 1);
    }

    async fn a_subscription_that_a_restored_platform_forgot_is_not_paid_twice(server) {
        let (server, stripe, owner) = own_shop(server).await;
        with_monthly(&server).await;
        let names = [BIRKENHAIN.to_string(), MONTHLY.to_string()];
        let id = derived_id(&["own_subscription", &names[0], &names[1], "0"]);
        let provider = provider_of(&server);
        let wish = RecurringWish {
            subscription_id: id,
            seller: TenantId::MOJO_LLC,
            customer_id: provider.create_customer(id).await.unwrap(),
            first: Money::new(8_330, Currency::EUR),
            later: Money::new(8_330, Currency::EUR),
            interval: BillingInterval::Month,
        };
        provider.create_recurring(&wish).await.unwrap();
        stripe.pay(stripe.payment_intents()[0]["id"].as_str().unwrap());
        stripe.forget_keys();
        let begun = begin(&server, &owner, &as_shown(&offered(&server, &owner, MONTHLY).await)).await;
        let page = Browser::default().get(&server, begun["pay_path"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "there is nothing to pay any more");
        assert_eq!((stripe.subscriptions().len(), stripe.payment_intents().len()), (1, 1));
        let mut tx = server.platform.state.database().read(llc()).await.unwrap();
        assert_eq!(tx.list_subscriptions(None, true, 10).await.unwrap().len(), 1, "for people");
    }
}
