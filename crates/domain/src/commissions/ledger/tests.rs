use super::*;
use crate::commissions::{
    AgreementTerms, AttributionSource, Audience, CommissionType, FirstPurchasePolicy, ReasonCode,
    recompute,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Names;

impl Ids for Names {
    type Tenant = &'static str;
    type Customer = &'static str;
    type Order = &'static str;
    type Line = u32;
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A day in 2026 at ten o'clock: `on("02-01")`.
fn on(day: &str) -> DateTime<Utc> {
    at(&format!("2026-{day}T10:00:00Z"))
}

/// MOJO GmbH has Germany at 30 %; `u1`, `u2` and `u3` were recruited by `t2`.
fn world() -> Ledger<Names> {
    let mut ledger = Ledger::new(Policy::default());
    let terms = AgreementTerms {
        tenant: "gmbh",
        percent: "30".parse().unwrap(),
        valid_from: "2025-01-01".parse().unwrap(),
        valid_until: None,
    };
    let regions = BTreeSet::from(["DE".parse().unwrap()]);
    ledger.add_agreement(&Agreement { terms, regions }).unwrap();
    for customer in ["u1", "u2", "u3"] {
        ledger.set_attribution(&customer, attribution("t2", "2025-12-01T09:00:00Z")).unwrap();
    }
    ledger
}

fn attribution(tenant: &'static str, from: &str) -> Attribution<&'static str> {
    Attribution::new(tenant, at(from), AttributionSource::AffiliateCode, &Policy::default())
}

/// A platform product bought in the US: only the affiliate gets something.
fn order(id: &'static str, day: &str, customer: &'static str, cents: i64) -> Order<Names> {
    let product =
        ProductFacts { seller: None, is_platform_product: true, is_commission_eligible: true };
    Order {
        id,
        at: on(day),
        customer,
        buyer_tenant: None,
        billing_country: Some("US".parse().unwrap()),
        currency: Currency::EUR,
        is_renewal: false,
        is_via_connect: true,
        lines: vec![OrderLine { id: 1, product, net_cents: cents }],
    }
}

fn german(order: Order<Names>) -> Order<Names> {
    Order { billing_country: Some("DE".parse().unwrap()), ..order }
}

/// The entries as `order recipient amount-reversed status`.
fn told(ledger: &Ledger<Names>) -> Vec<String> {
    let tell = |entry: &LedgerEntry<Names>| {
        let commission = &entry.commission;
        let recipient = commission.recipient.unwrap_or("LLC");
        format!(
            "{} {recipient} {}-{} {}",
            entry.order, commission.amount, entry.reversed, entry.status
        )
    };
    ledger.entries().iter().map(tell).collect()
}

fn paid(ledger: &Ledger<Names>) -> Vec<String> {
    let tell = |payout: &Payout<&str>| {
        format!("{} {} {} {}", payout.recipient, payout.amount, payout.amount.currency, payout.kind)
    };
    ledger.payouts().iter().map(tell).collect()
}

#[test]
fn c17_the_same_order_delivered_twice_changes_nothing() {
    let mut ledger = world();
    assert_eq!(ledger.record_order(order("o1", "02-01", "u1", 10_000)), Ok(Recorded::New));
    ledger.refund(on("02-02"), &"o1", &1, 4000).unwrap();
    let before = told(&ledger);
    let again = ledger.record_order(order("o1", "02-01", "u1", 10_000));
    assert_eq!(again, Ok(Recorded::Duplicate));
    assert_eq!(told(&ledger), before);
    let other = ledger.record_order(order("o1", "02-01", "u1", 10_001));
    assert_eq!(other, Err(LedgerError::OrderDiffers));
    assert_eq!(told(&ledger), before);
}

#[test]
fn c17_an_order_recorded_late_never_rewrites_what_was_issued() {
    let mut ledger = world();
    ledger.record_order(order("o2", "02-10", "u1", 10_000)).unwrap();
    let issued = ledger.entries()[0].clone();
    ledger.record_order(order("o1", "02-01", "u1", 10_000)).unwrap();
    assert_eq!(ledger.entries()[0], issued);
    let late = &ledger.entries()[1];
    assert_eq!(issued.commission.kind, CommissionType::AffiliateFirst);
    assert_eq!(late.commission.kind, CommissionType::AffiliateRecurring);
    assert_eq!((late.ordered_at, late.booked_at), (on("02-01"), on("02-10")));
}

#[test]
fn c17_an_order_recorded_after_its_hold_period_is_approved_by_the_next_event() {
    let mut ledger = world();
    ledger.record_order(order("o2", "06-01", "u1", 10_000)).unwrap();
    ledger.record_order(order("o1", "02-01", "u2", 100_000)).unwrap();
    ledger.payout_run(on("06-01")).unwrap();
    assert_eq!(told(&ledger), ["o2 t2 20.00-0.00 pending", "o1 t2 200.00-0.00 paid"]);
}

#[test]
fn c3_of_two_orders_at_one_instant_exactly_one_is_first() {
    let mut ledger = world();
    ledger.record_order(order("o2", "02-01", "u1", 10_000)).unwrap();
    ledger.record_order(order("o1", "02-01", "u1", 10_000)).unwrap();
    assert_eq!(told(&ledger), ["o2 t2 20.00-0.00 pending", "o1 t2 10.00-0.00 pending"]);
}

#[test]
fn c3_the_literal_reading_lets_a_free_order_be_the_first() {
    for (policy, amount) in [
        (FirstPurchasePolicy::FirstPaidOrder, "o2 t2 20.00-0.00 pending"),
        (FirstPurchasePolicy::FirstOrder, "o2 t2 10.00-0.00 pending"),
    ] {
        let mut ledger = world();
        ledger.policy.first_purchase = policy;
        ledger.record_order(order("o1", "02-01", "u1", 0)).unwrap();
        ledger.record_order(order("o2", "02-02", "u1", 10_000)).unwrap();
        assert_eq!(told(&ledger), [amount]);
    }
}

#[test]
fn c3_a_refunded_first_purchase_stays_the_first() {
    let mut ledger = world();
    ledger.record_order(order("o1", "02-01", "u1", 10_000)).unwrap();
    ledger.refund(on("02-01"), &"o1", &1, 10_000).unwrap();
    ledger.record_order(order("o2", "02-02", "u1", 10_000)).unwrap();
    assert_eq!(told(&ledger), ["o1 t2 20.00-20.00 refunded", "o2 t2 10.00-0.00 pending"]);
}

#[test]
fn a3_who_is_attributed_anew_buys_for_the_first_time_only_if_nothing_was_bought_before() {
    for (bought_before, expected) in [
        (false, &["o2 t3 20.00-0.00 pending"][..]),
        (true, &["o1 t2 20.00-0.00 approved", "o2 t3 10.00-0.00 pending"][..]),
    ] {
        let mut ledger = world();
        if bought_before {
            ledger.record_order(order("o1", "02-01", "u1", 10_000)).unwrap();
        }
        let late = |id, instant| Order { at: at(instant), ..order(id, "02-01", "u1", 10_000) };
        let free = ledger.attribute(&"u1", attribution("t3", "2028-12-01T08:59:59Z"));
        assert_eq!(free, Err(LedgerError::Refused(Refusal::AttributionIsLive)));
        ledger.attribute(&"u1", attribution("t3", "2028-12-01T09:00:00Z")).unwrap();
        ledger.record_order(late("o2", "2028-12-01T09:00:00Z")).unwrap();
        assert_eq!(told(&ledger), expected, "bought before: {bought_before}");
    }
}

#[test]
fn a5_an_attribution_that_comes_later_changes_no_order_that_is_closed() {
    let mut ledger = world();
    ledger.record_order(order("o1", "02-01", "walk-in", 10_000)).unwrap();
    ledger.attribute(&"walk-in", attribution("t2", "2026-02-02T00:00:00Z")).unwrap();
    assert!(ledger.entries().is_empty(), "nobody had recruited the customer");
    ledger.record_order(order("o1", "02-01", "walk-in", 10_000)).unwrap();
    assert!(ledger.entries().is_empty(), "and delivered again it is the same order");
    ledger.record_order(order("o2", "02-03", "walk-in", 10_000)).unwrap();
    assert_eq!(told(&ledger), ["o2 t2 10.00-0.00 pending"], "C3: the first purchase is gone");
}

#[test]
fn c5_the_rest_of_every_line_is_what_the_commissions_leave_and_refunds_do_not_change_it() {
    let mut ledger = world();
    let ticket = ProductFacts {
        seller: Some("t9"),
        is_platform_product: false,
        is_commission_eligible: true,
    };
    let mut mixed = german(order("o1", "02-01", "u1", 100_000));
    let level = mixed.lines[0].product.clone();
    mixed.lines.push(OrderLine { id: 2, product: ticket, net_cents: 10_000 });
    mixed.lines.push(OrderLine { id: 3, product: level, net_cents: 0 });
    ledger.record_order(mixed).unwrap();
    let rest = |ledger: &Ledger<Names>| -> Vec<(u32, i64)> {
        ledger.lines().map(|(_, line, state)| (*line, state.rest.cents)).collect()
    };
    // 300 + 200 of 1,000 are paid; 2 + 20 of 100; a free line has a row of its own.
    let expected = vec![(1, 50_000), (2, 7800), (3, 0)];
    assert_eq!(rest(&ledger), expected);
    ledger.refund(on("02-02"), &"o1", &2, 5000).unwrap();
    assert_eq!(rest(&ledger), expected);
}

#[test]
fn c9_whoever_moved_is_in_the_region_of_the_order_and_back_without_an_address() {
    let mut ledger = world();
    let nowhere = |order| Order { billing_country: None, ..order };
    ledger.record_order(german(order("o1", "02-01", "free", 10_000))).unwrap();
    ledger.record_order(order("o2", "02-02", "free", 10_000)).unwrap();
    ledger.record_order(nowhere(order("o3", "02-03", "free", 10_000))).unwrap();
    assert_eq!(
        told(&ledger),
        ["o1 gmbh 30.00-0.00 pending", "o3 gmbh 30.00-0.00 pending"],
        "the first address counts where there is none, and not the last one"
    );
}

/// F3: bought, held for thirty days to the instant, carried below 50.00, paid.
#[test]
fn f3_an_order_is_pending_then_approved_then_paid() {
    let mut ledger = world();
    ledger.record_order(order("o1", "02-01", "u1", 20_000)).unwrap();
    assert_eq!(told(&ledger), ["o1 t2 40.00-0.00 pending"]);
    ledger.approve_until(at("2026-03-03T09:59:59.999999Z"));
    assert_eq!(told(&ledger), ["o1 t2 40.00-0.00 pending"], "a microsecond is missing");
    ledger.approve_until(on("03-03"));
    assert_eq!(told(&ledger), ["o1 t2 40.00-0.00 approved"]);
    ledger.payout_run(on("03-05")).unwrap();
    assert!(paid(&ledger).is_empty(), "below 50.00");
    ledger.record_order(order("o2", "03-06", "u1", 10_000)).unwrap();
    ledger.payout_run(on("04-05")).unwrap();
    assert_eq!(paid(&ledger), ["t2 50.00 EUR monthly"], "carried, and 50.00 is enough");
    assert_eq!(told(&ledger), ["o1 t2 40.00-0.00 paid", "o2 t2 10.00-0.00 paid"]);
}

#[test]
fn c9_an_order_without_an_address_takes_the_first_one_known_and_no_later_one() {
    let mut ledger = world();
    let nowhere = |order| Order { billing_country: None, ..order };
    ledger.record_order(nowhere(order("o1", "02-01", "u1", 10_000))).unwrap();
    ledger.record_order(german(order("o2", "02-02", "u1", 0))).unwrap();
    ledger.record_order(order("o3", "02-03", "u1", 0)).unwrap();
    ledger.record_order(nowhere(order("o4", "02-04", "u1", 10_000))).unwrap();
    assert_eq!(
        told(&ledger),
        ["o1 t2 20.00-0.00 pending", "o4 gmbh 30.00-0.00 pending", "o4 t2 10.00-0.00 pending"]
    );
    let (_, _, first) = ledger.lines().next().unwrap();
    assert!(first.not_paid.iter().any(|it| it.reason == ReasonCode::NoAddress));
}

#[test]
fn c11_c12_a_refund_after_the_payout_is_clawed_back_from_the_next() {
    let mut ledger = world();
    ledger.record_order(order("o1", "01-10", "u1", 50_000)).unwrap();
    ledger.payout_run(on("03-01")).unwrap();
    ledger.refund(on("03-02"), &"o1", &1, 25_000).unwrap();
    assert_eq!(ledger.balance_cents(&"t2", Currency::EUR), -5000);
    ledger.record_order(order("o2", "03-03", "u2", 40_000)).unwrap();
    ledger.payout_run(on("04-01")).unwrap();
    assert_eq!(paid(&ledger), ["t2 100.00 EUR monthly"]);
    ledger.payout_run(on("05-01")).unwrap();
    assert_eq!(told(&ledger), ["o1 t2 100.00-50.00 paid", "o2 t2 80.00-0.00 approved"]);
    ledger.record_order(order("o3", "05-02", "u3", 10_000)).unwrap();
    ledger.payout_run(on("07-01")).unwrap();
    assert_eq!(paid(&ledger), ["t2 100.00 EUR monthly", "t2 50.00 EUR monthly"]);
    assert_eq!(ledger.balance_cents(&"t2", Currency::EUR), 0);
}

#[test]
fn c12_exactly_the_rest_may_be_refunded_and_refusals_change_nothing() {
    let mut ledger = world();
    ledger.record_order(german(order("o1", "02-01", "u1", 9999))).unwrap();
    ledger.refund(on("02-02"), &"o1", &1, 3333).unwrap();
    let before = told(&ledger);
    for (order, line, cents, refusal) in [
        ("o1", 1, 6667, Refusal::MoreThanLeft),
        ("o1", 1, 0, Refusal::NotPositive),
        ("o1", 2, 1, Refusal::UnknownLine),
        ("o2", 1, 1, Refusal::UnknownLine),
    ] {
        let refused = ledger.refund(on("02-02"), &order, &line, cents);
        assert_eq!(refused, Err(LedgerError::Refused(refusal)));
    }
    assert_eq!(told(&ledger), before);
    ledger.refund(on("02-02"), &"o1", &1, 6666).unwrap();
    assert_eq!(told(&ledger), ["o1 gmbh 30.00-30.00 refunded", "o1 t2 20.00-20.00 refunded"]);
}

#[test]
fn c13_approved_is_paid_at_once_pending_is_forfeited_and_later_refunds_do_not_touch_it() {
    let mut ledger = world();
    ledger.record_order(order("o1", "01-01", "u1", 100)).unwrap();
    ledger.record_order(german(order("o2", "02-01", "u2", 10_000))).unwrap();
    ledger.refund(on("02-02"), &"o2", &1, 5000).unwrap();
    ledger.deactivate(on("02-10"), &"t2").unwrap();
    assert_eq!(paid(&ledger), ["t2 0.20 EUR final"]);
    ledger.refund(on("02-11"), &"o2", &1, 5000).unwrap();
    ledger.approve_until(on("12-31"));
    assert_eq!(
        told(&ledger),
        ["o1 t2 0.20-0.00 paid", "o2 gmbh 30.00-30.00 refunded", "o2 t2 20.00-10.00 forfeited"]
    );
}

#[test]
fn c13_attributions_end_with_the_tenant_and_the_customer_is_free() {
    let mut ledger = world();
    ledger.deactivate(on("02-01"), &"t2").unwrap();
    ledger.record_order(order("o1", "02-02", "u1", 10_000)).unwrap();
    let back = ledger.attribute(&"u1", attribution("t2", "2026-02-03T00:00:00Z"));
    assert_eq!(back, Err(LedgerError::Refused(Refusal::TenantIsDeactivated)));
    ledger.attribute(&"u1", attribution("t3", "2026-02-04T00:00:00Z")).unwrap();
    let again = ledger.attribute(&"u1", attribution("t4", "2026-02-05T00:00:00Z"));
    assert_eq!(again, Err(LedgerError::Refused(Refusal::AttributionIsLive)));
    ledger.record_order(order("o2", "02-06", "u1", 10_000)).unwrap();
    assert_eq!(told(&ledger), ["o2 t3 10.00-0.00 pending"]);
    let (_, _, line) = ledger.lines().next().unwrap();
    assert!(line.not_paid.iter().any(|it| it.reason == ReasonCode::RecipientDeactivated));
}

#[test]
fn c13_an_attribution_that_begins_after_its_tenant_left_is_not_live() {
    let mut ledger = world();
    ledger.set_attribution(&"u9", attribution("t2", "2026-03-01T00:00:00Z")).unwrap();
    ledger.deactivate(on("02-01"), &"t2").unwrap();
    ledger.record_order(order("o1", "03-02", "u9", 10_000)).unwrap();
    ledger.attribute(&"u9", attribution("t3", "2026-03-03T00:00:00Z")).unwrap();
    ledger.record_order(order("o2", "03-04", "u9", 10_000)).unwrap();
    assert_eq!(told(&ledger), ["o2 t3 10.00-0.00 pending"]);
}

#[test]
fn c13_a_debt_is_not_paid_out_and_stays() {
    let mut ledger = world();
    ledger.record_order(order("o1", "01-01", "u1", 100_000)).unwrap();
    ledger.payout_run(on("02-01")).unwrap();
    ledger.refund(on("02-02"), &"o1", &1, 100_000).unwrap();
    ledger.record_order(order("o2", "02-03", "u2", 10_000)).unwrap();
    ledger.deactivate(on("04-01"), &"t2").unwrap();
    assert_eq!(told(&ledger), ["o1 t2 200.00-200.00 refunded", "o2 t2 20.00-0.00 approved"]);
    assert_eq!(ledger.payouts().len(), 1);
    assert_eq!(ledger.balance_cents(&"t2", Currency::EUR), -18_000);
}

#[test]
fn y1_currencies_are_paid_apart_and_in_order() {
    let mut ledger = world();
    for (id, customer, currency) in
        [("o1", "u1", Currency::EUR), ("o2", "u2", Currency::CHF), ("o3", "u3", Currency::EUR)]
    {
        let order = german(order(id, "01-10", customer, 20_000));
        ledger.record_order(Order { currency, ..order }).unwrap();
    }
    ledger.payout_run(on("03-01")).unwrap();
    assert_eq!(
        paid(&ledger),
        ["gmbh 60.00 CHF monthly", "gmbh 120.00 EUR monthly", "t2 80.00 EUR monthly"]
    );
    assert_eq!(ledger.balance_cents(&"t2", Currency::CHF), 4000);
}

#[test]
fn y1_a_run_marks_an_entry_whose_rest_is_zero_as_paid_too() {
    let mut ledger = world();
    ledger.record_order(order("o1", "01-01", "u1", 5)).unwrap();
    ledger.refund(on("01-02"), &"o1", &1, 4).unwrap();
    ledger.record_order(order("o2", "01-03", "u2", 100_000)).unwrap();
    ledger.payout_run(on("03-01")).unwrap();
    assert_eq!(told(&ledger), ["o1 t2 0.01-0.01 paid", "o2 t2 200.00-0.00 paid"]);
}

#[test]
fn y5_a_disputed_entry_is_not_paid_until_it_is_released() {
    let mut ledger = world();
    ledger.record_order(order("o1", "01-01", "u1", 50_000)).unwrap();
    ledger.record_order(order("o2", "01-01", "u2", 50_000)).unwrap();
    ledger.set_frozen(0, true);
    ledger.payout_run(on("03-01")).unwrap();
    assert_eq!(told(&ledger), ["o1 t2 100.00-0.00 approved", "o2 t2 100.00-0.00 paid"]);
    ledger.set_frozen(0, false);
    ledger.payout_run(on("04-01")).unwrap();
    assert_eq!(paid(&ledger), ["t2 100.00 EUR monthly", "t2 100.00 EUR monthly"]);
}

#[test]
fn a_line_that_stands_twice_is_refused_whole() {
    let mut ledger = world();
    let mut twice = order("o1", "02-01", "u1", 10_000);
    twice.lines.push(twice.lines[0].clone());
    assert_eq!(ledger.record_order(twice), Err(LedgerError::LineTwice));
    assert!(ledger.entries().is_empty() && ledger.lines().next().is_none());
    // The refused order did not use up the first purchase.
    ledger.record_order(order("o1", "02-01", "u1", 10_000)).unwrap();
    assert_eq!(told(&ledger), ["o1 t2 20.00-0.00 pending"]);
}

#[test]
fn a_payout_beyond_64_bits_pays_nobody() {
    let mut ledger = world();
    for (id, customer) in [("o1", "u1"), ("o2", "u2"), ("o3", "u3")] {
        ledger.record_order(german(order(id, "01-01", customer, i64::MAX))).unwrap();
    }
    ledger.record_order(german(order("o4", "01-01", "u4", i64::MAX))).unwrap();
    let failed = ledger.payout_run(on("03-01"));
    assert_eq!(failed, Err(LedgerError::Money(MoneyError::Overflow)));
    assert!(ledger.payouts().is_empty());
    assert!(ledger.entries().iter().all(|entry| entry.status == Status::Approved));
}

#[test]
fn y4_the_stored_lines_recompute_without_a_difference() {
    let mut ledger = world();
    ledger.record_order(german(order("o1", "01-01", "u1", 99_999))).unwrap();
    ledger.record_order(order("o2", "01-02", "u1", 33)).unwrap();
    ledger.refund(on("01-03"), &"o1", &1, 1).unwrap();
    let stored = ledger.stored_lines();
    assert_eq!(stored.len(), 2);
    assert!(recompute(&stored, &Audience::All, Policy::of_version).is_empty());
}
