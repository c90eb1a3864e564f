//! Kill -9 of a desk that syncs, at every write: a page of the platform's order is applied whole or
//! not at all, a batch that was sent is there once.

use std::path::Path;

use mojo_journeys::program::{Ended, Fault, Harm, Mojo, built, has_strace};
use mojo_journeys::server::{Host, Server};
use serde_json::Value;
use tempfile::TempDir;

use crate::kill::WRITES;

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
        let desk = |name: &str| signed_in(&mojo, &server, &folder.path().join(name), name);
        let (reception, office) = (desk("Empfang"), desk("Büro"));
        Some(Self { host, server: Some(server), reception, office, folder, clients: 0 })
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
}

/// A profile at which the reception of the practice is signed in.
fn signed_in(program: &Path, server: &Server, folder: &Path, name: &str) -> Mojo {
    let mojo = Mojo::at(program, folder);
    let user = "mira.tannhoff";
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
    contact: String,
    receipt: String,
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

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

/// A sync that dies at the `nth` call of `syscall`.
fn sync_dies(mojo: &Mojo, syscall: &'static str, nth: u32) -> Ended {
    mojo.under(Fault { harm: Harm::Death, syscall, nth }, &["sync"])
}

#[test]
fn d4_a_pulled_page_is_applied_whole_or_not_at_all() {
    let Some(mut practice) = Practice::open() else { return };
    let mut all: Vec<Bought> = Vec::new();
    for syscall in WRITES {
        let mut waits = false;
        for nth in 1.. {
            if !waits {
                all.push(practice.a_client_buys());
                practice.reception.done(&["sync"]);
            }
            let ended = sync_dies(&practice.office, syscall, nth);
            let seen = all.last().unwrap().seen_by(&practice.office);
            assert!([(0, 0), (1, 1)].contains(&seen), "{syscall} {nth}: half a page {seen:?}");
            waits = seen == (0, 0);
            if ended.code.is_some() {
                assert!(nth > 1, "{syscall}: nobody died, so nothing was tried");
                assert!(!waits, "{syscall} {nth}: {ended:?}");
                break;
            }
            assert!(nth < 300, "{syscall}: no end");
        }
    }
    practice.office.done(&["sync"]);
    for bought in &all {
        assert_eq!(bought.seen_by(&practice.office), (1, 1), "{}", bought.receipt);
    }
    practice.office.assert_all_acknowledged();
}

#[test]
fn d4_a_pushed_batch_is_there_once_wherever_the_desk_dies() {
    let Some(mut practice) = Practice::open() else { return };
    let mut all: Vec<Bought> = Vec::new();
    for syscall in WRITES {
        for nth in 1.. {
            if practice.reception.done(&["status"])["pending"] == 0 {
                all.push(practice.a_client_buys());
            }
            let ended = sync_dies(&practice.reception, syscall, nth);
            if ended.code.is_some() {
                assert!(nth > 1, "{syscall}: nobody died, so nothing was tried");
                break;
            }
            assert!(nth < 300, "{syscall}: no end");
        }
    }
    practice.reception.done(&["sync"]);
    practice.reception.assert_all_acknowledged();
    practice.office.done(&["sync"]);
    practice.office.assert_all_acknowledged();
    for bought in &all {
        assert_eq!(bought.seen_by(&practice.office), (1, 1), "{}", bought.receipt);
    }
}
