//! What a payout tells of VAT.

use mojo_domain::Currency;
use mojo_protocol::Entity;
use mojo_protocol::facts::CommissionPayoutBody;
use uuid::Uuid;

use super::sums_tests::{at, desk, earned, entered, shown};
use super::tests::by_platform;

/// Section 14 (2) UStG: VAT of credit notes is paid in addition; the balance is of commissions.
#[tokio::test]
async fn y3_a_payout_tells_its_vat_and_the_balance_stays_net() {
    let one = earned(1, "09-10", 200_00, Currency::EUR);
    let payout = CommissionPayoutBody {
        recipient: one.recipient,
        at: at("2026-11-05T03:00:00Z"),
        amount_cents: 200_00,
        currency: one.currency,
        kind: "monthly".to_owned(),
        entries: vec![one.commission_entry_id],
        clawback_cents: 0,
        vat_cents: 38_00,
    };
    // VAT of what was paid before, and nothing else.
    let alone = CommissionPayoutBody {
        at: at("2026-11-15T03:00:00Z"),
        amount_cents: 0,
        entries: Vec::new(),
        vat_cents: 57_00,
        ..payout.clone()
    };
    let told = |number: u128, body: &CommissionPayoutBody| {
        by_platform(0, Entity::CommissionPayout, Uuid::from_u128(number), body)
    };
    let desk = desk(vec![entered(&one), told(0xA1, &payout), told(0xA2, &alone)]).await;
    let november = shown(&desk, "2026-11", None).await;
    assert_eq!((november.paid.cents, november.closing.cents), (-200_00, 0));
    let paid: Vec<(i64, i64)> =
        november.payouts.iter().map(|payout| (payout.amount.cents, payout.vat.cents)).collect();
    assert_eq!(paid, [(200_00, 38_00), (0, 57_00)]);
    desk.statement_pdf("2026-11".to_owned(), None).await.unwrap();
    let ledger = desk.load_month("2026-11".parse().unwrap(), None).await.unwrap();
    let paper = desk.paper_of(&ledger).await.unwrap();
    let moved: Vec<(&str, i64)> =
        paper.movements.iter().map(|one| (one.text.as_str(), one.amount_cents)).collect();
    let expected = [
        ("Auszahlung, dazu 38,00 EUR Umsatzsteuer", -200_00),
        ("Auszahlung, dazu 57,00 EUR Umsatzsteuer", 0),
    ];
    assert_eq!(moved, expected);
}
