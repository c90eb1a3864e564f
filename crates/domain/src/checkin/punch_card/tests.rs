use uuid::Uuid;

use super::*;

const CARD: PunchCard = PunchCard {
    id: PunchCardId(Uuid::from_u128(1)),
    entries: 10,
    price_cents: 199_99,
    currency: Currency::EUR,
    expires_on: None,
};

fn id(number: u128) -> RedemptionId {
    RedemptionId(Uuid::from_u128(number))
}

fn day() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

/// Uses the card `times` times.
fn used(card: &PunchCard, times: u128) -> (Ledger, Vec<Redemption>) {
    let mut ledger = Ledger::default();
    let mut done = Vec::new();
    for number in 0..times {
        let redemption = card.redeem(&ledger, id(100 + number), day()).unwrap();
        ledger.append((&redemption).into());
        done.push(redemption);
    }
    (ledger, done)
}

#[test]
fn d1_ten_entries_are_ten_visits_and_the_eleventh_is_refused() {
    let (ledger, done) = used(&CARD, 10);
    assert_eq!(ledger.balance(10).left, 0);
    assert_eq!(done[7].warnings, []);
    assert_eq!(done[8].warnings, [CardWarning::OfferRenewal]);
    assert_eq!(done[9].warnings, [CardWarning::LastEntry]);
    assert_eq!(
        CARD.redeem(&ledger, id(1), day()),
        Err(RedeemRefused::UsedUp { used: 10, entries: 10 })
    );
}

#[test]
fn d1_the_values_of_the_entries_add_up_to_the_price() {
    let (_, done) = used(&CARD, 10);
    let values: Vec<i64> = done.iter().map(|redemption| redemption.value_cents).collect();
    let allocated: Vec<i64> = CARD.entry_values().unwrap().iter().map(|v| v.cents).collect();
    assert_eq!(values, allocated);
    assert_eq!(values.iter().sum::<i64>(), 199_99);
    assert_eq!(values[0], CARD.entry_value_cents());
    assert_eq!(values[9], 20_00);
}

#[test]
fn d1_undo_is_a_counter_entry_and_happens_once() {
    let (mut ledger, _) = used(&CARD, 3);
    let back = CARD.take_back(&ledger, id(7), id(101)).unwrap();
    assert_eq!((back.value_cents, back.balance.left), (-20_00, 8));
    ledger.append((&back).into());
    assert_eq!(ledger.balance(10).left, 8);
    assert_eq!(CARD.take_back(&ledger, id(8), id(101)), Err(TakeBackRefused::AlreadyTakenBack));
    assert_eq!(CARD.take_back(&ledger, id(8), id(999)), Err(TakeBackRefused::Unknown));
    assert_eq!(
        CARD.take_back(&ledger, id(8), id(7)),
        Err(TakeBackRefused::Unknown),
        "a counter-entry is no use"
    );
}

#[test]
fn d1_two_desks_may_both_use_the_last_entry_and_nothing_is_dropped() {
    let (ledger, _) = used(&CARD, 9);
    let here = CARD.redeem(&ledger, id(500), day()).unwrap();
    let there = CARD.redeem(&ledger, id(501), day()).unwrap();
    let mut merged = ledger;
    for redemption in [&here, &there, &here] {
        merged.append(redemption.into());
    }
    let balance = merged.balance(10);
    assert_eq!((balance.used, balance.left), (11, -1));
    assert_eq!(balance.used + balance.left + balance.refunded + balance.expired, 10);
}

#[test]
fn d1_a_card_is_good_on_its_last_day_and_not_after() {
    let card = PunchCard { expires_on: Some(day()), ..CARD };
    let done = card.redeem(&Ledger::default(), id(1), day()).unwrap();
    assert_eq!(done.warnings, [CardWarning::ExpiresSoon { on: day() }]);
    let tomorrow = day().succ_opt().unwrap();
    assert_eq!(
        card.redeem(&Ledger::default(), id(1), tomorrow),
        Err(RedeemRefused::Expired { on: day() })
    );
    assert_eq!(card.check_sale(tomorrow), Err(CardRefused::ExpiresBeforeSale { on: day() }));
}

#[test]
fn d1_a_redemption_is_recorded_once() {
    let (ledger, _) = used(&CARD, 1);
    assert_eq!(CARD.redeem(&ledger, id(100), day()), Err(RedeemRefused::Duplicate));
}

#[test]
fn a_card_for_nothing_is_not_sold() {
    assert_eq!(PunchCard { entries: 0, ..CARD }.check_sale(day()), Err(CardRefused::NoEntries));
    assert_eq!(
        PunchCard { price_cents: -1, ..CARD }.check_sale(day()),
        Err(CardRefused::NegativePrice)
    );
}
