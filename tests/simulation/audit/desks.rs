//! What every desk must hold.

use std::collections::BTreeMap;

use mojo_protocol::{Entity, Scope};
use mojo_store::census;

use super::{Logs, fault};
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// Chain whole, everything acknowledged, hashes equal.
pub(super) async fn are_at_rest(world: &World) -> Held {
    for machine in &world.machines {
        let walked = machine.desk().verify_journal().await.map_err(fault)?;
        if !walked.breaks.is_empty() {
            let seen = format!("{}: {:?}", machine.name, walked.breaks);
            return Err(broken("the chain is whole", seen));
        }
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        let faults = census::faults(&mut reader).await.map_err(fault)?;
        if !faults.is_empty() {
            return Err(broken("the file is whole", format!("{}: {faults:?}", machine.name)));
        }
        drop(reader);
        if machine.is_revoked {
            continue;
        }
        let status = machine.desk().sync_status().await.map_err(fault)?;
        let is_equal = status.pending == 0
            && status.acknowledged == status.recorded
            && (status.recorded == 0 || status.hashes_equal == Some(true));
        if !is_equal {
            let seen = format!("{}: {status:?}", machine.name);
            return Err(broken("recorded here, acknowledged there, hashes equal", seen));
        }
    }
    Ok(())
}

/// The comparison that people can ask for finds nothing that the audits did not.
pub(super) async fn are_proven_equal(world: &World) -> Held {
    for machine in world.machines.iter().filter(|machine| !machine.is_revoked) {
        let compared = machine.desk().verify_sync().await.map_err(fault)?;
        if compared.state != "equal" {
            let seen = format!("{}: {} {:?}", machine.name, compared.state, compared.differences);
            return Err(broken("desk and platform compare as equal", seen));
        }
    }
    Ok(())
}

/// A revoked device has got nothing since.
pub(super) async fn get_nothing_when_revoked(world: &World) -> Held {
    for machine in &world.machines {
        let Some(then) = machine.pulled_when_revoked else { continue };
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        let now = census::pulled(&mut reader).await.map_err(fault)?.len();
        if now > then {
            let seen = format!("{}: {then} changes then, {now} now", machine.name);
            return Err(broken("a revoked device gets nothing more", seen));
        }
    }
    Ok(())
}

/// A desk has pulled exactly what its user may see of its own tenant's order.
pub(super) async fn hold_what_they_may_see(world: &World, logs: &Logs) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        if machine.is_revoked {
            continue;
        }
        let scopes = world.scopes(number).await?.unwrap_or_default();
        let visible: BTreeMap<i64, &str> = logs[machine.post.owner]
            .iter()
            .filter(|change| may_see(&scopes, &change.entity))
            .map(|change| (change.seq, change.hash.as_str()))
            .collect();
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        let pulled = census::pulled(&mut reader).await.map_err(fault)?;
        let held: BTreeMap<i64, &str> =
            pulled.iter().map(|change| (change.seq, change.hash.as_str())).collect();
        if let Some((seq, _)) = visible.iter().find(|(seq, hash)| held.get(seq) != Some(hash)) {
            let seen = format!("{}: place {seq} is missing or another", machine.name);
            return Err(broken("a desk has all that its user may see", seen));
        }
        if let Some((seq, _)) = held.iter().find(|(seq, _)| !visible.contains_key(seq)) {
            let seen = format!("{}: place {seq} is not for it", machine.name);
            return Err(broken("a desk has nothing that its user may not see", seen));
        }
        if let Some(change) = pulled.iter().find(|change| !change.is_known) {
            let seen = format!("{}: {change:?} could not be read", machine.name);
            return Err(broken("a desk can read what it pulled", seen));
        }
    }
    Ok(())
}

fn may_see(scopes: &[Scope], entity: &str) -> bool {
    entity.parse::<Entity>().is_ok_and(|entity| scopes.contains(&entity.scope()))
}

/// The scope whose facts a table follows from.
fn scope_of(table: &str) -> Option<Scope> {
    const TABLES: &[(&str, Scope)] = &[
        ("contact", Scope::Contacts),
        ("product", Scope::Pos),
        ("sale", Scope::Pos),
        ("cash", Scope::Pos),
        ("till", Scope::Pos),
        ("punch_card", Scope::Checkin),
        ("redemption", Scope::Checkin),
        ("case", Scope::Checkin),
        ("invoice", Scope::Invoices),
        ("commission", Scope::Commissions),
    ];
    TABLES.iter().find(|(name, _)| table.starts_with(name)).map(|(_, scope)| *scope)
}

/// Two desks of a tenant hold the same rows of everything that both may see.
pub(super) async fn hold_the_same(world: &World) -> Held {
    let is_put_back = world.tally.contains_key("platform put back from a backup");
    for owner in super::TENANTS {
        let mut first: BTreeMap<String, (&str, Vec<String>)> = BTreeMap::new();
        for (number, machine) in world.machines.iter().enumerate() {
            if machine.is_revoked || machine.post.owner != *owner {
                continue;
            }
            let scopes = world.scopes(number).await?.unwrap_or_default();
            let mut reader = machine.desk().reader().await.map_err(fault)?;
            let tables = census::tables(&mut reader).await.map_err(fault)?;
            let mut unlike = Vec::new();
            for (table, rows) in parts(tables, &scopes, (world.has_copies, is_put_back)) {
                match first.get(&table) {
                    None => {
                        first.insert(table, (&machine.name, rows));
                    }
                    Some((other, others)) => {
                        unlike.extend(unlike_rows(&table, (other, others), (&machine.name, &rows)));
                    }
                }
            }
            if !unlike.is_empty() {
                return Err(broken("desks of a tenant hold the same", unlike.join("\n        ")));
            }
        }
    }
    Ok(())
}

/// Which texts lost is looked at by [`super::cards::no_note_is_gone`]: a desk that saw both keeps one
/// more than a desk that saw the second alone.
const NOT_COMPARED: &[&str] = &["card_notes_kept"];
/// A desk that does not see sales does not see that a card was paid back.
const NEEDS_SALES: &[&str] = &["punch_card_balances"];
/// A till on which a clone works too has its periods in the order of each desk: its sums are left out,
/// of its facts the period.
const OF_ONE_DEVICE: &[&str] = &["till_totals", "till_vat", "till_payments"];
const BEARS_PERIOD: &[&str] = &["sales", "cash_movements"];
/// A copy keeps the facts that it took along as they were recorded, under the device that it was.
const BEARS_DEVICE: &[&str] =
    &["redemptions", "contact_merges", "case_settlements", "product_prices"];

/// The row without a column.
fn without(row: &str, name: &str) -> String {
    let start = format!("{name}=");
    let column = row.split(' ').find(|part| part.starts_with(&start));
    column.map_or(row.to_owned(), |column| row.replace(column, ""))
}

/// The row of a card without the devices in its stamps: an edit that a platform which was put back
/// had lost is sent again by the device that its writer is by then. Whoever had it keeps the old
/// name; reading and value are the same.
fn without_writers(row: &str) -> String {
    let Some((fields, stamps)) = row.split_once(" stamps=") else { return row.to_owned() };
    let quoted = stamps.split('"').filter(|part| part.parse::<uuid::Uuid>().is_err());
    format!("{fields} {}", quoted.collect::<Vec<_>>().join(""))
}

/// Each table with the rows that desks with these scopes have in common; the cards by their kind.
fn parts(
    tables: BTreeMap<String, Vec<String>>,
    scopes: &[Scope],
    (has_copies, is_put_back): (bool, bool),
) -> BTreeMap<String, Vec<String>> {
    let is_resent = has_copies && is_put_back;
    let is_left_out = |table: &str| {
        NOT_COMPARED.contains(&table)
            || NEEDS_SALES.contains(&table) && !scopes.contains(&Scope::Pos)
            || OF_ONE_DEVICE.contains(&table) && has_copies
    };
    let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, rows) in tables.into_iter().filter(|(table, _)| !is_left_out(table)) {
        if table == "cards" {
            for entity in Entity::ALL.iter().filter(|entity| scopes.contains(&entity.scope())) {
                let start = format!("entity='{}'", entity.name());
                let own = rows.iter().filter(|row| row.starts_with(&start));
                let own = own.map(|row| if is_resent { without_writers(row) } else { row.clone() });
                let own = own.collect();
                parts.insert(format!("{table} of {entity}"), own);
            }
        } else if scope_of(&table).is_some_and(|scope| scopes.contains(&scope)) {
            let rows = rows.into_iter().filter(|row| !row.ends_with(" contacts=0"));
            let (bears_device, bears_period) =
                (BEARS_DEVICE.contains(&table.as_str()), BEARS_PERIOD.contains(&table.as_str()));
            let own = |row: String| match has_copies {
                true if bears_device => without(&row, "device_id"),
                true if bears_period => without(&without(&row, "z_number"), "device_id"),
                _ => row,
            };
            parts.insert(table, rows.map(own).collect());
        }
    }
    parts
}

/// What two desks hold differently in a table.
fn unlike_rows(table: &str, first: (&str, &[String]), second: (&str, &[String])) -> Option<String> {
    let only = |a: &[String], b: &[String]| a.iter().find(|row| !b.contains(row)).cloned();
    let (one, other) = (only(first.1, second.1), only(second.1, first.1));
    (one.is_some() || other.is_some() || first.1.len() != second.1.len()).then(|| {
        let (here, there) = (second.1.len(), first.1.len());
        format!(
            "{table}: {there} rows at {}, {here} at {}; only there: {one:?}, only here: {other:?}",
            first.0, second.0
        )
    })
}
