//! Payments where something goes wrong: what was told was not so after all, the same is told twice
//! under other names, in any order and at once, or nobody knows whom it is for.

use std::sync::Arc;

use axum::http::StatusCode;
use mojo_domain::commissions::Rail;
use mojo_domain::{Currency, ProductId, TenantId, UserId};
use mojo_testkit::stripe::{FakeStripe, Fault};
use serde_json::{Value, json};
use uuid::Uuid;

use super::checkouts::{
    LATER, PAID, commissions, connect, dispute, event, found, frozen, given_back, llc, open,
    orders, paid, pay, refunded_net, tell, wish,
};
use super::commerce::{CUSTOMER, DACH, micros, open_shop, order, platform_admin, record};
use super::payouts::{crash_after, put_account};
use super::provider::{FakeProvider, Fault as Loss};
use super::support::{BIRKENHAIN, NOW, Server, on_both};
use crate::commerce::{
    AskRefused, AskedRefund, CheckoutRefused, ask_refund, open_checkout, resume_payouts,
    run_payouts, show_payout_plan, take_event, work_off_events, work_off_refunds,
};
use crate::payments::{MadeRefund, Payments, read_event};
use crate::routes::payouts::plan_view;
use crate::storage::StorageError;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::checkouts::CheckoutRecord;

/// When the provider tells that a refund failed.
const LATEST: &str = "2026-11-20T09:59:45Z";
const MINUTE: i64 = 60 * 1_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A refund as it stands, told under this event's id.
fn refund(
    id: &str,
    at: &str,
    refund_id: &str,
    (intent, amount): (&Value, i64),
    status: &str,
) -> Value {
    let kind = if status == "failed" { "refund.failed" } else { "refund.created" };
    let object = json!({ "id": refund_id, "object": "refund", "amount": amount, "currency": "eur",
        "status": status, "payment_intent": intent["id"] });
    event(id, kind, at, &object)
}

/// A checkout of the customer whose payment was taken.
async fn buy(server: &Server, stripe: &FakeStripe, number: u128) -> (CheckoutRecord, Value) {
    let checkout = open(server, number, CUSTOMER).await;
    let intent = pay(stripe, &checkout);
    tell(server, &paid(&format!("evt_paid_{number}"), &intent)).await;
    (checkout, intent)
}

async fn ask(
    server: &Server,
    checkout: &CheckoutRecord,
    key: u128,
    cents: i64,
) -> Result<MadeRefund, AskRefused> {
    let state = &server.platform.state;
    let (key, order_id) = (Uuid::from_u128(key), checkout.order_id);
    let asked = AskedRefund { key, order_id, amount_cents: cents, entry: None };
    let made = ask_refund(state.database(), state.payments(), llc(), &asked, micros(NOW)).await;
    state.settle(micros(NOW)).await.unwrap();
    made
}

/// Kind and reason of everything that staff must look at.
async fn problems(server: &Server, admin: &str) -> Vec<(String, String)> {
    let path = "/api/v1/payment-problems";
    let (status, list) = server.call("GET", path, Some(admin), None).await;
    assert_eq!(status, StatusCode::OK, "{list}");
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let rows = list["problems"].as_array().unwrap();
    rows.iter().map(|row| (text(row, "kind"), text(row, "reason"))).collect()
}

/// What a run at `at` pays to the practice and to the distributor, in cents.
async fn pay_out(server: &Server, at: &str) -> (i64, i64) {
    let state = server.platform.state.clone().with_payments(Payments::Recorded);
    let report = run_payouts(state.payout_run(micros(at))).await.unwrap();
    let to = |recipient: TenantId| -> i64 {
        let paid = report.paid.iter().filter(|paid| paid.recipient == recipient);
        paid.map(|paid| paid.amount.cents).sum()
    };
    (to(BIRKENHAIN), to(DACH))
}

/// What nobody told the platform by a request: the event is kept, the ledger does not settle.
async fn hear(server: &Server, event: &Value) {
    let told = read_event(event.to_string().as_bytes()).unwrap().unwrap();
    take_event(server.platform.state.database(), &told, "h", micros(NOW)).await.unwrap();
}

on_both! {
    async fn y2_a_transfer_that_was_called_back_at_the_provider_is_told_to_people(server) {
        let (server, _stripe) = connect(server).await;
        let admin = platform_admin(&server).await;
        let payout = Uuid::from_u128(7).to_string();
        let transfer = json!({ "id": "tr_1", "object": "transfer", "amount": 20_000,
            "amount_reversed": 20_000, "currency": "eur", "metadata": { "payout_id": payout } });
        let told = event("evt_back", "transfer.reversed", NOW, &transfer);
        for _ in 0..2 {
            tell(&server, &told).await;
        }
        let found = problems(&server, &admin).await;
        assert_eq!(found.len(), 1, "{found:?}");
        let (kind, reason) = &found[0];
        assert_eq!(kind, "transfer.reversed");
        assert!(reason.contains("tr_1") && reason.contains(&payout), "{reason}");
        // Of a connected account's own transfers nothing is said.
        let mut foreign = event("evt_foreign", "transfer.reversed", NOW, &transfer);
        foreign["account"] = json!("acct_1");
        tell(&server, &foreign).await;
        assert_eq!(problems(&server, &admin).await.len(), 1);
    }

    async fn c12_a_refund_that_failed_after_it_was_told_gives_the_commissions_again(server) {
        let (server, stripe) = connect(server).await;
        let admin = platform_admin(&server).await;
        let (checkout, intent) = buy(&server, &stripe, 1).await;
        ask(&server, &checkout, 1, 59_500).await.unwrap();
        tell(&server, &given_back("evt_1", &intent, 59_500)).await;
        assert_eq!(refunded_net(&server, &checkout).await, 50_000);
        let half = [(BIRKENHAIN, 20_000, 10_000), (DACH, 30_000, 15_000)];
        assert_eq!(commissions(&server, &checkout).await, half);
        let made = stripe.refunds()[0].clone();
        let failed = stripe.fail_refund(made["id"].as_str().unwrap());
        let whole = [(BIRKENHAIN, 20_000, 0), (DACH, 30_000, 0)];
        // Under three names, and then that it was made, late.
        for (id, kind, object) in [
            ("evt_2", "refund.failed", &failed),
            ("evt_3", "charge.refund.updated", &failed),
            ("evt_4", "refund.updated", &failed),
            ("evt_5", "refund.created", &made),
        ] {
            tell(&server, &event(id, kind, LATEST, object)).await;
            assert_eq!(refunded_net(&server, &checkout).await, 0, "{id}");
            assert_eq!(commissions(&server, &checkout).await, whole, "{id}");
        }
        let problem = found(&server, &checkout).await.problem;
        assert!(problem.contains("did not go through"), "{problem}");
        assert!(problems(&server, &admin).await.iter().any(|(kind, _)| kind == "refund.failed"));
        let again = ask(&server, &checkout, 1, 59_500).await.unwrap_err();
        assert!(again.to_string().contains("did not go through"), "{again}");
        ask(&server, &checkout, 2, 59_500).await.unwrap();
        tell(&server, &event("evt_6", "refund.created", NOW, &stripe.refunds()[1])).await;
        tell(&server, &event("evt_7", "charge.refunded", NOW, &json!({ "id": "ch_1",
            "object": "charge", "amount_refunded": 59_500, "currency": "eur",
            "payment_intent": intent["id"] }))).await;
        assert_eq!(refunded_net(&server, &checkout).await, 50_000, "the second one counts");
        assert_eq!(commissions(&server, &checkout).await, half);
    }

    async fn c12_what_a_payout_netted_for_a_refund_that_failed_is_paid_out_again(server) {
        let (server, stripe) = connect(server).await;
        let (_, intent) = buy(&server, &stripe, 1).await;
        assert_eq!(pay_out(&server, "2027-01-05T03:00:00Z").await, (20_000, 30_000));
        let tenth = (&intent, 11_900);
        tell(&server, &refund("evt_1", LATER, "re_1", tenth, "succeeded")).await;
        buy(&server, &stripe, 2).await;
        assert_eq!(pay_out(&server, "2027-02-05T03:00:00Z").await, (8_000, 27_000));
        tell(&server, &refund("evt_2", LATEST, "re_1", tenth, "failed")).await;
        buy(&server, &stripe, 3).await;
        assert_eq!(pay_out(&server, "2027-03-05T03:00:00Z").await, (12_000, 33_000));
        assert_eq!(pay_out(&server, "2027-04-05T03:00:00Z").await, (0, 0));
    }

    /// The answer is heard by a clock that is behind: the total was told after it, and counts the
    /// refund that failed since. What is told later of the failure is no news.
    async fn c12_a_refund_that_an_answer_says_failed_is_in_no_total_that_counts_it(server) {
        let (server, stripe) = connect(server).await;
        let (checkout, intent) = buy(&server, &stripe, 1).await;
        stripe.fail_with(&[Fault::LostAfter]);
        ask(&server, &checkout, 1, 59_500).await.unwrap_err();
        let made = stripe.refunds()[0].clone();
        let mut total = given_back("evt_1", &intent, 59_500);
        total["created"] = json!(micros(NOW) / 1_000_000 + 30);
        tell(&server, &total).await;
        assert_eq!(refunded_net(&server, &checkout).await, 50_000);
        let failed = stripe.fail_refund(made["id"].as_str().unwrap());
        let again = ask(&server, &checkout, 1, 59_500).await.unwrap_err();
        assert!(again.to_string().contains("did not go through"), "{again}");
        assert_eq!(refunded_net(&server, &checkout).await, 0);
        let mut told = event("evt_2", "refund.failed", LATEST, &failed);
        told["created"] = json!(micros(NOW) / 1_000_000 + 60);
        tell(&server, &told).await;
        assert_eq!(refunded_net(&server, &checkout).await, 0);
        let whole = [(BIRKENHAIN, 20_000, 0), (DACH, 30_000, 0)];
        assert_eq!(commissions(&server, &checkout).await, whole);
        // In its place, and the total that counts it alone.
        ask(&server, &checkout, 2, 59_500).await.unwrap();
        let mut total = given_back("evt_3", &intent, 59_500);
        total["created"] = json!(micros(NOW) / 1_000_000 + 90);
        tell(&server, &total).await;
        assert_eq!(refunded_net(&server, &checkout).await, 50_000);
    }

    /// No entry of the recipient is open then; the payout itself is.
    async fn c12_a_payout_of_nothing_but_a_failed_refund_goes_on_after_a_lost_answer(server) {
        let (server, stripe) = connect(server).await;
        let (_, intent) = buy(&server, &stripe, 1).await;
        assert_eq!(pay_out(&server, "2027-01-05T03:00:00Z").await, (20_000, 30_000));
        let whole = (&intent, 119_000);
        tell(&server, &refund("evt_1", LATER, "re_1", whole, "succeeded")).await;
        for number in 2..=4 {
            buy(&server, &stripe, number).await;
        }
        assert_eq!(pay_out(&server, "2027-02-05T03:00:00Z").await, (10_000, 60_000));
        tell(&server, &refund("evt_2", LATEST, "re_1", whole, "failed")).await;
        let provider = Arc::new(FakeProvider::default());
        let state = &server.platform.state;
        let state = state.clone().with_payments(Payments::Provider(provider.clone()));
        provider.open_account("acct_birkenhain");
        put_account(&state, BIRKENHAIN, Rail::StripeConnect, "acct_birkenhain").await;
        provider.fail_with(&[Loss::LostBefore]);
        let at = |hour: u8| micros(&format!("2027-03-05T{hour:02}:00:00Z"));
        let report = run_payouts(state.payout_run(at(3))).await.unwrap();
        assert_eq!((report.paid.len(), report.open.len()), (0, 1), "{report:?}");
        let plan = plan_view(&show_payout_plan(state.payout_run(at(3))).await.unwrap());
        assert_eq!(plan["open"].as_array().map(Vec::len), Some(1), "{plan}");
        assert_eq!(plan["open"][0]["kind"], "monthly", "{plan}");
        let report = resume_payouts(state.payout_run(at(4))).await.unwrap();
        assert_eq!((report.paid.len(), provider.received("acct_birkenhain")), (1, 20_000));
        let report = run_payouts(state.payout_run(at(5))).await.unwrap();
        assert_eq!((report.paid.len(), provider.received("acct_birkenhain")), (0, 20_000));
    }

    async fn p3_a_membership_comes_back_with_the_money_that_was_not_given_back(server) {
        let (server, stripe) = connect(server).await;
        let buyer = UserId(Uuid::from_u128(0xC7));
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.insert_customers(&[(buyer, Some(DACH))], 0).await.unwrap();
        tx.commit().await.unwrap();
        let checkout = open(&server, 1, buyer).await;
        let intent = pay(&stripe, &checkout);
        tell(&server, &paid("evt_1", &intent)).await;
        let has_membership = async || {
            let mut tx = server.platform.state.database().read_ledger().await.unwrap();
            let grants = tx.list_grants_of_tenant(DACH).await.unwrap();
            grants.iter().any(|grant| grant.revoked_at.is_none())
        };
        assert!(has_membership().await);
        let whole = (&intent, 83_300);
        tell(&server, &refund("evt_2", LATER, "re_1", whole, "succeeded")).await;
        assert!(!has_membership().await);
        tell(&server, &refund("evt_3", LATEST, "re_1", whole, "failed")).await;
        assert!(has_membership().await);
        tell(&server, &refund("evt_4", LATEST, "re_2", whole, "succeeded")).await;
        assert!(!has_membership().await);
    }

    async fn the_same_facts_under_other_names_and_in_any_order_end_in_the_same_cents(server) {
        let (server, stripe) = connect(server).await;
        for turn in 0..9_u128 {
            let checkout = open(&server, turn, CUSTOMER).await;
            let intent = pay(&stripe, &checkout);
            let mut told = facts(turn, &intent);
            told.rotate_left(usize::try_from(turn).unwrap());
            for event in &told {
                tell(&server, event).await;
            }
            told.reverse();
            for event in &told {
                tell(&server, event).await;
            }
            assert_half_is_back(&server, &checkout).await;
        }
        assert_eq!(orders(&server).await.len(), 9);
    }

    async fn the_same_facts_at_one_instant_end_in_the_same_cents(server) {
        let (server, stripe) = connect(server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let intent = pay(&stripe, &checkout);
        let told = facts(1, &intent);
        let [a, b, c, d, e, f, g, h, i] = &told[..] else { panic!("nine facts") };
        let tell = |event| tell(&server, event);
        tokio::join!(
            tell(a), tell(b), tell(c), tell(d), tell(e), tell(f), tell(g), tell(h), tell(i),
        );
        // What one process left to another is worked off by the minute.
        let state = &server.platform.state;
        for _ in 0..2 {
            work_off_events(state.database(), micros(NOW)).await.unwrap();
            state.settle(micros(NOW)).await.unwrap();
        }
        assert_half_is_back(&server, &checkout).await;
        assert_eq!(orders(&server).await.len(), 1);
    }

    async fn what_is_not_counted_in_cents_is_not_sold_and_not_paid_out(server) {
        let (server, _stripe) = connect(server).await;
        let yen: Currency = "JPY".parse().unwrap();
        let mut tx = server.platform.state.database().write(llc()).await.unwrap();
        let bootcamp = tx.list_products().await.unwrap().remove(0);
        let product_id = ProductId(Uuid::from_u128(0x77));
        let offered = CatalogueProduct { product_id, currency: yen, ..bootcamp };
        tx.insert_products(&[offered]).await.unwrap();
        tx.commit().await.unwrap();
        let state = &server.platform.state;
        let mut wished = wish(1, CUSTOMER);
        wished.products = vec![product_id];
        let (database, payments) = (state.database(), state.payments());
        let refused = open_checkout(database, payments, llc(), &wished, micros(NOW)).await;
        let refused = refused.unwrap_err();
        assert!(matches!(refused, CheckoutRefused::NoHundredths { .. }), "{refused}");
        assert!(refused.to_string().contains("JPY is not counted in hundredths"), "{refused}");
        let owner = server.token("owner@birkenhain").await;
        let offer =
            json!({ "name": "Kurs", "price_net": "9.00", "kind": "course", "currency": "KWD" });
        let (status, answer) =
            server.call("POST", "/api/v1/products", Some(&owner), Some(&offer)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains("KWD is not counted in hundredths"), "{answer}");
        let mut sold = order(1, "2026-03-01T10:00:00Z");
        sold.currency = yen;
        record(&server, sold).await;
        let at = micros("2026-05-05T03:00:00Z");
        let recorded = state.clone().with_payments(Payments::Recorded);
        let view = plan_view(&show_payout_plan(recorded.payout_run(at)).await.unwrap());
        assert_eq!(view["pay"], json!([]), "{view}");
        assert_eq!(view["carry"][0]["reason"], "other_unit", "{view}");
        assert_eq!(pay_out(&server, "2026-05-05T03:00:00Z").await, (0, 0));
    }

    async fn what_no_checkout_claims_for_days_is_a_problem_for_staff(server) {
        let (server, _stripe) = connect(server).await;
        let admin = platform_admin(&server).await;
        let foreign = json!({ "id": "pi_foreign" });
        tell(&server, &refund("evt_1", LATER, "re_1", (&foreign, 100), "succeeded")).await;
        tell(&server, &dispute("evt_2", "created", &foreign, 100, "needs_response")).await;
        let metadata = json!({ "tenant_id": BIRKENHAIN, "checkout_id": Uuid::from_u128(9) });
        let unknown = json!({ "id": "pi_unknown", "currency": "eur", "amount_received": 0,
            "metadata": metadata });
        tell(&server, &event("evt_3", "payment_intent.canceled", PAID, &unknown)).await;
        let database = server.platform.state.database();
        let early = micros(NOW) + 3 * DAY - MINUTE;
        assert_eq!(work_off_events(database, early).await.unwrap(), 0);
        assert!(problems(&server, &admin).await.is_empty());
        let late = micros(NOW) + 3 * DAY;
        assert_eq!(work_off_events(database, late).await.unwrap(), 3);
        assert_eq!(work_off_events(database, late).await.unwrap(), 0, "they ended");
        let mut listed = problems(&server, &admin).await;
        listed.sort();
        let reason = "no checkout claims the payment pi_foreign";
        let expected = ["charge.dispute.created", "refund.created"];
        assert_eq!(listed, expected.map(|kind| (kind.to_owned(), reason.to_owned())));
    }

    /// What was given up is taken up again when the payment turns out to be a checkout's.
    async fn c12_a_refund_that_was_given_up_counts_when_its_payment_is_claimed(server) {
        let (server, stripe) = connect(server).await;
        let admin = platform_admin(&server).await;
        let checkout = open(&server, 1, CUSTOMER).await;
        let intent = pay(&stripe, &checkout);
        tell(&server, &refund("evt_1", LATER, "re_1", (&intent, 59_500), "succeeded")).await;
        tell(&server, &dispute("evt_2", "created", &intent, 59_500, "needs_response")).await;
        let database = server.platform.state.database();
        let late = micros(NOW) + 3 * DAY;
        assert_eq!(work_off_events(database, late).await.unwrap(), 2);
        assert_eq!(problems(&server, &admin).await.len(), 2);
        assert_eq!(work_off_events(database, late + DAY).await.unwrap(), 0, "they ended");
        // The payment is told at last, and for the dispute the ledger is settled later.
        hear(&server, &paid("evt_3", &intent)).await;
        server.platform.state.settle(micros(NOW)).await.unwrap();
        // The payment is over first, and the dispute that waited for it a minute later.
        assert_eq!(work_off_events(database, late + 2 * DAY).await.unwrap(), 1);
        assert_eq!(work_off_events(database, late + 2 * DAY + MINUTE).await.unwrap(), 1);
        server.platform.state.settle(micros(NOW)).await.unwrap();
        assert_eq!(refunded_net(&server, &checkout).await, 50_000);
        assert_eq!(frozen(&server).await, 1);
        assert!(problems(&server, &admin).await.is_empty(), "nobody need look any more");
        tell(&server, &refund("evt_4", LATER, "re_1", (&intent, 59_500), "succeeded")).await;
        assert_eq!(work_off_events(database, late + 9 * DAY).await.unwrap(), 0);
        assert_eq!(refunded_net(&server, &checkout).await, 50_000, "and it counts once");
    }

    /// Administrators settle what was looked at, once and with a reason; what is open comes first.
    async fn a_payment_problem_is_settled_once_and_kept_with_its_reason(server) {
        let (server, stripe) = connect(server).await;
        let admin = platform_admin(&server).await;
        let (checkout, first) = buy(&server, &stripe, 1).await;
        let mut second = first.clone();
        second["id"] = json!("pi_second");
        tell(&server, &paid("evt_2", &second)).await;
        server.clock.advance(chrono::TimeDelta::minutes(1));
        tell(&server, &given_back("evt_3", &second, 119_000)).await;
        let list = async |query: &str| {
            let path = format!("/api/v1/payment-problems{query}");
            server.call("GET", &path, Some(&admin), None).await.1
        };
        let ids = |list: &Value| -> Vec<String> {
            let rows = list["problems"].as_array().unwrap().iter();
            rows.map(|row| row["event_id"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(ids(&list("").await), ["evt_3", "evt_2"]);
        let settle = async |id: &str, reason: &str| {
            let path = format!("/api/v1/payment-problems/{id}/settle");
            let body = json!({ "reason": reason });
            server.call("POST", &path, Some(&admin), Some(&body)).await.0.as_u16()
        };
        for (id, reason, expected) in [
            ("evt_3", " ", 422),
            ("evt_3", "a\u{7}b", 422),
            ("evt_9", "x", 404),
            ("evt_paid_1", "x", 404),
            ("evt_3", " Zurückgezahlt ", 204),
            ("evt_3", "noch einmal", 409),
        ] {
            assert_eq!(settle(id, reason).await, expected, "{id}: {reason:?}");
        }
        let page = list("?limit=1").await;
        assert_eq!(ids(&page), ["evt_2"], "what is open comes first");
        let rest = list(&format!("?limit=1&before={}", page["next"].as_str().unwrap())).await;
        assert_eq!(ids(&rest), ["evt_3"]);
        assert_eq!(rest["problems"][0]["settled"]["reason"], "Zurückgezahlt");
        let end = list(&format!("?before={}", rest["next"].as_str().unwrap())).await;
        assert!(ids(&end).is_empty());
        // The checkout itself, until something is added to its problem.
        let mut tx = server.platform.state.database().read(llc()).await.unwrap();
        assert_eq!(tx.list_checkouts(None, true, 10).await.unwrap().len(), 1);
        drop(tx);
        let id = checkout.checkout_id.to_string();
        assert_eq!(settle(&id, "Zurückgezahlt").await, 204);
        assert_eq!(settle(&id, "Zurückgezahlt").await, 409);
        let count = async || {
            let mut tx = server.platform.state.database().read(llc()).await.unwrap();
            tx.list_checkouts(None, true, 10).await.unwrap().len()
        };
        assert_eq!(count().await, 0);
        tell(&server, &dispute("evt_4", "created", &second, 119_000, "needs_response")).await;
        assert_eq!(count().await, 1, "a problem that is added is open");
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let actions = log["entries"].as_array().unwrap().iter();
        assert!(actions.clone().all(|entry| entry["action"] == "settle_payment_problem"));
        assert_eq!(actions.count(), 2, "what was refused left nothing");
        let support = server.token("support@lindenau").await;
        let path = "/api/v1/payment-problems/evt_2/settle";
        let body = json!({ "reason": "x" });
        let (status, _) = server.call("POST", path, Some(&support), Some(&body)).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }

    async fn money_of_a_second_payment_of_a_checkout_is_told_and_moves_no_ledger(server) {
        let (server, stripe) = connect(server).await;
        let admin = platform_admin(&server).await;
        let (checkout, first) = buy(&server, &stripe, 1).await;
        let mut second = first.clone();
        second["id"] = json!("pi_second");
        let whole = (&second, 119_000);
        // Before the payment, after it, and a dispute of it.
        tell(&server, &refund("evt_1", LATER, "re_1", whole, "succeeded")).await;
        tell(&server, &paid("evt_2", &second)).await;
        tell(&server, &given_back("evt_3", &second, 119_000)).await;
        tell(&server, &dispute("evt_4", "created", &second, 119_000, "needs_response")).await;
        tell(&server, &dispute("evt_5", "closed", &second, 119_000, "lost")).await;
        tell(&server, &refund("evt_6", LATEST, "re_1", whole, "failed")).await;
        let database = server.platform.state.database();
        assert_eq!(work_off_events(database, micros(NOW) + 9 * DAY).await.unwrap(), 0, "all ended");
        assert_eq!(problems(&server, &admin).await.len(), 6);
        let problem = found(&server, &checkout).await.problem;
        assert!(problem.contains("paid a second time by pi_second"), "{problem}");
        assert!(problem.contains("pi_second, which is no order's: refund.created re_1"), "{problem}");
        assert_eq!((refunded_net(&server, &checkout).await, frozen(&server).await), (0, 0));
    }

    async fn y5_the_freeze_of_a_lost_dispute_ends_when_its_reversal_is_settled(server) {
        let (server, stripe) = connect(server).await;
        let (checkout, intent) = buy(&server, &stripe, 1).await;
        hear(&server, &dispute("evt_1", "closed", &intent, 119_000, "lost")).await;
        assert_eq!(refunded_net(&server, &checkout).await, 100_000, "booked, and not settled");
        assert_eq!(frozen(&server).await, 1);
        assert_eq!(pay_out(&server, "2027-01-05T03:00:00Z").await, (0, 0));
        let state = &server.platform.state;
        work_off_events(state.database(), micros(NOW)).await.unwrap();
        assert_eq!(frozen(&server).await, 1, "still not settled");
        state.settle(micros(NOW)).await.unwrap();
        assert_eq!(work_off_events(state.database(), micros(NOW)).await.unwrap(), 1);
        assert_eq!(frozen(&server).await, 0);
        assert_eq!(pay_out(&server, "2027-01-05T03:00:00Z").await, (0, 0));
        let back = [(BIRKENHAIN, 20_000, 20_000), (DACH, 30_000, 30_000)];
        assert_eq!(commissions(&server, &checkout).await, back);
    }

    async fn a_refund_without_an_answer_is_looked_for_before_it_is_asked_again(server) {
        let (server, stripe) = connect(server).await;
        let (checkout, _) = buy(&server, &stripe, 1).await;
        let is_silent = |asked: &Result<MadeRefund, AskRefused>| {
            matches!(asked, Err(AskRefused::Storage(StorageError::Provider(_))))
        };
        for (turn, fault) in [Fault::LostAfter, Fault::FailBefore].into_iter().enumerate() {
            stripe.fail_with(&[fault]);
            let key = u128::try_from(turn).unwrap() * 10;
            let asked = ask(&server, &checkout, key, 11_900).await;
            assert!(is_silent(&asked), "{asked:?}");
            // A day later the provider has forgotten the key.
            stripe.forget_keys();
            let other = ask(&server, &checkout, key + 1, 11_900).await.unwrap_err();
            assert!(matches!(other, AskRefused::Waits { .. }), "{other}");
            let terms = ask(&server, &checkout, key, 11_901).await.unwrap_err();
            assert!(matches!(terms, AskRefused::OtherTerms), "{terms}");
            let made = ask(&server, &checkout, key, 11_900).await.unwrap();
            stripe.forget_keys();
            let again = ask(&server, &checkout, key, 11_900).await.unwrap();
            assert_eq!((made.is_done, &made.id), (true, &again.id));
            assert_eq!(stripe.refunds().len(), turn + 1, "{fault:?}");
        }
        assert_eq!(refunded_net(&server, &checkout).await, 20_000);
    }

    async fn a_refund_that_a_crash_left_is_finished_by_the_minute(server) {
        let (server, stripe) = connect(server).await;
        let (checkout, _) = buy(&server, &stripe, 1).await;
        let state = &server.platform.state;
        let work_off = async |at: i64| {
            work_off_refunds(state.database(), state.payments(), at).await.unwrap()
        };
        for (turn, fault) in [Fault::LostAfter, Fault::FailBefore].into_iter().enumerate() {
            stripe.fail_with(&[fault]);
            let key = u128::try_from(turn).unwrap();
            ask(&server, &checkout, key, 11_900).await.unwrap_err();
            stripe.forget_keys();
            assert_eq!(work_off(micros(NOW)).await, 0, "somebody may be at it");
            assert_eq!(work_off(micros(NOW) + 10 * MINUTE).await, 1);
            assert_eq!(work_off(micros(NOW) + 10 * MINUTE).await, 0);
            assert_eq!(stripe.refunds().len(), turn + 1, "{fault:?}");
        }
        assert_eq!(refunded_net(&server, &checkout).await, 20_000);
        assert_eq!(found(&server, &checkout).await.problem, "");
        stripe.fail_with(&[Fault::FailBefore, Fault::FailBefore]);
        ask(&server, &checkout, 5, 11_900).await.unwrap_err();
        assert_eq!(work_off(micros(NOW) + DAY).await, 0);
        let problem = found(&server, &checkout).await.problem;
        assert!(problem.contains("nobody knows what became of the refund"), "{problem}");
    }

    /// Whoever asked has no answer, and the provider refuses later: that is told with the end of the refund,
    /// for nobody looks at one that has ended.
    async fn people_are_told_of_a_refusal_wherever_the_process_dies(server) {
        let (server, stripe) = connect(server).await;
        let (checkout, _) = buy(&server, &stripe, 1).await;
        stripe.fail_with(&[Fault::FailBefore]);
        let asked = ask(&server, &checkout, 1, 119_001).await.unwrap_err();
        assert!(matches!(asked, AskRefused::Storage(StorageError::Provider(_))), "{asked}");
        let state = &server.platform.state;
        let (database, payments, at) = (state.database(), state.payments(), micros(NOW) + 10 * MINUTE);
        let mut polls = 0;
        while !crash_after(polls, work_off_refunds(database, payments, at)).await {
            assert!(polls < 2_000, "it comes to its end");
            polls += 1;
        }
        assert!(stripe.refunds().is_empty());
        let problem = found(&server, &checkout).await.problem;
        assert!(problem.contains("was asked for and not made"), "after {polls} steps: {problem}");
        let refused = ask(&server, &checkout, 1, 119_001).await.unwrap_err();
        assert!(matches!(refused, AskRefused::Provider(_)), "{refused}");
    }

    async fn a_refund_goes_back_once_wherever_the_process_dies(server) {
        let (server, stripe) = connect(server).await;
        let (checkout, _) = buy(&server, &stripe, 1).await;
        let mut polls = 0;
        while !crash_after(polls, ask(&server, &checkout, 1, 59_500)).await {
            assert!(polls < 2_000, "a refund comes to its end");
            polls += 1;
        }
        assert_eq!(stripe.refunds().len(), 1, "after {polls} steps");
        ask(&server, &checkout, 1, 59_500).await.unwrap();
        assert_eq!(refunded_net(&server, &checkout).await, 50_000);
        let half = [(BIRKENHAIN, 20_000, 10_000), (DACH, 30_000, 15_000)];
        assert_eq!(commissions(&server, &checkout).await, half);
    }

    async fn two_requests_for_one_refund_at_one_instant_give_back_once(server) {
        let (server, stripe) = connect(server).await;
        let (checkout, _) = buy(&server, &stripe, 1).await;
        let (first, second) = tokio::join!(
            ask(&server, &checkout, 1, 59_500),
            ask(&server, &checkout, 1, 59_500),
        );
        assert_eq!(first.unwrap().id, second.unwrap().id);
        assert_eq!(stripe.refunds().len(), 1);
        assert_eq!(refunded_net(&server, &checkout).await, 50_000);
    }

    async fn c17_another_discount_than_the_offered_one_is_told(server) {
        let (server, stripe) = connect(server).await;
        let admin = platform_admin(&server).await;
        let buyer = UserId(Uuid::from_u128(0xC8));
        let checkout = open(&server, 1, buyer).await;
        assert_eq!(checkout.amount_cents, 119_000, "nobody knows yet for whom they buy");
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.insert_customers(&[(buyer, Some(DACH))], 0).await.unwrap();
        tx.commit().await.unwrap();
        let intent = pay(&stripe, &checkout);
        for id in ["evt_1", "evt_2"] {
            tell(&server, &paid(id, &intent)).await;
        }
        assert_eq!(orders(&server).await.len(), 1, "the order stands, at the price that was paid");
        let problem = found(&server, &checkout).await.problem;
        let reason = "discount_differs: line 1 was offered with 0 cents off, and 30000 were due \
                      when it was paid";
        assert_eq!(problem, reason);
        assert_eq!(problems(&server, &admin).await.len(), 2);
    }

    async fn without_a_provider_no_refund_is_worked_off(server) {
        open_shop(&server).await;
        let state = &server.platform.state;
        let done = work_off_refunds(state.database(), state.payments(), micros(NOW)).await;
        assert_eq!(done.unwrap(), 0);
    }
}

/// One payment, told twice; half of it given back, told as a refund and as a total; a tenth too, and
/// that one failed, told twice. Every event has a name of its own.
fn facts(turn: u128, intent: &Value) -> Vec<Value> {
    let id = |name: &str| format!("evt_{turn}_{name}");
    let half = (intent, 59_500);
    let tenth = (intent, 11_900);
    let (made, failed) = (format!("re_{turn}_half"), format!("re_{turn}_tenth"));
    vec![
        paid(&id("a"), intent),
        paid(&id("b"), intent),
        refund(&id("c"), LATER, &made, half, "succeeded"),
        refund(&id("d"), LATER, &made, half, "succeeded"),
        refund(&id("e"), LATER, &failed, tenth, "succeeded"),
        given_back(&id("f"), intent, 71_400),
        given_back(&id("g"), intent, 59_500),
        refund(&id("h"), LATEST, &failed, tenth, "failed"),
        refund(&id("i"), LATEST, &failed, tenth, "failed"),
    ]
}

async fn assert_half_is_back(server: &Server, checkout: &CheckoutRecord) {
    assert_eq!(refunded_net(server, checkout).await, 50_000);
    let all = commissions(server, checkout).await;
    assert_eq!(all.len(), 2, "{all:?}");
    for (_, amount, reversed) in all {
        assert_eq!(reversed * 2, amount);
    }
}
