//! An invoice of this house in the terms of EN 16931.

mod lines;
mod party;
mod payment;
mod vat;

use chrono::NaiveDate;
use en16931::invoice::{
    Code, Delivery, DocumentTotals, Invoice, InvoiceNote, Period, PrecedingInvoice,
};
use en16931::{Date, DocumentReference, InvoiceAmount};
use mojo_domain::invoicing::{CalculatedInvoice, Cancellation, IssueTerms, IssuedInvoice};

use crate::EInvoiceProfile;

/// What an electronic invoice is made of; a draft has no number yet.
pub(crate) struct Source<'a> {
    pub(crate) profile: EInvoiceProfile,
    pub(crate) number: String,
    pub(crate) cancels: Option<&'a Cancellation>,
    pub(crate) terms: &'a IssueTerms,
    pub(crate) amounts: &'a CalculatedInvoice,
}

impl<'a> Source<'a> {
    pub(crate) fn issued(invoice: &'a IssuedInvoice, profile: EInvoiceProfile) -> Self {
        Self {
            profile,
            number: invoice.number.to_string(),
            cancels: invoice.cancels.as_ref(),
            terms: &invoice.terms,
            amounts: &invoice.amounts,
        }
    }

    /// A draft is checked as if it had a number: which one changes nothing.
    pub(crate) fn draft(
        amounts: &'a CalculatedInvoice,
        terms: &'a IssueTerms,
        profile: EInvoiceProfile,
    ) -> Self {
        Self { profile, number: "RE-0000-A-000000".to_owned(), cancels: None, terms, amounts }
    }
}

/// The model. Nothing is computed: amounts are as issued.
pub(crate) fn model(source: &Source<'_>) -> Invoice {
    let (terms, amounts) = (source.terms, source.amounts);
    let outside = vat::is_outside_of_vat(amounts);
    let mut invoice = Invoice::default();
    invoice.specification_id = Some(source.profile.rules().specification_id.to_owned());
    invoice.business_process = source.profile.process().map(str::to_owned);
    invoice.number = Some(source.number.clone());
    invoice.issue_date = date(terms.issued_on);
    invoice.type_code = Some(Code::new(type_code(source)));
    invoice.currency = Some(Code::new(amounts.currency.code()));
    invoice.notes = notes(source);
    invoice.buyer_reference = party::text(&terms.details.buyer_reference);
    invoice.purchase_order_reference =
        party::text(&terms.details.order_reference).map(DocumentReference::new);
    invoice.preceding_invoices = source.cancels.map(preceding).into_iter().collect();
    invoice.seller = party::seller(&terms.seller, outside);
    invoice.buyer = party::buyer(&terms.recipient, &terms.details.customer_number, outside);
    if let Some(service) = amounts.service {
        invoice.delivery = Some(Delivery { date: date(service.to), ..Delivery::default() });
        invoice.invoicing_period = (service.from != service.to)
            .then(|| Period { start: date(service.from), end: date(service.to) });
    }
    payment::put_payment(&mut invoice, source);
    invoice.vat_breakdown = vat::breakdown(amounts, &terms.seller.country);
    invoice.lines = lines::lines(amounts);
    invoice.totals = totals(amounts);
    invoice
}

/// BT-3 (UNTDID 1001): 380 an invoice, 384 a corrected one, which a Storno is.
fn type_code(source: &Source<'_>) -> &'static str {
    if source.cancels.is_some() { "384" } else { "380" }
}

/// BG-1: what the paper says in words and no other term carries.
fn notes(source: &Source<'_>) -> Vec<InvoiceNote> {
    let details = &source.terms.details;
    let mut notes = source.cancels.map(cancels).unwrap_or_default();
    notes.extend(
        [&details.intro, &details.closing].into_iter().filter_map(|text| party::text(text)),
    );
    notes.into_iter().map(InvoiceNote::new).collect()
}

fn cancels(cancels: &Cancellation) -> Vec<String> {
    let day = cancels.issued_on.format("%d.%m.%Y");
    let number = &cancels.number;
    let whole = format!("Diese Rechnung hebt die Rechnung {number} vom {day} vollständig auf.");
    let reason = cancels.reason.trim();
    let reason = (!reason.is_empty()).then(|| format!("Grund: {reason}"));
    std::iter::once(whole).chain(reason).collect()
}

fn preceding(cancels: &Cancellation) -> PrecedingInvoice {
    PrecedingInvoice {
        reference: DocumentReference::new(cancels.number.to_string()),
        issue_date: date(cancels.issued_on),
    }
}

fn totals(amounts: &CalculatedInvoice) -> DocumentTotals {
    let net = InvoiceAmount::from_minor_units(amounts.net_cents);
    let gross = InvoiceAmount::from_minor_units(amounts.gross_cents);
    DocumentTotals {
        line_total: net,
        taxable_total: net,
        vat_total: Some(InvoiceAmount::from_minor_units(amounts.vat_cents)),
        gross_total: gross,
        due: gross,
        ..DocumentTotals::default()
    }
}

/// A day of the calendar; `None` outside of the years 0 to 9999, which no form takes.
pub(crate) fn date(day: NaiveDate) -> Option<Date> {
    Date::try_from(day).ok()
}
