//! Y5: an upheld dispute is corrected by a row of its own, which is paid once and adds up in every month.

use axum::http::StatusCode;
use mojo_domain::{OrderId, TenantId};
use mojo_protocol::Signed;
use mojo_protocol::facts::{CommissionCorrectionBody, StatementContent, StatementPackageBody};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{later_order, micros, platform_admin, sell};
use super::disputes::{DISPUTE, commission, dispute, dispute_sold, disputed, set_clock};
use super::support::{Server, TestDesk, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewRefund, record_refunds};

const DECEMBER: &str = "2026-12-15T10:00:00Z";

/// Settles the dispute as upheld, with what is given beside it.
async fn uphold(server: &Server, admin: &str, given: Value) -> (StatusCode, Value) {
    let mut body = json!({ "outcome": "upheld", "reason": "Satz war falsch" });
    body.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    let path = format!("/api/v1/disputes/{DISPUTE}/settle");
    server.call("POST", &path, Some(admin), Some(&body)).await
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
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        refund(&server, 1, "2026-11-20T11:00:00Z", 50_000).await;
        set_clock(&server, DECEMBER);
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
