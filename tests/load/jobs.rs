//! The jobs over everything that was sold, as commands.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A job and how long it took.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) name: &'static str,
    pub(crate) took: Duration,
}

/// Approves, plans and pays out.
pub(crate) fn run(program: &Path, database: &str) -> Vec<Job> {
    let jobs: [(&'static str, &[&str]); 3] = [
        ("approve", &["approve"]),
        ("payout, the plan", &["payout", "--plan"]),
        ("payout", &["payout"]),
    ];
    jobs.iter().map(|(name, words)| job(program, database, name, words)).collect()
}

fn job(program: &Path, database: &str, name: &'static str, words: &[&str]) -> Job {
    let since = Instant::now();
    let mut command = Command::new(program);
    command.args(["jobs", "run"]).args(words).args(["--database", database]);
    command.env("MOJO_LOG", "error").stdin(Stdio::null()).stdout(Stdio::null());
    let status = command.status().expect("the job starts");
    assert!(status.success(), "the job {name} failed: {status}");
    Job { name, took: since.elapsed() }
}
