//! Everything that proves the house, in one go; the same words here and in CI.

use std::{path::Path, process::Command};

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome, only},
    judges,
    postgres::Postgres,
    process,
    steps::{Steps, say},
    stripe, ui, workshop,
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
        steps.leave_out("Stripe's package", "--fast");
        steps.check("tests", || run_tests(members, None));
        return Ok(());
    }
    steps.check("Stripe's package", stripe::judge);
    let python = steps.must("judges of invoices", judges::of_invoices)?;
    let postgres = steps.must("PostgreSQL", Postgres::start)?;
    steps.check("tests", || run_tests(members, Some((&postgres, &python))));
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
fn run_tests(members: &[&str], servers: Option<(&Postgres, &Path)>) -> Outcome<String> {
    let mut command = cargo(&["test", "--locked", "--no-fail-fast"]);
    command.args(members);
    command.env("MOJO_BIN", workshop::binary("debug", "mojo"));
    command.env("MOJO_PLATFORM_BIN", workshop::binary("debug", "mojo-platform"));
    match servers {
        Some((postgres, python)) => command
            .env("MOJO_TEST_POSTGRES_URL", postgres.url())
            .env("MOJO_JUDGES_PYTHON", python)
            .env("MOJO_DESK_BIN", workshop::binary("debug", "mojo-desk")),
        None => command.env("MOJO_TEST_FAST", "1"),
    };
    // Cargo names the program on stderr; what it came to, the program says on stdout.
    command.env("CARGO_TERM_COLOR", "never");
    let mut sums = Sums::default();
    let status = process::lines(command, |line| {
        say(line);
        sums.read(line);
    })?;
    let note = sums.note();
    if !status.success() {
        return Err(Failure::new(format!("{note}: {}", sums.names.join(", "))));
    }
    let is_long = std::env::var_os("MOJO_TEST_LONG").is_some();
    match sums {
        Sums { passed: 0, .. } => Err(Failure::new("no test ran")),
        Sums { watched, .. } if is_far_too_long(watched, is_long) => {
            Err(Failure::new(format!("{note}, and more than twice as long is a failure")))
        }
        Sums { ignored: 0, .. } => Ok(note),
        _ => Err(Failure::new(format!("{note}: an ignored test proves nothing"))),
    }
}

/// The simulation, and the faults on real processes: together they are to take so long at most.
const WATCHED: [&str; 2] = ["simulated", "processes"];
const WATCHED_SECONDS: f64 = 480.0;

/// A busy machine may take longer than the limit, which is said alone. Beyond twice the limit the
/// tests have grown, and the run fails. `MOJO_TEST_LONG` asks for more than the limit is for.
fn is_far_too_long(watched: f64, is_long: bool) -> bool {
    !is_long && watched > 2.0 * WATCHED_SECONDS
}

/// What the test programs reported, added up.
#[derive(Default)]
struct Sums {
    passed: u32,
    failed: u32,
    ignored: u32,
    names: Vec<String>,
    /// The program that runs now.
    program: String,
    /// What the watched ones took.
    watched: f64,
}

impl Sums {
    /// Reads `Running a/main.rs (target/debug/deps/a-0f3c)`, `test a::b ... FAILED` and
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; ...; finished in 1.25s`.
    fn read(&mut self, line: &str) {
        if let Some(program) = line.trim_start().strip_prefix("Running ") {
            self.program = program_of(program).to_owned();
        }
        if line.trim_start().starts_with("Doc-tests ") {
            self.program.clear();
        }
        if let Some(name) =
            line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.names.push(name.to_owned());
        }
        let Some(sums) = line.strip_prefix("test result: ") else {
            return;
        };
        if WATCHED.contains(&self.program.as_str()) {
            self.watched += seconds_of(sums);
        }
        for part in sums.split(['.', ';']) {
            match part.trim().split_once(' ') {
                Some((n, "passed")) => self.passed += n.parse().unwrap_or(0),
                Some((n, "failed")) => self.failed += n.parse().unwrap_or(0),
                Some((n, "ignored")) => self.ignored += n.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    fn note(&self) -> String {
        let Self { passed, failed, ignored, watched, .. } = self;
        let mut note = format!("{passed} passed, {failed} failed, {ignored} ignored");
        if *watched > 0.0 {
            let mark = if *watched > WATCHED_SECONDS { ", TOO LONG" } else { "" };
            note += &format!(
                "; {} took {watched:.0} s of at most {WATCHED_SECONDS:.0} s{mark}",
                WATCHED.join(" and ")
            );
        }
        note
    }
}

/// The name of a test program, from its path and the hash that cargo gave it.
fn program_of(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.rsplit_once('-').map_or(file, |(name, _)| name)
}

fn seconds_of(sums: &str) -> f64 {
    let seconds = sums.rsplit_once("finished in ").map(|(_, rest)| rest.trim_end_matches('s'));
    seconds.and_then(|text| text.parse().ok()).unwrap_or(0.0)
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
        assert_eq!(sums.note(), "8 passed, 1 failed, 2 ignored");
    }

    #[test]
    fn the_time_of_simulation_and_processes_stands_beside_its_limit() {
        let mut sums = Sums::default();
        for line in [
            "     Running processes/main.rs (target/debug/deps/processes-5c1e2a0b)",
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; finished in 200.50s",
            "     Running turmoil/main.rs (target/debug/deps/turmoil-77aa)",
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; finished in 90.00s",
            "     Running simulated/main.rs (target/debug/deps/simulated-01ff)",
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; finished in 100.50s",
            "   Doc-tests mojo_desk",
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; finished in 9.00s",
        ] {
            sums.read(line);
        }
        let said = "; simulated and processes took 301 s of at most 480 s";
        assert!(sums.note().ends_with(said), "{}", sums.note());
        sums.watched = 481.0;
        assert!(sums.note().ends_with("480 s, TOO LONG"));
    }

    #[test]
    fn only_beyond_twice_the_limit_the_run_fails() {
        for (watched, fails) in [(0.0, false), (481.0, false), (960.0, false), (960.5, true)] {
            assert_eq!(is_far_too_long(watched, false), fails, "{watched}");
            assert!(!is_far_too_long(watched, true), "whoever asks for the long run gets it");
        }
    }
}
