//! How long the window takes to show itself, beside an empty window of the same frame; and to show
//! the statements of a distributor with 100,000 commissions, beside the desk that answers it.
#![expect(clippy::print_stdout, reason = "a benchmark's rows are its output")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use mojo_journeys::FullDesk;
use mojo_journeys::webdriver::{Start, Window};
use serde_json::json;

/// Odd, so that there is a middle one.
const ROUNDS: usize = 9;
/// What the house allows: a start of at most 1.3 times an empty window.
const BOUND: f64 = 1.3;
const ENTRIES: u32 = 100_000;
/// Windows in which the statements are opened; odd as well.
const OPENED: usize = 3;
/// What nobody calls waiting after a click on another screen, in milliseconds.
const SCREEN: f64 = 1_000.0;
/// The same for another month.
const MONTH: f64 = 600.0;
/// The same for what says by itself that it computes.
const RECOMPUTED: f64 = 2_000.0;

/// Clicks on the first element that matches and shows this text; tells how many milliseconds later
/// UNTIL is true and painted.
const CLICK: &str = "const [css, text, done] = arguments;\
    const month = () => document.querySelector('.mpick .month')?.textContent;\
    const seen = month();\
    const all = [...document.querySelectorAll(css)];\
    const began = performance.now();\
    all.find((one) => one.innerText.trim().startsWith(text)).click();\
    const look = () => {\
        if (!(UNTIL)) return requestAnimationFrame(look);\
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));\
    };\
    look();";

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
    statements();
}

/// From a click to what is painted of it.
fn statements() {
    let desk = FullDesk::with_commissions(ENTRIES);
    let start = desk.start_of(&program("MOJO_DESK_BIN"));
    let rounds: Vec<[Duration; 3]> = (0..OPENED).map(|_| open_statements(&start)).collect();
    let answered = milliseconds(desk.answered_in);
    let what = ["statements on the screen", "another month on the screen", "months recomputed"];
    for (column, (what, most)) in what.into_iter().zip([SCREEN, MONTH, RECOMPUTED]).enumerate() {
        let ours = middle(rounds.iter().map(|round| round[column]).collect());
        println!(
            "{}",
            json!({
                "what": format!("window: {what}, {ENTRIES} commissions"), "unit": "ms",
                "ours": ours, "limit": answered, "max": most,
                "limit_is": "months and statement asked of the desk alone, first time",
            })
        );
    }
}

/// In a new window, in which nothing was asked yet.
fn open_statements(start: &Start) -> [Duration; 3] {
    let window = Window::open(start);
    drop(window.find("[data-testid=scan]"));
    window.wait_for_paint();
    let click = |css: &str, text: &str, until: &str| {
        let script = CLICK.replace("UNTIL", until);
        let passed = window.script_until_done(&script, &json!([css, text]));
        Duration::from_secs_f64(passed.as_f64().expect("milliseconds") / 1000.0)
    };
    let line = "document.querySelector('[role=treegrid] [aria-rowindex=\"2\"]')";
    let opened = click("[data-screen=commissions]", "", line);
    let month = click(".mpick button", "", "month() !== seen");
    let said = "document.querySelector('.prov [role=status] .note')";
    let recomputed = click("button:not(:disabled)", "Nachrechnen", said);
    [opened, month, recomputed]
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
    milliseconds(times[times.len() / 2])
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}

fn program(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable);
    path.unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask bench`")).into()
}
