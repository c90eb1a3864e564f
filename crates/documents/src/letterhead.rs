//! The paper of a letter (DIN 5008 form B): letterhead, address window, folds and footer, for every
//! document that goes into an envelope with a window.

use mojo_domain::invoicing::Party;

use crate::format;
use crate::layout::{Draw, Flow, Fonts, Ink, Sheet, Style, wrap};

/// Letterhead, address window and fold marks of the first page (DIN 5008 form B: the window
/// begins 45 mm from the upper edge, folds at 105 and 210 mm, hole mark at 148.5 mm). A letter
/// abroad says from which country it comes.
pub(crate) fn letterhead(flow: &mut Flow<'_>, sender: &Party, recipient: &Party) {
    let (fonts, left, right) = (flow.fonts, flow.frame.left, flow.frame.right);
    let sheet = flow.sheet();
    sheet.text(left, 24.0, Style::semi_bold(15.0), &sender.name);
    let place = format::place(sender);
    // A draft may not know yet where it goes.
    let country = match recipient.country.as_str() {
        "" => "",
        to => format::country_abroad(sender, to),
    };
    let contact = [sender.street.as_str(), &place, country, &sender.phone, &sender.email];
    let style = Style::muted(8.0);
    let filled = contact.into_iter().filter(|line| !line.is_empty());
    for (index, line) in filled.enumerate() {
        let y = 22.0 + style.leading() * index as f32;
        sheet.text_right(fonts, right, y, style, line);
    }
    let mut back = vec![sender.name.as_str(), &sender.street, &place];
    back.extend((!country.is_empty()).then_some(country));
    let back = back.join(" · ");
    let style = Style::muted(fitting(flow, &back, 7.0));
    flow.sheet().text(left, 59.0, style, &back);
    window(flow, recipient, &sender.country);
    for (y, length) in [(105.0, 5.0), (148.5, 7.0), (210.0, 5.0)] {
        flow.sheet().rule(3.0, 3.0 + length, y, 0.4, Ink::Rule);
    }
}

/// The information block (DIN 5008 form B: 50 mm from the upper edge, 125 mm from the left one), a
/// label and its value a line; what is empty is left out.
pub(crate) fn information_block(flow: &mut Flow<'_>, rows: &[(&str, String)]) {
    let style = Style::regular(8.5);
    let filled = rows.iter().filter(|(_, value)| !value.is_empty());
    for (index, (label, value)) in filled.enumerate() {
        let y = 53.0 + style.leading() * index as f32;
        flow.sheet().text(INFORMATION_LEFT, y, Style::muted(8.5), label);
        flow.sheet().text(INFORMATION_LEFT + 32.0, y, style, value);
    }
}

const INFORMATION_LEFT: f32 = 125.0;

/// The recipient, in six lines at most (27.3 mm).
fn window(flow: &mut Flow<'_>, recipient: &Party, sent_from: &str) {
    let address = format::address(recipient, sent_from);
    let style = Style::regular(10.0);
    let lines: Vec<String> =
        address.iter().flat_map(|line| wrap(flow.fonts, line, style, WINDOW_WIDTH)).collect();
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

/// Three columns: who, bank, tax.
pub(crate) fn footer(fonts: &Fonts, sheet: &mut Sheet, sender: &Party) {
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
    let bank = labelled("IBAN", &format::iban(&sender.iban));
    let columns = [
        (left, [sender.name.clone(), sender.street.clone(), format::place(sender)]),
        (84.0, [bank, labelled("BIC", &sender.bic), sender.bank.clone()]),
        (
            146.0,
            [
                labelled("Steuernummer", &sender.tax_number),
                labelled("USt-IdNr.", &sender.vat_id),
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
