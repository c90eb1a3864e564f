//! The jobs over everything that was sold, as commands.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mojo_testkit::stripe::FakeStripe;
use serde_json::Value;

/// A job, how long it took, and what it said.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) name: &'static str,
    pub(crate) took: Duration,
    pub(crate) said: Value,
}

/// What the jobs work with.
pub(crate) struct Office<'a> {
    pub(crate) program: &'a Path,
    pub(crate) database: &'a str,
    pub(crate) stripe: &'a FakeStripe,
    /// Where the provider's key lies.
    pub(crate) key_file: PathBuf,
}

/// The last job: compares the payouts with the transfers of the provider.
const RECONCILE: &str = "reconcile";

impl Office<'_> {
    /// Approves, plans, pays out, and compares.
    pub(crate) fn run(&self) -> Vec<Job> {
        let jobs: [(&'static str, &[&str]); 4] = [
            ("approve", &["approve"]),
            ("payout, the plan", &["payout", "--plan"]),
            ("payout", &["payout"]),
            (RECONCILE, &["reconcile"]),
        ];
        jobs.iter().map(|(name, words)| self.job(name, words)).collect()
    }

    fn job(&self, name: &'static str, words: &[&str]) -> Job {
        let since = Instant::now();
        let mut command = Command::new(self.program);
        command.args(["jobs", "run"]).args(words).args(["--database", self.database]);
        command.arg("--stripe-key-file").arg(&self.key_file);
        command.args(["--stripe-url", self.stripe.url()]);
        command.env("MOJO_LOG", "error").stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = command.output().expect("the job starts");
        assert!(output.status.success(), "the job {name} failed: {}", output.status);
        let said = serde_json::from_slice(&output.stdout).expect("a job answers with JSON");
        Job { name, took: since.elapsed(), said }
    }
}

/// What the payouts of the ledger and the transfers of the provider do not have in common.
pub(crate) fn differences(jobs: &[Job]) -> Vec<String> {
    let Some(compared) = jobs.iter().find(|job| job.name == RECONCILE) else {
        return vec!["nothing was compared with the provider".to_owned()];
    };
    if compared.said["agrees"] == true {
        return Vec::new();
    }
    vec![format!("payouts and transfers do not agree: {}", compared.said["differences"])]
}
