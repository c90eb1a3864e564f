//! What surrounds an invoice: title, footer, page numbers.

use super::InvoiceFacts;
use crate::format;
use crate::layout::{Flow, Ink, Style};
use crate::letterhead::footer;

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
    let agreed = &facts.details;
    for (label, value) in [
        ("Kundennummer", &agreed.customer_number),
        ("Ihre Bestellung", &agreed.order_reference),
        ("Ihre Referenz", &agreed.buyer_reference),
    ] {
        if !value.is_empty() {
            details.push((label, value.clone(), false));
        }
    }
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
        footer(fonts, sheet, &facts.seller);
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
