//! The payout run against a Stripe of our own over the wire (Y2).

use std::sync::Arc;

use mojo_domain::commissions::Rail;
use mojo_testkit::stripe::{FakeStripe, Fault};
use serde_json::json;

use super::commerce::{DACH, micros, open_shop, order, record};
use super::payouts::put_account;
use super::support::{BIRKENHAIN, Server, on_both};
use crate::commerce::{reconcile, run_payouts};
use crate::payments::{Payments, Stripe, StripeSettings, StripeSettingsError};
use crate::routes::payouts::reconciliation_view;
use crate::state::AppState;

/// A platform whose provider is `stripe`, with an account for each recipient and enough money.
async fn connect(server: &Server, stripe: &FakeStripe) -> AppState {
    open_shop(server).await;
    stripe.set_balance("eur", 1_000_000);
    let settings = StripeSettings { url: stripe.url().to_owned(), key: FakeStripe::KEY.to_owned() };
    let provider = Stripe::try_new(settings).unwrap();
    let payments = Payments::Provider(Arc::new(provider));
    let state = server.platform.state.clone().with_payments(payments);
    for (tenant, account) in [(BIRKENHAIN, "acct_birkenhain"), (DACH, "acct_dach")] {
        stripe.open_account(account);
        put_account(&state, tenant, Rail::StripeConnect, account).await;
    }
    record(server, order(1, "2026-03-01T10:00:00Z")).await;
    state
}

on_both! {
    async fn y2_whatever_fails_on_the_wire_each_payout_is_one_transfer(server) {
        let stripe = FakeStripe::start().await;
        let state = connect(&server, &stripe).await;
        stripe.fail_with(&[Fault::LostAfter, Fault::FailBefore, Fault::TooMany, Fault::FailAfter]);
        for hour in 3..8 {
            let at = micros(&format!("2026-05-05T0{hour}:00:00Z"));
            run_payouts(state.payout_run(at)).await.unwrap();
        }
        let transfers = stripe.transfers();
        let amounts: Vec<i64> = transfers.iter().map(|it| it["amount"].as_i64().unwrap()).collect();
        assert_eq!(amounts.len(), 2, "{transfers:?}");
        assert_eq!(amounts.iter().sum::<i64>(), 50_000);
        let found = reconcile(state.payout_run(0)).await.unwrap();
        let view = reconciliation_view(&found);
        assert_eq!(view["agrees"], true, "{view}");
        let sums = &view["currencies"][0];
        assert_eq!((&sums["ledger"], &sums["transfers"]), (&json!("500.00"), &json!("500.00")));
        assert_eq!((&sums["available"], &sums["open"]), (&json!("9500.00"), &json!("0.00")));
    }

    async fn y2_an_empty_balance_keeps_the_payout_waiting_and_a_closed_account_releases_it(server) {
        let stripe = FakeStripe::start().await;
        let state = connect(&server, &stripe).await;
        put_account(&state, DACH, Rail::StripeConnect, "acct_gone").await;
        stripe.set_balance("eur", 0);
        let at = micros("2026-05-05T03:00:00Z");
        let report = run_payouts(state.payout_run(at)).await.unwrap();
        assert_eq!((report.open.len(), report.released.len()), (1, 1), "{report:?}");
        assert!(report.open[0].reason.contains("balance_insufficient"), "{report:?}");
        assert!(report.released[0].reason.contains("account_invalid"), "{report:?}");
        assert!(stripe.transfers().is_empty());
    }
}

#[test]
fn the_key_of_stripe_is_shown_nowhere_and_travels_in_the_open_only_at_home() {
    let try_new = |url: &str, key: &str| {
        Stripe::try_new(StripeSettings { url: url.to_owned(), key: key.to_owned() })
    };
    let client = try_new(StripeSettings::URL, "sk_geheim").unwrap();
    assert!(!format!("{client:?}").contains("sk_geheim"));
    assert!(try_new("http://127.0.0.1:1", "sk_geheim").is_ok());
    let refused = |url: &str, key: &str| try_new(url, key).unwrap_err();
    assert_eq!(refused("http://stripe.example", "sk_geheim"), StripeSettingsError::Url);
    for key in ["", "sk geheim", "sk_geheim\n"] {
        assert_eq!(refused(StripeSettings::URL, key), StripeSettingsError::Key);
    }
}
