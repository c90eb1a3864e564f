//! What several desks of a practice come to that did not know of each other: every kind of case, open
//! and settled, a device that is revoked and what it handed over, and the pill red and without a
//! network.

use mojo_journeys::Demo;
use mojo_journeys::webdriver::Key;
use serde_json::Value;

use super::{Album, mojo, settle, sign_in};

/// The desk with the window, the one that did the same without a network, and a third.
pub(super) const RECEPTION: &str = "empfang";
const LAPTOP: &str = "Laptop";
const TABLET: &str = "Tablet";
const OWNER: &str = "jonte.albers";

/// A word in the row of each kind of case, and the name of its picture.
const KINDS: [(&str, &str); 8] = [
    ("Lindqvist", "karte"),
    ("Sternfeld", "karte-zurueckgezahlt"),
    ("Gelöscht und bearbeitet", "geloescht"),
    ("Zweimal storniert", "zweimal-storniert"),
    ("Summe weicht ab", "summe"),
    ("Nummer doppelt", "nummer"),
    ("In Quarantäne", "quarantaene"),
    ("Gesperrtes Gerät", "gesperrtes-geraet"),
];

/// Kinds that no desk of ours makes: it would take one that computes wrong, counts wrong or has lost
/// its right. The sales that they are about are real.
fn plant(demo: &Demo, sales: [&str; 2]) {
    let [one, other] = sales;
    let totals = "net, VAT, gross: computed (1513, 287, 1800) cents, found (1512, 287, 1799) cents";
    let mut sql = String::new();
    for (number, kind, details, facts) in [
        (1, "total_mismatch", totals, &[one][..]),
        (2, "number_clash", "", &[one, other][..]),
        (3, "quarantined", "forbidden", &[other][..]),
    ] {
        let id = format!("00000000-0000-8000-8000-00000000000{number}");
        sql += &format!(
            "INSERT INTO cases (case_id, kind, opened_at, details) \
             VALUES ('{id}', '{kind}', strftime('%s', 'now') * 1000000 + {number}, '{details}');"
        );
        for (place, sale) in (1..).zip(facts) {
            sql += &format!(
                "INSERT INTO case_facts (case_id, fact_no, entity, entity_id) \
                 VALUES ('{id}', {place}, 'sale', '{sale}');"
            );
        }
    }
    demo.plant_at(RECEPTION, &sql);
}

/// Two desks that did the same without knowing of each other, and one of them was revoked.
pub(super) fn prepare(demo: &Demo) {
    for desk in [RECEPTION, LAPTOP, TABLET] {
        sign_in(demo, desk, OWNER);
    }
    let here = |words: &[&str]| mojo(demo, RECEPTION, words);
    let there = |words: &[&str]| mojo(demo, LAPTOP, words);
    let found = here(&["contacts", "search", "Lindqvist", "--limit", "1"]);
    let lindqvist = text(&found["contacts"][0]["id"]);
    let named = |first: &str, last: &str| {
        text(&here(&["contacts", "create", "--first-name", first, "--last-name", last])["id"])
    };
    let (sternfeld, haldenwang) = (named("Ylva", "Sternfeld"), named("Bero", "Haldenwang"));
    let imported = |contact: &str| here(&["cards", "import", "--contact", contact, "--left", "1"]);
    let (last, given) = (imported(&lindqvist), imported(&sternfeld));
    let card = here(&["cards", "sell", "1003", "--contact", &sternfeld, "--pay", "cash:70.00"]);
    let sell = || here(&["pos", "sell", "--line", "1004", "--pay", "cash:18.00"]);
    let (twice, one, other) = (sell(), sell(), sell());
    here(&["sync"]);
    there(&["sync"]);

    for held in [&last, &given] {
        here(&["checkin", &text(&held["code"])]);
        there(&["checkin", &text(&held["code"])]);
    }
    here(&["pos", "refund", &text(&card["receipt"]), "--reason", "Rückgabe"]);
    there(&["checkin", &text(&card["code"])]);
    here(&["pos", "refund", &text(&twice["receipt"]), "--reason", "Rückgabe"]);
    there(&["pos", "cash-in", "50.00", "--kind", "float", "--reason", "Wechselgeld"]);
    there(&["pos", "refund", &text(&twice["receipt"]), "--reason", "Rückgabe"]);
    here(&["contacts", "delete", &haldenwang]);
    there(&["contacts", "edit", &haldenwang, "--organisation", "Haldenwang GmbH"]);
    here(&["sync"]);
    there(&["sync"]);
    here(&["sync"]);

    give(demo, &text(&given["id"]));
    there(&["pos", "cash-out", "4.90", "--reason", "Briefmarken"]);
    here(&["device", "revoke", LAPTOP]);
    assert!(demo.mojo_at(LAPTOP, &["sync"]).is_none(), "it hands over and is told");
    here(&["sync"]);
    plant(demo, [&text(&one["sale"]), &text(&other["sale"])]);
}

/// The case of a card is settled.
fn give(demo: &Demo, card: &str) {
    let list = mojo(demo, RECEPTION, &["cases", "list"]);
    let cases = list["cases"].as_array().expect("cases");
    let case = cases.iter().find(|one| one["card"] == card).expect("the card has a case");
    let id = text(&case["id"]);
    let why = "Stammkundin, unser Versehen";
    mojo(demo, RECEPTION, &["cases", "settle", &id, "goodwill", "--reason", why]);
    mojo(demo, RECEPTION, &["sync"]);
}

/// Leads through the cases and the devices.
pub(super) fn walk(album: &Album) {
    let window = &album.window;
    drop(window.find("[data-testid=sync-pill].cases"));
    album.keep("pille-rot");
    window.find("[data-testid=sync-pill]").click();
    drop(window.find("[data-testid=sync-recorded]"));
    album.keep("pille-rot-offen");
    window.click_button("Fälle klären");
    drop(window.find_with_text("h1", "Klärungsfälle"));
    for (word, name) in KINDS {
        window.find_with_text(".cases button", word).click();
        album.keep(&format!("klaerungsfall-{name}"));
    }
    album.choose_part("Geklärt");
    album.keep("klaerungsfaelle-geklaert");
    devices(album);
}

fn devices(album: &Album) {
    let window = &album.window;
    window.find("[aria-label=Einstellungen]").click();
    settle();
    window.click_button("Geräte ansehen");
    drop(window.find("[data-testid=devices] li"));
    album.keep("geraete-gesperrt");
    window.find("[data-testid=devices] .link").click();
    drop(window.find_with_text(".dialog-title", "übergeben"));
    album.keep("geraete-quarantaene");
    album.leave("übergeben", "Liegen lassen");
    // The last one in the list that may still be revoked.
    window.click_button("Sperren");
    drop(window.find_with_text(".dialog-title", "sperren"));
    album.keep("geraete-sperren");
    window.find_with_text("[role=dialog] .seg-item", "Verloren").click();
    album.keep("geraete-verloren");
    album.leave("sperren", "Abbrechen");
    album.close_dialog();
}

/// The platform is gone, and somebody asks for it.
pub(super) fn without_a_network(album: &Album) {
    let window = &album.window;
    window.find("[data-testid=sync-pill]").click();
    window.click_button("Jetzt abgleichen");
    drop(window.find("[data-testid=sync-pill].offline"));
    album.keep("pille-ohne-netz-offen");
    window.press(&[Key::ESCAPE]);
    album.keep("pille-ohne-netz");
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
