//! `mojo invoice check`.

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use mojo_desk::invoicing::{LONGEST_RECEIVED_BYTES, check_received};
use mojo_desk::views::{ReceivedInvoiceView, ReceivedLineView, ReceivedPartyView};
use serde_json::{Value, json};

use crate::output::{Failure, Output, amount};

/// Reads a received invoice and says all that stands against it. Needs no profile.
pub(crate) fn check(file: &Path, out: Output) -> Result<ExitCode, Failure> {
    let read = check_received(&bytes_of(file)?)?;
    out.answer(&document(&read), lines(&read));
    Ok(if read.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// No more than may be an invoice, and one byte that tells.
fn bytes_of(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error| Failure::usage(format!("{}: {error}", file.display()));
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let most = LONGEST_RECEIVED_BYTES as u64 + 1;
    opened.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn document(read: &ReceivedInvoiceView) -> Value {
    let findings: Vec<Value> = read
        .findings
        .iter()
        .map(|one| json!({"rule": one.code, "field": one.field, "text": one.message}))
        .collect();
    json!({
        "accepted": read.findings.is_empty(), "syntax": read.syntax, "pdf": read.is_pdf,
        "profile": read.profile, "kind": read.kind, "number": read.number,
        "issued_on": read.issued_on, "due_on": read.due_on,
        "service_from": read.service_from, "service_to": read.service_to,
        "buyer_reference": read.buyer_reference, "preceding": read.preceding,
        "seller": party(&read.seller), "buyer": party(&read.buyer),
        "lines": read.lines.iter().map(line).collect::<Vec<_>>(),
        "currency": read.gross.currency,
        "net": amount(&read.net), "vat": amount(&read.vat_total), "gross": amount(&read.gross),
        "paid": amount(&read.paid), "due": amount(&read.due),
        "account": read.account, "reference": read.reference, "mandate": read.mandate,
        "notes": read.notes, "breaches": findings,
    })
}

fn party(party: &ReceivedPartyView) -> Value {
    json!({
        "name": party.name, "address": party.address, "country": party.country,
        "vat_id": party.vat_id, "tax_number": party.tax_number, "email": party.email,
        "phone": party.phone,
    })
}

fn line(line: &ReceivedLineView) -> Value {
    json!({
        "id": line.id, "text": line.text, "quantity": line.quantity, "unit": line.unit_code,
        "unit_net": line.unit_net, "net": amount(&line.net), "vat": line.vat_label,
    })
}

fn lines(read: &ReceivedInvoiceView) -> Vec<String> {
    let currency = &read.gross.currency;
    let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "-".to_owned());
    let container = if read.is_pdf { ", in a PDF" } else { "" };
    let mut lines = vec![
        format!("{} {} of {}", read.kind, read.number, day(&read.issued_on)),
        format!("  {} ({}{container})", read.profile, read.syntax),
        format!("  from  {}, {}", read.seller.name, read.seller.address.join(", ")),
        format!("  to    {}, {}", read.buyer.name, read.buyer.address.join(", ")),
    ];
    lines.extend(read.lines.iter().map(|one| {
        format!("  {:>3}  {:<40}  {:>12}  {}", one.id, one.text, amount(&one.net), one.vat_label)
    }));
    lines.extend([
        format!("  net {}, VAT {}", amount(&read.net), amount(&read.vat_total)),
        format!("  total {} {currency}, to pay {}", amount(&read.gross), amount(&read.due)),
        format!("  due {}, to {} with {:?}", day(&read.due_on), read.account, read.reference),
    ]);
    lines.extend(
        read.findings.iter().map(|one| format!("{} ({}): {}", one.field, one.code, one.message)),
    );
    lines.push(match read.findings.len() {
        0 => "accepted".to_owned(),
        count => format!("{count} findings"),
    });
    lines
}
