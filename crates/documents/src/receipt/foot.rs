//! VAT, sentences of law, security device and code of a receipt.

use mojo_domain::vat::exemption_sentence;

use super::body::{LETTER, letter};
use super::{ReceiptFacts, TseNote};
use crate::DocumentError;
use crate::format;
use crate::layout::{Flow, Frame, Style, draw_qr};

const SMALL: Style = Style::regular(7.5);
const QUIET: Style = Style::muted(7.0);

/// Letter, rate, net, VAT and gross per group (§ 6 Nr. 5 KassenSichV). No table when no VAT is
/// charged at all: a small business must not show any (§ 19 UStG).
pub(super) fn vat_table(flow: &mut Flow<'_>, facts: &ReceiptFacts) {
    if !facts.vat.iter().any(|group| group.vat_class.is_taxed()) {
        return;
    }
    let mut rows = Vec::with_capacity(facts.vat.len());
    for (index, group) in facts.vat.iter().enumerate() {
        let rate = if group.vat_class.is_taxed() {
            format::percent(group.vat_rate_bp)
        } else {
            "ohne USt".to_owned()
        };
        let label = format!("{} = {rate}", letter(&facts.vat, index));
        let amounts = [group.net_cents, group.vat_cents, group.gross_cents].map(format::amount);
        rows.push((label, amounts));
    }
    let ends = column_ends(flow, &rows);
    let heads = ["Netto", "USt", "Brutto"].map(str::to_owned);
    draw_columns(flow, "Steuersatz", &heads, ends, QUIET);
    for (label, amounts) in &rows {
        draw_columns(flow, label, amounts, ends, SMALL);
    }
    flow.rule(0.6, 4.4);
}

/// Between two columns, at least.
const COLUMN_GAP: f32 = 1.6;
/// As wide as the columns of VAT and gross are for the amounts of every day.
const COLUMNS: [f32; 2] = [17.0, 17.5];

/// How far from the right each column ends: as wide as its widest amount asks for.
fn column_ends(flow: &Flow<'_>, rows: &[(String, [String; 3])]) -> [f32; 3] {
    let width = |column: usize, least: f32| {
        let widths = rows.iter().map(|(_, amounts)| flow.fonts.width(&amounts[column], SMALL));
        widths.map(|width| width + COLUMN_GAP).fold(least, f32::max)
    };
    let (vat, gross) = (width(1, COLUMNS[0]), width(2, COLUMNS[1]));
    [gross + vat, gross, 0.0]
}

/// A label at the left and columns that end at their places; a label that the first amount leaves no
/// room for stands on a line of its own.
fn draw_columns(
    flow: &mut Flow<'_>,
    label: &str,
    values: &[String; 3],
    ends: [f32; 3],
    style: Style,
) {
    let Frame { left, right, .. } = flow.frame;
    let (fonts, right) = (flow.fonts, right - LETTER);
    let y = flow.y;
    flow.sheet().text(left, y, style, label);
    let first = right - ends[0] - fonts.width(&values[0], style);
    if left + fonts.width(label, style) + COLUMN_GAP > first {
        flow.down(style.leading());
    }
    let y = flow.y;
    for (value, from_right) in values.iter().zip(ends) {
        flow.sheet().text_right(fonts, right - from_right, y, style, value);
    }
    flow.down(style.leading() + 0.3);
}

/// Why no VAT is charged, and the tax number.
pub(super) fn notes(flow: &mut Flow<'_>, facts: &ReceiptFacts) {
    let (left, right) = (flow.frame.left, flow.frame.right);
    let country = match facts.seller.country.as_str() {
        "" => "DE",
        country => country,
    };
    for (index, group) in facts.vat.iter().enumerate() {
        if let Some(sentence) = exemption_sentence(country, group.vat_class) {
            let letter = letter(&facts.vat, index);
            let sentence = format::law(sentence);
            let text = if letter.is_empty() { sentence } else { format!("{letter}: {sentence}") };
            flow.paragraph(left, right, SMALL, &text);
        }
    }
    let seller = &facts.seller;
    for (label, value) in [("Steuernummer", &seller.tax_number), ("USt-IdNr.", &seller.vat_id)] {
        if !value.is_empty() {
            flow.paragraph(left, right, SMALL, &format!("{label} {value}"));
        }
    }
    flow.down(1.6);
}

/// What the security device did, or honestly that there is none.
pub(super) fn tse(flow: &mut Flow<'_>, facts: &ReceiptFacts) {
    let (left, right) = (flow.frame.left, flow.frame.right);
    flow.paragraph(left, right, QUIET, &format!("Kasse {}", facts.register_serial));
    match &facts.tse {
        TseNote::NotSetUp => flow.paragraph(left, right, QUIET, "TSE nicht eingerichtet"),
        TseNote::Outage => flow.paragraph(left, right, SMALL, "TSE ausgefallen"),
        TseNote::Signed { serial, transaction_number, signature_counter, signature } => {
            let numbers = format!(
                "TSE-Transaktion {transaction_number} · Signaturzähler {signature_counter}"
            );
            for line in
                [numbers, format!("TSE-Seriennummer\n{serial}"), format!("Signatur\n{signature}")]
            {
                flow.paragraph(left, right, QUIET, &line);
            }
        }
    }
}

/// The number as a code, for the scanner at the reception.
pub(super) fn code(flow: &mut Flow<'_>, facts: &ReceiptFacts) -> Result<(), DocumentError> {
    const SIZE: f32 = 17.0;
    flow.down(1.0);
    let (Frame { left, right, .. }, top) = (flow.frame, flow.y);
    let x = (left + right - SIZE) / 2.0;
    draw_qr(flow.sheet(), (x, top, SIZE), &facts.receipt_number, "the receipt's number")?;
    flow.down(SIZE + 4.4);
    flow.centred(QUIET, &facts.receipt_number);
    Ok(())
}
