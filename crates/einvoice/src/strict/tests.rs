use en16931::examples;
use en16931::invoice::{Invoice, PaymentInstructions};
use en16931::profiles::XRECHNUNG;
use en16931::{InvoiceAmount, validate};

use super::strict;

fn example() -> Invoice {
    examples::for_profile(&XRECHNUNG).unwrap()
}

/// The field of the one finding that a change brings about.
fn found(change: impl FnOnce(&mut Invoice)) -> Vec<String> {
    let mut invoice = example();
    assert_eq!(strict(&invoice), []);
    change(&mut invoice);
    strict(&invoice).into_iter().map(|finding| finding.field).collect()
}

#[test]
fn a_cent_of_vat_too_many_is_found_though_the_rules_let_it_through() {
    let cent = InvoiceAmount::from_minor_units(1);
    let change = |invoice: &mut Invoice| {
        let more = |amount: InvoiceAmount| amount.checked_add(cent).unwrap();
        let entry = &mut invoice.vat_breakdown[0];
        entry.tax_amount = more(entry.tax_amount);
        let totals = &mut invoice.totals;
        totals.vat_total = totals.vat_total.map(more);
        totals.gross_total = more(totals.gross_total);
        totals.due = more(totals.due);
    };
    let mut wrong = example();
    change(&mut wrong);
    assert!(validate(&wrong).is_valid(), "the official rules do not see it");
    assert_eq!(found(change), ["lines.vat_class"]);
}

#[test]
fn a_line_that_does_not_multiply_is_found_by_its_number() {
    let fields = found(|invoice| {
        let last = invoice.lines.last_mut().unwrap();
        last.price.net_price = en16931::UnitPriceAmount::new(rust_decimal::Decimal::new(1, 2));
    });
    assert_eq!(fields, [format!("lines.{}.unit_net", example().lines.len())]);
}

#[test]
fn an_account_that_does_not_exist_is_found() {
    let fields = found(|invoice| {
        invoice.payment =
            Some(PaymentInstructions::sepa_credit_transfer("DE89370400440532013001", None));
    });
    assert_eq!(fields, ["seller.iban"]);
    let fields = found(|invoice| {
        invoice.payment = Some(PaymentInstructions::sepa_credit_transfer("000123456789", None));
    });
    assert_eq!(fields, Vec::<String>::new(), "an account of a country without IBANs");
}

#[test]
fn a_service_without_a_day_and_a_seller_without_an_id_are_found() {
    let fields = found(|invoice| {
        invoice.delivery = None;
        invoice.invoicing_period = None;
        for line in &mut invoice.lines {
            line.period = None;
        }
        invoice.seller.vat_identifier = None;
        invoice.seller.tax_registration = None;
        invoice.seller.identifiers.clear();
    });
    assert_eq!(fields, ["seller.tax_number", "service"]);
}

#[test]
fn a_day_to_pay_before_the_invoice_is_found() {
    let fields = found(|invoice| {
        invoice.due_date = invoice.issue_date.and_then(|day| day.checked_add_days(-1));
    });
    assert_eq!(fields, ["due_on"]);
}
