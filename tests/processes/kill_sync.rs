//! Kill -9 of a desk that syncs, at every write: a page of the platform's order is applied whole or
//! not at all, a batch that was sent is there once.

use std::path::Path;

use mojo_journeys::program::{Harm, Mojo, built, has_strace};
use mojo_journeys::server::{Host, Server};
use serde_json::Value;
use tempfile::TempDir;

use crate::kill::WRITES;
use crate::places::Sweep;
use crate::verbs::assert_harmed_well;

/// A practice with its platform and two desks, all of them real processes.
pub(crate) struct Practice {
    pub(crate) host: Host,
    pub(crate) server: Option<Server>,
    pub(crate) reception: Mojo,
    pub(crate) office: Mojo,
    pub(crate) folder: TempDir,
    clients: u32,
}

impl Practice {
    /// `None` only in a fast run that lacks a program.
    pub(crate) fn open() -> Option<Self> {
        let (mojo, platform) = (built("MOJO_BIN")?, built("MOJO_PLATFORM_BIN")?);
        if !has_strace() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let host = Host::with_demo(&platform, folder.path());
        let server = host.start().unwrap();
        let desk = |name: &str| signed_in(&mojo, &server, &folder.path().join(name), RECEPTION);
        let (reception, office) = (desk("Empfang"), desk("Büro"));
        Some(Self { host, server: Some(server), reception, office, folder, clients: 0 })
    }

    /// One more desk, at which the owner of the practice is signed in.
    pub(crate) fn owners_desk(&self) -> Mojo {
        let (program, server) = (built("MOJO_BIN").unwrap(), self.server.as_ref().unwrap());
        signed_in(&program, server, &self.folder.path().join("Inhaber"), OWNER)
    }

    /// The reception has a new client, who buys something; both are in one batch.
    pub(crate) fn a_client_buys(&mut self) -> Bought {
        self.clients += 1;
        let name = format!("Neuling{:04}", self.clients);
        let new = ["contacts", "create", "--first-name", "Nele", "--last-name", &name];
        let contact = text(&self.reception.done(&new)["id"]);
        let sale = ["pos", "sell", "--line", "1004", "--contact", &contact, "--pay", "cash:20.00"];
        let receipt = text(&self.reception.done(&sale)["receipt"]);
        Bought { name, contact, receipt }
    }

    /// Both desks are well again, and everything is there once.
    pub(crate) fn assert_all_is_there(&self, all: &[Bought]) {
        for desk in [&self.reception, &self.office] {
            desk.done(&["sync"]);
            desk.assert_all_acknowledged();
        }
        for bought in all {
            assert_eq!(bought.seen_by(&self.office), (1, 1), "{}", bought.receipt);
        }
    }
}

/// Who works at the reception of the demo practice, and whose it is.
const RECEPTION: &str = "mira.tannhoff";
const OWNER: &str = "jonte.albers";

/// A profile at which `user` is signed in; the device is called like its folder.
pub(crate) fn signed_in(program: &Path, server: &Server, folder: &Path, user: &str) -> Mojo {
    let mojo = Mojo::at(program, folder);
    let name = folder.file_name().unwrap().to_str().unwrap();
    let file = folder.join("password");
    std::fs::write(&file, server.password_of(user)).unwrap();
    let file = file.display().to_string();
    let login = ["login", "--platform", &server.url, "--user", user, "--device", name];
    mojo.done(&[&login[..], &["--password-file", &file]].concat());
    mojo
}

/// A client and what they bought.
pub(crate) struct Bought {
    name: String,
    pub(crate) contact: String,
    pub(crate) receipt: String,
}

impl Bought {
    /// How often the desk knows the client and the sale.
    pub(crate) fn seen_by(&self, mojo: &Mojo) -> (usize, usize) {
        let found = mojo.done(&["contacts", "search", &self.name]);
        // A search forgives typing mistakes: others may be found too.
        let is_it = |row: &&Value| row["id"] == self.contact.as_str();
        let clients = found["contacts"].as_array().unwrap().iter().filter(is_it).count();
        if clients == 0 {
            return (0, 0);
        }
        let told = mojo.done(&["contacts", "timeline", &self.contact]);
        let sales = told["timeline"].as_array().unwrap();
        let is_it = |row: &&Value| row.to_string().contains(&self.receipt);
        (clients, sales.iter().filter(is_it).count())
    }
}

/// The verbs of a sync.
pub(crate) const PULL: &str = "a pulled page";
pub(crate) const PUSH: &str = "a pushed batch";

/// The office pulls a client and a sale while `sweep` harms it: both are there, or neither.
pub(crate) fn pull_everywhere(practice: &mut Practice, sweep: Sweep, all: &mut Vec<Bought>) {
    let mut waits = false;
    for nth in sweep.places() {
        let what = sweep.at(nth);
        if !waits {
            all.push(practice.a_client_buys());
            practice.reception.done(&["sync"]);
        }
        let ended = practice.office.under(sweep.fault(nth), &["sync"]);
        assert_harmed_well(&ended, sweep.harm, &what);
        let seen = all.last().unwrap().seen_by(&practice.office);
        assert!([(0, 0), (1, 1)].contains(&seen), "{what}: half a page {seen:?}");
        waits = seen == (0, 0);
        assert!(!waits || ended.code != Some(0), "{what}: fetched, so it is there: {ended:?}");
        if !ended.was_harmed {
            sweep.ended(nth);
            break;
        }
    }
}

/// The reception pushes a client and a sale while `sweep` harms it.
pub(crate) fn push_everywhere(practice: &mut Practice, sweep: Sweep, all: &mut Vec<Bought>) {
    for nth in sweep.places() {
        if practice.reception.done(&["status"])["pending"] == 0 {
            all.push(practice.a_client_buys());
        }
        let ended = practice.reception.under(sweep.fault(nth), &["sync"]);
        assert_harmed_well(&ended, sweep.harm, &sweep.at(nth));
        if !ended.was_harmed {
            sweep.ended(nth);
            break;
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

#[test]
fn d4_a_pulled_page_is_applied_whole_or_not_at_all() {
    let Some(mut practice) = Practice::open() else { return };
    let mut all: Vec<Bought> = Vec::new();
    for syscall in WRITES {
        pull_everywhere(&mut practice, Sweep::new(PULL, Harm::Death, syscall), &mut all);
    }
    practice.assert_all_is_there(&all);
}

#[test]
fn d4_a_pushed_batch_is_there_once_wherever_the_desk_dies() {
    let Some(mut practice) = Practice::open() else { return };
    let mut all: Vec<Bought> = Vec::new();
    for syscall in WRITES {
        push_everywhere(&mut practice, Sweep::new(PUSH, Harm::Death, syscall), &mut all);
    }
    practice.assert_all_is_there(&all);
}
