//! Every scenario of `crates/platform/tests/vectors/commissions`, played from outside: a real server on
//! a fresh database. What the routes then tell is what `mojo-platform calculate` says, to the cent.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mojo_domain::FixedClock;
use mojo_journeys::copy_database;
use mojo_journeys::program::built;
use mojo_platform::Platform;
use mojo_testkit::chance;
use mojo_testkit::postgres::{self, OwnDatabase};
use serde_json::{Value, json};

use crate::player::{BEFORE, Time, World, calculated, compare, start};

/// The scenarios by the names of their files.
pub(crate) fn vectors() -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../crates/platform/tests/vectors/commissions");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let vector = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_name().unwrap().to_string_lossy().into_owned(), vector)
    };
    paths.into_iter().map(read).collect()
}

/// C3 by the other policy: a free order is the first purchase. Orders of three sellers; refunds by the
/// names of lines; an attribution over a live one, and after a departure.
pub(crate) fn of_the_other_policy() -> Value {
    json!({
        "policy": { "first_purchase": "first_order" },
        "products": [
            { "id": "l1", "tenant_id": null, "is_platform_product": true, "user_journey_level": 1 },
            { "id": "l3", "tenant_id": null, "is_platform_product": true, "user_journey_level": 3 },
            { "id": "kurs", "tenant_id": "t2", "is_platform_product": false,
              "user_journey_level": null },
            { "id": "heil", "tenant_id": "t4", "is_platform_product": false,
              "user_journey_level": null, "commission_eligible": false },
        ],
        "agreements": [{ "tenant_id": "gmbh", "region_codes": ["FR"], "commission_percent": "12.5",
            "valid_from": "2025-01-01", "valid_until": "2026-12-31" }],
        "customers": [
            { "user_id": "u1", "tenant_id": null,
              "attribution": { "tenant_id": "t3", "attributed_at": "2026-01-01T09:00:00Z" } },
            { "user_id": "u2", "tenant_id": null },
        ],
        "events": [
            { "type": "order", "id": "o1", "at": "2026-01-02T10:00:00Z", "customer": "u1",
              "billing_country": "FR", "lines": [{ "id": "frei", "product": "l1", "net": "0.00" }] },
            { "type": "attribute", "customer": "u1", "tenant": "t2", "at": "2026-01-03T10:00:00Z" },
            { "type": "order", "id": "o2", "at": "2026-01-04T10:00:00Z", "customer": "u2", "lines": [
                { "id": "b", "product": "kurs", "net": "333.33" },
                { "id": "a", "product": "l3", "net": "999.99" },
                { "id": "c", "product": "heil", "net": "80.00" },
                { "id": "d", "product": "kurs", "net": "0.01" },
            ] },
            { "type": "order", "id": "o3", "at": "2026-01-05T10:00:00Z", "customer": "u1", "lines": [
                { "id": "2", "product": "l3", "net": "999.99" },
                { "id": "1", "product": "kurs", "net": "1000.00" },
                { "id": "heil", "product": "heil", "net": "80.00" },
            ] },
            { "type": "refund", "order": "o3", "line": "1", "at": "2026-01-06T10:00:00Z",
              "net": "333.33" },
            { "type": "refund", "order": "o3", "line": "3", "at": "2026-01-06T10:00:00Z",
              "net": "1.00" },
            { "type": "refund", "order": "o3", "line": "1", "at": "2026-01-07T10:00:00Z",
              "net": "666.68" },
            { "type": "payout_run", "at": "2026-02-04T09:59:59Z" },
            { "type": "payout_run", "at": "2026-03-01T03:00:00Z" },
            { "type": "refund", "order": "o3", "line": "1", "at": "2026-03-02T10:00:00Z",
              "net": "666.67" },
            { "type": "deactivate", "tenant": "t3", "at": "2026-03-03T10:00:00Z" },
            { "type": "attribute", "customer": "u1", "tenant": "t3", "at": "2026-03-04T10:00:00Z" },
            { "type": "attribute", "customer": "u1", "tenant": "t2", "at": "2026-03-04T10:00:00Z" },
            { "type": "order", "id": "o4", "at": "2026-03-05T10:00:00Z", "customer": "u1",
              "billing_country": "US", "lines": [{ "id": "1", "product": "l3", "net": "10.05" }] },
        ],
        "as_of": "2026-03-06T10:00:00Z",
    })
}

/// A database on which somebody may sign in, and whose own orders are older than any scenario.
async fn fill(database: &str) {
    let clock = Arc::new(FixedClock::new(BEFORE.parse::<DateTime<Utc>>().unwrap()));
    let platform = Platform::open(database, clock, chance(34)).await.unwrap();
    platform.seed_demo().await.unwrap();
    platform.close().await;
}

/// C11: an entry is held for thirty days of 24 hours, the last instant included.
fn approvals_are_exact(program: &Path, database: &str) {
    let scenario = json!({
        "products": [{ "id": "l3", "is_platform_product": true, "user_journey_level": 3 }],
        "customers": [{ "user_id": "u1",
            "attribution": { "tenant_id": "t2", "attributed_at": "2026-01-01T00:00:00Z" } }],
        "events": [{ "type": "order", "id": "o1", "at": "2026-03-10T12:00:00Z", "customer": "u1",
            "lines": [{ "id": "1", "product": "l3", "net": "1000.00" }] }],
    });
    let server = start(program, database, (&scenario, Time::Past));
    let mut world = World::found((program, database), (&server, Time::Past), &scenario);
    world.play();
    let before = world.run_job("approve", "2026-04-09T11:59:59.999999Z");
    let then = world.run_job("approve", "2026-04-09T12:00:00Z");
    assert_eq!((&before["in_hold"], &then["in_hold"]), (&json!(1), &json!(0)), "{before} {then}");
    world.run_job("payout", "2026-04-09T11:59:59.999999Z");
    assert_eq!(world.read_payouts(), Vec::<Value>::new(), "held until then");
    world.run_job("payout", "2026-04-09T12:00:00Z");
    world.run_job("payout", "2026-04-09T12:00:00Z");
    let paid = json!([{ "recipient": "t2", "currency": "EUR", "at": "2026-04-09T12:00:00Z",
        "amount": "200.00", "kind": "monthly" }]);
    assert_eq!(json!(world.read_payouts()), paid);
    server.kill();
}

/// All scenarios, each on a database that `fresh` makes.
async fn play_all(program: &Path, fresh: impl AsyncFn(String) -> String) {
    let vectors = vectors();
    assert!(vectors.len() >= 14, "the vectors are missing");
    for (place, (name, vector)) in vectors.iter().enumerate() {
        let database = fresh(format!("v{place}")).await;
        let played = (name.as_str(), &vector["scenario"], &vector["expected"]);
        compare((program, database.as_str()), Time::Past, played);
    }
    let scenario = of_the_other_policy();
    let expected = calculated(&scenario);
    let database = fresh("policy".to_owned()).await;
    let played = ("the other policy", &scenario, &expected);
    compare((program, database.as_str()), Time::Past, played);
    approvals_are_exact(program, &fresh("approvals".to_owned()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_comes_out_of_the_real_platform_on_sqlite() {
    let Some(program) = built("MOJO_PLATFORM_BIN") else { return };
    let folder = tempfile::tempdir().unwrap();
    let seed = folder.path().join("seed.db");
    fill(&format!("sqlite:{}", seed.display())).await;
    let fresh = async |name: String| {
        let path = folder.path().join(format!("{name}.db"));
        copy_database(&seed, &path);
        format!("sqlite:{}", path.display())
    };
    play_all(&program, fresh).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_comes_out_of_the_real_platform_on_postgres() {
    let Some(program) = built("MOJO_PLATFORM_BIN") else { return };
    let Some(server) = postgres::server() else { return };
    let seed = format!("mojo_scenarios_{}", std::process::id());
    let filled = OwnDatabase::create(&server, &seed, "template0").await;
    fill(filled.url()).await;
    let copies: RefCell<Vec<OwnDatabase>> = RefCell::default();
    let fresh = async |name: String| {
        let copy = filled.copy(&format!("{seed}_{name}")).await;
        let url = copy.url().to_owned();
        copies.borrow_mut().push(copy);
        url
    };
    play_all(&program, fresh).await;
}
