//! A year of orders, drawn by seed: more in January and autumn, few in August; some are given back.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use mojo_domain::{Currency, OrderId, TenantId, berlin_month, to_micros};

use super::chance::Chance;
use super::customers::DemoCustomer;
use super::products::{DemoProduct, LEVELS, OFFERS, TREATMENT};
use crate::commerce::{NewOrder, NewOrderLine, NewRefund};

/// Something that happens in the year.
#[derive(Clone, Debug)]
pub(super) enum Happening {
    Order { seller: TenantId, order: NewOrder },
    Refund { seller: TenantId, refund: NewRefund },
}

impl Happening {
    pub(super) fn at(&self) -> i64 {
        match self {
            Self::Order { order, .. } => order.ordered_at,
            Self::Refund { refund, .. } => refund.refunded_at,
        }
    }
}

/// Orders a month, January first.
const SEASON: [usize; 12] = [58, 46, 42, 36, 34, 28, 24, 20, 40, 46, 50, 38];

/// How many days the year goes back.
pub(super) const DAYS: i64 = 395;

/// Everything that happened, in order of time.
pub(super) fn draw(customers: &[DemoCustomer], now: DateTime<Utc>) -> Vec<Happening> {
    let chance = Chance::new(3);
    let mut happenings = Vec::new();
    for days_ago in (1..=DAYS).rev() {
        let day = now - TimeDelta::days(days_ago);
        let month = usize::try_from(day.month0()).unwrap_or(0);
        for _ in 0..orders_on(&chance, SEASON[month]) {
            let at = day - TimeDelta::minutes(i64::try_from(chance.below(14 * 60)).unwrap_or(0));
            if let Some((customer, product)) = who_buys_what(&chance, customers, at) {
                let number = happenings.len();
                happenings.extend(buy(&chance, customer, product, at, number, now));
            }
        }
    }
    happenings.extend(specials(&chance, customers, now));
    happenings.sort_by_key(Happening::at);
    happenings
}

/// A thirtieth of the month's orders, the rest of the division by chance.
fn orders_on(chance: &Chance, a_month: usize) -> usize {
    a_month / 30 + usize::from(chance.below(30) < a_month % 30)
}

fn who_buys_what<'a>(
    chance: &Chance,
    customers: &'a [DemoCustomer],
    at: DateTime<Utc>,
) -> Option<(&'a DemoCustomer, &'static DemoProduct)> {
    let ordinary = &customers[..customers.len() - 3];
    let known: Vec<&DemoCustomer> = ordinary.iter().filter(|c| c.since <= at).collect();
    if known.is_empty() {
        return None;
    }
    let product = match chance.below(100) {
        0..30 => &LEVELS[0],
        30..56 => &LEVELS[1],
        56..68 => &LEVELS[2],
        68..73 => &LEVELS[3],
        73..75 => &LEVELS[4],
        75 => &LEVELS[5],
        76..80 => &TREATMENT,
        _ => chance.pick(&OFFERS),
    };
    Some((*chance.pick(&known), product))
}

/// An order, and in some cases what is given back of it.
fn buy(
    chance: &Chance,
    customer: &DemoCustomer,
    product: &DemoProduct,
    at: DateTime<Utc>,
    number: usize,
    now: DateTime<Utc>,
) -> Vec<Happening> {
    let is_renewal = product.name == "CAMPUS" && chance.percent(25);
    let order = NewOrder {
        order_id: OrderId(chance.id("order")),
        order_number: format!("B-{}-{:04}", berlin_month(at), 1000 + number),
        customer_user_id: customer.user_id,
        ordered_at: to_micros(at),
        billing_country: customer.country.filter(|_| !chance.percent(4)),
        currency: Currency::EUR,
        is_renewal,
        is_via_connect: !chance.percent(15),
        lines: vec![NewOrderLine { product_id: product.id(), net_cents: product.net_cents }],
    };
    let seller = product.seller.id();
    let mut happened = Vec::new();
    if chance.percent(7) {
        let days = if chance.percent(30) { 45 } else { 9 };
        let refunded_at = at + TimeDelta::days(days);
        let is_partial = chance.percent(40);
        let net_cents = if is_partial { product.net_cents / 4 } else { product.net_cents };
        if refunded_at < now {
            let refund = NewRefund {
                refund_id: chance.id("refund"),
                order_id: order.order_id,
                line_no: 1,
                refunded_at: to_micros(refunded_at),
                net_cents,
            };
            happened.push(Happening::Refund { seller, refund });
        }
    }
    happened.push(Happening::Order { seller, order });
    happened
}

/// The cases that a demo must be able to show: an expired attribution, the distributor buying for
/// itself, the practice buying for itself, and last month's orders of the practice's customers.
fn specials(chance: &Chance, customers: &[DemoCustomer], now: DateTime<Utc>) -> Vec<Happening> {
    let [expired, distributor, practice] = &customers[customers.len() - 3..] else {
        return Vec::new();
    };
    let plan = [
        (expired, &LEVELS[1], 70, 9001),
        (distributor, &LEVELS[4], 100, 9002),
        (practice, &LEVELS[3], 120, 9003),
        (practice, &LEVELS[4], 33, 9004),
        (&customers[0], &LEVELS[2], 31, 9005),
        (&customers[1], &LEVELS[1], 34, 9006),
        (&customers[2], &TREATMENT, 36, 9007),
    ];
    plan.into_iter()
        .filter_map(|(customer, product, days, number)| {
            let at = now - TimeDelta::days(days);
            let at = at.max(customer.since);
            // The order itself comes last; these are not given back.
            buy(chance, customer, product, at, number, at).pop()
        })
        .collect()
}
