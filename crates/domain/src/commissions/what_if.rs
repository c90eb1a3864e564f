//! What would I earn if ... (Was wäre, wenn): assumed orders of platform products or of another
//! tenant's, played through the ledger with the rules that are in force. Nothing is recorded anywhere.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};

use super::{
    Agreement, AgreementError, AgreementTerms, Attribution, AttributionSource, CommissionType,
    CountryCode, Ids, Ledger, LedgerError, Order, OrderLine, Policy, ProductFacts, Status,
};
use crate::{Currency, Money, Month, Percentage, TenantId};

/// The most orders of one question.
pub const MAX_ASSUMED_ORDERS: u32 = 20_000;
/// How many months after the last order are told: hold period and payout run are over then.
const MONTHS_AFTER: u32 = 3;
/// Who sells an assumed product of another tenant: no tenant has this id.
const ANOTHER: TenantId = TenantId(uuid::Uuid::max());

/// What is assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    /// Who asks.
    pub own: TenantId,
    /// The own region, for a distributor: its countries and the percentage.
    pub region: Option<(BTreeSet<CountryCode>, Percentage)>,
    /// Of all amounts: a question is one of one currency, since currencies are never netted (Y1) and
    /// no rate stands anywhere. The minimum of a payout counts in it.
    pub currency: Currency,
    /// The orders.
    pub orders: Vec<AssumedOrders>,
}

/// What is sold by assumption. Which level of the journey it is changes no commission (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssumedProduct {
    /// A product of the platform.
    Platform,
    /// A product of a tenant other than who asks, which may have commissions (C2, C14).
    Tenant,
}

/// Orders alike of one month, each of a customer of its own, placed on the 15th.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumedOrders {
    /// When.
    pub month: Month,
    /// What.
    pub product: AssumedProduct,
    /// The country of the billing address.
    pub country: CountryCode,
    /// The net of each, in cents.
    pub net_cents: i64,
    /// How many.
    pub count: u32,
    /// The customers were recruited by who asks.
    pub is_recruited: bool,
    /// Renewals and other later purchases instead of first ones.
    pub is_later: bool,
}

/// What one type comes to in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhatIfAmounts {
    /// Earned by the orders of the month.
    pub earned: Money,
    /// In the hold period at the end of the month.
    pub held: Money,
    /// Approved and unpaid at the end of the month.
    pub approved: Money,
    /// Paid in the month.
    pub paid: Money,
}

/// A month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIfMonth {
    /// The month.
    pub month: Month,
    /// By the type; every type that there is at all stands in every month.
    pub types: BTreeMap<CommissionType, WhatIfAmounts>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhatIfError {
    /// C1: the percentage is above the cap.
    #[error(transparent)]
    Agreement(#[from] AgreementError),
    /// An amount is out of bounds.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A net below zero.
    #[error("an order is not below zero")]
    Negative,
    /// Its currency is not counted in cents.
    #[error("{0} has no hundredths: nothing is sold or paid out in it")]
    OtherUnit(Currency),
    /// More than [`MAX_ASSUMED_ORDERS`].
    #[error("at most {MAX_ASSUMED_ORDERS} orders at once")]
    TooMany,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Assumed;

impl Ids for Assumed {
    type Tenant = TenantId;
    type Customer = u32;
    type Order = u32;
    type Line = u32;
}

/// Held, approved and paid so far, in cents, and what was ever earned.
type Standing = BTreeMap<CommissionType, [i64; 4]>;

/// Plays the assumed orders under the newest policy; payout runs on the first of each month. The
/// months from the first order to three after the last, none without an order.
///
/// # Errors
/// [`WhatIfError`] for what the rules refuse.
pub fn what_if(question: &WhatIf) -> Result<Vec<WhatIfMonth>, WhatIfError> {
    let policy = Policy::default();
    if !question.currency.has_hundredths() {
        return Err(WhatIfError::OtherUnit(question.currency));
    }
    let count = question.orders.iter().try_fold(0_u32, |sum, one| sum.checked_add(one.count));
    if count.is_none_or(|count| count > MAX_ASSUMED_ORDERS) {
        return Err(WhatIfError::TooMany);
    }
    if question.orders.iter().any(|one| one.net_cents < 0) {
        return Err(WhatIfError::Negative);
    }
    let months = question.orders.iter().map(|one| one.month);
    let (Some(first), Some(last)) = (months.clone().min(), months.max()) else {
        return Ok(Vec::new());
    };
    let mut ledger: Ledger<Assumed> = Ledger::new(policy);
    if let Some((regions, percent)) = &question.region {
        ledger.add_agreement(&agreement(question.own, regions, *percent))?;
    }
    let last = (0..MONTHS_AFTER).fold(last, |month, _| month.next());
    let (mut answer, mut before, mut month) = (Vec::new(), Standing::new(), first);
    while month <= last {
        ledger.payout_run(at(month.first_day(), 3))?;
        place_orders(&mut ledger, question, month, &policy)?;
        // Berlin is ahead of UTC by two hours at most: the month is still the same there.
        ledger.approve_until(at(month.next().first_day(), 0) - TimeDelta::hours(3));
        let after = standing(&ledger, question.own);
        answer.push((month, before, after.clone()));
        (before, month) = (after, month.next());
    }
    let kinds: Vec<CommissionType> = before.keys().copied().collect();
    let tell = |(month, before, after)| told(month, &kinds, (&before, &after), question.currency);
    Ok(answer.into_iter().map(tell).collect())
}

fn at(day: NaiveDate, hour: i64) -> DateTime<Utc> {
    Utc.from_utc_datetime(&day.and_time(NaiveTime::MIN)) + TimeDelta::hours(hour)
}

fn agreement(
    own: TenantId,
    regions: &BTreeSet<CountryCode>,
    percent: Percentage,
) -> Agreement<TenantId> {
    let terms =
        AgreementTerms { tenant: own, percent, valid_from: NaiveDate::MIN, valid_until: None };
    Agreement { terms, regions: regions.clone() }
}

fn place_orders(
    ledger: &mut Ledger<Assumed>,
    question: &WhatIf,
    month: Month,
    policy: &Policy,
) -> Result<(), LedgerError> {
    let placed_at = at(month.first_day() + Days::new(14), 12);
    let mut number = 0;
    for assumed in &question.orders {
        for _ in 0..assumed.count {
            // Ids follow from the place, so that each order has a customer of its own.
            number += 1;
            if assumed.month != month {
                continue;
            }
            if assumed.is_recruited {
                let source = AttributionSource::AffiliateCode;
                let own = Attribution::new(question.own, placed_at, source, policy);
                ledger.attribute(&number, own)?;
            }
            let is_platform_product = assumed.product == AssumedProduct::Platform;
            let product = ProductFacts {
                seller: (!is_platform_product).then_some(ANOTHER),
                is_platform_product,
                is_commission_eligible: true,
            };
            ledger.record_order(Order {
                id: number,
                at: placed_at,
                customer: number,
                buyer_tenant: None,
                billing_country: Some(assumed.country),
                currency: question.currency,
                is_renewal: assumed.is_later,
                is_via_connect: true,
                lines: vec![OrderLine { id: 1, product, net_cents: assumed.net_cents }],
            })?;
        }
    }
    Ok(())
}

/// Where the entries of who asks stand.
fn standing(ledger: &Ledger<Assumed>, own: TenantId) -> Standing {
    let mut sums = Standing::new();
    for entry in ledger.entries().iter().filter(|entry| entry.commission.recipient == Some(own)) {
        let cents = entry.commission.amount.cents;
        let [held, approved, paid, earned] = sums.entry(entry.commission.kind).or_default();
        *earned += cents;
        match entry.status {
            Status::Pending => *held += cents,
            Status::Approved => *approved += cents,
            Status::Paid => *paid += cents,
            Status::Refunded | Status::Forfeited | Status::Settled => {}
        }
    }
    sums
}

fn told(
    month: Month,
    kinds: &[CommissionType],
    (before, after): (&Standing, &Standing),
    currency: Currency,
) -> WhatIfMonth {
    let money = |cents| Money::new(cents, currency);
    let of = |standing: &Standing, kind| standing.get(kind).copied().unwrap_or_default();
    let types = kinds.iter().map(|kind| {
        let [_, _, paid_before, earned_before] = of(before, kind);
        let [held, approved, paid, earned] = of(after, kind);
        let amounts = WhatIfAmounts {
            earned: money(earned - earned_before),
            held: money(held),
            approved: money(approved),
            paid: money(paid - paid_before),
        };
        (*kind, amounts)
    });
    WhatIfMonth { month, types: types.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders(month: &str, country: &str, is_recruited: bool) -> AssumedOrders {
        AssumedOrders {
            month: month.parse().unwrap(),
            product: AssumedProduct::Platform,
            country: country.parse().unwrap(),
            net_cents: 1000_00,
            count: 1,
            is_recruited,
            is_later: false,
        }
    }

    fn question(orders: Vec<AssumedOrders>) -> WhatIf {
        let own = TenantId(uuid::Uuid::from_u128(7));
        let regions = BTreeSet::from(["DE".parse().unwrap()]);
        let region = Some((regions, Percentage::new(30)));
        WhatIf { own, region, currency: Currency::EUR, orders }
    }

    /// Month, type, earned, held, approved, paid.
    fn rows(question: &WhatIf) -> Vec<(String, &'static str, [i64; 4])> {
        let row = |month: &WhatIfMonth| {
            let name = month.month.to_string();
            let row = |(kind, of): (&CommissionType, &WhatIfAmounts)| {
                let cents = [of.earned, of.held, of.approved, of.paid].map(|money| money.cents);
                (name.clone(), kind.code(), cents)
            };
            month.types.iter().map(row).collect::<Vec<_>>()
        };
        what_if(question).unwrap().iter().flat_map(row).collect()
    }

    #[test]
    fn c11_y1_an_order_is_held_thirty_days_and_paid_by_the_next_run() {
        let kind = "regional_exclusive";
        let expected = [
            ("2027-01".to_owned(), kind, [300_00, 300_00, 0, 0]),
            ("2027-02".to_owned(), kind, [0, 0, 300_00, 0]),
            ("2027-03".to_owned(), kind, [0, 0, 0, 300_00]),
            ("2027-04".to_owned(), kind, [0, 0, 0, 0]),
        ];
        assert_eq!(rows(&question(vec![orders("2027-01", "DE", false)])), expected);
    }

    #[test]
    fn c6_an_own_customer_in_the_own_region_brings_the_regional_commission_alone() {
        let found = rows(&question(vec![orders("2027-01", "DE", true)]));
        assert!(found.iter().all(|(_, kind, _)| *kind == "regional_exclusive"), "{found:?}");
        assert_eq!(found[0].2[0], 300_00);
    }

    #[test]
    fn c2_an_own_customer_elsewhere_brings_a_fifth_and_later_a_tenth() {
        let first = rows(&question(vec![orders("2027-01", "US", true)]));
        assert_eq!((first[0].1, first[0].2[0]), ("affiliate_first", 200_00));
        let later = AssumedOrders { is_later: true, ..orders("2027-01", "US", true) };
        let later = rows(&question(vec![later]));
        assert_eq!((later[0].1, later[0].2[0]), ("affiliate_recurring", 100_00));
    }

    #[test]
    fn c2_a_tenants_product_pays_who_recruited_and_no_region() {
        let of_tenant = |is_recruited| AssumedOrders {
            product: AssumedProduct::Tenant,
            ..orders("2027-01", "DE", is_recruited)
        };
        let found = rows(&question(vec![of_tenant(true)]));
        assert!(found.iter().all(|(_, kind, _)| *kind == "affiliate_first"), "{found:?}");
        assert_eq!(found[0].2[0], 200_00);
        assert!(rows(&question(vec![of_tenant(false)])).is_empty(), "the region has no part of it");
    }

    #[test]
    fn c6_a_line_of_each_kind_is_counted_by_itself() {
        let of_tenant =
            AssumedOrders { product: AssumedProduct::Tenant, ..orders("2027-01", "DE", true) };
        let found = rows(&question(vec![orders("2027-01", "DE", true), of_tenant]));
        let earned: Vec<(&str, i64)> =
            found.iter().take(2).map(|(_, kind, cents)| (*kind, cents[0])).collect();
        assert_eq!(earned, [("affiliate_first", 200_00), ("regional_exclusive", 300_00)]);
    }

    #[test]
    fn y1_below_fifty_euros_nothing_is_paid_and_the_balance_stays() {
        let small = AssumedOrders { net_cents: 166_63, ..orders("2027-01", "DE", false) };
        let found = rows(&question(vec![small.clone()]));
        assert_eq!(found.last().unwrap().2, [0, 0, 49_99, 0]);
        let next = AssumedOrders { month: "2027-02".parse().unwrap(), ..small.clone() };
        let found = rows(&question(vec![small, next]));
        assert_eq!(found.iter().map(|row| row.2[3]).sum::<i64>(), 2 * 49_99);
    }

    /// The rules know no rate: a question has the same figures in every currency.
    #[test]
    fn y1_in_every_currency_an_amount_stays_what_it_is_and_fifty_are_paid_out() {
        let just = AssumedOrders { net_cents: 166_67, ..orders("2027-01", "DE", false) };
        let in_euros = question(vec![just, orders("2027-02", "DE", false)]);
        for code in ["CHF", "USD", "GBP"] {
            let currency: Currency = code.parse().unwrap();
            let asked = WhatIf { currency, ..in_euros.clone() };
            assert_eq!(rows(&asked), rows(&in_euros), "{code}");
            let answer = what_if(&asked).unwrap();
            let amounts = answer.iter().flat_map(|month| month.types.values());
            let told = amounts.flat_map(|of| [of.earned, of.held, of.approved, of.paid]);
            assert!(told.into_iter().all(|money| money.currency == currency), "{code}");
            assert_eq!(answer[2].types.values().next().unwrap().paid.cents, 50_00, "{code}");
        }
        let yen: Currency = "JPY".parse().unwrap();
        let asked = WhatIf { currency: yen, ..in_euros };
        assert_eq!(what_if(&asked), Err(WhatIfError::OtherUnit(yen)));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(what_if(&question(Vec::new())), Ok(Vec::new()));
        let below = AssumedOrders { net_cents: -1, ..orders("2027-01", "DE", false) };
        assert_eq!(what_if(&question(vec![below])), Err(WhatIfError::Negative));
        let many = AssumedOrders { count: u32::MAX, ..orders("2027-01", "DE", false) };
        assert_eq!(what_if(&question(vec![many.clone(), many])), Err(WhatIfError::TooMany));
        let region = Some((BTreeSet::from(["DE".parse().unwrap()]), Percentage::new(31)));
        let above = WhatIf { region, ..question(vec![orders("2027-01", "DE", false)]) };
        assert!(matches!(what_if(&above), Err(WhatIfError::Agreement(_))));
    }
}
