//! What surrounds an invoice: letterhead, address window, title, footer, page numbers.

use super::InvoiceFacts;
use crate::format;
use crate::layout::{Draw, Flow, Ink, Style};

/// Letterhead, address window and fold marks of the first page (DIN 5008 form B: the window
/// begins 45 mm from the upper edge, folds at 105 and 210 mm, hole mark at 148.5 mm).
pub(super) fn letterhead(flow: &mut Flow<'_>, facts: &InvoiceFacts) {
    let seller = &facts.seller;
    let (fonts, left, right) = (flow.fonts, flow.frame.left, flow.frame.right);
    let sheet = flow.sheet();
    sheet.text(left, 24.0, Style::semi_bold(15.0), &seller.name);
    let place = format::place(seller);
    let contact = [&seller.street, &place, &seller.phone, &seller.email];
    let style = Style::muted(8.0);
    let filled = contact.into_iter().filter(|line| !line.is_empty());
    for (index, line) in filled.enumerate() {
        let y = 22.0 + style.leading() * index as f32;
        sheet.text_right(fonts, right, y, style, line);
    }
    let sender = [&seller.name, &seller.street, &place];
    let sender = sender.map(String::as_str).join(" · ");
    let style = Style::muted(fitting(flow, &sender, 7.0));
    flow.sheet().text(left, 59.0, style, &sender);
    window(flow, facts);
    for (y, length) in [(105.0, 5.0), (148.5, 7.0), (210.0, 5.0)] {
        flow.sheet().rule(3.0, 3.0 + length, y, 0.4, Ink::Rule);
    }
}

/// The recipient, in six lines at most (27.3 mm).
fn window(flow: &mut Flow<'_>, facts: &InvoiceFacts) {
    let address = format::address(&facts.recipient, &facts.seller.country);
    let style = Style::regular(10.0);
    let lines: Vec<String> = address
        .iter()
        .flat_map(|line| crate::layout::wrap(flow.fonts, line, style, WINDOW_WIDTH))
        .collect();
    let style = if lines.len() > 6 { Style::regular(8.0) } else { style };
    let left = flow.frame.left;
    for (index, line) in lines.iter().enumerate() {
        let y = 65.5 + style.leading() * index as f32;
        flow.sheet().text(left, y, style, line);
    }
}

const WINDOW_WIDTH: f32 = 80.0;

/// The size at which a line fits the window.
fn fitting(flow: &Flow<'_>, text: &str, size: f32) -> f32 {
    let width = flow.fonts.width(text, Style::muted(size));
    if width > WINDOW_WIDTH { size * WINDOW_WIDTH / width } else { size }
}

/// Title, what a Storno cancels, and the table of number and days.
pub(super) fn title(flow: &mut Flow<'_>, facts: &InvoiceFacts) {
    let (left, right, y) = (flow.frame.left, flow.frame.right, flow.y);
    flow.sheet().text(left, y, Style::semi_bold(16.0), facts.title());
    flow.down(8.0);
    if let Some(cancelled) = &facts.cancels {
        let sentence = format!(
            "Diese Rechnung hebt die Rechnung {} vom {} vollständig auf.",
            cancelled.number,
            format::day(cancelled.issued_on)
        );
        flow.paragraph(left, right, Style::regular(9.5), &sentence);
        if !cancelled.reason.is_empty() {
            let reason = format!("Grund: {}", cancelled.reason);
            flow.paragraph(left, right, Style::regular(9.5), &reason);
        }
        flow.down(2.5);
    }
    for (label, value, is_missing) in details(facts) {
        let y = flow.y;
        let ink = if is_missing { Ink::Alert } else { Ink::Text };
        flow.sheet().text(left, y, Style::muted(8.5), label);
        flow.sheet().text(left + 30.0, y, Style::semi_bold(8.5).with_ink(ink), &value);
        flow.down(4.7);
    }
    flow.down(6.0);
}

/// Label, value, and whether the value is missing.
fn details(facts: &InvoiceFacts) -> Vec<(&'static str, String, bool)> {
    let number = facts.number.clone().unwrap_or_else(|| "wird vergeben".to_owned());
    let service = facts.service.map_or_else(|| "fehlt".to_owned(), format::period);
    let mut details = vec![
        ("Nummer", number, false),
        ("Datum", format::day(facts.issued_on), false),
        ("Leistung", service, facts.service.is_none()),
    ];
    if !facts.recipient.vat_id.is_empty() {
        details.push(("Ihre USt-IdNr.", facts.recipient.vat_id.clone(), false));
    }
    details
}

/// What every page has: footer and page number; from the second on, what the page belongs to.
pub(super) fn frame_pages(flow: &mut Flow<'_>, facts: &InvoiceFacts) {
    let (fonts, frame) = (flow.fonts, flow.frame);
    let count = flow.sheets.len();
    let number = facts.number.as_deref().unwrap_or("Entwurf");
    for (index, sheet) in flow.sheets.iter_mut().enumerate() {
        footer(fonts, sheet, facts);
        let page = format!("Seite {} von {count}", index + 1);
        let style = Style::muted(7.0);
        sheet.text_right(fonts, frame.right, 290.0, style, &page);
        if index > 0 {
            let title = format!("{} {number}", facts.title());
            sheet.text(frame.left, 20.0, Style::muted(8.5), &title);
            let day = format::day(facts.issued_on);
            sheet.text_right(fonts, frame.right, 20.0, Style::muted(8.5), &day);
        }
        if facts.number.is_none() {
            sheet.watermark(fonts, "ENTWURF");
        }
    }
}

/// Three columns: who, bank, tax.
fn footer(fonts: &crate::layout::Fonts, sheet: &mut crate::layout::Sheet, facts: &InvoiceFacts) {
    let seller = &facts.seller;
    let (left, right, style) = (25.0, 190.0, Style::muted(7.0));
    sheet.draws.push(Draw::Rule {
        x1: left,
        y1: 272.0,
        x2: right,
        y2: 272.0,
        width_pt: 0.5,
        ink: Ink::Rule,
    });
    let labelled = |label: &str, value: &str| match value {
        "" => String::new(),
        value => format!("{label} {value}"),
    };
    let bank = labelled("IBAN", &format::iban(&seller.iban));
    let columns = [
        (left, [seller.name.clone(), seller.street.clone(), format::place(seller)]),
        (84.0, [bank, labelled("BIC", &seller.bic), seller.bank.clone()]),
        (
            146.0,
            [
                labelled("Steuernummer", &seller.tax_number),
                labelled("USt-IdNr.", &seller.vat_id),
                String::new(),
            ],
        ),
    ];
    for (x, lines) in columns {
        let room = if x > 100.0 { right - x } else { 56.0 };
        for (index, line) in lines.iter().filter(|line| !line.is_empty()).enumerate() {
            let width = fonts.width(line, style);
            let size = if width > room { style.size * room / width } else { style.size };
            let y = 276.0 + style.leading() * index as f32;
            sheet.text(x, y, Style { size, ..style }, line);
        }
    }
}
