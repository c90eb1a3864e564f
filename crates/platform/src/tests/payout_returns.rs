//! Payouts that came back after they were paid (Y2): the amount is due again once, and every month
//! adds up to the cent, for the platform and for the recipient's desk.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use mojo_domain::commissions::Rail;
use mojo_domain::{OrderId, TenantId};
use mojo_protocol::Signed;
use mojo_protocol::facts::{CommissionPayoutBody, StatementContent, StatementPackageBody};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{micros, open_shop, order, platform_admin, record};
use super::payouts::{crash_after, put_account};
use super::provider::FakeProvider;
use super::storage::run;
use super::support::{BIRKENHAIN, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewRefund, reconcile, record_refunds, run_payouts};
use crate::payments::Payments;
use crate::platform::PayoutReturnError;

const ACCOUNT: &str = "acct_birkenhain";

/// A platform that paid the practice 200.00 on 5 November 2026.
struct Office {
    server: Server,
    admin: String,
    /// The session of the practice's owner.
    owner: String,
    payout: Uuid,
}

impl Office {
    async fn open(server: &Server) -> Self {
        Self::paying_with(server, Payments::Recorded).await
    }

    async fn paying_with(server: &Server, payments: Payments) -> Self {
        open_shop(server).await;
        let mut platform = server.platform.clone();
        platform.state = platform.state.clone().with_payments(payments);
        let server = Server::around(platform, server.clock.clone());
        let admin = platform_admin(&server).await;
        record(&server, order(1, "2026-09-01T10:00:00Z")).await;
        let owner = server.token("owner@birkenhain").await;
        let mut office = Self { server, admin, owner, payout: Uuid::nil() };
        if matches!(office.server.platform.state.payments(), Payments::Provider(_)) {
            let state = &office.server.platform.state;
            put_account(state, BIRKENHAIN, Rail::StripeConnect, ACCOUNT).await;
        }
        office.run("2026-11-05T03:00:00Z").await;
        office.payout = office.payouts().await[0].0;
        office
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        self.server.call(method, path, Some(&self.admin), body.as_ref()).await
    }

    /// Runs the payouts; gives back what the practice was paid, in cents.
    async fn run(&self, at: &str) -> i64 {
        let report = run_payouts(self.server.platform.state.payout_run(micros(at))).await.unwrap();
        let own = report.paid.iter().filter(|paid| paid.recipient == BIRKENHAIN);
        own.map(|paid| paid.amount.cents).sum()
    }

    async fn returned(&self, payout: Uuid, day: &str) -> (StatusCode, Value) {
        let path = format!("/api/v1/payouts/{payout}/returned");
        self.call("POST", &path, Some(json!({ "reason": "AC04", "returned_on": day }))).await
    }

    /// The practice's payouts, the latest first: id, amount and status.
    async fn payouts(&self) -> Vec<(Uuid, String, String)> {
        let (_, list) = self.call("GET", "/api/v1/payouts?limit=200", None).await;
        let rows = list["payouts"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        rows.iter()
            .filter(|row| row["recipient_tenant_id"] == json!(BIRKENHAIN))
            .map(|row| {
                (text(&row["id"]).parse().unwrap(), text(&row["amount"]), text(&row["status"]))
            })
            .collect()
    }

    fn set_clock(&self, at: &str) {
        self.server.clock.set(at.parse().unwrap());
    }

    async fn sign(&self, at: &str) {
        self.set_clock(at);
        let at: DateTime<Utc> = at.parse().unwrap();
        self.server.platform.sign_statements(Some(at)).await.unwrap();
    }

    /// The signed months of the practice with their revisions, in the order of signing.
    async fn packages(&self) -> Vec<(StatementContent, i64)> {
        let feed = self.server.feed(&self.owner).await;
        let own = feed.iter().filter(|change| change.entity == "statement_package");
        own.map(|change| {
            let signed: Signed = serde_json::from_str(&change.body).unwrap();
            let body: StatementPackageBody = serde_json::from_str(&signed.body).unwrap();
            (body.content, body.revision)
        })
        .collect()
    }

    /// What the practice's desks are told of its payouts, in cents.
    async fn told(&self) -> Vec<(String, i64)> {
        let feed = self.server.feed(&self.owner).await;
        let own = feed.iter().filter(|change| change.entity == "commission_payout");
        own.map(|change| {
            let body: CommissionPayoutBody = serde_json::from_str(&change.body).unwrap();
            (body.kind, body.amount_cents)
        })
        .collect()
    }
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_default()
}

on_both! {
    async fn y2_money_that_came_back_is_due_again_and_every_month_adds_up(server) {
        let office = Office::open(&server).await;
        office.sign("2026-12-01T10:00:00Z").await;
        let closed = office.packages().await;
        office.set_clock("2026-12-10T10:00:00Z");
        let (status, answer) = office.returned(office.payout, "2026-11-27").await;
        assert_eq!((status, &answer["status"]), (StatusCode::OK, &json!("returned")), "{answer}");
        let row = (office.payout, "200.00".to_owned(), "returned".to_owned());
        assert_eq!(office.payouts().await, [row]);
        let (_, pending) = office.call("GET", "/api/v1/commissions/pending", None).await;
        let own = pending["pending"].as_array().unwrap().iter()
            .find(|row| row["recipient_tenant_id"] == json!(BIRKENHAIN)).unwrap();
        assert_eq!(own["approved"], "200.00", "{pending}");
        let (_, plan) = office.call("GET", "/api/v1/payouts/plan", None).await;
        let pay = plan["pay"].as_array().unwrap();
        let own = pay.iter().find(|row| row["recipient_tenant_id"] == json!(BIRKENHAIN)).unwrap();
        assert_eq!((&own["amount"], &own["returned"]), (&json!("200.00"), &json!("200.00")));

        office.sign("2027-01-01T10:00:00Z").await;
        assert_eq!(office.run("2027-01-05T03:00:00Z").await, 20_000);
        assert_eq!(office.run("2027-01-06T03:00:00Z").await, 0);
        assert_eq!(office.run("2027-02-05T03:00:00Z").await, 0, "once");
        office.sign("2027-02-01T10:00:00Z").await;

        let signed = office.packages().await;
        assert_eq!(signed[..closed.len()], closed[..], "no month that is over changes");
        let later = signed[closed.len()..].iter().map(|(content, revision)| {
            assert_eq!(*revision, 1);
            let StatementContent { opening_cents, paid_cents, closing_cents, .. } = content;
            assert_eq!(opening_cents - paid_cents, *closing_cents);
            let payouts = content.payouts.iter().map(|it| (it.kind.clone(), it.amount_cents));
            (content.month.to_string(), payouts.collect::<Vec<_>>(), *closing_cents)
        });
        let expected = [
            ("2026-12".to_owned(), vec![("returned".to_owned(), -20_000)], 20_000),
            ("2027-01".to_owned(), vec![("monthly".to_owned(), 20_000)], 0),
        ];
        assert_eq!(later.collect::<Vec<_>>(), expected);
        let told = office.told().await;
        let sum: i64 = told.iter().map(|(_, cents)| cents).sum();
        assert_eq!((told.len(), sum), (3, 20_000), "{told:?}");
        assert_eq!(told[1], ("returned".to_owned(), -20_000));
        let path = "/api/v1/statements/2026-12";
        let (_, shown) = office.server.call("GET", path, Some(&office.owner), None).await;
        let of = &shown["statements"][0];
        assert_eq!((&of["paid"], &of["closing"]), (&json!("-200.00"), &json!("200.00")), "{shown}");
        assert_eq!(of["credited"], "0.00", "nothing is credited a second time");
    }

    async fn y2_a_payout_comes_back_once_and_only_when_it_was_paid(server) {
        let office = Office::open(&server).await;
        for day in ["2026-11-04", "2026-11-21"] {
            let (status, answer) = office.returned(office.payout, day).await;
            let wanted = (StatusCode::UNPROCESSABLE_ENTITY, "not_the_banks_day");
            assert_eq!((status, code(&answer)), wanted, "{day}");
        }
        let path = format!("/api/v1/payouts/{}/returned", office.payout);
        let nothing = json!({ "reason": " ", "returned_on": "2026-11-12" });
        let (status, _) = office.call("POST", &path, Some(nothing)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _) = office.returned(Uuid::from_u128(404), "2026-11-12").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(office.payouts().await[0].2, "paid", "nothing was kept");

        let back = || office.returned(office.payout, "2026-11-12");
        let (first, second) = tokio::join!(back(), back());
        let mut both = [first.0, second.0];
        both.sort_unstable();
        assert_eq!(both, [StatusCode::OK, StatusCode::CONFLICT]);
        assert_eq!(code(&back().await.1), "not_returnable");
        let by_command = |id: Uuid| {
            office.server.platform.return_payout(id, "2026-11-12".parse().unwrap(), "AC04")
        };
        let again = by_command(office.payout).await;
        assert!(matches!(again, Err(PayoutReturnError::Refused(_))), "{again:?}");
        let unknown = by_command(Uuid::from_u128(404)).await;
        assert!(matches!(unknown, Err(PayoutReturnError::Unknown(_))), "{unknown:?}");
        let (_, log) = office.call("GET", "/api/v1/audit-log?action=return_payout", None).await;
        assert_eq!(log["entries"].as_array().unwrap().len(), 1, "{log}");
        assert_eq!(log["entries"][0]["reason"], "AC04");
        assert_eq!(office.told().await.len(), 2);
    }

    async fn y2_what_came_back_is_carried_once_whatever_happens_to_its_carrier(server) {
        let office = Office::open(&server).await;
        office.returned(office.payout, "2026-11-12").await;
        let state = &office.server.platform.state;
        put_account(state, BIRKENHAIN, Rail::SepaManual, "").await;
        let at = state.payout_run(micros("2026-12-05T03:00:00Z"));
        let (one, other) = tokio::join!(run_payouts(at), run_payouts(at));
        assert!(one.is_ok() && other.is_ok());
        let payouts = office.payouts().await;
        assert_eq!((payouts.len(), payouts[0].2.as_str()), (2, "open"), "{payouts:?}");
        let carrier = payouts[0].0;
        let (status, _) = office.returned(carrier, "2026-11-20").await;
        assert_eq!(status, StatusCode::CONFLICT, "it was not paid yet");
        let database = state.database();
        let twice = format!(
            "INSERT INTO payout_return_carriers VALUES ('{BIRKENHAIN}', 'x', '{}', 1)",
            office.payout
        );
        let error = run(database, &twice).await.unwrap_err().to_string();
        assert!(error.contains("carried by one payout"), "the database itself refuses: {error}");
        let unpaid = format!(
            "INSERT INTO payout_returns VALUES \
             ('{BIRKENHAIN}', '{carrier}', 1, 'EUR', '2026-12-05', 'r', 1)"
        );
        let error = run(database, &unpaid).await.unwrap_err().to_string();
        assert!(error.contains("only a payout that was paid"), "{error}");

        let path = format!("/api/v1/payouts/{carrier}/release");
        let (status, _) = office.call("POST", &path, Some(json!({ "reason": "AC04" }))).await;
        assert_eq!(status, StatusCode::OK);
        office.run("2027-01-05T03:00:00Z").await;
        let payouts = office.payouts().await;
        assert_eq!((payouts.len(), payouts[0].1.as_str()), (3, "200.00"), "{payouts:?}");
        let path = format!("/api/v1/payouts/{}/confirm", payouts[0].0);
        let (status, answer) = office.call("POST", &path, Some(json!({ "reference": "A" }))).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        office.run("2027-02-05T03:00:00Z").await;
        assert_eq!(office.payouts().await.len(), 3, "nothing is due any more");
    }

    async fn c12_a_refund_after_the_money_came_back_is_netted_with_it(server) {
        let office = Office::open(&server).await;
        office.returned(office.payout, "2026-11-12").await;
        let refund = NewRefund {
            refund_id: Uuid::from_u128(1),
            order_id: OrderId(Uuid::from_u128(0x0D01)),
            line_no: 1,
            refunded_at: micros("2026-11-19T10:00:00Z"),
            net_cents: 25_000,
        };
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        let state = &office.server.platform.state;
        record_refunds(state.database(), llc, &[refund]).await.unwrap();
        state.settle(micros("2026-11-19T10:00:00Z")).await.unwrap();
        assert_eq!(office.run("2026-12-05T03:00:00Z").await, 15_000);
        assert_eq!(office.run("2027-01-05T03:00:00Z").await, 0);
    }

    async fn y2_a_transfer_of_the_provider_comes_back_once_all_of_it_was_called_back(server) {
        let provider = Arc::new(FakeProvider::default());
        provider.open_account(ACCOUNT);
        let office = Office::paying_with(&server, Payments::Provider(provider.clone())).await;
        for cents in [0, 19_999] {
            provider.reverse(ACCOUNT, cents);
            let (status, answer) = office.returned(office.payout, "2026-11-12").await;
            assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "not_returnable"));
        }
        provider.reverse(ACCOUNT, 20_000);
        let run = office.server.platform.state.payout_run(micros("2026-11-20T10:00:00Z"));
        let kinds = async || {
            let found = reconcile(run).await.unwrap();
            found.differences.iter().map(|it| it.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds().await, ["reversed"], "staff are told");
        assert_eq!(office.returned(office.payout, "2026-11-12").await.0, StatusCode::OK);
        assert!(kinds().await.is_empty());
        assert_eq!(office.run("2026-12-05T03:00:00Z").await, 20_000);
        assert_eq!(provider.transfers().len(), 2, "under a key of its own");
    }

    async fn however_early_the_process_dies_it_came_back_as_a_whole_or_not(server) {
        let office = Office::open(&server).await;
        let mut polls = 0;
        while office.payouts().await[0].2 == "paid" {
            assert!(polls < 400, "it comes to its end");
            crash_after(polls, office.returned(office.payout, "2026-11-12")).await;
            polls += 1;
        }
        assert!(polls > 3, "it died {polls} times only");
        assert_eq!(office.told().await.len(), 2);
        assert_eq!(office.run("2026-12-05T03:00:00Z").await, 20_000);
    }
}
