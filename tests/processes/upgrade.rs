//! The present program takes over the database of the first release, with every migration since,
//! and dies at any write, or finds the disk full or broken: the next start finds everything, and
//! the form of the present.

use std::path::{Path, PathBuf};

use mojo_journeys::program::{Harm, Mojo, built, has_strace};
use serde_json::Value;
use tempfile::TempDir;

use crate::kill::{MARK, WRITES};
use crate::places::Sweep;
use crate::verbs::{Verb, assert_harmed_well};

/// The release with the most migrations after it.
pub(crate) const FIRST: &str = "0.1.0";

/// A desk of the first release, as it was frozen.
struct Released {
    program: PathBuf,
    frozen: PathBuf,
    passphrase: String,
    scratch: TempDir,
    /// What an upgrade that nobody disturbs finds.
    known: Vec<Value>,
}

impl Released {
    /// `None` only in a fast run that lacks a program.
    fn open() -> Option<Self> {
        let program = built("MOJO_BIN")?;
        if !has_strace() {
            return None;
        }
        let frozen = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/frozen").join(FIRST);
        let manifest = std::fs::read_to_string(frozen.join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        let passphrase = manifest["passphrase"].as_str().unwrap().to_owned();
        let scratch = tempfile::tempdir().unwrap();
        let mut released = Self { program, frozen, passphrase, scratch, known: Vec::new() };
        released.known = known(&released.copy());
        for key in ["entries", "head"] {
            assert_eq!(released.known[0][key], manifest[key], "{key}");
        }
        Some(released)
    }

    /// The frozen profile, in the place of the copy before.
    fn copy(&self) -> Mojo {
        let folder = self.scratch.path().join("desk");
        drop(std::fs::remove_dir_all(&folder));
        let profile = folder.join("profile");
        std::fs::create_dir_all(&profile).unwrap();
        for file in ["desk.db", "key.json"] {
            std::fs::copy(self.frozen.join(file), profile.join(file)).unwrap();
        }
        std::fs::write(folder.join("passphrase"), &self.passphrase).unwrap();
        Mojo::at(&self.program, &folder)
    }

    /// The first look after a fault: it may find half an upgrade, and completes it.
    fn assert_known(&self, mojo: &Mojo, nth: u32, what: &str) {
        assert_eq!(mojo.done(&["verify"]), self.known[0], "{what}");
        // All of it at every tenth place: what is kept of one table is kept of all.
        if nth % 10 == 1 {
            assert_eq!(known(mojo), self.known, "{what}");
        }
    }

    /// The upgrade meets the fault at every place.
    fn upgrade_everywhere(&self, sweep: Sweep) {
        for nth in sweep.places() {
            let what = sweep.at(nth);
            let upgraded = self.copy();
            let ended = upgraded.under(sweep.fault(nth), &["status"]);
            assert_harmed_well(&ended, sweep.harm, &what);
            self.assert_known(&upgraded, nth, &what);
            if !ended.was_harmed {
                sweep.ended(nth);
                upgraded.done(&Verb::sale().words());
                break;
            }
        }
    }
}

/// What the practice knows, as far as it can be seen from outside.
fn known(mojo: &Mojo) -> Vec<Value> {
    let words: [&[&str]; 5] = [
        &["verify"],
        &["pos", "x-report"],
        &["invoice", "list"],
        &["cards", "list"],
        &["contacts", "list"],
    ];
    words.map(|words| mojo.done(words)).into()
}

const UPGRADE: &str = "an upgrade from the first release";

#[test]
fn an_upgrade_is_whole_or_absent_wherever_the_process_dies() {
    let Some(released) = Released::open() else { return };
    for syscall in WRITES.into_iter().chain([MARK]) {
        released.upgrade_everywhere(Sweep::new(UPGRADE, Harm::Death, syscall));
    }
}

#[test]
fn an_upgrade_without_room_is_refused_clearly_and_goes_on_when_there_is() {
    let Some(released) = Released::open() else { return };
    for sweep in [
        Sweep::new(UPGRADE, Harm::FullDisk, "pwrite64").thinned(),
        Sweep::new(UPGRADE, Harm::BrokenDisk, "pwrite64").thinned(),
        Sweep::new(UPGRADE, Harm::BrokenDisk, "fsync"),
    ] {
        released.upgrade_everywhere(sweep);
    }
}
