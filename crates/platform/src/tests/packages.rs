//! Y3, Y4: months are signed for their recipients, and only what changed is signed again.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use mojo_domain::journal::{Hash, unhex};
use mojo_domain::{OrderId, TenantId};
use mojo_protocol::Signed;
use mojo_protocol::facts::{StatementContent, StatementPackageBody};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::json;
use uuid::Uuid;

use super::commerce::{later_order, micros, open_shop, order, platform_admin, record, sell};
use super::support::{BIRKENHAIN, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{
    NewRefund, deactivate_tenant, list_months, record_orders, record_refunds, run_payouts,
};

async fn sign(server: &Server, at: &str) -> u64 {
    let at: DateTime<Utc> = at.parse().unwrap();
    server.clock.set(at);
    let report = server.platform.sign_statements(Some(at)).await.unwrap();
    report["signed"].as_u64().unwrap()
}

/// The signed months in the feed of the practice's owner, in order.
async fn packages(server: &Server) -> Vec<Signed> {
    let token = server.token("owner@birkenhain").await;
    let feed = server.feed(&token).await;
    let own = feed.iter().filter(|change| change.entity == "statement_package");
    own.map(|change| serde_json::from_str(&change.body).unwrap()).collect()
}

/// The last revision of each signed month of the practice, the oldest first. Each month begins with
/// what the one before closes with (Y4).
async fn last_words(server: &Server) -> Vec<(i64, StatementContent)> {
    let mut last = BTreeMap::new();
    for signed in packages(server).await {
        let body: StatementPackageBody = serde_json::from_str(&signed.body).unwrap();
        last.insert(body.content.month, (body.revision, body.content));
    }
    let last: Vec<_> = last.into_values().collect();
    for pair in last.windows(2) {
        let [before, after] = [&pair[0].1, &pair[1].1];
        assert_eq!(
            before.closing_cents, after.opening_cents,
            "{} after {}",
            after.month, before.month
        );
    }
    last
}

/// A refund of a quarter of the order, given back at this instant.
fn quarter(order_id: OrderId, refunded_at: &str) -> NewRefund {
    NewRefund {
        refund_id: Uuid::from_u128(1),
        order_id,
        line_no: 1,
        refunded_at: micros(refunded_at),
        net_cents: 25_000,
    }
}

on_both! {
    async fn y4_a_month_that_is_over_is_signed_once_to_the_cent(server) {
        sell(&server).await;
        assert_eq!(sign(&server, "2026-11-30T22:59:59Z").await, 0, "November goes on in Berlin");
        assert_eq!(sign(&server, "2026-11-30T23:00:00Z").await, 2, "for each recipient one");
        assert_eq!(sign(&server, "2026-12-01T10:00:00Z").await, 0);
        let signed = packages(&server).await.remove(0);
        let bytes = |text: &str| unhex(text).unwrap();
        let key = UnparsedPublicKey::new(&ED25519, bytes(&signed.key));
        assert!(key.verify(signed.body.as_bytes(), &bytes(&signed.signature)).is_ok());
        let (_, published) = server.call("GET", "/api/v1/signing-key", None, None).await;
        assert!(published.to_string().contains(&signed.key), "{published}");
        let body: StatementPackageBody = serde_json::from_str(&signed.body).unwrap();
        let content = &body.content;
        assert_eq!((body.revision, body.replaces), (1, None));
        assert_eq!(content.month.to_string(), "2026-11");
        assert_eq!((content.opening_cents, content.earned_cents, content.closing_cents), (0, 20_000, 20_000));
        assert_eq!(content.entries.len(), 1);
        assert_eq!((content.entries[0].percent.as_str(), content.entries[0].amount_cents), ("20", 20_000));
    }

    async fn what_is_recorded_late_makes_a_revision_that_names_the_one_before(server) {
        sell(&server).await;
        sign(&server, "2026-12-01T10:00:00Z").await;
        later_order(&server, "2026-11-20T10:00:00Z").await;
        assert_eq!(sign(&server, "2026-12-05T10:00:00Z").await, 2);
        let signed = packages(&server).await;
        let body: StatementPackageBody = serde_json::from_str(&signed[1].body).unwrap();
        let first = Hash::of(signed[0].body.as_bytes()).to_hex();
        assert_eq!((body.revision, body.replaces), (2, Some(first)));
        assert_eq!(body.content.entries.len(), 2);
        assert_eq!(json!(body.content.earned_cents), json!(20_000 + 10_000));
    }

    /// The provider told it when its month had been signed for good: the balances follow all the same.
    async fn y4_a_refund_that_is_told_late_stands_in_a_month_that_is_still_open(server) {
        let sold = sell(&server).await;
        sign(&server, "2026-12-01T10:00:00Z").await;
        let state = &server.platform.state;
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        let refund = quarter(sold.order, "2026-11-20T10:00:00Z");
        record_refunds(state.database(), llc, &[refund]).await.unwrap();
        state.settle(micros("2027-03-10T10:00:00Z")).await.unwrap();
        let signed = sign(&server, "2027-04-01T10:00:00Z").await;
        assert_eq!(signed, 8, "four months of two recipients, with a balance alone or a refund");
        let last = last_words(&server).await;
        let sums: Vec<_> = last
            .iter()
            .map(|(revision, of)| (of.month.to_string(), *revision, of.reversed_cents, of.closing_cents))
            .collect();
        let expected = [
            ("2026-11".to_owned(), 1, 0, 20_000),
            ("2026-12".to_owned(), 1, 0, 20_000),
            ("2027-01".to_owned(), 1, 5_000, 15_000),
            ("2027-02".to_owned(), 1, 0, 15_000),
            ("2027-03".to_owned(), 1, 0, 15_000),
        ];
        assert_eq!(sums, expected);
    }

    /// The oldest month that is looked at is looked at no more on the next day.
    async fn y4_what_is_booked_on_the_last_day_of_a_month_is_signed_on_the_next(server) {
        let sold = sell(&server).await;
        for at in ["2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01"] {
            assert_eq!(sign(&server, &format!("{at}T10:00:00Z")).await, 2, "{at}");
        }
        let state = &server.platform.state;
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        let refund = quarter(sold.order, "2027-01-15T10:00:00Z");
        record_refunds(state.database(), llc, &[refund]).await.unwrap();
        state.settle(micros("2027-03-31T20:00:00Z")).await.unwrap();
        let signed = sign(&server, "2027-04-01T10:00:00Z").await;
        assert_eq!(signed, 6, "January and February anew, and March, for two recipients");
        assert_eq!(sign(&server, "2027-04-02T10:00:00Z").await, 0);
        let last = last_words(&server).await;
        let revisions: Vec<i64> = last.iter().map(|(revision, _)| *revision).collect();
        assert_eq!(revisions, [1, 1, 2, 2, 1]);
        assert_eq!(last.last().unwrap().1.closing_cents, 15_000);
    }

    /// An order decides by the day on which it was paid: its month is signed anew, and the later ones.
    async fn y4_an_order_that_is_told_late_makes_revisions_of_its_month_and_the_later_ones(server) {
        sell(&server).await;
        later_order(&server, "2026-12-05T10:00:00Z").await;
        sign(&server, "2027-01-01T10:00:00Z").await;
        let state = &server.platform.state;
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        let late = order(7, "2026-11-10T10:00:00Z");
        record_orders(state.database(), llc, &[late], micros("2027-05-10T10:00:00Z")).await.unwrap();
        state.settle(micros("2027-05-10T10:00:00Z")).await.unwrap();
        assert_eq!(sign(&server, "2027-05-11T10:00:00Z").await, 12, "six months of two recipients");
        assert_eq!(sign(&server, "2027-05-12T10:00:00Z").await, 0);
        let last = last_words(&server).await;
        let revisions: Vec<i64> = last.iter().map(|(revision, _)| *revision).collect();
        assert_eq!(revisions, [2, 2, 1, 1, 1, 1], "the later ones carry the balance alone");
    }

    /// What is paid is paid today; what is lost stands in a month that is still signed anew, or where
    /// it was earned.
    async fn c13_a_departure_that_is_dated_back_changes_no_month_that_is_signed_for_good(server) {
        open_shop(&server).await;
        for (number, at) in [(1, "2026-07-01"), (2, "2026-08-25"), (3, "2026-11-10")] {
            record(&server, order(number, &format!("{at}T10:00:00Z"))).await;
        }
        sign(&server, "2026-12-01T10:00:00Z").await;
        server.clock.set("2026-12-05T10:00:00Z".parse().unwrap());
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/tenants/{BIRKENHAIN}/deactivate");
        let body = json!({ "reason": "Kündigung", "at": "2026-09-10T10:00:00Z" });
        let (status, left) = server.call("POST", &path, Some(&admin), Some(&body)).await;
        assert_eq!(status, StatusCode::OK, "{left}");
        assert_eq!(left["deactivated_at"], "2026-09-10T10:00:00Z");
        assert_eq!(left["payouts"][0]["amount"], "200.00", "{left}");
        let (_, list) = server.call("GET", "/api/v1/payouts", Some(&admin), None).await;
        let row = &list["payouts"][0];
        assert_eq!(row["planned_at"], "2026-09-10T10:00:00Z", "as of then: {list}");
        assert_eq!(row["ended_at"], "2026-12-05T10:00:00Z", "when it was paid: {list}");
        sign(&server, "2027-01-01T10:00:00Z").await;
        let last = last_words(&server).await;
        let sums: Vec<_> = last
            .iter()
            .map(|(revision, of)| {
                let StatementContent { forfeited_cents, paid_cents, closing_cents, .. } = of;
                (of.month.to_string(), *revision, *forfeited_cents, *paid_cents, *closing_cents)
            })
            .collect();
        let expected = [
            ("2026-07".to_owned(), 1, 0, 0, 20_000),
            ("2026-08".to_owned(), 1, 0, 0, 30_000),
            ("2026-09".to_owned(), 1, 0, 0, 30_000),
            ("2026-10".to_owned(), 2, 10_000, 0, 20_000),
            ("2026-11".to_owned(), 2, 10_000, 0, 20_000),
            ("2026-12".to_owned(), 1, 0, 20_000, 0),
        ];
        assert_eq!(sums, expected);
    }

    /// Nothing of it is approved, credited or carried in the months between.
    async fn c13_an_order_that_is_told_after_its_recipient_left_is_lost_at_once(server) {
        sell(&server).await;
        let state = &server.platform.state;
        let run = state.payout_run(micros("2026-11-05T10:00:00Z"));
        assert!(deactivate_tenant(run, BIRKENHAIN).await.unwrap());
        sign(&server, "2026-12-01T10:00:00Z").await;
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        let late = order(7, "2026-11-03T10:00:00Z");
        record_orders(state.database(), llc, &[late], micros("2027-03-10T10:00:00Z")).await.unwrap();
        state.settle(micros("2027-03-10T10:00:00Z")).await.unwrap();
        sign(&server, "2027-03-11T10:00:00Z").await;
        let last = last_words(&server).await;
        assert_eq!(last.len(), 1, "nothing is carried on");
        let (revision, of) = &last[0];
        assert_eq!((of.month.to_string().as_str(), *revision), ("2026-11", 2));
        assert_eq!((of.earned_cents, of.forfeited_cents, of.closing_cents), (30_000, 30_000, 0));
    }

    /// All months are read from one ledger: none holds what belongs to another.
    async fn y3_months_that_are_signed_together_follow_each_other(server) {
        sell(&server).await;
        later_order(&server, "2026-12-05T10:00:00Z").await;
        assert_eq!(sign(&server, "2027-01-01T10:00:00Z").await, 4, "two months of two recipients");
        let bodies: Vec<StatementPackageBody> = packages(&server)
            .await
            .iter()
            .map(|signed| serde_json::from_str(&signed.body).unwrap())
            .collect();
        let sums: Vec<_> = bodies
            .iter()
            .map(|body| {
                let of = &body.content;
                (of.month.to_string(), of.opening_cents, of.earned_cents, of.closing_cents)
            })
            .collect();
        let expected = [
            ("2026-12".to_owned(), 20_000, 10_000, 30_000),
            ("2026-11".to_owned(), 0, 20_000, 20_000),
        ];
        assert_eq!(sums, expected);
        assert!(bodies.iter().all(|body| body.content.entries.len() == 1));
    }

    async fn nothing_is_signed_as_of_an_instant_that_has_not_come(server) {
        sell(&server).await;
        let later: DateTime<Utc> = "2026-12-01T10:00:00Z".parse().unwrap();
        let refused = server.platform.sign_statements(Some(later)).await.unwrap_err();
        assert!(refused.to_string().contains("later than now"), "{refused}");
        assert!(server.platform.run_payouts(Some(later)).await.is_err());
        assert!(server.platform.run_approvals(Some(later)).await.is_err());
        assert!(packages(&server).await.is_empty());
        let plan = server.platform.plan_payouts(Some(later)).await.unwrap();
        assert_eq!(plan["pay"].as_array().unwrap().len(), 2, "a plan moves nothing: {plan}");
    }

    async fn y3_a_month_in_which_something_was_forfeited_alone_is_listed_and_signed(server) {
        open_shop(&server).await;
        record(&server, order(1, "2026-10-25T10:00:00Z")).await;
        let state = &server.platform.state;
        let run = state.payout_run(micros("2026-11-05T10:00:00Z"));
        assert!(deactivate_tenant(run, BIRKENHAIN).await.unwrap());
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = state.database().read(practice).await.unwrap();
        let present = "2026-12".parse().unwrap();
        let months = list_months(&mut tx, present).await.unwrap();
        drop(tx);
        let months: Vec<String> = months.iter().map(ToString::to_string).collect();
        assert_eq!(months, ["2026-11", "2026-10"], "nothing is left in December");
        let signed = sign(&server, "2026-12-01T10:00:00Z").await;
        assert_eq!(signed, 4, "October, and November with what was forfeited or is carried");
    }

    /// Y3, Y5: a balance that nothing moves is stated in every month until it is paid.
    async fn y3_a_month_with_a_balance_alone_is_listed_and_signed(server) {
        open_shop(&server).await;
        record(&server, order(1, "2026-08-10T10:00:00Z")).await;
        server.clock.set("2026-11-01T10:00:00Z".parse().unwrap());
        let token = server.token("owner@birkenhain").await;
        let months = async |token: &str| {
            let (_, list) = server.call("GET", "/api/v1/statements", Some(token), None).await;
            list["months"].clone()
        };
        assert_eq!(months(&token).await, json!(["2026-11", "2026-10", "2026-09", "2026-08"]));
        assert_eq!(sign(&server, "2026-11-01T10:00:00Z").await, 6, "three months of two recipients");
        let bodies = packages(&server).await;
        let sums: Vec<(String, i64, i64)> = bodies
            .iter()
            .map(|signed| {
                let body: StatementPackageBody = serde_json::from_str(&signed.body).unwrap();
                let of = body.content;
                (of.month.to_string(), of.opening_cents, of.closing_cents)
            })
            .collect();
        for carried in ["2026-09", "2026-10"] {
            assert!(sums.contains(&(carried.to_owned(), 20_000, 20_000)), "{sums:?}");
        }
        run_payouts(server.platform.state.payout_run(micros("2026-11-05T10:00:00Z"))).await.unwrap();
        assert_eq!(sign(&server, "2027-02-01T10:00:00Z").await, 2, "November; then nothing is left");
        let token = server.token("owner@birkenhain").await;
        assert_eq!(months(&token).await, json!(["2026-11", "2026-10", "2026-09", "2026-08"]));
    }
}
