//! How long the window takes to show itself, beside an empty window of the same frame.
#![expect(clippy::print_stdout, reason = "a benchmark's rows are its output")]

use std::{path::PathBuf, time::Duration};

use mojo_journeys::webdriver::{Start, Window};
use serde_json::json;

/// Odd, so that there is a middle one.
const ROUNDS: usize = 9;
/// What the house allows: a start of at most 1.3 times an empty window.
const BOUND: f64 = 1.3;

fn main() {
    let [ours, empty] = ["MOJO_DESK_BIN", "MOJO_EMPTY_WINDOW_BIN"].map(|name| {
        let path = std::env::var_os(name).unwrap_or_else(|| panic!("{name}: `cargo xtask bench`"));
        PathBuf::from(path)
    });
    // In turns, so that a busy moment of the machine meets both.
    let rounds: Vec<_> = (0..ROUNDS)
        .map(|_| (first_paint(&empty), first_paint(&ours)))
        .collect();
    let empty_ms = middle(rounds.iter().map(|round| round.0).collect());
    let ours_ms = middle(rounds.iter().map(|round| round.1).collect());
    println!(
        "{}",
        json!({
            "what": "start of the window", "unit": "ms", "ours": ours_ms, "limit": empty_ms,
            "limit_is": "an empty Tauri window", "max_ratio": BOUND, "rounds": ROUNDS,
        })
    );
}

/// From the start of the process to the second frame after the page has content.
fn first_paint(binary: &PathBuf) -> Duration {
    let window = Window::open(&Start::new(binary));
    drop(window.find("#app > *"));
    window.wait_for_paint();
    window.started.elapsed()
}

fn middle(mut times: Vec<Duration>) -> f64 {
    times.sort();
    let time = times[times.len() / 2].as_secs_f64() * 1000.0;
    (time * 10.0).round() / 10.0
}
