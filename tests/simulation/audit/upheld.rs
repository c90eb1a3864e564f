//! Disputes of commissions that staff settled: each that was upheld has one correction, of the amount
//! that staff decide about it, or names the order or refund that corrected it; and each correction is of
//! such a dispute. So it is on the platform, and at every desk that may see it.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::{CommissionDisputeId, CommissionEntryId};
use mojo_protocol::facts::{
    CommissionCorrectionBody, CommissionDisputeBody, CommissionDisputeSettlementBody,
    CommissionEntryBody,
};
use mojo_protocol::{Change, Entity, Scope};
use mojo_store::commissions::{CorrectionRecord, list_corrections};
use uuid::Uuid;

use super::ledgers::bodies;
use super::{Logs, fault};
use crate::simulation::faults::{Decided, decide};
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// The number of the order, by what may be named as a correction.
struct Told {
    orders: BTreeMap<Uuid, String>,
    refunds: BTreeMap<Uuid, String>,
}

impl Told {
    fn of(world: &World) -> Self {
        let number_of = |index: usize| {
            world.orders[index].request["number"].as_str().unwrap_or_default().to_owned()
        };
        let orders =
            (0..world.orders.len()).map(|index| (world.orders[index].id.0, number_of(index)));
        let refunds = world.refunds.iter().map(|refund| (refund.id, number_of(refund.order)));
        Self { orders: orders.collect(), refunds: refunds.collect() }
    }
}

/// Every upheld dispute is corrected once, in the order of its recipient and at its desks.
pub(super) async fn are_corrected(world: &World, logs: &Logs) -> Held {
    let told = Told::of(world);
    for (user, log) in logs {
        are_corrected_once(user, log)?;
        name_what_corrected(user, log, &told)?;
        desks_hold(world, user, log).await?;
    }
    Ok(())
}

/// Which entry each dispute of the order is about.
fn disputed(log: &[Change]) -> BTreeMap<CommissionDisputeId, CommissionEntryId> {
    let disputes = bodies::<CommissionDisputeBody>(log, Entity::CommissionDispute);
    disputes.into_iter().map(|body| (body.dispute_id, body.commission_entry_id)).collect()
}

fn settlements(log: &[Change]) -> Vec<CommissionDisputeSettlementBody> {
    bodies(log, Entity::CommissionDisputeSettlement)
}

fn corrections(log: &[Change]) -> Vec<CommissionCorrectionBody> {
    bodies(log, Entity::CommissionCorrection)
}

fn are_corrected_once(user: &str, log: &[Change]) -> Held {
    let disputed = disputed(log);
    let mut corrected: BTreeMap<CommissionDisputeId, CommissionCorrectionBody> = BTreeMap::new();
    for body in corrections(log) {
        let seen = format!("{user}: {body:?}");
        if corrected.insert(body.dispute_id, body).is_some() {
            return Err(broken("a dispute makes one correction", seen));
        }
    }
    let mut settled = BTreeSet::new();
    for body in settlements(log) {
        let seen = format!("{user}: {body:?}");
        let Some(entry) = disputed.get(&body.dispute_id).copied() else {
            return Err(broken("a dispute that is settled was opened", seen));
        };
        if !settled.insert(body.dispute_id) {
            return Err(broken("a dispute is settled once", seen));
        }
        let is_by_amount = body.outcome == "upheld" && body.corrected_by.is_none();
        let wanted = match decide(body.dispute_id) {
            Decided::Corrected(cents) if is_by_amount => Some((entry, cents)),
            _ => None,
        };
        let held = corrected.remove(&body.dispute_id);
        let is = held.as_ref().map(|held| (held.commission_entry_id, held.amount_cents));
        if is != wanted || is_by_amount != wanted.is_some() {
            let seen = format!("{seen}: {held:?} instead of {wanted:?}");
            return Err(broken("an upheld dispute is corrected as staff decided", seen));
        }
    }
    match corrected.into_values().next() {
        Some(body) => {
            Err(broken("a correction is of an upheld dispute", format!("{user}: {body:?}")))
        }
        None => Ok(()),
    }
}

/// Where no amount was decided, another order of the recipient, or a refund of any, was named.
fn name_what_corrected(user: &str, log: &[Change], told: &Told) -> Held {
    let entries = bodies::<CommissionEntryBody>(log, Entity::CommissionEntry);
    let disputed = disputed(log);
    let is_own = |number: &str| entries.iter().any(|entry| entry.order_number == number);
    for body in settlements(log) {
        let Some(named) = body.corrected_by else { continue };
        let entry = disputed.get(&body.dispute_id);
        let entry = entries.iter().find(|held| Some(&held.commission_entry_id) == entry);
        // A platform that was put back may have lost the disputed order for ever.
        let is_other = |number: &str| entry.is_none_or(|entry| entry.order_number != number);
        let order = told.orders.get(&named);
        let is_order = order.is_some_and(|number| is_own(number) && is_other(number));
        let is_refund = told.refunds.get(&named).is_some_and(|number| is_own(number));
        if body.outcome != "upheld" || !(is_order || is_refund) {
            let seen = format!("{user}: {body:?} of {entry:?}");
            return Err(broken("an upheld dispute names what corrected it", seen));
        }
    }
    Ok(())
}

/// Every desk of the tenant that sees commissions has the corrections of the order.
async fn desks_hold(world: &World, user: &str, log: &[Change]) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        let is_own = machine.post.owner == user && scopes.contains(&Scope::Commissions);
        if !is_own || machine.is_revoked {
            continue;
        }
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        let held = list_corrections(&mut reader).await.map_err(fault)?;
        are_held(&machine.name, &corrections(log), &held)?;
    }
    Ok(())
}

fn are_held(name: &str, told: &[CommissionCorrectionBody], held: &[CorrectionRecord]) -> Held {
    let mut there: Vec<_> = told
        .iter()
        .map(|one| (one.dispute_id, one.commission_entry_id, one.amount_cents, one.currency))
        .collect();
    let mut here: Vec<_> = held
        .iter()
        .map(|one| (one.dispute_id, one.commission_entry_id, one.amount_cents, one.currency))
        .collect();
    there.sort();
    here.sort();
    if here != there {
        let seen = format!("{name}: {here:?} instead of {there:?}");
        return Err(broken("a desk has the corrections of the platform", seen));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use mojo_domain::TenantId;
    use serde_json::{Value, json};

    use super::*;
    use crate::simulation::audit::planted::{change, id, spoke};

    /// What stands in an order: the kind, and the body.
    type Fact = (&'static str, Value);

    const ENTRY: u128 = 501;

    /// A dispute about which staff decide what is looked for.
    fn find(is_meant: impl Fn(Decided) -> bool) -> u128 {
        (1..).find(|number| is_meant(decide(CommissionDisputeId(id(*number))))).unwrap()
    }

    /// A dispute that is corrected by an amount, and by which.
    fn by_amount() -> (u128, i64) {
        let number = find(|decided| matches!(decided, Decided::Corrected(_)));
        let Decided::Corrected(cents) = decide(CommissionDisputeId(id(number))) else {
            panic!("no amount is decided about {number}");
        };
        (number, cents)
    }

    fn dispute(number: u128) -> Fact {
        let body = json!({
            "dispute_id": id(number), "commission_entry_id": id(ENTRY), "reason": "Satz falsch",
            "at": "2026-12-01T08:00:00Z", "actor_id": id(900),
        });
        ("commission_dispute", body)
    }

    fn settlement(number: u128, outcome: &str, corrected_by: Option<u128>) -> Fact {
        let body = json!({
            "dispute_id": id(number), "outcome": outcome, "reason": "Geprüft.",
            "at": "2026-12-02T08:00:00Z", "corrected_by": corrected_by.map(id),
        });
        ("commission_dispute_settlement", body)
    }

    fn correction(number: u128, entry: u128, cents: i64) -> Fact {
        let body = json!({
            "dispute_id": id(number), "commission_entry_id": id(entry),
            "recipient": TenantId::MOJO_LLC, "at": "2026-12-02T08:00:00Z", "amount_cents": cents,
            "currency": "EUR", "reason": "Geprüft.", "actor_id": Uuid::nil(),
        });
        ("commission_correction", body)
    }

    /// A commission of the order of this number.
    fn entry(thing: u128, number: &str) -> Fact {
        let basis = json!({
            "is_platform_product": true, "commission_eligible": true, "via_connect": true,
            "is_renewal": false, "is_first_purchase": false, "seller": TenantId::MOJO_LLC,
            "buyer_tenant": null, "billing_country": "DE", "agreement": null,
            "attribution": null, "gross_cents": 0, "vat_rate_bp": 0,
        });
        let body = json!({
            "commission_entry_id": id(thing), "order_number": number, "line": "1",
            "ordered_at": "2026-11-20T08:00:00Z", "product_name": "Kurs", "customer": "K-1",
            "commission_type": "affiliate_recurring", "recipient": TenantId::MOJO_LLC,
            "percent": "10", "base_cents": 100_00, "amount_cents": 10_00, "currency": "EUR",
            "settled_as": "payout", "reasons": [], "rule_version": "1", "basis": basis,
        });
        ("commission_entry", body)
    }

    fn log(facts: Vec<Fact>) -> Vec<Change> {
        let told = (1..).zip(facts);
        told.map(|(seq, (kind, body))| change(seq, kind, 1, &body)).collect()
    }

    fn is(facts: Vec<Fact>) -> Option<&'static str> {
        spoke(are_corrected_once("jonte.albers", &log(facts)))
    }

    #[test]
    fn a_correction_of_another_amount_or_entry_and_one_that_is_missing_is_noticed() {
        let (number, cents) = by_amount();
        let with = |given: Vec<Fact>| {
            let mut facts = vec![dispute(number)];
            facts.extend(given);
            facts.push(settlement(number, "upheld", None));
            is(facts)
        };
        assert_eq!(with(vec![correction(number, ENTRY, cents)]), None);
        let wrong = Some("an upheld dispute is corrected as staff decided");
        assert_eq!(with(vec![correction(number, ENTRY, cents + 1)]), wrong);
        assert_eq!(with(vec![correction(number, ENTRY, -cents)]), wrong);
        assert_eq!(with(vec![correction(number, ENTRY + 1, cents)]), wrong);
        assert_eq!(with(Vec::new()), wrong);
    }

    #[test]
    fn what_is_corrected_or_settled_twice_is_noticed() {
        let (number, cents) = by_amount();
        let first =
            [dispute(number), correction(number, ENTRY, cents), settlement(number, "upheld", None)];
        let and = |more: Fact| {
            let mut facts = first.to_vec();
            facts.push(more);
            is(facts)
        };
        let twice = Some("a dispute makes one correction");
        assert_eq!(and(correction(number, ENTRY, cents)), twice);
        assert_eq!(and(correction(number, ENTRY, 1 - cents)), twice);
        let settled = Some("a dispute is settled once");
        assert_eq!(and(settlement(number, "upheld", None)), settled);
        assert_eq!(and(settlement(number, "rejected", None)), settled);
    }

    #[test]
    fn a_correction_without_an_upheld_dispute_is_noticed() {
        let (number, cents) = by_amount();
        let given = correction(number, ENTRY, cents);
        let without = Some("a correction is of an upheld dispute");
        assert_eq!(is(vec![given.clone()]), without);
        assert_eq!(is(vec![dispute(number), given.clone()]), without, "it is open");
        let wrong = Some("an upheld dispute is corrected as staff decided");
        let rejected = settlement(number, "rejected", None);
        assert_eq!(is(vec![dispute(number), rejected.clone()]), None);
        assert_eq!(is(vec![dispute(number), given.clone(), rejected]), wrong);
        let named = settlement(number, "upheld", Some(71));
        assert_eq!(is(vec![dispute(number), given.clone(), named]), wrong);
        let unopened = Some("a dispute that is settled was opened");
        assert_eq!(is(vec![given, settlement(number, "upheld", None)]), unopened);
        // Staff reject this one whenever they are asked.
        let number = find(|decided| decided == Decided::Rejected);
        let upheld = settlement(number, "upheld", None);
        assert_eq!(is(vec![dispute(number), correction(number, ENTRY, 1), upheld.clone()]), wrong);
        assert_eq!(is(vec![dispute(number), upheld]), wrong);
    }

    #[test]
    fn what_corrected_a_dispute_is_another_order_of_the_recipient_or_a_refund() {
        let number = find(|decided| decided == Decided::NamedAnother);
        let by_id = |all: &[(u128, &str)]| -> BTreeMap<Uuid, String> {
            all.iter().map(|(one, number)| (id(*one), (*number).to_owned())).collect()
        };
        let orders = by_id(&[(71, "B-1"), (72, "B-2"), (73, "B-3")]);
        let told = Told { orders, refunds: by_id(&[(81, "B-1"), (83, "B-3")]) };
        // The recipient has a commission of B-1, which is disputed, and one of B-2.
        let names = |outcome: &str, named: u128| {
            let settled = settlement(number, outcome, Some(named));
            let own = [entry(ENTRY, "B-1"), entry(ENTRY + 1, "B-2")];
            let facts = [own.as_slice(), &[dispute(number), settled]].concat();
            assert_eq!(is(facts.clone()), None, "there is no amount");
            spoke(name_what_corrected("jonte.albers", &log(facts), &told))
        };
        let wrong = Some("an upheld dispute names what corrected it");
        assert_eq!((names("upheld", 72), names("upheld", 81)), (None, None));
        assert_eq!(names("upheld", 71), wrong, "the order that is disputed");
        assert_eq!(names("upheld", 73), wrong, "an order of others");
        assert_eq!(names("upheld", 83), wrong, "a refund of an order of others");
        assert_eq!(names("upheld", 99), wrong, "nothing");
        assert_eq!(names("rejected", 72), wrong);

        let settled = settlement(number, "upheld", Some(72));
        let without = log(vec![entry(ENTRY + 1, "B-2"), dispute(number), settled]);
        let spoken = spoke(name_what_corrected("jonte.albers", &without, &told));
        assert_eq!(spoken, None, "the disputed entry was lost with a platform put back");
    }

    #[test]
    fn a_desk_with_other_corrections_is_noticed() {
        let told = corrections(&log(vec![correction(1, ENTRY, 60), correction(2, ENTRY, -1)]));
        let record = |body: &CommissionCorrectionBody| CorrectionRecord {
            dispute_id: body.dispute_id,
            commission_entry_id: body.commission_entry_id,
            at: body.at,
            amount_cents: body.amount_cents,
            currency: body.currency,
            reason: body.reason.clone(),
        };
        let held: Vec<_> = told.iter().rev().map(record).collect();
        assert_eq!(spoke(are_held("desk0", &told, &held)), None);
        let other = CorrectionRecord { amount_cents: 61, ..held[1].clone() };
        let [second, first] = [held[0].clone(), held[1].clone()];
        let wrong = Some("a desk has the corrections of the platform");
        for here in [
            vec![],
            vec![first.clone()],
            vec![second.clone(), other],
            vec![first.clone(), second.clone(), first],
            vec![second.clone(), second],
        ] {
            assert_eq!(spoke(are_held("desk0", &told, &here)), wrong, "{here:?}");
        }
    }
}
