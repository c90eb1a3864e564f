//! `mojo sync --verify` and `mojo sync report`: the proof that here and there is the same, as
//! scripts and people read it. A difference that was planted is asked again and said, or ends with
//! 1 and stays red.

use std::path::Path;

use mojo_journeys::program::Mojo;
use serde_json::json;

use crate::kill_sync::{Bought, Practice};
use crate::said::{assert_members, assert_refused, list};

const VERIFY: [&str; 2] = ["sync", "--verify"];

/// A practice whose two desks know of one client and one sale.
fn in_step() -> Option<(Practice, Bought)> {
    let mut practice = Practice::open()?;
    let bought = practice.a_client_buys();
    practice.reception.done(&["sync"]);
    practice.office.done(&["sync"]);
    Some((practice, bought))
}

/// The report as a table, without its heading.
fn table(mojo: &Mojo, file: &Path, more: &[&str]) -> Vec<String> {
    let name = file.display().to_string();
    mojo.done(&[&["sync", "report", "-o", &name][..], more].concat());
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    let heading = "day;device_id;device;count_here;count_there;sums_here;sums_there;hash_here;\
                   hash_there;state";
    assert_eq!(lines.next().as_deref(), Some(heading));
    lines.collect()
}

#[test]
fn what_is_equal_is_told_by_device_and_day() {
    let Some((practice, _)) = in_step() else { return };
    let reception = &practice.reception;
    let found = reception.done(&VERIFY);
    let members = ["state", "compared_at", "program", "entries", "changes", "cards", "requests"];
    assert_members(&found, &[&members[..], &["days", "differences"]].concat());
    assert_eq!(found["state"], "equal", "{found}");
    assert_eq!(found["differences"], json!([]));
    let mut own = 0;
    for day in list(&found["days"]) {
        assert_members(day, &["day", "device", "device_id", "own", "here", "there", "equal"]);
        assert_members(&day["here"], &["count", "sums", "hash"]);
        assert_eq!(day["here"], day["there"]);
        assert_eq!(day["equal"], true);
        if day["own"] == true {
            assert_eq!(day["device"], "Empfang");
            own += day["here"]["count"].as_i64().unwrap();
        }
    }
    assert_eq!(found["entries"], own);
    assert_eq!(found["entries"], reception.done(&["status"])["recorded"]);

    let printed = reception.printed(&VERIFY);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    let end = "equal: everything here is there, and the other way round";
    assert!(printed.stdout.contains("Empfang") && printed.stdout.trim_end().ends_with(end));
}

#[test]
fn the_proof_is_a_pdf_and_a_table_for_the_days_that_were_asked_for() {
    let Some((practice, _)) = in_step() else { return };
    let reception = &practice.reception;
    let paper = practice.folder.path().join("proof.pdf");
    let name = paper.display().to_string();
    let report = ["sync", "report", "-o", &name];
    assert_refused(&reception.run(&report), "not_compared_yet");
    assert!(!paper.exists(), "nothing half is left");
    let found = reception.done(&VERIFY);
    let saved = reception.done(&report);
    assert_members(&saved, &["file", "bytes"]);
    let bytes = std::fs::read(&paper).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    assert_eq!((&saved["file"], &saved["bytes"]), (&json!(name), &json!(bytes.len())));

    let file = practice.folder.path().join("proof.CSV");
    let days = list(&found["days"]);
    let rows = table(reception, &file, &[]);
    assert_eq!(rows.len(), days.len());
    assert!(rows.iter().all(|row| row.ends_with(";equal")), "{rows:?}");
    let day = days[0]["day"].as_str().unwrap();
    let rows = table(reception, &file, &["--from", day, "--to", day]);
    assert_eq!(rows.len(), days.iter().filter(|one| one["day"] == day).count());
    assert!(rows.iter().all(|row| row.starts_with(day)), "{rows:?}");
}

#[test]
fn what_is_missing_here_is_asked_again_and_said() {
    let Some((practice, bought)) = in_step() else { return };
    let office = &practice.office;
    let lose =
        format!("DELETE FROM cards WHERE entity = 'contact' AND card_id = '{}'", bought.contact);
    office.plant(&lose);
    let found = office.done(&VERIFY);
    assert_eq!(found["state"], "repaired", "{found}");
    let differences = list(&found["differences"]);
    assert!(!differences.is_empty());
    for one in differences {
        assert_members(one, &["part", "place", "entity", "id", "kind", "repaired", "code"]);
        assert_eq!((&one["part"], &one["entity"]), (&json!("cards"), &json!("contact")));
        assert_eq!((&one["id"], &one["kind"]), (&json!(bought.contact), &json!("missing_here")));
        assert_eq!(one["repaired"], true);
    }
    office.plant(&lose);
    let printed = office.printed(&VERIFY);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    assert!(printed.stdout.contains(&format!("{}: missing_here, repaired", bought.contact)));
    let end = "equal: what differed was asked again and is equal now";
    assert!(printed.stdout.trim_end().ends_with(end), "{printed:?}");
    assert_eq!(office.done(&VERIFY)["state"], "equal");
    assert_eq!(bought.seen_by(office), (1, 1));
}

#[test]
fn what_nobody_can_choose_ends_with_1_and_stays_red() {
    let Some((practice, _)) = in_step() else { return };
    practice.host.plant(
        "UPDATE change_bodies SET body = replace(body, 'gross_cents\":', 'gross_cents\":1') \
         WHERE seq = (SELECT max(seq) FROM change_log WHERE entity = 'sale')",
    );
    for desk in [&practice.reception, &practice.office] {
        let ended = desk.run(&VERIFY);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.stderr.contains("nothing was overwritten, call the support"), "{ended:?}");
        let found = ended.answer();
        assert_eq!(found["state"], "differs");
        let mut differences = list(&found["differences"]).iter();
        let one = differences.find(|one| one["part"] == "log").unwrap();
        assert_eq!((&one["entity"], &one["kind"]), (&json!("sale"), &json!("differs")));
        assert_eq!((&one["repaired"], &one["code"]), (&json!(false), &json!("other_body")));
        assert_eq!(desk.done(&["status"])["state"], "differs");

        let printed = desk.printed(&VERIFY);
        assert_eq!(printed.code, Some(1), "{printed:?}");
        assert!(printed.stdout.contains("remains (other_body)"), "{printed:?}");
        assert!(printed.stdout.trim_end().ends_with("differs: differences remain"), "{printed:?}");
        let rows = table(desk, &practice.folder.path().join("red.csv"), &[]);
        assert_eq!(rows.iter().filter(|row| row.ends_with(";differs")).count(), 1, "{rows:?}");
    }
}

#[test]
fn without_a_network_nothing_is_compared() {
    let Some((mut practice, _)) = in_step() else { return };
    practice.server = None;
    let ended = practice.reception.run(&VERIFY);
    assert_refused(&ended, "not_compared_now");
    assert!(ended.stdout.is_empty(), "{ended:?}");
    assert!(ended.stderr.contains("nothing was changed"), "{ended:?}");
}
