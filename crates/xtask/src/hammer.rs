//! The long runs on real processes: `hammer` kills desks and platform, `matrix` plays the faults of
//! the Jepsen suites. Both are one program of `tests`, built for release.

use std::{process::Command, process::Stdio};

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome},
    postgres::Postgres,
    process, workshop,
};

/// The verb: one report of one or both databases.
pub(crate) fn hammer(words: &[&str]) -> Outcome {
    let (database, rest) = take(words, "--database", "both")?;
    let (report, rest) = take(&rest, "--report", "docs/reports/hammer.md")?;
    let databases: &[&str] = match database {
        "both" => &["sqlite", "postgres"],
        "sqlite" => &["sqlite"],
        "postgres" => &["postgres"],
        other => return Err(Failure::usage(&format!("--database {other}: there is none"))),
    };
    known(&rest, &["--kills", "--clients", "--seed"])?;
    build()?;
    let mut sections = format!("# The hammer\n\nAt commit {}.\n\n", commit()?);
    let mut failed = Vec::new();
    for &database in databases {
        let postgres = (database == "postgres").then(Postgres::start).transpose()?;
        let part = workshop::target().join(format!("hammer-{database}.md"));
        drop(std::fs::remove_file(&part));
        let mut command = program("kills", &rest);
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
    write(report, &sections)?;
    match failed.as_slice() {
        [] => Ok(()),
        names => Err(Failure::new(format!("faults were found on {}", names.join(" and ")))),
    }
}

/// The verb.
pub(crate) fn matrix(words: &[&str]) -> Outcome {
    let (report, rest) = take(words, "--report", "docs/reports/matrix.md")?;
    known(&rest, &["--runs", "--seconds", "--seed"])?;
    build()?;
    let part = workshop::target().join("matrix.md");
    drop(std::fs::remove_file(&part));
    let ended = process::run(program("matrix", &rest).arg("--report").arg(&part));
    write(report, &format!("{}\nAt commit {}.\n", workshop::read(&part)?, commit()?))?;
    ended
}

/// The value of an option, and the other words.
fn take<'a>(words: &[&'a str], name: &str, default: &'a str) -> Outcome<(&'a str, Vec<&'a str>)> {
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
fn known(words: &[&str], names: &[&str]) -> Outcome {
    for pair in words.chunks(2) {
        match pair {
            [name, value] if names.contains(name) && value.parse::<u64>().is_ok() => {}
            _ => return Err(Failure::usage(&format!("`{}`", pair.join(" ")))),
        }
    }
    Ok(())
}

fn build() -> Outcome {
    deps::install(&[Group::Build])?;
    let mut cargo = Command::new("cargo");
    // The whole workspace: another choice of packages is another choice of features.
    cargo.args(["build", "--release", "--locked", "--workspace"]);
    cargo.args(["--bin", "hammer", "--bin", "mojo", "--bin", "mojo-platform"]);
    process::run(cargo.current_dir(workshop::root()))
}

fn program(verb: &str, words: &[&str]) -> Command {
    let mut command = process::bound_to_us(&workshop::binary("release", "hammer"));
    command.arg(verb).args(words).stdin(Stdio::null());
    command.env("MOJO_BIN", workshop::binary("release", "mojo"));
    command.env("MOJO_PLATFORM_BIN", workshop::binary("release", "mojo-platform"));
    command
}

fn commit() -> Outcome<String> {
    let mut git = Command::new("git");
    git.args(["rev-parse", "--short", "HEAD"]).current_dir(workshop::root());
    Ok(process::output(&mut git)?.trim().to_owned())
}

fn write(report: &str, text: &str) -> Outcome {
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
