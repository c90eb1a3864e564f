//! The direction of dependencies: inner rooms know nothing of outer ones.

use std::process::Command;

use serde_json::Value;

use crate::{
    failure::{Failure, Outcome},
    process, workshop,
};

/// Which rooms a room may use, and which more its tests may.
struct Room {
    name: &'static str,
    may_use: &'static [&'static str],
    tests_may_use: &'static [&'static str],
}

const fn room(
    name: &'static str,
    may_use: &'static [&'static str],
    tests_may_use: &'static [&'static str],
) -> Room {
    Room { name, may_use, tests_may_use }
}

/// The whole house. Desk and server never meet but in domain and protocol; `tests` sees all.
const HOUSE: &[Room] = &[
    room("mojo-domain", &[], &[]),
    room("mojo-bank", &["mojo-domain"], &[]),
    room("mojo-documents", &["mojo-domain"], &["mojo-testkit"]),
    room("mojo-einvoice", &["mojo-domain"], &[]),
    room("mojo-protocol", &["mojo-domain"], &[]),
    room("mojo-store", &["mojo-domain", "mojo-protocol"], &["mojo-testkit"]),
    room("mojo-sync", &["mojo-domain", "mojo-protocol"], &["mojo-testkit"]),
    room(
        "mojo-desk",
        &[
            "mojo-bank",
            "mojo-domain",
            "mojo-documents",
            "mojo-einvoice",
            "mojo-protocol",
            "mojo-store",
            "mojo-sync",
        ],
        &["mojo-testkit"],
    ),
    room("mojo-platform", &["mojo-domain", "mojo-documents", "mojo-protocol"], &["mojo-testkit"]),
    room("mojo-cli", &["mojo-desk", "mojo-domain"], &["mojo-testkit"]),
    room("mojo-shell", &["mojo-desk", "mojo-domain"], &["mojo-testkit"]),
    room("mojo-testkit", &["mojo-domain", "mojo-desk", "mojo-platform"], &[]),
    room(
        "mojo-journeys",
        &[
            "mojo-desk",
            "mojo-platform",
            "mojo-testkit",
            "mojo-domain",
            "mojo-protocol",
            "mojo-store",
        ],
        &[],
    ),
    room("xtask", &[], &[]),
];

/// Outside crates with one home: (crate, the rooms it may appear in).
const HOMES: &[(&str, &[&str])] = &[
    ("tauri", &["mojo-shell"]),
    ("tauri-build", &["mojo-shell"]),
    // The journeys plant differences where no program would make any.
    ("sqlx", &["mojo-store", "mojo-platform", "mojo-testkit", "mojo-journeys"]),
    ("libsqlite3-sys", &["mojo-store", "mojo-platform", "mojo-journeys"]),
    ("reqwest", &["mojo-desk", "mojo-platform"]),
    ("axum", &["mojo-platform", "mojo-journeys", "mojo-testkit"]),
    ("lettre", &["mojo-platform"]),
    // Who describes an interface, and what travels over it.
    ("schemars", &["mojo-domain", "mojo-protocol", "mojo-platform"]),
    ("keyring", &["mojo-desk"]),
    ("printpdf", &["mojo-documents"]),
    ("lopdf", &["mojo-documents"]),
    ("roxmltree", &["mojo-bank"]),
    ("en16931", &["mojo-einvoice"]),
    ("en16931-formats", &["mojo-einvoice"]),
    ("clap", &["mojo-cli", "mojo-platform", "mojo-shell", "mojo-journeys"]),
];

/// Rooms that are pure: no IO, no clock, no chance, nothing asynchronous.
const PURE: &[&str] =
    &["mojo-bank", "mojo-domain", "mojo-documents", "mojo-einvoice", "mojo-protocol", "mojo-sync"];
const IMPURE: &[&str] = &[
    "async-trait",
    "futures",
    "futures-util",
    "getrandom",
    "rand",
    "reqwest",
    "sqlx",
    "tokio",
    "tracing",
    "ureq",
];

/// Every fault of the whole house.
pub(crate) fn check() -> Outcome<Vec<String>> {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let text = process::output(cargo.current_dir(workshop::root()))?;
    let metadata: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("cargo metadata: {error}")))?;
    Ok(metadata["packages"].as_array().into_iter().flatten().flat_map(check_package).collect())
}

fn check_package(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let Some(room) = HOUSE.iter().find(|room| room.name == name) else {
        return vec![format!("{name} is not in the plan of the house (tidy/dependencies.rs)")];
    };
    let dependencies = package["dependencies"].as_array().into_iter().flatten();
    let edges = dependencies.filter_map(|dependency| {
        let used = dependency["name"].as_str().unwrap_or_default();
        check_edge(room, used, dependency["kind"] == "dev")
    });
    edges.chain(check_mutants(package)).collect()
}

/// Deliberate faults are in no build that does not ask for them.
fn check_mutants(package: &Value) -> Option<String> {
    let asks = |features: &Value| {
        let mut names = features.as_array().into_iter().flatten().filter_map(Value::as_str);
        names.any(|name| name == "mutants" || name.ends_with("/mutants"))
    };
    let mut dependencies = package["dependencies"].as_array().into_iter().flatten();
    let is_built_in = asks(&package["features"]["default"])
        || dependencies.any(|dependency| asks(&dependency["features"]));
    let name = package["name"].as_str().unwrap_or_default();
    is_built_in.then(|| format!("{name} is built with the deliberate faults (mutants)"))
}

fn check_edge(room: &Room, used: &str, is_for_tests: bool) -> Option<String> {
    let name = room.name;
    if HOUSE.iter().any(|other| other.name == used) {
        let is_allowed =
            room.may_use.contains(&used) || is_for_tests && room.tests_may_use.contains(&used);
        return (!is_allowed).then(|| format!("{name} must not use {used}"));
    }
    if let Some((_, homes)) = HOMES.iter().find(|(outside, _)| *outside == used)
        && !homes.contains(&name)
    {
        return Some(format!("{used} lives in {}, not in {name}", homes.join(" and ")));
    }
    let is_impure = !is_for_tests && PURE.contains(&name) && IMPURE.contains(&used);
    is_impure.then(|| format!("{name} is pure and must not use {used}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_room_uses_only_the_rooms_below_it() {
        super::super::assert_in_order(check);
    }

    fn faults(name: &str, used: &str, kind: &str) -> Vec<String> {
        check_package(&serde_json::json!({
            "name": name,
            "dependencies": [{ "name": used, "kind": if kind.is_empty() { Value::Null } else { kind.into() } }],
        }))
    }

    #[test]
    fn the_server_that_uses_the_desk_is_refused() {
        assert_eq!(
            faults("mojo-platform", "mojo-store", ""),
            ["mojo-platform must not use mojo-store"]
        );
        assert_eq!(faults("mojo-desk", "mojo-platform", "dev").len(), 1);
    }

    #[test]
    fn tauri_sql_and_http_outside_their_homes_are_refused() {
        for (room, used) in [
            ("mojo-desk", "tauri"),
            ("mojo-cli", "sqlx"),
            ("mojo-sync", "reqwest"),
            ("mojo-domain", "tokio"),
        ] {
            assert_eq!(faults(room, used, "").len(), 1, "{room} uses {used}");
        }
    }

    #[test]
    fn deliberate_faults_in_a_product_are_refused() {
        let package = |features: Value, of_dependency: Value| {
            check_mutants(&serde_json::json!({
                "name": "mojo-desk",
                "features": features,
                "dependencies": [{ "name": "mojo-domain", "features": of_dependency }],
            }))
        };
        let (none, some) = (serde_json::json!([]), serde_json::json!(["mutants"]));
        assert!(
            package(serde_json::json!({ "mutants": ["mojo-domain/mutants"] }), none.clone())
                .is_none()
        );
        assert!(package(serde_json::json!({ "default": ["mojo-domain/mutants"] }), none).is_some());
        assert!(package(serde_json::json!({}), some).is_some());
    }

    #[test]
    fn a_room_that_nobody_planned_is_refused() {
        assert_eq!(faults("mojo-attic", "serde", "").len(), 1);
    }

    #[test]
    fn what_the_plan_allows_is_allowed() {
        assert!(faults("mojo-store", "sqlx", "").is_empty());
        assert!(faults("mojo-store", "mojo-testkit", "dev").is_empty());
    }
}
