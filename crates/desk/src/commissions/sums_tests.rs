//! The sums of a statement: what is of which currency, what was forfeited, and what is paid when.

use chrono::{DateTime, Utc};
use mojo_domain::{ActorId, CommissionDisputeId, CommissionEntryId, Currency};
use mojo_protocol::facts::{
    CommissionCorrectionBody, CommissionDisputeBody, CommissionEntryBody, CommissionForfeitureBody,
    CommissionFreezeBody, CommissionPayoutBody, CommissionReversalBody,
};
use mojo_protocol::{Change, Entity};
use uuid::Uuid;

use super::tests::{by_platform, entry, pull};
use crate::Refusal as _;
use crate::testing::{self, TestDesk};
use crate::views::{ForecastRow, StatementView, decode_base64};

fn id(number: u128) -> CommissionEntryId {
    CommissionEntryId(Uuid::from_u128(0xE000 + number))
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A commission of so many cents, ordered on a day of 2026.
pub(super) fn earned(
    number: u128,
    day: &str,
    cents: i64,
    currency: Currency,
) -> CommissionEntryBody {
    CommissionEntryBody {
        commission_entry_id: id(number),
        order_number: format!("B-{number}"),
        ordered_at: at(&format!("2026-{day}T10:00:00Z")),
        base_cents: cents * 5,
        amount_cents: cents,
        currency,
        ..entry()
    }
}

pub(super) fn entered(body: &CommissionEntryBody) -> Change {
    by_platform(0, Entity::CommissionEntry, body.commission_entry_id.0, body)
}

/// All of it is given back.
pub(super) fn given_back(body: &CommissionEntryBody, day: &str) -> Change {
    let (number, day) =
        (0xB0_0000 + body.commission_entry_id.0.as_u128(), format!("2026-{day}T10:00:00Z"));
    refunded(body, (number, &day), body.base_cents, (body.amount_cents, body.amount_cents))
}

/// Of the line, this net is given back: these cents of the commission, in all so many.
fn refunded(
    body: &CommissionEntryBody,
    (number, day): (u128, &str),
    net: i64,
    (cents, total): (i64, i64),
) -> Change {
    let reversal = CommissionReversalBody {
        commission_entry_id: body.commission_entry_id,
        recipient: body.recipient,
        at: at(day),
        refunded_net_cents: net,
        reversed_cents: cents,
        reversed_total_cents: total,
        currency: body.currency,
    };
    by_platform(0, Entity::CommissionReversal, Uuid::from_u128(0xB7 + number), &reversal)
}

pub(super) fn paid(bodies: &[&CommissionEntryBody], day: &str, kind: &str) -> Change {
    let payout = CommissionPayoutBody {
        recipient: entry().recipient,
        at: at(&format!("2026-{day}T03:00:00Z")),
        amount_cents: bodies.iter().map(|body| body.amount_cents).sum(),
        currency: bodies[0].currency,
        kind: kind.to_owned(),
        entries: bodies.iter().map(|body| body.commission_entry_id).collect(),
        clawback_cents: 0,
        vat_cents: 0,
    };
    let key = Uuid::from_u128(bodies[0].commission_entry_id.0.as_u128() + 0xA0_0000);
    by_platform(0, Entity::CommissionPayout, key, &payout)
}

fn forfeited(body: &CommissionEntryBody, cents: i64) -> Change {
    let forfeiture = CommissionForfeitureBody {
        commission_entry_id: body.commission_entry_id,
        recipient: body.recipient,
        at: at("2026-11-18T12:00:00Z"),
        amount_cents: cents,
        currency: body.currency,
        reason: "deactivated".to_owned(),
    };
    let key = Uuid::from_u128(body.commission_entry_id.0.as_u128() + 0xF0_0000);
    by_platform(0, Entity::CommissionForfeiture, key, &forfeiture)
}

/// People corrected it by so many cents, for the dispute of this number.
fn corrected(body: &CommissionEntryBody, dispute: u128, cents: i64, day: &str) -> Change {
    let correction = CommissionCorrectionBody {
        dispute_id: CommissionDisputeId(Uuid::from_u128(dispute)),
        commission_entry_id: body.commission_entry_id,
        recipient: body.recipient,
        at: at(&format!("2026-{day}T12:00:00Z")),
        amount_cents: cents,
        currency: body.currency,
        reason: "Satz war falsch".to_owned(),
        actor_id: ActorId(Uuid::nil()),
    };
    let key = Uuid::from_u128(dispute + 0xD0_0000);
    by_platform(0, Entity::CommissionCorrection, key, &correction)
}

/// The payment of its order is disputed.
fn frozen(body: &CommissionEntryBody) -> Change {
    let freeze_id = Uuid::from_u128(body.commission_entry_id.0.as_u128() + 0xC0_0000);
    let freeze = CommissionFreezeBody {
        freeze_id,
        entries: vec![body.commission_entry_id],
        at: at("2026-11-19T10:00:00Z"),
    };
    by_platform(0, Entity::CommissionFreeze, freeze_id, &freeze)
}

/// The owner's desk on 20 November 2026, which has pulled these.
pub(super) async fn desk(mut changes: Vec<Change>) -> TestDesk {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    for (seq, change) in (1..).zip(&mut changes) {
        change.seq = seq;
        change.hash = format!("{seq:064x}");
    }
    pull(&desk, &changes).await;
    desk
}

pub(super) async fn shown(desk: &TestDesk, month: &str, currency: Option<&str>) -> StatementView {
    let currency = currency.map(str::to_owned);
    let shown = desk.show_statement(month.to_owned(), currency).await.unwrap();
    let way = [&shown.opening, &shown.earned, &shown.reversed, &shown.corrected];
    let way = way.into_iter().chain([&shown.forfeited, &shown.paid]);
    assert_eq!(way.map(|sum| sum.cents).sum::<i64>(), shown.closing.cents, "{month}");
    assert_eq!(shown.held.cents + shown.payable.cents, shown.closing.cents, "{month}");
    shown
}

/// Day, before, approved, paid, carried of each run.
pub(super) fn runs(shown: &StatementView) -> Vec<String> {
    let tell = |run: &ForecastRow| {
        let [before, approved, paid, carried] =
            [&run.before, &run.approved, &run.paid, &run.carried].map(|sum| sum.cents);
        format!("{} {before} {approved} {paid} {carried}", run.run_on)
    };
    shown.forecast.runs.iter().map(tell).collect()
}

/// Status and cents of each row.
fn rows(shown: &StatementView) -> Vec<(&str, i64)> {
    shown.entries.iter().map(|row| (row.status.as_str(), row.amount.cents)).collect()
}

#[tokio::test]
async fn y3_a_month_of_two_currencies_has_two_statements_and_none_holds_the_others() {
    let euros = earned(1, "10-14", 200_00, Currency::EUR);
    let francs = earned(2, "10-15", 70_00, Currency::CHF);
    let later = earned(3, "11-02", 10_00, Currency::CHF);
    let desk = desk([&euros, &francs, &later].map(entered).into()).await;
    let months = desk.list_statement_months().await.unwrap();
    let listed: Vec<_> = months
        .iter()
        .map(|row| (row.month.as_str(), row.total.currency.as_str(), row.total.cents, row.entries))
        .collect();
    let expected = [
        ("2026-11", "CHF", 10_00, 1),
        ("2026-11", "EUR", 0, 0),
        ("2026-10", "CHF", 70_00, 1),
        ("2026-10", "EUR", 200_00, 1),
    ];
    assert_eq!(listed, expected);
    assert_eq!(shown(&desk, "2026-10", Some("EUR")).await.closing.cents, 200_00);
    assert_eq!(shown(&desk, "2026-10", Some("CHF")).await.closing.cents, 70_00);
    let november = shown(&desk, "2026-11", Some("CHF")).await;
    assert_eq!((november.currency.as_str(), november.opening.cents), ("CHF", 70_00));
    assert_eq!(shown(&desk, "2026-11", Some("EUR")).await.opening.cents, 200_00);

    // In November no euro was booked: the statement that carries them is not left out silently.
    for month in ["2026-10", "2026-11", "2026-12"] {
        let refused = desk.show_statement(month.to_owned(), None).await.unwrap_err();
        assert_eq!(refused.code(), "several_currencies", "{month}");
        assert_eq!(refused.values()["currencies"], "CHF, EUR", "{month}");
    }
    assert!(desk.show_statement("2026-09".to_owned(), None).await.is_ok(), "nothing yet");
    let wrong = Some("franken".to_owned());
    let refused = desk.statement_pdf("2026-10".to_owned(), wrong).await.unwrap_err();
    assert_eq!(refused.code(), "not_a_currency");
    let name = async |code: &str| {
        let code = Some(code.to_owned());
        let table = desk.statement_csv("2026-10".to_owned(), code, None).await.unwrap();
        let text = String::from_utf8(decode_base64(&table.base64).unwrap()).unwrap();
        (table.file_name, text.contains("B-1"), text.contains("B-2"))
    };
    assert_eq!(name("EUR").await, ("Provisionen-2026-10.csv".to_owned(), true, false));
    assert_eq!(name("CHF").await, ("Provisionen-2026-10-CHF.csv".to_owned(), false, true));
    let parted = desk.break_down_statement("2026-10".to_owned(), Some("CHF".to_owned())).await;
    assert_eq!(parted.unwrap().groups[0].rows[0].amount.currency, "CHF");
}

#[tokio::test]
async fn c12_a_reversal_whose_entry_is_not_here_counts_in_no_month() {
    let here = earned(1, "10-14", 200_00, Currency::EUR);
    let elsewhere = earned(2, "10-15", 70_00, Currency::EUR);
    let lonely = earned(3, "07-15", 30_00, Currency::EUR);
    let changes =
        vec![entered(&here), given_back(&elsewhere, "10-20"), given_back(&lonely, "08-01")];
    let desk = desk(changes).await;
    let months = desk.list_statement_months().await.unwrap();
    let listed: Vec<_> = months.iter().map(|row| (row.month.as_str(), row.total.cents)).collect();
    assert_eq!(listed, [("2026-11", 0), ("2026-10", 200_00)], "and November begins with it");
    assert_eq!(shown(&desk, "2026-10", None).await.total.cents, 200_00);
}

#[tokio::test]
async fn c13_what_was_forfeited_stands_in_the_statement_with_its_reason() {
    let old = earned(1, "09-10", 90_00, Currency::EUR);
    let held = earned(2, "10-25", 200_00, Currency::EUR);
    let newer = earned(3, "11-10", 50_00, Currency::EUR);
    let changes = vec![
        entered(&old),
        entered(&held),
        entered(&newer),
        paid(&[&old], "11-18", "final"),
        forfeited(&held, 200_00),
        forfeited(&newer, 50_00),
    ];
    let desk = desk(changes).await;
    let november = shown(&desk, "2026-11", None).await;
    assert_eq!((november.forfeited.cents, november.closing.cents), (-250_00, 0));
    assert_eq!((november.held.cents, november.payable.cents), (0, 0));
    let expected = [("forfeited", 50_00), ("forfeiture", -200_00), ("forfeiture", -50_00)];
    assert_eq!(rows(&november), expected);
    let lost = november.entries[1].forfeited.clone().unwrap();
    assert_eq!(
        (lost.reason.as_str(), lost.on.as_str(), lost.amount.cents),
        ("deactivated", "2026-11-18", 200_00)
    );
    let total = november.totals.last().unwrap();
    assert_eq!((total.kind.as_str(), total.amount.cents), ("forfeitures", -250_00));
    let sum: i64 = november.entries.iter().map(|row| row.amount.cents).sum();
    assert_eq!(sum, november.total.cents);
    let months = desk.list_statement_months().await.unwrap();
    assert_eq!((months[0].month.as_str(), months[0].total.cents), ("2026-11", 50_00 - 250_00));
    assert!(november.forecast.runs.is_empty(), "nothing is paid any more: {november:?}");

    // October ended before; its entry is lost by now, and it says so.
    let october = shown(&desk, "2026-10", None).await;
    assert_eq!((october.closing.cents, october.forfeited.cents), (90_00 + 200_00, 0));
    assert_eq!(rows(&october), [("forfeited", 200_00)]);
    assert_eq!(october.entries[0].approved_on, None, "it is approved on no day");
    assert!(desk.statement_pdf("2026-11".to_owned(), None).await.is_ok());
    let table = desk.statement_csv("2026-11".to_owned(), None, None).await.unwrap();
    let table = String::from_utf8(decode_base64(&table.base64).unwrap()).unwrap();
    assert!(table.contains(";Verfallen;;;-250,00;EUR;;"), "{table}");
    let parted = desk.break_down_statement("2026-11".to_owned(), None).await.unwrap();
    assert_eq!(parted.groups[0].rows[0].amount.cents, november.total.cents);
}

#[tokio::test]
async fn c13_a_forfeiture_that_is_told_twice_or_without_its_entry_moves_the_balance_once() {
    let held = earned(1, "10-25", 200_00, Currency::EUR);
    let elsewhere = earned(2, "10-26", 70_00, Currency::EUR);
    let changes = vec![
        forfeited(&held, 200_00),
        forfeited(&elsewhere, 70_00),
        entered(&held),
        forfeited(&held, 200_00),
    ];
    let desk = desk(changes).await;
    let november = shown(&desk, "2026-11", None).await;
    assert_eq!((november.forfeited.cents, november.closing.cents), (-200_00, 0));
}

#[tokio::test]
async fn y5_what_is_disputed_is_paid_with_no_run_and_said_to_be_frozen() {
    let ready = earned(1, "09-01", 60_00, Currency::EUR);
    let soon = earned(2, "10-25", 70_00, Currency::EUR);
    let mut changes: Vec<Change> = [&ready, &soon].map(entered).into();
    for number in [1, 2] {
        let dispute = CommissionDisputeBody {
            dispute_id: Uuid::from_u128(0xD000 + number).into(),
            commission_entry_id: id(number),
            reason: "Satz falsch".to_owned(),
            at: at("2026-11-19T10:00:00Z"),
            actor_id: Uuid::nil().into(),
        };
        changes.push(by_platform(0, Entity::CommissionDispute, dispute.dispute_id.0, &dispute));
    }
    let desk = desk(changes).await;
    // Read from a month before and after that of the frozen entries.
    for month in ["2026-08", "2026-09", "2026-10", "2026-11"] {
        let shown = shown(&desk, month, None).await;
        assert!(shown.forecast.runs.is_empty(), "{month}: {:?}", shown.forecast);
        assert_eq!(shown.forecast.frozen.cents, 130_00, "{month}");
    }
}

/// Paper says the same as the window: the amount that is kept back has its lines.
#[tokio::test]
async fn y5_what_the_payment_of_an_order_freezes_is_frozen_on_paper_too() {
    let (kept, free) =
        (earned(1, "10-14", 60_00, Currency::EUR), earned(2, "10-15", 70_00, Currency::EUR));
    let desk = desk(vec![entered(&kept), entered(&free), frozen(&kept)]).await;
    let ledger = desk.load_month("2026-10".parse().unwrap(), None).await.unwrap();
    let paper = desk.paper_of(&ledger).await.unwrap();
    let marks: Vec<_> = paper.rows.iter().map(|row| (row.is_frozen, row.is_disputed)).collect();
    assert_eq!(marks, [(true, false), (false, false)]);
    assert_eq!(rows(&shown(&desk, "2026-10", None).await)[0], ("frozen", 60_00));
}

/// What was granted with an order moves no balance, and neither does what is taken back of it.
#[tokio::test]
async fn c7_a_discount_that_is_given_back_stands_beside_the_balance_everywhere() {
    let paid_out = earned(1, "10-14", 200_00, Currency::EUR);
    let granted = CommissionEntryBody {
        settled_as: "discount".to_owned(),
        ..earned(2, "10-15", 50_00, Currency::EUR)
    };
    let changes = vec![entered(&paid_out), entered(&granted), given_back(&granted, "11-10")];
    let desk = desk(changes).await;
    let october = shown(&desk, "2026-10", None).await;
    assert_eq!((october.earned.cents, october.discounts.cents), (200_00, 50_00));
    assert_eq!(october.total.cents, october.earned.cents + october.discounts.cents);
    let november = shown(&desk, "2026-11", None).await;
    assert_eq!((november.reversed.cents, november.discounts.cents), (0, -50_00));
    assert_eq!((november.total.cents, november.closing.cents), (-50_00, 200_00));
    let table = desk.statement_csv("2026-11".to_owned(), None, None).await.unwrap();
    let table = String::from_utf8(decode_base64(&table.base64).unwrap()).unwrap();
    assert!(table.contains(";Als Rabatt;;;-50,00;EUR;;"), "{table}");
    let ledger = desk.load_month("2026-11".parse().unwrap(), None).await.unwrap();
    let paper = desk.paper_of(&ledger).await.unwrap();
    assert_eq!((paper.reversed_cents, paper.discount_cents), (0, -50_00));
    assert_eq!(paper.movements[0].text, "Rückgabe zu B-2, als Rabatt gewährt");
}

/// Two refunds that the provider told months late stand at the same instant of an open month.
#[tokio::test]
async fn c12_refunds_at_one_instant_have_a_net_each_and_together_that_of_the_order() {
    let body = earned(1, "08-14", 100_00, Currency::EUR);
    let at = "2026-10-01T12:00:00Z";
    let back = |number, net, cents, total| refunded(&body, (number, at), net, (cents, total));
    // The later one has the smaller id.
    let changes =
        vec![entered(&body), back(2, 100_00, 20_00, 20_00), back(1, 500_00, 80_00, 100_00)];
    let desk = desk(changes).await;
    let october = shown(&desk, "2026-10", None).await;
    let mut found: Vec<_> =
        october.entries.iter().map(|row| (row.net.cents, row.amount.cents)).collect();
    found.sort_unstable();
    assert_eq!(found, [(-400_00, -80_00), (-100_00, -20_00)]);
}

/// The rest of the line is given back, and told with a day before that of the first part.
#[tokio::test]
async fn c12_what_is_refunded_adds_up_however_it_is_dated() {
    let body = earned(1, "08-14", 100_00, Currency::EUR);
    let back = |number, at, net, total| refunded(&body, (number, at), net, (50_00, total));
    let half = body.base_cents / 2;
    let changes = vec![
        entered(&body),
        back(1, "2026-08-20T12:00:00Z", half, 50_00),
        back(2, "2026-08-18T12:00:00Z", body.base_cents, 100_00),
    ];
    let desk = desk(changes).await;
    let august = shown(&desk, "2026-08", None).await;
    let statuses: Vec<&str> = august.entries.iter().map(|row| row.status.as_str()).collect();
    assert_eq!(statuses, ["refunded", "reversal", "reversal"]);
}

#[tokio::test]
async fn a_month_that_only_carries_a_balance_has_a_statement_until_it_is_paid() {
    let (first, other) =
        (earned(1, "06-03", 3_000, Currency::EUR), earned(2, "09-03", 900, Currency::CHF));
    let settled = paid(&[&first], "09-05", "monthly");
    let desk = desk(vec![entered(&first), entered(&other), settled]).await;
    let months = desk.list_statement_months().await.unwrap();
    let listed: Vec<String> = months
        .iter()
        .map(|row| format!("{} {} {}", row.month, row.total.currency, row.entries))
        .collect();
    let expected = [
        "2026-11 CHF 0",
        "2026-10 CHF 0",
        "2026-09 CHF 1",
        "2026-09 EUR 0",
        "2026-08 EUR 0",
        "2026-07 EUR 0",
        "2026-06 EUR 1",
    ];
    assert_eq!(listed, expected, "Y3");
    let carried = shown(&desk, "2026-08", Some("EUR")).await;
    assert_eq!((carried.opening.cents, carried.closing.cents), (3_000, 3_000));
}

/// Y5: what people corrected is a row of its own in its month, also of an entry that was paid long before
/// and of one that is held; it is added up once, however often it comes.
#[tokio::test]
async fn y5_a_correction_moves_the_balance_in_its_month_once_and_is_due_with_the_next_run() {
    let old = earned(1, "08-14", 200_00, Currency::EUR);
    let held = earned(2, "11-10", 100_00, Currency::EUR);
    let strange = earned(3, "11-11", 50_00, Currency::EUR);
    let desk = desk(vec![
        entered(&old),
        entered(&held),
        paid(&[&old], "10-05", "monthly"),
        corrected(&old, 1, 12_34, "11-12"),
        corrected(&old, 1, 12_34, "11-12"),
        corrected(&old, 2, -2_00, "11-12"),
        corrected(&held, 3, -40_00, "11-13"),
        // Its entry is not here: it is of no statement.
        corrected(&strange, 4, 5_00, "11-14"),
    ])
    .await;
    let november = shown(&desk, "2026-11", None).await;
    assert_eq!((november.opening.cents, november.corrected.cents), (0, -29_66));
    assert_eq!((november.earned.cents, november.reversed.cents), (100_00, 0));
    assert_eq!((november.held.cents, november.payable.cents), (60_00, 10_34));
    assert_eq!(
        rows(&november),
        [("pending", 100_00), ("correction", 12_34), ("correction", -2_00), ("correction", -40_00)]
    );
    let why = november.entries.iter().filter_map(|row| row.corrected_because.as_deref());
    assert_eq!(why.collect::<Vec<_>>(), ["Satz war falsch"; 3]);
    let total = november.totals.iter().find(|total| total.kind == "corrections").unwrap();
    assert_eq!(total.amount.cents, -29_66);
    assert_eq!(shown(&desk, "2026-08", None).await.corrected.cents, 0, "its own month stays");
    let months = desk.list_statement_months().await.unwrap();
    assert_eq!((months[0].month.as_str(), months[0].total.cents), ("2026-11", 70_34));
    let broken = desk.break_down_statement("2026-11".to_owned(), None).await.unwrap();
    let products: i64 = broken.groups[0].rows.iter().map(|row| row.amount.cents).sum();
    assert_eq!(products, 70_34);

    let csv = desk.statement_csv("2026-11".to_owned(), None, None).await.unwrap();
    let text = String::from_utf8(decode_base64(&csv.base64).unwrap()).unwrap();
    assert!(text.contains(";;;;;;Korrekturen;;;-29,66;EUR;;"), "{text}");
    assert!(text.contains(";12,34;EUR;Korrektur;"), "{text}");
    desk.statement_pdf("2026-11".to_owned(), None).await.unwrap();
    // It is a decision, and is not computed: nothing differs.
    assert!(desk.recompute_statement(None).await.unwrap().differences.is_empty());
}

/// Each currency has the nets that were paid in it, and a question begins with the practice's own.
#[tokio::test]
async fn what_was_sold_in_francs_is_no_net_in_euros() {
    let named = |name: &str, body: CommissionEntryBody| CommissionEntryBody {
        product_name: name.to_owned(),
        ..body
    };
    let yen: Currency = "JPY".parse().unwrap();
    let francs = [
        named("STUFE 2", earned(1, "09-01", 60_00, Currency::CHF)),
        named("STUFE 3", earned(2, "09-02", 60_00, Currency::CHF)),
        named("STUFE 4", earned(4, "09-03", 60_00, yen)),
    ];
    let euros = named("STUFE 3", earned(3, "09-01", 70_00, Currency::EUR));
    let all = desk(francs.iter().chain([&euros]).map(entered).collect()).await;
    let start = all.start_what_if().await.unwrap();
    let products: Vec<(&str, &str, &str)> = start
        .products
        .iter()
        .map(|one| (one.name.as_str(), one.net_text.as_str(), one.net.currency.as_str()))
        .collect();
    let expected =
        [("STUFE 2", "300.00", "CHF"), ("STUFE 3", "300.00", "CHF"), ("STUFE 3", "350.00", "EUR")];
    assert_eq!(products, expected, "what has no hundredths is no net of a question");
    assert_eq!(start.currency, "EUR", "the practice's own");
    let in_francs = desk(francs.iter().map(entered).collect()).await;
    let start = in_francs.start_what_if().await.unwrap();
    assert_eq!(start.currency, "CHF", "nothing was sold in the own one");
    assert_eq!(start.currencies, ["CHF", "EUR", "USD"]);
}
