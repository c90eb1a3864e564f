//! Real desks and a real platform, cut at any moment: `mojo` sells and reverses, checks in, invoices
//! and books what was paid, moves cash, edits and syncs in loops; desks and platform are killed and
//! paused, the network is bad, a disk is full. Then all heals, and everything is looked at from
//! outside.

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

use crate::books::{Book, Outcome};
use crate::dice::Dice;
use crate::heal::{self, Before};
use crate::trouble::{Counts, Platform, WEATHERS, again_until, bad_weather, count, read};
use mojo_journeys::options::{Options, program};

/// Clients of the practice that the desks serve.
const CLIENTS: usize = 40;

/// Something that a desk confirmed.
#[derive(Clone, Debug)]
pub(crate) enum Confirmed {
    /// Of a sale, or of its Storno.
    Receipt(String),
    Invoice(String),
    Visit {
        card: String,
    },
    Contact(String),
    /// Cash put in or taken out, money received: it has no number, and stands in the books.
    Booking,
}

/// What the desks did.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) confirmed: Vec<Confirmed>,
    /// Visits without an answer: they may have been recorded.
    pub(crate) open_visits: u64,
    pub(crate) unanswered: u64,
    pub(crate) refused: std::collections::BTreeMap<String, u64>,
    pub(crate) faults: Vec<String>,
}

/// The practice under the hammer.
pub(crate) struct World {
    pub(crate) platform: Platform,
    pub(crate) proxies: Vec<Proxy>,
    pub(crate) desks: Vec<Mojo>,
    pub(crate) clients: Vec<String>,
    cards: Vec<String>,
    /// What is believed of each desk.
    pub(crate) books: Vec<Mutex<Book>>,
    /// What there was before any of it.
    pub(crate) before: Before,
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) counts: Counts,
    /// The folder on a small disk, where there is one.
    small_disk: Option<std::path::PathBuf>,
    /// The platform's database on PostgreSQL.
    _own: Option<OwnDatabase>,
}

/// The verb; gives back how many faults were found.
pub(crate) fn run(options: &Options) -> u64 {
    let kills = options.number("kills", 100);
    let desks = usize::try_from(options.number("clients", 3)).unwrap();
    let dice = Dice::new(options.number("seed", 1));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let since = Instant::now();
    let world = runtime.block_on(World::make(options, scratch.path(), desks));
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for desk in 0..world.desks.len() {
            let (world, is_over, dice) = (&world, &is_over, &dice);
            scope.spawn(move || again_until(is_over, || world.work(desk, dice, kills, is_over)));
            scope.spawn(move || {
                again_until(is_over, || {
                    std::thread::sleep(dice.millis(200, 3_000));
                    world.trouble_network(desk, dice);
                });
            });
        }
        scope.spawn(|| again_until(&is_over, || world.trouble_platform(&dice)));
        scope.spawn(|| again_until(&is_over, || world.trouble_disk(&dice)));
    });
    let hammered = since.elapsed();
    let seen = heal::look(&world, scratch.path());
    let text = heal::report(options, &world, &seen, hammered);
    println!("{text}");
    if let Some(file) = options.report() {
        std::fs::write(file, &text).unwrap();
    }
    world.platform.stop();
    unmount(world.small_disk.as_deref());
    seen.faults.len() as u64
}

impl World {
    async fn make(options: &Options, scratch: &Path, desks: usize) -> Self {
        let binary = program("MOJO_PLATFORM_BIN");
        let (host, own) = match options.text("database").unwrap_or("sqlite") {
            "sqlite" => (Host::with_demo(&binary, scratch), None),
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
        for _ in 0..desks {
            proxies.push(Proxy::open(host.address()).await);
        }
        let world = tokio::task::block_in_place(|| Self::sign_in(platform, proxies, scratch));
        Self { _own: own, ..world }
    }

    fn sign_in(platform: Platform, proxies: Vec<Proxy>, scratch: &Path) -> Self {
        let small_disk = mount_small_disk(&scratch.join("small"));
        let mut desks = Vec::new();
        for (number, proxy) in proxies.iter().enumerate() {
            let folder = match &small_disk {
                Some(folder) if number == 1 => folder.join("desk"),
                _ => scratch.join(format!("desk-{number}")),
            };
            let mojo = Mojo::at(&program("MOJO_BIN"), &folder);
            heal::sign_in(&mojo, &proxy.url(), &platform, number);
            desks.push(mojo);
        }
        let (mut clients, mut cards) = (Vec::new(), Vec::new());
        for number in 0..CLIENTS {
            let name = format!("Hammer{number}");
            let new = ["contacts", "create", "--last-name", &name, "--street", "Tannenweg 4"];
            let address = ["--postal-code", "99998", "--city", "Auenfeld", "--country", "DE"];
            let contact = desks[0].done(&[&new[..], &address].concat());
            let contact = contact["id"].as_str().unwrap().to_owned();
            let import = ["cards", "import", "--contact", &contact, "--left", "1000"];
            cards.push(desks[0].done(&import)["id"].as_str().unwrap().to_owned());
            clients.push(contact);
        }
        let mut books = Vec::new();
        for mojo in &desks {
            let change = ["pos", "cash-in", "500.00", "--reason", "Wechselgeld"];
            books.push(Mutex::new(Book::begin(&mojo.done(&change)["expected"])));
            mojo.done(&["sync"]);
        }
        let before = Before::of(&desks[0]);
        let (ledger, counts) = (Mutex::default(), Counts::default());
        Self {
            platform,
            proxies,
            desks,
            clients,
            cards,
            books,
            before,
            ledger,
            counts,
            small_disk,
            _own: None,
        }
    }

    /// One verb at a desk, which may be killed or paused on the way.
    fn work(&self, desk: usize, dice: &Dice, kills: u64, is_over: &AtomicBool) {
        let (client, card) = (dice.pick(&self.clients), dice.pick(&self.cards));
        let deed = self.books[desk].lock().unwrap().next(dice, client, card);
        let words = deed.words();
        let mut command = self.desks[desk].command(&words);
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
        let outcome = self.note(&words, output.status.code(), answer, &said);
        self.keep_faults(self.books[desk].lock().unwrap().note(&deed, &outcome));
        if matches!(outcome, Outcome::Open) && deed.cash != 0 {
            self.look_into_the_till(desk);
        }
    }

    /// The desk says whether what it did not answer to has happened.
    fn look_into_the_till(&self, desk: usize) {
        let ended = self.desks[desk].run(&["pos", "x-report"]);
        // Where its disk is full it cannot even be read: the next look tells.
        if ended.code == Some(0) {
            let report = ended.answer();
            self.keep_faults(self.books[desk].lock().unwrap().told_cash(&report["expected"]));
        }
    }

    fn keep_faults(&self, faults: impl IntoIterator<Item = String>) {
        self.ledger.lock().unwrap().faults.extend(faults);
    }

    fn note(
        &self,
        words: &[&str],
        code: Option<i32>,
        answer: Option<Value>,
        said: &str,
    ) -> Outcome {
        let mut ledger = self.ledger.lock().unwrap();
        let outcome = match (code, answer) {
            // A program that was killed may have answered before.
            (Some(0) | None, Some(answer)) => {
                ledger.confirmed.extend(confirmed(words, &answer));
                Outcome::Done(answer)
            }
            (Some(0), None) => {
                ledger.faults.push(format!("{words:?} answered nothing"));
                Outcome::Open
            }
            (Some(1), _) => {
                let code = said.trim().rsplit('(').next().unwrap_or_default().to_owned();
                let code = code.split(')').next().unwrap_or_default().to_owned();
                *ledger.refused.entry(format!("{}: {code}", words[0])).or_default() += 1;
                let is_disk = ["disk_full", "disk_error"].contains(&code.as_str());
                if !is_disk && words[0] != "sync" {
                    ledger.faults.push(format!("{words:?} was refused: {said}"));
                }
                if is_disk { Outcome::Open } else { Outcome::NotDone }
            }
            (Some(code), _) => {
                ledger.faults.push(format!("{words:?} ended with {code}: {said}"));
                Outcome::Open
            }
            (None, _) => {
                ledger.unanswered += 1;
                Outcome::Open
            }
        };
        let is_open = matches!(outcome, Outcome::Open);
        ledger.open_visits += u64::from(is_open && words[0] == "checkin");
        if said.contains("panicked") {
            ledger.faults.push(format!("{words:?}: {said}"));
        }
        outcome
    }

    fn trouble_network(&self, desk: usize, dice: &Dice) {
        if dice.percent(30) {
            self.proxies[desk].cut();
            count(&self.counts.cuts);
        } else {
            count(&self.counts.weathers);
            bad_weather(&self.proxies[desk], dice, &WEATHERS, 2_500);
        }
    }

    fn trouble_platform(&self, dice: &Dice) {
        std::thread::sleep(dice.millis(300, 2_500));
        if dice.percent(70) {
            count(&self.counts.platform_kills);
            self.platform.kill(dice.millis(0, 700));
        } else {
            count(&self.counts.platform_pauses);
            self.platform.pause(dice.millis(100, 2_000));
        }
    }

    /// Fills the small disk to the last byte for a while.
    fn trouble_disk(&self, dice: &Dice) {
        std::thread::sleep(dice.millis(500, 4_000));
        let Some(folder) = &self.small_disk else { return };
        count(&self.counts.fillings);
        let file = folder.join("filler");
        let mut filler = std::fs::File::create(&file).unwrap();
        let block = vec![7; 4096];
        while std::io::Write::write_all(&mut filler, &block).is_ok() {}
        std::thread::sleep(dice.millis(200, 2_000));
        drop(filler);
        std::fs::remove_file(file).unwrap();
    }
}

fn confirmed(words: &[&str], answer: &Value) -> Option<Confirmed> {
    let text = |key: &str| answer[key].as_str().map(str::to_owned);
    match words {
        ["pos", "cash-in" | "cash-out", ..] | ["invoice", "pay", ..] => Some(Confirmed::Booking),
        ["pos", ..] => text("receipt").map(Confirmed::Receipt),
        ["invoice", ..] => text("number").map(Confirmed::Invoice),
        ["checkin", ..] => text("card").map(|card| Confirmed::Visit { card }),
        ["contacts", "create", ..] => text("id").map(Confirmed::Contact),
        _ => None,
    }
}

/// A disk of 24 MB in memory for one desk; only root can make one.
fn mount_small_disk(folder: &Path) -> Option<std::path::PathBuf> {
    std::fs::create_dir_all(folder).unwrap();
    let mut mount = std::process::Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(folder);
    let is_mounted = mount.output().is_ok_and(|output| output.status.success());
    is_mounted.then(|| folder.to_owned())
}

fn unmount(folder: Option<&Path>) {
    if let Some(folder) = folder {
        drop(std::process::Command::new("umount").arg(folder).output());
    }
}

/// How much was done, for the report.
pub(crate) fn kills(counts: &Counts) -> (u64, u64) {
    (read(&counts.desk_kills), read(&counts.platform_kills))
}
