//! The monthly commission statement (Provisionsabrechnung, Y3; § 87c HGB): a letter after DIN 5008
//! form B with the sums of the month, and its lines on A4 lying.
//!
//! Customers appear by pseudonym only (C16): what somebody bought can reveal an illness.

mod letter;
mod table;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::commissions::{CommissionType, Status};
use mojo_domain::invoicing::Party;
use mojo_domain::{Currency, Month, Percentage};

use crate::error::same_sum;
use crate::layout::{Flow, Fonts, Frame, Ink, Meta, Style, write_pdf};
use crate::letterhead::{footer, letterhead};
use crate::{DocumentError, format};

/// What stands on a statement.
/// `opening + earned - reversed + corrected - forfeited - paid = closing`.
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
    /// Y5: the day by which the month is settled.
    pub due_on: NaiveDate,
    /// Of all amounts.
    pub currency: Currency,
    /// The balance before the month.
    pub opening_cents: i64,
    /// The commissions of the month that will be paid out.
    pub earned_cents: i64,
    /// What refunds took from such commissions; not negative.
    pub reversed_cents: i64,
    /// Y5: what corrections gave such commissions, less what they took.
    pub corrected_cents: i64,
    /// What was forfeited; not negative.
    pub forfeited_cents: i64,
    /// What was paid; negative where more came back than was paid.
    pub paid_cents: i64,
    /// The balance after the month.
    pub closing_cents: i64,
    /// The part of the closing balance that is still in its hold period.
    pub held_cents: i64,
    /// Y3: what became payable in the month and is not disputed: what its credit notes say.
    pub credited_cents: i64,
    /// Y5: what would have become payable, were its dispute not open.
    pub disputed_cents: i64,
    /// Granted as a discount in the month; moves no balance.
    pub discount_cents: i64,
    /// The commissions of the month, by time.
    pub rows: Vec<StatementRow>,
    /// Reversals, corrections, forfeitures and payouts of the month, by time.
    pub movements: Vec<StatementMovement>,
    /// The commissions of the month per type.
    pub totals: Vec<StatementTotal>,
    /// The commissions of the month per product.
    pub products: Vec<StatementProduct>,
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
    /// A dispute of it, or of the payment of its order, keeps it from being approved and paid (Y5).
    pub is_frozen: bool,
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

/// The commissions of one product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementProduct {
    /// The product.
    pub product_name: String,
    /// How many commissions.
    pub count: u32,
    /// Their sum.
    pub amount_cents: i64,
}

impl StatementFacts {
    /// What every page is headed with. There is one a month and currency (Y3), and amounts in tables
    /// bear none: another one than the euro is named.
    fn name(&self) -> String {
        let name = format!("Provisionsabrechnung {}", format::month(self.month));
        if self.currency == Currency::EUR { name } else { format!("{name}, {}", self.currency) }
    }

    /// There is something for the pages after the letter.
    fn has_lines(&self) -> bool {
        !self.rows.is_empty() || !self.movements.is_empty()
    }

    fn check(&self) -> Result<(), DocumentError> {
        let parts = [
            self.opening_cents,
            self.earned_cents,
            -self.reversed_cents,
            self.corrected_cents,
            -self.forfeited_cents,
            -self.paid_cents,
        ];
        same_sum("closing balance", self.closing_cents, parts)?;
        for total in &self.totals {
            let rows = self.rows.iter().filter(|row| row.kind == total.kind);
            same_sum("total of a type", total.amount_cents, rows.map(|row| row.amount_cents))?;
        }
        for total in &self.products {
            let rows = self.rows.iter().filter(|row| row.product_name == total.product_name);
            same_sum("total of a product", total.amount_cents, rows.map(|row| row.amount_cents))?;
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
        title: facts.name(),
        author: facts.issuer.name.clone(),
        subject: facts.recipient.name.clone(),
        created_at: facts.created_at,
    };
    write_pdf(&fonts, &flow.sheets, &meta)
}

fn lay_out<'f>(fonts: &'f Fonts, facts: &StatementFacts) -> Result<Flow<'f>, DocumentError> {
    facts.check()?;
    let mut flow = Flow::new(fonts, Frame::A4, 108.0);
    letterhead(&mut flow, &facts.issuer, &facts.recipient);
    letter::information(&mut flow, facts);
    letter::title(&mut flow, facts);
    letter::sums(&mut flow, facts);
    letter::by_kind(&mut flow, facts);
    letter::by_product(&mut flow, facts);
    if facts.has_lines() {
        flow.turn_to(Frame::A4_LANDSCAPE);
        table::commissions(&mut flow, facts);
        table::movements(&mut flow, facts);
    }
    letter::closing_words(&mut flow);
    frame_pages(&mut flow, facts);
    Ok(flow)
}

/// What every page has: a footer and the page's number; from the second on, what it belongs to.
fn frame_pages(flow: &mut Flow<'_>, facts: &StatementFacts) {
    let fonts = flow.fonts;
    let count = flow.sheets.len();
    let style = Style::muted(7.0);
    let title = format!("{} · {}", facts.name(), facts.recipient.name);
    for (index, sheet) in flow.sheets.iter_mut().enumerate() {
        let page = format!("Seite {} von {count}", index + 1);
        let is_letter = sheet.width < sheet.height;
        let frame = if is_letter { Frame::A4 } else { Frame::A4_LANDSCAPE };
        if is_letter {
            footer(fonts, sheet, &facts.issuer);
            sheet.text_right(fonts, frame.right, 290.0, style, &page);
        } else {
            sheet.rule(frame.left, frame.right, 193.0, 0.5, Ink::Rule);
            let made = format::instant(facts.created_at);
            let made = format!("{} · erstellt am {made}", facts.issuer.name);
            sheet.text(frame.left, 197.5, style, &made);
            sheet.text_right(fonts, frame.right, 197.5, style, &page);
        }
        if index > 0 {
            let y = if is_letter { 20.0 } else { 18.0 };
            sheet.text(frame.left, y, Style::muted(8.5), &title);
        }
    }
}

#[cfg(test)]
mod tests;
