//! The day of a practice, clicked and typed: sign in, import, check in, sell, issue an invoice, work
//! without a network, recompute last month's statement, and see everything acknowledged.

use std::time::{Duration, Instant};

use mojo_journeys::webdriver::{Key, Window, desk_binary};

use mojo_journeys::Demo;

/// Two people, one of whom nobody can reach by mail.
const CONTACTS: &str = "\
Vorname,Nachname,E-Mail,Telefon,Straße,PLZ,Ort,Land
Nele,Ottensen,nele.ottensen@example.de,040 5550121,Elbchaussee 9,22763,Hamburg,DE
Mattis,Öztürk,,040 5550122,Große Bergstraße 3,22767,Hamburg,DE
";

#[test]
fn a_day_at_the_desk_of_the_demo_practice() {
    let Some(binary) = desk_binary() else { return };
    let mut demo = Demo::start();
    let window = demo.open_window(binary);
    sign_in(&window, &demo);
    import_contacts(&window, &demo);
    check_in(&window);
    let first = sell(&window, "till");
    issue_invoice(&window);

    let address = demo.unplug();
    let second = sell(&window, "till-offline");
    assert_ne!(first, second, "a receipt number is given once");
    wait_for_pill(&window, "offline");
    look_at_cards(&window);
    recompute_last_month(&window);
    demo.plug_in(&address);
    wait_for_pill(&window, "done");
    window.keep_screenshot("acknowledged");

    drop(window);
    let status = demo.mojo(&["status"]);
    assert_eq!(status["pending"], 0, "{status}");
    assert_eq!(status["recorded"], status["acknowledged"], "{status}");
    assert_eq!(status["hashes_equal"], true, "{status}");
    assert_eq!(demo.mojo(&["verify"])["breaks"].as_array().map(Vec::len), Some(0));
}

fn sign_in(window: &Window, demo: &Demo) {
    let (user, password) = demo.owner();
    window.field("Adresse der Plattform").fill(demo.url());
    window.field("Name oder E-Mail").fill(&user);
    window.field("Passwort").fill(&password);
    window.click_button("Anmelden");
    window.wait_for_text("Praxis Birkenhain");
    keep_the_recovery_key(window);
    wait_for_pill(window, "done");
    window.keep_screenshot("reception");
}

/// A new profile shows its recovery key once, before anything else.
fn keep_the_recovery_key(window: &Window) {
    drop(window.find("[data-testid=recovery-key] li"));
    window.keep_screenshot("recovery-key");
    window.find("[data-testid=recovery-kept]").click();
    window.find("[data-testid=recovery-done]:not(:disabled)").click();
    drop(window.find("[data-testid=scan]"));
    assert!(window.find_now("[data-testid=reminder]").is_none());
}

fn import_contacts(window: &Window, demo: &Demo) {
    let file = demo.file("contacts.csv");
    std::fs::write(&file, CONTACTS).expect("a small file");
    window.press(&[Key::CONTROL, "2"]);
    drop(window.find_with_text("h1", "Kontakte"));
    window.press(&[Key::CONTROL, "i"]);
    drop(window.find("[role=dialog]"));
    window.press(&[Key::ENTER]);
    window.choose_file(&file);
    window.click_button("Prüfen");
    window.click_button("2 ");
    window.wait_for_text("Fertig");
    window.keep_screenshot("import");
    window.press(&[Key::ENTER]);
    window.type_text("oeztuerk");
    window.wait_for_text("Mattis Öztürk");
    window.keep_screenshot("contacts");
}

/// The first of the due list has a card with one entry left.
fn check_in(window: &Window) {
    window.press(&[Key::CONTROL, "1"]);
    drop(window.find("[data-testid=scan]"));
    window.type_text("fahrm");
    drop(window.find("[role=option]"));
    window.press(&[Key::ENTER]);
    window.find("[data-testid=verdict]").wait_for_text("Eingecheckt");
    assert_eq!(window.find("[data-testid=entries-left]").text(), "0");
    window.keep_screenshot("checked-in");
}

/// Sells a single hour for cash and returns the receipt's number.
fn sell(window: &Window, picture: &str) -> String {
    window.press(&[Key::CONTROL, "3"]);
    drop(window.find(".tile"));
    // The fourth tile is a single hour; a punch card would ask for its buyer.
    window.press(&["4"]);
    drop(window.find("[data-testid=complete]:not(:disabled)"));
    window.keep_screenshot(picture);
    window.press(&[Key::ENTER]);
    let number = window.find_with_text("section.done b.selectable", "KB-").text();
    window.press(&[Key::ENTER]);
    drop(window.find("[data-testid=complete]"));
    number
}

/// To a contact that was imported an hour ago, with an address from the file.
fn issue_invoice(window: &Window) {
    window.press(&[Key::CONTROL, "5"]);
    drop(window.find_with_text("h1", "Rechnungen"));
    window.press(&[Key::CONTROL, "n"]);
    window.field("Empfänger").type_text("ottensen");
    drop(window.find_with_text("[role=option]", "Nele Ottensen"));
    window.press(&[Key::ENTER]);
    drop(window.find("[aria-label='Empfänger entfernen']"));
    let today = "return new Intl.DateTimeFormat('de-DE', \
        { day: '2-digit', month: '2-digit', year: 'numeric' }).format(new Date())";
    let today = window.script(today, &serde_json::json!([]));
    window.field("Leistung von").fill(today.as_str().expect("a day"));
    if window.find_now("[data-text] input").is_none() {
        window.press(&[Key::CONTROL, "+"]);
    }
    window.find("[data-text] input").fill("Befundbericht");
    window.find("input[aria-label$='Preis netto']").fill("60,00");
    drop(window.find("[data-testid=issue]:not(:disabled)"));
    window.keep_screenshot("invoice-draft");
    window.press(&[Key::CONTROL, Key::ENTER]);
    window.wait_for_text("RE-2026-");
    drop(window.find("canvas"));
    window.keep_screenshot("invoice");
}

/// Every punch card with what is left of it, without a network.
fn look_at_cards(window: &Window) {
    window.press(&[Key::CONTROL, "4"]);
    drop(window.find_with_text("h1", "Karten"));
    window.wait_for_text("10er-Karte");
    window.keep_screenshot("cards-offline");
}

/// The commission rules run on this desk too: no network is asked.
fn recompute_last_month(window: &Window) {
    window.press(&[Key::CONTROL, "6"]);
    drop(window.find_with_text("h1", "Provisionen"));
    let this_month = window.find_with_text(".mpick .month", "20").text();
    window.press(&[Key::ALT, Key::LEFT]);
    window.wait_for("the month before", || {
        (window.find(".mpick .month").text() != this_month).then_some(())
    });
    window.click_button("Nachrechnen");
    window.wait_for_text("ohne Netz nachgerechnet");
    window.keep_screenshot("statement-offline");
}

/// The pill must tell the truth; after a pulled cable the next attempt may take half a minute.
fn wait_for_pill(window: &Window, tone: &str) {
    let since = Instant::now();
    let pill = format!("[data-testid=sync-pill].{tone}");
    while since.elapsed() < Duration::from_secs(45) && window.find_now(&pill).is_none() {
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(window.find(&pill));
}
