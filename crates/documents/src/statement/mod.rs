//! The monthly commission statement (Provisionsabrechnung, Y3; § 87c HGB) on A4 lying.
//!
//! Customers appear by pseudonym only (C16): what somebody bought can reveal an illness.

mod table;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::commissions::{CommissionType, Status};
use mojo_domain::invoicing::Party;
use mojo_domain::{Currency, Month, Percentage};

use crate::error::same_sum;
use crate::layout::{Flow, Fonts, Frame, Ink, Meta, Style, write_pdf};
use crate::{DocumentError, format};

/// What stands on a statement. `opening + earned - reversed - forfeited - paid = closing`.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementFacts {
    /// Who pays.
    pub issuer: Party,
    /// Who is paid.
    pub recipient: Party,
    /// The month in Berlin.
    pub month: Month,
    /// When it was made; the time that the file states.
    pub created_at: DateTime<Utc>,
    /// Of all amounts.
    pub currency: Currency,
    /// The balance before the month.
    pub opening_cents: i64,
    /// The commissions of the month that will be paid out.
    pub earned_cents: i64,
    /// What refunds took from such commissions; not negative.
    pub reversed_cents: i64,
    /// What was forfeited; not negative.
    pub forfeited_cents: i64,
    /// What was paid; not negative.
    pub paid_cents: i64,
    /// The balance after the month.
    pub closing_cents: i64,
    /// The part of the closing balance that is still in its hold period.
    pub held_cents: i64,
    /// Y3: what became payable in the month and is not disputed: what its credit notes say.
    pub credited_cents: i64,
    /// Y5: what would have become payable, were its dispute not open.
    pub disputed_cents: i64,
    /// The commissions of the month, by time.
    pub rows: Vec<StatementRow>,
    /// Reversals, forfeitures and payouts of the month, by time.
    pub movements: Vec<StatementMovement>,
    /// The commissions of the month per type.
    pub totals: Vec<StatementTotal>,
}

/// A commission.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementRow {
    /// The day of the order in Berlin.
    pub on: NaiveDate,
    /// As people see it.
    pub order_number: String,
    /// The product.
    pub product_name: String,
    /// `K-7F3A...`: never a name (C16).
    pub customer: String,
    /// The country of the billing address.
    pub country: String,
    /// What it is for.
    pub kind: CommissionType,
    /// The line without VAT.
    pub net_cents: i64,
    /// The percentage of the net.
    pub percent: Percentage,
    /// The commission.
    pub amount_cents: i64,
    /// Where it stands.
    pub status: Status,
    /// A dispute of it is open (Y5).
    pub is_disputed: bool,
    /// The day on which its hold period ends.
    pub approves_on: NaiveDate,
}

/// A movement of the balance other than a commission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementMovement {
    /// The day in Berlin.
    pub on: NaiveDate,
    /// What moved it, as `Rückgabe zu B-2026-10-3381` or `Auszahlung`.
    pub text: String,
    /// Out of the balance negative.
    pub amount_cents: i64,
}

/// The commissions of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementTotal {
    /// The type.
    pub kind: CommissionType,
    /// Their sum.
    pub amount_cents: i64,
}

impl StatementFacts {
    fn check(&self) -> Result<(), DocumentError> {
        let parts = [
            self.opening_cents,
            self.earned_cents,
            -self.reversed_cents,
            -self.forfeited_cents,
            -self.paid_cents,
        ];
        same_sum("closing balance", self.closing_cents, parts)?;
        for total in &self.totals {
            let rows = self.rows.iter().filter(|row| row.kind == total.kind);
            same_sum("total of a type", total.amount_cents, rows.map(|row| row.amount_cents))?;
        }
        Ok(())
    }
}

/// The statement as a PDF.
///
/// # Errors
/// [`DocumentError`], above all for totals that contradict their parts.
pub fn render_statement(facts: &StatementFacts) -> Result<Vec<u8>, DocumentError> {
    let fonts = Fonts::load()?;
    let flow = lay_out(&fonts, facts)?;
    let meta = Meta {
        title: format!("Provisionsabrechnung {}", format::month(facts.month)),
        author: facts.issuer.name.clone(),
        subject: facts.recipient.name.clone(),
        created_at: facts.created_at,
    };
    write_pdf(&fonts, &flow.sheets, &meta)
}

fn lay_out<'f>(fonts: &'f Fonts, facts: &StatementFacts) -> Result<Flow<'f>, DocumentError> {
    facts.check()?;
    let mut flow = Flow::new(fonts, Frame::A4_LANDSCAPE, 24.0);
    head(&mut flow, facts);
    table::commissions(&mut flow, facts);
    table::movements(&mut flow, facts);
    credited(&mut flow, facts);
    closing_words(&mut flow);
    frame_pages(&mut flow, facts);
    Ok(flow)
}

/// Title and people at the left, the way of the balance at the right.
fn head(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let (left, right, top) = (flow.frame.left, flow.frame.right, flow.y);
    let title = format!("Provisionsabrechnung {}", format::month(facts.month));
    flow.sheet().text(left, top, Style::semi_bold(16.0), &title);
    flow.down(8.0);
    party(flow, "Empfänger", &facts.recipient);
    party(flow, "Abgerechnet von", &facts.issuer);
    let bottom = flow.y;
    flow.y = top;
    let span = (right - 88.0, right);
    let money = |cents| format::money(cents, facts.currency);
    let style = Style::regular(9.0);
    flow.pair(span, style, "Anfangssaldo", &money(facts.opening_cents));
    flow.pair(span, style, "Provisionen des Monats", &money(facts.earned_cents));
    flow.pair(span, style, "Rückgaben", &money(-facts.reversed_cents));
    if facts.forfeited_cents != 0 {
        flow.pair(span, style, "Verfallen", &money(-facts.forfeited_cents));
    }
    flow.pair(span, style, "Ausgezahlt", &money(-facts.paid_cents));
    let y = flow.y - 2.2;
    flow.sheet().rule(span.0, span.1, y, 1.0, Ink::Muted);
    flow.down(2.4);
    flow.pair(span, Style::semi_bold(11.0), "Endsaldo", &money(facts.closing_cents));
    let held = money(facts.held_cents);
    flow.pair(span, Style::muted(8.5), "davon in der Wartezeit von 30 Tagen", &held);
    flow.y = flow.y.max(bottom) + 5.0;
}

fn party(flow: &mut Flow<'_>, label: &str, party: &Party) {
    let (left, y) = (flow.frame.left, flow.y);
    flow.sheet().text(left, y, Style::muted(8.5), label);
    let x = left + 32.0;
    let right = flow.frame.right - 96.0;
    flow.paragraph(x, right, Style::semi_bold(9.0), &party.name);
    let mut rest: Vec<String> = format::address(party, "").into_iter().skip(1).collect();
    for (label, value) in [("Steuernummer", &party.tax_number), ("USt-IdNr.", &party.vat_id)] {
        if !value.is_empty() {
            rest.push(format!("{label} {value}"));
        }
    }
    if !rest.is_empty() {
        flow.paragraph(x, right, Style::muted(8.5), &rest.join(" · "));
    }
    flow.down(1.5);
}

/// What a credit note of the month says (Y3), and what it leaves out as long as it is disputed (Y5).
fn credited(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let left = flow.frame.left;
    let span = (left, left + 88.0);
    let money = |cents| format::money(cents, facts.currency);
    let style = Style::regular(9.0);
    flow.ensure(16.0);
    flow.pair(span, style, "Im Monat freigegeben", &money(facts.credited_cents));
    if facts.disputed_cents != 0 {
        flow.pair(span, style, "Beanstandet, nicht freigegeben", &money(facts.disputed_cents));
    }
    flow.down(4.0);
}

/// What the recipient should know of its rights (§ 87c HGB, Y5).
fn closing_words(flow: &mut Flow<'_>) {
    let (left, right) = (flow.frame.left, flow.frame.right);
    let words = "Grundlage ist der Nettobetrag jeder Bestellposition. Jede Provision ist einzeln \
                 kaufmännisch auf den Cent gerundet. Sie können jede Zeile auf Ihrem eigenen \
                 Rechner nachrechnen und beanstanden; Schweigen gilt nicht als Zustimmung.";
    flow.ensure(12.0);
    flow.paragraph(left, right, Style::muted(8.0), words);
}

fn frame_pages(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let (fonts, frame) = (flow.fonts, flow.frame);
    let count = flow.sheets.len();
    let style = Style::muted(7.0);
    let title =
        format!("Provisionsabrechnung {} · {}", format::month(facts.month), facts.recipient.name);
    for (index, sheet) in flow.sheets.iter_mut().enumerate() {
        sheet.rule(frame.left, frame.right, 193.0, 0.5, Ink::Rule);
        let made = format!("Erstellt am {}", format::instant(facts.created_at));
        sheet.text(frame.left, 197.5, style, &made);
        let page = format!("Seite {} von {count}", index + 1);
        sheet.text_right(fonts, frame.right, 197.5, style, &page);
        if index > 0 {
            sheet.text(frame.left, 18.0, Style::muted(8.5), &title);
        }
    }
}

#[cfg(test)]
mod tests;
