//! The tables of a statement: commissions with totals per type, and what else moved the balance.

use mojo_domain::commissions::{CommissionType, Status, is_frozen_by_dispute};

use super::{StatementFacts, StatementRow};
use crate::format;
use crate::layout::{Cell, Column, Flow, Row, Style, Table};

/// One row per commission.
pub(super) fn commissions(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let heading = format!("Provisionen im {}", format::month(facts.month));
    section(flow, &heading, facts.rows.len());
    if facts.rows.is_empty() {
        quiet(flow, "In diesem Monat gab es keine Provisionen.");
        return;
    }
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
        rows.push(sum_row(kind_name(total.kind), sum));
    }
    Table { columns, rows, size: 8.0, padding: 1.2, keep_after: 4.0 }.draw(flow);
    flow.down(4.0);
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

/// A total of one type, under the column of the commissions.
fn sum_row(kind: &str, sum: String) -> Row {
    let mut cells = vec![Cell::default(); 10];
    cells[2].text = format!("Summe {kind}");
    cells[8].text = sum;
    Row { cells, is_sum: true }
}

fn kind_name(kind: CommissionType) -> &'static str {
    match kind {
        CommissionType::RegionalExclusive => "Regional",
        CommissionType::AffiliateFirst => "Affiliate, erster Kauf",
        CommissionType::AffiliateRecurring => "Affiliate, Folgekauf",
        CommissionType::PlatformFee => "Plattformgebühr",
    }
}

fn status_name(row: &StatementRow) -> String {
    let status = match row.status {
        _ if row.is_disputed && is_frozen_by_dispute(row.status) => "eingefroren".to_owned(),
        Status::Pending => format!("wartet bis {}", row.approves_on.format("%d.%m.")),
        Status::Approved => "freigegeben".to_owned(),
        Status::Paid => "ausgezahlt".to_owned(),
        Status::Refunded => "Rückgabe".to_owned(),
        Status::Forfeited => "verfallen".to_owned(),
        Status::Settled => "als Rabatt gewährt".to_owned(),
    };
    if row.is_disputed { format!("{status}, beanstandet") } else { status }
}

/// Reversals, forfeitures and payouts.
pub(super) fn movements(flow: &mut Flow<'_>, facts: &StatementFacts) {
    if facts.movements.is_empty() {
        return;
    }
    section(flow, "Rückgaben und Auszahlungen", facts.movements.len());
    let columns = vec![Column::left("Tag"), Column::rest("Vorgang"), Column::right("Betrag")];
    let rows = facts.movements.iter().map(|movement| {
        Row::of([
            format::day(movement.on),
            movement.text.clone(),
            format::amount(movement.amount_cents),
        ])
    });
    let rows = rows.collect();
    Table { columns, rows, size: 8.0, padding: 1.2, keep_after: 4.0 }.draw(flow);
    flow.down(4.0);
}

/// A heading that stands on one page with its table, or with the first six rows of a long one.
fn section(flow: &mut Flow<'_>, heading: &str, rows: usize) {
    flow.ensure(18.0 + 6.0 * rows.min(6) as f32);
    let (left, y) = (flow.frame.left, flow.y);
    flow.sheet().text(left, y, Style::semi_bold(11.0), heading);
    flow.down(7.0);
}

fn quiet(flow: &mut Flow<'_>, sentence: &str) {
    let (left, right) = (flow.frame.left, flow.frame.right);
    flow.paragraph(left, right, Style::muted(9.0), sentence);
    flow.down(4.0);
}
