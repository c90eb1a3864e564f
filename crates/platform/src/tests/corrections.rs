//! Y5: an upheld dispute is corrected by a row of its own, which is paid once and adds up in every month.

use axum::http::StatusCode;
use mojo_domain::commissions::Rail;
use mojo_domain::{OrderId, TenantId};
use mojo_protocol::Signed;
use mojo_protocol::facts::{CommissionCorrectionBody, StatementContent, StatementPackageBody};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{BOOTCAMP, CUSTOMER, later_order, micros, platform_admin, sell};
use super::credit_notes::until_somebody_waits;
use super::disputes::{DISPUTE, commission, dispute, dispute_sold, disputed, set_clock};
use super::payouts::put_account;
use super::refunds::offer;
use super::support::{BIRKENHAIN, LINDENAU, Server, TestDesk, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewRefund, record_refunds, run_payouts};
use crate::storage::TenantTx;

const DECEMBER: &str = "2026-12-15T10:00:00Z";

/// Settles the dispute as upheld, with what is given beside it.
async fn uphold(server: &Server, admin: &str, given: Value) -> (StatusCode, Value) {
    let mut body = json!({ "outcome": "upheld", "reason": "Satz war falsch" });
    body.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    let path = format!("/api/v1/disputes/{DISPUTE}/settle");
    server.call("POST", &path, Some(admin), Some(&body)).await
}

/// The order of the practice's changes, locked: whoever comes waits until it is let go.
async fn locked(server: &Server) -> TenantTx {
    let practice = Tenant::named_by_platform(BIRKENHAIN);
    let mut tx = server.platform.state.database().write(practice).await.unwrap();
    tx.lock_log().await.unwrap();
    tx
}

/// The practice's one payout that is open: its id, and its cents.
async fn open_payout(server: &Server) -> (Uuid, i64) {
    let practice = Tenant::named_by_platform(BIRKENHAIN);
    let mut tx = server.platform.state.database().read(practice).await.unwrap();
    let open = tx.list_open_payouts().await.unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    (open[0].payout_id, open[0].amount_cents)
}

/// Signs what is over; gives back month, revision, and the cents of corrections and of the balance of
/// every month that was signed for the practice.
async fn sign(server: &Server, desk: &TestDesk, at: &str) -> Vec<(String, i64, i64, i64)> {
    set_clock(server, at);
    server.platform.sign_statements(Some(at.parse().unwrap())).await.unwrap();
    let feed = server.feed(&desk.token).await;
    let own = feed.iter().filter(|change| change.entity == "statement_package");
    let told = own.map(|change| {
        let signed: Signed = serde_json::from_str(&change.body).unwrap();
        let body: StatementPackageBody = serde_json::from_str(&signed.body).unwrap();
        let content = body.content;
        let month = content.month.to_string();
        (month, body.revision, content.corrected_cents, content.closing_cents)
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

fn by(amount: &str) -> Value {
    json!({ "correction": { "amount": amount } })
}

/// The practice's statement of a month, or null: the way of the balance, which is checked, and the rows.
async fn statement(server: &Server, desk: &TestDesk, month: &str) -> Value {
    let path = format!("/api/v1/statements/{month}");
    let (status, answer) = server.call("GET", &path, Some(&desk.token), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let month = answer["statements"][0].clone();
    if month.is_null() {
        return month;
    }
    let cents = |key: &str| mojo_domain::parse_decimal_cents(month[key].as_str().unwrap()).unwrap();
    let plus = cents("opening") + cents("earned") + cents("corrected");
    let minus = cents("reversed") + cents("forfeited") + cents("paid");
    assert_eq!(plus - minus, cents("closing"), "{month}");
    month
}

/// What a run pays the practice at an instant; `None` for nothing.
async fn run(server: &Server, admin: &str, desk: &TestDesk, at: &str) -> Option<String> {
    set_clock(server, at);
    let path = "/api/v1/commissions/payout";
    let (status, answer) = server.call("POST", path, Some(admin), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let month = statement(server, desk, &at[..7]).await;
    let paid = month["payouts"].as_array()?.last()?;
    Some(paid["amount"].as_str().unwrap().to_owned())
}

async fn refund(server: &Server, id: u128, at: &str, net_cents: i64) {
    let refund = NewRefund {
        refund_id: Uuid::from_u128(id),
        order_id: OrderId(Uuid::from_u128(0x0D01)),
        line_no: 1,
        refunded_at: micros(at),
        net_cents,
    };
    let state = &server.platform.state;
    let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
    record_refunds(state.database(), llc, &[refund]).await.unwrap();
    state.settle(micros(at)).await.unwrap();
}

/// What the desk is told of corrections.
async fn told(server: &Server, desk: &TestDesk) -> Vec<CommissionCorrectionBody> {
    let feed = server.feed(&desk.token).await;
    let own = feed.iter().filter(|change| change.entity == "commission_correction");
    own.map(|change| serde_json::from_str(&change.body).unwrap()).collect()
}

on_both! {
    async fn y5_what_an_upheld_dispute_owes_is_paid_once_and_stands_in_its_month(server) {
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        set_clock(&server, DECEMBER);
        assert_eq!(uphold(&server, &admin, by("12.34")).await.0, StatusCode::NO_CONTENT);
        let (status, again) = uphold(&server, &admin, by("12.34")).await;
        assert_eq!(status, StatusCode::CONFLICT, "twice is once: {again}");
        let month = statement(&server, &desk, "2026-12").await;
        assert_eq!((&month["corrected"], &month["closing"]), (&json!("12.34"), &json!("212.34")));
        let row = &month["corrections"][0];
        let found = ["order_number", "amount", "reason"].map(|key| row[key].clone());
        assert_eq!(found, [json!("B-1"), json!("12.34"), json!("Satz war falsch")]);
        let before = statement(&server, &desk, "2026-11").await;
        assert_eq!((&before["corrected"], &before["earned"]), (&json!("0.00"), &json!("200.00")));

        let paid = run(&server, &admin, &desk, DECEMBER).await;
        assert_eq!(paid.as_deref(), Some("212.34"));
        let month = statement(&server, &desk, "2026-12").await;
        assert_eq!((&month["credited"], &month["closing"]), (&json!("212.34"), &json!("0.00")));
        assert_eq!(run(&server, &admin, &desk, "2027-01-15T10:00:00Z").await, None);

        let told = told(&server, &desk).await;
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].amount_cents, told[0].dispute_id.0), (12_34, DISPUTE));
        let entry = commission(&server, &desk).await;
        assert_eq!(entry["amount"], "200.00", "the entry stays as it was");
    }

    async fn y5_a_correction_that_takes_back_is_netted_with_what_comes_later(server) {
        sell(&server).await;
        let admin = platform_admin(&server).await;
        set_clock(&server, DECEMBER);
        let path = "/api/v1/commissions/payout";
        server.call("POST", path, Some(&admin), None).await;
        let desk = dispute_sold(&server).await;
        assert_eq!(commission(&server, &desk).await["status"], "paid");
        assert_eq!(uphold(&server, &admin, by("-40.00")).await.0, StatusCode::NO_CONTENT);
        let month = statement(&server, &desk, "2026-12").await;
        assert_eq!((&month["corrected"], &month["closing"]), (&json!("-40.00"), &json!("-40.00")));
        later_order(&server, "2026-12-16T10:00:00Z").await;
        let (_, list) = server.call("GET", "/api/v1/commissions", Some(&desk.token), None).await;
        let later = list["commissions"].as_array().unwrap();
        let later = later.iter().find(|row| row["order_number"] == "B-2").unwrap();
        let due = mojo_domain::parse_decimal_cents(later["amount"].as_str().unwrap()).unwrap();
        let paid = run(&server, &admin, &desk, "2027-02-05T03:00:00Z").await;
        assert_eq!(paid, Some(mojo_domain::Money::eur(due - 40_00).to_string()));
        assert_eq!(statement(&server, &desk, "2027-02").await["closing"], "0.00");
    }

    async fn c12_refunds_take_a_correction_back_in_proportion_and_as_a_whole(server) {
        let mut desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        refund(&server, 1, "2026-11-20T11:00:00Z", 50_000).await;
        set_clock(&server, DECEMBER);
        let (status, answer) = uphold(&server, &admin, by("400.01")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "500.00 of the line are left: {answer}");
        assert_eq!(uphold(&server, &admin, by("50.00")).await.0, StatusCode::NO_CONTENT);
        let closing = async |month: &str| statement(&server, &desk, month).await["closing"].clone();
        assert_eq!(closing("2026-12").await, "150.00", "half of 200.00, and 50.00");
        // Half of what was left of the line takes half of both.
        refund(&server, 2, "2026-12-16T10:00:00Z", 25_000).await;
        assert_eq!(closing("2026-12").await, "75.00");
        refund(&server, 3, "2026-12-17T10:00:00Z", 25_000).await;
        assert_eq!(closing("2026-12").await, "0.00", "all of it is given back");
        assert_eq!(commission(&server, &desk).await["status"], "refunded");
        assert_eq!(run(&server, &admin, &desk, "2027-01-15T10:00:00Z").await, None);

        // It is at rest: disputed again, it is not given anything.
        let entry = commission(&server, &desk).await["id"].clone();
        let second = Uuid::from_u128(0xD16);
        let opened = desk.record("commission_dispute", second, &disputed(second, &entry));
        desk.push(&server, vec![opened]).await;
        let path = format!("/api/v1/disputes/{second}/settle");
        let body = json!({ "outcome": "upheld", "reason": "x", "correction": { "amount": "1.00" } });
        let (_, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
        assert_eq!(answer["error"]["code"], "entry_at_rest", "{answer}");
    }

    /// Two of the platform's people decide at the same instant, and not the same.
    async fn y5_of_two_decisions_at_once_one_counts(server) {
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        set_clock(&server, DECEMBER);
        let tx = locked(&server).await;
        let let_go = async {
            until_somebody_waits(&server).await;
            tx.commit().await.unwrap();
        };
        let (one, other, ()) = tokio::join!(
            uphold(&server, &admin, by("12.34")),
            uphold(&server, &admin, by("50.00")),
            let_go,
        );
        let mut answers = [one.0, other.0];
        answers.sort();
        assert_eq!(answers, [StatusCode::NO_CONTENT, StatusCode::CONFLICT], "{one:?} {other:?}");
        let told = told(&server, &desk).await;
        let given = if one.0 == StatusCode::NO_CONTENT { 12_34 } else { 50_00 };
        assert_eq!(told.iter().map(|it| it.amount_cents).collect::<Vec<_>>(), [given]);
        let closing = mojo_domain::Money::eur(200_00 + given).to_string();
        assert_eq!(statement(&server, &desk, "2026-12").await["closing"], closing);
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        assert_eq!(log["entries"].as_array().unwrap().len(), 1, "what was refused left nothing");
    }

    /// Whoever waits for its turn corrects the month in which that comes: the one before may be signed.
    async fn y5_a_correction_that_waited_stands_in_a_month_that_is_not_over(server) {
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        set_clock(&server, "2026-12-31T22:59:59Z");
        let tx = locked(&server).await;
        let let_go = async {
            until_somebody_waits(&server).await;
            set_clock(&server, "2026-12-31T23:00:01Z");
            tx.commit().await.unwrap();
        };
        let (answer, ()) = tokio::join!(uphold(&server, &admin, by("12.34")), let_go);
        assert_eq!(answer.0, StatusCode::NO_CONTENT, "{answer:?}");
        assert_eq!(statement(&server, &desk, "2026-12").await["corrected"], "0.00");
        assert_eq!(statement(&server, &desk, "2027-01").await["corrected"], "12.34");
    }

    /// The file for the bank pays what it says; what was given in addition is the next payout's, once.
    async fn y5_what_is_corrected_while_a_payout_is_under_way_is_paid_once(server) {
        sell(&server).await;
        let admin = platform_admin(&server).await;
        let state = &server.platform.state;
        put_account(state, BIRKENHAIN, Rail::SepaManual, "").await;
        set_clock(&server, DECEMBER);
        run_payouts(state.payout_run(micros(DECEMBER))).await.unwrap();
        let desk = dispute_sold(&server).await;
        assert_eq!(uphold(&server, &admin, by("60.00")).await.0, StatusCode::NO_CONTENT);
        let end = async |deed: &str, body: Value| {
            let path = format!("/api/v1/payouts/{}/{deed}", open_payout(&server).await.0);
            let (status, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
        };
        assert_eq!(open_payout(&server).await.1, 200_00, "it is under way as it was reserved");
        end("confirm", json!({ "reference": "Auszug 17" })).await;
        assert_eq!(statement(&server, &desk, "2026-12").await["closing"], "60.00");
        for (at, deed, body) in [
            ("2027-01-15T10:00:00Z", "release", json!({ "reason": "AC04" })),
            ("2027-02-15T10:00:00Z", "confirm", json!({ "reference": "Auszug 18" })),
        ] {
            set_clock(&server, at);
            run_payouts(state.payout_run(micros(at))).await.unwrap();
            assert_eq!(open_payout(&server).await.1, 60_00, "{deed}");
            end(deed, body).await;
        }
        assert_eq!(statement(&server, &desk, "2027-01").await["closing"], "60.00");
        assert_eq!(statement(&server, &desk, "2027-02").await["closing"], "0.00");
        assert_eq!(run(&server, &admin, &desk, "2027-03-15T10:00:00Z").await, None);
    }

    /// C13: the process dies between the two transactions of leaving, and what was held is lost, though
    /// nobody has booked it yet.
    async fn y5_what_is_lost_with_its_recipient_is_not_corrected(server) {
        dispute(&server).await;
        let admin = platform_admin(&server).await;
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        assert!(tx.deactivate_tenant(BIRKENHAIN, micros("2026-11-20T12:00:00Z")).await.unwrap());
        tx.commit().await.unwrap();
        set_clock(&server, DECEMBER);
        let (_, answer) = uphold(&server, &admin, by("12.34")).await;
        assert_eq!(answer["error"]["code"], "entry_at_rest", "{answer}");
        let run = server.platform.state.payout_run(micros("2026-12-16T03:00:00Z"));
        run_payouts(run).await.unwrap();
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let entries = tx.list_commissions_of(OrderId(Uuid::from_u128(0x0D01))).await.unwrap();
        let own = entries.iter().find(|entry| entry.recipient == BIRKENHAIN).unwrap();
        assert_eq!((own.reversed_cents, own.forfeited_at.is_some()), (0, true));
    }

    /// C13: what was approved and disputed is paid to who has left, as it was corrected, and without a
    /// minimum.
    async fn y5_who_has_left_is_paid_what_was_corrected(server) {
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        set_clock(&server, DECEMBER);
        assert!(server.platform.deactivate_tenant(BIRKENHAIN).await.unwrap());
        assert_eq!(uphold(&server, &admin, by("-199.99")).await.0, StatusCode::NO_CONTENT);
        let paid = run(&server, &admin, &desk, "2026-12-20T03:00:00Z").await;
        assert_eq!(paid.as_deref(), Some("0.01"));
        let month = statement(&server, &desk, "2026-12").await;
        assert_eq!((&month["corrected"], &month["closing"]), (&json!("-199.99"), &json!("0.00")));
    }

    /// Odd cents, up and down, refunded in parts and paid in between: each month closes with what is left
    /// of the entry less what was paid, and nothing is left of what is refunded as a whole.
    async fn y5_whatever_is_corrected_refunded_and_paid_adds_up(server) {
        let mut desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        let entry = commission(&server, &desk).await["id"].clone();
        let (status, answer) = uphold(&server, &admin, json!({ "outcome": "rejected" })).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "the entry is not frozen by it: {answer}");
        let months = ["2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05"];
        // What is corrected, how much of the net of 1000.00 is given back, and what is left then.
        let steps = [
            ("12.35", 33_333, 14_156),
            ("-77.77", 11_111, 5_316),
            ("160.01", 0, 21_317),
            ("-0.01", 22_222, 12_790),
            ("33.33", 33_333, 0),
            ("", 1, 0),
        ];
        let mut paid = 0;
        for ((number, month), (given, net, left)) in (1_u128..).zip(months).zip(steps) {
            set_clock(&server, &format!("{month}-05T10:00:00Z"));
            if !given.is_empty() {
                let id = Uuid::from_u128(0xD100 + number);
                let opened = desk.record("commission_dispute", id, &disputed(id, &entry));
                desk.push(&server, vec![opened]).await;
                let path = format!("/api/v1/disputes/{id}/settle");
                let correction = json!({ "amount": given });
                let body = json!({ "outcome": "upheld", "reason": "x", "correction": correction });
                let (status, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
                assert_eq!(status, StatusCode::NO_CONTENT, "{month}: {answer}");
            }
            if net > 0 {
                refund(&server, number, &format!("{month}-10T10:00:00Z"), net).await;
            }
            let now = run(&server, &admin, &desk, &format!("{month}-15T10:00:00Z")).await;
            paid += now.map_or(0, |text| mojo_domain::parse_decimal_cents(&text).unwrap());
            let practice = Tenant::named_by_platform(BIRKENHAIN);
            let mut tx = server.platform.state.database().read(practice).await.unwrap();
            let own = tx.list_own_commissions().await.unwrap().remove(0);
            assert_eq!(own.amount_cents - own.reversed_cents, left, "{month}");
            let closing = mojo_domain::Money::eur(left - paid).to_string();
            assert_eq!(statement(&server, &desk, month).await["closing"], closing, "{month}");
        }
        assert_eq!(paid, 141_56 + 71_61);
    }

    async fn y4_a_correction_changes_no_month_that_was_signed(server) {
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        let month = |name: &str, corrected: i64, closing: i64| {
            (name.to_owned(), 1_i64, corrected, closing)
        };
        let before = [month("2026-11", 0, 200_00), month("2026-12", 0, 200_00)];
        assert_eq!(sign(&server, &desk, "2027-01-01T03:00:00Z").await, before);
        set_clock(&server, "2027-01-05T10:00:00Z");
        assert_eq!(uphold(&server, &admin, by("12.34")).await.0, StatusCode::NO_CONTENT);
        let [november, december] = before;
        let after = [november, december, month("2027-01", 12_34, 212_34)];
        assert_eq!(sign(&server, &desk, "2027-02-01T03:00:00Z").await, after, "once each");
    }

    async fn y5_a_correction_is_one_that_can_be_made_and_is_said(server) {
        let mut desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        later_order(&server, "2026-11-19T10:00:00Z").await;
        let id = |number: u128| json!({ "corrected_by": Uuid::from_u128(number) });
        let both = json!({ "correction": { "amount": "1.00" }, "corrected_by": Uuid::from_u128(0x0D02) });
        let refused = [
            (json!({}), "correction_missing"),
            (both, "correction_refused"),
            (by("0.00"), "correction_refused"),
            (by("-200.01"), "correction_too_much"),
            (by("800.01"), "correction_refused"),
            (by("92233720368547758.07"), "correction_refused"),
            (by("1,50"), "unreadable_amount"),
            (id(0x0D01), "correction_refused"),
            (id(0x77), "correction_refused"),
            (json!({ "outcome": "rejected", "correction": { "amount": "1.00" } }), "correction_refused"),
        ];
        for (given, code) in refused {
            let (status, answer) = uphold(&server, &admin, given.clone()).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{given}: {answer}");
            assert_eq!(answer["error"]["code"], code, "{given}");
        }
        assert_eq!(commission(&server, &desk).await["reason"], "frozen", "nothing was settled");
        assert_eq!(uphold(&server, &admin, id(0x0D02)).await.0, StatusCode::NO_CONTENT);
        assert!(told(&server, &desk).await.is_empty());
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        assert_eq!(log["entries"].as_array().unwrap().len(), 1, "what was refused left nothing");

        // What another tenant's desk disputes is not its own, and is not corrected for it.
        let entry = commission(&server, &desk).await["id"].clone();
        let mut stranger = TestDesk::enrol(&server, "owner@lindenau", 2).await;
        let other = Uuid::from_u128(0xD17);
        let opened = stranger.record("commission_dispute", other, &disputed(other, &entry));
        stranger.push(&server, vec![opened]).await;
        let body = json!({ "outcome": "upheld", "reason": "x", "correction": { "amount": "1.00" } });
        let path = format!("/api/v1/disputes/{other}/settle");
        let (_, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
        assert_eq!(answer["error"]["code"], "correction_refused", "{answer}");

        // Of two disputes of one entry each has a correction of its own; what one took is gone.
        let second = Uuid::from_u128(0xD16);
        let opened = desk.record("commission_dispute", second, &disputed(second, &entry));
        desk.push(&server, vec![opened]).await;
        let path = format!("/api/v1/disputes/{second}/settle");
        let body = json!({ "outcome": "upheld", "reason": "x", "correction": { "amount": "-200.00" } });
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        assert_eq!(statement(&server, &desk, "2026-11").await["corrected"], "-200.00");
    }

    /// The parts of an order of several sellers are one order.
    async fn y5_no_part_of_an_order_corrects_another(server) {
        let mut desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        let course = offer(&server, &admin, LINDENAU).await;
        let whole = Uuid::from_u128(0x0D33);
        let order = json!({
            "id": whole, "customer_user_id": CUSTOMER, "billing_country": "DE",
            "ordered_at": "2026-11-01T10:00:00Z",
            "lines": [
                { "product_id": BOOTCAMP, "net": "100.00" },
                { "product_id": course, "net": "50.00" },
            ],
        });
        let (status, told) = server.call("POST", "/api/v1/orders", Some(&admin), Some(&order)).await;
        assert_eq!(status, StatusCode::CREATED, "{told}");
        let path = format!("/api/v1/orders/{whole}/commissions");
        let (_, told) = server.call("GET", &path, Some(&admin), None).await;
        let own = told["commissions"].as_array().unwrap().iter();
        let own: Vec<&Value> =
            own.filter(|row| row["recipient_tenant_id"] == json!(BIRKENHAIN)).collect();
        let of_course = own.iter().find(|row| row["product_name"] == "Kurs").expect("a part");
        let id = Uuid::from_u128(0xD18);
        let opened = desk.record("commission_dispute", id, &disputed(id, &of_course["id"]));
        desk.push(&server, vec![opened]).await;
        let path = format!("/api/v1/disputes/{id}/settle");
        let name = |order: Uuid| json!({ "outcome": "upheld", "reason": "x", "corrected_by": order });
        let (_, told) = server.call("POST", &path, Some(&admin), Some(&name(whole))).await;
        assert_eq!(told["error"]["code"], "correction_refused", "{told}");
        let other = name(Uuid::from_u128(0x0D01));
        let (status, told) = server.call("POST", &path, Some(&admin), Some(&other)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{told}");
    }

    async fn y4_a_signed_month_says_what_was_corrected_and_one_without_keeps_its_text(server) {
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        set_clock(&server, DECEMBER);
        uphold(&server, &admin, by("12.34")).await;
        set_clock(&server, "2027-01-01T03:00:00Z");
        let at = "2027-01-01T03:00:00Z".parse().unwrap();
        server.platform.sign_statements(Some(at)).await.unwrap();
        let feed = server.feed(&desk.token).await;
        let own = feed.iter().filter(|change| change.entity == "statement_package");
        let texts: Vec<String> = own
            .map(|change| serde_json::from_str::<Signed>(&change.body).unwrap().body)
            .collect();
        let content = |text: &String| -> StatementContent {
            serde_json::from_str::<StatementPackageBody>(text).unwrap().content
        };
        let of = |month: &str| {
            texts.iter().find(|text| content(text).month.to_string() == month).unwrap()
        };
        assert!(!of("2026-11").contains("correct"), "{}", of("2026-11"));
        let december = content(of("2026-12"));
        assert_eq!((december.corrected_cents, december.corrections[0].amount_cents), (12_34, 12_34));
        assert_eq!(december.closing_cents, 212_34);
    }
}
