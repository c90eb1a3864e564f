//! Invoices (Rechnungen).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{MoneyView, VatGroupView};

/// What the list of invoices shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceQuery {
    /// Number or name; empty lists all.
    pub text: String,
    /// `all`, `draft`, `open`, `overdue`, `paid`, `cancelled`.
    pub filter: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to give.
    pub limit: u32,
}

/// A part of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoicePage {
    /// How many match.
    pub total: u32,
    /// Unpaid over all.
    pub open_total: MoneyView,
    /// Unpaid over all.
    pub open_count: u32,
    /// Overdue over all.
    pub overdue_count: u32,
    /// Drafts first, then latest first.
    pub rows: Vec<InvoiceRow>,
}

/// An invoice or a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceRow {
    /// The invoice or the draft.
    pub id: String,
    /// `None` for a draft.
    pub number: Option<String>,
    /// The recipient.
    pub contact_name: String,
    /// The day of issue, or of the last edit.
    pub on: String,
    /// A day.
    pub due_on: Option<String>,
    /// With VAT.
    pub gross: MoneyView,
    /// Unpaid.
    pub open: MoneyView,
    /// `draft`, `open`, `part_paid`, `paid`, `overdue`, `cancelled`, `storno`.
    pub status: String,
}

/// A line as edited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceLineInput {
    /// The text.
    pub text: String,
    /// Thousandths.
    #[ts(type = "number")]
    pub quantity_milli: i64,
    /// Without VAT.
    #[ts(type = "number")]
    pub unit_net_cents: i64,
    /// `general`, `reduced`, `heilbehandlung`, ...
    pub vat_class: String,
    /// `piece`, `hour`, `session`, ...; a piece when nothing is said.
    #[serde(default)]
    #[ts(optional)]
    pub unit: Option<String>,
    /// Taken off the line, in basis points below 10,000: 1000 is 10 %.
    #[serde(default)]
    #[ts(optional)]
    pub discount_bp: Option<u32>,
}

/// An invoice as edited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceInput {
    /// The draft it continues.
    #[serde(default)]
    pub draft_id: Option<String>,
    /// To whom.
    #[serde(default)]
    pub contact_id: Option<String>,
    /// A day.
    #[serde(default)]
    pub service_from: Option<String>,
    /// A day.
    #[serde(default)]
    pub service_to: Option<String>,
    /// From the day of issue.
    #[serde(default)]
    pub due_days: Option<u32>,
    /// In order.
    #[serde(default)]
    pub lines: Vec<InvoiceLineInput>,
    /// The electronic invoice: `en16931` (the default), `xrechnung`, `none`.
    #[serde(default)]
    #[ts(optional)]
    pub profile: Option<String>,
    /// A Leitweg-ID or another reference that the recipient asked for.
    #[serde(default)]
    #[ts(optional)]
    pub buyer_reference: Option<String>,
    /// The number of the recipient's order.
    #[serde(default)]
    #[ts(optional)]
    pub order_reference: Option<String>,
    /// The recipient's number here.
    #[serde(default)]
    #[ts(optional)]
    pub customer_number: Option<String>,
    /// Words above the lines.
    #[serde(default)]
    #[ts(optional)]
    pub intro: Option<String>,
    /// Words below the sums.
    #[serde(default)]
    #[ts(optional)]
    pub closing: Option<String>,
    /// What is taken off for paying early, the earliest first.
    #[serde(default)]
    #[ts(optional)]
    pub cash_discounts: Option<Vec<CashDiscountInput>>,
}

/// Paid within some days, some per cent are taken off (Skonto).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CashDiscountInput {
    /// Basis points: 200 is 2 %.
    pub percent_bp: u32,
    /// Days from the day of issue.
    pub days: u32,
}

/// An invoice, computed by the core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoicePreview {
    /// In order.
    pub lines: Vec<InvoiceLineView>,
    /// By class and rate.
    pub vat: Vec<VatGroupView>,
    /// Without VAT.
    pub net: MoneyView,
    /// The VAT.
    pub vat_total: MoneyView,
    /// With VAT.
    pub gross: MoneyView,
    /// A day.
    pub due_on: String,
    /// The sentences that the law asks for.
    pub notes: Vec<String>,
    /// What stands in the way of issuing.
    pub breaches: Vec<BreachView>,
    /// The draft as PDF.
    pub pdf_base64: String,
    /// Empty; kept for a later preview.
    pub page_pngs: Vec<String>,
}

/// A line as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceLineView {
    /// The text.
    pub text: String,
    /// `6`, `0,5`.
    pub quantity: String,
    /// Without VAT.
    pub unit_net: MoneyView,
    /// The line.
    pub net: MoneyView,
    /// `19 % USt`.
    pub vat_label: String,
}

/// Something that must be mended first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BreachView {
    /// As `BR-CO-26` or our own.
    pub code: String,
    /// The field to mend.
    pub field: String,
    /// An English sentence.
    pub message: String,
    /// Issuing is refused.
    pub blocking: bool,
}

/// An invoice that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IssuedInvoice {
    /// The invoice.
    pub invoice_id: String,
    /// Its number.
    pub number: String,
    /// Without VAT.
    pub net: MoneyView,
    /// The VAT.
    pub vat: MoneyView,
    /// With VAT.
    pub gross: MoneyView,
    /// A day.
    pub due_on: String,
}

/// An issued invoice whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceView {
    /// The invoice.
    pub row: InvoiceRow,
    /// In order.
    pub lines: Vec<InvoiceLineView>,
    /// By class and rate.
    pub vat: Vec<VatGroupView>,
    /// Without VAT.
    pub net: MoneyView,
    /// The VAT.
    pub vat_total: MoneyView,
    /// As printed.
    pub notes: Vec<String>,
    /// In order.
    pub payments: Vec<InvoicePaymentView>,
    /// The number of the Storno.
    pub cancelled_by: Option<String>,
    /// The number that this Storno cancels.
    pub cancels: Option<String>,
    /// The electronic invoice in the PDF: `en16931`, `xrechnung`; empty when there is none.
    pub profile: String,
    /// What may be taken off for paying early, the earliest first.
    pub cash_discounts: Vec<CashDiscountView>,
}

/// Paid by a day, so much may be taken off (Skonto).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CashDiscountView {
    /// The last day.
    pub until: String,
    /// Basis points: 200 is 2 %.
    pub percent_bp: u32,
    /// Off the whole invoice.
    pub amount: MoneyView,
    /// What settles the invoice with it.
    pub rest: MoneyView,
}

/// Money received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoicePaymentView {
    /// How much.
    pub amount: MoneyView,
    /// What was taken off for paying early.
    pub discount: MoneyView,
    /// A day.
    pub on: String,
}

/// The Storno of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CancelInvoiceRequest {
    /// The invoice.
    pub number: String,
    /// Why; required.
    pub reason: String,
}

/// Money received, as entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoicePaymentInput {
    /// The invoice.
    pub number: String,
    /// How much.
    #[ts(type = "number")]
    pub amount_cents: i64,
    /// A day.
    pub on: String,
    /// The rest was taken off for paying early.
    #[serde(default)]
    #[ts(optional)]
    pub cash_discount: Option<bool>,
}
