use mojo_domain::invoicing::{IssuedInvoice, Party, StornoTerms, plan_invoice_storno};
use mojo_domain::vat::VatClass;

use super::{EInvoiceRefused, write_invoice};
use crate::testing::{client, day, issued, practice};
use crate::{EInvoiceProfile, ReceivedInvoice, check_invoice, read_invoice};

const GENERAL: (VatClass, i64, i64) = (VatClass::General, 2500, 180_00);

fn written(invoice: &IssuedInvoice) -> ReceivedInvoice {
    let xml = write_invoice(invoice, EInvoiceProfile::En16931).unwrap();
    let read = read_invoice(xml.as_bytes()).unwrap();
    assert_eq!(read.findings, []);
    read
}

fn rules(refused: EInvoiceRefused) -> Vec<(String, String)> {
    let EInvoiceRefused::Findings(findings) = refused else { panic!("{refused}") };
    findings.into_iter().map(|finding| (finding.rule, finding.field)).collect()
}

#[test]
fn what_is_written_is_what_is_read() {
    let read = written(&issued(&[GENERAL, (VatClass::Reduced, 1000, 9_99)], practice(), client()));
    assert_eq!((read.number.as_str(), read.type_code.as_str()), ("RE-2026-A-000042", "380"));
    assert_eq!((read.syntax, read.is_pdf, read.profile.as_str()), ("CII", false, "EN 16931"));
    assert_eq!((read.net_cents, read.vat_cents, read.gross_cents), (459_99, 86_20, 546_19));
    assert_eq!((read.paid_cents, read.due_cents), (0, 546_19));
    assert_eq!(read.service_from, Some(day("2026-11-02")));
    assert_eq!(read.service_to, Some(day("2026-11-13")));
    assert_eq!((read.issued_on, read.due_on), (Some(day("2026-11-20")), Some(day("2026-12-04"))));
    assert_eq!(read.lines[0].text, "Kurs „Rücken im Büro“ & mehr");
    assert_eq!((read.lines[0].quantity.as_str(), read.lines[0].unit_net.as_str()), ("2.5", "180"));
    assert_eq!(read.payment.account, "DE89370400440532013000");
    assert_eq!(read.payment.reference, "RE-2026-A-000042");
    assert_eq!(read.seller.tax_number, "19/123/45678");
    assert_eq!(read.buyer.address, ["Kai 7", "28195 Bremen"]);
}

#[test]
fn the_same_invoice_gives_the_same_bytes() {
    let invoice = issued(&[GENERAL], practice(), client());
    let xml = || write_invoice(&invoice, EInvoiceProfile::En16931).unwrap();
    assert_eq!(xml(), xml());
}

#[test]
fn d5_each_case_of_tax_has_its_category_and_its_sentence() {
    let business =
        || Party { vat_id: "ATU12345675".to_owned(), country: "AT".to_owned(), ..client() };
    let with_id = || Party { vat_id: "DE136695976".to_owned(), ..practice() };
    let swiss = || Party {
        country: "CH".to_owned(),
        iban: "CH93 0076 2011 6238 5295 7".to_owned(),
        ..practice()
    };
    let austrian = || Party { country: "AT".to_owned(), ..practice() };
    for (class, seller, recipient, category, rate, word) in [
        (VatClass::General, practice(), client(), "S", "19", ""),
        (VatClass::Reduced, practice(), client(), "S", "7", ""),
        (VatClass::Heilbehandlung, practice(), client(), "E", "0", "§ 4 Nr. 14"),
        (VatClass::Kleinunternehmer, practice(), client(), "E", "0", "§ 19 UStG"),
        (VatClass::ReverseCharge, with_id(), business(), "AE", "0", "Steuerschuldnerschaft"),
        (VatClass::NotTaxable, with_id(), client(), "O", "0", "Nicht steuerbar"),
        (VatClass::Special, austrian(), client(), "S", "13", ""),
        (VatClass::Heilbehandlung, austrian(), client(), "E", "0", "UStG 1994"),
        (VatClass::General, swiss(), client(), "S", "8.1", ""),
        (VatClass::Special, swiss(), client(), "S", "3.8", ""),
        (VatClass::Heilbehandlung, swiss(), client(), "E", "0", "MWSTG"),
    ] {
        let read = written(&issued(&[(class, 1000, 100_00)], seller, recipient));
        let [vat] = read.vat.as_slice() else { panic!("{class}: {:?}", read.vat) };
        assert_eq!((vat.category.as_str(), vat.rate.as_str()), (category, rate), "{class}");
        assert!(vat.reason.contains(word), "{class}: {}", vat.reason);
        assert_eq!(read.lines[0].vat_category, category);
    }
}

#[test]
fn d5_two_reasons_for_no_tax_are_one_entry_that_states_both() {
    let lines =
        [(VatClass::Heilbehandlung, 1000, 85_00), (VatClass::Kleinunternehmer, 1000, 10_00)];
    let read = written(&issued(&lines, practice(), client()));
    let [vat] = read.vat.as_slice() else { panic!("{:?}", read.vat) };
    assert_eq!((vat.category.as_str(), vat.net_cents), ("E", 95_00));
    assert!(vat.reason.contains("§ 4 Nr. 14") && vat.reason.contains("§ 19 UStG"));
}

#[test]
fn d3_a_storno_is_the_exact_negative_and_names_what_it_cancels() {
    let original = issued(&[GENERAL], practice(), client());
    let terms = StornoTerms {
        number: "RE-2026-A-000043".parse().unwrap(),
        issued_on: day("2026-11-21"),
        reason: "falsche Menge".to_owned(),
        cancelled_by: None,
    };
    let read = written(&plan_invoice_storno(&original, &terms).unwrap());
    assert_eq!((read.type_code.as_str(), read.preceding[0].as_str()), ("384", "RE-2026-A-000042"));
    assert_eq!((read.net_cents, read.vat_cents, read.due_cents), (-450_00, -85_50, -535_50));
    assert_eq!((read.lines[0].quantity.as_str(), read.lines[0].unit_net.as_str()), ("-2.5", "180"));
    assert!(read.notes.iter().any(|note| note.contains("falsche Menge")));
    assert_eq!(read.payment.account, "", "nobody pays a Storno");
}

#[test]
fn a_practice_with_a_tax_number_alone_has_an_id() {
    let xml = write_invoice(&issued(&[GENERAL], practice(), client()), EInvoiceProfile::En16931);
    let xml = xml.unwrap();
    assert!(xml.contains("<ram:ID>19/123/45678</ram:ID>"), "{xml}");
    assert!(xml.contains(r#"<ram:ID schemeID="FC">19/123/45678</ram:ID>"#), "{xml}");
}

#[test]
fn no_vat_id_stands_where_nothing_is_taxable() {
    let seller = Party { vat_id: "DE136695976".to_owned(), ..practice() };
    let recipient = Party { vat_id: "US-1".to_owned(), country: "US".to_owned(), ..client() };
    let read = written(&issued(&[(VatClass::NotTaxable, 1000, 100_00)], seller, recipient));
    assert_eq!((read.seller.vat_id.as_str(), read.buyer.vat_id.as_str()), ("", ""));
}

#[test]
fn xrechnung_asks_for_what_a_public_body_needs_all_at_once() {
    let seller = Party { phone: String::new(), email: String::new(), ..practice() };
    let recipient = Party { email: String::new(), ..client() };
    let invoice = issued(&[GENERAL], seller, recipient);
    let refused = write_invoice(&invoice, EInvoiceProfile::XRechnung).unwrap_err();
    let found = rules(refused);
    for (rule, field) in [
        ("BR-DE-15", "buyer_reference"),
        ("BR-DE-6", "seller.phone"),
        ("BR-DE-7", "seller.email"),
        ("PEPPOL-EN16931-R010", "recipient.email"),
    ] {
        assert!(found.contains(&(rule.to_owned(), field.to_owned())), "{rule}: {found:?}");
    }
    let foretold = check_invoice(&invoice.amounts, &invoice.terms, EInvoiceProfile::XRechnung);
    assert_eq!(found.len(), foretold.len());
    assert!(foretold.iter().all(|finding| !finding.text.is_empty()));
}

#[test]
fn what_the_official_rules_let_through_is_refused_too() {
    let refused = |seller: Party, recipient: Party, lines: &[(VatClass, i64, i64)]| {
        let invoice = issued(lines, seller, recipient);
        rules(write_invoice(&invoice, EInvoiceProfile::En16931).unwrap_err())
    };
    let wrong_account = Party { iban: "DE89 3704 0044 0532 0130 01".to_owned(), ..practice() };
    let found = refused(wrong_account, client(), &[GENERAL]);
    assert_eq!(found, [("ISO 13616".to_owned(), "seller.iban".to_owned())]);
    let unknown = Party { country: "XX".to_owned(), ..client() };
    let found = refused(practice(), unknown, &[GENERAL]);
    assert!(found.iter().any(|(rule, field)| rule == "BR-CL-14" && field == "recipient.country"));
    let mixed = [GENERAL, (VatClass::NotTaxable, 1000, 100_00)];
    let found = refused(practice(), client(), &mixed);
    assert!(found.iter().any(|(rule, _)| rule.starts_with("BR-O-1")), "{found:?}");
}
