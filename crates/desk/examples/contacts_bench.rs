//! The benchmark of contacts: import, and search as one types, each beside what the machine could
//! do at best, measured in the same run. One JSON object a line, as `cargo xtask bench` reads them.
//!
//! `cargo run --release -p mojo-desk --example contacts_bench [CONTACTS]...`
#![expect(clippy::print_stdout, reason = "a program whose answer is its output")]

use std::sync::Arc;
use std::time::Instant;

use mojo_desk::contacts::Unwatched;
use mojo_desk::views::{ContactQuery, ImportRequest};
use mojo_desk::{Desk, SystemClock};
use mojo_store::DatabaseKey;
use mojo_store::contacts::raw;

#[expect(dead_code, reason = "shared with the tests")]
#[path = "../tests/contacts_support/mod.rs"]
mod contacts_support;

use contacts_support::{demo_desk, file, google_csv, person};

/// As people type: names to the end and not, other spellings, digits, e-mail, birthday, place.
const TYPED: &[&str] = &[
    "m",
    "mu",
    "mul",
    "mueller",
    "Müller",
    "gross",
    "lukasz",
    "ore",
    "hans j",
    "anna mu",
    "linds",
    "lindqvist",
    "schoenmeier",
    "eva goldbach",
    "ulm brand",
    "0151",
    "1234",
    "0155 0001",
    "p12",
    "p123@ex",
    "12.11.1981",
    "1981",
    "12.11.",
    "weissmann kiel",
    "zzz",
    "muelelr",
];
const ROUNDS: usize = 20;

#[tokio::main]
async fn main() {
    let sizes: Vec<u32> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 100_000] } else { sizes };
    for many in sizes {
        measure(many).await;
    }
}

async fn measure(many: u32) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let csv = google_csv(many);
    let path = file(folder.path(), "people.csv", csv.as_bytes());
    let desk = demo_desk(folder.path(), Arc::new(SystemClock)).await;
    let request =
        ImportRequest { path: path.display().to_string(), dry_run: false, map: Vec::new() };
    let begun = Instant::now();
    let report = desk.import_contacts(request.clone(), &Unwatched).await.expect("an import");
    let import = begun.elapsed().as_secs_f64();
    // Among so many a few have one name and one birthday: they are taken for one person.
    assert_eq!((report.read, report.rejected.len()), (many, 0), "{report:?}");
    assert!(report.created > many - many / 1000, "{report:?}");
    let rows: Vec<String> = csv.lines().skip(1).map(str::to_owned).collect();
    let begun = Instant::now();
    raw::insert(&folder.path().join("raw.db"), &DatabaseKey::new([7; 32]), &rows)
        .await
        .expect("bare rows");
    let bare = begun.elapsed().as_secs_f64();
    line(&format!("import of {many} contacts"), "s", (import, bare), "bare rows, no index");
    let begun = Instant::now();
    let again = desk.import_contacts(request, &Unwatched).await.expect("an import");
    assert_eq!((again.created, again.updated), (0, 0));
    line(
        &format!("second import of {many}"),
        "s",
        (begun.elapsed().as_secs_f64(), bare),
        "bare rows, no index",
    );
    search(&desk, many).await;
    desk.close().await;
}

async fn search(desk: &Desk, many: u32) {
    let mut limits = Vec::new();
    let mut all = Vec::new();
    let mut slowest = (0.0, "");
    for text in TYPED {
        let mut times = Vec::new();
        for round in 0..ROUNDS {
            let begun = Instant::now();
            let query = ContactQuery { text: (*text).to_owned(), role: None, offset: 0, limit: 50 };
            desk.list_contacts(query).await.expect("a search");
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            let mut reader = desk.reader().await.expect("a reader");
            let word = person(round as u32).last.to_lowercase();
            let begun = Instant::now();
            raw::prefix(&mut reader, &word, 50).await.expect("a range");
            limits.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        let middle = percentile(&mut times, 50);
        if middle > slowest.0 {
            slowest = (middle, *text);
        }
        all.extend(times);
    }
    let what = |name: &str| format!("search at {many} contacts, {name}");
    let bare = "bare prefix range, same file";
    let limit = (percentile(&mut limits, 50), percentile(&mut limits, 95));
    line(&what("p50"), "ms", (percentile(&mut all, 50), limit.0), bare);
    line(&what("p95"), "ms", (percentile(&mut all, 95), limit.1), bare);
    line(&what(&format!("slowest ({})", slowest.1)), "ms", (slowest.0, limit.1), bare);
    for (name, offset) in [("first page of the list", 0), ("last page of the list", many - 50)] {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let query = ContactQuery { text: String::new(), role: None, offset, limit: 50 };
            desk.list_contacts(query).await.expect("a page");
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        line(&what(name), "ms", (percentile(&mut times, 50), limit.0), bare);
    }
}

fn percentile(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() - 1) * percent / 100]
}

fn line(what: &str, unit: &str, (ours, limit): (f64, f64), limit_is: &str) {
    let line = serde_json::json!({
        "what": what, "unit": unit, "ours": ours, "limit": limit, "limit_is": limit_is,
    });
    println!("{line}");
}
