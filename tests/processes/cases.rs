//! `mojo cases`: what two desks did without knowing of each other, side by side, and settled once
//! for all of them.

use mojo_journeys::program::Mojo;
use serde_json::{Value, json};

use crate::kill_sync::Practice;
use crate::said::{assert_members, assert_refused, list};

/// The last entry of a card is used at two desks.
fn overdrawn() -> Option<Practice> {
    let mut practice = Practice::open()?;
    let contact = practice.a_client_buys().contact;
    let (reception, office) = (&practice.reception, &practice.office);
    let card = reception.done(&["cards", "import", "--contact", &contact, "--left", "1"]);
    for desk in [reception, office] {
        desk.done(&["sync"]);
    }
    for desk in [reception, office] {
        desk.done(&["checkin", card["id"].as_str().unwrap()]);
    }
    for desk in [reception, office, reception] {
        desk.done(&["sync"]);
    }
    Some(practice)
}

fn listed(mojo: &Mojo, more: &[&str]) -> Vec<Value> {
    let answer = mojo.done(&[&["cases", "list"][..], more].concat());
    assert_members(&answer, &["cases"]);
    list(&answer["cases"]).to_vec()
}

#[test]
fn a_case_is_shown_with_both_its_sides() {
    let Some(practice) = overdrawn() else { return };
    let cases = listed(&practice.reception, &[]);
    let [case] = &cases[..] else { panic!("{cases:?}") };
    let members = ["id", "kind", "open", "opened_at", "contact", "contact_name", "card", "left"];
    let more = ["details", "sides", "resolutions", "carry_to", "settlements"];
    assert_members(case, &[&members[..], &more[..]].concat());
    assert_eq!((&case["kind"], &case["open"]), (&json!("card_overdraft"), &json!(true)));
    let sides = list(&case["sides"]);
    assert_eq!(sides.len(), 2, "{case}");
    for side in sides {
        let members = ["entity", "id", "at", "device", "actor", "label", "amount", "offline"];
        assert_members(side, &[&members[..], &["received_at"]].concat());
        assert_eq!(side["entity"], "redemption");
    }
    assert_eq!(case["resolutions"], json!(["charge", "carry", "goodwill"]));
    let id = case["id"].as_str().unwrap();
    assert_eq!(practice.reception.done(&["cases", "show", id]), *case);
    let printed = practice.reception.printed(&["cases", "show", id]).stdout;
    assert!(printed.contains("settle by: charge, carry, goodwill"), "{printed}");
    assert_eq!(listed(&practice.office, &[])[0]["id"], id);
}

#[test]
fn a_case_is_settled_once_and_everywhere() {
    let Some(practice) = overdrawn() else { return };
    let (reception, office) = (&practice.reception, &practice.office);
    let cases = listed(reception, &[]);
    let id = cases[0]["id"].as_str().unwrap();
    let settle = |answer: &'static str| ["cases", "settle", id, answer];
    for (answer, code) in [
        ("goodwill", "reason_required"),
        ("carry", "no_card_to_carry_to"),
        ("accept", "resolution_refused"),
    ] {
        assert_refused(&reception.run(&settle(answer)), code);
    }
    assert_refused(&reception.run(&["cases", "settle", "none", "charge"]), "unknown_case");
    let goodwill = [&settle("goodwill")[..], &["--reason", "Stammkundin"]].concat();
    let settled = reception.done(&goodwill);
    assert_eq!((&settled["open"], &settled["resolutions"]), (&json!(false), &json!([])));
    let [one] = list(&settled["settlements"]) else { panic!("{settled}") };
    assert_members(one, &["resolution", "reason", "at", "actor", "device", "counts"]);
    let said = [&one["resolution"], &one["reason"], &one["counts"]];
    assert_eq!(said, [&json!("goodwill"), &json!("Stammkundin"), &json!(true)]);

    for desk in [reception, office] {
        desk.done(&["sync"]);
        assert_refused(&desk.run(&goodwill), "already_settled");
        assert_eq!(listed(desk, &[]), Vec::<Value>::new());
        let settled = listed(desk, &["--settled"]);
        assert_eq!((settled.len(), &settled[0]["id"]), (1, &json!(id)));
        let printed = desk.printed(&["cases", "list", "--settled"]).stdout;
        assert!(printed.contains("settled: goodwill"), "{printed}");
        assert_eq!(desk.done(&["status"])["cases"], 0);
    }
}
