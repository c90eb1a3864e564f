//! Two servers on one PostgreSQL under orders, with the jobs over all of them: `tests/load`, built
//! for release.

use std::process::Stdio;

use crate::{failure::Outcome, hammer, postgres::Postgres, process, workshop};

/// The verb.
pub(crate) fn load(words: &[&str]) -> Outcome {
    let (report, rest) = hammer::take(words, "--report", "docs/reports/load.md")?;
    hammer::known(&rest, &["--orders", "--clients", "--affiliates"])?;
    let commit = hammer::commit()?;
    hammer::build()?;
    let postgres = Postgres::start()?;
    let part = workshop::target().join("load.md");
    drop(std::fs::remove_file(&part));
    let mut command = process::bound_to_us(&workshop::binary("release", "load"));
    command.args(&rest).arg("--report").arg(&part).stdin(Stdio::null());
    command.env("MOJO_PLATFORM_BIN", workshop::binary("release", "mojo-platform"));
    command.env("MOJO_TEST_POSTGRES_URL", postgres.url());
    let outcome = process::run(&mut command);
    let asked = ["cargo xtask load"].into_iter().chain(rest).collect::<Vec<_>>().join(" ");
    let text = workshop::read(&part)?;
    hammer::write(report, &format!("# Under load\n\nAt commit {commit}.\n\n`{asked}`\n\n{text}"))?;
    outcome
}
