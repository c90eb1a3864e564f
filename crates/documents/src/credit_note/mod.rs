//! The self-billing credit note for commissions (Gutschrift, § 14 Abs. 2 UStG, Y3) and its
//! correction on A4, after DIN 5008 form B. The letter goes to the supplier, whose tax number
//! stands on it (§ 14 Abs. 4 Nr. 2 UStG); no customer appears on it (C16).

mod body;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::Currency;
use mojo_domain::commissions::CommissionType;
use mojo_domain::invoicing::{Party, ServicePeriod};
use mojo_domain::vat::VatGroup;

use crate::DocumentError;
use crate::error::same_sum;
use crate::layout::{Flow, Fonts, Frame, Meta, write_pdf};
use crate::letterhead::letterhead;

/// What stands on a credit note, as frozen when it was issued.
#[derive(Clone, Debug, PartialEq)]
pub struct CreditNoteFacts {
    /// `GS-2026-000042`.
    pub number: String,
    /// Set in a correction.
    pub corrects: Option<CorrectedCreditNote>,
    /// Who makes the document out: the customer of the service.
    pub issuer: Party,
    /// Who rendered the service and is paid.
    pub recipient: Party,
    /// When it was issued; the time that the file states.
    pub issued_at: DateTime<Utc>,
    /// The day of issue in Berlin.
    pub issued_on: NaiveDate,
    /// The days for which it settles; in a correction those of the refunds.
    pub service: ServicePeriod,
    /// Of all amounts.
    pub currency: Currency,
    /// By type and product.
    pub lines: Vec<CreditNoteLine>,
    /// The sums and how they are taxed.
    pub vat: VatGroup,
    /// What the law wants on paper where no VAT is shown; may be empty.
    pub note: String,
    /// How it is paid, where that is known.
    pub payout: Option<CreditNotePayout>,
}

/// The credit note that a correction corrects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedCreditNote {
    /// Its number.
    pub number: String,
    /// The day of its issue.
    pub issued_on: NaiveDate,
    /// The days for which it settles.
    pub service: ServicePeriod,
}

/// The commissions of one type and product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditNoteLine {
    /// What they are for.
    pub kind: CommissionType,
    /// The product.
    pub product_name: String,
    /// How many commissions.
    pub count: u32,
    /// Their sum without VAT; below zero in most corrections.
    pub net_cents: i64,
}

/// The payout that a credit note belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditNotePayout {
    /// The day in Berlin.
    pub on: NaiveDate,
    /// The whole payout, which may hold more than this credit note.
    pub amount_cents: i64,
}

impl CreditNoteFacts {
    fn title(&self) -> &'static str {
        if self.corrects.is_some() { "Korrektur einer Gutschrift" } else { "Gutschrift" }
    }

    fn check(&self) -> Result<(), DocumentError> {
        same_sum("net", self.vat.net_cents, self.lines.iter().map(|line| line.net_cents))?;
        same_sum("gross", self.vat.gross_cents, [self.vat.net_cents, self.vat.vat_cents])
    }
}

/// The credit note as a PDF.
///
/// # Errors
/// [`DocumentError`], above all for totals that contradict their parts.
pub fn render_credit_note(facts: &CreditNoteFacts) -> Result<Vec<u8>, DocumentError> {
    let fonts = Fonts::load()?;
    let flow = lay_out(&fonts, facts)?;
    let meta = Meta {
        title: format!("{} {}", facts.title(), facts.number),
        author: facts.issuer.name.clone(),
        subject: facts.recipient.name.clone(),
        created_at: facts.issued_at,
    };
    write_pdf(&fonts, &flow.sheets, &meta)
}

fn lay_out<'f>(fonts: &'f Fonts, facts: &CreditNoteFacts) -> Result<Flow<'f>, DocumentError> {
    facts.check()?;
    let mut flow = Flow::new(fonts, Frame::A4, 108.0);
    letterhead(&mut flow, &facts.issuer, &facts.recipient);
    body::title(&mut flow, facts);
    body::lines(&mut flow, facts);
    body::totals(&mut flow, facts);
    body::closing_words(&mut flow, facts);
    body::frame_pages(&mut flow, facts);
    Ok(flow)
}

#[cfg(test)]
mod tests;
