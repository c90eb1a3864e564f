//! Numbers of documents: unique, without gaps, in order, each range one device's.

use std::collections::{BTreeMap, BTreeSet};

use mojo_protocol::Entity;
use mojo_protocol::facts::{CaseBody, CaseKind, InvoiceBody, SaleBody};

use super::Logs;
use super::ledgers::bodies;
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// Numbers are unique and gapless per range; where a disk was cloned or put back, a number may be
/// given twice, and then a case says so.
pub(super) fn numbers_are_gapless(world: &World, logs: &Logs) -> Held {
    for (owner, log) in logs {
        let sales = bodies::<SaleBody>(log, Entity::Sale).into_iter().map(|s| s.receipt_number);
        let invoices = bodies::<InvoiceBody>(log, Entity::Invoice).into_iter().map(|i| i.number);
        let mut given: BTreeMap<String, usize> = BTreeMap::new();
        for number in sales.chain(invoices) {
            *given.entry(number).or_default() += 1;
        }
        let cases = bodies::<CaseBody>(log, Entity::Case);
        let mut ranges: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
        for (number, times) in &given {
            let clashes = cases
                .iter()
                .filter(|case| case.kind == CaseKind::NumberClash && case.details == *number)
                .count();
            if clashes != times - 1 || *times > 1 && !world.has_copies {
                let seen = format!("{owner}: {number} {times} times, {clashes} cases");
                return Err(broken("a number is given once", seen));
            }
            let (range, count) = number.rsplit_once('-').unwrap_or(("", "0"));
            ranges.entry(range.to_owned()).or_default().insert(count.parse().unwrap_or(0));
        }
        // Printed, and lost with its disk or kept out of account with its device.
        let lost: BTreeSet<String> = world
            .promises
            .0
            .iter()
            .filter(|promise| promise.is_open)
            .filter_map(|promise| Some(number_of(&promise.entity, &promise.body)?.0))
            .collect();
        for (range, counts) in ranges {
            let last = counts.last().copied().unwrap_or_default();
            let gap = (1..last).find(|count| {
                !counts.contains(count) && !lost.contains(&format!("{range}-{count:06}"))
            });
            if let Some(gap) = gap {
                let seen = format!("{owner}: {range}: {gap} of {counts:?}");
                return Err(broken("numbers have no gap", seen));
            }
        }
    }
    Ok(())
}

/// The number that a document bears, and the day on which it was recorded.
fn number_of(entity: &str, body: &str) -> Option<(String, chrono::NaiveDate)> {
    match entity {
        "sale" => {
            let sale: SaleBody = serde_json::from_str(body).expect("readable");
            Some((sale.receipt_number, sale.recorded_on))
        }
        "invoice" => {
            let invoice: InvoiceBody = serde_json::from_str(body).expect("readable");
            Some((invoice.number, invoice.issued_on))
        }
        _ => None,
    }
}

/// Whose range it was in that epoch: a clone goes on with the range until it is noticed.
fn original(world: &World, machine: usize, epoch: i64) -> usize {
    match world.machines[machine].clone_of {
        Some((other, then)) if then == epoch => original(world, other, epoch),
        _ => machine,
    }
}

/// A number bears the year of its day in Berlin; a code is one device's in one epoch, so that a copy
/// that was noticed never prints another number of the range that it shared.
pub(super) fn ranges_are_ones_own(world: &World) -> Held {
    let mut codes: BTreeMap<(&str, String), (usize, i64)> = BTreeMap::new();
    for promise in &world.promises.0 {
        let Some((number, day)) = number_of(&promise.entity, &promise.body) else { continue };
        let parts: Vec<&str> = number.split('-').collect();
        let [_, year, code, _] = parts[..] else {
            return Err(broken("a number has its form", number));
        };
        if year != day.format("%Y").to_string() {
            return Err(broken("a number bears the year of its day", format!("{number} on {day}")));
        }
        let owner = world.machines[promise.machine].post.owner;
        let own = (original(world, promise.machine, promise.recorded_in), promise.recorded_in);
        let first = *codes.entry((owner, code.to_owned())).or_insert(own);
        if first != own {
            let seen = format!("{number}: {own:?}, before {first:?} (machine, epoch)");
            return Err(broken("a number range is one device's", seen));
        }
    }
    Ok(())
}

/// A desk gives numbers in the order in which it records, each once.
pub(super) fn numbers_ascend(world: &World) -> Held {
    let mut last: BTreeMap<(usize, String), u64> = BTreeMap::new();
    // What a disk that was put back does not hold any more was another life.
    for promise in world.promises.0.iter().filter(|promise| !promise.is_gone_here) {
        let Some((number, _)) = number_of(&promise.entity, &promise.body) else { continue };
        let (range, count) = number.rsplit_once('-').unwrap_or(("", "0"));
        let count = count.parse().unwrap_or(0);
        let before = last.insert((promise.machine, range.to_owned()), count);
        if before.is_some_and(|before| before >= count) {
            let name = &world.machines[promise.machine].name;
            let seen = format!("{name}: {number} after {before:?}");
            return Err(broken("numbers are given in order", seen));
        }
    }
    Ok(())
}
