//! The lines (BG-25).

use en16931::invoice::{Code, InvoiceLine, LineAllowanceCharge, LineVat, PriceDetails};
use en16931::{InvoiceAmount, Percentage, Quantity, UnitPriceAmount};
use mojo_domain::invoicing::{self, CalculatedInvoice};
use mojo_domain::vat::category_code;
use rust_decimal::Decimal;

use super::vat::line_rate;

/// A discount (UNTDID 5189).
const DISCOUNT: &str = "95";

pub(super) fn lines(amounts: &CalculatedInvoice) -> Vec<InvoiceLine> {
    amounts.lines.iter().map(line).collect()
}

fn line(line: &invoicing::InvoiceLine) -> InvoiceLine {
    let category = category_code(line.vat_class);
    let price = PriceDetails {
        net_price: UnitPriceAmount::new(Decimal::new(line.unit_net_cents, 2)),
        ..PriceDetails::default()
    };
    let mut written = InvoiceLine::new(
        line.line_no.to_string(),
        line.text.trim(),
        Quantity::new(Decimal::new(line.quantity_milli, 3).normalize()),
        line.unit.code(),
        InvoiceAmount::from_minor_units(line.net_cents),
        category,
        None,
    )
    .with_price(price);
    written.allowances = discount(line).into_iter().collect();
    written.vat = LineVat { category: category.into(), rate: line_rate(line) };
    written
}

/// BG-27: what is taken off the line, and off what.
fn discount(line: &invoicing::InvoiceLine) -> Option<LineAllowanceCharge> {
    let whole_cents = line.net_cents.saturating_add(line.discount_cents);
    (line.discount_cents != 0).then(|| LineAllowanceCharge {
        amount: InvoiceAmount::from_minor_units(line.discount_cents),
        base_amount: Some(InvoiceAmount::from_minor_units(whole_cents)),
        percentage: Some(Percentage::new(Decimal::new(line.discount_bp, 2).normalize())),
        reason: Some("Rabatt".to_owned()),
        reason_code: Some(Code::new(DISCOUNT)),
    })
}
