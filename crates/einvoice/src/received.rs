//! A received electronic invoice, as a person reads an invoice.

mod findings;
mod refused;

use std::panic::catch_unwind;

use chrono::NaiveDate;
use en16931::InvoiceAmount;
use en16931::invoice::{self, Invoice, PaymentMeans};
use en16931_formats::zugferd::{Limits, extract};
use en16931_formats::{Error, Read, Syntax, read_with};

pub use refused::ReadRefused;

use crate::Finding;

/// What is read at most: 25 MB. An invoice with its attachments is far below.
pub const LONGEST_BYTES: usize = 25_000_000;
/// What may come out of the streams of a PDF at most.
const LONGEST_INFLATED: usize = 100_000_000;

/// A received invoice. Amounts are cents of `currency`; what the file does not say is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedInvoice {
    /// `CII` or `UBL`.
    pub syntax: &'static str,
    /// It came inside of a PDF.
    pub is_pdf: bool,
    /// BT-24 by its name, or as it stands.
    pub profile: String,
    /// BT-3: 380, 381, 384, 389 ...
    pub type_code: String,
    /// BT-1.
    pub number: String,
    /// BT-2.
    pub issued_on: Option<NaiveDate>,
    /// BT-9.
    pub due_on: Option<NaiveDate>,
    /// BT-73, or BT-72.
    pub service_from: Option<NaiveDate>,
    /// BT-74, or BT-72.
    pub service_to: Option<NaiveDate>,
    /// BT-5.
    pub currency: String,
    /// BT-10.
    pub buyer_reference: String,
    /// BT-25 of each preceding invoice.
    pub preceding: Vec<String>,
    /// BG-4.
    pub seller: ReceivedParty,
    /// BG-7.
    pub buyer: ReceivedParty,
    /// BG-25.
    pub lines: Vec<ReceivedLine>,
    /// BG-23.
    pub vat: Vec<ReceivedVat>,
    /// BT-109.
    pub net_cents: i64,
    /// BT-110.
    pub vat_cents: i64,
    /// BT-112.
    pub gross_cents: i64,
    /// BT-113.
    pub paid_cents: i64,
    /// BT-115.
    pub due_cents: i64,
    /// BG-16.
    pub payment: ReceivedPayment,
    /// BT-22 and BT-20, in order.
    pub notes: Vec<String>,
    /// All that stands against it; empty where nothing does.
    pub findings: Vec<Finding>,
}

/// Who issued it, or to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivedParty {
    /// The name.
    pub name: String,
    /// The address, a line each.
    pub address: Vec<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// USt-IdNr.
    pub vat_id: String,
    /// Steuernummer (BT-32).
    pub tax_number: String,
    /// Of the contact, or the electronic address.
    pub email: String,
    /// Of the contact.
    pub phone: String,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedLine {
    /// BT-126.
    pub id: String,
    /// BT-153.
    pub text: String,
    /// BT-154.
    pub description: String,
    /// BT-129, a decimal number.
    pub quantity: String,
    /// BT-130.
    pub unit_code: String,
    /// BT-146, a decimal number.
    pub unit_net: String,
    /// BT-131.
    pub net_cents: i64,
    /// BT-151.
    pub vat_category: String,
    /// BT-152 in per cent, a decimal number.
    pub vat_rate: String,
}

/// VAT of one category and rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedVat {
    /// BT-118.
    pub category: String,
    /// BT-119 in per cent, a decimal number.
    pub rate: String,
    /// BT-116.
    pub net_cents: i64,
    /// BT-117.
    pub vat_cents: i64,
    /// BT-120.
    pub reason: String,
}

/// How it is to be paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivedPayment {
    /// BT-81 (UNTDID 4461).
    pub means_code: String,
    /// BT-83.
    pub reference: String,
    /// BT-84 of the first transfer.
    pub account: String,
    /// BT-85.
    pub account_name: String,
    /// BT-86.
    pub bic: String,
    /// BT-89: it is debited under this mandate.
    pub mandate: String,
}

/// Reads a file: ZUGFeRD or Factur-X (PDF), CII or UBL (XML). Document types with entities, nesting
/// without end and streams that inflate without end are refused before they cost anything.
///
/// # Errors
/// [`ReadRefused`] where the file is no electronic invoice, or none that can be read. What is wrong
/// inside of one is a finding and no refusal.
pub fn read_invoice(bytes: &[u8]) -> Result<ReceivedInvoice, ReadRefused> {
    if bytes.is_empty() {
        return Err(ReadRefused::Empty);
    }
    if bytes.len() > LONGEST_BYTES {
        return Err(ReadRefused::TooBig { bytes: bytes.len() });
    }
    // What strangers send must not end the program, whatever its reader thinks of it.
    let read = catch_unwind(|| read_with(bytes, &limits()));
    let read = read.map_err(|_| ReadRefused::Unreadable)??;
    let findings = findings::of(&read);
    Ok(shown(&read, findings))
}

/// The XML in a PDF, byte for byte.
///
/// # Errors
/// [`ReadRefused`] where there is none.
pub fn extract_invoice(pdf: &[u8]) -> Result<Vec<u8>, ReadRefused> {
    Ok(extract(pdf, &limits()).map_err(Error::from)?.xml)
}

fn limits() -> Limits {
    Limits::new().with_max_stream_bytes(LONGEST_BYTES).with_max_total_bytes(LONGEST_INFLATED)
}

fn shown(read: &Read, findings: Vec<Finding>) -> ReceivedInvoice {
    let invoice = &read.invoice;
    let totals = &invoice.totals;
    let (service_from, service_to) = service(invoice);
    ReceivedInvoice {
        syntax: match read.syntax {
            Syntax::Cii => "CII",
            Syntax::Ubl => "UBL",
            _ => "",
        },
        is_pdf: read.pdf.is_some(),
        profile: findings::profile_name(invoice),
        type_code: code(invoice.type_code.as_ref()),
        number: text(invoice.number.as_ref()),
        issued_on: invoice.issue_date.map(NaiveDate::from),
        due_on: invoice.due_date.map(NaiveDate::from),
        service_from,
        service_to,
        currency: code(invoice.currency.as_ref()),
        buyer_reference: text(invoice.buyer_reference.as_ref()),
        preceding: invoice
            .preceding_invoices
            .iter()
            .map(|preceding| preceding.reference.as_str().to_owned())
            .collect(),
        seller: party(&invoice.seller),
        buyer: party(&invoice.buyer),
        lines: invoice.lines.iter().map(line).collect(),
        vat: invoice.vat_breakdown.iter().map(vat).collect(),
        net_cents: totals.taxable_total.to_minor_units(),
        vat_cents: cents(totals.vat_total),
        gross_cents: totals.gross_total.to_minor_units(),
        paid_cents: cents(totals.paid),
        due_cents: totals.due.to_minor_units(),
        payment: payment(invoice),
        notes: invoice
            .notes
            .iter()
            .filter_map(|note| note.note.clone())
            .chain(invoice.payment_terms.clone())
            .collect(),
        findings,
    }
}

fn service(invoice: &Invoice) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let day = invoice.delivery.as_ref().and_then(|delivery| delivery.date);
    let period = invoice.invoicing_period.as_ref();
    let from = period.and_then(|period| period.start).or(day);
    let to = period.and_then(|period| period.end).or(day);
    (from.map(NaiveDate::from), to.map(NaiveDate::from))
}

fn party(party: &invoice::Party) -> ReceivedParty {
    let address = &party.address;
    let city = [&address.post_code, &address.city];
    let city = city.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let lines = [&address.line1, &address.line2, &address.line3].into_iter().flatten().cloned();
    let electronic = party.electronic_address.as_ref();
    let email = party.contact.email.clone().or_else(|| {
        electronic
            .filter(|address| address.scheme() == Some("EM"))
            .map(|address| address.content().to_owned())
    });
    ReceivedParty {
        name: text(party.name.as_ref()),
        address: lines.chain(Some(city)).filter(|line| !line.trim().is_empty()).collect(),
        country: code(address.country.as_ref()),
        vat_id: text(party.vat_identifier.as_ref()),
        tax_number: text(party.tax_registration.as_ref()),
        email: email.unwrap_or_default(),
        phone: text(party.contact.phone.as_ref()),
    }
}

fn line(line: &invoice::InvoiceLine) -> ReceivedLine {
    ReceivedLine {
        id: line.id.clone(),
        text: text(line.item.name.as_ref()),
        description: text(line.item.description.as_ref()),
        quantity: line.quantity.into_decimal().normalize().to_string(),
        unit_code: line.unit_code.as_str().to_owned(),
        unit_net: line.price.net_price.into_decimal().normalize().to_string(),
        net_cents: line.net_amount.to_minor_units(),
        vat_category: line.vat.category.as_str().to_owned(),
        vat_rate: rate(line.vat.rate),
    }
}

fn vat(entry: &invoice::VatBreakdown) -> ReceivedVat {
    ReceivedVat {
        category: entry.category.as_str().to_owned(),
        rate: rate(entry.rate),
        net_cents: entry.taxable_amount.to_minor_units(),
        vat_cents: entry.tax_amount.to_minor_units(),
        reason: text(entry.exemption_reason.as_ref()),
    }
}

fn payment(invoice: &Invoice) -> ReceivedPayment {
    let Some(payment) = &invoice.payment else { return ReceivedPayment::default() };
    let transfer = match &payment.means {
        Some(PaymentMeans::CreditTransfer(transfers)) => transfers.first(),
        _ => None,
    };
    ReceivedPayment {
        means_code: code(payment.means_code.as_ref()),
        reference: text(payment.remittance_information.as_ref()),
        account: transfer.map(|one| text(one.account_identifier.as_ref())).unwrap_or_default(),
        account_name: transfer.map(|one| text(one.account_name.as_ref())).unwrap_or_default(),
        bic: transfer.map(|one| text(one.provider_identifier.as_ref())).unwrap_or_default(),
        mandate: payment.mandate_reference().unwrap_or_default().to_owned(),
    }
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn code(code: Option<&invoice::Code>) -> String {
    code.map(|code| code.as_str().to_owned()).unwrap_or_default()
}

fn cents(amount: Option<InvoiceAmount>) -> i64 {
    amount.map_or(0, InvoiceAmount::to_minor_units)
}

fn rate(rate: Option<en16931::Percentage>) -> String {
    rate.map(|rate| rate.into_decimal().normalize().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
