//! Invoices (Rechnungen).

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::invoicing::Unit;
use mojo_domain::vat::VatClass;
use mojo_domain::{ActorId, ContactId, Currency, InvoiceId, RegisterId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{DocumentRef, VatGroupBody};

/// An issued invoice, or the Storno of one (Stornorechnung).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceBody {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Invoice or Storno.
    pub kind: InvoiceKind,
    /// The invoice that a Storno cancels.
    pub cancels: Option<InvoiceId>,
    /// Its number.
    pub cancels_number: Option<String>,
    /// Why it was cancelled.
    pub reason: String,
    /// `RE-2026-A-000042`.
    pub number: String,
    /// To whom.
    pub contact_id: ContactId,
    /// Name and address, frozen when issued.
    pub recipient: PartyBody,
    /// Who issued, frozen when issued.
    pub seller: PartyBody,
    /// The member of staff.
    pub actor_id: ActorId,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// The day in Berlin.
    pub issued_on: NaiveDate,
    /// When the service was rendered (§ 14 Abs. 4 Nr. 6 UStG).
    pub service: ServicePeriodBody,
    /// The last day to pay.
    pub due_on: NaiveDate,
    /// Of all amounts.
    pub currency: Currency,
    /// The lines.
    pub lines: Vec<InvoiceLineBody>,
    /// One group per class and rate.
    pub vat: Vec<VatGroupBody>,
    /// The sentences that the law asks for, as printed.
    pub notes: Vec<String>,
    /// The sum without VAT.
    pub net_cents: i64,
    /// The VAT.
    pub vat_cents: i64,
    /// The sum with VAT.
    pub gross_cents: i64,
    /// The PDF as issued.
    pub document: Option<DocumentRef>,
    /// The till of the desk that issued it.
    #[serde(default)]
    pub register_id: Option<RegisterId>,
    /// Begin of the process (§ 2 Nr. 1 KassenSichV).
    #[serde(default)]
    pub started_at: Option<DateTime<Utc>>,
    /// End of the process (§ 2 Nr. 6 KassenSichV).
    #[serde(default)]
    pub finished_at: Option<DateTime<Utc>>,
    /// `GV_TYP` of DSFinV-K: a claim arises, and a Storno negates it.
    #[serde(default = "claim")]
    pub gv_typ: String,
    /// Training mode: never in the books.
    #[serde(default)]
    pub is_training: bool,
    /// The business day in Berlin.
    #[serde(default)]
    pub recorded_on: Option<NaiveDate>,
    /// What else it says.
    #[serde(default, skip_serializing_if = "is_default")]
    pub details: InvoiceDetailsBody,
}

/// What an invoice says besides amounts, people and days; what is not there is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceDetailsBody {
    /// The electronic invoice in the PDF: `en16931`, `xrechnung`, `none`; empty for what was issued
    /// before there were any.
    #[serde(default, skip_serializing_if = "is_default")]
    pub profile: String,
    /// A Leitweg-ID or another reference of the recipient.
    #[serde(default, skip_serializing_if = "is_default")]
    pub buyer_reference: String,
    /// The number of the recipient's order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub order_reference: String,
    /// The recipient's number here.
    #[serde(default, skip_serializing_if = "is_default")]
    pub customer_number: String,
    /// Words above the lines.
    #[serde(default, skip_serializing_if = "is_default")]
    pub intro: String,
    /// Words below the sums.
    #[serde(default, skip_serializing_if = "is_default")]
    pub closing: String,
    /// What is taken off for paying early.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cash_discounts: Vec<CashDiscountBody>,
}

/// Paid within some days, some per cent are taken off (Skonto).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashDiscountBody {
    /// Basis points.
    pub percent_bp: i64,
    /// Days from the day of issue.
    pub days: u32,
}

/// What says nothing does not travel: bodies of before keep their bytes.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What an invoice is to DSFinV-K.
fn claim() -> String {
    "Forderungsentstehung".to_owned()
}

/// What an [`InvoiceBody`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// An invoice (UNTDID 380).
    Invoice,
    /// A cancellation (UNTDID 384 with the preceding number).
    Storno,
}

/// A party of an invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyBody {
    /// The name.
    pub name: String,
    /// A second line, as a department; may be empty.
    #[serde(default)]
    pub addition: String,
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Steuernummer; sellers have this or a VAT id.
    #[serde(default)]
    pub tax_number: String,
    /// USt-IdNr.
    #[serde(default)]
    pub vat_id: String,
    /// E-mail.
    #[serde(default)]
    pub email: String,
    /// Phone.
    #[serde(default)]
    pub phone: String,
    /// IBAN of a seller.
    #[serde(default)]
    pub iban: String,
    /// BIC of a seller.
    #[serde(default)]
    pub bic: String,
    /// The bank's name.
    #[serde(default)]
    pub bank: String,
}

/// When the service was rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePeriodBody {
    /// First day.
    pub from: NaiveDate,
    /// Last day, the same for a single day.
    pub to: NaiveDate,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLineBody {
    /// From 1.
    pub line_no: u32,
    /// The text.
    pub text: String,
    /// Thousandths; negative in a Storno.
    pub quantity_milli: i64,
    /// Price of one without VAT.
    pub unit_net_cents: i64,
    /// The line without VAT.
    pub net_cents: i64,
    /// How it is taxed.
    pub vat_class: VatClass,
    /// Basis points on the day of the service.
    pub vat_rate_bp: i64,
    /// Of the quantity.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unit: Unit,
    /// What was taken off the line, in basis points.
    #[serde(default, skip_serializing_if = "is_default")]
    pub discount_bp: i64,
    /// What was taken off the line; negative in a Storno.
    #[serde(default, skip_serializing_if = "is_default")]
    pub discount_cents: i64,
}

/// Money received for an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePaymentBody {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// How much; negative when paid back.
    pub amount_cents: i64,
    /// What was taken off for paying early (Skonto), and is not owed any more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub discount_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// The day of the bank statement.
    pub paid_on: NaiveDate,
    /// Who booked it.
    pub actor_id: ActorId,
    /// The payment itself: the id of the fact.
    #[serde(default)]
    pub payment_id: Option<Uuid>,
    /// The till of the desk that booked it.
    #[serde(default)]
    pub register_id: Option<RegisterId>,
    /// The business day in Berlin.
    #[serde(default)]
    pub recorded_on: Option<NaiveDate>,
}
