//! A calculated invoice: lines, VAT groups and totals, ready to be checked and issued.

use super::{ServicePeriod, Unit};
use crate::Currency;
use crate::vat::{VatClass, VatGroup};

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    /// From 1.
    pub line_no: u32,
    /// The text.
    pub text: String,
    /// Thousandths; negative in a Storno.
    pub quantity_milli: i64,
    /// Of the quantity.
    pub unit: Unit,
    /// Price of one without VAT.
    pub unit_net_cents: i64,
    /// What is taken off the line, in basis points.
    pub discount_bp: i64,
    /// What is taken off the line; negative in a Storno.
    pub discount_cents: i64,
    /// The line without VAT, after the discount.
    pub net_cents: i64,
    /// How it is taxed.
    pub vat_class: VatClass,
    /// Basis points on the day of the service.
    pub vat_rate_bp: i64,
}

/// An invoice with its amounts; net + VAT = gross, in every group and in the sum. Only
/// [`super::InvoiceDraft::calculate`] and [`super::plan_invoice_storno`] make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalculatedInvoice {
    /// Of all amounts.
    pub currency: Currency,
    /// When the service was rendered.
    pub service: Option<ServicePeriod>,
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
}

impl CalculatedInvoice {
    /// The exact negative: the price of one stays positive (BR-27), the quantity turns.
    #[must_use]
    pub(super) fn reversed(&self) -> Self {
        let reversed = |line: &InvoiceLine| InvoiceLine {
            quantity_milli: -line.quantity_milli,
            discount_cents: -line.discount_cents,
            net_cents: -line.net_cents,
            ..line.clone()
        };
        Self {
            currency: self.currency,
            service: self.service,
            lines: self.lines.iter().map(reversed).collect(),
            vat: self.vat.iter().map(|group| -*group).collect(),
            notes: self.notes.clone(),
            net_cents: -self.net_cents,
            vat_cents: -self.vat_cents,
            gross_cents: -self.gross_cents,
        }
    }
}
