//! Purchases that are paid through a Stripe of our own, and its events: twice, late, in any order.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Utc};
use mojo_domain::{Clock as _, TenantId, UserId};
use mojo_testkit::stripe::{FakeStripe, Fault, signature};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{BOOTCAMP, CUSTOMER, DACH, micros, open_shop};
use super::support::{BIRKENHAIN, NOW, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{
    AskRefused, AskedRefund, CheckoutRefused, CheckoutWish, ask_refund, open_checkout, run_payouts,
    work_off_events,
};
use crate::http::{Bucket, Limits};
use crate::payments::{Payments, StripeSettings};
use crate::storage::checkouts::{CheckoutRecord, CheckoutState};
use crate::storage::orders::OrderRecord;
use crate::storage::sales::SalePage;

const SECRET: &str = "whsec_of_our_own";
const WEBHOOK: &str = "/api/v1/webhooks/stripe";
/// When the customer paid.
pub(super) const PAID: &str = "2026-11-20T09:59:00Z";
pub(super) const LATER: &str = "2026-11-20T09:59:30Z";

pub(super) fn llc() -> Tenant {
    Tenant::named_by_platform(TenantId::MOJO_LLC)
}

/// The same platform with a shop, a provider, and a secret for its events.
pub(super) async fn connect(mut server: Server) -> (Server, FakeStripe) {
    open_shop(&server).await;
    let stripe = FakeStripe::start().await;
    let settings = StripeSettings { url: stripe.url().to_owned(), key: FakeStripe::KEY.to_owned() };
    let platform = server.platform.clone().with_stripe(settings).unwrap();
    server.platform = platform.with_stripe_webhook(SECRET).unwrap();
    server.router = server.platform.router();
    (server, stripe)
}

pub(super) fn wish(number: u128, customer: UserId) -> CheckoutWish {
    CheckoutWish {
        checkout_id: Uuid::from_u128(0xC0 + number),
        customer_user_id: customer,
        is_own: false,
        billing_country: Some("DE".parse().unwrap()),
        buyer_vat_id: String::new(),
        products: vec![BOOTCAMP],
    }
}

pub(super) async fn open(server: &Server, number: u128, customer: UserId) -> CheckoutRecord {
    let (state, wish) = (&server.platform.state, wish(number, customer));
    let (database, payments) = (state.database(), state.payments());
    let opened = open_checkout(database, payments, llc(), &wish, micros(NOW)).await.unwrap();
    assert!(opened.1.is_some_and(|secret| !secret.is_empty()));
    opened.0
}

/// The customer pays; the payment as Stripe tells it.
pub(super) fn pay(stripe: &FakeStripe, checkout: &CheckoutRecord) -> Value {
    let id = checkout.checkout_id.to_string();
    let intents = stripe.payment_intents();
    let intent = intents.iter().find(|it| it["metadata"]["checkout_id"] == id).unwrap();
    stripe.pay(intent["id"].as_str().unwrap())
}

pub(super) fn event(id: &str, kind: &str, at: &str, object: &Value) -> Value {
    let created = at.parse::<DateTime<Utc>>().unwrap().timestamp();
    json!({ "id": id, "object": "event", "type": kind, "created": created,
        "data": { "object": object } })
}

pub(super) fn paid(id: &str, intent: &Value) -> Value {
    event(id, "payment_intent.succeeded", PAID, intent)
}

/// A refund that went through.
pub(super) fn refunded(id: &str, intent: &Value, amount: i64) -> Value {
    let refund = json!({ "id": format!("re_{id}"), "object": "refund", "amount": amount,
        "currency": "eur", "status": "succeeded", "payment_intent": intent["id"] });
    event(id, "refund.created", LATER, &refund)
}

/// The charge with what was given back of it in all.
pub(super) fn given_back(id: &str, intent: &Value, total: i64) -> Value {
    let charge = json!({ "id": "ch_1", "object": "charge", "amount_refunded": total,
        "currency": "eur", "payment_intent": intent["id"] });
    event(id, "charge.refunded", LATER, &charge)
}

/// A dispute of the payment, as it stands.
pub(super) fn dispute(id: &str, kind: &str, intent: &Value, amount: i64, status: &str) -> Value {
    let dispute = json!({ "id": "dp_1", "object": "dispute", "amount": amount, "currency": "eur",
        "status": status, "payment_intent": intent["id"] });
    event(id, &format!("charge.dispute.{kind}"), LATER, &dispute)
}

/// How many commissions of the practice are frozen.
pub(super) async fn frozen(server: &Server) -> usize {
    let practice = Tenant::named_by_platform(BIRKENHAIN);
    let mut tx = server.platform.state.database().read(practice).await.unwrap();
    tx.list_disputed().await.unwrap().len()
}

async fn post(server: &Server, text: &str, header: &str) -> (StatusCode, Value) {
    let request = Request::builder().method("POST").uri(WEBHOOK).header("Stripe-Signature", header);
    let request = request.body(Body::from(text.to_owned())).unwrap();
    let (status, bytes) = server.send(request).await;
    (status, serde_json::from_slice(&bytes).unwrap())
}

/// Tells an event, signed now, and expects that it is taken.
pub(super) async fn tell(server: &Server, event: &Value) {
    let text = event.to_string();
    let header = signature(&text, SECRET, server.clock.now().timestamp());
    let (status, answer) = post(server, &text, &header).await;
    assert_eq!((status, &answer), (StatusCode::OK, &json!({ "received": true })));
}

pub(super) async fn orders(server: &Server) -> Vec<OrderRecord> {
    let mut tx = server.platform.state.database().read(llc()).await.unwrap();
    tx.list_sales(&SalePage::latest(10)).await.unwrap()
}

pub(super) async fn found(server: &Server, checkout: &CheckoutRecord) -> CheckoutRecord {
    let mut tx = server.platform.state.database().read(llc()).await.unwrap();
    tx.find_checkout(checkout.checkout_id).await.unwrap().unwrap()
}

/// Recipient, amount and what of it was reversed, of each commission of a checkout's order.
pub(super) async fn commissions(
    server: &Server,
    checkout: &CheckoutRecord,
) -> Vec<(TenantId, i64, i64)> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let all = tx.list_commissions_of(checkout.order_id).await.unwrap();
    all.iter().map(|it| (it.recipient, it.amount_cents, it.reversed_cents)).collect()
}

/// What was refunded of the only line, in list net.
pub(super) async fn refunded_net(server: &Server, checkout: &CheckoutRecord) -> i64 {
    let mut tx = server.platform.state.database().read(llc()).await.unwrap();
    tx.refunded_net(checkout.order_id, 1).await.unwrap()
}

on_both! {
    async fn f3_a_payment_is_one_order_however_often_and_how_late_it_is_told(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        assert_eq!(checkout.amount_cents, 119_000);
        let intent = pay(&stripe, &checkout);
        assert_eq!((&intent["amount"], &intent["currency"]), (&json!(119_000), &json!("eur")));
        assert!(orders(&server).await.is_empty(), "nothing is recorded before the money is there");
        server.clock.advance(chrono::TimeDelta::days(2));
        let text = paid("evt_1", &intent);
        tell(&server, &text).await;
        tell(&server, &text).await;
        tell(&server, &paid("evt_2", &intent)).await;
        let recorded = orders(&server).await;
        assert_eq!(recorded.len(), 1);
        assert_eq!(recorded[0].ordered_at, micros(PAID), "the instant of the payment counts");
        assert!(recorded[0].is_via_connect && recorded[0].is_first_purchase);
        let expected = [(BIRKENHAIN, 20_000, 0), (DACH, 30_000, 0)];
        assert_eq!(commissions(&server, &checkout).await, expected);
        assert_eq!(found(&server, &checkout).await.state, CheckoutState::Paid);
    }

    async fn two_deliveries_at_one_instant_record_one_order(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let intent = pay(&stripe, &checkout);
        let (first, second) = (paid("evt_1", &intent), paid("evt_2", &intent));
        tokio::join!(tell(&server, &first), tell(&server, &second), tell(&server, &first));
        assert_eq!(orders(&server).await.len(), 1);
        assert_eq!(commissions(&server, &checkout).await.len(), 2);
    }

    async fn c3_of_two_first_orders_at_one_instant_exactly_one_is_first(server) {
        let (server, stripe) = connect(server).await;
        let (one, two) = (open(&server, 1, CUSTOMER).await, open(&server, 2, CUSTOMER).await);
        let (first, second) = (pay(&stripe, &one), pay(&stripe, &two));
        let (first, second) = (paid("evt_1", &first), paid("evt_2", &second));
        tokio::join!(tell(&server, &first), tell(&server, &second));
        let recorded = orders(&server).await;
        assert_eq!(recorded.len(), 2);
        assert_eq!(recorded.iter().filter(|order| order.is_first_purchase).count(), 1);
    }

    async fn an_event_that_is_not_signed_as_it_should_is_refused(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let text = paid("evt_1", &pay(&stripe, &checkout)).to_string();
        let now = server.clock.now().timestamp();
        for header in [
            String::new(),
            signature(&text, "whsec_of_others", now),
            signature("{}", SECRET, now),
            signature(&text, SECRET, now - 301),
        ] {
            let (status, answer) = post(&server, &text, &header).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
            assert_eq!(answer["error"]["code"], "signature_refused", "{answer}");
        }
        assert!(orders(&server).await.is_empty());
        tell(&server, &event("evt_2", "customer.created", PAID, &json!({ "id": "cus_1" }))).await;
        let (status, answer) = post(&server, "{}", &signature("{}", SECRET, now)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
        assert_eq!(answer["error"]["code"], "unreadable_event", "{answer}");
        let long = " ".repeat(200 * 1024);
        let (status, _) = post(&server, &long, &signature(&long, SECRET, now)).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    }

    /// Its secret signs too; the owner of a connected account writes whatever metadata they like.
    async fn f3_a_payment_at_a_connected_account_makes_no_order(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let intent = pay(&stripe, &checkout);
        let mut foreign = paid("evt_1", &intent);
        foreign["account"] = json!("acct_1");
        tell(&server, &foreign).await;
        assert!(orders(&server).await.is_empty());
        tell(&server, &paid("evt_2", &intent)).await;
        assert_eq!(orders(&server).await.len(), 1);
    }

    async fn without_a_secret_no_event_is_taken(server) {
        let (status, answer) = post(&server, "{}", "t=1,v1=00").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(answer["error"]["code"], "no_webhook_secret");
    }

    async fn c12_refunds_in_any_order_end_in_the_same_cents(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let intent = pay(&stripe, &checkout);
        tell(&server, &refunded("evt_b", &intent, 39_667)).await;
        assert_eq!(orders(&server).await.len(), 0, "a refund waits for its payment");
        tell(&server, &paid("evt_p", &intent)).await;
        assert_eq!(refunded_net(&server, &checkout).await, 33_334, "0.33334 of the net");
        // The charge's own total, told before the refund that it counts, and after.
        tell(&server, &given_back("evt_t", &intent, 79_334)).await;
        let after_two = refunded_net(&server, &checkout).await;
        tell(&server, &refunded("evt_c", &intent, 39_667)).await;
        tell(&server, &refunded("evt_b", &intent, 39_667)).await;
        tell(&server, &given_back("evt_u", &intent, 39_667)).await;
        assert_eq!(refunded_net(&server, &checkout).await, after_two, "each counts once");
        tell(&server, &refunded("evt_d", &intent, 39_666)).await;
        assert_eq!(refunded_net(&server, &checkout).await, 100_000);
        let expected = [(BIRKENHAIN, 20_000, 20_000), (DACH, 30_000, 30_000)];
        assert_eq!(commissions(&server, &checkout).await, expected, "C12: exactly zero is left");
        tell(&server, &refunded("evt_e", &intent, 1)).await;
        let problem = found(&server, &checkout).await.problem;
        assert!(problem.contains("119001 cents"), "{problem}");
        tell(&server, &refunded("evt_f", &intent, 1)).await;
        let problem = found(&server, &checkout).await.problem;
        assert!(problem.contains("119001 cents") && problem.contains("119002 cents"), "{problem}");
        assert_eq!(refunded_net(&server, &checkout).await, 100_000);
    }

    /// Both are taken up by the ledger at once, and told at one instant.
    async fn c12_refunds_that_came_before_their_payment_add_up(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let intent = pay(&stripe, &checkout);
        for (id, cents) in [("evt_b", 39_667), ("evt_c", 39_667), ("evt_a", 1)] {
            tell(&server, &refunded(id, &intent, cents)).await;
        }
        tell(&server, &paid("evt_p", &intent)).await;
        assert_eq!(refunded_net(&server, &checkout).await, 66_668);
        let expected = [(BIRKENHAIN, 20_000, 13_334), (DACH, 30_000, 20_000)];
        assert_eq!(commissions(&server, &checkout).await, expected);
    }

    async fn y5_a_disputed_payment_freezes_its_commissions_until_it_is_won(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let intent = pay(&stripe, &checkout);
        let opened = dispute("evt_1", "created", &intent, 119_000, "needs_response");
        tell(&server, &opened).await;
        assert_eq!(frozen(&server).await, 0, "a dispute waits for its payment");
        tell(&server, &paid("evt_2", &intent)).await;
        work_off_events(server.platform.state.database(), micros(NOW)).await.unwrap();
        assert_eq!(frozen(&server).await, 1);
        let state = server.platform.state.clone().with_payments(Payments::Recorded);
        let run = async || {
            let at = micros("2027-01-05T03:00:00Z");
            run_payouts(state.payout_run(at)).await.unwrap().paid.len()
        };
        assert_eq!(run().await, 0, "nothing of a disputed payment is paid out");
        tell(&server, &dispute("evt_3", "closed", &intent, 119_000, "won")).await;
        assert_eq!(frozen(&server).await, 0);
        assert_eq!(run().await, 2);
        assert_eq!(refunded_net(&server, &checkout).await, 0);
    }

    /// The recipient's desk is told of the freeze and of its end, each once, however often and in
    /// whatever order the provider tells them.
    async fn y5_the_freeze_of_a_payment_reaches_the_recipients_desk_once(server) {
        let (server, stripe) = connect(server).await;
        let token = server.token("owner@birkenhain").await;
        let told = async || -> Vec<(String, Value)> {
            let feed = server.feed(&token).await;
            let own = feed.iter().filter(|change| change.entity.starts_with("commission_freeze"));
            own.map(|it| (it.entity.clone(), serde_json::from_str(&it.body).unwrap())).collect()
        };
        for (number, status) in [(1, "won"), (2, "lost")] {
            let checkout = open(&server, number, CUSTOMER).await;
            let intent = pay(&stripe, &checkout);
            tell(&server, &paid(&format!("evt_paid_{number}"), &intent)).await;
            let before = told().await.len();
            let about = |id: &str, kind: &str, status: &str| {
                let mut event = dispute(id, kind, &intent, checkout.amount_cents, status);
                event["data"]["object"]["id"] = json!(format!("dp_{number}"));
                event
            };
            let opened = about(&format!("evt_o_{number}"), "created", "needs_response");
            let closed = about(&format!("evt_c_{number}"), "closed", status);
            // Of the lost one the end is told first.
            let events = if number == 1 { [&opened, &closed] } else { [&closed, &opened] };
            for event in events.into_iter().chain(events) {
                tell(&server, event).await;
            }
            let feed = told().await;
            assert_eq!(feed.len(), before + 2, "{feed:?}");
            let [(begun, freeze), (ended, end)] = &feed[before..] else { panic!("{feed:?}") };
            assert_eq!((begun.as_str(), ended.as_str()), ("commission_freeze", "commission_freeze_end"));
            assert_eq!(freeze["freeze_id"], end["freeze_id"]);
            assert_eq!(end["outcome"], status);
            let mut tx = server.platform.state.database().read_ledger().await.unwrap();
            let all = tx.list_commissions_of(checkout.order_id).await.unwrap();
            let own = all.iter().find(|it| it.recipient == BIRKENHAIN).unwrap();
            assert_eq!(freeze["entries"], json!([own.commission_id]), "its own alone");
            assert!(!freeze.to_string().contains("dp_"), "the provider's name is not told");
        }
    }

    async fn c12_a_lost_dispute_takes_back_beside_the_refunds_and_its_end_may_come_first(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let intent = pay(&stripe, &checkout);
        tell(&server, &paid("evt_1", &intent)).await;
        tell(&server, &given_back("evt_2", &intent, 59_500)).await;
        let lost = dispute("evt_3", "closed", &intent, 59_500, "lost");
        tell(&server, &lost).await;
        tell(&server, &dispute("evt_4", "created", &intent, 59_500, "needs_response")).await;
        tell(&server, &lost).await;
        assert_eq!(frozen(&server).await, 0);
        assert_eq!(refunded_net(&server, &checkout).await, 100_000);
        let expected = [(BIRKENHAIN, 20_000, 20_000), (DACH, 30_000, 30_000)];
        assert_eq!(commissions(&server, &checkout).await, expected);
        assert_eq!(found(&server, &checkout).await.problem, "");
    }

    async fn c7_the_discount_is_off_the_price_and_a_refund_is_in_list_net(server) {
        let (server, stripe) = connect(server).await;
        let buyer = UserId(Uuid::from_u128(0xC7));
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.insert_customers(&[(buyer, Some(DACH))], 0).await.unwrap();
        tx.commit().await.unwrap();
        let checkout = open(&server, 1, buyer).await;
        assert_eq!(checkout.amount_cents, 83_300, "1,000 minus 30 %, and 19 % VAT on 700");
        let intent = pay(&stripe, &checkout);
        tell(&server, &paid("evt_1", &intent)).await;
        tell(&server, &refunded("evt_2", &intent, 41_650)).await;
        assert_eq!(refunded_net(&server, &checkout).await, 50_000);
        assert_eq!(commissions(&server, &checkout).await, [(DACH, 30_000, 15_000)]);
    }

    async fn another_amount_is_kept_and_listed_and_no_order(server) {
        let (server, stripe) = connect(server).await;
        for (number, field, value) in
            [(1, "amount_received", json!(118_999)), (2, "currency", json!("chf"))]
        {
            let checkout = open(&server, number, CUSTOMER).await;
            let mut intent = pay(&stripe, &checkout);
            intent[field] = value;
            tell(&server, &paid(&format!("evt_{number}"), &intent)).await;
            let found = found(&server, &checkout).await;
            assert_eq!(found.state, CheckoutState::Open);
            assert!(found.problem.contains("119000 cents EUR"), "{}", found.problem);
        }
        assert!(orders(&server).await.is_empty());
        let mut tx = server.platform.state.database().read(llc()).await.unwrap();
        assert_eq!(tx.list_checkouts(None, true, 10).await.unwrap().len(), 2);
    }

    async fn a_failed_attempt_may_be_followed_by_a_payment_and_a_late_failure_changes_nothing(
        server
    ) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let again = open(&server, 1, CUSTOMER).await;
        assert_eq!((again.order_id, stripe.payment_intents().len()), (checkout.order_id, 1));
        let waiting = stripe.payment_intents()[0].clone();
        let failed = event("evt_1", "payment_intent.payment_failed", PAID, &waiting);
        tell(&server, &failed).await;
        assert_eq!(found(&server, &checkout).await.state, CheckoutState::Failed);
        let intent = pay(&stripe, &checkout);
        tell(&server, &paid("evt_2", &intent)).await;
        tell(&server, &event("evt_3", "payment_intent.payment_failed", PAID, &waiting)).await;
        assert_eq!(found(&server, &checkout).await.state, CheckoutState::Paid);
        let other = open(&server, 2, CUSTOMER).await;
        let waiting = stripe.payment_intents()[1].clone();
        tell(&server, &event("evt_4", "payment_intent.canceled", PAID, &waiting)).await;
        assert_eq!(found(&server, &other).await.state, CheckoutState::Expired);
        assert_eq!(orders(&server).await.len(), 1);
    }

    async fn a_refund_that_was_asked_counts_once_whoever_tells_it_first(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let state = &server.platform.state;
        let ask = async |cents: i64, key: u128| {
            let (key, order_id) = (Uuid::from_u128(key), checkout.order_id);
            let asked = AskedRefund { key, order_id, amount_cents: cents, entry: None };
            ask_refund(state.database(), state.payments(), llc(), &asked, micros(NOW)).await
        };
        let early = ask(59_500, 1).await.unwrap_err();
        assert!(matches!(early, AskRefused::UnknownOrder), "{early}");
        let intent = pay(&stripe, &checkout);
        tell(&server, &paid("evt_1", &intent)).await;
        ask(59_500, 1).await.unwrap();
        ask(59_500, 1).await.unwrap();
        assert_eq!(stripe.refunds().len(), 1, "one key gives back once");
        let told = event("evt_2", "refund.created", LATER, &stripe.refunds()[0]);
        tell(&server, &told).await;
        assert_eq!(refunded_net(&server, &checkout).await, 50_000);
        let more = ask(59_501, 2).await.unwrap_err();
        assert!(matches!(more, AskRefused::Provider(_)), "{more}");
        let nothing = ask(0, 3).await.unwrap_err();
        assert!(matches!(nothing, AskRefused::NotPositive), "{nothing}");
    }

    async fn a_seller_opens_checkouts_of_its_own_products_alone(server) {
        let (server, stripe) = connect(server).await;
        let owner = server.token("owner@birkenhain").await;
        let offer = json!({ "name": "Kurs", "price_net": "100.00", "kind": "course" });
        let token = Some(owner.as_str());
        let (status, made) = server.call("POST", "/api/v1/products", token, Some(&offer)).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let body = json!({ "customer_user_id": CUSTOMER, "billing_country": "DE",
            "lines": [{ "product_id": made["id"] }] });
        let (status, opened) = server.call("POST", "/api/v1/checkouts", token, Some(&body)).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        assert_eq!((&opened["amount"], &opened["state"]), (&json!("119.00"), &json!("open")));
        assert!(opened["client_secret"].as_str().unwrap().starts_with("pi_"), "{opened}");
        let waiting = stripe.payment_intents()[0].clone();
        let intent = stripe.pay(waiting["id"].as_str().unwrap());
        tell(&server, &paid("evt_1", &intent)).await;
        let (_, list) = server.call("GET", "/api/v1/checkouts", token, None).await;
        assert_eq!(list["checkouts"][0]["state"], "paid", "{list}");
        let lines = json!([{ "product_id": BOOTCAMP }]);
        let foreign = json!({ "customer_user_id": CUSTOMER, "lines": lines });
        let (status, answer) =
            server.call("POST", "/api/v1/checkouts", token, Some(&foreign)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    }

    async fn what_failed_in_the_middle_is_worked_off_later(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let intent = pay(&stripe, &checkout);
        let text = paid("evt_1", &intent).to_string();
        let told = crate::payments::read_event(text.as_bytes()).unwrap().unwrap();
        let database = server.platform.state.database();
        let mut tx = database.write(llc()).await.unwrap();
        tx.insert_payment_event(&told, "h", micros(NOW)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(work_off_events(database, micros(NOW)).await.unwrap(), 0, "not settled yet");
        assert_eq!(orders(&server).await.len(), 1);
        server.platform.state.settle(micros(NOW)).await.unwrap();
        assert_eq!(work_off_events(database, micros(NOW)).await.unwrap(), 1);
        assert_eq!(work_off_events(database, micros(NOW)).await.unwrap(), 0);
        assert_eq!(orders(&server).await.len(), 1);
    }

    /// F3, F4: whoever ends a checkout while its payment is being made leaves nothing that can be paid.
    async fn a_checkout_that_is_ended_while_its_payment_is_made_gives_no_secret(server) {
        let (server, stripe) = connect(server).await;
        let state = &server.platform.state;
        let asked = wish(1, CUSTOMER);
        stripe.fail_with(&[Fault::Slow(Duration::from_secs(1))]);
        let end = async {
            while stripe.payment_intents().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let mut tx = state.database().write(llc()).await.unwrap();
            tx.set_checkout_state(asked.checkout_id, CheckoutState::Expired).await.unwrap();
            tx.commit().await.unwrap();
        };
        let opening = open_checkout(state.database(), state.payments(), llc(), &asked, micros(NOW));
        let (opened, ()) = tokio::join!(opening, end);
        let (checkout, secret) = opened.unwrap();
        assert!(secret.is_none(), "it was ended");
        assert_eq!(stripe.payment_intents()[0]["status"], "canceled");
        assert_eq!(found(&server, &checkout).await.state, CheckoutState::Expired);
    }

    async fn without_a_provider_there_is_no_checkout(server) {
        open_shop(&server).await;
        let state = &server.platform.state;
        let wish = wish(1, CUSTOMER);
        let opened =
            open_checkout(state.database(), state.payments(), llc(), &wish, micros(NOW)).await;
        assert!(matches!(opened, Err(CheckoutRefused::NoProvider)));
    }
}

/// What is refused comes again for days.
#[tokio::test]
async fn no_rate_refuses_the_provider() {
    let bucket = Bucket { burst: 1, per_minute: 1 };
    let server = Server::with_limits(Limits { requests: bucket, logins: bucket }).await;
    for _ in 0..5 {
        let (status, answer) = post(&server, "{}", "").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
    }
}
