//! What a recipient of commissions sees: statements with the calculation of a line, a dispute with
//! its answer, commissions on paper, and the change to another tenant of the laptop.

use mojo_journeys::Demo;
use mojo_journeys::webdriver::Key;
use serde_json::{Value, json};

use super::{Album, DISTRIBUTOR, mojo, sign_in};

const OWNER: &str = "arne.heidkamp";

/// A cent off in an entry of each month: nobody but a picture wants that.
const A_CENT_OFF: &str = "\
DROP TRIGGER commission_entries_are_append_only_update;
UPDATE commission_entries SET amount_cents = amount_cents - 1 WHERE commission_entry_id IN
    (SELECT MAX(commission_entry_id) FROM commission_entries GROUP BY period);";

/// The distributor has its credit notes, and disputes the first entry of the newest statement.
pub(super) fn prepare(demo: &mut Demo) {
    let issuer = json!({
        "name": "MOJO LLC", "street": "1209 Orange Street", "postal_code": "19801",
        "city": "Wilmington, DE", "country": "US", "is_business": true,
        "is_small_business": false, "has_agreed": false,
    });
    demo.put_as("admin", "tax-profile", &issuer);
    sign_in(demo, DISTRIBUTOR, OWNER);
    let held = mojo(demo, DISTRIBUTOR, &["commissions", "profile"]);
    let offers = held["contracts"].as_array().expect("contracts");
    let offer = offers.iter().find(|one| one["kind"] == "distributor").expect("a contract");
    let agree = format!("distributor:{}", offer["version"].as_str().expect("a version"));
    let who = ["--name", "MOJO GmbH", "--street", "Lindenring 12", "--postal-code", "99998"];
    let tax = ["--city", "Auenfeld", "--country", "DE", "--vat-id", "DE123456788"];
    let consent = ["--business", "true", "--agree", &agree];
    let words = [&["commissions", "set-profile"][..], &who, &tax, &consent].concat();
    mojo(demo, DISTRIBUTOR, &words);
    demo.run_job("credit-notes");
    let entry = first_entry(demo);
    let why = "Laut Vertrag gelten für dieses Land 30 %, gerechnet wurde mit weniger.";
    mojo(demo, DISTRIBUTOR, &["statement", "dispute", &entry, "--reason", why]);
    mojo(demo, DISTRIBUTOR, &["sync"]);
}

fn first_entry(demo: &Demo) -> String {
    let listed = mojo(demo, DISTRIBUTOR, &["statement", "list"]);
    let months = listed["months"].as_array().expect("months");
    // A month may carry a balance and have no entry.
    let month = months.iter().find(|one| one["entries"] != 0).expect("a month with entries");
    let month = month["month"].as_str().expect("a month").to_owned();
    let shown: Value = mojo(demo, DISTRIBUTOR, &["statement", "show", &month]);
    shown["entries"][0]["id"].as_str().expect("an entry").to_owned()
}

/// Leads through the statements and what is on paper.
pub(super) fn walk(album: &Album) {
    let window = &album.window;
    window.find("[data-screen=commissions]").click();
    drop(window.find_with_text("h1", "Provisionen"));
    drop(window.find("[role=treegrid]"));
    album.keep("abrechnung");
    calculations(album);
    album.open_dialog("Aufteilung");
    drop(window.find("[role=dialog] table"));
    album.keep("abrechnung-herkunft");
    album.close_dialog();
    what_if(album);
    named_extract(album);
    window.click_button("Nachrechnen");
    window.wait_for_text("ohne Netz nachgerechnet");
    album.keep("abrechnung-nachgerechnet");
    window.press(&[Key::ALT, Key::LEFT]);
    album.keep("abrechnung-vormonat");
    window.press(&[Key::ALT, Key::RIGHT]);
    album.choose_part("Gutschriften");
    album.keep("gutschriften");
    if window.find_now("table [aria-label$='öffnen']").is_some() {
        window.click_button("Öffnen");
        drop(window.find("[role=dialog] canvas"));
        album.keep("gutschrift");
        album.close_dialog();
        album.open_dialog("Widersprechen");
        album.keep("gutschrift-widerspruch");
        album.close_dialog();
    }
    album.open_dialog("Steuerliche Angaben");
    drop(window.find("[role=dialog] form"));
    album.keep("steuerliche-angaben");
    album.close_dialog();
    album.choose_part("Abrechnungen");
}

/// The first line is in dispute, the second is not.
fn calculations(album: &Album) {
    let window = &album.window;
    album.focus("[role=treegrid]");
    window.press(&[Key::ENTER]);
    window.wait_for_text("Regelstand");
    album.keep("abrechnung-streitfall");
    window.press(&[Key::ESCAPE]);
    window.press(&[Key::DOWN]);
    window.press(&[Key::ENTER]);
    window.wait_for_text("Regelstand");
    album.keep("abrechnung-rechenweg");
    window.click_button("Beanstanden");
    window.field("Was stimmt nicht?").fill("Die Kundin wohnt in der Schweiz.");
    album.keep("abrechnung-beanstanden");
    window.click_button("Abbrechen");
    album.focus("[role=treegrid]");
    window.press(&[Key::ESCAPE]);
}

fn what_if(album: &Album) {
    album.open_dialog("Was wäre, wenn");
    album.keep("was-waere-wenn");
    album.window.field("Bestellungen im Monat").fill("125");
    album.window.click_button("Ausrechnen");
    drop(album.window.find("[role=dialog] table"));
    album.keep("was-waere-wenn-ergebnis");
    album.close_dialog();
}

fn named_extract(album: &Album) {
    album.open_dialog("Namentlicher Auszug");
    album.window.field("Wofür brauchen Sie die Namen?").fill("Rückfrage einer Kundin");
    album.keep("auszug-grund");
    album.window.click_button("Auszug anfordern");
    drop(album.window.find_with_text("[role=dialog] button", "CSV speichern"));
    album.keep("auszug");
    album.close_dialog();
}

/// Entries that are not what was signed, in every month.
pub(super) fn differ(album: &Album, demo: &Demo) {
    demo.plant_at(DISTRIBUTOR, A_CENT_OFF);
    album.window.click_button("Nachrechnen");
    drop(album.window.find_with_text(".dialog-title", "Abweichung"));
    album.keep("abrechnung-abweichungen");
    album.close_dialog();
    album.keep("abrechnung-abweichungen-hinweis");
}

/// To an empty place for another tenant; the way back stands in the list.
pub(super) fn change_tenant(album: &Album) {
    let window = &album.window;
    window.find("[data-testid=profiles]").click();
    drop(window.find("[data-testid=add-profile]:not(:disabled)"));
    album.keep("mandanten");
    window.find("[data-testid=add-profile]").click();
    drop(window.find_with_text("button", "Beispielpraxis öffnen"));
    album.keep("mandant-neu");
    window.find("[data-testid=profiles]").click();
    drop(window.find_with_text("[role=dialog] li", "MOJO GmbH"));
    album.keep("mandanten-zwei");
    album.close_dialog();
}
