//! The invoice (Rechnung, § 14 UStG) and its Storno on A4, after DIN 5008 form B.

mod body;
mod head;
mod payment;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::Currency;
use mojo_domain::invoicing::{
    CalculatedInvoice, InvoiceDetails, InvoiceLine, IssueTerms, IssuedInvoice, Party, ServicePeriod,
};
use mojo_domain::vat::VatGroup;

use crate::DocumentError;
use crate::error::same_sum;
use crate::layout::{Attachment, Flow, Fonts, Frame, Meta, write_pdf_with, write_plain_pdf};
use crate::letterhead::letterhead;

/// What stands on an invoice, as frozen when it was issued.
#[derive(Clone, Debug, PartialEq)]
pub struct InvoiceFacts {
    /// `RE-2026-A-000042`; `None` shows a draft.
    pub number: Option<String>,
    /// Set in a Storno.
    pub cancels: Option<CancelledInvoice>,
    /// Who issues.
    pub seller: Party,
    /// To whom.
    pub recipient: Party,
    /// When it was issued; the time that the file states.
    pub issued_at: DateTime<Utc>,
    /// The day of issue in Berlin.
    pub issued_on: NaiveDate,
    /// When the service was rendered; may be missing in a draft.
    pub service: Option<ServicePeriod>,
    /// The last day to pay.
    pub due_on: NaiveDate,
    /// Of all amounts.
    pub currency: Currency,
    /// The lines.
    pub lines: Vec<InvoiceLine>,
    /// One group per class and rate.
    pub vat: Vec<VatGroup>,
    /// The sentences that the law asks for.
    pub notes: Vec<String>,
    /// The sum without VAT.
    pub net_cents: i64,
    /// The VAT.
    pub vat_cents: i64,
    /// The sum with VAT.
    pub gross_cents: i64,
    /// What else it says.
    pub details: InvoiceDetails,
}

/// The invoice that a Storno cancels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelledInvoice {
    /// Its number.
    pub number: String,
    /// The day of its issue.
    pub issued_on: NaiveDate,
    /// Why, in the user's words; may be empty.
    pub reason: String,
}

impl InvoiceFacts {
    /// The facts of an issued invoice or Storno.
    pub fn issued(invoice: &IssuedInvoice, issued_at: DateTime<Utc>) -> Self {
        let cancels = invoice.cancels.as_ref().map(|cancels| CancelledInvoice {
            number: cancels.number.to_string(),
            issued_on: cancels.issued_on,
            reason: cancels.reason.clone(),
        });
        Self {
            number: Some(invoice.number.to_string()),
            cancels,
            service: Some(invoice.service),
            ..Self::draft(&invoice.amounts, &invoice.terms, issued_at)
        }
    }

    /// The facts of a draft: no number yet, and marked so that nobody pays it.
    pub fn draft(amounts: &CalculatedInvoice, terms: &IssueTerms, at: DateTime<Utc>) -> Self {
        Self {
            number: None,
            cancels: None,
            seller: terms.seller.clone(),
            recipient: terms.recipient.clone(),
            issued_at: at,
            issued_on: terms.issued_on,
            service: amounts.service,
            due_on: terms.due_on,
            currency: amounts.currency,
            lines: amounts.lines.clone(),
            vat: amounts.vat.clone(),
            notes: amounts.notes.clone(),
            net_cents: amounts.net_cents,
            vat_cents: amounts.vat_cents,
            gross_cents: amounts.gross_cents,
            details: terms.details.clone(),
        }
    }

    fn title(&self) -> &'static str {
        match (&self.cancels, &self.number) {
            (Some(_), _) => "Stornorechnung",
            (None, Some(_)) => "Rechnung",
            (None, None) => "Rechnungsentwurf",
        }
    }

    fn check(&self) -> Result<(), DocumentError> {
        same_sum("net", self.net_cents, self.lines.iter().map(|line| line.net_cents))?;
        same_sum("net of the VAT groups", self.net_cents, self.vat.iter().map(|g| g.net_cents))?;
        same_sum("VAT", self.vat_cents, self.vat.iter().map(|group| group.vat_cents))?;
        same_sum("gross", self.gross_cents, [self.net_cents, self.vat_cents])
    }
}

/// The electronic invoice that goes inside of the PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbeddedInvoice<'a> {
    /// The XML of ZUGFeRD 2 / Factur-X, profile EN 16931: `factur-x.xml`.
    FacturX(&'a str),
    /// The XML of XRechnung: `xrechnung.xml`.
    XRechnung(&'a str),
    /// No electronic invoice.
    None,
    /// None, and drawn as before there were any: no archive, and no sums carried over. What was
    /// issued then comes out with the same bytes.
    BeforeThere,
}

impl<'a> EmbeddedInvoice<'a> {
    fn attachment(self) -> Option<Attachment<'a>> {
        let (name, conformance_level, xml) = match self {
            Self::FacturX(xml) => ("factur-x.xml", "EN 16931", xml),
            Self::XRechnung(xml) => ("xrechnung.xml", "XRECHNUNG", xml),
            Self::None | Self::BeforeThere => return None,
        };
        let description = "Elektronische Rechnung";
        Some(Attachment { name, conformance_level, description, bytes: xml.as_bytes() })
    }
}

/// The invoice as a PDF, with the same invoice for machines inside where there is one.
///
/// # Errors
/// [`DocumentError`], above all for totals that contradict their parts.
pub fn render_invoice(
    facts: &InvoiceFacts,
    embedded: EmbeddedInvoice<'_>,
) -> Result<Vec<u8>, DocumentError> {
    let fonts = Fonts::load()?;
    let is_plain = embedded == EmbeddedInvoice::BeforeThere;
    let flow = lay_out(&fonts, facts, is_plain)?;
    let number = facts.number.as_deref().unwrap_or("ohne Nummer");
    let meta = Meta {
        title: format!("{} {number}", facts.title()),
        author: facts.seller.name.clone(),
        subject: facts.recipient.name.clone(),
        created_at: facts.issued_at,
    };
    if is_plain {
        return write_plain_pdf(&fonts, &flow.sheets, &meta);
    }
    write_pdf_with(&fonts, &flow.sheets, &meta, embedded.attachment().as_ref())
}

fn lay_out<'f>(
    fonts: &'f Fonts,
    facts: &InvoiceFacts,
    is_plain: bool,
) -> Result<Flow<'f>, DocumentError> {
    facts.check()?;
    let mut flow = Flow::new(fonts, Frame::A4, 108.0);
    letterhead(&mut flow, &facts.seller, &facts.recipient);
    head::title(&mut flow, facts);
    body::paragraphs(&mut flow, &facts.details.intro);
    body::lines(&mut flow, facts, is_plain);
    body::totals(&mut flow, facts);
    body::notes(&mut flow, facts);
    body::paragraphs(&mut flow, &facts.details.closing);
    payment::payment(&mut flow, facts)?;
    head::frame_pages(&mut flow, facts);
    Ok(flow)
}

#[cfg(test)]
mod tests;
