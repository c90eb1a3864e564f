//! The real programs as processes of their own, seen from outside: exit status, JSON on stdout,
//! words on stderr. And what a machine may do to them at their n-th call of the system: death, a
//! full disk, a broken one (`strace` does it).

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::{copy_folder, plant};

/// The built program that `variable` names; `None` only in a fast run that lacks it.
///
/// # Panics
/// In a whole run that lacks the program.
pub fn built(variable: &str) -> Option<PathBuf> {
    let found = std::env::var_os(variable).map(PathBuf::from);
    assert!(
        found.is_some() || is_fast(),
        "set {variable} to the built program, or MOJO_TEST_FAST=1"
    );
    found
}

/// Whether `strace` is there; it may be missing only in a fast run.
///
/// # Panics
/// In a whole run that lacks it.
pub fn has_strace() -> bool {
    let is_there = Command::new("strace").arg("-V").output().is_ok();
    assert!(
        is_there || is_fast(),
        "strace is missing: apt-get install strace, or MOJO_TEST_FAST=1"
    );
    is_there
}

fn is_fast() -> bool {
    std::env::var("MOJO_TEST_FAST").is_ok_and(|value| value == "1")
}

/// What happens to a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// It dies, as by `kill -9`.
    Death,
    /// From then on the disk is full.
    FullDisk,
    /// The disk is full for so many calls, then there is room again.
    FullFor(u32),
    /// The disk refuses once.
    RefusedOnce,
    /// From then on the disk refuses.
    BrokenDisk,
}

/// Harm at the n-th call of the system, counted in each thread; the store writes from one.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What happens.
    pub harm: Harm,
    /// At which call, as `pwrite64` or `fsync`.
    pub syscall: &'static str,
    /// At the how manieth.
    pub nth: u32,
}

impl Fault {
    /// The words of `strace` before the program; what was called stands in `log` afterwards.
    pub fn words(&self, log: &Path) -> Vec<String> {
        let Self { harm, syscall, nth } = self;
        let inject = match harm {
            Harm::Death => format!("inject={syscall}:signal=SIGKILL:when={nth}"),
            Harm::FullDisk => format!("inject={syscall}:error=ENOSPC:when={nth}+"),
            Harm::FullFor(calls) => {
                format!("inject={syscall}:error=ENOSPC:when={nth}..{}", nth + calls)
            }
            Harm::RefusedOnce => format!("inject={syscall}:error=EIO:when={nth}"),
            Harm::BrokenDisk => format!("inject={syscall}:error=EIO:when={nth}+"),
        };
        let trace = format!("trace={syscall}");
        let log = log.display().to_string();
        let words = ["-f", "-qq", "-o", &log, "-e", &trace, "-e", &inject];
        words.map(str::to_owned).into()
    }
}

/// How a program ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The exit status; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it answered.
    pub stdout: String,
    /// What it said beside.
    pub stderr: String,
    /// The fault was met.
    pub was_harmed: bool,
}

impl Ended {
    fn new(output: &Output, was_harmed: bool) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            was_harmed,
        }
    }

    /// Its answer as JSON.
    ///
    /// # Panics
    /// When it gave none.
    pub fn answer(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A profile of the real `mojo`.
#[derive(Clone, Debug)]
pub struct Mojo {
    program: PathBuf,
    folder: PathBuf,
}

impl Mojo {
    /// A profile in `folder`, opened by a passphrase file beside it.
    ///
    /// # Panics
    /// When the folder cannot be written.
    pub fn at(program: &Path, folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let passphrase = folder.join("passphrase");
        if !passphrase.exists() {
            std::fs::write(passphrase, "a passphrase of a journey").unwrap();
        }
        Self { program: program.to_owned(), folder: folder.to_owned() }
    }

    /// The folder of the profile.
    pub fn profile(&self) -> PathBuf {
        self.folder.join("profile")
    }

    /// The file that opens the profile.
    pub fn passphrase(&self) -> PathBuf {
        self.folder.join("passphrase")
    }

    /// Where it is kept how far the profile has counted.
    fn marks(&self) -> PathBuf {
        self.folder.join("marks")
    }

    /// The command, not yet started.
    pub fn command(&self, words: &[&str]) -> Command {
        self.after(&[], words)
    }

    /// The command, started by another program.
    fn after(&self, before: &[String], words: &[&str]) -> Command {
        let mut command = self.of_the_profile(before);
        command.arg("--json").args(words);
        command
    }

    /// The program at this profile, not yet told what to do.
    fn of_the_profile(&self, before: &[String]) -> Command {
        let mut command = match before.split_first() {
            None => Command::new(&self.program),
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(&self.program);
                command
            }
        };
        command.arg("--profile").arg(self.profile());
        command.arg("--passphrase-file").arg(self.passphrase());
        command.arg("--state").arg(self.marks());
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn run(&self, words: &[&str]) -> Ended {
        Ended::new(&self.command(words).output().unwrap(), false)
    }

    /// Runs a command to its end as people do, who read lines.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn printed(&self, words: &[&str]) -> Ended {
        Ended::new(&self.of_the_profile(&[]).args(words).output().unwrap(), false)
    }

    /// Runs a command that must go well, and reads its answer.
    ///
    /// # Panics
    /// When it does not.
    pub fn done(&self, words: &[&str]) -> Value {
        let ended = self.run(words);
        assert_eq!(ended.code, Some(0), "{words:?}: {}", ended.stderr);
        ended.answer()
    }

    /// Runs a command that meets `fault`.
    ///
    /// # Panics
    /// When `strace` cannot be started.
    pub fn under(&self, fault: Fault, words: &[&str]) -> Ended {
        let log = self.folder.join("strace.log");
        let mut before = vec!["strace".to_owned()];
        before.extend(fault.words(&log));
        let output = self.after(&before, words).output().unwrap();
        let called = std::fs::read_to_string(&log).unwrap_or_default();
        Ended::new(&output, output.status.code().is_none() || called.contains("(INJECTED)"))
    }

    /// Changes the database behind the program's back.
    ///
    /// # Panics
    /// When the database refuses.
    pub fn plant(&self, sql: &str) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(plant::on_profile(&self.folder, sql));
    }

    /// The chain is whole, and how many entries it has.
    ///
    /// # Panics
    /// When it is not.
    pub fn entries(&self) -> i64 {
        let found = self.done(&["verify"]);
        assert_eq!(found["breaks"], Value::Array(Vec::new()), "the chain is whole");
        found["entries"].as_i64().unwrap()
    }

    /// Everything is acknowledged and the hashes are equal.
    ///
    /// # Panics
    /// When it is not.
    pub fn assert_all_acknowledged(&self) {
        self.entries();
        let status = self.done(&["status"]);
        assert_eq!(status["pending"], 0, "{status}");
        assert_eq!(status["acknowledged"], status["recorded"], "{status}");
        assert_eq!(status["hashes_equal"], true, "{status}");
        assert_eq!(status["rejected"], 0, "{status}");
    }

    /// The same machine in another folder, marks and all: not a copy of a device, but where it
    /// might be after a lucky start.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub fn copy_to(&self, folder: &Path) -> Self {
        copy_folder(&self.folder, folder);
        let copy = Self::at(&self.program, folder);
        let resolved = |path: PathBuf| path.canonicalize().unwrap().display().to_string();
        let (from, to) = (resolved(self.profile()), resolved(copy.profile()));
        for mark in std::fs::read_dir(copy.marks()).unwrap() {
            let path = mark.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, text.replace(&from, &to)).unwrap();
        }
        copy
    }
}

/// A copy of the offline demo practice, which is made once for all tests of a program; `None` only
/// in a fast run that lacks `mojo` or `strace`.
///
/// # Panics
/// When it cannot be made.
pub fn demo_profile() -> Option<(TempDir, Mojo)> {
    static MADE: OnceLock<(TempDir, Mojo)> = OnceLock::new();
    let program = built("MOJO_BIN")?;
    if !has_strace() {
        return None;
    }
    let (_, made) = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let mojo = Mojo::at(&program, &folder.path().join("demo"));
        mojo.done(&["init", "--demo"]);
        (folder, mojo)
    });
    let folder = tempfile::tempdir().unwrap();
    let mojo = made.copy_to(&folder.path().join("demo"));
    Some((folder, mojo))
}
