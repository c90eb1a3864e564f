//! Pictures of every screen of the real window, to be looked at.

use std::process::Command;

use crate::{
    deps::{self, Group},
    failure::{Outcome, only},
    judges, process,
    steps::say,
    ui, workshop,
};

/// The verb.
pub(crate) fn gallery(words: &[&str]) -> Outcome {
    only(words, &[])?;
    deps::install(&[Group::Build, Group::Window, Group::Tests])?;
    judges::all_present(true)?;
    ui::install()?;
    ui::build()?;
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--locked", "--workspace", "--bins"]);
    process::run(cargo.current_dir(workshop::root()))?;
    let mut gallery = process::bound_to_us(&workshop::binary("debug", "gallery"));
    gallery.env("MOJO_DESK_BIN", workshop::binary("debug", "mojo-desk"));
    gallery.env("MOJO_BIN", workshop::binary("debug", "mojo"));
    gallery.env("MOJO_PLATFORM_BIN", workshop::binary("debug", "mojo-platform"));
    process::run(&mut gallery)?;
    say("target/screenshots/gallery");
    Ok(())
}
