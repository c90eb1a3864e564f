//! The receipt (Kassenbeleg, § 6 KassenSichV) on a roll of 80 mm, as long as it needs.

mod body;
mod foot;

use chrono::{DateTime, Utc};
use mojo_domain::Currency;
use mojo_domain::invoicing::Party;
use mojo_domain::pos::{Payment, SaleLine};
use mojo_domain::vat::VatGroup;

use crate::DocumentError;
use crate::error::same_sum;
use crate::layout::{Flow, Fonts, Frame, Meta, write_pdf};

/// What stands on a receipt, as recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceiptFacts {
    /// The practice.
    pub seller: Party,
    /// `KB-2026-A-000042`.
    pub receipt_number: String,
    /// Set in a Storno.
    pub cancels: Option<CancelledReceipt>,
    /// The serial number of the till (§ 6 Nr. 6 KassenSichV).
    pub register_serial: String,
    /// Begin of the process.
    pub started_at: DateTime<Utc>,
    /// End of the process.
    pub finished_at: DateTime<Utc>,
    /// Training mode: not a receipt.
    pub is_training: bool,
    /// Of all amounts.
    pub currency: Currency,
    /// The lines.
    pub lines: Vec<SaleLine>,
    /// One group per class and rate.
    pub vat: Vec<VatGroup>,
    /// How it was paid.
    pub payments: Vec<Payment>,
    /// Given back in cash.
    pub change_cents: i64,
    /// The sum with VAT.
    pub gross_cents: i64,
    /// What the security device did.
    pub tse: TseNote,
}

/// The receipt that a Storno reverses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelledReceipt {
    /// Its number.
    pub receipt_number: String,
    /// Why, in the user's words; may be empty.
    pub reason: String,
}

/// What is to be said of the security device (Technische Sicherheitseinrichtung, § 146a AO).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TseNote {
    /// The till has none yet.
    NotSetUp,
    /// It failed for this receipt (AEAO zu § 146a).
    Outage,
    /// It signed.
    Signed {
        /// Of the device: 64 hexadecimal characters.
        serial: String,
        /// Of the process.
        transaction_number: u64,
        /// Of the signature.
        signature_counter: u64,
        /// The signature in base 64.
        signature: String,
    },
}

impl ReceiptFacts {
    fn check(&self) -> Result<(), DocumentError> {
        let gross = self.gross_cents;
        same_sum("gross", gross, self.lines.iter().map(|line| line.gross_cents))?;
        same_sum("gross of the VAT groups", gross, self.vat.iter().map(|g| g.gross_cents))?;
        same_sum("payments", gross, self.payments.iter().map(|payment| payment.amount_cents))
    }
}

/// The receipt as a PDF.
///
/// # Errors
/// [`DocumentError`], above all for totals that contradict their parts.
pub fn render_receipt(facts: &ReceiptFacts) -> Result<Vec<u8>, DocumentError> {
    let fonts = Fonts::load()?;
    let flow = lay_out(&fonts, facts)?;
    let kind = if facts.cancels.is_some() { "Stornobeleg" } else { "Kassenbeleg" };
    let meta = Meta {
        title: format!("{kind} {}", facts.receipt_number),
        author: facts.seller.name.clone(),
        subject: kind.to_owned(),
        created_at: facts.finished_at,
    };
    write_pdf(&fonts, &flow.sheets, &meta)
}

fn lay_out<'f>(fonts: &'f Fonts, facts: &ReceiptFacts) -> Result<Flow<'f>, DocumentError> {
    facts.check()?;
    let mut flow = Flow::new(fonts, Frame::ROLL_80, 9.0);
    body::head(&mut flow, facts);
    body::lines(&mut flow, facts);
    body::payments(&mut flow, facts);
    foot::vat_table(&mut flow, facts);
    foot::notes(&mut flow, facts);
    foot::tse(&mut flow, facts);
    foot::code(&mut flow, facts)?;
    let height = flow.y + 4.0;
    flow.sheet().height = height;
    if facts.is_training {
        flow.sheet().watermark(fonts, "TRAINING");
    }
    Ok(flow)
}

#[cfg(test)]
mod tests;
