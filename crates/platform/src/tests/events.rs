//! What tenants offer to customers (F4): who sees it, to whom the money flows, and that a place is sold
//! once, whoever comes at the same instant.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mojo_domain::{Clock as _, OrderId, TenantId, to_micros};
use mojo_testkit::stripe::FakeStripe;
use serde_json::{Value, json};

use super::browser::{Browser, Page};
use super::commerce::{micros, platform_admin};
use super::customers::{PASSWORD, address, buy, customer, intent_of, shop, sign_in};
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};
use crate::auth::Tenant;
use crate::customers::free_stale_places;
use crate::storage::sales::SalePage;
use crate::tests::checkouts::{event, paid, tell};

/// A practice with an event, which takes payments in an account of its own.
struct Fair {
    server: Server,
    stripe: FakeStripe,
    /// The path of the event.
    event: String,
    owner: String,
    product: String,
}

impl Fair {
    /// For 100.00 without VAT.
    async fn open(server: Server, offer: Value) -> Self {
        Self::open_for(server, "100.00", offer).await
    }

    async fn open_for(server: Server, price_net: &str, offer: Value) -> Self {
        let (server, stripe) = shop(server).await;
        let owner = server.token("owner@birkenhain").await;
        let body = json!({ "name": "Atemabend", "price_net": price_net, "kind": "event" });
        let (status, made) =
            server.call("POST", "/api/v1/products", Some(&owner), Some(&body)).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let product = made["id"].as_str().unwrap().to_owned();
        let fair = Self { event: format!("/events/{product}"), server, stripe, owner, product };
        fair.offer(offer).await;
        let admin = platform_admin(&fair.server).await;
        let path = format!("/api/v1/payment-accounts/{BIRKENHAIN}");
        let body =
            json!({ "provider_account_id": "acct_birkenhain", "reason": "Vertrag liegt vor" });
        for _ in 0..2 {
            let (status, kept) = fair.server.call("PUT", &path, Some(&admin), Some(&body)).await;
            assert_eq!(status, StatusCode::OK, "{kept}");
        }
        let told = "/api/v1/audit-log?action=put_payment_account";
        let (_, told) = fair.server.call("GET", told, Some(&admin), None).await;
        assert_eq!(
            told["entries"].as_array().unwrap().len(),
            1,
            "sent again it is the same: {told}"
        );
        fair.stripe.open_merchant("acct_birkenhain");
        fair
    }

    async fn offer(&self, offer: Value) {
        let path = format!("/api/v1/products/{}/offer", self.product);
        let (status, kept) = self.server.call("PUT", &path, Some(&self.owner), Some(&offer)).await;
        assert_eq!(status, StatusCode::OK, "{kept}");
    }

    async fn book(&self, browser: &mut Browser) -> Page {
        let path = format!("{}/book", self.event);
        browser.post(&self.server, &path, &address("DE")).await
    }

    /// Books and expects to pay; the path of the purchase.
    async fn booked(&self, browser: &mut Browser) -> String {
        let page = self.book(browser).await;
        let place = page.place.unwrap_or_else(|| panic!("{}", page.text));
        assert!(place.starts_with("/purchases/"), "{place}");
        place.split('?').next().unwrap().to_owned()
    }

    /// What people are told of a purchase.
    async fn problem(&self, purchase: &str) -> String {
        let id = purchase.trim_start_matches("/purchases/").parse().unwrap();
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = self.server.platform.state.database().read(practice).await.unwrap();
        tx.find_checkout(id).await.unwrap().unwrap().problem
    }

    /// How many orders the practice has.
    async fn orders(&self) -> Vec<OrderId> {
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = self.server.platform.state.database().read(practice).await.unwrap();
        tx.list_sales(&SalePage::latest(10))
            .await
            .unwrap()
            .iter()
            .map(|order| order.order_id)
            .collect()
    }
}

/// A customer whom a practice recruited.
async fn recruited(server: &Server, email: &str, by: &str) -> Browser {
    let token = server.token(by).await;
    let body = json!({ "stem": "EMPFOHLEN" });
    let (status, made) =
        server.call("POST", "/api/v1/affiliate-codes", Some(&token), Some(&body)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let mut browser = Browser::default();
    browser.get(server, "/signup").await;
    let code = made["code"].as_str().unwrap();
    let fields =
        [("name", "Anna Berger"), ("email", email), ("password", PASSWORD), ("code", code)];
    browser.post(server, "/signup", &fields).await;
    let page = sign_in(&mut browser, server, email, PASSWORD).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    browser
}

fn is_full(page: &Page) -> bool {
    page.status == StatusCode::CONFLICT && page.text.contains("Ausgebucht")
}

on_both! {
    /// F4, C2, C4, P4: seen from its stage on; 100 at the practice are 2 for the platform, 10 for whoever
    /// recruited the customer and 88 for the practice, to whose account the money flows.
    async fn f4_an_event_is_booked_by_stage_and_its_money_flows_to_the_practice(server) {
        let offer = json!({ "offered": true, "places": 5, "least_stage": 2, "starts_at": "2026-12-01T18:00:00Z" });
        let fair = Fair::open(server, offer).await;
        let (server, stripe) = (&fair.server, &fair.stripe);
        let mut browser = recruited(server, "anna@example.org", "owner@lindenau").await;
        assert!(!browser.get(server, "/events").await.text.contains("Atemabend"));
        assert_eq!(browser.get(server, &fair.event).await.status, StatusCode::FORBIDDEN);
        assert_eq!(fair.book(&mut browser).await.status, StatusCode::FORBIDDEN);
        let level = buy(&mut browser, server, 3).await;
        tell(server, &paid("evt_1", &stripe.pay(intent_of(stripe, &level)["id"].as_str().unwrap()))).await;
        let page = browser.get(server, "/events").await;
        for part in ["Atemabend", "Praxis Birkenhain", "01.12.2026, 19:00", "119,00\u{a0}€", "5 freie Plätze"] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        let purchase = fair.booked(&mut browser).await;
        assert_eq!(fair.booked(&mut browser).await, purchase, "a second click goes on with it");
        let intent = intent_of(stripe, &purchase);
        assert_eq!(intent["amount"], 11_900);
        assert_eq!(intent["transfer_data"]["destination"], "acct_birkenhain");
        assert_eq!(intent["on_behalf_of"], "acct_birkenhain");
        assert_eq!(intent["application_fee_amount"], 1_200, "2 % and 10 % of the net");
        assert!(browser.get(server, "/events").await.text.contains("4 freie Plätze"));
        let told = stripe.pay(intent["id"].as_str().unwrap());
        // An attribution counts from its own instant on: the payment comes after the account.
        for id in ["evt_2", "evt_3"] {
            tell(server, &event(id, "payment_intent.succeeded", NOW, &told)).await;
        }
        let orders = fair.orders().await;
        assert_eq!(orders.len(), 1);
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let mut shares: Vec<(TenantId, i64)> = tx
            .list_commissions_of(orders[0])
            .await
            .unwrap()
            .iter()
            .map(|it| (it.recipient, it.amount_cents))
            .collect();
        drop(tx);
        shares.sort_unstable();
        let mut expected = vec![(TenantId::MOJO_LLC, 200), (LINDENAU, 1_000)];
        expected.sort_unstable();
        assert_eq!(shares, expected);
        // What is given back comes from the practice's account, too.
        let path = format!("/api/v1/orders/{}/refunds", orders[0]);
        let half = json!({ "amount": "59.50" });
        let (status, made) = server.call("POST", &path, Some(&fair.owner), Some(&half)).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        assert!(stripe.refunds()[0]["transfer_reversal"].is_string(), "{:?}", stripe.refunds());
        let account = browser.get(server, "/account").await.text;
        assert!(account.contains("Atemabend") && account.contains("Praxis Birkenhain"), "{account}");
    }

    /// F4: two who want the last place at one instant: one gets it, the other one is told so.
    async fn f4_the_last_place_is_sold_once_to_two_who_come_at_one_instant(server) {
        let fair = Fair::open(server, json!({ "offered": true, "places": 1 })).await;
        let mut one = customer(&fair.server, "anna@example.org").await;
        let mut two = customer(&fair.server, "berta@example.org").await;
        let (first, second) = tokio::join!(fair.book(&mut one), fair.book(&mut two));
        let full = [&first, &second].into_iter().filter(|page| is_full(page)).count();
        assert_eq!(full, 1, "{first:?} {second:?}");
        assert_eq!(fair.stripe.payment_intents().len(), 1);
        let (winner, loser) = if is_full(&first) { (&mut two, &mut one) } else { (&mut one, &mut two) };
        assert!(is_full(&fair.book(loser).await), "as long as it can be paid it is held");
        let purchase = fair.booked(winner).await;
        let intent = intent_of(&fair.stripe, &purchase);
        tell(&fair.server, &paid("evt_1", &fair.stripe.pay(intent["id"].as_str().unwrap()))).await;
        fair.server.clock.advance(TimeDelta::days(1));
        assert!(is_full(&fair.book(loser).await), "it is sold");
        assert_eq!(fair.orders().await.len(), 1);
    }

    /// F4: a place that nobody paid for half an hour is another one's, and cannot be paid any more.
    async fn f4_a_place_that_is_not_paid_is_freed_and_its_payment_with_it(server) {
        let fair = Fair::open(server, json!({ "offered": true, "places": 1 })).await;
        let mut one = customer(&fair.server, "anna@example.org").await;
        let mut two = customer(&fair.server, "berta@example.org").await;
        let first = fair.booked(&mut one).await;
        fair.server.clock.advance(TimeDelta::minutes(31));
        let second = fair.booked(&mut two).await;
        assert_eq!(intent_of(&fair.stripe, &first)["status"], "canceled");
        let page = one.get(&fair.server, &first).await;
        assert_eq!(page.place, Some(format!("{first}/outcome?lang=de")));
        let page = one.get(&fair.server, &format!("{first}/outcome")).await;
        assert!(page.text.contains("Dieses Angebot ist abgelaufen"), "{}", page.text);
        // The provider takes it back by itself: the place is free at once.
        let waiting = intent_of(&fair.stripe, &second);
        let gone = event("evt_1", "payment_intent.canceled", crate::tests::checkouts::LATER, &waiting);
        tell(&fair.server, &gone).await;
        assert_ne!(fair.booked(&mut one).await, first);
    }

    /// F4: money that is there, and of which nothing was told yet, keeps its place.
    async fn f4_a_place_that_was_paid_is_never_freed_however_late_that_is_told(server) {
        let fair = Fair::open(server, json!({ "offered": true, "places": 1 })).await;
        let mut one = customer(&fair.server, "anna@example.org").await;
        let mut two = customer(&fair.server, "berta@example.org").await;
        let first = fair.booked(&mut one).await;
        let intent = fair.stripe.pay(intent_of(&fair.stripe, &first)["id"].as_str().unwrap());
        fair.server.clock.advance(TimeDelta::days(2));
        assert!(is_full(&fair.book(&mut two).await));
        tell(&fair.server, &paid("evt_1", &intent)).await;
        let page = one.get(&fair.server, &format!("{first}/outcome")).await;
        assert!(page.text.contains("Bezahlt, vielen Dank"), "{}", page.text);
        assert!(is_full(&fair.book(&mut two).await));
        assert_eq!(fair.orders().await.len(), 1);
    }

    /// F4: who booked while there was no limit counts when one is set.
    async fn f4_a_limit_that_is_set_later_counts_who_booked_before_it(server) {
        let fair = Fair::open(server, json!({ "offered": true })).await;
        let mut one = customer(&fair.server, "anna@example.org").await;
        let mut two = customer(&fair.server, "berta@example.org").await;
        let first = fair.booked(&mut one).await;
        let intent = intent_of(&fair.stripe, &first);
        tell(&fair.server, &paid("evt_1", &fair.stripe.pay(intent["id"].as_str().unwrap()))).await;
        fair.offer(json!({ "offered": true, "places": 1 })).await;
        assert!(is_full(&fair.book(&mut two).await));
        fair.offer(json!({ "offered": true, "places": 2 })).await;
        fair.booked(&mut two).await;
    }

    /// F4: a page that was opened before leads to no payment of what has begun or was taken back.
    async fn f4_nothing_is_paid_of_what_has_begun_or_was_taken_back(server) {
        let offer = json!({ "offered": true, "starts_at": "2026-11-20T12:00:00Z" });
        let fair = Fair::open(server, offer.clone()).await;
        let mut browser = customer(&fair.server, "anna@example.org").await;
        let purchase = fair.booked(&mut browser).await;
        fair.offer(json!({ "offered": false })).await;
        let page = browser.get(&fair.server, &purchase).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
        assert!(!page.text.contains("data-secret"), "{}", page.text);
        fair.offer(offer).await;
        let page = browser.get(&fair.server, &purchase).await;
        assert!(page.text.contains("data-secret"), "{}", page.text);
        fair.server.clock.advance(TimeDelta::hours(2));
        assert_eq!(browser.get(&fair.server, &purchase).await.status, StatusCode::NOT_FOUND);
        // Who has it open may not pay it either.
        let database = fair.server.platform.state.database();
        let (payments, now) = (fair.server.platform.state.payments(), to_micros(fair.server.clock.now()));
        assert_eq!(free_stale_places(database, payments, None, now).await.unwrap(), 1);
        assert_eq!(intent_of(&fair.stripe, &purchase)["status"], "canceled");
    }

    /// F3, F4: a double click on what is free is one order and one place, and nobody looks at it for ever.
    async fn f4_a_double_click_on_what_is_free_takes_one_place(server) {
        let fair = Fair::open_for(server, "0.00", json!({ "offered": true, "places": 2 })).await;
        let mut one = customer(&fair.server, "anna@example.org").await;
        let first = fair.booked(&mut one).await;
        assert_eq!(fair.booked(&mut one).await, first);
        assert_eq!(fair.orders().await.len(), 1);
        let events = one.get(&fair.server, "/events").await.text;
        assert!(events.contains("1 freie Plätze"), "{events}");
        fair.server.clock.advance(TimeDelta::minutes(11));
        assert_ne!(fair.booked(&mut one).await, first, "that is somebody's who comes along");
        assert_eq!(fair.orders().await.len(), 2);
        fair.server.clock.advance(TimeDelta::minutes(31));
        let state = &fair.server.platform.state;
        let now = to_micros(fair.server.clock.now());
        let freed = free_stale_places(state.database(), state.payments(), None, now).await;
        assert_eq!(freed.unwrap(), 0, "they are had for good");
        let mut tx = state.database().read_ledger().await.unwrap();
        assert!(tx.list_stale_places(now, None).await.unwrap().is_empty());
        drop(tx);
        let mut two = customer(&fair.server, "berta@example.org").await;
        assert!(is_full(&fair.book(&mut two).await));
    }

    /// F4, C2, C4: what the platform keeps is fixed with the offer; where something else was due when it was
    /// paid, people are told.
    async fn f4_where_the_platform_kept_another_amount_than_was_due_people_are_told(server) {
        let fair = Fair::open(server, json!({ "offered": true })).await;
        let (server, stripe) = (&fair.server, &fair.stripe);
        let mut browser = recruited(server, "anna@example.org", "owner@lindenau").await;
        let purchase = fair.booked(&mut browser).await;
        let intent = intent_of(stripe, &purchase);
        assert_eq!(intent["application_fee_amount"], 2_200, "2 % and 20 % of a first purchase");
        let level = buy(&mut browser, server, 3).await;
        let first = stripe.pay(intent_of(stripe, &level)["id"].as_str().unwrap());
        tell(server, &event("evt_1", "payment_intent.succeeded", NOW, &first)).await;
        assert_eq!(fair.problem(&purchase).await, "");
        let told = stripe.pay(intent["id"].as_str().unwrap());
        tell(server, &event("evt_2", "payment_intent.succeeded", NOW, &told)).await;
        let problem = fair.problem(&purchase).await;
        assert!(problem.contains("fee_differs: the platform kept 2200 cents"), "{problem}");
        assert!(problem.contains("1200 were due"), "{problem}");
        assert_eq!(fair.orders().await.len(), 1);
    }

    /// F4: money for a place that is gone makes its order all the same, and people are told.
    async fn f4_a_payment_whose_place_is_gone_is_told(server) {
        let fair = Fair::open(server, json!({ "offered": true, "places": 1 })).await;
        let mut browser = customer(&fair.server, "anna@example.org").await;
        let purchase = fair.booked(&mut browser).await;
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = fair.server.platform.state.database().write(practice).await.unwrap();
        let id = purchase.trim_start_matches("/purchases/").parse().unwrap();
        tx.free_place(id, micros(NOW)).await.unwrap();
        tx.commit().await.unwrap();
        let intent = intent_of(&fair.stripe, &purchase);
        let told = paid("evt_1", &fair.stripe.pay(intent["id"].as_str().unwrap()));
        for _ in 0..2 {
            tell(&fair.server, &told).await;
        }
        assert_eq!(fair.orders().await.len(), 1);
        let problem = fair.problem(&purchase).await;
        assert!(problem.starts_with("place_lost"), "{problem}");
    }

    /// F4: where the practice takes no payments, that is said, and nothing is opened.
    async fn f4_without_an_account_that_takes_payments_nothing_is_booked(server) {
        let fair = Fair::open(server, json!({ "offered": true })).await;
        let admin = fair.server.token("admin").await;
        let path = format!("/api/v1/payment-accounts/{BIRKENHAIN}");
        // One that is paid out to and takes no payments.
        fair.stripe.open_account("acct_paid_out");
        let body = json!({ "provider_account_id": "acct_paid_out", "reason": "Versehen" });
        let (status, _) = fair.server.call("PUT", &path, Some(&admin), Some(&body)).await;
        assert_eq!(status, StatusCode::OK);
        let mut browser = customer(&fair.server, "anna@example.org").await;
        let page = fair.book(&mut browser).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.text.contains("kann noch keine Zahlungen annehmen"), "{}", page.text);
        assert!(fair.stripe.payment_intents().is_empty());
        for wrong in ["", "acct_", "cus_1", "acct_a b"] {
            let body = json!({ "provider_account_id": wrong, "reason": "Versehen" });
            let (status, _) = fair.server.call("PUT", &path, Some(&admin), Some(&body)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
    }

    /// F4, P4: what is taken back, over, or of a tenant that left, nobody sees or books.
    async fn f4_what_is_not_offered_any_more_is_not_there(server) {
        let fair = Fair::open(server, json!({ "offered": true, "starts_at": "2026-11-20T12:00:00Z" })).await;
        let mut browser = customer(&fair.server, "anna@example.org").await;
        assert!(browser.get(&fair.server, "/events").await.text.contains("Atemabend"));
        fair.server.clock.advance(TimeDelta::hours(2));
        assert_eq!(fair.book(&mut browser).await.status, StatusCode::NOT_FOUND, "it has begun");
        fair.offer(json!({ "offered": true })).await;
        assert_eq!(browser.get(&fair.server, &fair.event).await.status, StatusCode::OK);
        fair.offer(json!({ "offered": false })).await;
        assert!(!browser.get(&fair.server, "/events").await.text.contains("Atemabend"));
        assert_eq!(fair.book(&mut browser).await.status, StatusCode::NOT_FOUND);
        assert!(fair.stripe.payment_intents().is_empty());
    }

    /// F4: what may be offered, and by whom.
    async fn f4_events_alone_are_offered_and_by_their_own_tenant(server) {
        let fair = Fair::open(server, json!({ "offered": false })).await;
        let path = format!("/api/v1/products/{}/offer", fair.product);
        let stranger = fair.server.token("owner@lindenau").await;
        let offer = json!({ "offered": true });
        let (status, _) = fair.server.call("PUT", &path, Some(&stranger), Some(&offer)).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let wrong = [
            json!({ "offered": true, "places": 0 }),
            json!({ "offered": true, "places": 10_001 }),
            json!({ "offered": true, "least_stage": 5 }),
        ];
        for body in wrong {
            let (status, _) = fair.server.call("PUT", &path, Some(&fair.owner), Some(&body)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        }
        let course = json!({ "name": "Kurs", "price_net": "10.00", "kind": "course" });
        let (_, made) = fair.server.call("POST", "/api/v1/products", Some(&fair.owner), Some(&course)).await;
        let path = format!("/api/v1/products/{}/offer", made["id"].as_str().unwrap());
        let (status, _) = fair.server.call("PUT", &path, Some(&fair.owner), Some(&offer)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, shown) = fair.server.call("GET", &path, Some(&fair.owner), None).await;
        assert_eq!((status, &shown["offered"]), (StatusCode::OK, &json!(false)));
        // What changed is in the log of the tenant, once; what was refused is not.
        for _ in 0..2 {
            fair.offer(json!({ "offered": true, "places": 5 })).await;
        }
        let path = "/api/v1/audit-log?action=offer_product";
        let (_, log) = fair.server.call("GET", path, Some(&fair.owner), None).await;
        assert_eq!(log["entries"].as_array().unwrap().len(), 1, "{log}");
        let entry = &log["entries"][0];
        assert_eq!(entry["subject_id"], json!(fair.product), "{log}");
        assert_eq!(entry["details"]["to"], json!({ "offered": true, "places": 5 }), "{log}");
    }
}
