//! After the hammering: all heals, every desk syncs, and everything is looked at from outside, by
//! `mojo --json` and the platform's routes alone. In each practice a desk that is new fetches what the
//! platform holds of it, and stands for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use mojo_journeys::program::Mojo;
use mojo_journeys::proxy::Weather;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::kills::{Confirmed, HammeredDesk, Ledger, World, kills};
use crate::practice::{PEOPLE, Practice, sign_in};
use crate::trouble::read;
use mojo_journeys::options::{Options, program};

/// What was found.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) faults: Vec<String>,
    receipts: usize,
    invoices: usize,
    visits: u64,
    closings: u64,
    entries: Vec<i64>,
}

/// What invoices are about and what is owed on them, by number.
type Owed = BTreeMap<String, (Value, Value)>;

/// What there was before the hammering.
pub(crate) struct Before {
    owed: Owed,
    cases: Vec<String>,
}

impl Before {
    pub(crate) fn of(mojo: &Mojo) -> Self {
        Self { owed: owed(&invoices(mojo)), cases: cases(mojo) }
    }
}

/// What a desk holds, as far as `mojo` tells.
#[derive(PartialEq)]
struct Held {
    contacts: BTreeMap<String, Value>,
    receipts: Vec<String>,
    invoices: Vec<String>,
    owed: Owed,
    /// Visits by card.
    visits: BTreeMap<String, u64>,
    cases: Vec<String>,
}

/// Heals everything and looks.
pub(crate) fn look(world: &World, scratch: &Path, dice: &Dice) -> Seen {
    for proxy in &world.proxies {
        proxy.set(Weather::Fine);
    }
    let mut seen = Seen::default();
    for practice in &world.practices {
        seen.faults.append(&mut practice.ledger.lock().unwrap().faults);
    }
    seen.faults.extend(world.shop.settle(dice));
    for _ in 0..2 {
        for (number, desk) in world.desks.iter().enumerate() {
            if !syncs(&desk.mojo) {
                let status = desk.mojo.run(&["status"]).stdout;
                seen.faults.push(format!("desk {number} is stuck: {status}"));
            }
        }
    }
    let mut held = Vec::new();
    for (number, practice) in world.practices.iter().enumerate() {
        held.push(look_at(world, (number, practice), scratch, &mut seen));
    }
    if let [one, other] = &held[..] {
        apart(one, other, &mut seen.faults);
    }
    seen.faults.extend(world.shop.faults());
    seen
}

/// A practice, on all its desks and on a new one; gives back what the new one holds.
fn look_at(
    world: &World,
    (place, practice): (usize, &Practice),
    scratch: &Path,
    seen: &mut Seen,
) -> Held {
    let desks: Vec<(usize, &HammeredDesk)> =
        world.desks.iter().enumerate().filter(|(_, desk)| desk.practice == place).collect();
    let new = Mojo::at(&program("MOJO_BIN"), &scratch.join(format!("desk-new-{place}")));
    let url = world.proxies[desks[0].0].url();
    sign_in(&new, &url, &world.platform, (PEOPLE[place][0], "Empfang neu"));
    let platform = held(&new, practice);
    for (number, desk) in &desks {
        seen.entries.push(well(&desk.mojo, *number, &mut seen.faults));
        compare(*number, &held(&desk.mojo, practice), &platform, &mut seen.faults);
        let report = desk.mojo.done(&["pos", "x-report"]);
        let wrong = desk.book.lock().unwrap().told_report(&report);
        seen.faults.extend(wrong.into_iter().map(|wrong| format!("desk {number}: {wrong}")));
        seen.closings += report["next_z"].as_u64().unwrap_or(1).saturating_sub(1);
    }
    check(&platform, &practice.ledger.lock().unwrap(), &mut seen.faults);
    check_owed(&platform.owed, &desks, practice, &mut seen.faults);
    if platform.cases != practice.before.cases {
        seen.faults.push(format!("cases without a reason: {:?}", platform.cases));
    }
    for mojo in desks.iter().map(|(_, desk)| &desk.mojo).chain([&new]) {
        let proved = mojo.run(&["sync", "--verify"]);
        if proved.code != Some(0) || proved.answer()["state"] != "equal" {
            seen.faults.push(format!("here and there differ: {proved:?}"));
        }
    }
    let verified = desks[0].1.mojo.run(&["statement", "verify"]);
    if verified.code != Some(0) || verified.answer()["differences"] != json!([]) {
        seen.faults.push(format!("the statement does not recompute: {verified:?}"));
    }
    seen.receipts += platform.receipts.len();
    seen.invoices += platform.invoices.len();
    seen.visits += platform.visits.values().sum::<u64>();
    platform
}

/// No practice holds anything of the other.
fn apart(one: &Held, other: &Held, faults: &mut Vec<String>) {
    let mut both: Vec<&String> =
        one.contacts.keys().filter(|id| other.contacts.contains_key(*id)).collect();
    both.extend(one.visits.keys().filter(|id| other.visits.contains_key(*id)));
    both.extend(one.cases.iter().filter(|case| other.cases.contains(case)));
    if !both.is_empty() {
        faults.push(format!("two practices see the same: {both:?}"));
    }
}

fn syncs(mojo: &Mojo) -> bool {
    for _ in 0..30 {
        let ended = mojo.run(&["sync"]);
        if ended.code == Some(0) && ended.answer()["pending"] == 0 {
            return true;
        }
        std::thread::sleep(Duration::from_millis(300));
    }
    false
}

/// The chain is whole, nothing waits, the hashes are equal; gives back how long the journal is.
fn well(mojo: &Mojo, number: usize, faults: &mut Vec<String>) -> i64 {
    let verified = mojo.run(&["verify"]);
    if verified.code != Some(0) {
        faults.push(format!("desk {number}: the chain is broken: {}", verified.stdout));
    }
    let status = mojo.done(&["status"]);
    let is_well = status["pending"] == 0
        && status["acknowledged"] == status["recorded"]
        && status["hashes_equal"] == true
        && status["rejected"] == 0;
    if !is_well {
        faults.push(format!("desk {number}: {status}"));
    }
    verified.answer()["entries"].as_i64().unwrap_or_default()
}

fn compare(number: usize, held: &Held, platform: &Held, faults: &mut Vec<String>) {
    for (what, is_equal) in [
        ("contacts", held.contacts == platform.contacts),
        ("receipts", held.receipts == platform.receipts),
        ("invoices", held.invoices == platform.invoices),
        ("what is owed", held.owed == platform.owed),
        ("visits", held.visits == platform.visits),
        ("cases", held.cases == platform.cases),
    ] {
        if !is_equal {
            faults.push(format!("{what} of desk {number} differ from the platform's"));
        }
    }
}

fn invoices(mojo: &Mojo) -> Vec<Value> {
    let list = mojo.done(&["invoice", "list", "--limit", "100000"]);
    list["invoices"].as_array().cloned().unwrap_or_default()
}

fn owed(invoices: &[Value]) -> Owed {
    let owed = invoices.iter().filter_map(|row| {
        let number = row["number"].as_str()?.to_owned();
        Some((number, (row["gross"].clone(), row["open"].clone())))
    });
    owed.collect()
}

/// Cases, open and settled.
fn cases(mojo: &Mojo) -> Vec<String> {
    let mut cases = Vec::new();
    for words in [&["cases", "list"][..], &["cases", "list", "--settled"]] {
        let list = mojo.done(words);
        for row in list["cases"].as_array().into_iter().flatten() {
            cases.push(format!("{} {} open: {}", row["id"], row["kind"], row["open"]));
        }
    }
    cases.sort();
    cases
}

fn held(mojo: &Mojo, practice: &Practice) -> Held {
    let mut receipts = Vec::new();
    let mut contacts = BTreeMap::new();
    for client in &practice.clients {
        let told = mojo.done(&["contacts", "timeline", client]);
        for row in told["timeline"].as_array().into_iter().flatten() {
            if row["kind"] == "sale" || row["kind"] == "sale_storno" {
                receipts.push(row["detail"].as_str().unwrap_or_default().to_owned());
            }
        }
        let mut shown = mojo.done(&["contacts", "show", client]);
        // What a card has left is told by the cards.
        shown["cards"] = Value::Null;
        contacts.insert(client.clone(), shown);
    }
    let list = mojo.done(&["contacts", "list", "--limit", "100000"]);
    for row in list["contacts"].as_array().into_iter().flatten() {
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        contacts.entry(id).or_insert_with(|| row.clone());
    }
    let issued = invoices(mojo);
    let numbers = issued.iter().filter_map(|row| row["number"].as_str().map(str::to_owned));
    let mut invoices: Vec<String> = numbers.collect();
    let list = mojo.done(&["cards", "list"]);
    let rows = list["cards"].as_array().into_iter().flatten();
    let visits = rows
        .filter_map(|row| Some((row["id"].as_str()?.to_owned(), row["used"].as_u64()?)))
        .collect();
    receipts.sort();
    invoices.sort();
    Held { contacts, receipts, invoices, owed: owed(&issued), visits, cases: cases(mojo) }
}

/// What was confirmed is there once; what is there was at least begun.
fn check(held: &Held, ledger: &Ledger, faults: &mut Vec<String>) {
    let mut visits: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut receipts, mut invoices) = (BTreeSet::new(), BTreeSet::new());
    for confirmed in &ledger.confirmed {
        match confirmed {
            Confirmed::Receipt(number) => {
                if !receipts.insert(number) {
                    faults.push(format!("{number} was given twice"));
                }
            }
            Confirmed::Invoice(number) => {
                if !invoices.insert(number) {
                    faults.push(format!("{number} was given twice"));
                }
            }
            Confirmed::Card { card, receipt } => {
                if !receipts.insert(receipt) {
                    faults.push(format!("{receipt} was given twice"));
                }
                if !held.visits.contains_key(card) {
                    faults.push(format!("lost: card {card}"));
                }
            }
            Confirmed::Visit { card } => *visits.entry(card).or_default() += 1,
            Confirmed::Contact(id) => {
                if !held.contacts.contains_key(id) {
                    faults.push(format!("lost: contact {id}"));
                }
            }
            Confirmed::Booking => {}
        }
    }
    for (confirmed, all) in [(receipts, &held.receipts), (invoices, &held.invoices)] {
        let once: BTreeSet<&String> = all.iter().collect();
        if once.len() != all.len() {
            faults.push("a number is there twice".to_owned());
        }
        for number in confirmed {
            if !once.contains(number) {
                faults.push(format!("lost: {number}"));
            }
        }
        gapless(&once, faults);
    }
    let mut more = 0;
    for (card, confirmed) in visits {
        let used = held.visits.get(card).copied().unwrap_or_default();
        if used < confirmed {
            faults.push(format!("lost: {} visits of {card}", confirmed - used));
        }
        more += used.saturating_sub(confirmed);
    }
    if more > ledger.open_visits {
        faults
            .push(format!("{more} visits more than confirmed, {} unanswered", ledger.open_visits));
    }
}

/// What is owed on every invoice is what its desk was told; one that nobody confirmed, and so nobody
/// paid, is owed whole.
fn check_owed(
    owed: &Owed,
    desks: &[(usize, &HammeredDesk)],
    practice: &Practice,
    faults: &mut Vec<String>,
) {
    for (number, (gross, open)) in owed {
        let mut books = desks.iter().map(|(_, desk)| desk.book.lock().unwrap());
        if let Some(mut book) = books.find(|book| book.has_invoice(number)) {
            faults.extend(book.told_owed(number, open));
        } else if practice.before.owed.get(number).map_or(gross, |(_, before)| before) != open {
            faults.push(format!("{number}: {open} is owed of {gross}, and nobody paid"));
        }
    }
}

/// Every range from 1 (or the first that there is) without a gap.
fn gapless(numbers: &BTreeSet<&String>, faults: &mut Vec<String>) {
    let mut ranges: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for number in numbers {
        if let Some((range, place)) = number.rsplit_once('-') {
            ranges.entry(range).or_default().push(place.parse().unwrap_or_default());
        }
    }
    for (range, places) in ranges {
        let span = places.last().zip(places.first()).map_or(0, |(last, first)| last - first + 1);
        if span != places.len() as u64 {
            faults.push(format!("a gap in {range}: {} of {span}", places.len()));
        }
    }
}

/// The report.
pub(crate) fn report(
    options: &Options,
    world: &World,
    seen: &Seen,
    (hammered, looked): (Duration, Duration),
) -> String {
    let (mut confirmed, mut unanswered) = (0, 0);
    let mut refused: BTreeMap<String, u64> = BTreeMap::new();
    for practice in &world.practices {
        let ledger = practice.ledger.lock().unwrap();
        confirmed += ledger.confirmed.len() as u64;
        unanswered += ledger.unanswered;
        for (what, many) in &ledger.refused {
            *refused.entry(what.clone()).or_default() += many;
        }
    }
    let counts = &world.counts;
    let (desk_kills, platform_kills) = kills(counts);
    let database = options.text("database").unwrap_or("sqlite");
    let mut text = format!(
        "## {database}, {} desks of {} practices, seed {}\n\n\
         `cargo xtask hammer --kills {} --clients {} --database {database} --seed {}`, {} s of \
         hammering, {} s of preparing and looking.\n\n\
         | what was done | how often |\n|---|---|\n",
        world.desks.len(),
        world.practices.len(),
        options.number("seed", 1),
        options.number("kills", 100),
        world.desks.len(),
        options.number("seed", 1),
        hammered.as_secs(),
        looked.as_secs(),
    );
    for (what, many) in [
        ("a `mojo` killed with SIGKILL on the way", desk_kills),
        ("the platform killed with SIGKILL", platform_kills),
        ("a `mojo` paused", read(&counts.desk_pauses)),
        ("the platform paused", read(&counts.platform_pauses)),
        ("slow, silent, half-open or no network", read(&counts.weathers)),
        ("connections cut", read(&counts.cuts)),
        ("a desk's small disk filled to the last byte", read(&counts.fillings)),
        ("the platform's small disk filled to the last byte", read(&counts.platform_fillings)),
        ("documents and bookings confirmed", confirmed),
        ("commands without an answer", unanswered),
        ("orders of customers confirmed", world.shop.confirmed() as u64),
    ] {
        text += &format!("| {what} | {many} |\n");
    }
    for (what, many) in &refused {
        text += &format!("| refused: {what} | {many} |\n");
    }
    text += &format!(
        "\nAt the end, on every desk and on a new one of each practice: {} receipts, {} invoices, {} \
         visits, {} closings; journals of {:?} entries.\n\n",
        seen.receipts, seen.invoices, seen.visits, seen.closings, seen.entries
    );
    match seen.faults.as_slice() {
        [] => {
            text += "**No fault**: all that was confirmed is there once, numbers without double \
                       or gap, chains whole, nothing pending, hashes equal, statement recomputed, \
                       all desks equal to a new one, no case, the cash in every till and what is \
                       owed on every invoice as the desks had answered, closings following each \
                       other, every card that was sold there with its visits, `sync --verify` equal \
                       on every desk; every order kept once and given back whole or not at all, its \
                       commissions and its rest adding up to its net, and no practice sees anything \
                       of the other.\n"
        }
        faults => {
            text += &format!("**{} faults**:\n", faults.len());
            for fault in faults.iter().take(50) {
                text += &format!("- {fault}\n");
            }
        }
    }
    text
}
