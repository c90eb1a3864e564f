use std::collections::BTreeSet;

use super::*;
use crate::commissions::{AgreementTerms, Attribution, AttributionSource};
use crate::{Money, Percentage};

/// A platform product for 1000.00: 300.00 to the distributor, 200.00 to the affiliate.
fn stored() -> StoredLine<&'static str, &'static str> {
    let policy = Policy::default();
    let attributed_at = "2025-12-01T09:00:00Z".parse().unwrap();
    let source = AttributionSource::Referral;
    let basis = LineBasis {
        ordered_at: "2026-02-01T10:00:00Z".parse().unwrap(),
        net: Money::eur(100_000),
        is_platform_product: true,
        is_commission_eligible: true,
        seller: None,
        buyer_tenant: None,
        billing_country: Some("DE".parse().unwrap()),
        agreement: Some(AgreementTerms {
            tenant: "gmbh",
            percent: Percentage::new(30),
            valid_from: "2025-01-01".parse().unwrap(),
            valid_until: None,
        }),
        attribution: Some(Attribution::new("t2", attributed_at, source, &policy)),
        is_first_purchase: true,
        is_renewal: false,
        is_via_connect: true,
        deactivated: BTreeSet::new(),
    };
    let entries = calculate_line(&basis, &policy).unwrap().entries;
    StoredLine { key: "o1/1", rule_version: policy.version, basis, entries }
}

fn all(
    line: StoredLine<&'static str, &'static str>,
) -> Vec<Difference<&'static str, &'static str>> {
    recompute(&[line], &Audience::All, Policy::of_version)
}

#[test]
fn y4_what_is_as_the_rules_say_has_no_difference() {
    assert_eq!(all(stored()), []);
}

#[test]
fn y4_a_changed_amount_is_shown_with_both_numbers() {
    let mut line = stored();
    line.entries[0].amount = Money::eur(29_999);
    let differences = all(line);
    let [Difference::Differs { stored, computed, .. }] = &differences[..] else {
        panic!("one difference is expected, found {differences:?}");
    };
    assert_eq!((stored.amount, computed.amount), (Money::eur(29_999), Money::eur(30_000)));
}

#[test]
fn y4_a_missing_and_an_unexpected_commission_are_found() {
    let mut line = stored();
    let mut entry = line.entries.remove(1);
    entry.recipient = Some("t3");
    line.entries.push(entry);
    let differences = all(line);
    assert!(matches!(
        &differences[..],
        [Difference::Unexpected { stored, .. }, Difference::Missing { computed, .. }]
            if stored.recipient == Some("t3") && computed.recipient == Some("t2")
    ));
}

#[test]
fn y4_a_commission_stored_twice_is_unexpected_once() {
    let mut line = stored();
    line.entries.push(line.entries[0].clone());
    assert!(matches!(&all(line)[..], [Difference::Unexpected { .. }]));
}

#[test]
fn c16_y4_a_recipient_recomputes_its_own_entries_from_what_it_may_see() {
    for recipient in ["gmbh", "t2"] {
        let mut line = stored();
        line.basis = line.basis.visible_to(&recipient);
        line.entries.retain(|entry| entry.recipient == Some(recipient));
        assert_eq!(line.entries.len(), 1);
        let audience = Audience::Recipient(&recipient);
        assert_eq!(recompute(&[line.clone()], &audience, Policy::of_version), []);
        let text = format!("{:?}", line.basis);
        let other = if recipient == "t2" { "gmbh" } else { "t2" };
        assert!(!text.contains(other), "{text}");
    }
}

#[test]
fn y4_rules_that_this_program_does_not_know_are_said_and_not_guessed() {
    let rule_version = RuleVersion { year: 2031, revision: 4 };
    let line = StoredLine { rule_version, ..stored() };
    assert_eq!(all(line), [Difference::UnknownRules { key: "o1/1", rule_version }]);
}

#[test]
fn y4_facts_that_cannot_be_calculated_are_said() {
    let mut line = stored();
    line.basis.net = Money::eur(-1);
    assert!(matches!(&all(line)[..], [Difference::Incalculable { .. }]));
}
