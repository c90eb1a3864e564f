//! Real desks of two practices and a real platform, cut at any moment: `mojo` sells and reverses, sells
//! cards and checks in, counts and closes the till, invoices and books what was paid, moves cash,
//! edits and syncs in loops, while customers order over HTTP; desks and platform are killed and
//! paused, the network is bad, a desk's disk and the platform's are full. Then all heals, and
//! everything is looked at from outside.

use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mojo_journeys::program::Mojo;
use mojo_journeys::proxy::Proxy;
use mojo_journeys::server::{Host, signal};
use mojo_testkit::postgres::OwnDatabase;
use serde_json::Value;

use crate::books::{Book, Deed, Outcome, cents};
use crate::dice::Dice;
use crate::heal;
use crate::practice::{PEOPLE, Practice, furnish, practice_of, sign_in};
use crate::shop::Shop;
use crate::small_disk::SmallDisk;
use crate::trouble::{Counts, Platform, WEATHERS, again_until, bad_weather, count, read};
use mojo_journeys::options::{Options, program};

/// The megabytes of a desk's small disk, and of the platform's, which holds the demo.
const DESK_DISK: u64 = 24;
const PLATFORM_DISK: u64 = 96;

/// Something that a desk confirmed.
#[derive(Clone, Debug)]
pub(crate) enum Confirmed {
    /// Of a sale, or of its Storno.
    Receipt(String),
    Invoice(String),
    Visit {
        card: String,
    },
    /// A card that was sold.
    Card {
        card: String,
        receipt: String,
    },
    Contact(String),
    /// Cash put in or taken out, money received, a closing: it has no number that is told everywhere,
    /// and stands in the books.
    Booking,
}

/// What the desks of a practice did.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) confirmed: Vec<Confirmed>,
    /// Visits without an answer: they may have been recorded.
    pub(crate) open_visits: u64,
    pub(crate) unanswered: u64,
    pub(crate) refused: std::collections::BTreeMap<String, u64>,
    pub(crate) faults: Vec<String>,
}

/// A desk under the hammer.
pub(crate) struct HammeredDesk {
    pub(crate) mojo: Mojo,
    /// Of which practice it is.
    pub(crate) practice: usize,
    /// What is believed of it.
    pub(crate) book: Mutex<Book>,
}

/// The practices under the hammer, and their platform.
pub(crate) struct World {
    pub(crate) platform: Platform,
    /// One before each desk, and one more before the shop.
    pub(crate) proxies: Vec<Proxy>,
    pub(crate) desks: Vec<HammeredDesk>,
    pub(crate) practices: Vec<Practice>,
    pub(crate) shop: Shop,
    pub(crate) counts: Counts,
    /// Small disks of one desk and of the platform, where there are any.
    desk_disk: Option<SmallDisk>,
    platform_disk: Option<SmallDisk>,
    /// The platform's database on PostgreSQL.
    _own: Option<OwnDatabase>,
}

/// The verb; gives back how many faults were found.
pub(crate) fn run(options: &Options) -> u64 {
    let kills = options.number("kills", 100);
    let desks = usize::try_from(options.number("clients", 5)).unwrap();
    let dice = Dice::new(options.number("seed", 1));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let since = Instant::now();
    let world = runtime.block_on(World::make(options, scratch.path(), desks));
    let made = since.elapsed();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (world, is_over, dice) = (&world, &is_over, &dice);
        for desk in 0..world.desks.len() {
            scope.spawn(move || again_until(is_over, || world.work(desk, dice, kills, is_over)));
        }
        for proxy in &world.proxies {
            scope.spawn(move || {
                again_until(is_over, || {
                    std::thread::sleep(dice.millis(200, 3_000));
                    world.trouble_network(proxy, dice);
                });
            });
        }
        scope.spawn(move || again_until(is_over, || world.sell(dice, is_over)));
        scope.spawn(move || again_until(is_over, || world.trouble_platform(dice)));
        scope.spawn(move || again_until(is_over, || world.trouble_disk(dice)));
    });
    let hammered = since.elapsed() - made;
    let seen = heal::look(&world, scratch.path(), &dice);
    let took = (hammered, since.elapsed() - hammered);
    let text = heal::report(options, &world, &seen, took);
    println!("{text}");
    if let Some(file) = options.report() {
        std::fs::write(file, &text).unwrap();
    }
    world.platform.stop();
    seen.faults.len() as u64
}

impl World {
    async fn make(options: &Options, scratch: &Path, desks: usize) -> Self {
        let binary = program("MOJO_PLATFORM_BIN");
        let mut platform_disk = None;
        let (host, own) = match options.text("database").unwrap_or("sqlite") {
            "sqlite" => {
                let folder = scratch.join("platform");
                platform_disk = SmallDisk::mount(&folder, PLATFORM_DISK);
                (Host::with_demo(&binary, &folder), None)
            }
            "postgres" => {
                let server = std::env::var("MOJO_TEST_POSTGRES_URL").unwrap();
                let name = format!("mojo_hammer_{}", std::process::id());
                let own = OwnDatabase::create(&server, &name, "template0").await;
                (Host::new(&binary, own.url()), Some(own))
            }
            other => panic!("--database {other}: sqlite or postgres"),
        };
        let platform = tokio::task::block_in_place(|| Platform::start(host.clone()));
        let mut proxies = Vec::new();
        for _ in 0..=desks {
            proxies.push(Proxy::open(host.address()).await);
        }
        let world = tokio::task::block_in_place(|| Self::sign_in(platform, proxies, scratch));
        Self { platform_disk, _own: own, ..world }
    }

    /// Every desk is signed in, and every practice has clients. Not yet with the platform's small disk
    /// and its database, which are held by whoever made them.
    fn sign_in(platform: Platform, proxies: Vec<Proxy>, scratch: &Path) -> Self {
        let desk_disk = SmallDisk::mount(&scratch.join("small"), DESK_DISK);
        let last = proxies.len() - 1;
        let mut mojos = Vec::new();
        let mut practices: Vec<Practice> = Vec::new();
        for (number, proxy) in proxies[..last].iter().enumerate() {
            let folder = match &desk_disk {
                Some(disk) if number == 1 => disk.folder().join("desk"),
                _ => scratch.join(format!("desk-{number}")),
            };
            let mojo = Mojo::at(&program("MOJO_BIN"), &folder);
            let practice = practice_of(number, last);
            let is_first = practice == practices.len();
            let user = PEOPLE[practice][usize::from(!is_first)];
            sign_in(&mojo, &proxy.url(), &platform, (user, &format!("Empfang {number}")));
            if is_first {
                if practice > 0 {
                    tokio::runtime::Handle::current().block_on(furnish(&mojo, &folder));
                }
                practices.push(Practice::begin(&mojo));
                mojo.done(&["sync"]);
            }
            mojos.push((mojo, practice));
        }
        let mut desks = Vec::new();
        for (mojo, practice) in mojos {
            let change = ["pos", "cash-in", "500.00", "--reason", "Wechselgeld"];
            let book = Mutex::new(Book::begin(&mojo.done(&change)["expected"]));
            mojo.done(&["sync"]);
            desks.push(HammeredDesk { mojo, practice, book });
        }
        let owners: Vec<&str> = PEOPLE[..practices.len()].iter().map(|people| people[0]).collect();
        let shop = Shop::open(&proxies[last].url(), &owners, &platform.password_of("admin"));
        let (counts, platform_disk, _own) = (Counts::default(), None, None);
        Self { platform, proxies, desks, practices, shop, counts, desk_disk, platform_disk, _own }
    }

    /// One verb at a desk, which may be killed or paused on the way.
    fn work(&self, number: usize, dice: &Dice, kills: u64, is_over: &AtomicBool) {
        let desk = &self.desks[number];
        let practice = &self.practices[desk.practice];
        let (client, card) = (dice.pick(&practice.clients), dice.pick(&practice.cards));
        let deed = desk.book.lock().unwrap().next(dice, client, card);
        if deed.is_closing() && !self.counts_the_till(desk, &deed) {
            return;
        }
        let words = deed.words();
        let mut command = desk.mojo.command(&words);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        match dice.below(10) {
            // A verb takes some sixty milliseconds; a sync under bad weather takes seconds.
            0..6 => {
                std::thread::sleep(Duration::from_micros(dice.below(120_000)));
                drop(child.kill());
            }
            6 => {
                std::thread::sleep(Duration::from_micros(dice.below(50_000)));
                signal(child.id(), "STOP");
                std::thread::sleep(dice.millis(50, 600));
                signal(child.id(), "CONT");
                count(&self.counts.desk_pauses);
            }
            _ => {}
        }
        let output = child.wait_with_output().unwrap();
        if output.status.code().is_none() && count(&self.counts.desk_kills) >= kills {
            is_over.store(true, Ordering::SeqCst);
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let answer = serde_json::from_slice(&output.stdout).ok();
        let ended = (output.status.code(), answer);
        let outcome = practice.ledger.lock().unwrap().note(&words, ended, &said);
        self.keep_faults(desk, desk.book.lock().unwrap().note(&deed, &outcome));
        if matches!(outcome, Outcome::Open) && (deed.cash != 0 || deed.is_closing()) {
            self.look_into_the_till(desk);
        }
    }

    /// Somebody counts what should be in the till, or a little less; nobody can where the disk is full.
    fn counts_the_till(&self, desk: &HammeredDesk, closing: &Deed) -> bool {
        let Some(expected) = self.look_into_the_till(desk) else { return false };
        let counted = expected + closing.cash;
        let counted = format!("{}.{:02}", counted / 100, counted % 100);
        desk.mojo.run(&["pos", "count", &counted]).code == Some(0)
    }

    /// The desk says whether what it did not answer to has happened, and how many cents should be in
    /// the till; `None` where its disk is so full that it cannot even be read: the next look tells.
    fn look_into_the_till(&self, desk: &HammeredDesk) -> Option<i64> {
        let ended = desk.mojo.run(&["pos", "x-report"]);
        if ended.code != Some(0) {
            return None;
        }
        let report = ended.answer();
        self.keep_faults(desk, desk.book.lock().unwrap().told_report(&report));
        Some(cents(&report["expected"]))
    }

    fn keep_faults(&self, desk: &HammeredDesk, faults: impl IntoIterator<Item = String>) {
        self.practices[desk.practice].ledger.lock().unwrap().faults.extend(faults);
    }

    /// A customer orders.
    fn sell(&self, dice: &Dice, is_over: &AtomicBool) {
        let wrong = self.shop.sell(dice, is_over);
        self.practices[0].ledger.lock().unwrap().faults.extend(wrong);
    }

    fn trouble_network(&self, proxy: &Proxy, dice: &Dice) {
        if dice.percent(30) {
            proxy.cut();
            count(&self.counts.cuts);
        } else {
            count(&self.counts.weathers);
            bad_weather(proxy, dice, &WEATHERS, 2_500);
        }
    }

    fn trouble_platform(&self, dice: &Dice) {
        std::thread::sleep(dice.millis(300, 2_500));
        match (&self.platform_disk, dice.below(10)) {
            (Some(disk), 0..2) => {
                count(&self.counts.platform_fillings);
                if !self.platform.fill(disk, dice.millis(200, 1_500)) {
                    let fault = "the platform died of a full disk".to_owned();
                    self.practices[0].ledger.lock().unwrap().faults.push(fault);
                }
            }
            (Some(disk), 2) => {
                count(&self.counts.platform_fillings);
                count(&self.counts.platform_kills);
                self.platform.kill_without_room(disk, dice.millis(200, 1_000));
            }
            (_, 3..5) => {
                count(&self.counts.platform_pauses);
                self.platform.pause(dice.millis(100, 2_000));
            }
            _ => {
                count(&self.counts.platform_kills);
                self.platform.kill(dice.millis(0, 700));
            }
        }
    }

    /// Fills the small disk to the last byte for a while.
    fn trouble_disk(&self, dice: &Dice) {
        std::thread::sleep(dice.millis(500, 4_000));
        let Some(disk) = &self.desk_disk else { return };
        count(&self.counts.fillings);
        let full = disk.fill();
        std::thread::sleep(dice.millis(200, 2_000));
        drop(full);
    }
}

impl Ledger {
    /// What came of a verb, by how it ended: its exit status, its answer, and what it said beside.
    fn note(
        &mut self,
        words: &[&str],
        (code, answer): (Option<i32>, Option<Value>),
        said: &str,
    ) -> Outcome {
        let outcome = match (code, answer) {
            // A program that was killed may have answered before.
            (Some(0) | None, Some(answer)) => {
                self.confirmed.extend(confirmed(words, &answer));
                Outcome::Done(answer)
            }
            (Some(0), None) => {
                self.faults.push(format!("{words:?} answered nothing"));
                Outcome::Open
            }
            (Some(1), _) => {
                let code = said.trim().rsplit('(').next().unwrap_or_default().to_owned();
                let code = code.split(')').next().unwrap_or_default().to_owned();
                *self.refused.entry(format!("{}: {code}", words[0])).or_default() += 1;
                let is_disk = ["disk_full", "disk_error"].contains(&code.as_str());
                if !is_disk && words[0] != "sync" {
                    self.faults.push(format!("{words:?} was refused: {said}"));
                }
                if is_disk { Outcome::Open } else { Outcome::NotDone }
            }
            (Some(code), _) => {
                self.faults.push(format!("{words:?} ended with {code}: {said}"));
                Outcome::Open
            }
            (None, _) => {
                self.unanswered += 1;
                Outcome::Open
            }
        };
        let is_open = matches!(outcome, Outcome::Open);
        self.open_visits += u64::from(is_open && words[0] == "checkin");
        if said.contains("panicked") {
            self.faults.push(format!("{words:?}: {said}"));
        }
        outcome
    }
}

fn confirmed(words: &[&str], answer: &Value) -> Option<Confirmed> {
    let text = |key: &str| answer[key].as_str().map(str::to_owned);
    match words {
        ["pos", "cash-in" | "cash-out" | "close", ..] | ["invoice", "pay", ..] => {
            Some(Confirmed::Booking)
        }
        ["pos", ..] => text("receipt").map(Confirmed::Receipt),
        ["invoice", ..] => text("number").map(Confirmed::Invoice),
        ["cards", "sell", ..] => text("card")
            .zip(text("receipt"))
            .map(|(card, receipt)| Confirmed::Card { card, receipt }),
        ["checkin", ..] => text("card").map(|card| Confirmed::Visit { card }),
        ["contacts", "create", ..] => text("id").map(Confirmed::Contact),
        _ => None,
    }
}

/// How much was done, for the report.
pub(crate) fn kills(counts: &Counts) -> (u64, u64) {
    (read(&counts.desk_kills), read(&counts.platform_kills))
}
