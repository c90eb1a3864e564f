//! Cards: a model of the merge that shares no line with the product's. Of every field the write with
//! the highest reading of the hybrid clock stands, ties by device; and no free text is gone.

use std::collections::BTreeMap;

use mojo_domain::DeviceId;
use mojo_protocol::{CardBody, Change, Entity, Scope, Sort};
use mojo_store::{cards, census};
use serde_json::Value;
use uuid::Uuid;

use super::{Logs, fault};
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// A write of a field as the order has it.
#[derive(Clone, Debug)]
struct Write {
    stamp: (i64, DeviceId),
    base: i64,
    value: Value,
}

/// Every write of every field of every card of a kind.
type Writes = BTreeMap<(Uuid, String), Vec<Write>>;

fn writes(log: &[Change], entity: Entity) -> Writes {
    let mut writes = Writes::new();
    for change in log.iter().filter(|change| change.entity == entity.name()) {
        let body: CardBody = serde_json::from_str(&change.body).expect("an edit is readable");
        let device = change.device_id.unwrap_or(DeviceId(Uuid::nil()));
        for (name, field) in body.fields {
            let stamp = (field.hlc.0, device);
            let write = Write { stamp, base: field.base.0, value: field.value };
            writes.entry((change.entity_id, name)).or_default().push(write);
        }
    }
    writes
}

fn text_of(value: &serde_json::Value) -> Option<String> {
    (!value.is_null()).then(|| mojo_protocol::canonical(value).expect("a value is JSON"))
}

fn winner(writes: &[Write]) -> &Write {
    let order = |write: &&Write| (write.stamp.0, text_of(&write.value));
    writes.iter().max_by_key(order).expect("a field was written")
}

/// An edit is later than what it replaced: nobody's clock makes an edit lose against the value that
/// its author saw.
pub(super) fn edits_win_over_what_they_saw(logs: &Logs) -> Held {
    for (owner, log) in logs {
        for entity in Entity::ALL.iter().filter(|entity| entity.sort() == Sort::Card) {
            for ((id, name), writes) in writes(log, *entity) {
                if let Some(late) = writes.iter().find(|write| write.stamp.0 <= write.base) {
                    let seen = format!("{owner}: {entity} {id} {name}: {late:?}");
                    return Err(broken("an edit is later than what it replaced", seen));
                }
            }
        }
    }
    Ok(())
}

/// The platform's time bounds every reading: no clock that ran ahead wins for a year.
pub(super) fn no_stamp_is_from_the_future(world: &World, logs: &Logs) -> Held {
    let latest = world.at.timestamp_millis() + 5 * 60 * 1000;
    for (owner, log) in logs {
        for entity in Entity::ALL.iter().filter(|entity| entity.sort() == Sort::Card) {
            for ((id, name), writes) in writes(log, *entity) {
                if let Some(early) = writes.iter().find(|write| write.stamp.0 >> 16 > latest) {
                    let seen = format!("{owner}: {entity} {id} {name}: {early:?}");
                    return Err(broken("no reading is ahead of the platform's time", seen));
                }
            }
        }
    }
    Ok(())
}

/// Every desk shows of every field the write that the model says.
pub(super) async fn are_merged_as_the_model_says(world: &World, logs: &Logs) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        if machine.is_revoked {
            continue;
        }
        let scopes = world.scopes(number).await?.unwrap_or_default();
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        for entity in Entity::ALL {
            if entity.sort() != Sort::Card || !scopes.contains(&entity.scope()) {
                continue;
            }
            let held: Cards =
                cards::list(&mut reader, *entity).await.map_err(fault)?.into_iter().collect();
            are_merged(&machine.name, *entity, &logs[machine.post.owner], &held)?;
        }
    }
    Ok(())
}

/// The cards of a kind at a desk are those that the model makes of the order.
fn are_merged(name: &str, entity: Entity, log: &[Change], held: &Cards) -> Held {
    let mut expected = Cards::new();
    for ((id, field), writes) in writes(log, entity) {
        let fields = expected.entry(id).or_default();
        let value = &winner(&writes).value;
        if !value.is_null() {
            fields.insert(field, value.clone());
        }
    }
    if *held != expected {
        let seen = format!("{name} {entity}: {}", difference(&expected, held));
        return Err(broken("cards are merged as the model says", seen));
    }
    Ok(())
}

/// Every card of a kind, with its fields.
type Cards = BTreeMap<Uuid, BTreeMap<String, Value>>;

fn difference(expected: &Cards, held: &Cards) -> String {
    let ids = expected.keys().chain(held.keys());
    let differing = ids.into_iter().find(|id| expected.get(id) != held.get(id));
    let Some(id) = differing else { return "nothing".to_owned() };
    let (Some(expected), Some(held)) = (expected.get(id), held.get(id)) else {
        return format!("{id} is at one only (expected: {})", expected.contains_key(id));
    };
    let names = expected.keys().chain(held.keys());
    let name = names.into_iter().find(|name| expected.get(*name) != held.get(*name));
    let name = name.cloned().unwrap_or_default();
    format!("{id} {name}: expected {:?}, held {:?}", expected.get(&name), held.get(&name))
}

/// A note that somebody wrote stands, or was replaced by somebody who saw it, or is kept beside the
/// one that won, at every desk.
pub(super) async fn no_note_is_gone(world: &World, logs: &Logs) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        if machine.is_revoked || !scopes.contains(&Scope::Contacts) {
            continue;
        }
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        let tables = census::tables(&mut reader).await.map_err(fault)?;
        let kept = tables.get("card_notes_kept").cloned().unwrap_or_default();
        for ((id, name), writes) in writes(&logs[machine.post.owner], Entity::Contact) {
            if name != "note" {
                continue;
            }
            let won = winner(&writes);
            for write in writes.iter().filter(|write| write.value.is_string()) {
                let text = write.value.as_str().unwrap_or_default();
                let is_shown = write.value == won.value;
                let was_seen = writes
                    .iter()
                    .any(|later| later.stamp > write.stamp && later.base >= write.stamp.0);
                let is_kept =
                    kept.iter().any(|row| row.contains(&id.to_string()) && row.contains(text));
                if !(is_shown || was_seen || is_kept) {
                    let seen = format!("{}: {text:?} of {id}; shown: {won:?}", machine.name);
                    return Err(broken("no free text is gone", seen));
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::simulation::audit::planted::{change, id, spoke};

    fn edit(seq: i64, hlc: i64, phone: Option<&str>) -> Change {
        let field = json!({ "value": phone, "hlc": hlc, "base": 0 });
        change(seq, "contact", 11, &json!({ "fields": { "phone": field } }))
    }

    fn held(phone: Option<&str>) -> Cards {
        let field = phone.map(|phone| ("phone".to_owned(), json!(phone)));
        Cards::from([(id(11), field.into_iter().collect())])
    }

    #[test]
    fn a_field_of_another_write_than_the_models_is_noticed() {
        let wrong = Some("cards are merged as the model says");
        // The second arrived last, and was written before the first.
        let log = [edit(1, 9 << 16, Some("03621 9")), edit(2, 5 << 16, Some("03621 5"))];
        let is = |cards: &Cards| spoke(are_merged("desk0", Entity::Contact, &log, cards));
        assert_eq!(is(&held(Some("03621 9"))), None);
        assert_eq!(is(&held(Some("03621 5"))), wrong, "by arrival");
        assert_eq!(is(&held(None)), wrong, "the field is gone");
        assert_eq!(is(&Cards::new()), wrong, "the card is gone");
        let mut more = held(Some("03621 9"));
        more.insert(id(12), BTreeMap::new());
        assert_eq!(is(&more), wrong, "a card of nobody");
    }

    #[test]
    fn a_field_that_was_emptied_is_not_shown() {
        let log = [edit(1, 5 << 16, Some("03621 5")), edit(2, 9 << 16, None)];
        let is = |cards: &Cards| spoke(are_merged("desk0", Entity::Contact, &log, cards));
        assert_eq!(is(&held(None)), None);
        assert!(is(&held(Some("03621 5"))).is_some());
    }
}
