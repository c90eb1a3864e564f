//! A large corpus of issued invoices before all judges: `tests/judges`, with a report.

use std::process::Command;

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome},
    hammer, judges, process, report, workshop,
};

/// The verb.
pub(crate) fn corpus(words: &[&str]) -> Outcome {
    let (invoices, rest) = hammer::take(words, "--invoices", "1000")?;
    let (keep, rest) = hammer::take(&rest, "--keep", "")?;
    hammer::known(&rest, &[])?;
    if invoices.parse::<u32>().is_err() {
        return Err(Failure::usage(&format!("--invoices {invoices}")));
    }
    deps::install(&[Group::Build, Group::Tests])?;
    let python = judges::of_invoices()?;
    let part = workshop::target().join("corpus.md");
    drop(std::fs::remove_file(&part));
    let mut cargo = Command::new("cargo");
    // The whole workspace: another choice of packages is another choice of features.
    cargo.args(["test", "--locked", "--workspace", "--exclude", "mojo-shell", "--test", "judges"]);
    cargo.env("MOJO_JUDGES_PYTHON", python).env("MOJO_CORPUS", invoices);
    cargo.env("MOJO_CORPUS_REPORT", &part);
    if !keep.is_empty() {
        cargo.env("MOJO_CORPUS_FOLDER", keep);
    }
    let outcome = process::run(cargo.current_dir(workshop::root()));
    let lines: Vec<String> = workshop::read(&part)?.lines().map(str::to_owned).collect();
    let command = format!("cargo xtask corpus --invoices {invoices}");
    report::write("corpus", "Invoices before their judges", &command, &lines)?;
    outcome
}
