//! The tables of a statement on A4 lying: commissions with totals per type, and what else moved the
//! balance. What was added up so far is carried over every page break.

use mojo_domain::commissions::{CommissionType, Status};

use super::{StatementFacts, StatementRow};
use crate::format;
use crate::layout::{Cell, Column, Flow, Row, Style, Table};

/// One row per commission.
pub(super) fn commissions(flow: &mut Flow<'_>, facts: &StatementFacts) {
    if facts.rows.is_empty() {
        return;
    }
    let heading = format!("Provisionen im {}", format::month(facts.month));
    section(flow, &heading, facts.rows.len());
    let columns = vec![
        Column::left("Tag"),
        Column::left("Bestellung").at_most(40.0),
        Column::rest("Produkt"),
        Column::left("Kunde").at_most(32.0),
        Column::left("Land"),
        Column::left("Art").at_most(40.0),
        Column::right("Netto"),
        Column::right("Satz"),
        Column::right("Provision"),
        Column::left("Status").at_most(32.0),
    ];
    let mut rows: Vec<Row> = facts.rows.iter().map(row).collect();
    for total in &facts.totals {
        let sum = format::amount(total.amount_cents);
        rows.push(sum_row(&format!("Summe {}", kind_name(total.kind)), String::new(), sum));
    }
    let sums = sums_before(facts.rows.iter().map(|row| (row.net_cents, row.amount_cents)));
    let sum_at = |label: &str, index: usize| {
        // The totals after the commissions add nothing.
        let (net, amount) = sums[index.min(sums.len() - 1)];
        sum_row(label, format::amount(net), format::amount(amount))
    };
    if facts.totals.len() > 1 {
        rows.push(sum_at("Summe", usize::MAX));
    }
    let table = Table { columns, rows, size: 8.0, padding: 1.2, keep_after: 4.0 };
    table.draw_carrying(flow, &|index| sum_at(CARRIED, index));
    flow.down(4.0);
}

/// What stands at a page break.
const CARRIED: &str = "Übertrag";

/// What two columns come to before each row, and at last after all of them.
fn sums_before(amounts: impl Iterator<Item = (i64, i64)>) -> Vec<(i64, i64)> {
    let mut sums = vec![(0, 0)];
    let mut sum = (0_i64, 0_i64);
    for (first, second) in amounts {
        sum = (sum.0.saturating_add(first), sum.1.saturating_add(second));
        sums.push(sum);
    }
    sums
}

fn row(row: &StatementRow) -> Row {
    Row::of([
        format::day(row.on),
        row.order_number.clone(),
        row.product_name.clone(),
        row.customer.clone(),
        row.country.clone(),
        kind_name(row.kind).to_owned(),
        format::amount(row.net_cents),
        format!("{}{}%", row.percent.to_string().replace('.', ","), format::NO_BREAK),
        format::amount(row.amount_cents),
        status_name(row),
    ])
}

/// A total under the columns of the net and of the commissions.
fn sum_row(label: &str, net: String, amount: String) -> Row {
    let mut cells = vec![Cell::default(); 10];
    label.clone_into(&mut cells[2].text);
    cells[6].text = net;
    cells[8].text = amount;
    Row { cells, is_sum: true }
}

pub(super) fn kind_name(kind: CommissionType) -> &'static str {
    match kind {
        CommissionType::RegionalExclusive => "Regional",
        CommissionType::AffiliateFirst => "Affiliate, erster Kauf",
        CommissionType::AffiliateRecurring => "Affiliate, Folgekauf",
        CommissionType::PlatformFee => "Plattformgebühr",
    }
}

fn status_name(row: &StatementRow) -> String {
    let status = match row.status {
        _ if row.is_frozen => "eingefroren".to_owned(),
        Status::Pending => format!("wartet bis {}", row.approves_on.format("%d.%m.")),
        Status::Approved => "freigegeben".to_owned(),
        Status::Paid => "ausgezahlt".to_owned(),
        Status::Refunded => "Rückgabe".to_owned(),
        Status::Forfeited => "verfallen".to_owned(),
        Status::Settled => "als Rabatt gewährt".to_owned(),
    };
    if row.is_disputed { format!("{status}, beanstandet") } else { status }
}

/// Reversals, corrections, forfeitures and payouts.
pub(super) fn movements(flow: &mut Flow<'_>, facts: &StatementFacts) {
    if facts.movements.is_empty() {
        return;
    }
    let heading = match (facts.corrected_cents != 0, facts.forfeited_cents != 0) {
        (false, false) => "Rückgaben und Auszahlungen",
        (false, true) => "Rückgaben, Verfallenes und Auszahlungen",
        (true, false) => "Rückgaben, Korrekturen und Auszahlungen",
        (true, true) => "Rückgaben, Korrekturen, Verfallenes und Auszahlungen",
    };
    section(flow, heading, facts.movements.len());
    let columns = vec![Column::left("Tag"), Column::rest("Vorgang"), Column::right("Betrag")];
    let rows = facts.movements.iter().map(|movement| {
        Row::of([
            format::day(movement.on),
            movement.text.clone(),
            format::amount(movement.amount_cents),
        ])
    });
    let mut rows: Vec<Row> = rows.collect();
    let sums = sums_before(facts.movements.iter().map(|movement| (0, movement.amount_cents)));
    let sum_at = |label: &str, index: usize| {
        let amount = sums[index.min(sums.len() - 1)].1;
        Row::sum([String::new(), label.to_owned(), format::amount(amount)])
    };
    rows.push(sum_at("Summe", usize::MAX));
    let table = Table { columns, rows, size: 8.0, padding: 1.2, keep_after: 4.0 };
    table.draw_carrying(flow, &|index| sum_at(CARRIED, index));
    flow.down(4.0);
}

/// A heading that stands on one page with its table, or with the first six rows of a long one.
pub(super) fn section(flow: &mut Flow<'_>, heading: &str, rows: usize) {
    flow.ensure(18.0 + 6.0 * rows.min(6) as f32);
    let (left, y) = (flow.frame.left, flow.y);
    flow.sheet().text(left, y, Style::semi_bold(11.0), heading);
    flow.down(7.0);
}
