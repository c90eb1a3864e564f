//! Head, lines, sum and payments of a receipt.

use mojo_domain::pos::{PaymentMethod, SaleLine};
use mojo_domain::vat::VatGroup;

use super::ReceiptFacts;
use crate::format;
use crate::layout::{Flow, Frame, Ink, Style, wrap};

const LINE: Style = Style::regular(8.5);
const ASIDE: Style = Style::muted(7.5);
/// The column of the VAT letter at the right edge.
pub(super) const LETTER: f32 = 3.5;

/// Who sold, what this is, and when.
pub(super) fn head(flow: &mut Flow<'_>, facts: &ReceiptFacts) {
    let seller = &facts.seller;
    flow.centred(Style::semi_bold(12.0), &seller.name);
    let place = format::place(seller);
    for line in [&seller.addition, &seller.street, &place, &seller.phone] {
        if !line.is_empty() {
            flow.centred(Style::regular(8.0), line);
        }
    }
    flow.down(3.0);
    if facts.is_training {
        banner(flow, "TRAINING – kein Beleg");
    }
    if let Some(cancelled) = &facts.cancels {
        banner(flow, "STORNO");
        flow.centred(LINE, &format!("zu Beleg {}", cancelled.receipt_number));
        if !cancelled.reason.is_empty() {
            flow.centred(ASIDE, &format!("Grund: {}", cancelled.reason));
        }
        flow.down(1.5);
    }
    let span = (flow.frame.left, flow.frame.right);
    flow.pair(span, Style::semi_bold(8.5), "Beleg", &facts.receipt_number);
    let day = format::day(mojo_domain::berlin_day(facts.finished_at));
    flow.pair(span, ASIDE, "Datum", &day);
    let times = (format::time(facts.started_at), format::time(facts.finished_at));
    flow.pair(span, ASIDE, "Beginn · Ende", &format!("{} · {} Uhr", times.0, times.1));
    flow.rule(1.8, 4.8);
}

fn banner(flow: &mut Flow<'_>, text: &str) {
    flow.centred(Style::semi_bold(11.0).with_ink(Ink::Alert), text);
    flow.down(0.8);
}

/// `A` for the first VAT group of the receipt, `B` for the second; nothing where there is only
/// one and no table tells what it means.
pub(super) fn letter(groups: &[VatGroup], index: usize) -> String {
    let is_plain = groups.iter().all(|group| !group.vat_class.is_taxed()) && groups.len() < 2;
    let letter = u8::try_from(index).ok().filter(|_| !is_plain && index < groups.len());
    letter.map(|index| char::from(b'A' + index.min(25)).to_string()).unwrap_or_default()
}

pub(super) fn lines(flow: &mut Flow<'_>, facts: &ReceiptFacts) {
    for line in &facts.lines {
        let group = facts.vat.iter().position(|group| {
            (group.vat_class, group.vat_rate_bp) == (line.vat_class, line.vat_rate_bp)
        });
        let letter = group.map(|index| letter(&facts.vat, index)).unwrap_or_default();
        draw_line(flow, line, &letter);
    }
    flow.rule(0.6, 5.6);
    let span = (flow.frame.left, flow.frame.right - LETTER);
    let sum = format::money(facts.gross_cents, facts.currency);
    flow.pair(span, Style::semi_bold(12.0), "Summe", &sum);
    flow.down(1.2);
}

/// Text and amount, and under them how the amount came about when that is not plain.
fn draw_line(flow: &mut Flow<'_>, line: &SaleLine, letter: &str) {
    let Frame { left, right, .. } = flow.frame;
    let amount_right = right - LETTER;
    let fonts = flow.fonts;
    let amount = format::amount(line.gross_cents);
    let room = amount_right - left - fonts.width(&amount, LINE) - 3.0;
    for (index, text) in wrap(fonts, &line.text, LINE, room).iter().enumerate() {
        let y = flow.y;
        flow.sheet().text(left, y, LINE, text);
        if index == 0 {
            flow.sheet().text_right(fonts, amount_right, y, LINE, &amount);
            flow.sheet().text_right(fonts, right, y, ASIDE, letter);
        }
        flow.down(LINE.leading());
    }
    // § 6 Nr. 3 KassenSichV: quantity and kind of each supply.
    let quantity = format::quantity(line.quantity_milli);
    let mut aside = format!("{quantity} × {}", format::amount(line.unit_gross_cents));
    if line.discount_cents != 0 {
        aside.push_str(&format!(", Nachlass {}", format::amount(-line.discount_cents)));
    }
    flow.paragraph(left + 2.5, amount_right, ASIDE, &aside);
    flow.down(0.8);
}

/// What was handed over and what was given back.
pub(super) fn payments(flow: &mut Flow<'_>, facts: &ReceiptFacts) {
    let span = (flow.frame.left, flow.frame.right - LETTER);
    let is_storno = facts.cancels.is_some();
    for payment in &facts.payments {
        let label = match (payment.method, is_storno) {
            (PaymentMethod::Cash, false) => "Bar",
            (PaymentMethod::Cash, true) => "Bar zurückgegeben",
            (PaymentMethod::Card, false) => "Karte",
            (PaymentMethod::Card, true) => "Auf Karte erstattet",
            (PaymentMethod::Voucher, false) => "Gutschein",
            (PaymentMethod::Voucher, true) => "Gutschein zurückgegeben",
        };
        // A Storno gives back what the sale cost; the change of that day plays no part in it.
        let cents = if is_storno { payment.amount_cents } else { payment.tendered_cents };
        flow.pair(span, LINE, label, &format::money(cents, facts.currency));
    }
    if facts.change_cents > 0 {
        let change = format::money(-facts.change_cents, facts.currency);
        flow.pair(span, LINE, "Rückgeld", &change);
    }
    flow.rule(0.6, 4.6);
}
