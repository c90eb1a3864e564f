//! A distributor's statements in the real window: a year with thousands of commissions. What the
//! window shows is compared with what the desk says beside it.

use mojo_desk::views::CommissionRow;
use mojo_journeys::webdriver::{Key, Window, desk_binary};
use mojo_journeys::{FullDesk, euros, grouped};
use serde_json::json;

/// As many as a test may take; `cargo xtask bench` opens 100,000.
const ENTRIES: u32 = 5_000;

#[test]
fn a_year_of_commissions_is_read_from_its_first_line_to_its_last_and_recomputed() {
    let Some(binary) = desk_binary() else { return };
    let held = FullDesk::with_commissions(ENTRIES);
    let window = Window::open(&held.start_of(&binary));
    drop(window.find("[data-testid=scan]"));
    window.press(&[Key::CONTROL, "6"]);
    drop(window.find_with_text("h1", "Provisionen"));

    let lines = &held.latest.entries;
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { panic!("no line") };
    wait_for_line(&window, 0, first);
    for sum in [&held.latest.total, &held.latest.opening, &held.latest.closing] {
        let sum = euros(sum);
        window.wait_for(&sum, || plain(&window.page_text()).contains(&sum).then_some(()));
    }
    let rows = window.find("[role=treegrid]").attribute("aria-rowcount");
    assert_eq!(rows, Some((lines.len() + 1).to_string()), "and one for the head");
    window.keep_screenshot("statement-full");

    window.script("document.querySelector('[role=treegrid]').focus()", &json!([]));
    window.press(&[Key::END]);
    wait_for_line(&window, lines.len() - 1, last);
    assert!(is_in_sight(&window, lines.len() - 1), "the last line is not hidden by anything");
    assert!(line(&window, 0).is_none(), "what is far away is not drawn");
    window.keep_screenshot("statement-full-end");

    every_month_can_be_picked(&window, &held);
    window.click_button("Nachrechnen");
    let all = grouped(ENTRIES.into());
    window.wait_for_text(&format!("{all} von {all} gleich"));
    window.wait_for_text("ohne Netz nachgerechnet");
    window.wait_for_text(&format!("{} Monate unterschrieben", held.months.len()));
    window.keep_screenshot("statement-full-recomputed");
}

fn every_month_can_be_picked(window: &Window, held: &FullDesk) {
    window.find(".mpick .month").click();
    drop(window.find(".popover li"));
    let offered: Vec<String> =
        window.find_all(".popover li").iter().map(|item| plain(&item.text())).collect();
    assert_eq!(offered.len(), held.months.len(), "{offered:?}");
    for (month, offered) in held.months.iter().zip(&offered) {
        assert!(offered.contains(&euros(&month.total)), "{}: {offered}", month.month);
        assert!(offered.contains(&month.month[..4]), "{}: {offered}", month.month);
    }
    window.press(&[Key::ESCAPE]);
    window.wait_for("the list of months to close", || {
        window.find_now(".popover li").is_none().then_some(())
    });
}

/// What stands in the line, with plain spaces; `None` while it is not drawn.
fn line(window: &Window, index: usize) -> Option<String> {
    // The head is the first row, and rows are counted from one.
    let script = "const row = document.querySelector(\
        `[role=treegrid] [aria-rowindex='${arguments[0] + 2}']`);\
        return row ? row.textContent : null";
    window.script(script, &json!([index])).as_str().map(plain)
}

fn wait_for_line(window: &Window, index: usize, row: &CommissionRow) {
    let (_, month_and_day) = row.on.split_at(5);
    let (month, day) = month_and_day.split_once('-').expect("a day");
    let parts = [
        format!("{day}.{month}."),
        row.customer.clone(),
        row.product.clone(),
        euros(&row.net),
        euros(&row.amount),
    ];
    window.wait_for(&format!("the line {index} with {parts:?}"), || {
        let text = line(window, index)?;
        parts.iter().all(|part| text.contains(part)).then_some(())
    });
}

/// Whether the line lies within the list, where somebody sees it.
fn is_in_sight(window: &Window, index: usize) -> bool {
    let script = "const list = document.querySelector('[role=treegrid]');\
        const row = list.querySelector(`[aria-rowindex='${arguments[0] + 2}']`);\
        const [a, b] = [list, row].map((one) => one.getBoundingClientRect());\
        return b.top >= a.top && b.bottom <= a.bottom + 1 && b.bottom <= innerHeight";
    window.script(script, &json!([index])) == json!(true)
}

/// Numbers and their sign are held together by a space of their own.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}
