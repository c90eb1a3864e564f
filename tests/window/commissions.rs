//! Commissions in the real window: a distributor disputes a line of its statement, and an
//! administrator leads a payout run from its plan to its result.

use std::path::PathBuf;

use mojo_journeys::Demo;
use mojo_journeys::webdriver::{Key, Window, desk_binary};
use serde_json::{Value, json};

/// The desk of the platform's administrator.
const OFFICE: &str = "verwaltung";
/// The desk of the distributor's owner.
const DISTRIBUTOR: &str = "vertrieb";
const REASON: &str = "Die Kundin wohnt in der Schweiz.";

/// On whatever day the test runs, something is due: what was paid this month was paid long ago, and
/// nothing is in its hold period any more.
const DUE: &str = "\
PRAGMA foreign_keys = OFF;
DROP TRIGGER payouts_no_update;
DROP TRIGGER payout_entries_no_update;
DROP TRIGGER payout_transfers_no_update;
DROP TRIGGER payout_ends_no_update;
DROP TRIGGER order_commissions_only_life;
CREATE TEMP TABLE moved AS SELECT payout_id AS old, \
    (CASE WHEN payout_id LIKE '0%' THEN '1' ELSE '0' END) || substr(payout_id, 2) AS new \
    FROM payouts WHERE period = (SELECT MAX(period) FROM payouts);
UPDATE payouts SET period = '2000-01', \
    payout_id = (SELECT new FROM moved WHERE old = payout_id) \
    WHERE payout_id IN (SELECT old FROM moved);
UPDATE payout_entries SET payout_id = (SELECT new FROM moved WHERE old = payout_id) \
    WHERE payout_id IN (SELECT old FROM moved);
UPDATE payout_transfers SET payout_id = (SELECT new FROM moved WHERE old = payout_id) \
    WHERE payout_id IN (SELECT old FROM moved);
UPDATE payout_ends SET payout_id = (SELECT new FROM moved WHERE old = payout_id) \
    WHERE payout_id IN (SELECT old FROM moved);
UPDATE order_commissions SET payout_id = (SELECT new FROM moved WHERE old = payout_id) \
    WHERE payout_id IN (SELECT old FROM moved);
UPDATE order_commissions SET approves_at = ordered_at;";

/// A line of the distributor's statements that is in its hold period.
struct Line {
    /// How many statements before the latest.
    statements_back: usize,
    /// Its place in the list.
    index: usize,
    entry: String,
    customer: String,
}

#[test]
fn y5_a_line_is_disputed_where_it_is_read_and_the_administration_hears_of_it() {
    let Some(binary) = desk_binary() else { return };
    let demo = Demo::start();
    sign_in(&demo, DISTRIBUTOR, "arne.heidkamp");
    let line = waiting_line(&demo);
    dispute(&demo, &line, binary.clone());

    let thread = mojo(&demo, DISTRIBUTOR, &["statement", "thread", &line.entry]);
    assert_eq!(thread["disputes"].as_array().map(Vec::len), Some(1), "{thread}");
    let told = &thread["disputes"][0];
    assert_eq!((&told["reason"], &told["outcome"]), (&json!(REASON), &Value::Null));
    mojo(&demo, DISTRIBUTOR, &["sync"]);
    sign_in(&demo, OFFICE, "admin");
    let office = open_part(&demo, "disputes", binary);
    office.script("document.querySelector('.administration .find input').focus()", &json!([]));
    drop(office.find_with_text(".administration [role=row]", "offen"));
    office.press(&[Key::DOWN]);
    office.wait_for_text(REASON);
    office.keep_screenshot("dispute-at-the-office");
}

/// Opens the line by keys and disputes it; without words it is not sent.
fn dispute(demo: &Demo, line: &Line, binary: PathBuf) {
    let window = Window::open(&demo.start_at(DISTRIBUTOR, binary));
    window.find("[data-screen=commissions]").click();
    drop(window.find_with_text("h1", "Provisionen"));
    // A month that has just begun has no line yet.
    drop(window.find(".mpick .month"));
    for _ in 0..line.statements_back {
        let shown = window.find_with_text(".mpick .month", "20").text();
        window.press(&[Key::ALT, Key::LEFT]);
        window.wait_for("the month before", || {
            (window.find(".mpick .month").text() != shown).then_some(())
        });
    }
    drop(window.find("[role=treegrid]"));
    window.script("document.querySelector('[role=treegrid]').focus()", &json!([]));
    for _ in 0..line.index {
        window.press(&[Key::DOWN]);
    }
    window.press(&[Key::ENTER]);
    window.wait_for_text("Regelstand");
    let opened = "[role=treegrid] [aria-expanded=true]";
    drop(window.find_with_text(opened, &line.customer));
    window.click_button("Beanstanden");
    drop(window.field("Was stimmt nicht?"));
    window.click_button("Beanstandung senden");
    window.wait_for_text("Bitte schreiben Sie, was nicht stimmt.");
    window.field("Was stimmt nicht?").fill(REASON);
    window.keep_screenshot("dispute");
    window.click_button("Beanstandung senden");
    window.wait_for_text("Noch nicht entschieden.");
    drop(window.find_with_text(opened, "eingefroren"));
    assert!(window.page_text().contains(REASON), "it stands in the thread");
    window.keep_screenshot("disputed");
}

#[test]
fn y1_a_payout_run_is_looked_at_confirmed_and_paid_once() {
    let Some(binary) = desk_binary() else { return };
    let mut demo = Demo::start();
    demo.plant_on_platform(DUE);
    sign_in(&demo, OFFICE, "admin");
    let window = open_part(&demo, "payouts", binary);
    window.click_button("Auszahlung vorbereiten");
    window.wait_for_text("Noch ist nichts bezahlt.");
    let planned = sums(&window, "Wird ausgezahlt");
    window.keep_screenshot("payout-plan");

    // The hint names the sum and the month, until something wrong was typed.
    let month = "return document.querySelector('[role=dialog]').innerText\
        .match(/oder den Monat ([^.]+)\\./)[1]";
    let month = window.script(month, &json!([]));
    let confirmation = "Zum Bestätigen eingeben";
    window.field(confirmation).fill("1,00");
    window.press(&[Key::CONTROL, Key::ENTER]);
    window.wait_for_text("Das ist weder die Summe noch der Monat.");
    window.field(confirmation).fill(month.as_str().expect("the dialog names the month"));
    window.press(&[Key::CONTROL, Key::ENTER]);
    drop(window.find_with_text(".dialog-title", "Ergebnis"));
    assert_eq!(sums(&window, "Ausgezahlt"), planned, "what was looked at is what was paid");
    window.keep_screenshot("payout-result");
    window.click_button("Zur Liste");
    window.wait_for("the dialog to close", || {
        window.find_now("[role=dialog]").is_none().then_some(())
    });

    window.click_button("Auszahlung vorbereiten");
    window.wait_for_text("Heute ist nichts auszuzahlen.");
    assert!(window.find_now("[role=dialog] section[aria-label='Wird ausgezahlt']").is_none());
    window.keep_screenshot("payout-again");
}

/// Recipients and amounts under this heading of the dialog, and what they come to.
fn sums(window: &Window, heading: &str) -> Value {
    let script = "const section = [...document.querySelectorAll('[role=dialog] section')]\
        .find((one) => one.ariaLabel === arguments[0]);\
        if (!section) return null;\
        const text = (one, css) => one.querySelector(css).firstChild.textContent.trim();\
        const rows = [...section.querySelectorAll('li')]\
        .map((row) => [text(row, '.grow'), text(row, '.num')]);\
        return [rows.sort(), text(section, '.tot .num')]";
    let found = window.wait_for(&format!("sums under {heading:?}"), || {
        let found = window.script(script, &json!([heading]));
        (!found.is_null()).then_some(found)
    });
    assert!(found[0].as_array().is_some_and(|rows| !rows.is_empty()), "{found}");
    found
}

/// The platform's administration in a window of its own, at one of its parts.
fn open_part(demo: &Demo, part: &str, binary: PathBuf) -> Window {
    let window = Window::open(&demo.start_at(OFFICE, binary));
    window.find("[data-screen=administration]").click();
    drop(window.find_with_text("h1", "Verwaltung"));
    window.find(&format!("[data-part={part}]")).click();
    window.wait_for("the list to come", || window.find_now(".ghosts").is_none().then_some(()));
    window
}

/// The first line in its hold period, in the latest statement that has one.
fn waiting_line(demo: &Demo) -> Line {
    let listed = mojo(demo, DISTRIBUTOR, &["statement", "list"]);
    let months = listed["months"].as_array().expect("months");
    // The window opens at what was booked last.
    let booked = months.iter().position(|one| one["booked"] == true).expect("a booked month");
    let currency = &months[booked]["currency"];
    let alike = months[booked..].iter().filter(|one| one["currency"] == *currency);
    for (statements_back, month) in alike.enumerate() {
        // A month may carry a balance and have no entry.
        if month["entries"] == 0 {
            continue;
        }
        let month = month["month"].as_str().expect("a month");
        let shown = mojo(demo, DISTRIBUTOR, &["statement", "show", month]);
        let entries = shown["entries"].as_array().expect("entries");
        let Some(index) = entries.iter().position(|entry| entry["status"] == "pending") else {
            continue;
        };
        let text = |key: &str| entries[index][key].as_str().expect("text").to_owned();
        return Line { statements_back, index, entry: text("id"), customer: text("customer") };
    }
    panic!("no line is in its hold period: {listed}")
}

/// Signs somebody of the demo in at a desk of its own.
fn sign_in(demo: &Demo, desk: &str, user: &str) {
    let file = demo.file(&format!("{desk}-password"));
    std::fs::write(&file, demo.password_of(user)).expect("a small file");
    let file = file.to_str().expect("UTF-8").to_owned();
    let login = ["login", "--platform", demo.url(), "--user", user, "--password-file", &file];
    mojo(demo, desk, &[&login[..], &["--device", desk]].concat());
    mojo(demo, desk, &["sync"]);
}

/// Runs `mojo --json` at a desk, which must not refuse.
fn mojo(demo: &Demo, desk: &str, words: &[&str]) -> Value {
    demo.mojo_at(desk, words).unwrap_or_else(|| panic!("mojo {words:?} refused at {desk}"))
}
