//! The day of a practice, clicked and typed: sign in, import, check in, sell, work without a network,
//! and see everything acknowledged.

use std::time::{Duration, Instant};

use mojo_journeys::webdriver::{Key, Window, desk_binary};

use crate::demo::Demo;

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

    let address = demo.unplug();
    let second = sell(&window, "till-offline");
    assert_ne!(first, second, "a receipt number is given once");
    wait_for_pill(&window, "offline");
    window.keep_screenshot("offline");
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
    wait_for_pill(window, "done");
    window.keep_screenshot("reception");
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

/// The pill must tell the truth; after a pulled cable the next attempt may take half a minute.
fn wait_for_pill(window: &Window, tone: &str) {
    let since = Instant::now();
    let pill = format!("[data-testid=sync-pill].{tone}");
    while since.elapsed() < Duration::from_secs(45) && window.find_now(&pill).is_none() {
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(window.find(&pill));
}
