//! `mojo device`: the devices of the practice, and what the owner decides about them.

use serde_json::{Value, json};

use crate::kill_sync::Practice;
use crate::said::{assert_members, assert_refused, list};
use crate::verbs::Verb;

const LIST: [&str; 2] = ["device", "list"];

fn named<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let row = list(&answer["devices"]).iter().find(|row| row["name"] == name);
    row.unwrap_or_else(|| panic!("no {name}: {answer}"))
}

#[test]
fn devices_are_listed_and_renamed_and_only_the_owner_decides() {
    let Some(mut practice) = Practice::open() else { return };
    let owner = practice.owners_desk();
    let seen = owner.done(&LIST);
    assert_members(&seen, &["devices", "former", "current", "listed_at"]);
    assert_eq!((&seen["current"], &seen["former"]), (&json!(true), &json!([])));
    let members = ["id", "name", "number_code", "epoch", "acknowledged", "pending", "last_seen"];
    let fates = ["state", "revoked_at", "parted_at", "erased_at", "quarantined", "former_code"];
    let members = [&members[..], &["version", "this"], &fates[..]].concat();
    for row in list(&seen["devices"]) {
        assert_members(row, &members);
        assert_eq!((&row["state"], &row["quarantined"]), (&json!("active"), &json!(0)), "{row}");
    }
    assert_eq!(named(&seen, "Inhaber")["this"], true);
    let reception = named(&seen, "Empfang");
    assert_eq!(reception["this"], false);
    assert_eq!(reception["number_code"], practice.reception.done(&["status"])["number_code"]);

    let renamed = owner.done(&["device", "rename", "Empfang", "Tresen"]);
    assert_eq!(named(&renamed, "Tresen")["id"], reception["id"]);
    let rename = |name: &'static str| ["device", "rename", name, "Irgendwo"];
    assert_refused(&owner.run(&rename("Empfang")), "unknown_device");
    assert_refused(&practice.office.run(&rename("Tresen")), "owner_only");
    assert_refused(&practice.office.run(&["device", "revoke", "Tresen"]), "owner_only");
    assert_refused(&owner.run(&["device", "revoke", "Inhaber"]), "own_device");
    let printed = owner.printed(&LIST);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    assert!(printed.stdout.contains("Tresen (") && printed.stdout.contains("this device"));

    practice.server = None;
    let known = owner.done(&LIST);
    assert_eq!(known["current"], false);
    assert_eq!(named(&known, "Tresen")["state"], "active");
    assert!(owner.printed(&LIST).stdout.contains("changing needs the network"));
    assert_refused(&owner.run(&["device", "revoke", "Tresen"]), "needs_network");
}

#[test]
fn what_a_revoked_device_handed_over_is_looked_at_and_counts() {
    let Some(mut practice) = Practice::open() else { return };
    let owner = practice.owners_desk();
    let bought = practice.a_client_buys();
    let reception = &practice.reception;
    let waiting = reception.done(&["status"])["pending"].clone();
    let revoked = owner.done(&["device", "revoke", "Empfang"]);
    assert_eq!(named(&revoked, "Empfang")["state"], "revoked");
    let sync = reception.run(&["sync"]);
    assert_refused(&sync, "device_revoked");
    assert_eq!(sync.answer()["error"], "device_revoked");
    assert_refused(&reception.run(&Verb::sale().words()), "device_revoked");
    assert_eq!(reception.done(&["status"])["state"], "revoked");
    assert_eq!(bought.seen_by(reception), (1, 1), "it can be read");

    owner.done(&["sync"]);
    assert_eq!(bought.seen_by(&owner), (0, 0), "nothing counts yet");
    let cases = owner.done(&["cases", "list"]);
    let [case] = list(&cases["cases"]) else { panic!("{cases}") };
    assert_eq!((&case["kind"], &case["resolutions"]), (&json!("quarantined"), &json!(["leave"])));
    assert_eq!(case["details"], "device_revoked");
    let printed = owner.printed(&["cases", "list"]).stdout;
    let line = "what a revoked device handed over; `mojo device quarantine` shows it";
    assert!(printed.contains(line) && !printed.contains("device_revoked"), "{printed}");
    let id = case["id"].as_str().unwrap();
    assert_refused(&owner.run(&["cases", "settle", id, "accept"]), "resolution_refused");

    let quarantine = ["device", "quarantine", "Empfang"];
    assert_refused(&practice.office.run(&quarantine), "owner_only");
    let held = owner.done(&quarantine);
    assert_members(&held, &["entries"]);
    let entries = list(&held["entries"]);
    assert_eq!(json!(entries.len()), waiting, "{held}");
    entries.iter().for_each(|entry| assert_members(entry, &["at", "op", "entity", "label"]));
    assert!(entries.iter().any(|entry| entry["label"] == bought.receipt.as_str()), "{held}");
    assert!(owner.printed(&quarantine).stdout.contains(&bought.receipt));
    let accepted = owner.done(&[&quarantine[..], &["--accept"]].concat());
    assert_eq!(accepted, json!({ "applied": waiting, "refused": 0 }));
    owner.done(&["sync"]);
    assert_eq!(bought.seen_by(&owner), (1, 1));
    assert_eq!(owner.done(&["cases", "list"])["cases"], json!([]));
    let settled = owner.done(&["cases", "list", "--settled"]);
    assert_eq!(settled["cases"][0]["settlements"][0]["resolution"], "accept", "{settled}");
}
