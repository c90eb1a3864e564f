//! What the platform's own people see: every list with a row chosen, every form, a payout run from
//! its plan to its result, and what the log says of it.

use mojo_journeys::webdriver::Key;
use serde_json::json;

use super::{Album, settle};

/// The lists of which nothing more is shown than a row.
const LISTS: [(&str, &str); 8] = [
    ("agreements", "gebietsvertraege"),
    ("products", "produkte"),
    ("commissions", "provisionen"),
    ("sepaFiles", "ueberweisungsdateien"),
    ("problems", "zahlungsprobleme"),
    ("tenants", "mandanten"),
    ("mails", "nachrichten"),
    ("jobs", "aufgaben"),
];

/// Leads through all parts.
pub(super) fn walk(album: &Album) {
    album.window.find("[data-screen=administration]").click();
    drop(album.window.find_with_text("h1", "Verwaltung"));
    for (part, name) in LISTS {
        choose(album, part);
        album.keep(&format!("verwaltung-{name}"));
        choose_first(album);
        album.keep(&format!("verwaltung-{name}-zeile"));
    }
    forms(album);
    attributions(album);
    invitations(album);
    disputes(album);
    payouts(album);
    choose(album, "log");
    choose_first(album);
    album.keep("verwaltung-protokoll");
}

/// Opens a part in the navigation.
fn choose(album: &Album, part: &str) {
    album.window.find(&format!("[data-part={part}]")).click();
    album.wait_until_gone(".ghosts");
    settle();
}

/// By the search, from which the arrows lead into the list.
fn choose_first(album: &Album) {
    album.focus(".administration .find input");
    album.window.press(&[Key::DOWN]);
    settle();
}

/// Empty and sent: every field says what it lacks.
fn forms(album: &Album) {
    for (part, name) in [("agreements", "gebietsvertrag"), ("products", "produkt")] {
        choose(album, part);
        album.open_by_key(&[Key::CONTROL, "n"]);
        album.keep(&format!("verwaltung-{name}-neu"));
        album.window.press(&[Key::CONTROL, Key::ENTER]);
        album.keep(&format!("verwaltung-{name}-fehler"));
        album.close_dialog();
    }
}

fn attributions(album: &Album) {
    choose(album, "attributions");
    choose_first(album);
    album.keep("verwaltung-zuordnungen");
    album.open_dialog("Zuordnung ändern");
    album.keep("verwaltung-zuordnung-aendern");
    album.close_dialog();
}

fn invitations(album: &Album) {
    choose(album, "invitations");
    album.keep("verwaltung-einladungen-leer");
    album.open_by_key(&[Key::CONTROL, "n"]);
    album.window.field("Für wen").fill("Gesundheitszentrum Lerchenfeld, Dr. Aurelia Finkenwerder");
    album.keep("verwaltung-einladen");
    album.window.press(&[Key::CONTROL, Key::ENTER]);
    drop(album.window.find_with_text(".dialog-title", "Einladung erstellt"));
    album.keep("verwaltung-einladung-link");
    album.close_dialog();
    choose_first(album);
    album.keep("verwaltung-einladungen");
}

/// The distributor has disputed an entry; it is answered, and stays open.
fn disputes(album: &Album) {
    choose(album, "disputes");
    choose_first(album);
    album.keep("verwaltung-streitfaelle");
    album.open_dialog("Antworten");
    let answer = "Wir prüfen den Satz mit dem Vertrag vom Januar und melden uns bis Freitag.";
    album.window.field("Antwort").fill(answer);
    album.keep("verwaltung-streitfall-antwort");
    album.window.press(&[Key::CONTROL, Key::ENTER]);
    album.wait_until_gone("[role=dialog]");
    album.window.wait_for_text(answer);
    album.keep("verwaltung-streitfall-verlauf");
}

fn payouts(album: &Album) {
    choose(album, "payouts");
    choose_first(album);
    album.keep("verwaltung-auszahlungen");
    album.open_dialog("Auszahlung vorbereiten");
    drop(album.window.find_with_text(".dialog-title", "20"));
    album.keep("verwaltung-auszahlung-plan");
    // Where nothing is due there is nothing to confirm.
    if album.window.page_text().contains("Zum Bestätigen eingeben") {
        let month = "return document.querySelector('[role=dialog]').innerText\
            .match(/\\b20\\d\\d-\\d\\d\\b/)[0]";
        let month = album.window.script(month, &json!([]));
        let field = album.window.field("Zum Bestätigen eingeben");
        field.fill(month.as_str().expect("the dialog names the month"));
        album.keep("verwaltung-auszahlung-bestaetigen");
        album.window.press(&[Key::CONTROL, Key::ENTER]);
        drop(album.window.find_with_text(".dialog-title", "Ergebnis"));
        album.keep("verwaltung-auszahlung-ergebnis");
        album.window.click_button("Zur Liste");
        album.wait_until_gone("[role=dialog]");
    } else {
        album.close_dialog();
    }
    album.window.click_button("Mit Stripe abgleichen");
    album.keep("verwaltung-auszahlungen-abgleich");
}
