//! Y2: a tenant without an account for payouts keeps its balance, and is told: by mail once a month,
//! in what the run says to staff, and in what its desks hear.

use std::sync::Arc;

use axum::http::StatusCode;
use mojo_domain::TenantId;
use mojo_domain::commissions::{AccountStatus, Rail};
use serde_json::{Value, json};

use super::commerce::{DACH, micros, open_shop, order, platform_admin, record};
use super::memberships::entitlement;
use super::payouts::{crash_after, put_account};
use super::provider::FakeProvider;
use super::storage::run;
use super::support::{BIRKENHAIN, Server, on_both};
use crate::commerce::{RunReport, deactivate_tenant, run_payouts};
use crate::payments::Payments;
use crate::storage::payout_accounts::PayoutAccount;

const OWNER: &str = "anna@example.org";
const ACCOUNT: &str = "acct_birkenhain";

/// The same platform, which pays through a provider.
fn provided(mut server: Server) -> (Server, Arc<FakeProvider>) {
    let provider = Arc::new(FakeProvider::default());
    let payments = Payments::Provider(provider.clone());
    server.platform.state = server.platform.state.clone().with_payments(payments);
    server.router = server.platform.router();
    (server, provider)
}

/// With a shop, and without an account.
async fn open(server: Server) -> (Server, Arc<FakeProvider>) {
    open_shop(&server).await;
    provided(server)
}

async fn rename_owner(server: &Server, login: &str) {
    let sql = format!(
        "UPDATE users SET login_name = '{login}' WHERE tenant_id = '{BIRKENHAIN}' AND role = 'owner'"
    );
    run(server.platform.state.database(), &sql).await.unwrap();
}

async fn pay(server: &Server, at: &str) -> RunReport {
    run_payouts(server.platform.state.payout_run(micros(at))).await.unwrap()
}

/// The mails about accounts, the latest first.
async fn told(server: &Server) -> Vec<String> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let mails = tx.list_mails("", None, 200).await.unwrap();
    let about = mails.into_iter().filter(|mail| mail.kind.code() == "payout_waits");
    about.map(|mail| format!("{} {}", mail.to_address, mail.text)).collect()
}

fn waits(report: &RunReport) -> Vec<(TenantId, i64)> {
    let list = report.without_account.iter();
    list.map(|waits| (waits.recipient, waits.amount.cents)).collect()
}

on_both! {
    async fn y2_a_recipient_is_told_once_a_month_what_waits(server) {
        let (server, provider) = open(server).await;
        rename_owner(&server, OWNER).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        for day in ["05", "06", "31"] {
            let report = pay(&server, &format!("2026-05-{day}T03:00:00Z")).await;
            assert_eq!(waits(&report), [(BIRKENHAIN, 20_000), (DACH, 30_000)], "and staff each time");
            assert!(report.paid.is_empty());
        }
        let mails = told(&server).await;
        assert_eq!(mails.len(), 1, "the distributor has no owner with an address: {mails:?}");
        assert!(mails[0].starts_with(OWNER) && mails[0].contains("200,00 EUR"), "{}", mails[0]);
        assert!(mails[0].contains("noch kein Konto"), "{}", mails[0]);
        record(&server, order(2, "2026-04-20T10:00:00Z")).await;
        let (one, two) = tokio::join!(
            pay(&server, "2026-06-05T03:00:00Z"),
            pay(&server, "2026-06-05T03:00:01Z"),
        );
        assert_eq!((waits(&one)[0].1, waits(&two)[0].1), (30_000, 30_000));
        let mails = told(&server).await;
        assert_eq!(mails.len(), 2, "two runs at once tell it once: {mails:?}");
        assert!(mails.iter().any(|mail| mail.contains("300,00 EUR")), "{mails:?}");
        provider.open_account(ACCOUNT);
        put_account(&server.platform.state, BIRKENHAIN, Rail::StripeConnect, ACCOUNT).await;
        let report = pay(&server, "2026-07-05T03:00:00Z").await;
        assert_eq!(waits(&report), [(DACH, 60_000)]);
        assert_eq!(provider.received(ACCOUNT), 30_000, "the whole balance, once");
        assert_eq!(told(&server).await.len(), 2);
    }

    async fn y2_an_account_that_is_begun_is_told_apart_from_none(server) {
        let (server, _provider) = open(server).await;
        rename_owner(&server, OWNER).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.put_payout_account(&PayoutAccount {
            tenant_id: BIRKENHAIN,
            rail: Rail::StripeConnect,
            provider_account_id: String::new(),
            has_charges_enabled: false,
            has_payouts_enabled: false,
            status: AccountStatus::Onboarding,
            bank: None,
            created_at: 0,
            updated_at: 0,
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        pay(&server, "2026-05-05T03:00:00Z").await;
        let mails = told(&server).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].contains("noch nicht fertig eingerichtet"), "{}", mails[0]);
    }

    async fn y1_below_the_minimum_nobody_is_told(server) {
        let (server, _provider) = open(server).await;
        rename_owner(&server, OWNER).await;
        let mut small = order(1, "2026-03-01T10:00:00Z");
        small.lines[0].net_cents = 24_995;
        record(&server, small).await;
        let report = pay(&server, "2026-05-05T03:00:00Z").await;
        assert_eq!(waits(&report), [(DACH, 7_499)], "49.99 are not due yet");
        assert!(told(&server).await.is_empty());
    }

    async fn c13_whoever_leaves_without_an_account_is_told_too(server) {
        let (server, _provider) = open(server).await;
        rename_owner(&server, OWNER).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let run = server.platform.state.payout_run(micros("2026-05-05T03:00:00Z"));
        deactivate_tenant(run, BIRKENHAIN).await.unwrap();
        assert_eq!(told(&server).await.len(), 1);
    }

    async fn y2_a_process_that_dies_at_any_step_tells_it_once(server) {
        let (server, _provider) = open(server).await;
        rename_owner(&server, OWNER).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let mut polls = 0;
        let at = "2026-05-05T03:00:00Z";
        while !crash_after(polls, async { drop(pay(&server, at).await) }).await {
            polls += 1;
            assert!(polls < 2_000, "a run comes to its end");
        }
        pay(&server, at).await;
        assert_eq!(told(&server).await.len(), 1);
        assert!(polls > 3, "it was stopped at {polls} steps only");
    }

    async fn y2_staff_read_who_waits_and_how_much(server) {
        let (server, _provider) = open(server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let admin = platform_admin(&server).await;
        let (status, plan) = server.call("GET", "/api/v1/payouts/plan", Some(&admin), None).await;
        assert_eq!(status, StatusCode::OK, "{plan}");
        assert_eq!(plan["pay"], json!([]));
        let reasons: Vec<&Value> =
            plan["carry"].as_array().unwrap().iter().map(|row| &row["reason"]).collect();
        assert_eq!(reasons, [&json!("no_account"), &json!("no_account")], "{plan}");
        let path = "/api/v1/commissions/payout";
        let (status, answer) = server.call("POST", path, Some(&admin), None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let row = |tenant: TenantId, amount: &str| {
            json!({ "recipient_tenant_id": tenant, "amount": amount, "currency": "EUR" })
        };
        let expected = [row(BIRKENHAIN, "200.00"), row(DACH, "300.00")];
        assert_eq!(answer["without_account"], json!(expected), "{answer}");
        assert_eq!(answer["payouts"], json!([]));
        assert!(told(&server).await.is_empty(), "nobody has an address, and nobody was written to");
    }

    async fn y2_a_desk_hears_whether_a_payout_would_arrive(server) {
        open_shop(&server).await;
        assert_eq!(entitlement(&server).await.payout_ready, Some(true), "staff pay by hand here");
        let (server, provider) = provided(server);
        assert_eq!(entitlement(&server).await.payout_ready, Some(false));
        provider.open_account(ACCOUNT);
        put_account(&server.platform.state, BIRKENHAIN, Rail::StripeConnect, ACCOUNT).await;
        assert_eq!(entitlement(&server).await.payout_ready, Some(true));
    }
}
