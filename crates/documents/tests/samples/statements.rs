//! Commission statements: a usual month, one of 2,000 rows, and a quiet one.

use mojo_documents::{
    StatementFacts, StatementMovement, StatementProduct, StatementRow, StatementTotal,
    render_statement,
};
use mojo_domain::commissions::{CommissionType, Status};
use mojo_domain::invoicing::Party;
use mojo_domain::{Currency, Money, Percentage};

use super::{Failure, Samples, at, day};

pub(super) fn render(samples: &mut Samples) -> Result<(), Failure> {
    for (name, count) in [("provisionen", 14), ("provisionen-2000", 2000), ("provisionen-leer", 0)]
    {
        samples.insert(name.to_owned(), render_statement(&statement(count)?)?);
    }
    Ok(())
}

fn party(name: &str, street: &str, place: (&str, &str), country: &str) -> Party {
    Party {
        name: name.to_owned(),
        street: street.to_owned(),
        postal_code: place.0.to_owned(),
        city: place.1.to_owned(),
        country: country.to_owned(),
        ..Party::default()
    }
}

/// Kind, percent, product, net, country, status: taken in turn.
type Pattern = (CommissionType, u32, &'static str, i64, &'static str, Status);

const PATTERNS: [Pattern; 4] = [
    (CommissionType::RegionalExclusive, 30, "BUSINESS BOOTCAMP", 1000_00, "DE", Status::Approved),
    (CommissionType::AffiliateFirst, 20, "RegenerationsmedizinOS", 2520_17, "AT", Status::Pending),
    (
        CommissionType::AffiliateRecurring,
        10,
        "Workshop „Schlaf und Erholung für Schichtarbeitende“",
        41_18,
        "DE",
        Status::Paid,
    ),
    (CommissionType::RegionalExclusive, 30, "CAMPUS", 251_26, "CH", Status::Refunded),
];

fn rows(count: u32) -> Result<Vec<StatementRow>, Failure> {
    let mut rows = Vec::new();
    for (number, pattern) in (0..count).zip(PATTERNS.iter().cycle()) {
        let &(kind, percent, product, net_cents, country, status) = pattern;
        let percent = Percentage::new(percent);
        rows.push(StatementRow {
            on: day(&format!("2026-10-{:02}", 1 + number * 30 / count))?,
            order_number: format!("B-2026-10-{:04}", 3381 + number),
            product_name: product.to_owned(),
            customer: format!("K-{:04X}", 0x7F3A + number * 37 % 0x8000),
            country: country.to_owned(),
            kind,
            net_cents,
            percent,
            amount_cents: percent.of(Money::eur(net_cents))?.cents,
            status,
            is_disputed: false,
            is_frozen: false,
            approves_on: day("2026-11-21")?,
        });
    }
    Ok(rows)
}

fn products(rows: &[StatementRow]) -> Vec<StatementProduct> {
    let of = PATTERNS.iter().map(|pattern| {
        let rows = || rows.iter().filter(|row| row.product_name == pattern.2);
        StatementProduct {
            product_name: pattern.2.to_owned(),
            count: rows().fold(0, |count, _| count + 1),
            amount_cents: rows().map(|row| row.amount_cents).sum(),
        }
    });
    of.filter(|product| product.count > 0).collect()
}

fn movement(on: &str, text: &str, amount_cents: i64) -> Result<StatementMovement, Failure> {
    Ok(StatementMovement { on: day(on)?, text: text.to_owned(), amount_cents })
}

fn statement(count: u32) -> Result<StatementFacts, Failure> {
    let rows = rows(count)?;
    let total = |kind: &CommissionType| {
        let amounts = rows.iter().filter(|row| row.kind == *kind).map(|row| row.amount_cents);
        StatementTotal { kind: *kind, amount_cents: amounts.sum() }
    };
    let totals: Vec<StatementTotal> =
        CommissionType::ALL.iter().map(total).filter(|total| total.amount_cents != 0).collect();
    let earned_cents: i64 = totals.iter().map(|total| total.amount_cents).sum();
    let (opening_cents, paid_cents) = (412_50, 412_50);
    let reversed_cents = if count == 0 { 0 } else { 300_00 };
    let mut movements = vec![movement("2026-10-15", "Auszahlung September", -paid_cents)?];
    if count > 0 {
        let text = "Rückgabe zu B-2026-10-3381, BUSINESS BOOTCAMP, K-7F3A";
        movements.push(movement("2026-10-28", text, -reversed_cents)?);
    }
    Ok(StatementFacts {
        issuer: party("MOJO LLC", "1209 Orange Street", ("19801", "Wilmington, DE"), "US"),
        recipient: Party {
            vat_id: "DE123456788".to_owned(),
            ..party("MOJO GmbH", "Lindenring 12", ("99998", "Auenfeld"), "DE")
        },
        month: "2026-10".parse()?,
        created_at: at("2026-11-20T10:00:00Z")?,
        due_on: day("2026-11-30")?,
        currency: Currency::EUR,
        opening_cents,
        earned_cents,
        reversed_cents,
        corrected_cents: 0,
        forfeited_cents: 0,
        paid_cents,
        closing_cents: opening_cents + earned_cents - reversed_cents - paid_cents,
        held_cents: earned_cents / 3,
        credited_cents: opening_cents,
        disputed_cents: 0,
        discount_cents: 0,
        products: products(&rows),
        rows,
        movements,
        totals,
    })
}
