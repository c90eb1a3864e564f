//! How long the window takes to show itself, beside an empty window of the same frame.
#![expect(clippy::print_stdout, reason = "a benchmark's rows are its output")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use mojo_journeys::webdriver::{Start, Window};
use serde_json::json;

/// Odd, so that there is a middle one.
const ROUNDS: usize = 9;
/// What the house allows: a start of at most 1.3 times an empty window.
const BOUND: f64 = 1.3;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let empty = Start::new(program("MOJO_EMPTY_WINDOW_BIN"));
    let ours = demo_practice(folder.path());
    // In turns, so that a busy moment of the machine meets both. The first round warms up.
    let rounds: Vec<_> = (0..=ROUNDS).map(|_| (first_paint(&empty), first_paint(&ours))).collect();
    let empty_ms = middle(rounds[1..].iter().map(|round| round.0).collect());
    let ours_ms = middle(rounds[1..].iter().map(|round| round.1).collect());
    println!(
        "{}",
        json!({
            "what": "start of the window, demo practice", "unit": "ms", "ours": ours_ms,
            "limit": empty_ms, "limit_is": "an empty Tauri window", "max_ratio": BOUND,
        })
    );
}

/// A desk as on an ordinary morning: the database is there, the key is unwrapped by a passphrase.
fn demo_practice(folder: &Path) -> Start {
    let passphrase_file = folder.join("passphrase");
    std::fs::write(&passphrase_file, "a passphrase of a benchmark").expect("a small file");
    let text = |path: PathBuf| path.to_str().expect("UTF-8").to_owned();
    let words = [
        "--profile".to_owned(),
        text(folder.join("desk")),
        "--passphrase-file".to_owned(),
        text(passphrase_file),
        "--state".to_owned(),
        text(folder.join("marks")),
    ];
    let mut mojo = Command::new(program("MOJO_BIN"));
    let status = mojo.args(&words).args(["init", "--demo"]).stdout(Stdio::null()).status();
    assert!(status.expect("mojo can be started").success(), "mojo init --demo");
    words.into_iter().fold(Start::new(program("MOJO_DESK_BIN")), Start::argument)
}

/// From the start of the process to the second frame after the page has content.
fn first_paint(start: &Start) -> Duration {
    let window = Window::open_as_it_comes(start);
    drop(window.find("#app > *"));
    window.wait_for_paint();
    window.started.elapsed()
}

fn middle(mut times: Vec<Duration>) -> f64 {
    times.sort();
    let time = times[times.len() / 2].as_secs_f64() * 1000.0;
    (time * 10.0).round() / 10.0
}

fn program(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable);
    path.unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask bench`")).into()
}
