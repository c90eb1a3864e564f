//! Kill -9 of the real process between any two writes of a sale and an invoice: whole or absent,
//! chain intact, number neither lost nor repeated (D2, D3, invariant 3).
//!
//! `strace` kills the process at the n-th write to the disk, for every n until a command comes
//! through alive; so every place between two commits is met.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

struct Desk {
    folder: tempfile::TempDir,
    program: PathBuf,
}

impl Desk {
    /// The offline demo practice; `None` only in a fast run that lacks the program.
    fn open() -> Option<Self> {
        let is_fast = std::env::var("MOJO_TEST_FAST").is_ok_and(|value| value == "1");
        let Some(program) = std::env::var_os("MOJO_BIN").map(PathBuf::from) else {
            assert!(is_fast, "set MOJO_BIN to the built mojo, or MOJO_TEST_FAST=1");
            return None;
        };
        if Command::new("strace").arg("-V").output().is_err() {
            assert!(is_fast, "strace is missing: apt-get install strace, or MOJO_TEST_FAST=1");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("passphrase"), "a passphrase of a journey").unwrap();
        let desk = Self { folder, program };
        desk.done(&["init", "--demo"]);
        Some(desk)
    }

    fn command(&self, program: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(words);
        command
    }

    fn words<'a>(&'a self, words: &[&'a str], profile: &'a str, key: &'a str) -> Vec<&'a str> {
        let marks = self.folder.path().to_str().unwrap();
        let mut all = vec!["--json", "--profile", profile, "--passphrase-file", key];
        all.extend(["--state", marks]);
        all.extend(words);
        all
    }

    fn paths(&self) -> (String, String) {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        (path("profile"), path("passphrase"))
    }

    /// Runs a command to its end and reads its answer.
    fn done(&self, words: &[&str]) -> Value {
        let (profile, key) = self.paths();
        let output =
            self.command(&self.program, &self.words(words, &profile, &key)).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs a command and kills it at its `nth` call of `syscall`; `true` when it died.
    fn killed_at(&self, syscall: &str, nth: u32, words: &[&str]) -> (bool, Output) {
        let (profile, key) = self.paths();
        let inject = format!("inject={syscall}:signal=SIGKILL:when={nth}");
        let trace = format!("trace={syscall}");
        let program = self.program.display().to_string();
        let mut all = vec!["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject, &program];
        let words = self.words(words, &profile, &key);
        all.extend(words);
        let output = self.command(Path::new("strace"), &all).output().unwrap();
        (!output.status.success(), output)
    }

    /// The chain is whole, and how many entries it has.
    fn entries(&self) -> i64 {
        let found = self.done(&["verify"]);
        assert_eq!(found["breaks"], Value::Array(Vec::new()), "the chain is whole");
        found["entries"].as_i64().unwrap()
    }
}

/// The last group of a document's number.
fn count_of(number: &Value) -> u32 {
    number.as_str().unwrap().rsplit('-').next().unwrap().parse().unwrap()
}

/// Kills `words` at every write; after each, what `number` names is there whole or not at all.
fn kill_everywhere(desk: &Desk, words: &[&str], number: &str, per_document: i64) {
    let mut last = count_of(&desk.done(words)[number]);
    for syscall in ["pwrite64", "fsync", "ftruncate", "unlink"] {
        for nth in 1.. {
            let before = desk.entries();
            let (died, output) = desk.killed_at(syscall, nth, words);
            let made = desk.entries() - before;
            assert!(made == 0 || made == per_document, "{syscall} {nth}: half a document ({made})");
            last += u32::try_from(made / per_document).unwrap();
            if !died {
                assert!(nth > 1, "{syscall}: nobody died, so nothing was tried");
                let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
                assert_eq!(count_of(&answer[number]), last, "{syscall} {nth}");
                break;
            }
            assert!(nth < 200, "{syscall}: no end");
        }
        // The next document takes the next number: none was lost, none is given twice.
        let next = count_of(&desk.done(words)[number]);
        assert_eq!(next, last + 1, "{syscall}: gapless after all the deaths");
        last = next;
    }
}

#[test]
fn d2_a_sale_is_whole_or_absent_wherever_the_process_dies() {
    let Some(desk) = Desk::open() else { return };
    let before = desk.entries();
    desk.done(&["pos", "sell", "--line", "1004", "--pay", "cash:20.00"]);
    let per_sale = desk.entries() - before;
    kill_everywhere(
        &desk,
        &["pos", "sell", "--line", "1004", "--pay", "cash:20.00"],
        "receipt",
        per_sale,
    );
}

#[test]
fn d2_an_invoice_is_whole_or_absent_wherever_the_process_dies() {
    let Some(desk) = Desk::open() else { return };
    let found = desk.done(&["contacts", "search", "Lindqvist"]);
    let contact = found["contacts"][0]["id"].as_str().unwrap().to_owned();
    let words = ["invoice", "issue", "--contact", &contact, "--line", "Behandlung:1:80.00:general"];
    let before = desk.entries();
    desk.done(&words);
    let per_invoice = desk.entries() - before;
    kill_everywhere(&desk, &words, "number", per_invoice);
}
