//! From a fresh checkout to the desk of the demo practice.

mod day;
mod desk;
mod profile;
mod server;

use std::process::Command;

use crate::{
    deps::{self, Group},
    failure::{Outcome, only},
    process,
    steps::say,
    ui, workshop,
};
use profile::Profile;
use server::Server;

/// The verb.
pub(crate) fn run(words: &[&str]) -> Outcome {
    only(words, &["--headless", "--fresh"])?;
    let with_window = has_display() && !words.contains(&"--headless");
    let groups: &[Group] =
        if with_window { &[Group::Build, Group::Window] } else { &[Group::Build] };
    deps::install(groups)?;
    ui::install()?;
    ui::build()?;
    build(with_window)?;
    let profile = Profile::open(words.contains(&"--fresh"))?;
    let server = Server::start(&profile)?;
    say_who(&server);
    let desk = desk::Desk::new(&profile);
    desk.sign_in(&server)?;
    if with_window {
        return desk.open_window();
    }
    say("There is no display: the day is played through `mojo` instead of the window.");
    day::play(&desk, &profile)
}

fn has_display() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Builds platform and desk; Tauri is compiled only where the window can be shown.
fn build(with_window: bool) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workshop::root());
    cargo.args(["build", "--locked", "--package", "mojo-platform", "--package", "mojo-cli"]);
    if with_window {
        cargo.args(["--package", "mojo-shell"]);
    }
    process::run(cargo.arg("--bins"))
}

fn say_who(server: &Server) {
    say(&format!("\nThe platform serves the demo tenants at {}", server.url));
    for user in &server.users {
        say(&format!(
            "  {:<28} {:<14} {:<28} {}",
            user.name, user.role, user.tenant, user.password
        ));
    }
    say("");
}
