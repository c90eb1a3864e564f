//! After the hammering: all heals, every desk syncs, and everything is looked at from outside, by
//! `mojo --json` alone. A desk that is new fetches what the platform holds, and stands for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use mojo_journeys::program::Mojo;
use mojo_journeys::proxy::Weather;
use serde_json::{Value, json};

use crate::kills::{Confirmed, Ledger, World, kills};
use crate::trouble::{Platform, read};
use mojo_journeys::options::{Options, program};

/// What was found.
pub(crate) struct Seen {
    pub(crate) faults: Vec<String>,
    receipts: usize,
    invoices: usize,
    visits: u64,
    entries: Vec<i64>,
}

/// Signs somebody of the practice in; the first desk is the owner's, who sees the commissions.
pub(crate) fn sign_in(mojo: &Mojo, url: &str, platform: &Platform, number: usize) {
    let user = if number == 0 { "jonte.albers" } else { "mira.tannhoff" };
    let file = mojo.passphrase().with_file_name("password");
    std::fs::write(&file, platform.password_of(user)).unwrap();
    let (file, name) = (file.display().to_string(), format!("Empfang {number}"));
    let login = ["login", "--platform", url, "--user", user, "--device", &name];
    mojo.done(&[&login[..], &["--password-file", &file]].concat());
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
pub(crate) fn look(world: &World, scratch: &Path) -> Seen {
    for proxy in &world.proxies {
        proxy.set(Weather::Fine);
    }
    let mut faults = std::mem::take(&mut world.ledger.lock().unwrap().faults);
    for _ in 0..2 {
        for (number, mojo) in world.desks.iter().enumerate() {
            if !syncs(mojo) {
                let status = mojo.run(&["status"]).stdout;
                faults.push(format!("desk {number} is stuck: {status}"));
            }
        }
    }
    let new = Mojo::at(&program("MOJO_BIN"), &scratch.join("desk-new"));
    sign_in(&new, &world.proxies[0].url(), &world.platform, 0);
    let entries = world.desks.iter().enumerate().map(|(n, mojo)| well(mojo, n, &mut faults));
    let entries = entries.collect();
    let platform = held(&new, world);
    for (number, mojo) in world.desks.iter().enumerate() {
        compare(number, &held(mojo, world), &platform, &mut faults);
        let report = mojo.done(&["pos", "x-report"]);
        let wrong = world.books[number].lock().unwrap().told_cash(&report["expected"]);
        faults.extend(wrong.map(|wrong| format!("desk {number}: {wrong}")));
    }
    check(&platform, &world.ledger.lock().unwrap(), &mut faults);
    check_owed(&platform.owed, world, &mut faults);
    if platform.cases != world.before.cases {
        faults.push(format!("cases without a reason: {:?}", platform.cases));
    }
    for mojo in world.desks.iter().chain([&new]) {
        let proved = mojo.run(&["sync", "--verify"]);
        if proved.code != Some(0) || proved.answer()["state"] != "equal" {
            faults.push(format!("here and there differ: {proved:?}"));
        }
    }
    let verified = world.desks[0].run(&["statement", "verify"]);
    if verified.code != Some(0) || verified.answer()["differences"] != json!([]) {
        faults.push(format!("the statement does not recompute: {verified:?}"));
    }
    Seen {
        faults,
        receipts: platform.receipts.len(),
        invoices: platform.invoices.len(),
        visits: platform.visits.values().sum(),
        entries,
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

fn held(mojo: &Mojo, world: &World) -> Held {
    let mut receipts = Vec::new();
    let mut contacts = BTreeMap::new();
    for client in &world.clients {
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
fn check_owed(owed: &Owed, world: &World, faults: &mut Vec<String>) {
    for (number, (gross, open)) in owed {
        let mut books = world.books.iter().map(|book| book.lock().unwrap());
        if let Some(mut book) = books.find(|book| book.has_invoice(number)) {
            faults.extend(book.told_owed(number, open));
        } else if world.before.owed.get(number).map_or(gross, |(_, before)| before) != open {
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
pub(crate) fn report(options: &Options, world: &World, seen: &Seen, took: Duration) -> String {
    let ledger = world.ledger.lock().unwrap();
    let counts = &world.counts;
    let (desk_kills, platform_kills) = kills(counts);
    let database = options.text("database").unwrap_or("sqlite");
    let mut text = format!(
        "## {database}, {} desks, seed {}\n\n\
         `cargo xtask hammer --kills {} --clients {} --database {database} --seed {}`, {} s of \
         hammering.\n\n\
         | what was done | how often |\n|---|---|\n",
        world.desks.len(),
        options.number("seed", 1),
        options.number("kills", 100),
        world.desks.len(),
        options.number("seed", 1),
        took.as_secs(),
    );
    for (what, many) in [
        ("a `mojo` killed with SIGKILL on the way", desk_kills),
        ("the platform killed with SIGKILL", platform_kills),
        ("a `mojo` paused", read(&counts.desk_pauses)),
        ("the platform paused", read(&counts.platform_pauses)),
        ("slow, silent, half-open or no network", read(&counts.weathers)),
        ("connections cut", read(&counts.cuts)),
        ("a small disk filled to the last byte", read(&counts.fillings)),
        ("documents and bookings confirmed", ledger.confirmed.len() as u64),
        ("commands without an answer", ledger.unanswered),
    ] {
        text += &format!("| {what} | {many} |\n");
    }
    for (what, many) in &ledger.refused {
        text += &format!("| refused: {what} | {many} |\n");
    }
    text += &format!(
        "\nAt the end, on every desk and on a new one: {} receipts, {} invoices, {} visits; \
         journals of {:?} entries.\n\n",
        seen.receipts, seen.invoices, seen.visits, seen.entries
    );
    match seen.faults.as_slice() {
        [] => {
            text += "**No fault**: all that was confirmed is there once, numbers without double \
                       or gap, chains whole, nothing pending, hashes equal, statement recomputed, \
                       all desks equal to a new one, no case, the cash in every till and what is \
                       owed on every invoice as the desks had answered, `sync --verify` equal on \
                       every desk.\n"
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
