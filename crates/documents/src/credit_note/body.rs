//! Title, lines and totals of a credit note, and the sentences that the law asks for.

use mojo_domain::commissions::CommissionType;

use super::CreditNoteFacts;
use crate::format;
use crate::layout::{Column, Flow, Ink, Row, Style, Table};
use crate::letterhead::footer;

/// Where the totals begin.
const TOTALS_LEFT: f32 = 112.0;

/// Title, what is corrected, and the table of number and days.
pub(super) fn title(flow: &mut Flow<'_>, facts: &CreditNoteFacts) {
    let (left, right, y) = (flow.frame.left, flow.frame.right, flow.y);
    flow.sheet().text(left, y, Style::semi_bold(16.0), facts.title());
    flow.down(8.0);
    if let Some(corrected) = &facts.corrects {
        let sentence = format!(
            "Diese Korrektur ändert die Gutschrift {} vom {} um die unten genannten Beträge.",
            corrected.number,
            format::day(corrected.issued_on)
        );
        flow.paragraph(left, right, Style::regular(9.5), &sentence);
        flow.down(2.5);
    }
    for (label, value) in details(facts) {
        let y = flow.y;
        flow.sheet().text(left, y, Style::muted(8.5), label);
        flow.sheet().text(left + 34.0, y, Style::semi_bold(8.5), &value);
        flow.down(4.7);
    }
    flow.down(6.0);
}

/// Label and value; what is empty is left out.
fn details(facts: &CreditNoteFacts) -> Vec<(&'static str, String)> {
    let rendered = facts.corrects.as_ref().map_or(facts.service, |corrected| corrected.service);
    // Section 17 (1) sentence 8 UStG: a correction counts for the time of the change.
    let changed = facts.corrects.as_ref().map(|_| format::period(facts.service));
    let details = [
        ("Nummer", facts.number.clone()),
        ("Datum", format::day(facts.issued_on)),
        ("Leistungszeitraum", format::period(rendered)),
        ("Entgelt geändert", changed.unwrap_or_default()),
        ("Ihre Steuernummer", facts.recipient.tax_number.clone()),
        ("Ihre USt-IdNr.", facts.recipient.vat_id.clone()),
        ("Unsere USt-IdNr.", facts.issuer.vat_id.clone()),
    ];
    details.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

pub(super) fn lines(flow: &mut Flow<'_>, facts: &CreditNoteFacts) {
    let columns = vec![
        Column::right("Pos."),
        Column::rest("Vermittlungsleistung"),
        Column::left("Produkt").at_most(70.0),
        Column::right("Anzahl"),
        Column::right("Netto"),
    ];
    let rows = facts.lines.iter().enumerate().map(|(index, line)| {
        Row::of([
            (index + 1).to_string(),
            service_name(line.kind).to_owned(),
            line.product_name.clone(),
            format::count(line.count.into()),
            format::amount(line.net_cents),
        ])
    });
    let rows = rows.collect();
    Table { columns, rows, size: 9.0, padding: 1.7, keep_after: 28.0 }.draw(flow);
}

fn service_name(kind: CommissionType) -> &'static str {
    match kind {
        CommissionType::RegionalExclusive => "Regionale Provision",
        CommissionType::AffiliateFirst => "Affiliate-Provision, erster Kauf",
        CommissionType::AffiliateRecurring => "Affiliate-Provision, Folgekauf",
        CommissionType::PlatformFee => "Plattformgebühr",
    }
}

/// Net, VAT, and the sum.
pub(super) fn totals(flow: &mut Flow<'_>, facts: &CreditNoteFacts) {
    flow.down(2.0);
    flow.ensure(24.0);
    let span = (TOTALS_LEFT, flow.frame.right);
    let style = Style::regular(9.0);
    let money = |cents| format::money(cents, facts.currency);
    let vat = &facts.vat;
    flow.pair(span, style, "Netto", &money(vat.net_cents));
    if vat.vat_class.is_taxed() {
        let label = format!("Umsatzsteuer {}", format::percent(vat.vat_rate_bp));
        flow.pair(span, style, &label, &money(vat.vat_cents));
    }
    let y = flow.y - 2.2;
    flow.sheet().rule(span.0, span.1, y, 1.0, Ink::Muted);
    flow.down(2.4);
    let label = if facts.corrects.is_some() { "Korrekturbetrag" } else { "Gutschriftsbetrag" };
    flow.pair(span, Style::semi_bold(11.0), label, &money(vat.gross_cents));
    flow.down(4.0);
}

/// The VAT case, the payout, and what the recipient should know of its rights.
pub(super) fn closing_words(flow: &mut Flow<'_>, facts: &CreditNoteFacts) {
    let (left, right) = (flow.frame.left, flow.frame.right);
    if !facts.note.is_empty() {
        flow.paragraph(left, right, Style::regular(9.0), &format::law(&facts.note));
        flow.down(3.0);
    }
    let paid = match &facts.payout {
        Some(payout) => format!(
            "Der Betrag ist Teil der Auszahlung vom {} über insgesamt {}.",
            format::day(payout.on),
            format::money(payout.amount_cents, facts.currency)
        ),
        None => "Der Betrag wird mit Ihren Auszahlungen verrechnet.".to_owned(),
    };
    flow.paragraph(left, right, Style::regular(9.0), &paid);
    flow.down(3.0);
    if facts.corrects.is_some() && facts.vat.vat_cents != 0 {
        let words = "Bitte berichtigen Sie Ihre Umsatzsteuer für den Zeitraum der Änderung \
                     (§ 17 Abs. 1 UStG).";
        flow.paragraph(left, right, Style::regular(9.0), &format::law(words));
        flow.down(3.0);
    }
    if !matches!(facts.recipient.country.as_str(), "" | "DE") {
        flow.paragraph(left, right, Style::regular(9.0), &in_english(facts));
        flow.down(3.0);
    }
    let words = "Wir rechnen vereinbarungsgemäß über Ihre Vermittlungsleistungen ab (§ 14 Abs. 2 \
                 UStG). Die einzelnen Provisionen stehen in Ihrer Provisionsabrechnung; Schweigen \
                 gilt nicht als Zustimmung. Widersprechen Sie dieser Gutschrift, verliert sie die \
                 Wirkung einer Rechnung.";
    flow.paragraph(left, right, Style::muted(8.0), &format::law(words));
}

/// For a recipient abroad: what the document is. Before a German issuer there was none abroad.
fn in_english(facts: &CreditNoteFacts) -> String {
    let kind = match &facts.corrects {
        Some(corrected) => format!(
            "Correction of the self-billing invoice {} (Korrektur einer Gutschrift)",
            corrected.number
        ),
        None => "Self-billing invoice (Gutschrift)".to_owned(),
    };
    format!(
        "{kind}: as agreed we settle your brokerage commissions by this document. It is no invoice \
         any more once you object to it."
    )
}

/// What every page has: footer and page number; from the second on, what the page belongs to.
pub(super) fn frame_pages(flow: &mut Flow<'_>, facts: &CreditNoteFacts) {
    let (fonts, frame) = (flow.fonts, flow.frame);
    let count = flow.sheets.len();
    for (index, sheet) in flow.sheets.iter_mut().enumerate() {
        footer(fonts, sheet, &facts.issuer);
        let page = format!("Seite {} von {count}", index + 1);
        sheet.text_right(fonts, frame.right, 290.0, Style::muted(7.0), &page);
        if index > 0 {
            let title = format!("{} {}", facts.title(), facts.number);
            sheet.text(frame.left, 20.0, Style::muted(8.5), &title);
            let day = format::day(facts.issued_on);
            sheet.text_right(fonts, frame.right, 20.0, Style::muted(8.5), &day);
        }
    }
}
