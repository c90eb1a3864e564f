//! The VAT breakdown (BG-23): one entry per category and rate.

use en16931::invoice::{Code, VatBreakdown};
use en16931::{InvoiceAmount, Percentage};
use mojo_domain::invoicing::{CalculatedInvoice, InvoiceLine};
use mojo_domain::vat::{VatClass, VatGroup, category_code, exemption_sentence, vatex_code};
use rust_decimal::Decimal;

/// Nothing on it is taxable here: no VAT id may stand on it (BR-O-02).
pub(super) fn is_outside_of_vat(amounts: &CalculatedInvoice) -> bool {
    !amounts.vat.is_empty()
        && amounts.vat.iter().all(|group| group.vat_class == VatClass::NotTaxable)
}

/// BT-152: what is not taxable states no rate (BR-O-05), what is exempt states zero.
pub(super) fn line_rate(line: &InvoiceLine) -> Option<Percentage> {
    (line.vat_class != VatClass::NotTaxable).then(|| percentage(line.vat_rate_bp))
}

/// Two classes of this house may be one category of the standard (treatments and small business
/// are both exempt at zero); they are one entry then, which states both reasons (BR-E-01).
pub(super) fn breakdown(amounts: &CalculatedInvoice, country: &str) -> Vec<VatBreakdown> {
    let mut entries: Vec<(&VatGroup, VatBreakdown)> = Vec::new();
    for group in &amounts.vat {
        let entry = entry(group, country);
        let same = entries.iter_mut().find(|(_, other)| other.group_key() == entry.group_key());
        match same {
            Some((first, other)) => join(other, entry, first.vat_class == group.vat_class),
            None => entries.push((group, entry)),
        }
    }
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn entry(group: &VatGroup, country: &str) -> VatBreakdown {
    // XRechnung wants a rate always (BR-DE-14).
    VatBreakdown {
        taxable_amount: InvoiceAmount::from_minor_units(group.net_cents),
        tax_amount: InvoiceAmount::from_minor_units(group.vat_cents),
        category: Code::new(category_code(group.vat_class)),
        rate: Some(percentage(group.vat_rate_bp)),
        exemption_reason: exemption_sentence(country, group.vat_class).map(str::to_owned),
        exemption_reason_code: reason_code(country, group.vat_class),
    }
}

/// The codes name the directive of the Union, which does not hold in Switzerland.
fn reason_code(country: &str, class: VatClass) -> Option<Code> {
    vatex_code(class).filter(|_| country != "CH").map(Code::new)
}

fn join(into: &mut VatBreakdown, other: VatBreakdown, is_same_class: bool) {
    let sum = |a: InvoiceAmount, b: InvoiceAmount| {
        InvoiceAmount::from_minor_units(a.to_minor_units().saturating_add(b.to_minor_units()))
    };
    into.taxable_amount = sum(into.taxable_amount, other.taxable_amount);
    into.tax_amount = sum(into.tax_amount, other.tax_amount);
    if is_same_class {
        return;
    }
    // A code may say only one reason; the sentences say both.
    into.exemption_reason_code = None;
    let sentences = [into.exemption_reason.take(), other.exemption_reason];
    into.exemption_reason = Some(sentences.into_iter().flatten().collect::<Vec<_>>().join(" "));
}

fn percentage(rate_bp: i64) -> Percentage {
    Percentage::new(Decimal::new(rate_bp, 2).normalize())
}
