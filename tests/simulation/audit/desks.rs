//! What every desk must hold.

use std::collections::BTreeMap;

use mojo_protocol::{Entity, Scope};
use mojo_store::census::{self, Pulled};

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

/// A revoked device has got nothing since, in the middle of a round or after it.
pub(super) async fn get_nothing_when_revoked(world: &World) -> Held {
    for machine in &world.machines {
        let given = machine.wire.given_when_revoked();
        if given > 0 {
            let seen = format!("{}: {given} changes were given", machine.name);
            return Err(broken("a revoked device gets nothing more", seen));
        }
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
        hold_just(&machine.name, &visible, &pulled)?;
    }
    Ok(())
}

/// What was pulled is what is visible, by place and hash, and could be read.
fn hold_just(name: &str, visible: &BTreeMap<i64, &str>, pulled: &[Pulled]) -> Held {
    let held: BTreeMap<i64, &str> =
        pulled.iter().map(|change| (change.seq, change.hash.as_str())).collect();
    if let Some((seq, _)) = visible.iter().find(|(seq, hash)| held.get(seq) != Some(hash)) {
        let seen = format!("{name}: place {seq} is missing or another");
        return Err(broken("a desk has all that its user may see", seen));
    }
    if let Some((seq, _)) = held.iter().find(|(seq, _)| !visible.contains_key(seq)) {
        let seen = format!("{name}: place {seq} is not for it");
        return Err(broken("a desk has nothing that its user may not see", seen));
    }
    if let Some(change) = pulled.iter().find(|change| !change.is_known) {
        let seen = format!("{name}: {change:?} could not be read");
        return Err(broken("a desk can read what it pulled", seen));
    }
    Ok(())
}

/// A case is to be settled at every desk of its tenant or at none.
pub(super) async fn have_the_same_open_cases(world: &World) -> Held {
    let mut open: BTreeMap<&str, (&str, Vec<String>)> = BTreeMap::new();
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        if machine.is_revoked || !scopes.contains(&Scope::Checkin) {
            continue;
        }
        let cases = machine.desk().list_cases().await.map_err(fault)?;
        let mut own: Vec<String> = cases.into_iter().map(|case| case.case_id).collect();
        own.sort_unstable();
        let first = open.entry(machine.post.owner).or_insert((&machine.name, own.clone()));
        if first.1 != own {
            let seen = format!("{}: {:?}, {}: {own:?}", first.0, first.1, machine.name);
            return Err(broken("a case is open everywhere or nowhere", seen));
        }
    }
    Ok(())
}

fn may_see(scopes: &[Scope], entity: &str) -> bool {
    entity.parse::<Entity>().is_ok_and(|entity| scopes.contains(&entity.scope()))
}

/// The scope whose facts a table follows from; of several beginnings the first that fits.
const TABLES: &[(&str, Scope)] = &[
    ("contact", Scope::Contacts),
    ("product", Scope::Pos),
    ("sale", Scope::Pos),
    ("cash", Scope::Pos),
    ("till", Scope::Pos),
    ("punch_card", Scope::Checkin),
    ("redemption", Scope::Checkin),
    ("case", Scope::Checkin),
    ("settled_visits", Scope::Checkin),
    ("invoice", Scope::Invoices),
    ("commission", Scope::Commissions),
    ("statement_packages", Scope::Commissions),
];

/// What follows from no fact, and is each desk's own: which device it was, and what became of its own
/// edits; what it compared; the list of devices as its owner last asked for it.
const OF_THIS_DESK: &[&str] = &[
    "clamped_edits",
    "comparison_days",
    "comparison_differences",
    "comparisons",
    "identity_changes",
    "listed_devices",
];

/// How a table is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Between desks that have the scope.
    Of(Scope),
    /// By the kind of card.
    Cards,
    /// Not between desks.
    Nowhere,
}

/// How a table is compared; `None` for one that nobody has listed.
fn place_of(table: &str) -> Option<Place> {
    match table {
        "cards" => Some(Place::Cards),
        _ if NOT_COMPARED.contains(&table) || OF_THIS_DESK.contains(&table) => Some(Place::Nowhere),
        _ => {
            let found = TABLES.iter().find(|(name, _)| table.starts_with(name));
            found.map(|(_, scope)| Place::Of(*scope))
        }
    }
}

/// A table that nobody has listed would be compared with nothing.
fn are_listed<'a>(mut tables: impl Iterator<Item = &'a String>) -> Held {
    match tables.find(|table| place_of(table).is_none()) {
        Some(table) => Err(broken("every table of a desk is compared or has a reason", table)),
        None => Ok(()),
    }
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
            are_listed(tables.keys())?;
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

/// Words in threads that no device recorded: their row stays at a desk when the platform was put back to
/// before them, and nobody reads it any more. Then they are compared as people read them, by
/// [`super::threads`].
const OF_NO_DEVICE: (&str, &str) = ("commission_dispute_messages", "is_from_platform=1");

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
        NEEDS_SALES.contains(&table) && !scopes.contains(&Scope::Pos)
            || OF_ONE_DEVICE.contains(&table) && has_copies
    };
    let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, rows) in tables.into_iter().filter(|(table, _)| !is_left_out(table)) {
        let place = place_of(&table);
        if place == Some(Place::Cards) {
            for entity in Entity::ALL.iter().filter(|entity| scopes.contains(&entity.scope())) {
                let start = format!("entity='{}'", entity.name());
                let own = rows.iter().filter(|row| row.starts_with(&start));
                let own = own.map(|row| if is_resent { without_writers(row) } else { row.clone() });
                let own = own.collect();
                parts.insert(format!("{table} of {entity}"), own);
            }
        } else if let Some(Place::Of(scope)) = place
            && scopes.contains(&scope)
        {
            let holds_words = is_put_back && table == OF_NO_DEVICE.0;
            let is_over = |row: &str| holds_words && row.contains(OF_NO_DEVICE.1);
            let rows = rows.into_iter();
            let rows = rows.filter(|row| !row.ends_with(" contacts=0") && !is_over(row));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::audit::planted::spoke;

    fn pulled(seq: i64, hash: &str) -> Pulled {
        Pulled { seq, entity: "sale".to_owned(), hash: hash.to_owned(), is_known: true }
    }

    #[test]
    fn a_place_too_many_or_too_few_is_noticed() {
        let visible = BTreeMap::from([(1, "a"), (3, "c")]);
        let held = [pulled(1, "a"), pulled(3, "c")];
        assert_eq!(spoke(hold_just("desk0", &visible, &held)), None);
        let missing = Some("a desk has all that its user may see");
        assert_eq!(spoke(hold_just("desk0", &visible, &held[..1])), missing);
        let other = [pulled(1, "a"), pulled(3, "x")];
        assert_eq!(spoke(hold_just("desk0", &visible, &other)), missing);
        let more = [pulled(1, "a"), pulled(2, "b"), pulled(3, "c")];
        let too_much = Some("a desk has nothing that its user may not see");
        assert_eq!(spoke(hold_just("desk0", &visible, &more)), too_much);
        let unread = [pulled(1, "a"), Pulled { is_known: false, ..pulled(3, "c") }];
        let unreadable = Some("a desk can read what it pulled");
        assert_eq!(spoke(hold_just("desk0", &visible, &unread)), unreadable);
    }

    #[test]
    fn only_the_scope_of_its_kind_shows_a_change() {
        assert!(may_see(&[Scope::Pos], "sale"));
        assert!(!may_see(&[Scope::Contacts, Scope::Checkin], "sale"));
        assert!(!may_see(&[Scope::Pos], "of_a_newer_program"));
    }

    #[test]
    fn a_table_that_nobody_listed_is_a_violation() {
        let listed = ["cards", "card_notes_kept", "settled_visits", "statement_packages", "sales"];
        let listed = listed.map(str::to_owned);
        assert_eq!(spoke(are_listed(listed.iter())), None);
        let new = ["sales".to_owned(), "vouchers".to_owned()];
        let unlisted = Some("every table of a desk is compared or has a reason");
        assert_eq!(spoke(are_listed(new.iter())), unlisted);
        assert_eq!(place_of("settled_visits"), Some(Place::Of(Scope::Checkin)));
        assert_eq!(place_of("statement_packages"), Some(Place::Of(Scope::Commissions)));
    }

    /// They are compared as people read them then; what a desk recorded is compared in any case.
    #[test]
    fn words_that_no_device_recorded_are_left_out_once_the_platform_was_put_back() {
        let (table, staffs) = OF_NO_DEVICE;
        let rows = vec!["is_from_platform=0 text='a'".to_owned(), format!("{staffs} text='b'")];
        let rows_of = |is_put_back| {
            let tables = BTreeMap::from([(table.to_owned(), rows.clone())]);
            parts(tables, &[Scope::Commissions], (false, is_put_back))[table].len()
        };
        assert_eq!((rows_of(false), rows_of(true)), (2, 1));
    }

    #[test]
    fn a_row_that_one_desk_has_alone_is_noticed_in_every_scope() {
        let row = |text: &str| vec![text.to_owned()];
        let tables = |table: &str, text: &str| BTreeMap::from([(table.to_owned(), row(text))]);
        for (table, scope) in TABLES {
            let of = |text| parts(tables(table, text), &[*scope], (false, false));
            let (here, there) = (of("a='1'"), of("a='2'"));
            let seen = unlike_rows(table, ("desk0", &here[*table]), ("desk1", &there[*table]));
            assert!(seen.is_some(), "{table}");
            assert!(parts(tables(table, "a='1'"), &[], (false, false)).is_empty(), "{table}");
        }
    }
}
