//! The faults on real processes at every place, however long it takes: `processes` of `tests`, and
//! the report of how many places there were.

use std::process::Command;

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome, only},
    process, report, workshop,
};

/// The whole workspace: another choice of packages is another choice of features.
const WORKSPACE: [&str; 4] = ["--locked", "--workspace", "--exclude", "mojo-shell"];

/// The verb.
pub(crate) fn faults(words: &[&str]) -> Outcome {
    only(words, &[])?;
    deps::install(&[Group::Build, Group::Tests])?;
    process::run(cargo("build").arg("--bins"))?;
    let rows = workshop::target().join("faults.md");
    drop(std::fs::remove_file(&rows));
    let mut tests = cargo("test");
    tests.args(["--test", "processes"]);
    tests.env("MOJO_BIN", workshop::binary("debug", "mojo"));
    tests.env("MOJO_PLATFORM_BIN", workshop::binary("debug", "mojo-platform"));
    tests.env("MOJO_TEST_LONG", "1").env("MOJO_TEST_REPORT", &rows);
    process::run(&mut tests)?;
    let lines = table(&workshop::read(&rows)?)?;
    report::write("faults", "Faults at every place", "cargo xtask faults", &lines)
}

fn cargo(verb: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.arg(verb).args(WORKSPACE).current_dir(workshop::root());
    cargo
}

/// The rows of the tests under a heading; each says at how many places, and whether at all of them.
fn table(rows: &str) -> Outcome<Vec<String>> {
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.sort_unstable();
    if let Some(row) = rows.iter().find(|row| !row.ends_with("| all |")) {
        return Err(Failure::new(format!("not at every place: {row}")));
    }
    let heading = [
        "At each place the real program is killed, or its disk fails; afterwards what was \
         confirmed is there once, nothing is half, numbers go on without a gap, the chain holds.",
        "",
        "| verb | what happens | at | places | tried |",
        "|---|---|---|---|---|",
    ];
    Ok(heading.into_iter().chain(rows).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_each_was_tried_at_all_places() {
        let all = "| b | killed | `fsync` | 4 | all |\n| a | killed | `fsync` | 3 | all |\n";
        let lines = table(all).expect("all places");
        assert!(lines[4].starts_with("| a |") && lines[5].starts_with("| b |"));
        assert!(table("| a | killed | `fsync` | 3 | every third |\n").is_err());
    }
}
