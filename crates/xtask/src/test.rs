//! Everything that proves the house, in one go; the same words here and in CI.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome, only},
    judges,
    postgres::Postgres,
    process,
    steps::{Steps, say},
    ui, workshop,
};

/// The verb.
pub(crate) fn test(words: &[&str]) -> Outcome {
    only(words, &["--fast"])?;
    let fast = words.contains(&"--fast");
    let mut steps = Steps::default();
    let stopped = all_steps(&mut steps, fast);
    let finished = steps.finish();
    stopped.and(finished)
}

fn all_steps(steps: &mut Steps, fast: bool) -> Outcome {
    let groups: &[Group] = if fast {
        &[Group::Build, Group::Tests]
    } else {
        &[Group::Build, Group::Window, Group::Tests]
    };
    steps.must("system packages", || deps::install(groups))?;
    steps.check("judges", || judges::all_present(!fast));
    page(steps)?;
    steps.check("format", || quiet(cargo(&["fmt", "--all", "--", "--check"])));
    let members = members(fast);
    steps.check("clippy", || {
        let mut clippy = cargo(&["clippy", "--locked"]);
        clippy.args(members).args(["--all-targets", "--", "-D", "warnings"]);
        quiet(clippy)
    });
    steps.must("build", || {
        // Programs and tests together: one choice of features, nothing compiled twice.
        process::run(cargo(&["build", "--locked"]).args(members).args(["--bins", "--tests"]))
    })?;
    if fast {
        steps.leave_out("PostgreSQL", "--fast");
        steps.leave_out("window", "--fast");
        steps.check("tests", || run_tests(members, None));
        return Ok(());
    }
    let postgres = steps.must("PostgreSQL", Postgres::start)?;
    steps.check("tests", || run_tests(members, Some(&postgres)));
    Ok(())
}

/// What is wrong with the page does not stop the rules from being tested.
fn page(steps: &mut Steps) -> Outcome {
    let done = |()| String::new();
    steps.check("page: install", || ui::install().map(done));
    for script in ui::scripts(&["lint", "check", "test"])? {
        steps.check(&format!("page: {script}"), || ui::npm_run(script).map(done));
    }
    steps.check("page: build", || ui::build().map(done));
    Ok(())
}

/// Without the window nothing of Tauri is compiled.
fn members(fast: bool) -> &'static [&'static str] {
    if fast { &["--workspace", "--exclude", "mojo-shell"] } else { &["--workspace"] }
}

fn cargo(words: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(words).current_dir(workshop::root());
    cargo
}

fn quiet(mut command: Command) -> Outcome<String> {
    process::run(&mut command).map(|()| String::new())
}

/// `cargo test`, its sums read along; a test that is ignored is a failure of the house.
fn run_tests(members: &[&str], postgres: Option<&Postgres>) -> Outcome<String> {
    let mut command = cargo(&["test", "--locked", "--no-fail-fast"]);
    command.args(members);
    command.env("MOJO_BIN", workshop::binary("debug", "mojo"));
    command.env("MOJO_PLATFORM_BIN", workshop::binary("debug", "mojo-platform"));
    match postgres {
        Some(postgres) => command
            .env("MOJO_TEST_POSTGRES_URL", postgres.url())
            .env("MOJO_DESK_BIN", workshop::binary("debug", "mojo-desk")),
        None => command.env("MOJO_TEST_FAST", "1"),
    };
    let mut tests = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::new(format!("cargo cannot be started: {error}")))?;
    let mut sums = Sums::default();
    let stdout = tests.stdout.take().expect("stdout is piped");
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        say(&line);
        sums.read(&line);
    }
    let status = tests.wait().map_err(|error| Failure::new(format!("cargo test: {error}")))?;
    let note = format!("{} passed, {} failed, {} ignored", sums.passed, sums.failed, sums.ignored);
    if !status.success() {
        return Err(Failure::new(format!("{note}: {}", sums.names.join(", "))));
    }
    match sums {
        Sums { passed: 0, .. } => Err(Failure::new("no test ran")),
        Sums { ignored: 0, .. } => Ok(note),
        _ => Err(Failure::new(format!("{note}: an ignored test proves nothing"))),
    }
}

/// What the test programs reported, added up.
#[derive(Default)]
struct Sums {
    passed: u32,
    failed: u32,
    ignored: u32,
    names: Vec<String>,
}

impl Sums {
    /// Reads `test a::b ... FAILED` and `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
    fn read(&mut self, line: &str) {
        if let Some(name) =
            line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.names.push(name.to_owned());
        }
        let Some(sums) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in sums.split(['.', ';']) {
            match part.trim().split_once(' ') {
                Some((n, "passed")) => self.passed += n.parse().unwrap_or(0),
                Some((n, "failed")) => self.failed += n.parse().unwrap_or(0),
                Some((n, "ignored")) => self.ignored += n.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_of_several_test_programs_are_added_and_failures_named() {
        let mut sums = Sums::default();
        for line in [
            "test pos::sale_is_refused ... FAILED",
            "test pos::sale_is_kept ... ok",
            "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
            "test result: ok. 7 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out",
        ] {
            sums.read(line);
        }
        assert_eq!((sums.passed, sums.failed, sums.ignored), (8, 1, 2));
        assert_eq!(sums.names, ["pos::sale_is_refused"]);
    }
}
