//! How long the desk takes for what people wait for, each beside what the machine could do at best
//! in the same run: rows for `cargo xtask bench`.
#![expect(clippy::print_stdout, reason = "a benchmark's rows are its output")]

mod clock;
mod commissions;
mod contacts;
mod proof;
mod raw;
mod statements;
mod till;

use std::path::Path;

use mojo_desk::keys::KeySource;
use mojo_desk::{Desk, OpenDesk};
use serde_json::{Value, json};

#[tokio::main]
async fn main() {
    for row in commissions::measure() {
        println!("{row}");
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("passphrase"), "a passphrase").expect("a small file");
    let desk = open(folder.path(), "till").await;
    for row in till::measure(&desk, folder.path()).await {
        println!("{row}");
    }
    desk.close().await;
    for count in [10_000, 100_000] {
        let desk = open(folder.path(), &format!("contacts-{count}")).await;
        for row in contacts::measure(&desk, folder.path(), count).await {
            println!("{row}");
        }
        desk.close().await;
    }
    for row in statements::measure(folder.path()).await {
        println!("{row}");
    }
    for row in proof::measure(folder.path(), 100_000).await {
        println!("{row}");
    }
}

async fn open(folder: &Path, profile: &str) -> Desk {
    let key = KeySource::PassphraseFile(folder.join("passphrase"));
    let desk =
        Desk::open(OpenDesk::new(folder.join(profile), key).marks_in(Some(folder.join("marks"))))
            .await
            .expect("a new profile");
    desk.open_demo().await.expect("the demo practice");
    desk
}

/// What the house allows.
#[derive(Clone, Copy)]
enum Bound {
    /// Nothing is promised.
    None,
    /// At most so much, in the unit of the row.
    Most(f64),
}

/// A row of the table: ours beside the limit, both in `unit`.
fn row(what: &str, unit: &str, ours: f64, (limit, limit_is): (f64, &str), bound: Bound) -> Value {
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    let max = match bound {
        Bound::None => Value::Null,
        Bound::Most(most) => json!(most),
    };
    json!({
        "what": what, "unit": unit, "ours": round(ours), "limit": round(limit),
        "limit_is": limit_is, "max": max,
    })
}
