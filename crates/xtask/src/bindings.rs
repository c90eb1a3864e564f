//! The TypeScript bindings, written anew from Rust.

use std::process::Command;

use crate::{
    deps::{self, Group},
    failure::{Outcome, only},
    process,
};

/// The tests that compare the bindings write them instead when `MOJO_UPDATE_BINDINGS` is set.
pub(crate) fn bindings(words: &[&str]) -> Outcome {
    only(words, &[])?;
    deps::install(&[Group::Build, Group::Window])?;
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--package", "mojo-shell", "--package", "mojo-desk", "--", "bindings"]);
    process::run(cargo.env("MOJO_UPDATE_BINDINGS", "1"))
}
