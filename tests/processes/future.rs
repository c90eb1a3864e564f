//! Scenarios whose instants lie years ahead, on a platform for trying things: its clock is led by the
//! scenario itself, or stands beyond its end. What comes out is what the offline engine says, to the
//! cent; and it is what came out of the same scenario in the past.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use mojo_domain::FixedClock;
use mojo_journeys::copy_database;
use mojo_journeys::program::built;
use mojo_platform::{Limits, Platform, TrialOpening};
use mojo_testkit::chance;
use mojo_testkit::postgres::{self, OwnDatabase};
use serde_json::{Value, json};

use crate::places::is_long;
use crate::player::{BEFORE, Time, calculated, compare};
use crate::scenarios::{of_the_other_policy, vectors};

/// So many years later: a leap year stays one, and all of it lies ahead.
const YEARS: i32 = 8;

/// The same with every instant and every day so many years later.
fn later(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, it)| (key.clone(), later(it))).collect())
        }
        Value::Array(items) => items.iter().map(later).collect(),
        Value::String(text) => json!(dated_later(text)),
        other => other.clone(),
    }
}

fn dated_later(text: &str) -> String {
    let is_dated = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    match text.get(..4).and_then(|year| year.parse::<i32>().ok()) {
        Some(year) if is_dated => format!("{}{}", year + YEARS, &text[4..]),
        _ => text.to_owned(),
    }
}

/// A recipient that is below the minimum in one month and above it years later, an attribution that runs
/// out after 36 months to the instant, a refund after the payout, and a departure.
fn of_many_years() -> Value {
    let order = |id: &str, at: &str, net: &str| {
        json!({ "type": "order", "id": id, "at": at, "customer": "u1", "billing_country": "DE",
            "lines": [{ "id": "1", "product": "l3", "net": net }] })
    };
    json!({
        "products": [{ "id": "l3", "tenant_id": null, "is_platform_product": true,
            "user_journey_level": 3 }],
        "agreements": [{ "tenant_id": "gmbh", "region_codes": ["DE"], "commission_percent": "12.5",
            "valid_from": "2030-01-01", "valid_until": "2034-12-31" }],
        "customers": [{ "user_id": "u1", "tenant_id": null,
            "attribution": { "tenant_id": "t3", "attributed_at": "2031-02-28T09:00:00Z" } }],
        "events": [
            order("o1", "2031-03-01T00:00:00Z", "100.00"),
            { "type": "payout_run", "at": "2031-04-05T03:00:00Z" },
            order("o2", "2034-02-28T08:59:59Z", "999.99"),
            order("o3", "2034-02-28T09:00:00Z", "999.99"),
            { "type": "payout_run", "at": "2034-05-05T03:00:00Z" },
            { "type": "refund", "order": "o2", "line": "1", "at": "2034-05-06T10:00:00Z",
              "net": "333.33" },
            { "type": "payout_run", "at": "2034-06-05T03:00:00Z" },
            { "type": "deactivate", "tenant": "gmbh", "at": "2034-06-06T10:00:00Z" },
            order("o4", "2034-06-07T10:00:00Z", "100.00"),
        ],
        "as_of": "2034-12-31T23:59:59Z",
    })
}

/// A database for trying things on which somebody may sign in, whose own orders are older than any
/// scenario.
async fn fill(database: &str) {
    let clock = Arc::new(FixedClock::new(BEFORE.parse().unwrap()));
    let opening = TrialOpening { may_make: true, at_least: None };
    let place = (database, None);
    let platform =
        Platform::open_trial(place, Limits::default(), opening, clock, chance(54)).await.unwrap();
    platform.seed_demo().await.unwrap();
    platform.close().await;
}

/// Every so many-th of the scenarios of the past, where not all of them are asked for.
fn step(usual: usize) -> usize {
    if is_long() { 1 } else { usual }
}

/// Scenarios that lie ahead: every `step`-th of those of the past, and two more; each on a database that
/// `fresh` makes.
async fn play_ahead(program: &Path, step: usize, fresh: impl AsyncFn(String) -> String) {
    let vectors = vectors();
    assert!(vectors.len() >= 14, "the vectors are missing");
    for (place, (name, vector)) in vectors.iter().enumerate().step_by(step) {
        let scenario = later(&vector["scenario"]);
        let expected = calculated(&scenario);
        assert_eq!(expected, later(&vector["expected"]), "{name}: as it was in the past");
        let database = fresh(format!("v{place}")).await;
        let played = (name.as_str(), &scenario, &expected);
        compare((program, database.as_str()), Time::Led, played);
    }
    let (years, other) = (of_many_years(), later(&of_the_other_policy()));
    for (name, scenario, time) in [
        ("years", &years, Time::Led),
        ("other", &other, Time::Led),
        ("beyond", &other, Time::Beyond),
    ] {
        let database = fresh(name.to_owned()).await;
        let played = (name, scenario, &calculated(scenario));
        compare((program, database.as_str()), time, played);
    }
}

/// What the engine says of the many years in figures of our own: the journeys compare with the engine.
#[test]
fn c11_c12_c13_many_years_ahead_come_to_these_cents() {
    let result = calculated(&of_many_years());
    let rows = |list: &str, keys: [&str; 4]| -> Value {
        let row = |row: &Value| keys.iter().map(|key| row[key].clone()).collect::<Value>();
        result[list].as_array().unwrap().iter().map(row).collect()
    };
    assert_eq!(
        rows("commissions", ["order", "type", "amount", "reversed"]),
        json!([
            ["o1", "affiliate_first", "20.00", "0.00"],
            ["o1", "regional_exclusive", "12.50", "0.00"],
            ["o2", "affiliate_recurring", "100.00", "33.33"],
            ["o2", "regional_exclusive", "125.00", "41.67"],
            ["o3", "regional_exclusive", "125.00", "0.00"],
        ])
    );
    assert_eq!(
        rows("payouts", ["recipient", "at", "amount", "kind"]),
        json!([
            ["gmbh", "2034-05-05T03:00:00Z", "262.50", "monthly"],
            ["t3", "2034-05-05T03:00:00Z", "120.00", "monthly"],
        ])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scenarios_that_lie_ahead_come_out_of_the_real_platform_on_sqlite() {
    let Some(program) = built("MOJO_PLATFORM_BIN") else { return };
    let folder = tempfile::tempdir().unwrap();
    let seed = folder.path().join("seed.db");
    fill(&format!("sqlite:{}", seed.display())).await;
    let fresh = async |name: String| {
        let path = folder.path().join(format!("{name}.db"));
        copy_database(&seed, &path);
        format!("sqlite:{}", path.display())
    };
    play_ahead(&program, step(4), fresh).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scenarios_that_lie_ahead_come_out_of_the_real_platform_on_postgres() {
    let Some(program) = built("MOJO_PLATFORM_BIN") else { return };
    let Some(server) = postgres::server() else { return };
    let seed = format!("mojo_future_{}", std::process::id());
    let filled = OwnDatabase::create(&server, &seed, "template0").await;
    fill(filled.url()).await;
    let copies: RefCell<Vec<OwnDatabase>> = RefCell::default();
    let fresh = async |name: String| {
        let copy = filled.copy(&format!("{seed}_{name}")).await;
        let url = copy.url().to_owned();
        copies.borrow_mut().push(copy);
        url
    };
    play_ahead(&program, step(9), fresh).await;
}
