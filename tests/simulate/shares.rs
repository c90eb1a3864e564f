//! Several processes, each with its share of the seeds on a core of its own: in one process the runs
//! would wait for each other's memory.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::arguments::Arguments;
use crate::sums::Sums;

/// Runs all shares, and adds them up.
pub(crate) fn run_all(arguments: &Arguments) -> Sums {
    let folder = tempfile::tempdir().expect("a folder for the sums");
    let passing = folder.path().join("sums.json");
    let kept = arguments.kept.clone().unwrap_or(passing);
    let shares: Vec<u64> = (0..arguments.processes).collect();
    let children = shares.iter().map(|share| {
        let mut child = Command::new(std::env::current_exe().expect("this program has a path"));
        child.args(std::env::args().skip(1));
        child.arg("--share").arg(format!("{share}/{}", arguments.processes));
        child.arg("--kept").arg(kept_of(&kept, *share));
        child.spawn().expect("a share can be started")
    });
    let children: Vec<_> = children.collect();
    let mut all = Sums::default();
    for (share, mut child) in shares.iter().zip(children) {
        let status = child.wait().expect("a share ends");
        let kept = Some(kept_of(&kept, *share));
        let mut sums = Sums::open(&Arguments { kept, ..arguments.clone() });
        if !status.success() && sums.failed.is_empty() && sums.unlike.is_empty() {
            sums.failed.insert(arguments.first + share, format!("a process ended: {status}"));
        }
        all.join(sums);
    }
    all
}

fn kept_of(kept: &Path, share: u64) -> PathBuf {
    kept.with_extension(format!("{share}.json"))
}
