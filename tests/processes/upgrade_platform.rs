//! The present platform takes over the database of the first release, with every migration since,
//! and dies at any write, or finds the disk full or broken: the database has the form of before or
//! that of the present, with every row, and the next start completes it. On SQLite, where the file is
//! in the hands of this program alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use mojo_journeys::program::{Harm, built, has_strace};
use mojo_journeys::server::Host;
use mojo_journeys::{Dump, copy_database, dump_of};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::kill::WRITES;
use crate::kill_sync::signed_in;
use crate::places::Sweep;
use crate::upgrade::FIRST;

/// The table of what was applied.
const MIGRATIONS: &str = "schema_migrations";
/// The table of the secrets, of which each installation draws its own.
const SECRETS: &str = "installation";
/// Whether it is for work or for trying things: said once the upgrade is done.
const PURPOSE: &str = "database_purpose";

/// What writes while an upgrade is made, and what afterwards takes the log into the database: two
/// threads, whose calls are counted each for itself.
const UPGRADE: &str = "an upgrade of the platform from the first release";
const CHECKPOINT: &str = "the upgraded platform's log goes into its database";

/// A platform of the first release, as it was frozen.
struct Released {
    program: PathBuf,
    frozen: PathBuf,
    scratch: TempDir,
    runtime: Runtime,
    /// What stood in it, and what stands in it after an upgrade that nobody disturbs.
    old: Dump,
    new: Dump,
}

impl Released {
    /// `None` only in a fast run that lacks a program.
    fn open() -> Option<Self> {
        let program = built("MOJO_PLATFORM_BIN")?;
        if !has_strace() {
            return None;
        }
        let scratch = tempfile::tempdir().unwrap();
        let packed = std::fs::read(release().join("platform.db.zst")).unwrap();
        let frozen = scratch.path().join("frozen.db");
        std::fs::write(&frozen, zstd::decode_all(&packed[..]).unwrap()).unwrap();
        let (runtime, old, new) = (Runtime::new().unwrap(), Dump::new(), Dump::new());
        let mut released = Self { program, frozen, scratch, runtime, old, new };
        released.put_back();
        released.old = released.look();
        released.complete("nobody disturbs it");
        released.new = released.look();
        assert_ne!(released.old[MIGRATIONS], released.new[MIGRATIONS], "there is nothing to do");
        Some(released)
    }

    fn path(&self) -> PathBuf {
        self.scratch.path().canonicalize().unwrap().join("platform.db")
    }

    fn address(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    /// The frozen database, in the place of the one before.
    fn put_back(&self) {
        for end in ["db", "db-wal", "db-shm"] {
            drop(std::fs::remove_file(self.path().with_extension(end)));
        }
        std::fs::copy(&self.frozen, self.path()).unwrap();
    }

    /// What stands in it: read from a copy, so that it is the program itself that makes good what was
    /// left half.
    fn look(&self) -> Dump {
        let folder = self.scratch.path().join("look");
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        let copy = folder.join("platform.db");
        copy_database(&self.path(), &copy);
        self.runtime.block_on(dump_of(&copy))
    }

    /// The upgrade, started by another program or by nobody.
    fn migrate(&self, before: Option<Command>) -> Output {
        let mut command = match before {
            None => Command::new(&self.program),
            Some(mut before) => {
                before.arg(&self.program);
                before
            }
        };
        command.args(["migrate", "--database", &self.address()]).stdin(Stdio::null());
        command.output().unwrap()
    }

    /// The upgrade meets the fault; and whether it was met.
    fn migrate_under(&self, sweep: Sweep, nth: u32, file: Option<&Path>) -> (Output, bool) {
        let log = self.scratch.path().join("strace.log");
        let mut strace = Command::new("strace");
        strace.args(sweep.fault(nth).words(&log));
        if let Some(file) = file {
            strace.arg("-P").arg(file);
        }
        let output = self.migrate(Some(strace));
        let called = std::fs::read_to_string(&log).unwrap_or_default();
        let was_harmed = output.status.code().is_none() || called.contains("(INJECTED)");
        (output, was_harmed)
    }

    /// The next start, which nobody disturbs.
    fn complete(&self, what: &str) {
        let output = self.migrate(None);
        assert!(output.status.success(), "{what}: {output:?}");
    }

    /// Every row is there in the old form or in the new one.
    fn assert_whole(&self, what: &str) -> Dump {
        let found = self.look();
        let form = if found[MIGRATIONS] == self.old[MIGRATIONS] { &self.old } else { &self.new };
        assert_eq!(differing(&found, form), BTreeSet::new(), "{what}: half an upgrade");
        assert_kept(&self.old, &found, what);
        found
    }

    /// The next start has led to the new form, with every row.
    fn assert_completed(&self, found: &Dump, what: &str) {
        let completed = self.look();
        assert_eq!(differing(&completed, &self.new), BTreeSet::new(), "{what}");
        assert_kept(found, &completed, what);
        assert_eq!(completed[PURPOSE], self.new[PURPOSE], "{what}: it is for work");
        let secrets = |dump: &Dump| dump[SECRETS].lines().count();
        assert_eq!(secrets(&completed), secrets(&self.new), "{what}: every secret is drawn");
    }

    /// The upgrade meets the fault at every place; with `file` at those where that is written.
    fn upgrade_everywhere(&self, sweep: Sweep, file: Option<&Path>) {
        for nth in sweep.places() {
            let what = sweep.at(nth);
            self.put_back();
            let (output, was_harmed) = self.migrate_under(sweep, nth, file);
            assert_ended_well(&output, sweep.harm, &what);
            let is_close = sweep.is_looked_at_closely(nth);
            let found = is_close.then(|| self.assert_whole(&what));
            // Half an upgrade would not let itself be completed.
            self.complete(&what);
            if let Some(found) = found {
                self.assert_completed(&found, &what);
            }
            if !was_harmed {
                sweep.ended(nth);
                break;
            }
        }
    }
}

/// Where the first release was frozen.
fn release() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/frozen").join(FIRST)
}

/// The tables that differ, but for what is only said or drawn once the upgrade is done.
fn differing<'a>(one: &'a Dump, other: &'a Dump) -> BTreeSet<&'a String> {
    let is_of_it = |table: &&String| ![SECRETS, PURPOSE].contains(&table.as_str());
    let tables = one.keys().chain(other.keys()).filter(is_of_it);
    tables.filter(|table| one.get(*table) != other.get(*table)).collect()
}

/// A secret that was drawn is never drawn anew: what was signed by it would not be believed any more.
fn assert_kept(before: &Dump, after: &Dump, what: &str) {
    let after: BTreeSet<&str> = after[SECRETS].lines().collect();
    for secret in before[SECRETS].lines() {
        assert!(after.contains(secret), "{what}: a secret was lost");
    }
}

/// How an upgrade may end that was harmed: killed, done, or refused with a reason. Never a panic.
fn assert_ended_well(output: &Output, harm: Harm, what: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{what}: {said}");
    match output.status.code() {
        None => assert_eq!(harm, Harm::Death, "{what}: {said}"),
        Some(0) => {}
        Some(1) => {
            assert_ne!(harm, Harm::Death, "{what}: {said}");
            assert!(said.contains("disk"), "{what}: for which reason? {said}");
        }
        code => panic!("{what}: {code:?} {said}"),
    }
}

#[test]
fn a_platform_is_upgraded_whole_or_not_at_all_wherever_it_dies() {
    let Some(released) = Released::open() else { return };
    for syscall in WRITES {
        let sweep = Sweep::new(UPGRADE, Harm::Death, syscall);
        let is_many = syscall == "pwrite64";
        released.upgrade_everywhere(if is_many { sweep.thinned_by(251) } else { sweep }, None);
    }
    let file = released.path();
    for syscall in ["pwrite64", "fsync", "ftruncate"] {
        let sweep = Sweep::new(CHECKPOINT, Harm::Death, syscall);
        let is_many = syscall == "pwrite64";
        let sweep = if is_many { sweep.thinned_by(199) } else { sweep };
        released.upgrade_everywhere(sweep, Some(file.as_path()));
    }
}

#[test]
fn a_platform_without_room_for_its_upgrade_keeps_what_it_had_and_is_upgraded_later() {
    let Some(released) = Released::open() else { return };
    let file = released.path();
    for (verb, harm, syscall, step) in [
        (UPGRADE, Harm::FullDisk, "pwrite64", 211),
        (UPGRADE, Harm::BrokenDisk, "fsync", 1),
        (CHECKPOINT, Harm::FullDisk, "pwrite64", 151),
        (CHECKPOINT, Harm::BrokenDisk, "fsync", 1),
    ] {
        let sweep = Sweep::new(verb, harm, syscall).thinned_by(step);
        released.upgrade_everywhere(sweep, (verb == CHECKPOINT).then_some(file.as_path()));
    }
}

/// Not only the rows: whoever comes new to a platform that died in its upgrade gets everything of
/// before.
#[test]
fn a_platform_that_died_in_its_upgrade_serves_after_the_next_start() {
    let (Some(released), Some(mojo)) = (Released::open(), built("MOJO_BIN")) else { return };
    let manifest = std::fs::read_to_string(release().join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let owner = manifest["user"].as_str().unwrap();
    // In the middle of what is written, and at its confirmation.
    for (syscall, nth) in [("pwrite64", 400), ("fsync", 3)] {
        let sweep = Sweep::new(UPGRADE, Harm::Death, syscall);
        let what = sweep.at(nth);
        released.put_back();
        let (output, was_harmed) = released.migrate_under(sweep, nth, None);
        assert!(was_harmed, "{what}: it did not die: {output:?}");
        let server = Host::new(&released.program, &released.address()).start().unwrap();
        let folder = released.scratch.path().join(format!("Empfang {syscall}"));
        let desk = signed_in(&mojo, &server, &folder, owner);
        let found = desk.done(&["contacts", "search", "", "--limit", "100000"]);
        let contacts = found["contacts"].as_array().unwrap().len();
        assert_eq!(contacts, usize::try_from(manifest["contacts"].as_u64().unwrap()).unwrap());
        desk.done(&["sync"]);
        desk.assert_all_acknowledged();
        assert_eq!(desk.done(&["sync", "--verify"])["state"], "equal", "{what}");
        server.stop();
    }
}
