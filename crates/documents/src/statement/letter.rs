//! The letter of a statement: information block, the way of the balance, and the totals of the month.

use mojo_domain::berlin_day;

use super::table::{kind_name, section};
use super::{StatementFacts, StatementRow};
use crate::format;
use crate::layout::{Column, Flow, Ink, Row, Style, Table};
use crate::letterhead::information_block;

/// How wide the sums and the totals are.
const WIDTH: f32 = 110.0;

/// What a bookkeeper looks for at the right of the window.
pub(super) fn information(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let rows = [
        ("Datum", format::day(berlin_day(facts.created_at))),
        ("Abrechnungsmonat", format::month(facts.month)),
        ("Abrechnung bis", format::day(facts.due_on)),
        ("Währung", facts.currency.code().to_owned()),
        ("Ihre Steuernummer", facts.recipient.tax_number.clone()),
        ("Ihre USt-IdNr.", facts.recipient.vat_id.clone()),
    ];
    information_block(flow, &rows);
}

/// The subject, and what the letter is about.
pub(super) fn title(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let (left, right, y) = (flow.frame.left, flow.frame.right, flow.y);
    let month = format::month(facts.month);
    flow.sheet().text(left, y, Style::semi_bold(16.0), &facts.name());
    flow.down(8.0);
    let mut words = format!(
        "Abrechnung nach § 87c HGB über die Provisionen im {month}, die Rückgaben und Auszahlungen."
    );
    if facts.rows.is_empty() {
        flow.paragraph(left, right, Style::regular(9.5), &format::law(&words));
        words = "In diesem Monat gab es keine Provisionen.".to_owned();
    } else {
        words.push_str(" Jede Zeile steht auf den folgenden Seiten.");
    }
    flow.paragraph(left, right, Style::regular(9.5), &format::law(&words));
    flow.down(4.0);
}

/// The way of the balance, what it consists of, and what was credited.
pub(super) fn sums(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let span = (flow.frame.left, flow.frame.left + WIDTH);
    let money = |cents| format::money(cents, facts.currency);
    let style = Style::regular(9.0);
    flow.pair(span, style, "Anfangssaldo", &money(facts.opening_cents));
    flow.pair(span, style, "Provisionen des Monats", &money(facts.earned_cents));
    flow.pair(span, style, "Rückgaben", &money(-facts.reversed_cents));
    if facts.corrected_cents != 0 {
        flow.pair(span, style, "Korrekturen", &money(facts.corrected_cents));
    }
    if facts.forfeited_cents != 0 {
        flow.pair(span, style, "Verfallen", &money(-facts.forfeited_cents));
    }
    flow.pair(span, style, "Ausgezahlt", &money(-facts.paid_cents));
    let y = flow.y - 2.2;
    flow.sheet().rule(span.0, span.1, y, 1.0, Ink::Muted);
    flow.down(2.4);
    flow.pair(span, Style::semi_bold(11.0), "Endsaldo", &money(facts.closing_cents));
    let part = Style::muted(8.5);
    flow.pair(span, part, "davon in der Wartezeit von 30 Tagen", &money(facts.held_cents));
    let payable = facts.closing_cents - facts.held_cents;
    flow.pair(span, part, "davon freigegeben, noch nicht ausgezahlt", &money(payable));
    flow.down(2.0);
    flow.pair(span, style, "Im Monat freigegeben", &money(facts.credited_cents));
    if facts.disputed_cents != 0 {
        flow.pair(span, style, "Beanstandet, nicht freigegeben", &money(facts.disputed_cents));
    }
    if facts.discount_cents != 0 {
        flow.pair(span, style, "Als Rabatt gewährt", &money(facts.discount_cents));
    }
    flow.down(5.0);
}

/// The commissions of the month by type.
pub(super) fn by_kind(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let count = |is_such: &dyn Fn(&StatementRow) -> bool| {
        let count = facts.rows.iter().filter(|row| is_such(row)).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    };
    let rows = facts.totals.iter().map(|total| {
        let count = count(&|row: &StatementRow| row.kind == total.kind);
        (kind_name(total.kind).to_owned(), count, total.amount_cents)
    });
    totals(flow, ("Provisionen nach Art", "Art"), rows.collect());
}

/// The commissions of the month by product.
pub(super) fn by_product(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let rows = facts.products.iter().map(|product| {
        (product.product_name.clone(), i64::from(product.count), product.amount_cents)
    });
    totals(flow, ("Provisionen nach Produkt", "Produkt"), rows.collect());
}

/// Name, how many, and how much; with the sum of all.
fn totals(
    flow: &mut Flow<'_>,
    (heading, column): (&str, &'static str),
    totals: Vec<(String, i64, i64)>,
) {
    if totals.is_empty() {
        return;
    }
    section(flow, heading, totals.len());
    let count = totals.iter().fold(0_i64, |sum, total| sum.saturating_add(total.1));
    let amount = totals.iter().fold(0_i64, |sum, total| sum.saturating_add(total.2));
    let cells = |(name, count, amount)| [name, format::count(count), format::amount(amount)];
    let mut rows: Vec<Row> = totals.into_iter().map(|total| Row::of(cells(total))).collect();
    rows.push(Row::sum(cells(("Summe".to_owned(), count, amount))));
    let columns = vec![Column::rest(column), Column::right("Anzahl"), Column::right("Provision")];
    let table = Table { columns, rows, size: 8.5, padding: 1.2, keep_after: 0.0 };
    let right = flow.frame.right;
    flow.frame.right = flow.frame.left + WIDTH;
    table.draw(flow);
    flow.frame.right = right;
    flow.down(4.0);
}

/// What the recipient should know of its rights (§ 87c HGB, Y5).
pub(super) fn closing_words(flow: &mut Flow<'_>) {
    let (left, right) = (flow.frame.left, flow.frame.right);
    let words = "Grundlage ist der Nettobetrag jeder Bestellposition. Jede Provision ist einzeln \
                 kaufmännisch auf den Cent gerundet. Jede Zeile lässt sich am eigenen Rechner \
                 nachrechnen und beanstanden; Schweigen gilt nicht als Zustimmung.";
    flow.ensure(12.0);
    flow.paragraph(left, right, Style::muted(8.0), words);
}
