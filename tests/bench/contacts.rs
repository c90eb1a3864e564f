//! Many contacts: importing them, and finding one while typing.

use std::path::Path;
use std::time::Instant;

use mojo_desk::Desk;
use mojo_desk::contacts::Unwatched;
use mojo_desk::views::{ContactQuery, ImportRequest};
use mojo_journeys::contact_file;
use serde_json::Value;

use crate::clock::Times;
use crate::{Bound, raw, row};

/// From a key to its result, whatever was typed.
const KEY_TO_RESULT: Bound = Bound::Most(30.0);

/// What people type: one letter to whole words, folded and not, digits, mail, birthday.
const TYPED: &[&str] = &[
    "m",
    "mu",
    "mül",
    "mueller",
    "gross",
    "lukasz",
    "krötz",
    "anna mül",
    "0171 55",
    "anna.mu",
    "12.03.19",
    "nguyen",
    "weiss t",
];

pub(crate) async fn measure(desk: &Desk, folder: &Path, count: usize) -> Vec<Value> {
    let file = contact_file(folder, count);
    let request =
        ImportRequest { path: file.display().to_string(), dry_run: false, map: Vec::new() };
    let start = Instant::now();
    let report = desk.import_contacts(request, &Unwatched).await.expect("an import");
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(report.created as usize, count, "every generated contact is new");
    let bytes = std::fs::metadata(desk.profile().join("desk.db")).map_or(0, |file| file.len());
    let limit = (raw::bulk_write(folder, bytes), "as many bytes written to the disk");
    let searches = searches(desk).await;
    let lookups = lookups(desk).await;
    let lookup = (lookups.percentile(50), "one row by its key in the same file");
    let name = |what: &str| format!("{what}, {count} contacts");
    vec![
        row(&name("import"), "s", seconds, limit, Bound::None),
        row(&name("search"), "ms", searches.percentile(50), lookup, KEY_TO_RESULT),
        row(&name("search, p95"), "ms", searches.percentile(95), lookup, KEY_TO_RESULT),
    ]
}

async fn searches(desk: &Desk) -> Times {
    let mut times = Times::new();
    for round in 0..20 {
        for typed in TYPED {
            let query =
                ContactQuery { text: (*typed).to_owned(), role: None, offset: 0, limit: 50 };
            let start = Instant::now();
            let page = desk.list_contacts(query).await.expect("a search");
            if round > 0 {
                times.since(start);
            }
            drop(page);
        }
    }
    times
}

/// A session is one row found by its key.
async fn lookups(desk: &Desk) -> Times {
    let mut times = Times::new();
    for _ in 0..200 {
        let start = Instant::now();
        desk.find_session().await.expect("a look-up");
        times.since(start);
    }
    times
}
