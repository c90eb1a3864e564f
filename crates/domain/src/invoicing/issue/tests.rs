use super::*;
use crate::Currency;
use crate::invoicing::{
    DeskCode, InvoiceDraft, InvoiceLineDraft, InvoiceStornoRefused, NumberRange, StornoTerms, Unit,
    plan_invoice_storno,
};

fn party(name: &str, country: &str) -> Party {
    Party {
        name: name.to_owned(),
        street: "Birkenallee 7".to_owned(),
        postal_code: "99998".to_owned(),
        city: "Auenfeld".to_owned(),
        country: country.to_owned(),
        ..Party::default()
    }
}

fn terms() -> IssueTerms {
    let issued_on = day("2026-11-20");
    let seller =
        Party { tax_number: "157/123/45678".to_owned(), ..party("Praxis Birkenhain", "DE") };
    IssueTerms {
        recipient: party("Werft Moorstätt", "DE"),
        seller,
        issued_on,
        due_on: due_on(issued_on, 14),
        details: InvoiceDetails::default(),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn number(last: u32) -> DocumentNumber {
    let code = DeskCode::given(0).unwrap();
    DocumentNumber::after(last, NumberRange::Rechnung, 2026, &code).unwrap()
}

fn calculated(classes: &[VatClass]) -> CalculatedInvoice {
    let line = |&vat_class: &VatClass| InvoiceLineDraft {
        text: "Vortrag „Pausen, die wirken“".to_owned(),
        quantity_milli: 1500,
        unit: Unit::default(),
        unit_net_cents: 99_99,
        discount_bp: 0,
        vat_class,
    };
    let service = ServicePeriod { from: day("2026-10-02"), to: day("2026-11-13") };
    InvoiceDraft {
        country: "DE".to_owned(),
        currency: Currency::EUR,
        service: Some(service),
        lines: classes.iter().map(line).collect(),
    }
    .calculate(day("2026-11-20"))
    .unwrap()
}

fn breached(invoice: &CalculatedInvoice, terms: &IssueTerms) -> Vec<&'static str> {
    invoice.check(terms).iter().map(|breach| breach.field).collect()
}

#[test]
fn a_complete_invoice_is_issued() {
    let issued = calculated(&[VatClass::General]).issue(number(41), terms()).unwrap();
    assert_eq!(issued.number.to_string(), "RE-2026-A-000042");
    assert_eq!(issued.terms.due_on, day("2026-12-04"));
    assert_eq!(issued.cancels, None);
}

#[test]
fn everything_that_section_14_asks_for_is_named_at_once() {
    let invoice = CalculatedInvoice { service: None, ..calculated(&[]) };
    let nobody = IssueTerms {
        recipient: Party { name: "  ".to_owned(), ..Party::default() },
        seller: Party::default(),
        due_on: day("2026-11-19"),
        ..terms()
    };
    let fields = breached(&invoice, &nobody);
    for field in [
        "recipient.name",
        "recipient.street",
        "recipient.postal_code",
        "recipient.city",
        "recipient.country",
        "seller.name",
        "seller.street",
        "seller.postal_code",
        "seller.city",
        "seller.country",
        "seller.tax_number",
        "lines",
        "service",
        "due_on",
    ] {
        assert!(fields.contains(&field), "{field}");
    }
    assert_eq!(fields.len(), 14);
    let refusal = invoice.issue(number(1), nobody).unwrap_err();
    assert_eq!(refusal.breaches.len(), 14);
    assert!(refusal.to_string().contains("recipient.street"));
}

#[test]
fn a_vat_id_stands_for_the_tax_number() {
    let mut terms = terms();
    terms.seller.tax_number.clear();
    assert_eq!(breached(&calculated(&[VatClass::General]), &terms), ["seller.tax_number"]);
    terms.seller.vat_id = "DE123456789".to_owned();
    assert_eq!(breached(&calculated(&[VatClass::General]), &terms), Vec::<&str>::new());
}

#[test]
fn a_service_that_ends_before_it_begins_is_a_breach() {
    let mut invoice = calculated(&[VatClass::General]);
    invoice.service = Some(ServicePeriod { from: day("2026-11-13"), to: day("2026-11-12") });
    assert_eq!(breached(&invoice, &terms()), ["service"]);
}

#[test]
fn d5_a_small_business_shows_no_vat() {
    let mixed = calculated(&[VatClass::Kleinunternehmer, VatClass::General]);
    assert_eq!(breached(&mixed, &terms()), ["lines.vat_class"]);
}

#[test]
fn d5_reverse_charge_abroad_needs_both_vat_ids() {
    let invoice = calculated(&[VatClass::ReverseCharge]);
    let mut terms = terms();
    terms.recipient.country = "AT".to_owned();
    assert_eq!(breached(&invoice, &terms), ["recipient.vat_id", "seller.vat_id"]);
}

#[test]
fn d5_a_private_person_never_owes_the_tax() {
    let invoice = calculated(&[VatClass::ReverseCharge]);
    let mut terms = terms();
    let breaches = invoice.check(&terms);
    let found: Vec<_> = breaches.iter().map(|breach| (breach.rule, breach.field)).collect();
    assert_eq!(found, [("§ 13b Abs. 5 UStG", "recipient.vat_id")]);
    assert!(breaches[0].text.contains("Privatperson"), "{}", breaches[0].text);
    terms.recipient.vat_id = "DE811111111".to_owned();
    assert_eq!(breached(&invoice, &terms), Vec::<&str>::new());
}

#[test]
fn d3_invoice_and_storno_are_zero_and_the_storno_names_the_number() {
    let issued = calculated(&[VatClass::General, VatClass::Heilbehandlung])
        .issue(number(41), terms())
        .unwrap();
    let terms = StornoTerms {
        number: number(42),
        issued_on: day("2026-11-23"),
        reason: "falscher Empfänger".to_owned(),
        cancelled_by: None,
    };
    let storno = plan_invoice_storno(&issued, &terms).unwrap();
    let cancels = storno.cancels.clone().unwrap();
    assert_eq!(cancels.number.to_string(), "RE-2026-A-000042");
    assert_eq!(cancels.issued_on, day("2026-11-20"));
    assert_eq!(issued.amounts.gross_cents + storno.amounts.gross_cents, 0);
    for (first, second) in issued.amounts.vat.iter().zip(&storno.amounts.vat) {
        assert_eq!(-*first, *second);
    }
    assert_eq!(storno.amounts.lines[0].quantity_milli, -1500);
    assert_eq!(storno.amounts.lines[0].unit_net_cents, 99_99);
    assert_eq!(plan_invoice_storno(&storno, &terms), Err(InvoiceStornoRefused::IsStorno));
    let silent = StornoTerms { reason: " ".to_owned(), ..terms.clone() };
    assert_eq!(plan_invoice_storno(&issued, &silent), Err(InvoiceStornoRefused::NoReason));
    let by = Some("RE-2026-A-000043".to_owned());
    let again = StornoTerms { cancelled_by: by, ..terms };
    assert!(matches!(
        plan_invoice_storno(&issued, &again),
        Err(InvoiceStornoRefused::AlreadyCancelled { .. })
    ));
}
