use std::collections::BTreeSet;

use super::*;
use crate::commissions::{AgreementTerms, Attribution, AttributionSource, calculate_line};

#[test]
fn c15_every_commission_of_a_line_is_explained_paid_or_not() {
    let policy = Policy::default();
    let attributed_at = "2025-12-01T09:00:00Z".parse().unwrap();
    let source = AttributionSource::AffiliateCode;
    let basis = LineBasis {
        ordered_at: "2026-02-01T10:00:00Z".parse().unwrap(),
        net: Money::eur(100_000),
        is_platform_product: true,
        is_commission_eligible: true,
        seller: None,
        buyer_tenant: None,
        billing_country: Some("AT".parse().unwrap()),
        agreement: Some(AgreementTerms {
            tenant: "gmbh",
            percent: Percentage::new(30),
            valid_from: "2025-01-01".parse().unwrap(),
            valid_until: None,
        }),
        attribution: Some(Attribution::new("gmbh", attributed_at, source, &policy)),
        is_first_purchase: true,
        is_renewal: false,
        is_via_connect: true,
        deactivated: BTreeSet::new(),
    };
    let outcome = calculate_line(&basis, &policy).unwrap();
    let explanations = explain(&basis, &outcome, &policy);
    let told: Vec<_> =
        explanations.iter().map(|it| (it.kind.code(), it.is_paid, it.reasons[0].code())).collect();
    assert_eq!(
        told,
        [
            ("regional_exclusive", true, "agreement_in_force"),
            ("affiliate_first", false, "not_additive"),
            ("platform_fee", false, "sold_by_platform"),
        ]
    );
    let regional = &explanations[0].quantities;
    assert_eq!(regional["country"], Quantity::Country("AT".parse().unwrap()));
    assert_eq!(regional["amount"], Quantity::Amount(Money::eur(30_000)));
    assert_eq!(regional["rest"], Quantity::Amount(Money::eur(70_000)));
    let approves_at = "2026-03-03T10:00:00Z".parse().unwrap();
    assert_eq!(regional["approves_at"], Quantity::At(approves_at));
    assert!(!regional.contains_key("valid_until"));
    let affiliate = &explanations[1].quantities;
    assert_eq!(affiliate["attributed_at"], Quantity::At(attributed_at));
}
