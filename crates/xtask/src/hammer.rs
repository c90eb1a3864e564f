//! The long runs on real processes: `hammer` kills desks and platform, `matrix` plays the faults of
//! the Jepsen suites. Both are one program of `tests`, built for release.

use std::{process::Command, process::Stdio};

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome},
    postgres::Postgres,
    process, workshop,
};

/// What the independent suite says of the product that it was written for.
const BESIDE: &str = "## Beside it

What the independent Jepsen suite for PowerSync reports of its own matrix (the same kinds of faults, \
longer runs of 100 to 300 seconds): no fault: none; partition: errors in 30 to 40 % of the runs \
(stuck upload queues, reads that differ at the end); kill: about 0.5 %; disconnect: a fraction of a \
percent; pause: none. Those are figures of their README, not measured here; their runs are longer \
and their workload is another, so that the tables say what ours withstands and not by how much it \
is better.
";

/// The verb: desks and platform are killed.
pub(crate) fn hammer(words: &[&str]) -> Outcome {
    let (report, rest) = take(words, "--report", "docs/reports/hammer.md")?;
    let commit = commit()?;
    let options = ["--kills", "--clients", "--seed"];
    let (sections, outcome) = on_databases("kills", &rest, &options)?;
    write(report, &format!("# The hammer\n\nAt commit {commit}.\n\n{sections}"))?;
    outcome
}

/// The verb: the faults of a Jepsen suite.
pub(crate) fn matrix(words: &[&str]) -> Outcome {
    let (report, rest) = take(words, "--report", "docs/reports/matrix.md")?;
    let commit = commit()?;
    let options = ["--runs", "--seconds", "--seed"];
    let (sections, outcome) = on_databases("matrix", &rest, &options)?;
    write(report, &format!("# The matrix\n\nAt commit {commit}.\n\n{sections}{BESIDE}"))?;
    outcome
}

/// Runs on one or both databases, one report for all; and whether nothing was found.
fn on_databases(verb: &str, words: &[&str], options: &[&str]) -> Outcome<(String, Outcome)> {
    let (database, rest) = take(words, "--database", "both")?;
    let databases: &[&str] = match database {
        "both" => &["sqlite", "postgres"],
        "sqlite" => &["sqlite"],
        "postgres" => &["postgres"],
        other => return Err(Failure::usage(&format!("--database {other}: there is none"))),
    };
    known(&rest, options)?;
    build()?;
    let (mut sections, mut failed) = (String::new(), Vec::new());
    for &database in databases {
        let postgres = (database == "postgres").then(Postgres::start).transpose()?;
        let part = workshop::target().join(format!("{verb}-{database}.md"));
        drop(std::fs::remove_file(&part));
        let mut command = program(verb, &rest);
        command.args(["--database", database, "--report"]).arg(&part);
        if let Some(postgres) = &postgres {
            command.env("MOJO_TEST_POSTGRES_URL", postgres.url());
        }
        if process::run(&mut command).is_err() {
            failed.push(database);
        }
        sections += &workshop::read(&part)?;
        sections += "\n";
    }
    let outcome = match failed.as_slice() {
        [] => Ok(()),
        names => Err(Failure::new(format!("faults were found on {}", names.join(" and ")))),
    };
    Ok((sections, outcome))
}

/// The value of an option, and the other words.
pub(crate) fn take<'a>(
    words: &[&'a str],
    name: &str,
    default: &'a str,
) -> Outcome<(&'a str, Vec<&'a str>)> {
    let mut rest = words.to_vec();
    let Some(place) = rest.iter().position(|word| *word == name) else {
        return Ok((default, rest));
    };
    if place + 1 >= rest.len() {
        return Err(Failure::usage(&format!("{name} needs a value")));
    }
    let value = rest.remove(place + 1);
    rest.remove(place);
    Ok((value, rest))
}

/// Only these options, each with a number.
pub(crate) fn known(words: &[&str], names: &[&str]) -> Outcome {
    for pair in words.chunks(2) {
        match pair {
            [name, value] if names.contains(name) && value.parse::<u64>().is_ok() => {}
            _ => return Err(Failure::usage(&format!("`{}`", pair.join(" ")))),
        }
    }
    Ok(())
}

/// The programs of the long runs.
pub(crate) fn build() -> Outcome {
    deps::install(&[Group::Build])?;
    let mut cargo = Command::new("cargo");
    // The whole workspace: another choice of packages is another choice of features.
    cargo.args(["build", "--release", "--locked", "--workspace"]);
    cargo.args(["--bin", "hammer", "--bin", "load", "--bin", "mojo", "--bin", "mojo-platform"]);
    process::run(cargo.current_dir(workshop::root()))
}

fn program(verb: &str, words: &[&str]) -> Command {
    let mut command = process::bound_to_us(&workshop::binary("release", "hammer"));
    command.arg(verb).args(words).stdin(Stdio::null());
    command.env("MOJO_BIN", workshop::binary("release", "mojo"));
    command.env("MOJO_PLATFORM_BIN", workshop::binary("release", "mojo-platform"));
    command
}

/// What is measured.
pub(crate) fn commit() -> Outcome<String> {
    let mut git = Command::new("git");
    git.args(["rev-parse", "--short", "HEAD"]).current_dir(workshop::root());
    Ok(process::output(&mut git)?.trim().to_owned())
}

/// Keeps a report.
pub(crate) fn write(report: &str, text: &str) -> Outcome {
    let file = workshop::root().join(report);
    if let Some(folder) = file.parent() {
        workshop::make_folder(folder)?;
    }
    workshop::write(&file, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_taken_out_and_the_rest_is_checked() {
        let words = ["--kills", "10", "--database", "sqlite"];
        let (database, rest) = take(&words, "--database", "both").expect("an option");
        assert_eq!((database, rest.as_slice()), ("sqlite", &["--kills", "10"][..]));
        assert!(known(&rest, &["--kills"]).is_ok());
        for bad in [&["--kills"][..], &["--kills", "many"], &["--kill", "1"]] {
            assert!(known(bad, &["--kills"]).is_err());
        }
        assert!(take(&["--report"], "--report", "").is_err());
    }
}
