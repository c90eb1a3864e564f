//! Freezes the databases of a release, so that every later one can prove that it opens them.

use std::process::Command;

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome},
    process,
    steps::say,
    workshop,
};

/// The verb.
pub(crate) fn freeze(words: &[&str]) -> Outcome {
    let [version] = words else {
        return Err(Failure::usage("which version? cargo xtask freeze 0.2.0"));
    };
    let is_plain = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_plain || version.is_empty() {
        return Err(Failure::usage(&format!("`{version}` is no version: write it as 0.2.0")));
    }
    let folder = workshop::root().join("tests/fixtures/frozen").join(version);
    if folder.exists() {
        let said = format!("{} is frozen already; what is frozen stays", folder.display());
        return Err(Failure::new(said));
    }
    deps::install(&[Group::Build])?;
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workshop::root());
    cargo.args(["build", "--locked", "--package", "mojo-platform", "--package", "mojo-cli"]);
    process::run(cargo.args(["--package", "mojo-journeys", "--bins"]))?;
    let mut program = process::bound_to_us(&workshop::binary("debug", "freeze"));
    program.arg(version).arg(&folder);
    program.env("MOJO_BIN", workshop::binary("debug", "mojo"));
    program.env("MOJO_PLATFORM_BIN", workshop::binary("debug", "mojo-platform"));
    process::run(&mut program)?;
    say(&format!("Commit {} with the release.", folder.display()));
    Ok(())
}
