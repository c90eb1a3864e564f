//! Subscriptions at a Stripe of our own: periods that are told twice, late, out of order and at one
//! instant, payments that fail, and ends that race a renewal.

use std::time::Duration;

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::catalogue::BillingInterval;
use mojo_domain::{Clock as _, OrderId, ProductId, TenantId, UserId};
use mojo_testkit::stripe::{FakeStripe, Fault, PeriodOutcome};
use serde_json::{Value, json};
use uuid::Uuid;

use super::checkouts::{connect, dispute, frozen, llc, refunded, tell};
use super::commerce::{BOOTCAMP, CUSTOMER, DACH, micros, platform_admin};
use super::memberships::{entitlement, grant};
use super::payouts::crash_after;
use super::sale_vat::sits_in;
use super::support::{BIRKENHAIN, LINDENAU, Server, on_both};
use crate::auth::{Role, Tenant};
use crate::commerce::{
    AskedRefund, SubscriptionRefused, SubscriptionWish, ask_open_cancellations, ask_refund,
    deactivate_tenant, open_subscription, work_off_events, work_off_subscription_events,
};
use crate::payments::SubscriptionState;
use crate::storage::StorageError;
use crate::storage::orders::OrderRecord;
use crate::storage::sales::SalePage;
use crate::storage::subscriptions::{PeriodRecord, SubscriptionRecord};

/// BUSINESS BOOTCAMP by the month, 100.00 without VAT; and another product of the same kind.
const MONTHLY: ProductId = ProductId(Uuid::from_u128(0x5501));
const OTHER: ProductId = ProductId(Uuid::from_u128(0x5502));
/// When the first period begins and is paid, and the ends of the first two.
const PAID: &str = "2026-11-20T09:59:00Z";
const FIRST_END: &str = "2026-12-20T09:59:00Z";
const SECOND_END: &str = "2027-01-20T09:59:00Z";

/// A platform with a provider and what is subscribed to.
pub(super) struct Shop {
    pub(super) server: Server,
    pub(super) stripe: FakeStripe,
    /// How many of the provider's events were told.
    told: usize,
}

impl Shop {
    pub(super) async fn open(server: Server) -> Self {
        let (server, stripe) = connect(server).await;
        let mut tx = server.platform.state.database().write(llc()).await.unwrap();
        let products = tx.list_products().await.unwrap();
        let level = products.iter().find(|product| product.product_id == BOOTCAMP).unwrap();
        let monthly = [MONTHLY, OTHER].map(|product_id| {
            let mut product = level.clone();
            (product.product_id, product.price_net_cents) = (product_id, 10_000);
            product.billing_interval = Some(BillingInterval::Month);
            product
        });
        tx.insert_products(&monthly).await.unwrap();
        tx.commit().await.unwrap();
        let shop = Self { server, stripe, told: 0 };
        shop.at(PAID);
        shop.server.clock.set(PAID.parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(1));
        shop
    }

    /// Moves the provider's clock.
    fn at(&self, at: &str) {
        self.stripe.set_now(at.parse::<DateTime<Utc>>().unwrap().timestamp());
    }

    /// Moves the platform's clock.
    fn platform_at(&self, at: &str) {
        self.server.clock.set(at.parse().unwrap());
    }

    pub(super) fn now(&self) -> i64 {
        mojo_domain::to_micros(self.server.clock.now())
    }

    async fn subscribe(
        &self,
        wish: &SubscriptionWish,
    ) -> Result<(SubscriptionRecord, Option<String>), SubscriptionRefused> {
        let state = &self.server.platform.state;
        open_subscription(state.database(), state.payments(), llc(), wish, self.now()).await
    }

    /// A subscription that was opened, and what the provider calls it.
    async fn opened(&self, wish: &SubscriptionWish) -> String {
        let (_, secret) = self.subscribe(wish).await.unwrap();
        assert!(secret.is_some_and(|secret| !secret.is_empty()));
        self.found(wish).await.provider_subscription_id
    }

    /// One whose first period was paid and told.
    pub(super) async fn running(&mut self, wish: &SubscriptionWish) -> String {
        let id = self.opened(wish).await;
        self.pay_latest();
        self.tell_news().await;
        id
    }

    /// The customer pays the latest invoice.
    fn pay_latest(&self) -> Value {
        let invoice = self.stripe.invoices().pop().unwrap();
        self.stripe.pay(invoice["payment_intent"].as_str().unwrap());
        self.stripe.invoices().pop().unwrap()
    }

    /// What the provider did not tell yet.
    fn news(&mut self) -> Vec<Value> {
        let events = self.stripe.events();
        let news = events[self.told..].to_vec();
        self.told = events.len();
        news
    }

    async fn tell_news(&mut self) {
        for event in self.news() {
            tell(&self.server, &event).await;
        }
    }

    pub(super) async fn found(&self, wish: &SubscriptionWish) -> SubscriptionRecord {
        let mut tx = self.server.platform.state.database().read(llc()).await.unwrap();
        tx.find_subscription(wish.subscription_id).await.unwrap().unwrap()
    }

    async fn periods(&self, wish: &SubscriptionWish) -> Vec<PeriodRecord> {
        let mut tx = self.server.platform.state.database().read(llc()).await.unwrap();
        tx.list_periods(wish.subscription_id).await.unwrap()
    }

    /// The orders of MOJO LLC, the first one first.
    async fn orders(&self) -> Vec<OrderRecord> {
        let mut tx = self.server.platform.state.database().read(llc()).await.unwrap();
        let mut orders = tx.list_sales(&SalePage::latest(100)).await.unwrap();
        orders.reverse();
        orders
    }

    /// Recipient, amount and what of it was reversed, of each commission of an order.
    async fn commissions(&self, order: OrderId) -> Vec<(TenantId, i64, i64)> {
        let mut tx = self.server.platform.state.database().read_ledger().await.unwrap();
        let all = tx.list_commissions_of(order).await.unwrap();
        all.iter().map(|it| (it.recipient, it.amount_cents, it.reversed_cents)).collect()
    }

    pub(super) async fn call(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let path = format!("/api/v1/subscriptions{path}");
        let body = (!body.is_null()).then_some(body);
        self.server.call(method, &path, Some(token), body.as_ref()).await
    }
}

pub(super) fn wish(number: u128) -> SubscriptionWish {
    SubscriptionWish {
        subscription_id: Uuid::from_u128(0x5B00 + number),
        customer_user_id: CUSTOMER,
        buyer_tenant_id: None,
        billing_country: Some("DE".parse().unwrap()),
        buyer_vat_id: String::new(),
        product_id: MONTHLY,
    }
}

fn of_kind<'a>(events: &'a [Value], kind: &str) -> &'a Value {
    events.iter().rfind(|event| event["type"] == kind).unwrap()
}

/// The same event under another id.
fn again(event: &Value, id: &str) -> Value {
    let mut event = event.clone();
    event["id"] = json!(id);
    event
}

on_both! {
    /// D5: the rate of the buyer's place holds as long as it runs; each period's receipt says it.
    async fn d5_each_period_bears_the_vat_that_was_agreed(server) {
        let mut shop = Shop::open(server).await;
        sits_in(&shop.server, llc(), "US", false).await;
        let wish = SubscriptionWish { billing_country: Some("AT".parse().unwrap()), ..wish(1) };
        let id = shop.opened(&wish).await;
        assert_eq!(shop.stripe.invoices()[0]["amount_due"], 12_000);
        sits_in(&shop.server, llc(), "DE", false).await;
        shop.pay_latest();
        shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        shop.platform_at("2026-12-25T00:00:00Z");
        shop.tell_news().await;
        let orders = shop.orders().await;
        assert_eq!(orders.len(), 2);
        let mut tx = shop.server.platform.state.database().read(llc()).await.unwrap();
        for order in orders {
            let checkout = tx.find_checkout_of_order(order.order_id).await.unwrap().unwrap();
            let vat = tx.list_sale_vat((checkout.checkout_id, false)).await.unwrap().remove(0);
            assert_eq!((vat.vat_rate_bp, vat.vat_cents, vat.taxed_in.as_str()), (2000, 2_000, "AT"));
        }
    }

    async fn c2_each_period_is_one_order_however_often_and_how_late_it_is_told(server) {
        let mut shop = Shop::open(server).await;
        let wish = wish(1);
        let id = shop.opened(&wish).await;
        assert_eq!(shop.stripe.invoices()[0]["amount_due"], 11_900);
        assert!(shop.orders().await.is_empty(), "nothing is recorded before the money is there");
        shop.pay_latest();
        shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        shop.platform_at("2026-12-25T00:00:00Z");
        let news = shop.news();
        for event in news.iter().chain(&news) {
            tell(&shop.server, event).await;
        }
        tell(&shop.server, &again(of_kind(&news, "invoice.paid"), "evt_again")).await;
        let orders = shop.orders().await;
        assert_eq!(orders.len(), 2);
        let instants: Vec<i64> = orders.iter().map(|order| order.ordered_at).collect();
        assert_eq!(instants, [micros(PAID), micros(FIRST_END)], "the instants of the payments");
        assert!(orders[0].is_first_purchase && !orders[0].is_renewal && orders[0].is_via_connect);
        assert!(!orders[1].is_first_purchase && orders[1].is_renewal);
        let first = [(BIRKENHAIN, 2_000, 0), (DACH, 3_000, 0)];
        assert_eq!(shop.commissions(orders[0].order_id).await, first);
        let renewal = [(BIRKENHAIN, 1_000, 0), (DACH, 3_000, 0)];
        assert_eq!(shop.commissions(orders[1].order_id).await, renewal);
        let periods = shop.periods(&wish).await;
        let bounds: Vec<_> = periods.iter().map(|it| (it.starts_at, it.ends_at)).collect();
        let (first, second) = (micros(FIRST_END), micros(SECOND_END));
        assert_eq!(bounds, [(micros(PAID), first), (first, second)]);
        let found = shop.found(&wish).await;
        assert_eq!((found.state, found.paid_until), (SubscriptionState::Active, Some(second)));
        assert_eq!(found.problem, "");
    }

    async fn two_deliveries_of_a_renewal_at_one_instant_record_one_order(server) {
        let mut shop = Shop::open(server).await;
        let wish = wish(1);
        let id = shop.running(&wish).await;
        shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        shop.platform_at("2026-12-20T10:00:00Z");
        let paid = of_kind(&shop.news(), "invoice.paid").clone();
        let (second, third) = (again(&paid, "evt_b"), again(&paid, "evt_c"));
        let server = &shop.server;
        tokio::join!(tell(server, &paid), tell(server, &second), tell(server, &third));
        assert_eq!(shop.orders().await.len(), 2);
        assert_eq!(shop.periods(&wish).await.len(), 2);
    }

    async fn a_period_that_a_second_invoice_paid_is_listed_and_no_order(server) {
        let mut shop = Shop::open(server).await;
        let wish = wish(1);
        let id = shop.running(&wish).await;
        shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        shop.platform_at("2026-12-20T10:00:00Z");
        let paid = of_kind(&shop.news(), "invoice.paid").clone();
        tell(&shop.server, &paid).await;
        let mut second = again(&paid, "evt_second");
        second["data"]["object"]["id"] = json!("in_second");
        second["data"]["object"]["payment_intent"] = json!("pi_second");
        tell(&shop.server, &second).await;
        tell(&shop.server, &again(&second, "evt_third")).await;
        assert_eq!(shop.orders().await.len(), 2, "nobody earns twice of one period");
        let problem = shop.found(&wish).await.problem;
        assert_eq!(problem.matches("in_second was paid for the period").count(), 1, "{problem}");
    }

    /// The commissions of the period are written only after the dispute was looked at again.
    async fn y5_a_dispute_that_was_given_up_freezes_once_its_subscription_is_paid(server) {
        let mut shop = Shop::open(server).await;
        shop.opened(&wish(1)).await;
        shop.pay_latest();
        let paid = of_kind(&shop.news(), "invoice.paid").clone();
        let intent = json!({ "id": paid["data"]["object"]["payment_intent"] });
        let opened = dispute("evt_d", "created", &intent, 11_900, "needs_response");
        tell(&shop.server, &opened).await;
        let database = shop.server.platform.state.database();
        let late = shop.now() + 3 * 86_400_000_000;
        assert_eq!(work_off_events(database, late).await.unwrap(), 1, "nobody claims it");
        assert_eq!(work_off_events(database, late).await.unwrap(), 0);
        tell(&shop.server, &paid).await;
        assert_eq!(frozen(&shop.server).await, 0, "not settled when it was looked at");
        assert_eq!(work_off_events(database, late).await.unwrap(), 1);
        assert_eq!(frozen(&shop.server).await, 1);
        assert_eq!(work_off_events(database, late).await.unwrap(), 0, "it ended");
    }

    /// C3: the renewal would use the first purchase up without being it.
    async fn c3_a_renewal_that_is_told_first_waits_for_the_first_period(server) {
        let mut shop = Shop::open(server).await;
        let wish = wish(1);
        let id = shop.opened(&wish).await;
        shop.pay_latest();
        let first = of_kind(&shop.news(), "invoice.paid").clone();
        shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        shop.platform_at("2026-12-20T10:00:00Z");
        shop.tell_news().await;
        assert!(shop.orders().await.is_empty(), "it waits");
        tell(&shop.server, &first).await;
        let orders = shop.orders().await;
        assert_eq!(orders.len(), 2);
        assert!(orders[0].is_first_purchase && !orders[1].is_first_purchase);
        assert_eq!(shop.commissions(orders[0].order_id).await[0], (BIRKENHAIN, 2_000, 0));
    }

    async fn a_renewal_whose_first_period_is_never_told_is_recorded_after_three_days(server) {
        let mut shop = Shop::open(server).await;
        let id = shop.opened(&wish(1)).await;
        shop.pay_latest();
        shop.news();
        shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        shop.platform_at("2026-12-20T10:00:00Z");
        shop.tell_news().await;
        let database = shop.server.platform.state.database();
        let after = |days: i64| shop.now() + days * 86_400_000_000;
        assert_eq!(work_off_subscription_events(database, after(3) - 1).await.unwrap(), 0);
        assert_eq!(work_off_subscription_events(database, after(3)).await.unwrap(), 1);
        assert_eq!(work_off_subscription_events(database, after(3)).await.unwrap(), 0);
        assert_eq!(shop.orders().await.len(), 1, "no money is lost");
    }

    /// The rule: a subscription costs what was agreed when it was opened, as long as it runs.
    async fn a_change_of_the_price_reaches_new_subscriptions_alone(server) {
        let mut shop = Shop::open(server).await;
        let id = shop.running(&wish(1)).await;
        let admin = platform_admin(&shop.server).await;
        let path = format!("/api/v1/platform-products/{MONTHLY}");
        let dearer = json!({ "price_net": "150.00" });
        let (status, answer) = shop.server.call("PATCH", &path, Some(&admin), Some(&dearer)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let renewed = shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        assert_eq!(renewed["amount_paid"], 11_900);
        shop.platform_at("2026-12-20T10:00:00Z");
        shop.tell_news().await;
        let renewal = shop.orders().await[1].order_id;
        assert_eq!(shop.commissions(renewal).await[1], (DACH, 3_000, 0), "of the price agreed");
        let new = SubscriptionWish { customer_user_id: UserId(Uuid::from_u128(0xC2)), ..wish(2) };
        assert_eq!(shop.subscribe(&new).await.unwrap().0.amount_cents, 17_850);
        assert_eq!(shop.found(&wish(1)).await.problem, "");
    }

    /// A2: valid while `t < expires_at`, and `t` is the instant of the payment.
    async fn a2_renewals_earn_until_three_years_are_over_to_the_second(server) {
        let mut shop = Shop::open(server).await;
        shop.platform_at("2029-03-01T00:00:00Z");
        for (number, product_id, began, earned) in [
            (1, MONTHLY, "2028-12-10T08:59:59Z", Some(1_000)),
            (2, OTHER, "2028-12-10T09:00:00Z", None),
        ] {
            shop.at(began);
            let wish = SubscriptionWish { product_id, ..wish(number) };
            let id = shop.running(&wish).await;
            shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
            shop.tell_news().await;
            let renewal = shop.periods(&wish).await[1].order_id;
            let all = shop.commissions(renewal).await;
            let affiliate = all.iter().find(|it| it.0 == BIRKENHAIN).map(|it| it.1);
            assert_eq!(affiliate, earned, "{began}: {all:?}");
        }
    }

    async fn c12_a_refund_of_a_renewal_takes_back_its_own_commissions_alone(server) {
        let mut shop = Shop::open(server).await;
        let wish = wish(1);
        let id = shop.running(&wish).await;
        let renewed = shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        shop.platform_at("2026-12-21T00:00:00Z");
        // Told before the payment that it belongs to.
        let intent = json!({ "id": renewed["payment_intent"] });
        tell(&shop.server, &refunded("evt_r", &intent, 5_950)).await;
        shop.tell_news().await;
        let (first, renewal) = {
            let periods = shop.periods(&wish).await;
            (periods[0].order_id, periods[1].order_id)
        };
        let half = [(BIRKENHAIN, 1_000, 500), (DACH, 3_000, 1_500)];
        assert_eq!(shop.commissions(renewal).await, half);
        let asked =
            AskedRefund { key: Uuid::from_u128(1), order_id: renewal, amount_cents: 5_950, entry: None };
        let state = &shop.server.platform.state;
        let (database, payments) = (state.database(), state.payments());
        ask_refund(database, payments, llc(), &asked, shop.now()).await.unwrap();
        state.settle(shop.now()).await.unwrap();
        shop.tell_news().await;
        let whole = [(BIRKENHAIN, 1_000, 1_000), (DACH, 3_000, 3_000)];
        assert_eq!(shop.commissions(renewal).await, whole, "C12: exactly zero is left");
        let kept = [(BIRKENHAIN, 2_000, 0), (DACH, 3_000, 0)];
        assert_eq!(shop.commissions(first).await, kept);
    }

    async fn a_payment_that_fails_is_shown_until_it_arrives_and_ends_where_it_would_have(server) {
        let mut shop = Shop::open(server).await;
        let wish = wish(1);
        let id = shop.running(&wish).await;
        let failed = shop.stripe.let_period_pass(&id, PeriodOutcome::Failed).unwrap();
        shop.platform_at("2026-12-20T10:00:00Z");
        let news = shop.news();
        let told = of_kind(&news, "invoice.payment_failed").clone();
        for event in &news {
            tell(&shop.server, event).await;
        }
        let found = shop.found(&wish).await;
        assert_eq!(found.state, SubscriptionState::PastDue);
        assert_eq!((found.failed_at, found.paid_until), (Some(micros(FIRST_END)), Some(micros(FIRST_END))));
        assert_eq!(found.next_attempt_at, Some(micros("2026-12-23T09:59:00Z")));
        assert_eq!(shop.orders().await.len(), 1);
        shop.at("2026-12-23T09:59:00Z");
        shop.platform_at("2026-12-23T10:00:00Z");
        shop.stripe.pay(failed["payment_intent"].as_str().unwrap());
        let mut news = shop.news();
        // The word about the state is told before the payment.
        news.reverse();
        for event in &news {
            tell(&shop.server, event).await;
        }
        tell(&shop.server, &again(&told, "evt_late")).await;
        let found = shop.found(&wish).await;
        assert_eq!((found.state, found.failed_at), (SubscriptionState::Active, None));
        assert_eq!(found.paid_until, Some(micros(SECOND_END)), "a late payment moves no end");
        assert_eq!(shop.orders().await[1].ordered_at, micros("2026-12-23T09:59:00Z"));
    }

    async fn p4_a_tenants_own_subscription_opens_its_tools_for_what_is_paid(server) {
        let mut shop = Shop::open(server).await;
        grant(&shop.server, "NULL").await;
        let owner = shop.server.token("owner@birkenhain").await;
        let body = json!({ "id": wish(1).subscription_id, "product_id": MONTHLY, "own": true,
            "billing_country": "DE" });
        let (status, opened) = shop.call("POST", "", &owner, body).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        assert_eq!((&opened["tenant_id"], &opened["state"]), (&Value::Null, &json!("open")));
        assert!(opened["client_secret"].as_str().unwrap().starts_with("pi_"), "{opened}");
        assert_eq!(entitlement(&shop.server).await.stage, None, "nothing is paid");
        shop.pay_latest();
        shop.tell_news().await;
        let ends = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
        let granted = entitlement(&shop.server).await;
        assert_eq!((granted.stage, granted.ends_at), (Some(3), ends(FIRST_END)));
        let id = shop.stripe.subscriptions()[0]["id"].as_str().unwrap().to_owned();
        let failed = shop.stripe.let_period_pass(&id, PeriodOutcome::Failed).unwrap();
        shop.platform_at("2026-12-21T00:00:00Z");
        shop.tell_news().await;
        let unpaid = entitlement(&shop.server).await;
        assert_eq!(unpaid.ends_at, ends(FIRST_END), "the grace of the desk counts from here");
        shop.at("2026-12-22T00:00:00Z");
        shop.platform_at("2026-12-22T00:01:00Z");
        shop.stripe.pay(failed["payment_intent"].as_str().unwrap());
        shop.tell_news().await;
        assert_eq!(entitlement(&shop.server).await.ends_at, ends(SECOND_END));
        let (_, list) = shop.call("GET", "?paid_by_us=true", &owner, Value::Null).await;
        assert_eq!(list["subscriptions"][0]["paid_until"], "2027-01-20T09:59:00Z", "{list}");
        let (_, sold) = shop.call("GET", "", &owner, Value::Null).await;
        assert_eq!(sold["subscriptions"], json!([]));
    }

    /// C13: whoever left is charged no further period of its own; what is paid stays, and what its customers
    /// pay it goes on.
    async fn c13_a_tenant_that_left_pays_no_further_period(server) {
        let mut shop = Shop::open(server).await;
        let owner = shop.server.token("owner@birkenhain").await;
        let body = json!({ "id": wish(1).subscription_id, "product_id": MONTHLY, "own": true });
        let (status, opened) = shop.call("POST", "", &owner, body).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        shop.pay_latest();
        shop.tell_news().await;
        shop.running(&wish(2)).await;
        let state = shop.server.platform.state.clone();
        for is_first in [true, false] {
            let left = deactivate_tenant(state.payout_run(shop.now()), BIRKENHAIN).await;
            assert_eq!(left.unwrap(), is_first);
        }
        let (database, payments) = (state.database(), state.payments());
        let asked = ask_open_cancellations(database, payments, shop.now()).await;
        assert_eq!(asked.unwrap(), 1, "once, however often it left");
        let found = shop.found(&wish(1)).await;
        assert_eq!((found.ends_with_period, found.state), (true, SubscriptionState::Active));
        assert!(!shop.found(&wish(2)).await.ends_with_period, "another customer's goes on");
        let ending = shop.stripe.subscriptions();
        let ending = ending.iter().filter(|it| it["cancel_at_period_end"] == true);
        assert_eq!(ending.count(), 1);
    }

    /// C8: 20 % of the first purchase and 10 % of each renewal are the buyer's own.
    async fn c8_the_discount_of_the_first_period_differs_from_that_of_the_later_ones(server) {
        let mut shop = Shop::open(server).await;
        let owner = shop.server.token("owner@lindenau").await;
        let offer = json!({ "name": "Kurs", "price_net": "100.00", "kind": "course",
            "billing_interval": "month" });
        let (status, made) =
            shop.server.call("POST", "/api/v1/products", Some(&owner), Some(&offer)).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let mut tx = shop.server.platform.state.database().write_ledger().await.unwrap();
        tx.note_buyer(CUSTOMER, BIRKENHAIN).await.unwrap();
        tx.commit().await.unwrap();
        let body = json!({ "product_id": made["id"], "customer_user_id": CUSTOMER });
        let (status, opened) = shop.call("POST", "", &owner, body).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        assert_eq!((&opened["first_amount"], &opened["amount"]), (&json!("95.20"), &json!("107.10")));
        assert_eq!(shop.stripe.invoices()[0]["amount_due"], 9_520);
        shop.pay_latest();
        let id = shop.stripe.subscriptions()[0]["id"].as_str().unwrap().to_owned();
        let renewed = shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        assert_eq!(renewed["amount_paid"], 10_710);
        shop.platform_at("2026-12-20T10:00:00Z");
        shop.tell_news().await;
        let path = format!("/{}", opened["id"].as_str().unwrap());
        let (_, shown) = shop.call("GET", &path, &owner, Value::Null).await;
        assert_eq!((&shown["problem"], &shown["state"]), (&json!(""), &json!("active")), "{shown}");
        let renewal: OrderId = shown["periods"][1]["order_id"].as_str().unwrap().parse().unwrap();
        let own = shop.commissions(renewal).await;
        assert!(own.contains(&(BIRKENHAIN, 1_000, 0)), "{own:?}");
        assert!(own.contains(&(TenantId::MOJO_LLC, 200, 0)), "C4: {own:?}");
    }

    async fn who_sells_or_pays_ends_it_with_the_period_and_asking_again_changes_nothing(server) {
        let mut shop = Shop::open(server).await;
        let owner = shop.server.token("owner@birkenhain").await;
        let body = json!({ "id": wish(1).subscription_id, "product_id": MONTHLY, "own": true });
        let (status, opened) = shop.call("POST", "", &owner, body).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        let path = format!("/{}/cancel", wish(1).subscription_id);
        let end = json!({ "at": "period_end" });
        shop.pay_latest();
        shop.tell_news().await;
        let reception = shop.server.token("reception@birkenhain").await;
        let (status, _) = shop.call("POST", &path, &reception, end.clone()).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "it is not hers");
        // What an owner bought for the tenant is no more hers than another's once she is none.
        let mut tx = shop.server.platform.state.database().write_ledger().await.unwrap();
        let all = tx.list_users_of_role(BIRKENHAIN, Role::Owner).await.unwrap();
        let user = (BIRKENHAIN, all[0].user_id);
        tx.set_user_role(user, Role::Reception).await.unwrap();
        tx.commit().await.unwrap();
        let (status, _) = shop.call("POST", &path, &owner, end.clone()).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "she speaks for it no more");
        let (_, list) = shop.call("GET", "?paid_by_us=true", &owner, Value::Null).await;
        assert_eq!(list["subscriptions"], json!([]), "{list}");
        let mut tx = shop.server.platform.state.database().write_ledger().await.unwrap();
        tx.set_user_role(user, Role::Owner).await.unwrap();
        tx.commit().await.unwrap();
        for _ in 0..2 {
            let (status, ended) = shop.call("POST", &path, &owner, end.clone()).await;
            assert_eq!(status, StatusCode::OK, "{ended}");
            assert_eq!((&ended["ends_with_period"], &ended["state"]), (&json!(true), &json!("active")));
        }
        let (status, _) = shop.call("POST", &path, &owner, json!({ "at": "now" })).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let (status, _) = shop.call("POST", &path, &owner, json!({ "at": "x" })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let id = shop.stripe.subscriptions()[0]["id"].as_str().unwrap().to_owned();
        assert_eq!(shop.stripe.let_period_pass(&id, PeriodOutcome::Paid), None);
        shop.platform_at("2026-12-20T10:00:00Z");
        shop.tell_news().await;
        let found = shop.found(&wish(1)).await;
        assert_eq!((found.state, found.ended_at), (SubscriptionState::Ended, Some(micros(FIRST_END))));
        assert_eq!(shop.orders().await.len(), 1);
    }

    async fn staff_end_it_at_once_with_a_reason_that_is_kept(server) {
        let mut shop = Shop::open(server).await;
        shop.running(&wish(1)).await;
        let admin = platform_admin(&shop.server).await;
        let path = format!("/{}/cancel", wish(1).subscription_id);
        for reason in ["", " ", "a\0b"] {
            let body = json!({ "at": "now", "reason": reason });
            let (status, answer) = shop.call("POST", &path, &admin, body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        }
        let body = json!({ "at": "now", "reason": "Widerruf" });
        for _ in 0..2 {
            let (status, ended) = shop.call("POST", &path, &admin, body.clone()).await;
            assert_eq!((status, &ended["state"]), (StatusCode::OK, &json!("ended")), "{ended}");
        }
        assert_eq!(shop.stripe.subscriptions()[0]["status"], "canceled");
        let (_, log) = shop.server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let entries = log["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 1, "{log}");
        assert_eq!((&entries[0]["action"], &entries[0]["reason"]), (&json!("cancel_subscription"), &json!("Widerruf")));
        shop.tell_news().await;
        let found = shop.found(&wish(1)).await;
        assert_eq!(found.paid_until, Some(micros(FIRST_END)), "what is paid for stays");
    }

    async fn a_renewal_that_was_paid_beside_the_end_is_recorded_all_the_same(server) {
        let mut shop = Shop::open(server).await;
        let id = shop.running(&wish(1)).await;
        let admin = platform_admin(&shop.server).await;
        shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        shop.platform_at("2026-12-20T10:00:00Z");
        let paid = of_kind(&shop.news(), "invoice.paid").clone();
        let path = format!("/{}/cancel", wish(1).subscription_id);
        let body = json!({ "at": "period_end", "reason": "Kündigung" });
        let ((status, answer), ()) =
            tokio::join!(shop.call("POST", &path, &admin, body), tell(&shop.server, &paid));
        assert_eq!(status, StatusCode::OK, "{answer}");
        let found = shop.found(&wish(1)).await;
        assert!(found.ends_with_period);
        assert_eq!((found.paid_until, shop.orders().await.len()), (Some(micros(SECOND_END)), 2));
        assert_eq!(shop.stripe.let_period_pass(&id, PeriodOutcome::Paid), None);
        // Ended at once, and told of a payment from before.
        let other = SubscriptionWish { product_id: OTHER, ..wish(2) };
        let id = shop.running(&other).await;
        shop.stripe.let_period_pass(&id, PeriodOutcome::Paid).unwrap();
        shop.platform_at("2027-02-21T10:00:00Z");
        let news = shop.news();
        let path = format!("/{}/cancel", other.subscription_id);
        let body = json!({ "at": "now", "reason": "Widerruf" });
        let (status, answer) = shop.call("POST", &path, &admin, body).await;
        assert_eq!((status, &answer["state"]), (StatusCode::OK, &json!("ended")), "{answer}");
        for event in &news {
            tell(&shop.server, event).await;
        }
        assert_eq!(shop.periods(&other).await.len(), 2, "the money makes the order");
        assert_eq!(shop.found(&other).await.state, SubscriptionState::Ended);
    }

    async fn a_cancellation_is_kept_and_asked_for_again_until_the_provider_answers(server) {
        let mut shop = Shop::open(server).await;
        shop.running(&wish(1)).await;
        let admin = platform_admin(&shop.server).await;
        let path = format!("/{}/cancel", wish(1).subscription_id);
        let body = json!({ "at": "period_end", "reason": "Kündigung" });
        shop.stripe.fail_with(&[Fault::TooMany, Fault::TooMany]);
        let (status, answer) = shop.call("POST", &path, &admin, body).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
        let state = &shop.server.platform.state;
        let ask = async || {
            let (database, payments) = (state.database(), state.payments());
            ask_open_cancellations(database, payments, shop.now()).await.unwrap()
        };
        assert_eq!(ask().await, 0, "still too many");
        assert!(!shop.found(&wish(1)).await.ends_with_period);
        assert_eq!(ask().await, 1);
        assert_eq!(ask().await, 0);
        assert!(shop.found(&wish(1)).await.ends_with_period);
        assert_eq!(shop.stripe.subscriptions()[0]["cancel_at_period_end"], true);
    }

    async fn whatever_fails_on_the_wire_one_subscription_is_made(server) {
        let shop = Shop::open(server).await;
        let fine = Fault::Slow(Duration::ZERO);
        let faults = [Fault::FailBefore, Fault::LostAfter, Fault::FailAfter, Fault::TooMany];
        // The product is made once, between the first customer and the first subscription; later on
        // the customer is the first step, and the subscription the second.
        let steps = faults.into_iter().flat_map(|fault| [(fault, 0), (fault, 1)]);
        let steps = std::iter::once((Fault::LostAfter, 1)).chain(steps);
        for ((fault, step), number) in steps.zip(1_u128..) {
            let customer_user_id = UserId(Uuid::from_u128(0xCC00 + number));
            let wish = SubscriptionWish { customer_user_id, ..wish(number) };
            let mut ordered = vec![fine; step];
            ordered.push(fault);
            shop.stripe.fail_with(&ordered);
            let failed = shop.subscribe(&wish).await.unwrap_err();
            let is_silent =
                matches!(failed, SubscriptionRefused::Storage(StorageError::Provider(_)));
            assert!(is_silent, "{fault:?} at {step}: {failed}");
            shop.opened(&wish).await;
            let id = wish.subscription_id.to_string();
            let made = shop.stripe.subscriptions();
            let own = made.iter().filter(|it| it["metadata"]["subscription_id"] == id);
            assert_eq!(own.count(), 1, "{fault:?} at {step}");
        }
    }

    async fn what_is_told_before_the_answer_finds_its_subscription(server) {
        let mut shop = Shop::open(server).await;
        let wish = wish(1);
        let fine = Fault::Slow(Duration::ZERO);
        shop.stripe.fail_with(&[fine, fine, Fault::LostAfter]);
        shop.subscribe(&wish).await.unwrap_err();
        assert_eq!(shop.found(&wish).await.provider_subscription_id, "");
        shop.pay_latest();
        shop.tell_news().await;
        let found = shop.found(&wish).await;
        assert_eq!(found.state, SubscriptionState::Active);
        assert_eq!(found.provider_subscription_id, shop.stripe.subscriptions()[0]["id"]);
        assert_eq!(shop.subscribe(&wish).await.unwrap().1, None, "there is nothing to pay any more");
        assert_eq!((shop.stripe.subscriptions().len(), shop.orders().await.len()), (1, 1));
    }

    async fn a_process_that_dies_at_any_step_of_opening_leaves_one_subscription(server) {
        let shop = Shop::open(server).await;
        let mut number = 0;
        loop {
            assert!(number < 400, "opening comes to its end");
            let customer_user_id = UserId(Uuid::from_u128(0xCD00 + number));
            let wish = SubscriptionWish { customer_user_id, ..wish(number) };
            let polls = usize::try_from(number).unwrap();
            let is_done = crash_after(polls, shop.subscribe(&wish)).await;
            shop.opened(&wish).await;
            let id = wish.subscription_id.to_string();
            let made = shop.stripe.subscriptions();
            let own = made.iter().filter(|it| it["metadata"]["subscription_id"] == id);
            assert_eq!(own.count(), 1, "stopped after {polls} steps");
            if is_done {
                break;
            }
            number += 1;
        }
        assert!(number > 5, "it was stopped at {number} steps only");
    }

    async fn another_amount_or_another_subscription_is_listed_and_no_order(server) {
        let mut shop = Shop::open(server).await;
        let wish = wish(1);
        shop.opened(&wish).await;
        shop.pay_latest();
        let paid = of_kind(&shop.news(), "invoice.paid").clone();
        for (id, field, value) in [
            ("evt_a", "amount_paid", json!(11_899)),
            ("evt_b", "currency", json!("chf")),
            ("evt_c", "subscription", json!("sub_other")),
            ("evt_d", "payment_intent", Value::Null),
            ("evt_e", "lines", json!({ "data": [] })),
        ] {
            let mut told = again(&paid, id);
            told["data"]["object"]["id"] = json!(format!("in_{id}"));
            told["data"]["object"][field] = value;
            tell(&shop.server, &told).await;
            let problem = shop.found(&wish).await.problem;
            assert!(problem.contains(&format!("in_{id}")), "{field}: {problem}");
        }
        assert!(shop.orders().await.is_empty());
        tell(&shop.server, &paid).await;
        assert_eq!(shop.orders().await.len(), 1, "the right one still counts");
        let mut tx = shop.server.platform.state.database().read(llc()).await.unwrap();
        assert_eq!(tx.list_subscriptions(None, true, 10).await.unwrap().len(), 1);
    }

    async fn what_cannot_be_subscribed_to_is_refused_in_words(server) {
        let mut shop = Shop::open(server).await;
        let refused = async |shop: &Shop, wish: SubscriptionWish| {
            shop.subscribe(&wish).await.unwrap_err().to_string()
        };
        let once = SubscriptionWish { product_id: BOOTCAMP, ..wish(1) };
        assert!(refused(&shop, once).await.contains("paid once"));
        let unknown = SubscriptionWish { product_id: ProductId(Uuid::from_u128(9)), ..wish(1) };
        assert!(refused(&shop, unknown).await.contains("does not offer"));
        shop.running(&wish(2)).await;
        assert!(refused(&shop, wish(3)).await.contains("goes on"), "nobody pays twice");
        let owner = shop.server.token("owner@birkenhain").await;
        for body in [
            json!({ "product_id": MONTHLY }),
            json!({ "product_id": MONTHLY, "own": true, "customer_user_id": CUSTOMER }),
            json!({ "product_id": MONTHLY, "customer_user_id": CUSTOMER }),
            json!({ "product_id": MONTHLY, "own": true, "billing_country": "Deutschland" }),
        ] {
            let (status, answer) = shop.call("POST", "", &owner, body.clone()).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer}");
        }
    }

    async fn a_subscription_of_another_tenant_is_neither_seen_nor_ended_nor_taken_over(server) {
        let mut shop = Shop::open(server).await;
        let owner = shop.server.token("owner@birkenhain").await;
        let stranger = shop.server.token("owner@lindenau").await;
        let id = wish(1).subscription_id;
        let own = json!({ "id": id, "product_id": MONTHLY, "own": true });
        let (status, opened) = shop.call("POST", "", &owner, own.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        let (status, taken) = shop.call("POST", "", &stranger, own).await;
        assert_eq!((status, &taken["error"]["code"]), (StatusCode::CONFLICT, &json!("subscription_id_held")));
        shop.pay_latest();
        shop.tell_news().await;
        let (status, _) = shop.call("GET", &format!("/{id}"), &stranger, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let end = json!({ "at": "period_end" });
        let (status, _) = shop.call("POST", &format!("/{id}/cancel"), &stranger, end).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        for query in ["", "?paid_by_us=true"] {
            let (_, list) = shop.call("GET", query, &stranger, Value::Null).await;
            assert_eq!(list["subscriptions"], json!([]), "{query}");
        }
        let query = format!("?tenant_id={}", TenantId::MOJO_LLC);
        let (status, _) = shop.call("GET", &query, &stranger, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let reception = shop.server.token("reception@birkenhain").await;
        assert_eq!(shop.call("GET", "", &reception, Value::Null).await.0, StatusCode::FORBIDDEN);
        // A seller's own partition holds nothing of it either.
        let lindenau = Tenant::named_by_platform(LINDENAU);
        let mut tx = shop.server.platform.state.database().read(lindenau).await.unwrap();
        assert!(tx.find_subscription(id).await.unwrap().is_none());
    }
}
