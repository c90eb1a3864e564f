use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::*;
use crate::commissions::{AgreementTerms, Attribution, AttributionSource};

const GMBH: &str = "mojo-gmbh";
const POLICY: Policy = Policy::V2026_1;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn agreement() -> Option<AgreementTerms<&'static str>> {
    Some(AgreementTerms {
        tenant: GMBH,
        percent: Percentage::new(30),
        valid_from: "2025-01-01".parse().unwrap(),
        valid_until: None,
    })
}

fn attributed(tenant: &'static str) -> Option<Attribution<&'static str>> {
    let source = AttributionSource::AffiliateCode;
    Some(Attribution::new(tenant, at("2025-12-01T09:00:00Z"), source, &POLICY))
}

/// A platform product for 1000.00, bought in Germany by a customer of t2 for the first time.
fn platform_sale() -> LineBasis<&'static str> {
    LineBasis {
        ordered_at: at("2026-02-01T10:00:00Z"),
        net: Money::eur(100_000),
        is_platform_product: true,
        is_commission_eligible: true,
        seller: None,
        buyer_tenant: None,
        billing_country: Some("DE".parse().unwrap()),
        agreement: agreement(),
        attribution: attributed("t2"),
        is_first_purchase: true,
        is_renewal: false,
        is_via_connect: true,
        deactivated: BTreeSet::new(),
    }
}

/// An event ticket of MOJO GmbH for 100.00, a later purchase of a customer of t2.
fn tenant_sale() -> LineBasis<&'static str> {
    LineBasis {
        net: Money::eur(10_000),
        is_platform_product: false,
        seller: Some(GMBH),
        agreement: None,
        is_first_purchase: false,
        ..platform_sale()
    }
}

/// The outcome as one line of text: the parts, the rest, and what was not paid.
fn told(basis: &LineBasis<&'static str>) -> String {
    let outcome = calculate_line(basis, &POLICY).unwrap();
    let mut parts: Vec<String> = Vec::new();
    for entry in &outcome.entries {
        let recipient = entry.recipient.unwrap_or("LLC");
        parts.push(format!("{} {recipient} {} {}", entry.kind, entry.amount, entry.settled_as));
    }
    parts.push(format!("rest {}", outcome.rest));
    parts.extend(outcome.not_paid.iter().map(|not| format!("{} {}", not.kind, not.reason)));
    parts.join("; ")
}

fn check(basis: &LineBasis<&'static str>, expected: &[&str]) {
    assert_eq!(told(basis), expected.join("; "));
}

#[test]
fn scenario_a_c1_c2_distributor_and_affiliate_share_a_platform_sale() {
    check(
        &platform_sale(),
        &[
            "regional_exclusive mojo-gmbh 300.00 payout",
            "affiliate_first t2 200.00 payout",
            "rest 500.00",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn scenario_b_c1_the_distributor_is_paid_without_an_affiliate() {
    check(
        &LineBasis { attribution: None, ..platform_sale() },
        &[
            "regional_exclusive mojo-gmbh 300.00 payout",
            "rest 700.00",
            "affiliate_first no_attribution",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn scenario_c_c2_a_later_purchase_without_an_agreement() {
    let us = Some("US".parse().unwrap());
    check(
        &LineBasis {
            billing_country: us,
            agreement: None,
            is_first_purchase: false,
            ..platform_sale()
        },
        &[
            "affiliate_recurring t2 100.00 payout",
            "rest 900.00",
            "regional_exclusive no_agreement",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn scenario_d_c4_c5_the_seller_keeps_88_percent_of_a_ticket() {
    check(
        &tenant_sale(),
        &[
            "affiliate_recurring t2 10.00 payout",
            "platform_fee LLC 2.00 retained",
            "rest 88.00",
            "regional_exclusive not_a_platform_product",
        ],
    );
}

#[test]
fn scenario_e_c7_the_distributor_buys_for_itself_at_a_discount() {
    let buyer_tenant = Some(GMBH);
    let net = Money::eur(500_000);
    let basis = LineBasis { net, buyer_tenant, attribution: attributed(GMBH), ..platform_sale() };
    assert_eq!(calculate_line(&basis, &POLICY).unwrap().discount(), Money::eur(150_000));
    check(
        &basis,
        &[
            "regional_exclusive mojo-gmbh 1500.00 discount",
            "rest 3500.00",
            "affiliate_first self_purchase",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn c6_the_distributor_that_recruited_gets_the_regional_commission_only() {
    check(
        &LineBasis { attribution: attributed(GMBH), ..platform_sale() },
        &[
            "regional_exclusive mojo-gmbh 300.00 payout",
            "rest 700.00",
            "affiliate_first not_additive",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn c6_also_where_the_regional_commission_rounds_to_zero() {
    let terms = AgreementTerms { percent: Percentage::new(1), ..agreement().unwrap() };
    check(
        &LineBasis {
            net: Money::eur(10),
            agreement: Some(terms),
            attribution: attributed(GMBH),
            ..platform_sale()
        },
        &[
            "rest 0.10",
            "regional_exclusive rounds_to_zero",
            "affiliate_first not_additive",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn c6_outside_its_region_the_distributor_is_an_affiliate_like_any_other() {
    let us = Some("US".parse().unwrap());
    check(
        &LineBasis {
            billing_country: us,
            agreement: None,
            attribution: attributed(GMBH),
            ..platform_sale()
        },
        &[
            "affiliate_first mojo-gmbh 200.00 payout",
            "rest 800.00",
            "regional_exclusive no_agreement",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn c7_an_affiliate_gets_nothing_on_its_own_platform_purchase_and_the_region_is_paid() {
    check(
        &LineBasis { buyer_tenant: Some("t2"), ..platform_sale() },
        &[
            "regional_exclusive mojo-gmbh 300.00 payout",
            "rest 700.00",
            "affiliate_first self_purchase",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn c7_whoever_recruited_the_buying_distributor_is_paid() {
    check(
        &LineBasis { buyer_tenant: Some(GMBH), ..platform_sale() },
        &[
            "regional_exclusive mojo-gmbh 300.00 discount",
            "affiliate_first t2 200.00 payout",
            "rest 500.00",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn c8_the_affiliate_that_buys_a_tenant_product_gets_a_discount() {
    check(
        &LineBasis { buyer_tenant: Some("t2"), ..tenant_sale() },
        &[
            "affiliate_recurring t2 10.00 discount",
            "platform_fee LLC 2.00 retained",
            "rest 88.00",
            "regional_exclusive not_a_platform_product",
        ],
    );
}

#[test]
fn c8_the_seller_that_recruited_does_not_pay_itself() {
    for buyer_tenant in [None, Some("t2")] {
        check(
            &LineBasis { seller: Some("t2"), buyer_tenant, ..tenant_sale() },
            &[
                "platform_fee LLC 2.00 retained",
                "rest 98.00",
                "regional_exclusive not_a_platform_product",
                "affiliate_recurring seller_is_affiliate",
            ],
        );
    }
}

#[test]
fn c4_cash_at_the_desk_owes_no_fee_unless_all_sales_do() {
    let cash = LineBasis { is_via_connect: false, ..tenant_sale() };
    check(
        &cash,
        &[
            "affiliate_recurring t2 10.00 payout",
            "rest 90.00",
            "regional_exclusive not_a_platform_product",
            "platform_fee not_via_connect",
        ],
    );
    let all = Policy { fee_scope: FeeScope::AllTenantSales, ..POLICY };
    assert_eq!(calculate_line(&cash, &all).unwrap().rest, Money::eur(8800));
}

#[test]
fn c14_a_healing_service_pays_the_fee_and_no_commission() {
    check(
        &LineBasis { is_commission_eligible: false, ..tenant_sale() },
        &[
            "platform_fee LLC 2.00 retained",
            "rest 98.00",
            "regional_exclusive not_a_platform_product",
            "affiliate_recurring healing_service",
        ],
    );
    check(
        &LineBasis { is_commission_eligible: false, ..platform_sale() },
        &[
            "rest 1000.00",
            "regional_exclusive healing_service",
            "affiliate_first healing_service",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn c9_without_any_address_there_is_no_regional_commission() {
    check(
        &LineBasis { billing_country: None, agreement: None, ..platform_sale() },
        &[
            "affiliate_first t2 200.00 payout",
            "rest 800.00",
            "regional_exclusive no_address",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn c13_who_has_left_gets_neither_and_does_not_stand_in_the_way_of_others() {
    let deactivated = BTreeSet::from([GMBH]);
    check(
        &LineBasis { deactivated: deactivated.clone(), ..platform_sale() },
        &[
            "affiliate_first t2 200.00 payout",
            "rest 800.00",
            "regional_exclusive recipient_deactivated",
            "platform_fee sold_by_platform",
        ],
    );
    check(
        &LineBasis { deactivated, attribution: attributed(GMBH), ..platform_sale() },
        &[
            "rest 1000.00",
            "regional_exclusive recipient_deactivated",
            "affiliate_first recipient_deactivated",
            "platform_fee sold_by_platform",
        ],
    );
}

#[test]
fn a2_the_interval_decides_and_says_on_which_side_the_order_lies() {
    for (ordered_at, told_reason) in [
        ("2025-12-01T08:59:59Z", "affiliate_recurring attribution_not_started"),
        ("2028-12-01T09:00:00Z", "affiliate_recurring attribution_expired"),
    ] {
        let basis = LineBasis { ordered_at: at(ordered_at), ..tenant_sale() };
        assert!(told(&basis).ends_with(told_reason), "{}", told(&basis));
    }
}

#[test]
fn c2_a_renewal_is_recurring_even_if_nothing_was_bought_before() {
    let outcome =
        calculate_line(&LineBasis { is_renewal: true, ..platform_sale() }, &POLICY).unwrap();
    let affiliate = &outcome.entries[1];
    assert_eq!(affiliate.kind, CommissionType::AffiliateRecurring);
    assert_eq!(affiliate.reasons, [ReasonCode::AttributionLive, ReasonCode::Renewal]);
}

#[test]
fn c10_cents_are_rounded_away_from_zero_and_the_rest_takes_the_difference() {
    let basis = LineBasis { net: Money::eur(3), ..platform_sale() };
    assert!(told(&basis).starts_with(
        "regional_exclusive mojo-gmbh 0.01 payout; affiliate_first t2 0.01 payout; rest 0.01"
    ));
    let nothing = LineBasis { net: Money::eur(0), ..tenant_sale() };
    assert!(told(&nothing).starts_with("rest 0.00"));
}

#[test]
fn c10_the_rest_is_never_negative_even_with_rates_that_take_it_all() {
    let half = Percentage::new(50);
    let greedy = Policy { affiliate_recurring: half, platform_fee: half, ..POLICY };
    let outcome =
        calculate_line(&LineBasis { net: Money::eur(1), ..tenant_sale() }, &greedy).unwrap();
    assert_eq!((outcome.entries.len(), outcome.rest), (1, Money::eur(0)));
    assert_eq!(outcome.not_paid[1].reason, ReasonCode::NothingLeft);
}

#[test]
fn the_largest_net_is_shared_and_a_negative_one_refused() {
    let most = LineBasis { net: Money::eur(i64::MAX), ..platform_sale() };
    let outcome = calculate_line(&most, &POLICY).unwrap();
    let sum: i64 = outcome.entries.iter().map(|entry| entry.amount.cents).sum();
    assert_eq!(sum + outcome.rest.cents, i64::MAX);
    let negative = LineBasis { net: Money::eur(-1), ..platform_sale() };
    assert!(calculate_line(&negative, &POLICY).is_err());
}

#[test]
fn c15_an_entry_keeps_its_rules_base_percent_and_reasons() {
    let outcome = calculate_line(&platform_sale(), &POLICY).unwrap();
    let entry = &outcome.entries[0];
    assert_eq!(entry.rule_version.to_string(), "2026-1");
    assert_eq!((entry.base, entry.percent), (Money::eur(100_000), Percentage::new(30)));
    assert_eq!(entry.reasons, [ReasonCode::AgreementInForce]);
}
