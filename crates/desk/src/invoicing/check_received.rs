//! Reading a received electronic invoice: shown as a person reads one, with all that is wrong.

use mojo_einvoice::{
    Finding, ReceivedInvoice, ReceivedLine, ReceivedParty, ReceivedVat, read_invoice,
};

use super::InvoicingError;
use crate::views::{
    BreachView, MoneyView, ReceivedInvoiceView, ReceivedLineView, ReceivedPartyView,
    ReceivedVatView,
};

/// What is read of a file at most.
pub const LONGEST_RECEIVED_BYTES: usize = mojo_einvoice::LONGEST_BYTES;

/// What a file says that may be an electronic invoice (ZUGFeRD, Factur-X, XRechnung, CII, UBL).
/// Nothing is written, and no profile is needed.
///
/// # Errors
/// [`InvoicingError::NotRead`] where it is none, or none that can be read.
pub fn check_received(bytes: &[u8]) -> Result<ReceivedInvoiceView, InvoicingError> {
    Ok(view(read_invoice(bytes)?))
}

fn view(read: ReceivedInvoice) -> ReceivedInvoiceView {
    let money = |cents| MoneyView { cents, currency: read.currency.clone() };
    ReceivedInvoiceView {
        syntax: read.syntax.to_owned(),
        is_pdf: read.is_pdf,
        profile: read.profile,
        kind: kind(read.type_code),
        number: read.number,
        issued_on: read.issued_on.map(|day| day.to_string()),
        due_on: read.due_on.map(|day| day.to_string()),
        service_from: read.service_from.map(|day| day.to_string()),
        service_to: read.service_to.map(|day| day.to_string()),
        buyer_reference: read.buyer_reference,
        preceding: read.preceding,
        seller: party(read.seller),
        buyer: party(read.buyer),
        lines: read.lines.into_iter().map(|one| line(one, &read.currency)).collect(),
        vat: read.vat.into_iter().map(|one| vat(one, &read.currency)).collect(),
        net: money(read.net_cents),
        vat_total: money(read.vat_cents),
        gross: money(read.gross_cents),
        paid: money(read.paid_cents),
        due: money(read.due_cents),
        account: read.payment.account,
        account_name: read.payment.account_name,
        reference: read.payment.reference,
        mandate: read.payment.mandate,
        notes: read.notes,
        findings: read.findings.into_iter().map(finding_view).collect(),
    }
}

/// UNTDID 1001.
fn kind(code: String) -> String {
    match code.as_str() {
        "380" => "invoice".to_owned(),
        "384" => "correction".to_owned(),
        "381" => "credit_note".to_owned(),
        "389" => "self_billed".to_owned(),
        _ => code,
    }
}

fn party(party: ReceivedParty) -> ReceivedPartyView {
    let ReceivedParty { name, address, country, vat_id, tax_number, email, phone } = party;
    ReceivedPartyView { name, address, country, vat_id, tax_number, email, phone }
}

fn line(line: ReceivedLine, currency: &str) -> ReceivedLineView {
    ReceivedLineView {
        id: line.id,
        text: line.text,
        description: line.description,
        quantity: with_comma(&line.quantity),
        unit_code: line.unit_code,
        unit_net: with_comma(&line.unit_net),
        net: MoneyView { cents: line.net_cents, currency: currency.to_owned() },
        vat_label: label(&line.vat_category, &line.vat_rate),
    }
}

fn vat(entry: ReceivedVat, currency: &str) -> ReceivedVatView {
    let money = |cents| MoneyView { cents, currency: currency.to_owned() };
    ReceivedVatView {
        label: label(&entry.category, &entry.rate),
        net: money(entry.net_cents),
        vat: money(entry.vat_cents),
        reason: entry.reason,
    }
}

/// A rate as people say it; a category without tax has none.
fn label(category: &str, rate: &str) -> String {
    if category == "S" { format!("{} %", with_comma(rate)) } else { "ohne".to_owned() }
}

fn with_comma(number: &str) -> String {
    number.replace('.', ",")
}

pub(super) fn finding_view(finding: Finding) -> BreachView {
    BreachView { code: finding.rule, field: finding.field, message: finding.text, blocking: true }
}

#[cfg(test)]
mod tests {
    use super::check_received;
    use crate::Refusal as _;

    #[test]
    fn a_file_that_is_no_invoice_says_what_it_is_instead() {
        for (bytes, code) in [
            (b"".as_slice(), "file_empty"),
            (b"<html></html>".as_slice(), "not_an_e_invoice"),
            (b"%PDF-1.7".as_slice(), "broken_pdf"),
            (b"<a><b></a>".as_slice(), "broken_xml"),
            (b"\xff\xfe\x00".as_slice(), "broken_xml"),
        ] {
            assert_eq!(check_received(bytes).unwrap_err().code(), code);
        }
    }
}
