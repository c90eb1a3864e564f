//! The forecast of a statement: what is approved and paid when.

use mojo_domain::Currency;
use mojo_protocol::Entity;
use mojo_protocol::facts::CommissionPayoutBody;
use uuid::Uuid;

use super::sums_tests::{at, desk, earned, entered, given_back, paid, runs, shown};
use super::tests::by_platform;

#[tokio::test]
async fn y1_the_forecast_says_what_is_approved_when_and_with_which_run_it_is_paid() {
    let ready = earned(1, "10-01", 20_00, Currency::EUR);
    let soon = earned(2, "10-25", 25_00, Currency::EUR);
    let late = earned(3, "11-10", 10_00, Currency::EUR);
    let desk = desk([&ready, &soon, &late].map(entered).into()).await;
    let november = shown(&desk, "2026-11", None).await;
    let expected = ["2026-12-05 2000 2500 0 4500", "2027-01-05 4500 1000 5500 0"];
    assert_eq!(runs(&november), expected);
    let first = &november.forecast.runs[0];
    assert_eq!(first.reason.as_deref(), Some("below_minimum"));
    assert_eq!(first.approvals[0].on, "2026-11-24");
    // The same, whichever month is looked at.
    assert_eq!(shown(&desk, "2026-10", None).await.forecast, november.forecast);
}

/// A month has one final payout, whatever came of it.
#[tokio::test]
async fn c13_a_final_payout_that_came_back_waits_for_the_next_month() {
    let old = earned(1, "09-10", 90_00, Currency::EUR);
    let back = CommissionPayoutBody {
        recipient: old.recipient,
        at: at("2026-12-04T08:00:00Z"),
        amount_cents: -90_00,
        currency: old.currency,
        kind: "returned".to_owned(),
        entries: Vec::new(),
        clawback_cents: 0,
        vat_cents: 0,
    };
    let back = by_platform(0, Entity::CommissionPayout, Uuid::from_u128(0xBAC), &back);
    let desk = desk(vec![entered(&old), paid(&[&old], "12-03", "final"), back]).await;
    desk.clock.set(at("2026-12-04T09:00:00Z"));
    let december = shown(&desk, "2026-12", None).await;
    assert_eq!((december.paid.cents, december.closing.cents), (0, 90_00));
    assert_eq!(runs(&december), ["2027-01-05 9000 0 9000 0"]);
}

#[tokio::test]
async fn c12_the_forecast_takes_a_clawback_off_however_long_ago_its_entry_was_paid() {
    let long_ago = earned(1, "02-01", 80_00, Currency::EUR);
    let soon = earned(2, "10-25", 100_00, Currency::EUR);
    let changes = vec![
        entered(&long_ago),
        entered(&soon),
        paid(&[&long_ago], "04-05", "monthly"),
        given_back(&long_ago, "11-15"),
    ];
    let desk = desk(changes).await;
    let november = shown(&desk, "2026-11", None).await;
    // When the month ends, what waits today has left the hold.
    assert_eq!((november.payable.cents, november.held.cents), (20_00, 0));
    assert_eq!(runs(&november), ["2026-12-05 -8000 10000 0 2000"]);
}
