//! A received electronic invoice as shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BreachView, MoneyView};

/// A received invoice. What the file does not say is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedInvoiceView {
    /// `CII` or `UBL`.
    pub syntax: String,
    /// It came inside of a PDF.
    pub is_pdf: bool,
    /// The profile by its name.
    pub profile: String,
    /// `invoice`, `correction`, `credit_note`, `self_billed`, or the code itself.
    pub kind: String,
    /// The number.
    pub number: String,
    /// A day.
    pub issued_on: Option<String>,
    /// A day.
    pub due_on: Option<String>,
    /// A day.
    pub service_from: Option<String>,
    /// A day.
    pub service_to: Option<String>,
    /// The reference that the buyer asked for.
    pub buyer_reference: String,
    /// Numbers of the invoices that it refers to.
    pub preceding: Vec<String>,
    /// Who issued it.
    pub seller: ReceivedPartyView,
    /// To whom.
    pub buyer: ReceivedPartyView,
    /// In order.
    pub lines: Vec<ReceivedLineView>,
    /// By category and rate.
    pub vat: Vec<ReceivedVatView>,
    /// Without VAT.
    pub net: MoneyView,
    /// The VAT.
    pub vat_total: MoneyView,
    /// With VAT.
    pub gross: MoneyView,
    /// Paid already.
    pub paid: MoneyView,
    /// To pay.
    pub due: MoneyView,
    /// The account.
    pub account: String,
    /// Whose account it is.
    pub account_name: String,
    /// What to write into the transfer.
    pub reference: String,
    /// The mandate by which it is debited.
    pub mandate: String,
    /// Notes and terms, in order.
    pub notes: Vec<String>,
    /// All that stands against it, in German.
    pub findings: Vec<BreachView>,
}

/// Who issued a received invoice, or to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedPartyView {
    /// The name.
    pub name: String,
    /// The address, a line each.
    pub address: Vec<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// USt-IdNr.
    pub vat_id: String,
    /// Steuernummer.
    pub tax_number: String,
    /// E-mail.
    pub email: String,
    /// Phone.
    pub phone: String,
}

/// A line of a received invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedLineView {
    /// Its number on the invoice.
    pub id: String,
    /// The text.
    pub text: String,
    /// More about it.
    pub description: String,
    /// A decimal number with a comma.
    pub quantity: String,
    /// UN/ECE Recommendation 20: `C62`, `HUR`.
    pub unit_code: String,
    /// Price of one, a decimal number with a comma.
    pub unit_net: String,
    /// The line.
    pub net: MoneyView,
    /// `19 %`, `ohne`.
    pub vat_label: String,
}

/// VAT of a received invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedVatView {
    /// `19 %`, `ohne`.
    pub label: String,
    /// Without VAT.
    pub net: MoneyView,
    /// The VAT.
    pub vat: MoneyView,
    /// Why there is none.
    pub reason: String,
}
