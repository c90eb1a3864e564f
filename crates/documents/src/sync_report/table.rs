//! The tables of the report: days and devices, and what differed.

use mojo_domain::Money;

use super::{SyncReportFacts, SyncReportRow, SyncReportSide};
use crate::format;
use crate::layout::{Cell, Column, Flow, Row, Style, Table};

/// Characters of a hash that are shown.
const SHOWN: usize = 16;

/// One row per day and device; where both sides are the same, the figures stand once.
pub(super) fn days(flow: &mut Flow<'_>, facts: &SyncReportFacts) {
    if facts.rows.is_empty() {
        let (left, right) = (flow.frame.left, flow.frame.right);
        let words = "In diesen Tagen wurde nichts aufgezeichnet.";
        flow.paragraph(left, right, Style::muted(9.0), words);
        flow.down(4.0);
        return;
    }
    let columns = vec![
        Column::left("Tag"),
        Column::rest("Gerät"),
        Column::right("Einträge hier"),
        Column::right("dort"),
        Column::right("Summe hier").at_most(42.0),
        Column::right("dort").at_most(42.0),
        Column::left("Prüfsumme"),
        Column::left("Stand"),
    ];
    let rows = facts.rows.iter().map(row).collect();
    Table { columns, rows, size: 8.0, padding: 1.2, keep_after: 4.0 }.draw(flow);
    flow.down(4.0);
}

fn row(row: &SyncReportRow) -> Row {
    let is_equal = row.here == row.there;
    let device = if row.device.is_empty() { "Plattform" } else { &row.device };
    let texts = [
        format::day(row.on),
        device.to_owned(),
        format::count(row.here.count),
        format::count(row.there.count),
        sums(&row.here),
        sums(&row.there),
    ];
    let mut cells: Vec<Cell> =
        texts.into_iter().map(|text| Cell { text, note: String::new() }).collect();
    let note = if is_equal { String::new() } else { format!("dort {}", short(&row.there.hash)) };
    cells.push(Cell { text: short(&row.here.hash), note });
    let state = if is_equal { "stimmt" } else { "weicht ab" };
    cells.push(Cell { text: state.to_owned(), note: String::new() });
    // What is not as it should be stands out without colour too.
    Row { cells, is_sum: !is_equal }
}

fn sums(side: &SyncReportSide) -> String {
    let money = |sum: &Money| format::money(sum.cents, sum.currency);
    side.sums.iter().map(money).collect::<Vec<_>>().join(" ")
}

/// The first characters in groups of four.
fn short(hash: &str) -> String {
    if hash.is_empty() {
        return "–".to_owned();
    }
    let shown: Vec<char> = hash.chars().take(SHOWN).collect();
    let groups = shown.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(&format::NO_BREAK.to_string())
}

/// What differed, and what became of it.
pub(super) fn differences(flow: &mut Flow<'_>, facts: &SyncReportFacts) {
    if facts.differences.is_empty() {
        return;
    }
    flow.ensure(18.0 + 6.0 * facts.differences.len().min(6) as f32);
    let (left, y) = (flow.frame.left, flow.y);
    flow.sheet().text(left, y, Style::semi_bold(11.0), "Was abwich");
    flow.down(7.0);
    let columns = vec![
        Column::left("Eintrag").at_most(80.0),
        Column::rest("Abweichung"),
        Column::left("Ergebnis"),
    ];
    let rows = facts.differences.iter().map(|one| {
        let result = if one.is_repaired { "behoben" } else { "besteht" };
        Row {
            is_sum: !one.is_repaired,
            ..Row::of([one.what.clone(), one.how.clone(), result.to_owned()])
        }
    });
    let rows = rows.collect();
    Table { columns, rows, size: 8.0, padding: 1.2, keep_after: 4.0 }.draw(flow);
    flow.down(4.0);
}
