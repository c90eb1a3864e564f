//! Properties of the ledger, whatever happens in it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::commissions::{
    Agreement, AgreementTerms, Attribution, AttributionSource, CommissionType, Ids, Ledger, Order,
    OrderLine, PayoutKind, Policy, ProductFacts, Recorded, SettledAs, Status, statement_after,
    statement_of,
};
use mojo_domain::{Currency, Money, Percentage, berlin_month};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Numbers;

impl Ids for Numbers {
    type Tenant = u8;
    type Customer = u8;
    type Order = usize;
    type Line = usize;
}

const TENANTS: std::ops::Range<u8> = 0..4;
const CURRENCIES: [Currency; 2] = [Currency::EUR, Currency::CHF];

#[derive(Clone, Debug)]
enum Event {
    Order {
        customer: u8,
        country: usize,
        currency: usize,
        flags: (bool, bool),
        lines: Vec<(u8, i64)>,
    },
    Refund {
        order: usize,
        line: usize,
        cents: i64,
    },
    Attribute {
        customer: u8,
        tenant: u8,
    },
    PayoutRun,
    Deactivate {
        tenant: u8,
    },
}

fn event() -> impl Strategy<Value = Event> {
    let lines = proptest::collection::vec((0..5_u8, 0..60_000_i64), 1..3);
    let order = (0..5_u8, 0..4_usize, 0..5_usize, any::<(bool, bool)>(), lines).prop_map(
        |(customer, country, currency, flags, lines)| Event::Order {
            customer,
            country,
            currency: currency / 4,
            flags,
            lines,
        },
    );
    let refund = (0..30_usize, 0..2_usize, -5..40_000_i64)
        .prop_map(|(order, line, cents)| Event::Refund { order, line, cents });
    let attribute =
        (0..5_u8, TENANTS).prop_map(|(customer, tenant)| Event::Attribute { customer, tenant });
    prop_oneof![
        8 => order,
        4 => refund,
        2 => attribute,
        2 => Just(Event::PayoutRun),
        1 => TENANTS.prop_map(|tenant| Event::Deactivate { tenant }),
    ]
}

/// Up to forty events, each some hours after the one before.
fn history() -> impl Strategy<Value = Vec<(i64, Event)>> {
    proptest::collection::vec((0..700_i64, event()), 1..40)
}

fn start() -> DateTime<Utc> {
    "2026-01-15T10:00:00Z".parse().unwrap()
}

/// Tenant 0 has Germany and Austria; customer 3 buys for tenant 0, customer 4 for tenant 1.
fn world() -> Ledger<Numbers> {
    let mut ledger = Ledger::new(Policy::default());
    let terms = AgreementTerms {
        tenant: 0,
        percent: Percentage::new(30),
        valid_from: "2025-01-01".parse().unwrap(),
        valid_until: None,
    };
    let regions = BTreeSet::from(["DE".parse().unwrap(), "AT".parse().unwrap()]);
    ledger.add_agreement(&Agreement { terms, regions }).unwrap();
    ledger
}

fn order(id: usize, at: DateTime<Utc>, event: &Event) -> Option<Order<Numbers>> {
    let Event::Order { customer, country, currency, flags, lines } = event else {
        return None;
    };
    let product = |number: u8| ProductFacts {
        seller: (number > 1).then(|| number - 2),
        is_platform_product: number <= 1,
        is_commission_eligible: number != 4,
    };
    let lines = lines.iter().enumerate().map(|(id, (number, net_cents))| OrderLine {
        id,
        product: product(*number),
        net_cents: *net_cents,
    });
    Some(Order {
        id,
        at,
        customer: *customer,
        buyer_tenant: customer.checked_sub(3),
        billing_country: ["DE", "AT", "US"].get(*country).map(|code| code.parse().unwrap()),
        currency: CURRENCIES[*currency],
        is_renewal: flags.0,
        is_via_connect: flags.1,
        lines: lines.collect(),
    })
}

/// Plays a history; with `deliveries` of two, every order arrives twice. Gives the last instant.
fn play(history: &[(i64, Event)], deliveries: usize) -> (Ledger<Numbers>, DateTime<Utc>) {
    let mut ledger = world();
    let mut at = start();
    for (id, (hours, event)) in history.iter().enumerate() {
        at += TimeDelta::hours(*hours);
        if let Some(order) = order(id, at, event) {
            for delivery in 0..deliveries {
                let recorded = ledger.record_order(order.clone()).unwrap();
                assert_eq!(recorded == Recorded::Duplicate, delivery > 0);
            }
        }
        match event {
            Event::Order { .. } => {}
            Event::Refund { order, line, cents } => {
                let _refused_or_not = ledger.refund(at, order, line, *cents);
            }
            Event::Attribute { customer, tenant } => {
                let source = AttributionSource::Direct;
                let new = Attribution::new(*tenant, at, source, &Policy::default());
                let _refused_or_not = ledger.attribute(customer, new);
            }
            Event::PayoutRun => ledger.payout_run(at).unwrap(),
            Event::Deactivate { tenant } => ledger.deactivate(at, tenant).unwrap(),
        }
    }
    (ledger, at)
}

/// What a recipient has earned for good: approved (and perhaps paid or refunded since).
fn earned(ledger: &Ledger<Numbers>, tenant: u8, currency: Currency) -> i128 {
    let is_own = |it: &&mojo_domain::commissions::LedgerEntry<Numbers>| {
        it.commission.recipient == Some(tenant)
            && it.commission.amount.currency == currency
            && it.commission.settled_as == SettledAs::Payout
            && matches!(it.status, Status::Approved | Status::Paid | Status::Refunded)
    };
    let left = |cents: i64, reversed: i64| i128::from(cents - reversed);
    let own = ledger.entries().iter().filter(is_own);
    own.map(|it| left(it.commission.amount.cents, it.reversed.cents)).sum()
}

fn paid(ledger: &Ledger<Numbers>, tenant: u8, currency: Currency) -> i128 {
    let own = ledger
        .payouts()
        .iter()
        .filter(|it| it.recipient == tenant && it.amount.currency == currency);
    own.map(|it| i128::from(it.amount.cents)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn y1_payouts_and_balance_are_what_was_earned_minus_what_was_reversed(history in history()) {
        let (ledger, _) = play(&history, 1);
        for tenant in TENANTS {
            for currency in CURRENCIES {
                let balance = ledger.balance_cents(&tenant, currency);
                let paid = paid(&ledger, tenant, currency);
                prop_assert_eq!(paid + balance, earned(&ledger, tenant, currency));
            }
        }
    }

    #[test]
    fn y1_no_payout_is_below_its_minimum(history in history()) {
        let (ledger, _) = play(&history, 1);
        for payout in ledger.payouts() {
            let least = if payout.kind == PayoutKind::Monthly { 5000 } else { 1 };
            prop_assert!(payout.amount.cents >= least);
        }
    }

    #[test]
    fn c17_orders_delivered_twice_change_nothing(history in history()) {
        let (once, _) = play(&history, 1);
        let (twice, _) = play(&history, 2);
        prop_assert_eq!(once.entries(), twice.entries());
        prop_assert_eq!(once.payouts(), twice.payouts());
        prop_assert!(once.lines().eq(twice.lines()));
    }

    #[test]
    fn c10_c12_parts_and_reversals_stay_within_the_line(history in history()) {
        let (ledger, _) = play(&history, 1);
        for (_, _, line) in ledger.lines() {
            let entries = ledger.entries_of(line);
            let parts: i64 = entries.iter().map(|it| it.commission.amount.cents).sum();
            prop_assert_eq!(parts + line.rest.cents, line.basis.net.cents);
            prop_assert!(line.rest.cents >= 0 && line.refunded <= line.basis.net);
            for entry in entries {
                prop_assert!(entry.reversed.cents >= 0);
                prop_assert!(entry.reversed <= entry.commission.amount);
                if entry.status == Status::Refunded {
                    prop_assert_eq!(entry.reversed, entry.commission.amount);
                }
            }
        }
    }

    #[test]
    fn c15_one_entry_per_line_type_and_recipient(history in history()) {
        let (ledger, _) = play(&history, 1);
        let unique: BTreeSet<_> = ledger.entries().iter()
            .map(|it| (it.order, it.line, it.commission.kind, it.commission.recipient)).collect();
        prop_assert_eq!(unique.len(), ledger.entries().len());
    }

    #[test]
    fn c2_c3_a_customer_has_one_first_purchase_at_most(history in history()) {
        let (ledger, _) = play(&history, 1);
        for customer in 0..5_u8 {
            let is_first = |id: &usize| matches!(
                &history[*id].1, Event::Order { customer: buyer, .. } if *buyer == customer
            );
            let orders: BTreeSet<_> = ledger.entries().iter()
                .filter(|it| it.commission.kind == CommissionType::AffiliateFirst)
                .map(|it| it.order).filter(is_first).collect();
            prop_assert!(orders.len() <= 1);
        }
    }

    #[test]
    fn c12_refunds_in_any_parts_and_order_end_in_the_same_sums(
        net in 1..1_000_000_i64,
        cuts in proptest::collection::vec(0..1_000_000_i64, 0..6),
        seed in any::<prop::sample::Index>(),
    ) {
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut % net).chain([0, net]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut parts: Vec<_> = cuts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let left_over = parts.pop().unwrap_or_default();
        let by = seed.index(parts.len().max(1));
        parts.rotate_left(by);
        let reversed_by = |parts: &[i64]| {
            let event = Event::Order {
                customer: 0, country: 0, currency: 0, flags: (false, true), lines: vec![(0, net)],
            };
            let mut ledger = world();
            let source = AttributionSource::Direct;
            let new = Attribution::new(1, start(), source, &Policy::default());
            ledger.attribute(&0, new).unwrap();
            ledger.record_order(order(0, start(), &event).unwrap()).unwrap();
            for part in parts {
                ledger.refund(start(), &0, &0, *part).unwrap();
            }
            let entries = ledger.entries().iter();
            entries.map(|it| (it.reversed, it.status)).collect::<Vec<_>>()
        };
        let refunded: i64 = parts.iter().sum();
        let at_once = if refunded > 0 { vec![refunded] } else { vec![] };
        prop_assert_eq!(reversed_by(&parts), reversed_by(&at_once));
        parts.push(left_over);
        for (reversed, status) in reversed_by(&parts) {
            prop_assert!(status == Status::Refunded && reversed.cents > 0);
        }
    }

    #[test]
    fn y3_each_statement_opens_with_the_closing_balance_of_the_month_before(
        history in history(),
    ) {
        let (mut ledger, end) = play(&history, 1);
        let last = berlin_month(end);
        let next_month = last.next().first_day().and_hms_opt(0, 0, 0).unwrap().and_utc();
        ledger.approve_until(next_month - TimeDelta::hours(3));
        for (tenant, currency) in TENANTS.flat_map(|it| CURRENCIES.map(|currency| (it, currency))) {
            let facts = ledger.statement_facts(Some(&tenant), currency);
            let mut month = berlin_month(start());
            let (mut closing, mut held) = (Money::zero(currency), Money::zero(currency));
            let (mut credited, mut paid_out) = (0_i128, 0_i128);
            while month <= last {
                let statement = statement_of(&facts, month, currency).unwrap();
                prop_assert_eq!(statement.opening, closing);
                let carried = mojo_domain::commissions::Carried { balance: closing, held };
                let after = statement_after(carried, &facts, month, currency).unwrap();
                prop_assert_eq!(&after, &statement);
                closing = statement.closing;
                held = statement.held;
                credited += i128::from(statement.credited.cents);
                paid_out += i128::from(statement.paid.cents);
                month = month.next();
            }
            let payable = i128::from(closing.cents - held.cents);
            prop_assert_eq!(credited, payable + paid_out);
            prop_assert_eq!(paid_out, paid(&ledger, tenant, currency));
            // An entry may leave its hold period in the last hours of the month.
            let is_settled = !ledger.entries().iter().any(|it| it.status == Status::Pending
                && berlin_month(it.approves_at) <= last);
            if is_settled {
                prop_assert_eq!(payable, ledger.balance_cents(&tenant, currency));
            }
        }
    }
}
