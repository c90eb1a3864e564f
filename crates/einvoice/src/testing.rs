//! Invoices for tests.

use chrono::NaiveDate;
use mojo_domain::Currency;
use mojo_domain::invoicing::{
    InvoiceDetails, InvoiceDraft, InvoiceLineDraft, IssueTerms, IssuedInvoice, Party,
    ServicePeriod, Unit, due_on,
};
use mojo_domain::vat::VatClass;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn practice() -> Party {
    Party {
        name: "Praxis Birkenhain".to_owned(),
        street: "Birkenhain 3".to_owned(),
        postal_code: "24105".to_owned(),
        city: "Kiel".to_owned(),
        country: "DE".to_owned(),
        tax_number: "19/123/45678".to_owned(),
        email: "praxis@birkenhain.example".to_owned(),
        phone: "+49 431 123456".to_owned(),
        iban: "DE89 3704 0044 0532 0130 00".to_owned(),
        ..Party::default()
    }
}

pub(crate) fn client() -> Party {
    Party {
        name: "Werft Nordholz GmbH".to_owned(),
        street: "Kai 7".to_owned(),
        postal_code: "28195".to_owned(),
        city: "Bremen".to_owned(),
        country: "DE".to_owned(),
        email: "rechnung@nordholz.example".to_owned(),
        ..Party::default()
    }
}

/// A class, a quantity in thousandths and a price in cents each.
pub(crate) fn issued(
    lines: &[(VatClass, i64, i64)],
    seller: Party,
    recipient: Party,
) -> IssuedInvoice {
    let line =
        |&(vat_class, quantity_milli, unit_net_cents): &(VatClass, i64, i64)| InvoiceLineDraft {
            text: "Kurs „Rücken im Büro“ & mehr".to_owned(),
            quantity_milli,
            unit: Unit::Hour,
            unit_net_cents,
            discount_bp: 0,
            vat_class,
        };
    let draft = InvoiceDraft {
        country: seller.country.clone(),
        currency: if seller.country == "CH" { Currency::CHF } else { Currency::EUR },
        service: Some(ServicePeriod { from: day("2026-11-02"), to: day("2026-11-13") }),
        lines: lines.iter().map(line).collect(),
    };
    let issued_on = day("2026-11-20");
    let details = InvoiceDetails::default();
    let terms = IssueTerms { recipient, seller, issued_on, due_on: due_on(issued_on, 14), details };
    let number = "RE-2026-A-000042".parse().unwrap();
    draft.calculate(issued_on).unwrap().issue(number, terms).unwrap()
}
