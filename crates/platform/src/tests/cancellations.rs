//! Cancellations that wait for the provider: however many they are, they hold up none after them.

use axum::http::StatusCode;
use mojo_domain::{TenantId, UserId};
use mojo_testkit::stripe::Fault;
use serde_json::json;
use uuid::Uuid;

use super::commerce::platform_admin;
use super::held_up::{allow, refuse};
use super::storage::run;
use super::subscriptions::{Shop, wish};
use super::support::{BIRKENHAIN, Server, on_both};
use crate::commerce::{SubscriptionWish, ask_open_cancellations, deactivate_tenant};

/// More than are read at once.
const ALL: u128 = 5;

fn wish_of(number: u128) -> SubscriptionWish {
    SubscriptionWish { customer_user_id: UserId(Uuid::from_u128(0xCE00 + number)), ..wish(number) }
}

/// A shop with subscriptions that go on, for a tenant or for the customers themselves.
async fn running(server: Server, buyer_tenant_id: Option<TenantId>) -> Shop {
    let mut shop = Shop::open(server).await;
    let customers: Vec<_> =
        (1..=ALL).map(|number| (wish_of(number).customer_user_id, buyer_tenant_id)).collect();
    let mut tx = shop.server.platform.state.database().write_ledger().await.unwrap();
    tx.insert_customers(&customers, 0).await.unwrap();
    tx.commit().await.unwrap();
    for number in 1..=ALL {
        shop.running(&SubscriptionWish { buyer_tenant_id, ..wish_of(number) }).await;
    }
    shop
}

/// The same, cancelled while the provider did not answer.
async fn cancelled(server: Server) -> Shop {
    let shop = running(server, None).await;
    let admin = platform_admin(&shop.server).await;
    for number in 1..=ALL {
        let path = format!("/{}/cancel", wish_of(number).subscription_id);
        let body = json!({ "at": "period_end", "reason": "Kündigung" });
        shop.stripe.fail_with(&[Fault::TooMany]);
        let (status, answer) = shop.call("POST", &path, &admin, body).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    }
    shop
}

async fn ask(shop: &Shop) -> usize {
    let state = &shop.server.platform.state;
    ask_open_cancellations(state.database(), state.payments(), shop.now()).await.unwrap()
}

async fn ending(shop: &Shop) -> Vec<u128> {
    let mut ending = Vec::new();
    for number in 1..=ALL {
        if shop.found(&wish_of(number)).await.ends_with_period {
            ending.push(number);
        }
    }
    ending
}

on_both! {
    /// The oldest ones are not answered, more of them than are read at once: the last is asked for.
    async fn cancellations_that_are_not_answered_hold_up_none_after_them(server) {
        let shop = cancelled(server).await;
        shop.stripe.fail_with(&[Fault::TooMany; 4]);
        assert_eq!(ask(&shop).await, 1);
        assert_eq!(ending(&shop).await, [ALL]);
        shop.stripe.fail_with(&[Fault::TooMany; 2]);
        assert_eq!(ask(&shop).await, 2);
        assert_eq!(ending(&shop).await, [3, 4, ALL]);
        assert_eq!(ask(&shop).await, 2, "and each of them again");
        assert_eq!(ask(&shop).await, 0, "each once");
        assert_eq!(ending(&shop).await, [1, 2, 3, 4, ALL]);
    }

    /// C13: of what a tenant that left subscribed to, the database does not take the end of the first one.
    async fn c13_one_that_cannot_be_ended_holds_up_none_after_it(server) {
        let shop = running(server, Some(BIRKENHAIN)).await;
        let state = shop.server.platform.state.clone();
        let database = state.database();
        let first = format!("NEW.subscription_id = '{}'", wish_of(1).subscription_id);
        refuse(database, "subscription_cancellations", &first).await;
        let left = deactivate_tenant(state.payout_run(shop.now()), BIRKENHAIN).await;
        assert!(left.unwrap(), "and it leaves");
        assert_eq!(ask(&shop).await, 4);
        assert_eq!(ending(&shop).await, [2, 3, 4, ALL]);
        allow(database, "subscription_cancellations").await;
        assert_eq!(ask(&shop).await, 1, "the first one, as soon as it can be kept");
        assert_eq!(ending(&shop).await, [1, 2, 3, 4, ALL]);
    }

    /// The provider refuses when whoever wanted the end is gone: people are told that it goes on, once.
    async fn a_refusal_that_nobody_hears_is_told_to_people(server) {
        let shop = cancelled(server).await;
        let id = wish_of(1).subscription_id;
        let sql = format!(
            "UPDATE subscriptions SET provider_subscription_id = 'sub_unknown' \
             WHERE subscription_id = '{id}'"
        );
        run(shop.server.platform.state.database(), &sql).await.unwrap();
        assert_eq!(ask(&shop).await, 4, "the others end");
        assert_eq!(ending(&shop).await, [2, 3, 4, ALL]);
        let told = shop.found(&wish_of(1)).await.problem;
        assert!(told.contains("it was to end, and the provider refuses"), "{told}");
        assert_eq!(ask(&shop).await, 0);
        assert_eq!(shop.found(&wish_of(1)).await.problem, told);
    }
}
