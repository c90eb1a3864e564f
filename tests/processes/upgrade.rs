//! Kill -9 while a newer program takes over an older database, at every write: the next start finds
//! everything, and the form of the present.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mojo_desk::keys::KeySource;
use mojo_domain::journal::hex;
use mojo_journeys::program::{Fault, Harm, Mojo, demo_profile};
use mojo_testkit::chance;
use serde_json::Value;

use crate::kill::WRITES;
use crate::verbs::{Verb, assert_said_clearly};

/// The program that undoes migrations lies beside the tests.
fn older_database() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.ancestors().find(|folder| folder.join("examples").is_dir()).unwrap();
    folder.join("examples/older_database")
}

/// A copy of the profile as it was before the last migration.
fn older(mojo: &Mojo, folder: &Path) -> Mojo {
    let older = mojo.copy_to(folder);
    let key = KeySource::PassphraseFile(mojo.passphrase());
    let key = key.load_or_create(&mojo.profile(), chance(1).as_ref()).unwrap();
    let file = older.profile().join("desk.db");
    std::fs::remove_file(&file).unwrap();
    let mut command = Command::new(older_database());
    command.arg(mojo.profile().join("desk.db")).arg(file).arg("1").stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(hex(key.bytes()).as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    older
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

/// The first look after a fault: it may find half an upgrade, and completes it.
fn assert_known(mojo: &Mojo, before: &[Value], nth: u32, what: &str) {
    assert_eq!(mojo.done(&["verify"]), before[0], "{what}");
    // All of it at every tenth place: what is copied of one table is copied of all.
    if nth % 10 == 1 {
        assert_eq!(known(mojo), before, "{what}");
    }
}

/// A practice with some history, and the same before the last migration.
fn history(folder: &Path, mojo: &Mojo) -> (Vec<Value>, Mojo) {
    for verb in [Verb::sale(), Verb::invoice(mojo), Verb::check_in(mojo)] {
        mojo.done(&verb.words());
    }
    let known = known(mojo);
    (known, older(mojo, &folder.join("older")))
}

#[test]
fn an_upgrade_is_whole_or_absent_wherever_the_process_dies() {
    let Some((folder, mojo)) = demo_profile() else { return };
    let (known_before, older) = history(folder.path(), &mojo);
    for syscall in WRITES {
        for nth in 1.. {
            let copy = folder.path().join(format!("{syscall}-{nth}"));
            let upgraded = older.copy_to(&copy);
            let fault = Fault { harm: Harm::Death, syscall, nth };
            let ended = upgraded.under(fault, &["status"]);
            assert_known(&upgraded, &known_before, nth, &format!("{syscall} {nth}"));
            if ended.code.is_some() {
                assert!(nth > 1, "{syscall}: nobody died, so nothing was tried");
                upgraded.done(&Verb::sale().words());
                break;
            }
            assert!(nth < 300, "{syscall}: no end");
            std::fs::remove_dir_all(&copy).unwrap();
        }
    }
}

#[test]
fn an_upgrade_without_room_is_refused_clearly_and_goes_on_when_there_is() {
    let Some((folder, mojo)) = demo_profile() else { return };
    let (known_before, older) = history(folder.path(), &mojo);
    for (harm, syscall) in [(Harm::FullDisk, "pwrite64"), (Harm::BrokenDisk, "fsync")] {
        for nth in 1.. {
            let what = format!("{harm:?} {syscall} {nth}");
            let copy = folder.path().join(format!("{syscall}-{nth}"));
            let upgraded = older.copy_to(&copy);
            let ended = upgraded.under(Fault { harm, syscall, nth }, &["status"]);
            assert_said_clearly(&ended, harm, &what);
            assert_known(&upgraded, &known_before, nth, &what);
            if !ended.was_harmed {
                assert!(nth > 1, "{what}: nothing was tried");
                break;
            }
            assert!(nth < 300, "{what}: no end");
            std::fs::remove_dir_all(&copy).unwrap();
        }
    }
}
