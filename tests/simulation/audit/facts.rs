//! What was recorded is on the platform, once.

use std::collections::{BTreeMap, BTreeSet};

use mojo_protocol::{CardBody, Change, Entity, Sort};
use uuid::Uuid;

use super::Logs;
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// The owner sees everything but the platform's administration: no place is missing, none is given
/// twice.
pub(super) fn order_is_gapless(logs: &Logs) -> Held {
    for (owner, log) in logs {
        // An owner's tenant alone shows all: others see parts.
        if *owner == "lale.moorlicht" {
            continue;
        }
        for (change, expected) in log.iter().zip(1..) {
            if change.seq != expected {
                let seen = format!("{owner}: place {} where {expected} was due", change.seq);
                return Err(broken("the order has no gap", seen));
            }
        }
    }
    Ok(())
}

/// Nothing of one tenant is in another's order.
pub(super) fn tenants_are_apart(logs: &Logs) -> Held {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (owner, log) in logs {
        for change in log.iter().filter(|change| change.device_id.is_some()) {
            if let Some(other) = seen.insert(&change.hash, owner)
                && other != *owner
            {
                let seen = format!("{} {} of {owner} and {other}", change.entity, change.entity_id);
                return Err(broken("tenants are apart", seen));
            }
        }
    }
    Ok(())
}

fn by_thing(log: &[Change]) -> BTreeMap<(&str, Uuid), Vec<&Change>> {
    let mut things: BTreeMap<(&str, Uuid), Vec<&Change>> = BTreeMap::new();
    for change in log {
        things.entry((&change.entity, change.entity_id)).or_default().push(change);
    }
    things
}

/// No fact stands in an order twice.
fn no_fact_is_there_twice(logs: &Logs) -> Held {
    for (owner, log) in logs {
        for ((entity, id), changes) in by_thing(log) {
            let is_fact = entity.parse::<Entity>().is_ok_and(|entity| entity.sort() == Sort::Fact);
            if is_fact && changes.len() > 1 {
                let seen = format!("{owner}: {} times {entity} {id}", changes.len());
                return Err(broken("a fact is on the platform once", seen));
            }
        }
    }
    Ok(())
}

/// Every fact that a desk recorded stands in its tenant's order exactly once, with the body that was
/// recorded; and no fact stands there twice.
pub(super) fn every_fact_is_there_once(world: &World, logs: &Logs) -> Held {
    no_fact_is_there_twice(logs)?;
    let known: BTreeMap<&str, BTreeMap<(&str, Uuid), Vec<&Change>>> =
        logs.iter().map(|(owner, log)| (*owner, by_thing(log))).collect();
    for promise in world.promises.0.iter().filter(|p| p.sort() == Some(Sort::Fact)) {
        let machine = &world.machines[promise.machine];
        let held = known[machine.post.owner].get(&(promise.entity.as_str(), promise.id));
        match held.map(|changes| &changes[0]) {
            Some(change) if change.body == promise.body => {}
            Some(change) => {
                let seen = format!("{}: {promise:?} became {change:?}", machine.name);
                return Err(broken("a fact arrives as it was recorded", seen));
            }
            None if promise.is_open => {}
            None => {
                let seen = format!("{}: {promise:?} is not there", machine.name);
                return Err(broken("no fact is lost", seen));
            }
        }
    }
    Ok(())
}

/// Whether an edit stands as it counted: one whose clock ran ahead goes over into a later chain with
/// the readings that it got when it was received.
fn is_clamped_form(recorded: &str, held: &str) -> bool {
    let read = |body| serde_json::from_str::<CardBody>(body).map(|body| body.fields);
    let (Ok(recorded), Ok(held)) = (read(recorded), read(held)) else { return false };
    recorded.len() == held.len()
        && recorded.iter().zip(&held).all(|((name, before), (other, after))| {
            let is_ahead = before.hlc.millis() >= after.hlc.millis();
            name == other && before.value == after.value && is_ahead
        })
}

/// Every edit of a card has its place too, unless the platform rejected it.
pub(super) fn every_edit_is_there(world: &World, logs: &Logs) -> Held {
    for (owner, log) in logs {
        let hashes: BTreeSet<&str> = log.iter().map(|change| change.hash.as_str()).collect();
        let bodies: BTreeSet<(Uuid, &str)> =
            log.iter().map(|change| (change.entity_id, change.body.as_str())).collect();
        let things = by_thing(log);
        let own = world.promises.0.iter().filter(|promise| {
            promise.sort() == Some(Sort::Card)
                && world.machines[promise.machine].post.owner == *owner
                && !promise.is_open
                && !promise.may_be_rejected
        });
        for promise in own {
            let machine = &world.machines[promise.machine];
            let may_be_rejected = promise.entity == "practice" && machine.post.user != *owner
                || machine.post.user == "selma.brandis"
                    && ["product", "register"].contains(&promise.entity.as_str());
            let is_there = hashes.contains(promise.hash.as_str())
                || bodies.contains(&(promise.id, promise.body.as_str()))
                || things.get(&(promise.entity.as_str(), promise.id)).is_some_and(|changes| {
                    changes.iter().any(|change| is_clamped_form(&promise.body, &change.body))
                });
            if is_there == may_be_rejected {
                let seen = format!("{}: {promise:?}: {is_there}", machine.name);
                return Err(broken("an edit stands, or was not allowed", seen));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::audit::planted::{change, movement, sale, spoke};

    fn logs(own: Vec<Change>, others: Vec<Change>) -> Logs {
        Logs::from([("jonte.albers", own), ("arne.heidkamp", others)])
    }

    fn fact(seq: i64, thing: u128) -> Change {
        change(seq, "sale", thing, &sale(thing, 10_00))
    }

    #[test]
    fn a_fact_that_stands_in_the_order_twice_is_noticed() {
        let twice = Some("a fact is on the platform once");
        let is = |log| spoke(no_fact_is_there_twice(&logs(log, Vec::new())));
        assert_eq!(is(vec![fact(1, 11), fact(2, 12)]), None);
        assert_eq!(is(vec![fact(1, 11), fact(2, 12), fact(3, 11)]), twice);
        // An edit of a card comes as often as people write.
        let edit = |seq| Change { entity: "contact".to_owned(), ..fact(seq, 11) };
        assert_eq!(is(vec![edit(1), edit(2)]), None);
    }

    #[test]
    fn a_place_that_is_missing_or_given_twice_is_noticed() {
        let gap = Some("the order has no gap");
        let is = |log| spoke(order_is_gapless(&logs(log, Vec::new())));
        assert_eq!(is(vec![fact(1, 11), fact(2, 12)]), None);
        assert_eq!(is(vec![fact(1, 11), fact(3, 12)]), gap);
        assert_eq!(is(vec![fact(1, 11), fact(1, 12)]), gap);
    }

    #[test]
    fn an_entry_of_another_tenant_is_noticed() {
        let mixed = Some("tenants are apart");
        let other = change(5, "cash_movement", 21, &movement(21, 5_00));
        let apart = logs(vec![fact(1, 11)], vec![other.clone()]);
        assert_eq!(spoke(tenants_are_apart(&apart)), None);
        // The same entry of a chain, at another place of the other order.
        let strayed = Change { seq: 2, ..other.clone() };
        let strayed = logs(vec![fact(1, 11), strayed], vec![other]);
        assert_eq!(spoke(tenants_are_apart(&strayed)), mixed);
    }
}
