//! Measures the commission engine: records orders until the ledger has 100,000 entries, then
//! approves, refunds, pays and recomputes them. Prints counts and milliseconds.
//!
//! `cargo run --release -p mojo-domain --example commission_throughput`
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::collections::BTreeSet;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::commissions::{
    Agreement, AgreementTerms, Attribution, AttributionSource, Audience, Ids, Ledger, LedgerError,
    Order, OrderLine, Policy, ProductFacts, recompute, statement_of,
};
use mojo_domain::{Currency, Percentage, berlin_month};

#[derive(PartialEq)]
struct Numbers;

impl Ids for Numbers {
    type Tenant = u32;
    type Customer = u32;
    type Order = u32;
    type Line = u32;
}

const ENTRIES: usize = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse()?;
    let mut ledger = world(start)?;
    let mut clock = Instant::now();
    let mut told = |what: &str, count: usize| {
        println!("{what}: {count} in {} ms", clock.elapsed().as_millis());
        clock = Instant::now();
    };

    let mut number = 0;
    while ledger.entries().len() < ENTRIES {
        ledger.record_order(order(number, start))?;
        number += 1;
    }
    told("entries calculated", ledger.entries().len());
    let end = start + TimeDelta::days(60);
    for order in (0..number).step_by(10) {
        ledger.refund(end, &order, &0, 33)?;
    }
    told("refunds, every entry approved before", ledger.reversals().len());
    ledger.payout_run(end)?;
    told("payouts", ledger.payouts().len());
    let stored = ledger.stored_lines();
    told("lines stored", stored.len());
    let differences = recompute(&stored, &Audience::All, Policy::of_version);
    told("lines recomputed", stored.len());
    println!("differences: {}", differences.len());
    let facts = ledger.statement_facts(Some(&0), Currency::EUR);
    let statement = statement_of(&facts, berlin_month(start), Currency::EUR)?;
    told("rows of the distributor's statement", statement.entries.len());
    Ok(())
}

/// A distributor for Germany and a thousand customers of a hundred affiliates.
fn world(start: DateTime<Utc>) -> Result<Ledger<Numbers>, Box<dyn std::error::Error>> {
    let policy = Policy::default();
    let mut ledger = Ledger::new(policy);
    let terms = AgreementTerms {
        tenant: 0,
        percent: Percentage::new(30),
        valid_from: "2025-01-01".parse()?,
        valid_until: None,
    };
    let regions = BTreeSet::from(["DE".parse()?]);
    ledger.add_agreement(&Agreement { terms, regions })?;
    for customer in 0..1_000 {
        let new = Attribution::new(customer % 100 + 1, start, AttributionSource::Referral, &policy);
        ledger.attribute(&customer, new).map_err(|error: LedgerError| error.to_string())?;
    }
    Ok(ledger)
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
