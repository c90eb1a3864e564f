//! The Z report (Z-Bericht): the paper of a closing of the day, on A4.

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::Currency;
use mojo_domain::invoicing::Party;
use mojo_domain::pos::{Kassenabschluss, PaymentMethod, counts_total};

use crate::error::same_sum;
use crate::layout::{Column, Flow, Fonts, Frame, Ink, Meta, Row, Style, Table, write_pdf};
use crate::{DocumentError, format};

/// What stands on a Z report.
#[derive(Clone, Debug, PartialEq)]
pub struct ClosingFacts {
    /// The practice.
    pub seller: Party,
    /// The serial number of the till.
    pub register_serial: String,
    /// Who counted, or closed without a count.
    pub counted_by: String,
    /// Nobody counted: what should be there was taken over.
    pub is_uncounted: bool,
    /// When; the time that the file states.
    pub at: DateTime<Utc>,
    /// The business day in Berlin.
    pub recorded_on: NaiveDate,
    /// Of all amounts.
    pub currency: Currency,
    /// The closing as recorded.
    pub closing: Kassenabschluss,
}

impl ClosingFacts {
    fn check(&self) -> Result<(), DocumentError> {
        let closing = &self.closing;
        let book = closing.cash_book;
        let parts = [book.opening_cents, book.cash_sales_cents, book.cash_movements_cents];
        same_sum("expected cash", closing.expected_cents, parts)?;
        let found = [closing.counted_cents, closing.expected_cents.saturating_neg()];
        same_sum("difference", closing.difference_cents, found)?;
        if !closing.counts.is_empty() {
            let pieces = counts_total(&closing.counts).unwrap_or(-1);
            same_sum("counted cash", closing.counted_cents, [pieces])?;
        }
        Ok(())
    }
}

/// The Z report as a PDF.
///
/// # Errors
/// [`DocumentError`], above all for totals that contradict their parts.
pub fn render_closing(facts: &ClosingFacts) -> Result<Vec<u8>, DocumentError> {
    let fonts = Fonts::load()?;
    let flow = lay_out(&fonts, facts)?;
    let meta = Meta {
        title: format!("Kassenabschluss Z {}", facts.closing.z_number),
        author: facts.seller.name.clone(),
        subject: format!("Kasse {}", facts.register_serial),
        created_at: facts.at,
    };
    write_pdf(&fonts, &flow.sheets, &meta)
}

fn lay_out<'f>(fonts: &'f Fonts, facts: &ClosingFacts) -> Result<Flow<'f>, DocumentError> {
    facts.check()?;
    let mut flow = Flow::new(fonts, Frame { bottom: 277.0, ..Frame::A4 }, 26.0);
    head(&mut flow, facts);
    turnover(&mut flow, facts);
    payments(&mut flow, facts);
    cash(&mut flow, facts);
    counts(&mut flow, facts);
    signature(&mut flow, facts);
    frame_pages(&mut flow, facts);
    Ok(flow)
}

fn head(flow: &mut Flow<'_>, facts: &ClosingFacts) {
    let (left, right, y) = (flow.frame.left, flow.frame.right, flow.y);
    let fonts = flow.fonts;
    let closing = &facts.closing;
    let title = format!("Kassenabschluss Z {}", closing.z_number);
    flow.sheet().text(left, y, Style::semi_bold(16.0), &title);
    let seller = &facts.seller;
    let place = format::place(seller);
    let tax = match (seller.tax_number.as_str(), seller.vat_id.as_str()) {
        ("", vat_id) => format!("USt-IdNr. {vat_id}"),
        (tax_number, _) => format!("Steuernummer {tax_number}"),
    };
    let mut above = y - 2.0;
    for (index, line) in [&seller.name, &seller.street, &place, &tax].into_iter().enumerate() {
        let style = if index == 0 { Style::semi_bold(9.0) } else { Style::muted(8.0) };
        flow.sheet().text_right(fonts, right, above, style, line);
        above += 4.0;
    }
    flow.down(9.0);
    let receipts = match closing.receipts {
        0 => "keine".to_owned(),
        1 => format!("1 ({})", closing.first_receipt),
        n => format!("{n} ({} bis {})", closing.first_receipt, closing.last_receipt),
    };
    for (label, value) in [
        ("Geschäftstag", format::day(facts.recorded_on)),
        ("Abgeschlossen", format::instant(facts.at)),
        ("Kasse", facts.register_serial.clone()),
        (
            if facts.is_uncounted { "Ohne Zählung von" } else { "Gezählt von" },
            facts.counted_by.clone(),
        ),
        ("Belege", receipts),
    ] {
        let y = flow.y;
        flow.sheet().text(left, y, Style::muted(8.5), label);
        flow.sheet().text(left + 30.0, y, Style::regular(8.5), &value);
        flow.down(4.7);
    }
    flow.down(6.0);
}

fn section(flow: &mut Flow<'_>, heading: &str) {
    flow.ensure(26.0);
    let (left, y) = (flow.frame.left, flow.y);
    flow.sheet().text(left, y, Style::semi_bold(11.0), heading);
    flow.down(7.0);
}

fn turnover(flow: &mut Flow<'_>, facts: &ClosingFacts) {
    section(flow, "Umsatz nach Steuersatz");
    let vat = &facts.closing.vat;
    let columns = vec![
        Column::rest("Steuersatz"),
        Column::right("Netto"),
        Column::right("USt"),
        Column::right("Brutto"),
    ];
    let mut rows: Vec<Row> = vat
        .iter()
        .map(|group| {
            let rate = if group.vat_class.is_taxed() {
                format::percent(group.vat_rate_bp)
            } else {
                "ohne Umsatzsteuer".to_owned()
            };
            let amounts = [group.net_cents, group.vat_cents, group.gross_cents];
            let [net, vat, gross] = amounts.map(format::amount);
            Row::of([rate, net, vat, gross])
        })
        .collect();
    let sum = |part: fn(&mojo_domain::vat::VatGroup) -> i64| {
        format::amount(vat.iter().map(part).fold(0, i64::saturating_add))
    };
    rows.push(Row::sum([
        "Summe".to_owned(),
        sum(|group| group.net_cents),
        sum(|group| group.vat_cents),
        sum(|group| group.gross_cents),
    ]));
    draw(flow, columns, rows);
}

fn payments(flow: &mut Flow<'_>, facts: &ClosingFacts) {
    section(flow, "Zahlungsarten");
    let columns = vec![Column::rest("Art"), Column::right("Betrag")];
    let payments = &facts.closing.payments;
    let mut rows: Vec<Row> = payments
        .iter()
        .map(|payment| {
            let method = match payment.method {
                PaymentMethod::Cash => "Bar",
                PaymentMethod::Card => "Karte",
                PaymentMethod::Voucher => "Gutschein",
            };
            Row::of([method.to_owned(), format::amount(payment.amount_cents)])
        })
        .collect();
    let sum = payments.iter().map(|payment| payment.amount_cents).fold(0, i64::saturating_add);
    rows.push(Row::sum(["Summe".to_owned(), format::amount(sum)]));
    draw(flow, columns, rows);
}

fn cash(flow: &mut Flow<'_>, facts: &ClosingFacts) {
    section(flow, "Bargeld");
    let closing = &facts.closing;
    let book = closing.cash_book;
    let columns = vec![Column::rest("Kassenbuch"), Column::right("Betrag")];
    let amount = |label: &str, cents| Row::of([label.to_owned(), format::amount(cents)]);
    let counted =
        if facts.is_uncounted { "Nicht gezählt, Sollbestand übernommen" } else { "Gezählt" };
    let rows = vec![
        amount("Anfangsbestand", book.opening_cents),
        amount("Barverkäufe", book.cash_sales_cents),
        amount("Einlagen und Entnahmen", book.cash_movements_cents),
        Row::sum(["Sollbestand".to_owned(), format::amount(closing.expected_cents)]),
        Row::sum([counted.to_owned(), format::amount(closing.counted_cents)]),
    ];
    draw(flow, columns, rows);
    flow.y -= 3.5;
    flow.ensure(12.0);
    let span = (flow.frame.left, flow.frame.right);
    let ink = if closing.difference_cents == 0 { Ink::Text } else { Ink::Alert };
    let difference = format::money(closing.difference_cents, facts.currency);
    flow.pair(span, Style::semi_bold(10.0).with_ink(ink), "Differenz", &difference);
    if !closing.reason.is_empty() {
        let reason = format!("Grund: {}", closing.reason);
        flow.paragraph(span.0, span.1, Style::regular(9.0), &reason);
    }
    flow.down(6.0);
}

fn counts(flow: &mut Flow<'_>, facts: &ClosingFacts) {
    if facts.closing.counts.is_empty() {
        return;
    }
    section(flow, "Zählung");
    let columns =
        vec![Column::rest("Münze oder Schein"), Column::right("Stück"), Column::right("Betrag")];
    let rows = facts
        .closing
        .counts
        .iter()
        .filter(|count| count.pieces != 0)
        .map(|count| {
            Row::of([
                format::money(count.denomination_cents, facts.currency),
                count.pieces.to_string(),
                format::amount(count.denomination_cents.saturating_mul(count.pieces)),
            ])
        })
        .collect();
    draw(flow, columns, rows);
}

fn draw(flow: &mut Flow<'_>, columns: Vec<Column>, rows: Vec<Row>) {
    Table { columns, rows, size: 9.0, padding: 1.0, keep_after: 0.0 }.draw(flow);
    flow.down(5.0);
}

fn signature(flow: &mut Flow<'_>, facts: &ClosingFacts) {
    flow.ensure(18.0);
    flow.down(9.0);
    let (left, y) = (flow.frame.left, flow.y);
    flow.sheet().rule(left, left + 70.0, y, 0.5, Ink::Muted);
    let words = format!("Unterschrift {}", facts.counted_by);
    flow.sheet().text(left, y + 4.0, Style::muted(7.5), words.trim());
    flow.down(8.0);
}

fn frame_pages(flow: &mut Flow<'_>, facts: &ClosingFacts) {
    let (fonts, frame) = (flow.fonts, flow.frame);
    let count = flow.sheets.len();
    let style = Style::muted(7.0);
    for (index, sheet) in flow.sheets.iter_mut().enumerate() {
        sheet.rule(frame.left, frame.right, 283.0, 0.5, Ink::Rule);
        let what = format!("Kassenabschluss Z {} · {}", facts.closing.z_number, facts.seller.name);
        sheet.text(frame.left, 287.0, style, &what);
        let page = format!("Seite {} von {count}", index + 1);
        sheet.text_right(fonts, frame.right, 287.0, style, &page);
    }
}

#[cfg(test)]
mod tests;
