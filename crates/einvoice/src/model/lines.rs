//! The lines (BG-25).

use en16931::invoice::{InvoiceLine, LineVat, PriceDetails};
use en16931::{InvoiceAmount, Quantity, UnitPriceAmount};
use mojo_domain::invoicing::{self, CalculatedInvoice};
use mojo_domain::vat::category_code;
use rust_decimal::Decimal;

use super::vat::line_rate;

/// One of something (UN/ECE Recommendation 20).
const ONE: &str = "C62";

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
        ONE,
        InvoiceAmount::from_minor_units(line.net_cents),
        category,
        None,
    )
    .with_price(price);
    written.vat = LineVat { category: category.into(), rate: line_rate(line) };
    written
}
