//! The commission engine over 100,000 entries: calculated, refunded, paid, recomputed.

use std::collections::BTreeSet;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::commissions::{
    Agreement, AgreementTerms, Attribution, AttributionSource, Audience, Ids, Ledger, Order,
    OrderLine, Policy, ProductFacts, recompute, statement_of,
};
use mojo_domain::{Currency, Money, Percentage, berlin_month};
use serde_json::Value;

use crate::{Bound, row};

#[derive(PartialEq)]
struct Numbers;

impl Ids for Numbers {
    type Tenant = u32;
    type Customer = u32;
    type Order = u32;
    type Line = u32;
}

const ENTRIES: usize = 100_000;
/// "Well under a second" for all of them.
const MOST_MS: f64 = 500.0;

pub(crate) fn measure() -> Vec<Value> {
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().expect("an instant");
    let limit = (roundings(), "as many percentages taken and rounded");
    let mut ledger = world(start);
    let mut clock = Instant::now();
    let mut rows = Vec::new();
    let mut told = |what: &str, bound: Bound| {
        rows.push(row(what, "ms", clock.elapsed().as_secs_f64() * 1000.0, limit, bound));
        clock = Instant::now();
    };

    let mut number = 0;
    while ledger.entries().len() < ENTRIES {
        ledger.record_order(order(number, start)).expect("an order");
        number += 1;
    }
    told("100,000 commissions calculated", Bound::Most(MOST_MS));
    let end = start + TimeDelta::days(60);
    for order in (0..number).step_by(10) {
        ledger.refund(end, &order, &0, 33).expect("a refund");
    }
    told("every tenth order refunded in part", Bound::None);
    ledger.payout_run(end).expect("a payout run");
    told("payout run over them", Bound::None);
    let stored = ledger.stored_lines();
    let differences = recompute(&stored, &Audience::All, Policy::of_version);
    assert!(differences.is_empty(), "what was calculated is recomputed alike");
    told("all of it recomputed", Bound::Most(MOST_MS));
    let facts = ledger.statement_facts(Some(&0), Currency::EUR);
    let statement = statement_of(&facts, berlin_month(start), Currency::EUR).expect("a statement");
    assert!(!statement.entries.is_empty(), "the distributor earned something");
    told("the distributor's statement of a month", Bound::None);
    rows
}

/// What no engine can do without: one percentage of one amount an entry.
fn roundings() -> f64 {
    let start = Instant::now();
    let mut sum = 0_i64;
    for cents in 0..i64::try_from(ENTRIES).expect("a small number") {
        let amount = Money::new(cents + 100, Currency::EUR);
        let share = Percentage::new(30).of(amount).expect("a share");
        sum = sum.wrapping_add(share.cents);
    }
    assert!(std::hint::black_box(sum) > 0);
    start.elapsed().as_secs_f64() * 1000.0
}

/// A distributor for Germany and a thousand customers of a hundred affiliates.
fn world(start: DateTime<Utc>) -> Ledger<Numbers> {
    let policy = Policy::default();
    let mut ledger = Ledger::new(policy);
    let terms = AgreementTerms {
        tenant: 0,
        percent: Percentage::new(30),
        valid_from: "2025-01-01".parse().expect("a day"),
        valid_until: None,
    };
    let regions = BTreeSet::from(["DE".parse().expect("a country")]);
    ledger.add_agreement(&Agreement { terms, regions }).expect("an agreement");
    for customer in 0..1_000 {
        let new = Attribution::new(customer % 100 + 1, start, AttributionSource::Referral, &policy);
        ledger.attribute(&customer, new).expect("an attribution");
    }
    ledger
}

fn order(number: u32, start: DateTime<Utc>) -> Order<Numbers> {
    let product =
        ProductFacts { seller: None, is_platform_product: true, is_commission_eligible: true };
    Order {
        id: number,
        at: start + TimeDelta::seconds(i64::from(number) * 40),
        customer: number % 1_000,
        buyer_tenant: None,
        billing_country: "DE".parse().ok(),
        currency: Currency::EUR,
        is_renewal: false,
        is_via_connect: true,
        lines: vec![OrderLine { id: 0, product, net_cents: i64::from(number % 99_991) + 100 }],
    }
}
