//! Properties of one order line, whatever its facts are.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::commissions::{
    AgreementTerms, Attribution, AttributionSource, Audience, LineBasis, Policy, SettledAs,
    StoredLine, calculate_line, money_back_total, recompute, reversed_total,
};
use mojo_domain::{Money, Percentage};
use proptest::option;
use proptest::prelude::*;

fn start() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn tenant() -> impl Strategy<Value = u8> {
    0..4_u8
}

fn agreement() -> impl Strategy<Value = AgreementTerms<u8>> {
    (tenant(), 0..=3_000_i64).prop_map(|(tenant, basis_points)| AgreementTerms {
        tenant,
        percent: Percentage::from_basis_points(basis_points),
        valid_from: "2025-12-01".parse().unwrap(),
        valid_until: Some("2026-06-30".parse().unwrap()),
    })
}

fn attribution() -> impl Strategy<Value = Attribution<u8>> {
    (tenant(), -1_200..100_i64).prop_map(|(tenant, days)| {
        let at = start() + TimeDelta::days(days);
        Attribution::new(tenant, at, AttributionSource::Direct, &Policy::default())
    })
}

fn net() -> impl Strategy<Value = i64> {
    prop_oneof![0..200_i64, 0..1_000_000_00_i64, Just(i64::MAX)]
}

prop_compose! {
    fn basis()(
        net in net(),
        day in 0..300_i64,
        seller in option::of(tenant()),
        buyer_tenant in option::of(tenant()),
        has_address in any::<bool>(),
        agreement in option::of(agreement()),
        attribution in option::of(attribution()),
        (is_commission_eligible, is_first_purchase, is_renewal, is_via_connect) in
            any::<(bool, bool, bool, bool)>(),
        deactivated in proptest::collection::btree_set(tenant(), 0..2),
    ) -> LineBasis<u8> {
        LineBasis {
            ordered_at: start() + TimeDelta::days(day),
            net: Money::eur(net),
            is_platform_product: seller.is_none(),
            is_commission_eligible,
            seller,
            buyer_tenant,
            billing_country: has_address.then(|| "DE".parse().unwrap()),
            agreement,
            attribution,
            is_first_purchase,
            is_renewal,
            is_via_connect,
            deactivated,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn c10_the_parts_add_up_to_the_net_and_the_rest_is_never_negative(basis in basis()) {
        let outcome = calculate_line(&basis, &Policy::default()).unwrap();
        let parts: i64 = outcome.entries.iter().map(|entry| entry.amount.cents).sum();
        prop_assert_eq!(parts + outcome.rest.cents, basis.net.cents);
        prop_assert!(outcome.rest.cents >= 0);
        prop_assert!(outcome.entries.iter().all(|entry| entry.amount.cents > 0));
    }

    #[test]
    fn c15_each_of_the_three_commissions_is_paid_or_has_a_reason(basis in basis()) {
        let outcome = calculate_line(&basis, &Policy::default()).unwrap();
        let kinds: Vec<_> = outcome.entries.iter().map(|it| it.kind)
            .chain(outcome.not_paid.iter().map(|it| it.kind)).collect();
        prop_assert_eq!(kinds.len(), 3);
        prop_assert_eq!(kinds.iter().filter(|kind| kind.is_affiliate()).count(), 1);
        prop_assert_eq!(kinds.into_iter().collect::<BTreeSet<_>>().len(), 3);
        prop_assert!(outcome.entries.iter().all(|entry| !entry.reasons.is_empty()));
    }

    #[test]
    fn c14_c13_nothing_goes_to_who_left_and_healing_pays_no_commission(basis in basis()) {
        let outcome = calculate_line(&basis, &Policy::default()).unwrap();
        for entry in outcome.entries {
            prop_assert!(basis.is_commission_eligible || entry.settled_as == SettledAs::Retained);
            let left = entry.recipient.is_some_and(|it| basis.deactivated.contains(&it));
            prop_assert!(!left);
        }
    }

    #[test]
    fn c7_c8_a_discount_goes_to_the_buyer_and_nothing_else_does(basis in basis()) {
        let outcome = calculate_line(&basis, &Policy::default()).unwrap();
        for entry in outcome.entries {
            let is_own = entry.recipient.is_some() && entry.recipient == basis.buyer_tenant;
            prop_assert_eq!(is_own, entry.settled_as == SettledAs::Discount);
        }
    }

    #[test]
    fn c16_y4_what_a_recipient_sees_gives_the_same_entries(basis in basis()) {
        let policy = Policy::default();
        let entries = calculate_line(&basis, &policy).unwrap().entries;
        let whole = StoredLine {
            key: (),
            rule_version: policy.version,
            basis: basis.clone(),
            entries: entries.clone(),
        };
        prop_assert!(recompute(&[whole], &Audience::All, Policy::of_version).is_empty());
        for recipient in 0..4 {
            let line = StoredLine {
                key: (),
                rule_version: policy.version,
                basis: basis.visible_to(&recipient),
                entries: entries.iter().filter(|it| it.recipient == Some(recipient)).cloned().collect(),
            };
            let audience = Audience::Recipient(&recipient);
            prop_assert_eq!(recompute(&[line], &audience, Policy::of_version), vec![]);
        }
    }

    #[test]
    fn c12_a_reversal_grows_with_the_refund_and_ends_at_the_amount(
        net in 1..=i64::MAX,
        share in 0..=i64::MAX,
        first in 0..=i64::MAX,
        second in 0..=i64::MAX,
    ) {
        let (amount, less) = (share % (net / 2 + 1), first.min(second) % net);
        let more = first.max(second).max(less) % net;
        let reversed = |refunded| {
            reversed_total(Money::eur(amount), Money::eur(refunded), Money::eur(net)).unwrap().cents
        };
        let (less, more) = (less.min(more), less.max(more));
        prop_assert!(0 <= reversed(less) && reversed(less) <= reversed(more));
        prop_assert_eq!(reversed(net), amount);
        prop_assert_eq!(reversed(0), 0);
        let discount = Money::eur(amount);
        let back = money_back_total(discount, Money::eur(net), Money::eur(net)).unwrap();
        prop_assert_eq!(back.cents, net - amount);
    }
}
