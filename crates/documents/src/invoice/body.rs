//! The lines of an invoice, its totals, and the sentences that the law asks for.

use mojo_domain::invoicing::InvoiceLine;
use mojo_domain::vat::{VatClass, VatGroup};

use super::InvoiceFacts;
use crate::format;
use crate::layout::{Cell, Column, Flow, Ink, Row, Style, Table};

/// Where the totals begin.
const TOTALS_LEFT: f32 = 112.0;

pub(super) fn lines(flow: &mut Flow<'_>, facts: &InvoiceFacts, is_plain: bool) {
    let is_taxed = !shown_groups(facts).is_empty();
    let mut rows: Vec<Row> = facts
        .lines
        .iter()
        .map(|line| {
            let mut row = Row::of([
                line.line_no.to_string(),
                line.text.clone(),
                quantity(line),
                format::amount(line.unit_net_cents),
                rate(line.vat_class, line.vat_rate_bp),
                format::amount(line.net_cents),
            ]);
            if line.discount_cents != 0 {
                row.cells[TEXT].note = discount(line);
            }
            if !is_taxed {
                row.cells.remove(RATE);
            }
            row
        })
        .collect();
    if rows.is_empty() {
        let empty = Cell { text: "Noch keine Position.".to_owned(), note: String::new() };
        rows.push(Row { cells: vec![Cell::default(), empty], is_sum: false });
    }
    let keep_after = totals_height(facts);
    let columns = columns(is_taxed);
    let width = columns.len();
    let carried = |before: usize| carried(facts, before, width);
    let table = Table { columns, rows, size: 9.0, padding: 1.7, keep_after };
    if is_plain {
        table.draw(flow);
    } else {
        table.draw_carrying(flow, &carried);
    }
}

/// What the lines before the page break come to.
fn carried(facts: &InvoiceFacts, before: usize, width: usize) -> Row {
    let net = facts.lines.iter().take(before).map(|line| line.net_cents).sum();
    let mut cells = vec![Cell::default(); width];
    cells[TEXT].text = "Übertrag".to_owned();
    cells[width - 1].text = format::amount(net);
    Row { cells, is_sum: true }
}

/// Where the columns of the texts and of the rates stand.
const TEXT: usize = 1;
const RATE: usize = 4;

/// With its unit; pieces have no word.
fn quantity(line: &InvoiceLine) -> String {
    let quantity = format::quantity(line.quantity_milli);
    let unit = line.unit.label();
    if unit.is_empty() { quantity } else { format!("{quantity} {unit}") }
}

fn discount(line: &InvoiceLine) -> String {
    let percent = format::percent(line.discount_bp);
    format!("abzüglich {percent} Rabatt: {}", format::amount(-line.discount_cents))
}

/// Without VAT there is neither a rate nor a net to speak of.
fn columns(is_taxed: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::left("Pos."),
        Column::rest("Leistung"),
        Column::right("Menge"),
        Column::right("Einzel"),
    ];
    if is_taxed {
        columns.extend([Column::right("USt"), Column::right("Netto")]);
    } else {
        columns.push(Column::right("Betrag"));
    }
    columns
}

fn rate(class: VatClass, rate_bp: i64) -> String {
    if class.is_taxed() { format::percent(rate_bp) } else { "ohne".to_owned() }
}

/// The groups to show: none when no VAT is charged at all, which the sentence below explains.
fn shown_groups(facts: &InvoiceFacts) -> &[VatGroup] {
    let is_taxed = facts.vat.iter().any(|group| group.vat_class.is_taxed());
    if is_taxed { &facts.vat } else { &[] }
}

fn totals_height(facts: &InvoiceFacts) -> f32 {
    18.0 + 5.0 * shown_groups(facts).len() as f32
}

/// Net, VAT per group, and the sum.
pub(super) fn totals(flow: &mut Flow<'_>, facts: &InvoiceFacts) {
    flow.down(2.0);
    flow.ensure(totals_height(facts) - 4.0);
    let span = (TOTALS_LEFT, flow.frame.right);
    let groups = shown_groups(facts);
    let style = Style::regular(9.0);
    if !groups.is_empty() {
        flow.pair(span, style, "Netto", &format::money(facts.net_cents, facts.currency));
    }
    for group in groups {
        let vat = format::money(group.vat_cents, facts.currency);
        flow.pair(span, style, &group_label(group, groups.len()), &vat);
    }
    let y = flow.y - 2.2;
    flow.sheet().rule(span.0, span.1, y, 1.0, Ink::Muted);
    flow.down(2.4);
    let label = if facts.cancels.is_some() { "Stornobetrag" } else { "Rechnungsbetrag" };
    let gross = format::money(facts.gross_cents, facts.currency);
    flow.pair(span, Style::semi_bold(11.0), label, &gross);
    flow.down(4.0);
}

fn group_label(group: &VatGroup, groups: usize) -> String {
    let rate = format::percent(group.vat_rate_bp);
    let net = format::amount(group.net_cents);
    if !group.vat_class.is_taxed() {
        format!("Ohne Umsatzsteuer auf {net}")
    } else if groups > 1 {
        format!("Umsatzsteuer {rate} auf {net}")
    } else {
        format!("Umsatzsteuer {rate}")
    }
}

/// Words of the user, a paragraph each line.
pub(super) fn paragraphs(flow: &mut Flow<'_>, text: &str) {
    let (left, right) = (flow.frame.left, flow.frame.right);
    for paragraph in text.lines().filter(|line| !line.trim().is_empty()) {
        flow.paragraph(left, right, Style::regular(9.0), paragraph.trim());
    }
    if !text.trim().is_empty() {
        flow.down(3.0);
    }
}

pub(super) fn notes(flow: &mut Flow<'_>, facts: &InvoiceFacts) {
    let (left, right) = (flow.frame.left, flow.frame.right);
    for note in &facts.notes {
        flow.paragraph(left, right, Style::regular(9.0), &format::law(note));
    }
    if !facts.notes.is_empty() {
        flow.down(3.0);
    }
}
