use mojo_domain::vat::VatClass;

use super::{LONGEST_BYTES, ReadRefused, read_invoice};
use crate::testing::{client, issued, practice};
use crate::{EInvoiceProfile, write_invoice};

fn xml() -> String {
    let invoice = issued(&[(VatClass::General, 1000, 100_00)], practice(), client());
    write_invoice(&invoice, EInvoiceProfile::En16931).unwrap()
}

#[test]
fn what_is_no_invoice_is_refused_with_its_reason() {
    let refused = |bytes: &[u8]| read_invoice(bytes).unwrap_err();
    assert_eq!(refused(b""), ReadRefused::Empty);
    assert_eq!(refused(b"<html></html>"), ReadRefused::NotAnInvoice { found: "html".to_owned() });
    assert!(matches!(refused(b"<a><b></a>"), ReadRefused::NotXml { line: 1, .. }));
    assert!(matches!(refused(b"%PDF-1.7\nnothing"), ReadRefused::BrokenPdf { .. }));
    let long = vec![b' '; LONGEST_BYTES + 1];
    assert_eq!(refused(&long), ReadRefused::TooBig { bytes: LONGEST_BYTES + 1 });
}

#[test]
fn entities_and_nesting_without_end_are_refused_before_they_cost_anything() {
    let bomb = format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;\">]>\n{}",
        xml().replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "")
    );
    assert!(matches!(read_invoice(bomb.as_bytes()).unwrap_err(), ReadRefused::NotXml { .. }));
    let outside = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/hostname\">]>\
        <x>&f;</x>";
    assert!(matches!(read_invoice(outside.as_bytes()).unwrap_err(), ReadRefused::NotXml { .. }));
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(read_invoice(deep.as_bytes()).unwrap_err(), ReadRefused::TooDeep);
}

#[test]
fn what_is_wrong_inside_is_a_finding_and_no_refusal() {
    let damaged = xml().replace("119.00", "120.00");
    let read = read_invoice(damaged.as_bytes()).unwrap();
    assert_eq!(read.gross_cents, 120_00);
    assert!(read.findings.iter().any(|finding| finding.rule == "BR-CO-15"), "{:?}", read.findings);
    for finding in &read.findings {
        assert!(finding.text.ends_with('.'), "{}", finding.text);
    }
}

#[test]
fn a_day_that_does_not_exist_is_named_with_its_value() {
    let read = read_invoice(xml().replace("20261120", "20261131").as_bytes()).unwrap();
    assert_eq!(read.issued_on, None);
    assert!(read.findings.iter().any(|finding| finding.text.contains("20261131")));
}

#[test]
fn an_unknown_profile_is_said_and_checked_by_the_core() {
    let unknown = xml().replace("urn:cen.eu:en16931:2017", "urn:example:of:nobody");
    let read = read_invoice(unknown.as_bytes()).unwrap();
    assert_eq!(read.profile, "urn:example:of:nobody");
    assert_eq!(read.findings.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["profile"]);
}
