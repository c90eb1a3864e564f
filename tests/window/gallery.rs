//! A picture of every screen of the real window, light and dark, at the smallest and at a large size,
//! with the demo practice as it comes and with 10,000 contacts, with the platform's administration,
//! with a distributor's commissions and with every kind of case; for `cargo xtask gallery`.
//! They lie in `target/screenshots/gallery`.

mod pictures;

use std::path::Path;

use mojo_journeys::webdriver::{Key, Window, desk_binary};
use mojo_journeys::{Demo, contact_file};
use pictures::settle;
use serde_json::json;

const SIZES: [(u32, u32); 2] = [(1280, 720), (1920, 1080)];
const MANY: usize = 10_000;

/// Screens by the digit of their key, and what is done there before the picture is taken.
const SCREENS: [(&str, &str, Then); 6] = [
    ("1", "empfang", Then::Type("a")),
    ("2", "kontakte", Then::OpenFirst),
    ("3", "kasse", Then::Keys(&["4", "4", "q", "a"])),
    ("4", "karten", Then::OpenFirst),
    ("5", "rechnungen", Then::OpenFirst),
    ("6", "provisionen", Then::Nothing),
];

#[derive(Clone, Copy)]
enum Then {
    Nothing,
    Type(&'static str),
    Keys(&'static [&'static str]),
    OpenFirst,
}

fn main() {
    let binary = desk_binary().expect("gallery runs whole");
    for (name, contacts) in [("demo", 0), ("many", MANY)] {
        let demo = practice(contacts);
        for size in SIZES {
            for theme in ["light", "dark"] {
                let window = Window::open(&demo.start_of(binary.clone()).screen(size.0, size.1));
                let script = "localStorage.setItem('mojo.theme', arguments[0]); location.reload()";
                window.script(script, &json!([theme]));
                drop(window.find(&format!("[data-theme={theme}] #app > *")));
                walk(&window, &format!("{name}-{}-{theme}", size.0));
            }
        }
    }
    for size in SIZES {
        for theme in ["light", "dark"] {
            pictures::of_the_platform(&binary, size, theme);
            pictures::of_the_cases(&binary, size, theme);
        }
    }
}

fn walk(window: &Window, suffix: &str) {
    let keep = |what: &str| drop(window.keep_screenshot(&format!("gallery/{what}-{suffix}")));
    for (key, name, then) in SCREENS {
        window.press(&[Key::CONTROL, key]);
        drop(window.find("h1"));
        settle();
        keep(name);
        match then {
            Then::Nothing => continue,
            Then::Type(text) => window.type_text(text),
            Then::Keys(keys) => keys.iter().for_each(|key| {
                window.press(&[key]);
                // Slower than a scanner.
                settle();
            }),
            Then::OpenFirst => window.press(&[Key::DOWN]),
        }
        settle();
        keep(&format!("{name}-open"));
        window.press(&[Key::ESCAPE]);
        settle();
    }
    window.press(&[Key::CONTROL, "k"]);
    drop(window.find("[role=dialog]"));
    window.type_text("mu");
    settle();
    keep("palette");
    window.press(&[Key::ESCAPE]);
    window.wait_for("the palette to close", || {
        window.find_now("[role=dialog]").is_none().then_some(())
    });
    window.find("[data-testid=sync-pill]").click();
    settle();
    keep("pill");
    window.press(&[Key::ESCAPE]);
    window.find("[aria-label=Einstellungen]").click();
    settle();
    keep("settings");
    window.press(&[Key::ESCAPE]);
    settle();
    window.find("[data-screen=cases]").click();
    settle();
    keep("klaerungsfaelle");
    window.press(&[Key::DOWN]);
    settle();
    keep("klaerungsfaelle-unten");
    window.find("[aria-label=Einstellungen]").click();
    settle();
    window.click_button("Geräte ansehen");
    settle();
    keep("geraete");
    window.press(&[Key::ESCAPE]);
    settle();
    keep_of_the_owner(window, &keep);
    window.press(&[Key::CONTROL, "1"]);
    window.type_text("Osterwind");
    settle();
    window.press(&[Key::ENTER]);
    settle();
    keep("eingecheckt");
    window.press(&[Key::ESCAPE]);
    settle();
    window.press(&[Key::CONTROL, "l"]);
    settle();
    keep("gesperrt");
}

/// What the owner alone asks the platform for.
fn keep_of_the_owner(window: &Window, keep: &dyn Fn(&str)) {
    window.find("[aria-label=Einstellungen]").click();
    settle();
    window.click_button("Protokoll ansehen");
    drop(window.find("[role=dialog]"));
    settle();
    keep("protokoll");
    window.press(&[Key::ESCAPE]);
    settle();
    window.press(&[Key::CONTROL, "6"]);
    drop(window.find("h1"));
    window.find_with_text(".seg-item", "Verkäufe").click();
    settle();
    keep("verkaeufe");
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

fn sign_in(demo: &Demo, desk: Option<&str>) {
    let (user, password) = demo.owner();
    let password_file = demo.file("password");
    std::fs::write(&password_file, password).expect("a small file");
    let password_file = text(&password_file);
    let login = ["login", "--platform", demo.url(), "--user", &user, "--password-file"];
    let login = [&login[..], &[&password_file]].concat();
    let Some(desk) = desk else { return drop(demo.mojo(&login)) };
    drop(demo.mojo_at(desk, &[&login[..], &["--device", desk]].concat()));
}

/// Two desks without a network redeem the last entry of one card, and one of them is revoked before
/// it hands over what it held.
fn open_cases(demo: &Demo) {
    const LAPTOP: &str = "Laptop";
    let found = demo.mojo(&["contacts", "search", "Lindqvist", "--limit", "1"]);
    let contact = found["contacts"][0]["id"].as_str().expect("a contact").to_owned();
    let card = demo.mojo(&["cards", "import", "--contact", &contact, "--left", "1"]);
    let code = card["code"].as_str().expect("a card has a code");
    drop(demo.mojo(&["sync"]));
    sign_in(demo, Some(LAPTOP));
    let laptop = |words: &[&str]| demo.mojo_at(LAPTOP, words);
    laptop(&["sync"]).expect("the laptop knows the card");
    drop(demo.mojo(&["checkin", code]));
    laptop(&["checkin", code]).expect("the laptop does not know of the other visit");
    drop(demo.mojo(&["sync"]));
    laptop(&["sync"]).expect("the laptop may still do it");
    let cash = ["pos", "cash-in", "50.00", "--kind", "float", "--reason", "Wechselgeld"];
    laptop(&cash).expect("the laptop still records");
    drop(demo.mojo(&["device", "revoke", LAPTOP]));
    assert!(laptop(&["sync"]).is_none(), "it hands over and is told");
    drop(demo.mojo(&["sync"]));
}

/// The demo practice, signed in on its platform, with so many more contacts and an invoice; where it is
/// small, with cases to settle.
fn practice(contacts: usize) -> Demo {
    let demo = Demo::start();
    sign_in(&demo, None);
    drop(demo.mojo(&["sync"]));
    if contacts == 0 {
        open_cases(&demo);
    } else {
        let file = contact_file(&demo.file(""), contacts);
        drop(demo.mojo(&["contacts", "import", &text(&file)]));
        drop(demo.mojo(&["sync"]));
    }
    let cards = demo.mojo(&["cards", "list"]);
    let cards = cards["cards"].as_array().expect("the demo has cards");
    for card in cards.iter().filter(|card| card["left"].as_i64() > Some(1)).take(4) {
        drop(demo.mojo(&["checkin", card["code"].as_str().expect("a card has a code")]));
    }
    let found = demo.mojo(&["contacts", "search", "Lindqvist", "--limit", "1"]);
    let contact = found["contacts"][0]["id"].as_str().expect("a contact").to_owned();
    let lines = ["--line", "Erstgespräch:1:85.00", "--line", "Übungsheft:2:4.20:reduced"];
    drop(demo.mojo(&[&["invoice", "issue", "--contact", &contact][..], &lines].concat()));
    demo
}
