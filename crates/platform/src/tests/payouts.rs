//! The payout run (Y1, Y2, C12, C13): whatever fails and whenever it stops, each recipient gets what
//! is due exactly once, and the ledger says what the provider did.

use std::sync::Arc;
use std::task::Poll;

use axum::http::StatusCode;
use mojo_domain::commissions::{AccountStatus, PayoutKind, Rail, TransferStep};
use mojo_domain::{Currency, Money, OrderId, TenantId, UserId};
use serde_json::json;
use uuid::Uuid;

use super::commerce::{DACH, micros, open_shop, order, platform_admin, record};
use super::provider::{FakeProvider, Fault};
use super::support::{BIRKENHAIN, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{
    NewRefund, Release, RunReport, deactivate_tenant, reconcile, record_refunds, release_payout,
    run_payouts, show_payout_plan,
};
use crate::derived::derived_id;
use crate::payments::{PaymentProvider as _, Payments, TransferWish};
use crate::routes::payouts::plan_view;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;
use crate::storage::payout_accounts::PayoutAccount;

const PRACTICE_ACCOUNT: &str = "acct_birkenhain";
const DACH_ACCOUNT: &str = "acct_dach";

/// A platform with a provider, at which both recipients have an account.
struct Bank {
    state: AppState,
    provider: Arc<FakeProvider>,
}

impl Bank {
    async fn without_accounts(server: &Server) -> Self {
        open_shop(server).await;
        let provider = Arc::new(FakeProvider::default());
        let payments = Payments::Provider(provider.clone());
        Self { state: server.platform.state.clone().with_payments(payments), provider }
    }

    async fn open(server: &Server) -> Self {
        let bank = Self::without_accounts(server).await;
        bank.connect(BIRKENHAIN, PRACTICE_ACCOUNT).await;
        bank.connect(DACH, DACH_ACCOUNT).await;
        bank
    }

    async fn connect(&self, tenant_id: TenantId, account: &str) {
        self.provider.open_account(account);
        put_account(&self.state, tenant_id, Rail::StripeConnect, account).await;
    }

    async fn run(&self, at: &str) -> RunReport {
        run_payouts(self.state.payout_run(micros(at))).await.unwrap()
    }

    /// What each of the two received, in cents.
    fn received(&self) -> (i64, i64) {
        (self.provider.received(PRACTICE_ACCOUNT), self.provider.received(DACH_ACCOUNT))
    }

    /// Nothing is open, and the ledger has what the provider has, cent by cent.
    async fn agrees(&self) {
        let found = reconcile(self.state.payout_run(0)).await.unwrap();
        assert!(found.differences.is_empty(), "{found:?}");
        for sums in found.sums.values() {
            assert_eq!(sums.ledger_cents, sums.transfers_cents, "{found:?}");
            assert_eq!(sums.open_cents, 0, "{found:?}");
        }
        for (tenant, account) in [(BIRKENHAIN, PRACTICE_ACCOUNT), (DACH, DACH_ACCOUNT)] {
            let tenant = Tenant::named_by_platform(tenant);
            let mut tx = self.state.database().read(tenant).await.unwrap();
            let booked: i64 =
                tx.list_payouts().await.unwrap().iter().map(|payout| payout.amount_cents).sum();
            assert_eq!(booked, self.provider.received(account), "{account}");
            let commissions = tx.list_own_commissions().await.unwrap();
            let paid = commissions.iter().filter(|entry| entry.paid_at.is_some());
            let earned: i64 = paid.map(|entry| entry.amount_cents - entry.netted_cents).sum();
            assert_eq!(earned, booked, "{account}: the paid entries are worth the payouts");
        }
    }
}

pub(super) async fn put_account(state: &AppState, tenant_id: TenantId, rail: Rail, account: &str) {
    let mut tx = state.database().write_ledger().await.unwrap();
    tx.put_payout_account(&PayoutAccount {
        tenant_id,
        rail,
        provider_account_id: account.to_owned(),
        has_charges_enabled: false,
        has_payouts_enabled: true,
        status: AccountStatus::Active,
        bank: None,
        created_at: 0,
        updated_at: 0,
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn refund(state: &AppState, id: u128, order: u128, at: &str, net_cents: i64) {
    let refund = NewRefund {
        refund_id: Uuid::from_u128(id),
        order_id: OrderId(Uuid::from_u128(0x0D00 + order)),
        line_no: 1,
        refunded_at: micros(at),
        net_cents,
    };
    let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
    record_refunds(state.database(), llc, &[refund]).await.unwrap();
    state.settle(micros(at)).await.unwrap();
}

fn reason(number: u128) -> AuditRecord {
    AuditRecord {
        tenant_id: TenantId::MOJO_LLC,
        audit_id: Uuid::from_u128(0xA0D1 + number),
        at: micros("2026-05-06T03:00:00Z"),
        user_id: UserId(Uuid::from_u128(1)),
        action: "release_payout".to_owned(),
        subject_id: "x".to_owned(),
        reason: "Bank".to_owned(),
        details: "{}".to_owned(),
    }
}

/// Lets the work be polled so many times and drops it then, as a crash would; `true` when it had
/// come to its end.
pub(super) async fn crash_after(polls: usize, work: impl Future) -> bool {
    let mut work = std::pin::pin!(work);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        work.as_mut().poll(context).map(|_| true)
    })
    .await
}

/// `2026-02-05T03:00:00Z` and the months after it.
fn month(number: usize, rest: &str) -> String {
    format!("{:04}-{:02}-{rest}", 2026 + (1 + number) / 12, (1 + number) % 12 + 1)
}

on_both! {
    async fn y1_fifty_euros_are_paid_and_a_cent_less_is_carried_with_the_reason(server) {
        let bank = Bank::open(&server).await;
        let mut small = order(1, "2026-03-01T10:00:00Z");
        small.lines[0].net_cents = 24_995;
        record(&server, small).await;
        assert_eq!(bank.run("2026-05-05T03:00:00Z").await.paid.len(), 1, "the distributor's");
        assert_eq!(bank.received(), (0, 7_499));
        let plan = show_payout_plan(bank.state.payout_run(micros("2026-06-05T03:00:00Z"))).await;
        let view = plan_view(&plan.unwrap());
        assert_eq!(view["pay"], json!([]));
        let carried = &view["carry"][0];
        assert_eq!((&carried["amount"], &carried["reason"]), (&json!("49.99"), &json!("below_minimum")));
        let mut more = order(2, "2026-04-20T10:00:00Z");
        more.lines[0].net_cents = 10;
        record(&server, more).await;
        bank.run("2026-06-05T03:00:00Z").await;
        assert_eq!(bank.received().0, 5_000);
        bank.agrees().await;
    }

    async fn y2_without_an_account_the_balance_is_kept_and_told(server) {
        let bank = Bank::without_accounts(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let report = bank.run("2026-05-05T03:00:00Z").await;
        assert_eq!((report.paid.len(), report.without_account.len()), (0, 2));
        let plan = show_payout_plan(bank.state.payout_run(micros("2026-05-05T03:00:00Z"))).await;
        let view = plan_view(&plan.unwrap());
        for row in view["carry"].as_array().unwrap() {
            assert_eq!(row["reason"], "no_account", "{view}");
        }
        bank.connect(BIRKENHAIN, PRACTICE_ACCOUNT).await;
        bank.connect(DACH, DACH_ACCOUNT).await;
        bank.provider.restrict_account(DACH_ACCOUNT);
        bank.run("2026-05-06T03:00:00Z").await;
        assert_eq!(bank.received(), (20_000, 0), "an account that is restricted is paid nothing");
        bank.provider.open_account(DACH_ACCOUNT);
        bank.run("2026-05-07T03:00:00Z").await;
        assert_eq!(bank.received(), (20_000, 30_000));
        bank.agrees().await;
    }

    async fn y2_an_account_that_staff_name_while_the_provider_is_asked_stays(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let other = "acct_birkenhain_other";
        bank.provider.open_account(other);
        bank.provider.restrict_account(PRACTICE_ACCOUNT);
        let question = bank.provider.hold_question(PRACTICE_ACCOUNT);
        let staff = async {
            question.asked.notified().await;
            put_account(&bank.state, BIRKENHAIN, Rail::StripeConnect, other).await;
            question.answer.notify_one();
        };
        let (report, ()) = tokio::join!(bank.run("2026-05-05T03:00:00Z"), staff);
        assert_eq!(report.paid.len(), 2, "{report:?}");
        assert_eq!((bank.provider.received(other), bank.received()), (20_000, (0, 30_000)));
        let tenant = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = bank.state.database().read(tenant).await.unwrap();
        let kept = tx.find_payout_account().await.unwrap().unwrap();
        assert_eq!((kept.provider_account_id.as_str(), kept.status), (other, AccountStatus::Active));
    }

    async fn y2_a_lost_answer_is_asked_for_and_never_repeated_blindly(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::LostAfter, Fault::LostAfter]);
        let report = bank.run("2026-05-05T03:00:00Z").await;
        assert_eq!((report.paid.len(), report.open.len()), (0, 2));
        let asked = bank.provider.asked();
        let desk = server.token("owner@birkenhain").await;
        let told = |feed: &[mojo_protocol::Change]| {
            feed.iter().filter(|change| change.entity == "commission_payout").count()
        };
        assert_eq!(told(&server.feed(&desk).await), 0, "nobody is told before it is known");
        let report = bank.run("2026-05-05T04:00:00Z").await;
        assert_eq!(report.paid.len(), 2);
        assert_eq!(bank.provider.asked(), asked, "it was found, and not asked again");
        assert_eq!(told(&server.feed(&desk).await), 1);
        assert_eq!(bank.received(), (20_000, 30_000));
        bank.agrees().await;
    }

    async fn y2_a_request_that_never_arrived_is_made_again_with_the_same_key(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::LostBefore; 5]);
        for (hour, open) in [(3, 2), (4, 2), (5, 1)] {
            let report = bank.run(&format!("2026-05-05T0{hour}:00:00Z")).await;
            assert_eq!(report.open.len(), open, "{hour}");
        }
        bank.run("2026-05-05T06:00:00Z").await;
        assert_eq!(bank.received(), (20_000, 30_000));
        bank.agrees().await;
    }

    async fn y2_who_starts_the_run_is_told_what_waits_and_what_was_refused(server) {
        let bank = Bank::open(&server).await;
        let mut platform = server.platform.clone();
        platform.state = bank.state.clone();
        let server = Server::around(platform, server.clock.clone());
        let admin = platform_admin(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::Refused, Fault::LostBefore]);
        let run = async || {
            let path = "/api/v1/commissions/payout";
            let (status, answer) = server.call("POST", path, Some(&admin), None).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
            answer
        };
        let answer = run().await;
        assert_eq!(answer["payouts"], json!([]));
        let (released, open) = (&answer["released"][0], &answer["open"][0]);
        assert_eq!((&released["amount"], &open["amount"]), (&json!("200.00"), &json!("300.00")));
        assert_eq!(released["recipient_tenant_id"], json!(BIRKENHAIN));
        assert_eq!(released["reason"], "account_closed: The account is closed.");
        assert_eq!(open["reason"], "connection lost");
        let answer = run().await;
        assert_eq!(answer["payouts"].as_array().unwrap().len(), 1);
        assert_eq!(answer.as_object().unwrap().len(), 1, "nothing waits: {answer}");
    }

    async fn y2_what_is_refused_for_good_is_carried_into_the_next_payout(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::Refused]);
        let report = bank.run("2026-05-05T03:00:00Z").await;
        assert_eq!(report.released.len(), 1);
        assert_eq!(report.released[0].recipient, BIRKENHAIN);
        assert_eq!(bank.received(), (0, 30_000));
        bank.agrees().await;
        assert_eq!(bank.run("2026-05-06T03:00:00Z").await, RunReport::default());
        record(&server, order(2, "2026-04-01T10:00:00Z")).await;
        bank.run("2026-06-05T03:00:00Z").await;
        assert_eq!(bank.received(), (20_000 + 10_000, 30_000 + 30_000));
        bank.agrees().await;
    }

    async fn y2_a_refusal_after_an_answer_that_was_lost_waits_for_staff(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::LostBefore]);
        let first = bank.run("2026-05-05T03:00:00Z").await;
        assert_eq!((first.open.len(), first.released.len()), (1, 0));
        bank.provider.fail_with(&[Fault::Refused]);
        let second = bank.run("2026-05-05T06:00:00Z").await;
        assert_eq!((second.open.len(), second.released.len()), (1, 0), "it may have been done");
        let recipient = second.open[0].recipient;
        let practice = Tenant::named_by_platform(recipient);
        let open = bank.state.database().read(practice).await.unwrap().list_open_payouts().await;
        let payout = open.unwrap().remove(0);
        let run = bank.state.payout_run(micros("2026-05-06T03:00:00Z"));
        let released = release_payout(run, recipient, &payout, &reason(1)).await.unwrap();
        assert_eq!(released, Release::Released);
        let again = release_payout(run, recipient, &payout, &reason(2)).await.unwrap();
        assert_eq!(again, Release::Ended);
        record(&server, order(2, "2026-04-01T10:00:00Z")).await;
        bank.run("2026-06-05T03:00:00Z").await;
        assert_eq!(bank.received(), (20_000 + 10_000, 30_000 + 30_000));
        bank.agrees().await;
    }

    async fn y2_a_run_without_the_key_books_nobody_as_paid(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let at = micros("2026-05-05T03:00:00Z");
        let error = run_payouts(server.platform.state.payout_run(at)).await.unwrap_err();
        assert!(error.to_string().contains("--stripe-key-file"), "{error}");
        let left = deactivate_tenant(server.platform.state.payout_run(at), BIRKENHAIN).await;
        assert!(left.is_err(), "nothing half");
        assert_eq!(bank.run("2026-05-05T06:00:00Z").await.paid.len(), 2);
        bank.agrees().await;
    }

    async fn y2_what_the_provider_made_is_not_released(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::LostAfter]);
        let recipient = bank.run("2026-05-05T03:00:00Z").await.open[0].recipient;
        let practice = Tenant::named_by_platform(recipient);
        let open = bank.state.database().read(practice).await.unwrap().list_open_payouts().await;
        let run = bank.state.payout_run(micros("2026-05-06T03:00:00Z"));
        let payout = open.unwrap().remove(0);
        let kept = release_payout(run, recipient, &payout, &reason(1)).await.unwrap();
        assert!(matches!(kept, Release::Made(_)), "{kept:?}");
        bank.run("2026-05-06T06:00:00Z").await;
        assert_eq!(bank.received(), (20_000, 30_000));
        bank.agrees().await;
    }

    /// The transfer would be made for entries that are due again, and paid once more.
    async fn y2_what_is_being_asked_for_is_not_released(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::LostBefore]);
        let recipient = bank.run("2026-05-05T03:00:00Z").await.open[0].recipient;
        let tenant = Tenant::named_by_platform(recipient);
        let open = bank.state.database().read(tenant).await.unwrap().list_open_payouts().await;
        let payout = open.unwrap().remove(0);
        // Another process asks again, and has no answer yet.
        let mut tx = bank.state.database().write(tenant).await.unwrap();
        tx.lock_log().await.unwrap();
        let planned = tx.list_transfer_steps(payout.payout_id).await.unwrap().remove(0);
        let asked = planned.to(TransferStep::Requested, micros("2026-05-05T04:00:00Z"));
        tx.add_transfer_step(payout.payout_id, &asked).await.unwrap();
        tx.commit().await.unwrap();
        let release = async |at: &str, number: u128| {
            let run = bank.state.payout_run(micros(at));
            release_payout(run, recipient, &payout, &reason(number)).await.unwrap()
        };
        assert_eq!(release("2026-05-05T04:02:00Z", 1).await, Release::UnderWay);
        let open = bank.state.database().read(tenant).await.unwrap().list_open_payouts().await;
        assert_eq!(open.unwrap().len(), 1, "nothing is due again");
        assert_eq!(release("2026-05-05T05:01:00Z", 2).await, Release::Released, "it has died");
        assert_eq!(release("2026-05-05T05:02:00Z", 3).await, Release::Ended);
    }

    async fn c12_a_clawback_is_carried_through_a_refused_payout_and_netted_once(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        bank.run("2026-05-05T03:00:00Z").await;
        refund(&bank.state, 1, 1, "2026-05-10T10:00:00Z", 25_000).await;
        record(&server, order(2, "2026-05-11T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::Refused, Fault::Refused]);
        assert_eq!(bank.run("2026-07-05T03:00:00Z").await.released.len(), 2);
        bank.agrees().await;
        bank.run("2026-08-05T03:00:00Z").await;
        assert_eq!(bank.received(), (20_000 + 10_000 - 5_000, 30_000 + 30_000 - 7_500));
        bank.agrees().await;
        assert_eq!(bank.run("2026-09-05T03:00:00Z").await, RunReport::default());
    }

    async fn c12_a_refund_between_the_request_and_the_outcome_is_taken_back_next_time(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::LostAfter, Fault::LostAfter]);
        bank.run("2026-05-05T03:00:00Z").await;
        refund(&bank.state, 1, 1, "2026-05-05T04:00:00Z", 100_000).await;
        assert_eq!(bank.run("2026-05-05T05:00:00Z").await.paid.len(), 2);
        assert_eq!(bank.received(), (20_000, 30_000), "what was asked for was paid");
        for (number, day) in [(2, "2026-05-06"), (3, "2026-05-07"), (4, "2026-05-08")] {
            record(&server, order(number, &format!("{day}T10:00:00Z"))).await;
        }
        bank.run("2026-07-05T03:00:00Z").await;
        let practice = 20_000 + (3 * 10_000 - 20_000);
        assert_eq!(bank.received(), (practice, 30_000 + (3 * 30_000 - 30_000)));
        bank.agrees().await;
    }

    async fn c13_the_final_payout_has_no_minimum_and_is_tried_until_it_is_paid(server) {
        let bank = Bank::open(&server).await;
        let mut small = order(1, "2026-03-01T10:00:00Z");
        small.lines[0].net_cents = 100;
        record(&server, small).await;
        record(&server, order(2, "2026-05-01T10:00:00Z")).await;
        bank.provider.fail_with(&[Fault::LostBefore]);
        let run = bank.state.payout_run(micros("2026-05-10T10:00:00Z"));
        assert!(deactivate_tenant(run, BIRKENHAIN).await.unwrap());
        assert_eq!(bank.received().0, 0);
        bank.run("2026-05-11T03:00:00Z").await;
        assert_eq!(bank.received().0, 20, "twenty cents, and what was held is forfeited");
        bank.run("2026-07-05T03:00:00Z").await;
        assert_eq!(bank.received().0, 20);
        bank.agrees().await;
    }

    async fn a_run_that_dies_at_any_step_pays_each_recipient_exactly_once(server) {
        let bank = Bank::open(&server).await;
        let mut number: usize = 0;
        loop {
            assert!(number < 400, "a run comes to its end");
            let bought = month(number, "01T10:00:00Z");
            record(&server, order(number as u128 + 1, &bought)).await;
            let at = micros(&month(number + 2, "05T03:00:00Z"));
            let run = async { run_payouts(bank.state.payout_run(at)).await.unwrap() };
            let is_done = crash_after(number, run).await;
            bank.run(&month(number + 2, "05T04:00:00Z")).await;
            bank.agrees().await;
            let months = i64::try_from(number).unwrap() + 1;
            // The customer is the practice's for three years.
            let recruited = 20_000 + (months.min(36) - 1) * 10_000;
            let expected = (recruited, months * 30_000);
            assert_eq!(bank.received(), expected, "stopped after {number} steps");
            if is_done {
                break;
            }
            number += 1;
        }
        assert!(number > 10, "it was stopped at {number} steps only");
    }

    async fn y2_two_processes_at_once_ask_for_one_transfer_a_payout(server) {
        let bank = Bank::open(&server).await;
        for number in 0..4 {
            record(&server, order(number as u128 + 1, &month(number, "01T10:00:00Z"))).await;
            let at = micros(&month(number + 2, "05T03:00:00Z"));
            let run = || run_payouts(bank.state.payout_run(at));
            let (first, second, third) = tokio::join!(run(), run(), run());
            let paid = [first, second, third].map(|report| report.unwrap().paid.len());
            assert_eq!(paid.iter().sum::<usize>(), 2, "each is told once: {paid:?}");
            bank.agrees().await;
        }
        assert_eq!(bank.provider.transfers().len(), 8);
        assert_eq!(bank.received(), (20_000 + 3 * 10_000, 4 * 30_000));
    }

    async fn what_staff_pay_by_hand_is_paid_when_they_confirm_it(server) {
        open_shop(&server).await;
        let state = &server.platform.state;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/payout-accounts/{BIRKENHAIN}");
        let wish = |rail: &str, reason: &str| json!({ "rail": rail, "reason": reason });
        let nul = json!({ "rail": "stripe_connect", "provider_account_id": "acct_\0", "reason": "x" });
        let wishes = [
            wish("sepa_manual", " "),
            wish("sepa_manual", "a\0b"),
            wish("stripe_connect", "x"),
            wish("cash", "x"),
            nul,
        ];
        for refused in wishes {
            let (status, _) = server.call("PUT", &path, Some(&admin), Some(&refused)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        }
        let wish = wish("sepa_manual", "Vertrag vom 1. 3.");
        let (status, kept) = server.call("PUT", &path, Some(&admin), Some(&wish)).await;
        assert_eq!((status, &kept["status"]), (StatusCode::OK, &json!("active")), "{kept}");
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let run = state.payout_run(micros("2026-05-05T03:00:00Z"));
        let report = run_payouts(run).await.unwrap();
        assert_eq!((report.paid.len(), report.open.len()), (1, 1));
        let (_, list) = server.call("GET", "/api/v1/payouts", Some(&admin), None).await;
        let payouts = list["payouts"].as_array().unwrap();
        let open = payouts.iter().find(|payout| payout["status"] == "open").unwrap();
        assert_eq!((&open["amount"], &open["transfer"]["rail"]), (&json!("200.00"), &json!("sepa_manual")));
        let path = format!("/api/v1/payouts/{}/confirm", open["id"].as_str().unwrap());
        let confirm = async |reference: &str| {
            let body = json!({ "reference": reference });
            server.call("POST", &path, Some(&admin), Some(&body)).await
        };
        assert_eq!(confirm(" ").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(confirm("Auszug\0").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(confirm("Auszug 17").await.0, StatusCode::OK);
        let (status, answer) = confirm("Auszug 18").await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("not_confirmable")));
        let (_, found) =
            server.call("GET", "/api/v1/payouts/reconciliation", Some(&admin), None).await;
        assert_eq!((&found["agrees"], &found["currencies"][0]["elsewhere"]), (&json!(true), &json!("500.00")));
    }

    /// Whatever is under way, the parts of what is due are the balance of the statement.
    async fn y1_what_is_in_transfer_is_told_and_the_parts_add_up_to_the_balance(server) {
        open_shop(&server).await;
        let state = &server.platform.state;
        let token = server.token("owner@birkenhain").await;
        put_account(state, BIRKENHAIN, Rail::SepaManual, "").await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        record(&server, order(2, "2026-11-10T10:00:00Z")).await;
        let parts = async || {
            let path = "/api/v1/commissions/pending";
            let (_, answer) = server.call("GET", path, Some(&token), None).await;
            let row = &answer["pending"][0];
            let parts = ["approved", "in_hold", "frozen", "in_transfer"];
            let parts = parts.map(|part| row[part].as_str().unwrap().to_owned());
            let path = "/api/v1/statements/2026-11";
            let (_, answer) = server.call("GET", path, Some(&token), None).await;
            let closing = answer["statements"][0]["closing"].as_str().unwrap().to_owned();
            let cents = |text: &String| mojo_domain::parse_decimal_cents(text).unwrap();
            let sum: i64 = parts.iter().map(cents).sum();
            assert_eq!(sum, cents(&closing), "{parts:?}");
            parts
        };
        assert_eq!(parts().await, ["200.00", "100.00", "0.00", "0.00"]);
        run_payouts(state.payout_run(micros("2026-11-20T09:00:00Z"))).await.unwrap();
        assert_eq!(parts().await, ["0.00", "100.00", "0.00", "200.00"]);
        refund(state, 9, 1, "2026-11-20T09:30:00Z", 25_000).await;
        assert_eq!(parts().await, ["-50.00", "100.00", "0.00", "200.00"], "C12: the next one's");
        let mut tx = state.database().read(Tenant::named_by_platform(BIRKENHAIN)).await.unwrap();
        let open = tx.list_open_payouts().await.unwrap().remove(0);
        drop(tx);
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/payouts/{}/confirm", open.payout_id);
        let body = json!({ "reference": "Auszug 17" });
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
        assert!(status.is_success(), "{answer}");
        assert_eq!(parts().await, ["-50.00", "100.00", "0.00", "0.00"]);
    }

    async fn what_staff_confirm_is_paid_and_kept_under_their_name_together(server) {
        open_shop(&server).await;
        let state = &server.platform.state;
        let admin = platform_admin(&server).await;
        put_account(state, BIRKENHAIN, Rail::SepaManual, "").await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        run_payouts(state.payout_run(micros("2026-05-05T03:00:00Z"))).await.unwrap();
        let list = async || {
            let (_, list) = server.call("GET", "/api/v1/payouts", Some(&admin), None).await;
            let payouts = list["payouts"].as_array().unwrap();
            payouts.iter().find(|payout| payout["amount"] == "200.00").unwrap().clone()
        };
        let kept = async || {
            let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
            log["entries"].as_array().unwrap().len()
        };
        let path = format!("/api/v1/payouts/{}/confirm", list().await["id"].as_str().unwrap());
        let body = json!({ "reference": "Auszug 17" });
        let mut polls = 0;
        // However early the process dies: what is paid is in the audit log.
        while list().await["status"] == "open" {
            assert!(polls < 400, "a confirmation comes to its end");
            crash_after(polls, server.call("POST", &path, Some(&admin), Some(&body))).await;
            polls += 1;
        }
        assert_eq!(kept().await, 1, "paid after {polls} steps");
        let (status, _) = server.call("POST", &path, Some(&admin), Some(&body)).await;
        assert_eq!((status, kept().await), (StatusCode::CONFLICT, 1), "what was refused left nothing");
    }

    /// A platform that was put back forgot the payout of a month that is over: its entries are due here, and
    /// are not paid once more. The one of this very month is found and recorded.
    async fn y2_what_a_restored_platform_forgot_is_not_transferred_again(server) {
        let bank = Bank::open(&server).await;
        record(&server, order(1, "2026-03-01T10:00:00Z")).await;
        let this_month = ["payout", &DACH.to_string(), "EUR", PayoutKind::Monthly.code(), "2026-06"];
        for (payout_id, cents, account) in [
            (Uuid::from_u128(0xF0), 20_000, PRACTICE_ACCOUNT),
            (derived_id(&this_month), 30_000, DACH_ACCOUNT),
        ] {
            let (amount, destination) = (Money::new(cents, Currency::EUR), account.to_owned());
            let wish = TransferWish { payout_id, amount, destination };
            bank.provider.create_transfer(&wish).await.unwrap();
        }
        for _ in 0..2 {
            let report = bank.run("2026-06-05T03:00:00Z").await;
            assert_eq!(report.open.len(), 1, "{report:?}");
            let waits = &report.open[0];
            assert_eq!((waits.recipient, waits.amount.cents), (BIRKENHAIN, 20_000));
            assert!(waits.reason.contains("tr_1"), "{}", waits.reason);
            assert_eq!(bank.received(), (20_000, 30_000), "no transfer was added");
        }
        // Once people have called it back, what is due is paid; the wrong one counts no more.
        bank.provider.reverse(PRACTICE_ACCOUNT, 20_000);
        let report = bank.run("2026-07-05T03:00:00Z").await;
        assert_eq!((report.open.len(), report.paid.len()), (0, 1), "{report:?}");
        assert_eq!(bank.received(), (40_000, 30_000));
        assert_eq!(bank.run("2026-08-05T03:00:00Z").await, RunReport::default());
    }

    async fn y2_an_account_of_the_provider_is_one_recipients_alone(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let account = "acct_birkenhain";
        let wish = json!({ "rail": "stripe_connect", "provider_account_id": account, "reason": "x" });
        for (tenant, expected) in [(BIRKENHAIN, StatusCode::OK), (DACH, StatusCode::CONFLICT)] {
            let path = format!("/api/v1/payout-accounts/{tenant}");
            let (status, answer) = server.call("PUT", &path, Some(&admin), Some(&wish)).await;
            assert_eq!(status, expected, "{answer}");
        }
    }

    /// Whoever names an account sees which one stands there.
    async fn an_account_at_a_bank_is_shown_as_it_was_named(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/payout-accounts/{BIRKENHAIN}");
        let (status, _) = server.call("GET", &path, Some(&admin), None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "none is named yet");
        let wish = json!({
            "rail": "sepa_manual", "iban": "DE89 3704 0044 0532 0130 00",
            "account_holder": "Praxis Birkenhain", "reason": "Vertrag",
        });
        let (status, answer) = server.call("PUT", &path, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let (_, shown) = server.call("GET", &path, Some(&admin), None).await;
        assert_eq!((&shown["rail"], &shown["iban"]), (&json!("sepa_manual"), &json!("DE89370400440532013000")));
        assert_eq!((&shown["account_holder"], &shown["bic"]), (&json!("Praxis Birkenhain"), &json!("")));

        let by_hand = json!({ "rail": "sepa_manual", "reason": "Ohne Datei" });
        let (status, answer) = server.call("PUT", &path, Some(&admin), Some(&by_hand)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let (_, shown) = server.call("GET", &path, Some(&admin), None).await;
        assert!(shown["iban"].is_null() && shown["account_holder"].is_null(), "{shown}");
    }

    /// Two administrators saw one account: the second one does not take back silently what the first one
    /// named, also where both stood at the same instant.
    async fn y2_an_account_that_was_changed_meanwhile_is_not_replaced_unseen(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/payout-accounts/{BIRKENHAIN}");
        let put = async |iban: &str, version: Option<&str>| {
            let wish = json!({
                "rail": "sepa_manual", "iban": iban, "account_holder": "Praxis Birkenhain",
                "reason": "Vertrag", "version": version,
            });
            let (status, answer) = server.call("PUT", &path, Some(&admin), Some(&wish)).await;
            let told = if status == StatusCode::OK { &answer["version"] } else { &answer["error"]["code"] };
            (status, told.as_str().unwrap().to_owned())
        };
        let changed = (StatusCode::CONFLICT, "account_changed".to_owned());
        let (one, two) = ("DE89370400440532013000", "AT611904300234573201");
        assert_eq!(put(one, Some("1")).await, changed, "none stands there");
        let (first, second) = tokio::join!(put(one, Some("")), put(two, Some("")));
        let kept = [&first, &second].into_iter().filter(|it| it.0 == StatusCode::OK).count();
        assert_eq!(kept, 1, "{first:?} {second:?}");
        let (_, shown) = server.call("GET", &path, Some(&admin), None).await;
        let seen = shown["version"].as_str().unwrap();
        let (status, next) = put(two, Some(seen)).await;
        assert_eq!(status, StatusCode::OK);
        assert_ne!(next, seen, "at one instant too");
        assert_eq!(put(one, Some(seen)).await, changed);
        let (_, shown) = server.call("GET", &path, Some(&admin), None).await;
        assert_eq!((&shown["iban"], &shown["version"]), (&json!(two), &json!(next)));
        assert_eq!(put(one, None).await.0, StatusCode::OK, "whoever names no version replaces it");
    }

    /// Two of one kind, at one instant: neither is refused, and each is kept with its reason.
    async fn every_change_of_a_payout_account_is_in_the_audit_log(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/payout-accounts/{BIRKENHAIN}");
        for reason in ["Erstes Konto", "Zweites Konto"] {
            let wish = json!({ "rail": "sepa_manual", "reason": reason });
            let (status, answer) = server.call("PUT", &path, Some(&admin), Some(&wish)).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
        }
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let entries = log["entries"].as_array().unwrap();
        let mut reasons: Vec<&str> =
            entries.iter().map(|entry| entry["reason"].as_str().unwrap()).collect();
        reasons.sort_unstable();
        assert_eq!(reasons, ["Erstes Konto", "Zweites Konto"], "{log}");
    }
}
