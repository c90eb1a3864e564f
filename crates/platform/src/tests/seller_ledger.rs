//! What sellers have of the platform's payments (C5): to the cent, through refunds, disputes, payouts and
//! crashes at each place, and nobody sees another one's.

use std::sync::Arc;

use axum::http::StatusCode;
use mojo_domain::catalogue::{BillingInterval, ProductKind};
use mojo_domain::commissions::Rail;
use mojo_domain::vat::VatClass;
use mojo_domain::{Currency, ProductId};
use mojo_testkit::stripe::FakeStripe;
use serde_json::{Value, json};
use uuid::Uuid;

use super::checkouts::{
    PAID, connect, dispute, event, given_back, paid, pay, refunded, tell, wish as wish_of_platform,
};
use super::commerce::{CUSTOMER, micros, order, platform_admin, record};
use super::payouts::{crash_after, put_account};
use super::provider::{FakeProvider, Fault};
use super::storage::run as run_sql;
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{
    CheckoutWish, RunReport, SubscriptionWish, book_open_sales, deactivate_tenant, open_checkout,
    open_subscription, reconcile, run_payouts, show_payout_plan, work_off_events,
};
use crate::payments::Payments;
use crate::routes::payouts::{plan_view, reconciliation_view};
use crate::state::AppState;
use crate::storage::Database;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::checkouts::CheckoutRecord;
use crate::storage::seller_ledger::SellerBalance;

const COURSE: ProductId = ProductId(Uuid::from_u128(0x5E11));
/// The same by the month.
const MONTHLY: ProductId = ProductId(Uuid::from_u128(0x5E12));
const ACCOUNT: &str = "acct_lindenau";
const LEDGER: &str = "/api/v1/seller-ledger";
/// After the hold period of what was sold in November.
const JANUARY: &str = "2027-01-05T03:00:00Z";

fn seller() -> Tenant {
    Tenant::named_by_platform(LINDENAU)
}

/// Where the platform's people read the seller's ledger.
fn theirs() -> String {
    format!("{LEDGER}?tenant_id={LINDENAU}")
}

/// A shop whose customer bought before, and another practice that sells a course to it for 100.00.
async fn open_market(server: Server) -> (Server, FakeStripe) {
    let (server, stripe) = connect(server).await;
    record(&server, order(1, "2026-11-01T10:00:00Z")).await;
    let mut tx = server.platform.state.database().write(seller()).await.unwrap();
    let course = CatalogueProduct {
        tenant_id: LINDENAU,
        product_id: COURSE,
        kind: ProductKind::Course,
        name: "Atemkurs".to_owned(),
        description_de: String::new(),
        description_en: String::new(),
        price_net_cents: 10_000,
        currency: Currency::EUR,
        vat_class: VatClass::General,
        vat_rate_bp: 1900,
        billing_interval: None,
        user_journey_level: None,
        granted_stage: None,
        commission_eligible: true,
        created_at: 0,
        retired_at: None,
    };
    let interval = Some(BillingInterval::Month);
    let monthly =
        CatalogueProduct { product_id: MONTHLY, billing_interval: interval, ..course.clone() };
    tx.insert_products(&[course, monthly]).await.unwrap();
    tx.commit().await.unwrap();
    (server, stripe)
}

async fn offer(server: &Server, number: u128) -> CheckoutRecord {
    let wish =
        CheckoutWish { products: vec![COURSE], ..wish_of_platform(0x500 + number, CUSTOMER) };
    let state = &server.platform.state;
    let (database, payments) = (state.database(), state.payments());
    open_checkout(database, payments, seller(), &wish, micros(NOW)).await.unwrap().0
}

/// The course is sold and paid; what Stripe says of the payment.
async fn sell(server: &Server, stripe: &FakeStripe, number: u128) -> (CheckoutRecord, Value) {
    let checkout = offer(server, number).await;
    let intent = pay(stripe, &checkout);
    tell(server, &paid(&format!("evt_paid_{number}"), &intent)).await;
    (checkout, intent)
}

/// Reason, gross, kept and the seller's, of each entry of the sale.
async fn entries(server: &Server, checkout: &CheckoutRecord) -> Vec<(&'static str, i64, i64, i64)> {
    let mut tx = server.platform.state.database().read(seller()).await.unwrap();
    let held = tx.list_seller_entries_of(checkout.order_id).await.unwrap();
    held.iter()
        .map(|it| (it.reason.code(), it.gross_cents, it.kept_cents, it.amount_cents()))
        .collect()
}

async fn balance(server: &Server, at: &str) -> SellerBalance {
    let mut tx = server.platform.state.database().read(seller()).await.unwrap();
    let sums = tx.sum_seller_entries(micros(at)).await.unwrap();
    sums.get(&Currency::EUR).copied().unwrap_or_default()
}

/// A platform whose payouts are booked and paid outside of it.
fn recorded(server: &Server) -> AppState {
    server.platform.state.clone().with_payments(Payments::Recorded)
}

/// What the seller was paid by a run, in cents.
fn paid_to_seller(report: &RunReport) -> Vec<i64> {
    let own = report.paid.iter().filter(|paid| paid.recipient == LINDENAU);
    own.map(|paid| paid.amount.cents).collect()
}

async fn run_at(state: &AppState, at: &str) -> Vec<i64> {
    paid_to_seller(&run_payouts(state.payout_run(micros(at))).await.unwrap())
}

/// A bank at which the seller has an account.
async fn open_bank(server: &Server) -> (AppState, Arc<FakeProvider>) {
    let provider = Arc::new(FakeProvider::default());
    provider.open_account(ACCOUNT);
    let state = server.platform.state.clone().with_payments(Payments::Provider(provider.clone()));
    put_account(&state, LINDENAU, Rail::StripeConnect, ACCOUNT).await;
    (state, provider)
}

on_both! {
    /// Scenario D: 100 are 2 for the platform, 10 for whoever recruited the customer and 88 for the
    /// seller, with the VAT that the seller owes.
    async fn c5_scenario_d_leaves_88_percent_and_the_vat_to_the_seller(server) {
        let (server, stripe) = open_market(server).await;
        let (checkout, intent) = sell(&server, &stripe, 1).await;
        tell(&server, &paid("evt_again", &intent)).await;
        tell(&server, &paid("evt_again", &intent)).await;
        let expected = [("sale", 11_900, 1_200, 10_700)];
        assert_eq!(entries(&server, &checkout).await, expected);
        let owner = server.token("owner@lindenau").await;
        let (status, seen) = server.call("GET", LEDGER, Some(&owner), None).await;
        assert_eq!(status, StatusCode::OK, "{seen}");
        let sums = &seen["balances"][0];
        assert_eq!((&sums["in_hold"], &sums["owed"]), (&json!("107.00"), &json!("107.00")));
        let entry = &seen["entries"][0];
        let told = ["gross", "vat", "kept", "amount", "status"].map(|key| &entry[key]);
        assert_eq!(told, ["119.00", "19.00", "12.00", "107.00", "in_hold"]);
        assert_eq!((&entry["product_name"], &seen["next"]), (&json!("Atemkurs"), &Value::Null));
        // What MOJO LLC sells is its own.
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        assert_eq!(tx.total_seller_entries().await.unwrap()[&Currency::EUR], 10_700);
    }

    async fn c5_nobody_reads_another_sellers_ledger_but_the_platforms_people(server) {
        let (server, stripe) = open_market(server).await;
        for number in 1..=3 {
            sell(&server, &stripe, number).await;
        }
        let theirs = theirs();
        let stranger = server.token("owner@birkenhain").await;
        let (_, own) = server.call("GET", LEDGER, Some(&stranger), None).await;
        assert_eq!((&own["balances"], &own["entries"]), (&json!([]), &json!([])));
        let (status, _) = server.call("GET", &theirs, Some(&stranger), None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let reception = server.token("reception@birkenhain").await;
        let (status, _) = server.call("GET", LEDGER, Some(&reception), None).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let admin = platform_admin(&server).await;
        let (_, whole) = server.call("GET", &theirs, Some(&admin), None).await;
        let whole = whole["entries"].as_array().unwrap().clone();
        assert_eq!(whole.len(), 3);
        let (mut paged, mut place) = (Vec::new(), String::new());
        for _ in 0..4 {
            let path = format!("{theirs}&limit=1{place}");
            let (_, page) = server.call("GET", &path, Some(&admin), None).await;
            paged.extend(page["entries"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            place = format!("&before={next}");
        }
        assert_eq!(paged, whole, "row by row as at once");
    }

    /// C12: told before the payment, twice and as a total of the whole, what goes back adds up.
    async fn c12_refunds_in_any_order_take_their_part_and_the_whole_leaves_nothing(server) {
        let (server, stripe) = open_market(server).await;
        let checkout = offer(&server, 1).await;
        let intent = pay(&stripe, &checkout);
        tell(&server, &refunded("evt_half", &intent, 5_950)).await;
        assert!(entries(&server, &checkout).await.is_empty(), "a refund waits for its payment");
        tell(&server, &paid("evt_paid", &intent)).await;
        let half = [("sale", 11_900, 1_200, 10_700), ("refund", -5_950, -600, -5_350)];
        assert_eq!(entries(&server, &checkout).await, half);
        tell(&server, &refunded("evt_half", &intent, 5_950)).await;
        tell(&server, &given_back("evt_total", &intent, 5_950)).await;
        assert_eq!(entries(&server, &checkout).await, half, "each counts once");
        tell(&server, &refunded("evt_rest", &intent, 5_950)).await;
        assert_eq!(entries(&server, &checkout).await.last().unwrap().3, -5_350);
        assert_eq!(balance(&server, JANUARY).await, SellerBalance::default());
    }

    /// What is left of a payment is what the platform keeps and what the seller has, whatever went back.
    async fn c12_after_every_cent_that_goes_back_the_parts_add_up_to_the_payment(server) {
        let (server, stripe) = open_market(server).await;
        let (checkout, intent) = sell(&server, &stripe, 1).await;
        let mut back = 0;
        for (number, cents) in [1, 1, 1, 1, 33, 3_966, 1, 7_896].into_iter().enumerate() {
            tell(&server, &refunded(&format!("evt_{number}"), &intent, cents)).await;
            back += cents;
            let held = entries(&server, &checkout).await;
            let gross: i64 = held.iter().map(|it| it.1).sum();
            let kept: i64 = held.iter().map(|it| it.2).sum();
            assert_eq!(gross, 11_900 - back, "after {back}");
            let mut tx = server.platform.state.database().read_ledger().await.unwrap();
            let left = tx.list_commissions_of(checkout.order_id).await.unwrap();
            let left: i64 = left.iter().map(|it| it.amount_cents - it.reversed_cents).sum();
            assert_eq!(kept, left, "after {back}");
        }
        assert_eq!(back, 11_900);
        assert_eq!(balance(&server, JANUARY).await, SellerBalance::default());
    }

    /// C12: the seller was paid before the money went back: what it owes is taken from its next sales.
    async fn c12_a_refund_after_the_payout_is_carried_until_more_is_sold(server) {
        let (server, stripe) = open_market(server).await;
        let (_, intent) = sell(&server, &stripe, 1).await;
        let state = recorded(&server);
        assert!(run_at(&state, "2026-12-05T03:00:00Z").await.is_empty(), "it is in the hold period");
        assert_eq!(run_at(&state, JANUARY).await, [10_700]);
        assert!(run_at(&state, JANUARY).await.is_empty());
        let after = balance(&server, JANUARY).await;
        assert_eq!((after.paid_cents, after.owed_cents()), (10_700, 0));
        tell(&server, &refunded("evt_back", &intent, 11_900)).await;
        assert_eq!(balance(&server, JANUARY).await.due_cents, -10_700);
        let plan = show_payout_plan(state.payout_run(micros("2027-02-05T03:00:00Z"))).await.unwrap();
        let view = plan_view(&plan);
        let carried = view["carry"].as_array().unwrap().iter().find(|row| row["kind"] == "sales");
        let carried = carried.unwrap_or_else(|| panic!("{view}"));
        assert_eq!((&carried["amount"], &carried["reason"]), (&json!("-107.00"), &json!("below_minimum")));
        assert!(run_at(&state, "2027-02-05T03:00:00Z").await.is_empty());
        sell(&server, &stripe, 2).await;
        sell(&server, &stripe, 3).await;
        assert_eq!(run_at(&state, "2027-03-05T03:00:00Z").await, [10_700], "one makes the other good");
        let after = balance(&server, "2027-03-05T03:00:00Z").await;
        assert_eq!((after.paid_cents, after.owed_cents()), (21_400, 0));
    }

    /// Y3: what was sold is no commission: no statement, no desk and no balance of commissions has it.
    async fn y3_a_payout_of_sales_is_in_no_statement(server) {
        let (server, stripe) = open_market(server).await;
        sell(&server, &stripe, 1).await;
        let owner = server.token("owner@lindenau").await;
        let before = server.feed(&owner).await.len();
        assert_eq!(run_at(&recorded(&server), JANUARY).await, [10_700]);
        assert_eq!(server.feed(&owner).await.len(), before, "no desk is told of a commission");
        let (_, pending) =
            server.call("GET", "/api/v1/commissions/pending", Some(&owner), None).await;
        assert_eq!(pending["pending"], json!([]));
        let mut tx = server.platform.state.database().read(seller()).await.unwrap();
        assert!(tx.list_payouts().await.unwrap().is_empty());
    }

    /// Y2: the bank sent the money back; it is due again as a whole, and in no statement either.
    async fn y2_a_payout_of_sales_that_came_back_is_paid_again(server) {
        let (server, stripe) = open_market(server).await;
        sell(&server, &stripe, 1).await;
        let state = recorded(&server);
        assert_eq!(run_at(&state, JANUARY).await, [10_700]);
        server.clock.set("2027-01-10T09:00:00Z".parse().unwrap());
        let admin = platform_admin(&server).await;
        let (_, list) = server.call("GET", "/api/v1/payouts", Some(&admin), None).await;
        let payouts = list["payouts"].as_array().unwrap();
        let sales = payouts.iter().find(|payout| payout["kind"] == "sales").unwrap();
        let path = format!("/api/v1/payouts/{}/returned", sales["id"].as_str().unwrap());
        let body = json!({ "reason": "AC04", "returned_on": "2027-01-08" });
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let back = balance(&server, "2027-01-10T09:00:00Z").await;
        assert_eq!((back.due_cents, back.paid_cents), (10_700, 0));
        let mut tx = server.platform.state.database().read(seller()).await.unwrap();
        assert!(tx.list_payout_returns().await.unwrap().is_empty(), "of commissions none came back");
        assert!(tx.list_due_returns(false).await.unwrap().is_empty());
        drop(tx);
        assert_eq!(run_at(&state, "2027-02-05T03:00:00Z").await, [10_700]);
        let after = balance(&server, "2027-02-05T03:00:00Z").await;
        assert_eq!((after.paid_cents, after.owed_cents()), (10_700, 0));
    }

    /// Y2: an entry is what its money is: on its way, paid, back, carried by a later payout, and back again
    /// where that one was given up.
    async fn y2_an_entry_says_whether_its_money_came_back(server) {
        let (server, stripe) = open_market(server).await;
        sell(&server, &stripe, 1).await;
        let state = recorded(&server);
        put_account(&state, LINDENAU, Rail::SepaManual, "").await;
        let admin = platform_admin(&server).await;
        let end = async |payout: &str, how: &str, body: Value| {
            let path = format!("/api/v1/payouts/{payout}/{how}");
            let (status, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
        };
        let back = |day: &str| json!({ "reason": "AC04", "returned_on": day });
        let is = async |status: &str| {
            let (_, ledger) = server.call("GET", &theirs(), Some(&admin), None).await;
            let [entry] = &ledger["entries"].as_array().unwrap()[..] else { panic!("{ledger}") };
            assert_eq!(entry["status"], status, "{ledger}");
            entry["payout_id"].as_str().unwrap_or_default().to_owned()
        };
        let run = async |at: &str| {
            server.clock.set(at.parse().unwrap());
            assert!(run_at(&state, at).await.is_empty(), "it is paid by hand");
        };
        assert_eq!(is("in_hold").await, "");
        run(JANUARY).await;
        let first = is("in_transfer").await;
        end(&first, "confirm", json!({ "reference": "1" })).await;
        assert_eq!(is("paid").await, first);
        end(&first, "returned", back("2027-01-05")).await;
        assert_eq!(is("returned").await, first);
        assert_eq!(balance(&server, JANUARY).await.due_cents, 10_700);
        run("2027-02-05T03:00:00Z").await;
        let second = is("in_transfer").await;
        assert_ne!(second, first);
        end(&second, "release", json!({ "reason": "Konto erloschen" })).await;
        assert_eq!(is("returned").await, first, "given up, it is as it was before");
        run("2027-03-05T03:00:00Z").await;
        let third = is("in_transfer").await;
        end(&third, "confirm", json!({ "reference": "3" })).await;
        assert_eq!(is("paid").await, third);
        end(&third, "returned", back("2027-03-05")).await;
        assert_eq!(is("returned").await, third);
        run("2027-04-05T03:00:00Z").await;
        let fourth = is("in_transfer").await;
        end(&fourth, "confirm", json!({ "reference": "4" })).await;
        assert_eq!(is("paid").await, fourth);
        let after = balance(&server, "2027-04-05T03:00:00Z").await;
        assert_eq!((after.paid_cents, after.owed_cents()), (10_700, 0));
    }

    /// Y5: nothing of a disputed sale is paid out; won, it goes on.
    async fn y5_a_disputed_sale_waits_until_it_is_won(server) {
        let (server, stripe) = open_market(server).await;
        let (checkout, intent) = sell(&server, &stripe, 1).await;
        let opened = dispute("evt_open", "created", &intent, 11_900, "needs_response");
        tell(&server, &opened).await;
        tell(&server, &opened).await;
        assert_eq!(balance(&server, JANUARY).await.frozen_cents, 10_700);
        let state = recorded(&server);
        assert!(run_at(&state, JANUARY).await.is_empty());
        tell(&server, &dispute("evt_won", "closed", &intent, 11_900, "won")).await;
        assert_eq!(balance(&server, JANUARY).await.due_cents, 10_700);
        assert_eq!(run_at(&state, JANUARY).await, [10_700]);
        assert_eq!(entries(&server, &checkout).await.len(), 1);
    }

    /// C12, Y5: lost, the money went back; the end may be told before the beginning, and twice.
    async fn y5_a_lost_dispute_takes_the_sale_back_once(server) {
        let (server, stripe) = open_market(server).await;
        let (checkout, intent) = sell(&server, &stripe, 1).await;
        let lost = dispute("evt_lost", "closed", &intent, 11_900, "lost");
        let opened = dispute("evt_open", "created", &intent, 11_900, "needs_response");
        for event in [&lost, &opened, &lost] {
            tell(&server, event).await;
            work_off_events(server.platform.state.database(), micros(NOW)).await.unwrap();
        }
        let expected = [("sale", 11_900, 1_200, 10_700), ("dispute", -11_900, -1_200, -10_700)];
        assert_eq!(entries(&server, &checkout).await, expected);
        assert_eq!(balance(&server, JANUARY).await, SellerBalance::default(), "nothing is frozen");
        assert!(run_at(&recorded(&server), JANUARY).await.is_empty());
    }

    /// C13: who recruited the customer left; a refund of the sale costs the seller nothing all the same.
    async fn c13_a_forfeited_commission_is_no_cost_of_a_sale_that_was_undone(server) {
        let (server, stripe) = open_market(server).await;
        let (checkout, intent) = sell(&server, &stripe, 1).await;
        let state = recorded(&server);
        assert!(deactivate_tenant(state.payout_run(micros(NOW)), BIRKENHAIN).await.unwrap());
        book_open_sales(state.database(), micros(NOW)).await.unwrap();
        assert_eq!(entries(&server, &checkout).await.len(), 1, "what is forfeited is the platform's");
        tell(&server, &refunded("evt_back", &intent, 11_900)).await;
        assert_eq!(balance(&server, JANUARY).await, SellerBalance::default());
    }

    /// Each period that was paid is a sale: a subscription stays in the platform's account.
    async fn c5_a_period_of_a_sellers_subscription_is_a_sale(server) {
        let (server, stripe) = open_market(server).await;
        stripe.set_now(micros(PAID) / 1_000_000);
        let wish = SubscriptionWish {
            subscription_id: Uuid::from_u128(0x5B77),
            customer_user_id: CUSTOMER,
            buyer_tenant_id: None,
            billing_country: Some("DE".parse().unwrap()),
            buyer_vat_id: String::new(),
            product_id: MONTHLY,
        };
        let state = &server.platform.state;
        let (database, payments) = (state.database(), state.payments());
        open_subscription(database, payments, seller(), &wish, micros(NOW)).await.unwrap();
        let invoice = stripe.invoices().pop().unwrap();
        stripe.pay(invoice["payment_intent"].as_str().unwrap());
        let events = stripe.events();
        for event in events.iter().chain(&events) {
            tell(&server, event).await;
        }
        let sold = balance(&server, JANUARY).await;
        assert_eq!((sold.due_cents, sold.owed_cents()), (10_700, 10_700));
        // The seller is told that the platform's people looked at it, and not that the seller did.
        let (admin, owner) = (platform_admin(&server).await, server.token("owner@lindenau").await);
        let path = format!("/api/v1/subscriptions/{}", wish.subscription_id);
        for token in [&owner, &admin] {
            let (status, shown) = server.call("GET", &path, Some(token), None).await;
            assert_eq!(status, StatusCode::OK, "{shown}");
        }
        let log = "/api/v1/audit-log?action=read_subscriptions";
        let (_, log) = server.call("GET", log, Some(&owner), None).await;
        let told = log["entries"].as_array().unwrap();
        assert_eq!((told.len(), &told[0]["by_platform"]), (1, &json!(true)), "{log}");
        assert_eq!(told[0]["details"], json!({ "subscription": wish.subscription_id }));
    }

    async fn c5_two_deliveries_at_one_instant_book_one_sale(server) {
        let (server, stripe) = open_market(server).await;
        let checkout = offer(&server, 1).await;
        let intent = pay(&stripe, &checkout);
        let (first, second) = (paid("evt_1", &intent), paid("evt_2", &intent));
        let database = server.platform.state.database();
        let sweep = book_open_sales(database, micros(NOW));
        let (_, _, swept) = tokio::join!(tell(&server, &first), tell(&server, &second), sweep);
        swept.unwrap();
        assert_eq!(entries(&server, &checkout).await, [("sale", 11_900, 1_200, 10_700)]);
    }

    /// A destination charge: the money is in the seller's own account.
    async fn c5_what_flows_to_the_sellers_own_account_is_owed_by_nobody(server) {
        let (server, stripe) = open_market(server).await;
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.put_payment_account(LINDENAU, ACCOUNT, 0).await.unwrap();
        tx.commit().await.unwrap();
        stripe.open_merchant(ACCOUNT);
        let checkout = offer(&server, 1).await;
        let intent = pay(&stripe, &checkout);
        let told = event("evt_1", "payment_intent.succeeded", NOW, &intent);
        tell(&server, &told).await;
        assert!(entries(&server, &checkout).await.is_empty());
        book_open_sales(server.platform.state.database(), micros(NOW)).await.unwrap();
        assert!(entries(&server, &checkout).await.is_empty());
    }

    /// Dropped wherever it waits and told again, the payment and its refund are booked once.
    async fn c5_a_process_that_dies_at_any_step_books_a_sale_and_its_refund_once(server) {
        let (server, stripe) = open_market(server).await;
        let checkout = offer(&server, 1).await;
        let intent = pay(&stripe, &checkout);
        let told = [paid("evt_paid", &intent), refunded("evt_half", &intent, 5_950)];
        for (event, most) in told.iter().zip([1, 2]) {
            let mut polls = 0;
            while !crash_after(polls, tell(&server, event)).await {
                polls += 1;
                assert!(polls < 2_000, "it comes to an end");
                assert!(entries(&server, &checkout).await.len() <= most, "after {polls} steps");
            }
        }
        let state = &server.platform.state;
        state.settle(micros(NOW)).await.unwrap();
        work_off_events(state.database(), micros(NOW)).await.unwrap();
        book_open_sales(state.database(), micros(NOW)).await.unwrap();
        let half = [("sale", 11_900, 1_200, 10_700), ("refund", -5_950, -600, -5_350)];
        assert_eq!(entries(&server, &checkout).await, half);
        let open = state.database().read_ledger().await.unwrap().page_open_sales(None, 10).await;
        assert!(open.unwrap().is_empty(), "what is booked is not looked at again");
    }

    /// Y2: the seller gets its money once, wherever a run is dropped.
    async fn y2_a_run_that_dies_at_any_step_pays_a_seller_once(server) {
        let (server, stripe) = open_market(server).await;
        sell(&server, &stripe, 1).await;
        let (state, provider) = open_bank(&server).await;
        let mut polls = 0;
        let run = async || drop(run_payouts(state.payout_run(micros(JANUARY))).await);
        while !crash_after(polls, run()).await {
            polls += 1;
            assert!(polls < 2_000, "it comes to an end");
            let received = provider.received(ACCOUNT);
            assert!(received == 0 || received == 10_700, "{received} after {polls} steps");
        }
        run().await;
        assert_eq!(provider.received(ACCOUNT), 10_700);
        let found = reconcile(state.payout_run(micros(JANUARY))).await.unwrap();
        assert!(found.differences.is_empty(), "{found:?}");
        let sums = found.sums[&Currency::EUR];
        assert_eq!((sums.ledger_cents, sums.transfers_cents, sums.sellers_cents), (10_700, 10_700, 0));
    }

    /// Y2: an unknown outcome is asked for, and a refusal leaves the sale due for the next month.
    async fn y2_an_unknown_outcome_is_asked_for_and_a_refusal_pays_later(server) {
        let (server, stripe) = open_market(server).await;
        sell(&server, &stripe, 1).await;
        let (state, provider) = open_bank(&server).await;
        provider.fail_with(&[Fault::LostAfter]);
        assert!(run_at(&state, JANUARY).await.is_empty());
        let open = balance(&server, JANUARY).await;
        assert_eq!((open.in_transfer_cents, open.owed_cents()), (10_700, 10_700));
        let plan = plan_view(&show_payout_plan(state.payout_run(micros(JANUARY))).await.unwrap());
        let left = plan["open"].as_array().unwrap().iter().find(|row| row["amount"] == "107.00");
        let left = left.unwrap_or_else(|| panic!("{plan}"));
        assert_eq!((&left["kind"], &left["vat"]), (&json!("sales"), &json!("0.00")));
        assert_eq!(run_at(&state, JANUARY).await, [10_700]);
        assert_eq!(provider.received(ACCOUNT), 10_700, "it was found, and not made again");
        sell(&server, &stripe, 2).await;
        provider.fail_with(&[Fault::Refused]);
        assert!(run_at(&state, "2027-02-05T03:00:00Z").await.is_empty());
        assert_eq!(balance(&server, "2027-02-05T03:00:00Z").await.due_cents, 10_700);
        assert_eq!(run_at(&state, "2027-03-05T03:00:00Z").await, [10_700]);
        assert_eq!(provider.received(ACCOUNT), 21_400);
        let found = reconcile(state.payout_run(micros("2027-03-05T03:00:00Z"))).await.unwrap();
        assert!(found.differences.is_empty(), "{found:?}");
    }

    async fn y2_two_runs_at_one_instant_pay_a_seller_once(server) {
        let (server, stripe) = open_market(server).await;
        sell(&server, &stripe, 1).await;
        let state = recorded(&server);
        let run = || run_payouts(state.payout_run(micros(JANUARY)));
        let (one, two) = tokio::join!(run(), run());
        let (one, two) = (paid_to_seller(&one.unwrap()), paid_to_seller(&two.unwrap()));
        assert_eq!(one.len() + two.len(), 1, "{one:?} {two:?}");
        assert_eq!(balance(&server, JANUARY).await.paid_cents, 10_700);
    }

    /// Money from before there were entries is named by the reconciliation, and booked by the next run.
    async fn c5_a_sale_without_an_entry_is_named_and_booked(server) {
        let (server, stripe) = open_market(server).await;
        let (checkout, intent) = sell(&server, &stripe, 1).await;
        let state = recorded(&server);
        let database = state.database();
        let free = match database {
            Database::Sqlite { .. } => "DROP TRIGGER seller_entries_no_delete",
            Database::Postgres(_) => "DROP TRIGGER seller_entries_no_delete ON seller_entries",
        };
        run_sql(database, free).await.unwrap();
        run_sql(database, "DELETE FROM seller_entries").await.unwrap();
        let found = reconcile(state.payout_run(micros(NOW))).await.unwrap();
        let [missing] = &found.differences[..] else { panic!("{found:?}") };
        assert_eq!((missing.kind, missing.recipient), ("sale_not_booked", Some(LINDENAU)));
        assert_eq!(missing.transfer_id.as_deref(), intent["id"].as_str());
        state.settle_with_sales(micros(NOW)).await.unwrap();
        let found = reconcile(state.payout_run(micros(NOW))).await.unwrap();
        assert!(found.differences.is_empty(), "{found:?}");
        assert_eq!(reconciliation_view(&found)["currencies"][0]["sellers"], "107.00");
        assert_eq!(entries(&server, &checkout).await, [("sale", 11_900, 1_200, 10_700)]);
    }

    /// Y5, C10: what a correction gives a recipient is no longer the seller's.
    async fn y5_a_corrected_commission_moves_the_rest(server) {
        let (server, stripe) = open_market(server).await;
        let (checkout, _) = sell(&server, &stripe, 1).await;
        let database = server.platform.state.database();
        let sql = format!(
            "UPDATE order_commissions SET reversed_cents = -100 \
             WHERE tenant_id = '{BIRKENHAIN}' AND order_id = '{}'",
            checkout.order_id
        );
        run_sql(database, &sql).await.unwrap();
        for _ in 0..2 {
            book_open_sales(database, micros(NOW)).await.unwrap();
        }
        let expected = [("sale", 11_900, 1_200, 10_700), ("correction", 0, 100, -100)];
        assert_eq!(entries(&server, &checkout).await, expected);
    }

    /// Y5, C5: the seller sees what a correction takes of its rest when it is booked, and not only with the
    /// next run; every run after it finds nothing more.
    async fn y5_a_correction_moves_the_rest_when_it_is_booked(server) {
        let (server, stripe) = open_market(server).await;
        let (checkout, _) = sell(&server, &stripe, 1).await;
        let database = server.platform.state.database();
        let mut tx = database.read_ledger().await.unwrap();
        let all = tx.list_commissions_of(checkout.order_id).await.unwrap();
        drop(tx);
        let own = all.iter().find(|entry| entry.recipient == BIRKENHAIN).unwrap();
        let id = Uuid::from_u128(0xD15);
        let opened = json!({ "id": id, "commission_id": own.commission_id, "reason": "Zu wenig" });
        let owner = server.token("owner@birkenhain").await;
        let (status, answer) =
            server.call("POST", "/api/v1/disputes", Some(&owner), Some(&opened)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/disputes/{id}/settle");
        let body = json!({
            "outcome": "upheld", "reason": "Satz war falsch", "correction": { "amount": "5.00" },
        });
        let expected = [("sale", 11_900, 1_200, 10_700), ("correction", 0, 500, -500)];
        for is_first in [true, false] {
            let (status, _) = server.call("POST", &path, Some(&admin), Some(&body)).await;
            assert_eq!(status == StatusCode::NO_CONTENT, is_first);
            assert_eq!(entries(&server, &checkout).await, expected);
        }
        assert_eq!(balance(&server, NOW).await.in_hold_cents, 10_200);
        book_open_sales(database, micros(NOW)).await.unwrap();
        assert_eq!(entries(&server, &checkout).await, expected);
        assert_eq!(run_at(&recorded(&server), JANUARY).await, [10_200]);
    }

    /// An entry is paid by one payout, and of the amount that it says, whatever asks for it.
    async fn c5_the_database_refuses_to_pay_an_entry_twice_or_another_amount(server) {
        let (server, stripe) = open_market(server).await;
        let (checkout, _) = sell(&server, &stripe, 1).await;
        let state = recorded(&server);
        assert_eq!(run_at(&state, JANUARY).await, [10_700]);
        let order = checkout.order_id;
        for (entry_no, cents, said) in
            [(1, 10_700, "is paid by one payout"), (2, 10_700, "what an entry says")]
        {
            let sql = format!(
                "INSERT INTO seller_payout_entries VALUES \
                 ('{LINDENAU}', 'other', '{order}', 1, {entry_no}, {cents})"
            );
            let refused = run_sql(state.database(), &sql).await.unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
        }
    }
}
