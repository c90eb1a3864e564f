use mojo_domain::vat::VatClass;

use super::*;
use crate::layout::Draw;

fn facts(vat_class: VatClass, vat_rate_bp: i64) -> CreditNoteFacts {
    let party = |name: &str| Party { name: name.to_owned(), ..Party::default() };
    let vat_cents = 300_00 * vat_rate_bp / 10_000;
    CreditNoteFacts {
        number: "GS-2026-000042".to_owned(),
        corrects: None,
        issuer: party("MOJO LLC"),
        recipient: Party { tax_number: "157/123/45678".to_owned(), ..party("Praxis Birkenhain") },
        issued_at: "2026-11-20T10:00:00Z".parse().unwrap(),
        issued_on: "2026-11-20".parse().unwrap(),
        service: ServicePeriod {
            from: "2026-10-01".parse().unwrap(),
            to: "2026-10-31".parse().unwrap(),
        },
        currency: Currency::EUR,
        lines: vec![CreditNoteLine {
            kind: CommissionType::AffiliateFirst,
            product_name: "BUSINESS BOOTCAMP".to_owned(),
            count: 2,
            net_cents: 300_00,
        }],
        vat: VatGroup {
            vat_class,
            vat_rate_bp,
            net_cents: 300_00,
            vat_cents,
            gross_cents: 300_00 + vat_cents,
        },
        note: String::new(),
        payout: None,
    }
}

fn words(facts: &CreditNoteFacts) -> String {
    let fonts = Fonts::load().unwrap();
    let flow = lay_out(&fonts, facts).unwrap();
    let draws = flow.sheets.iter().flat_map(|sheet| &sheet.draws);
    let text = |draw: &Draw| match draw {
        Draw::Text { text, .. } => Some(text.replace('\u{a0}', " ")),
        _ => None,
    };
    draws.filter_map(text).collect::<Vec<String>>().join("|")
}

#[test]
fn y3_the_document_says_gutschrift_and_what_the_law_asks_for() {
    let words = words(&facts(VatClass::General, 19_00));
    for text in [
        "|Gutschrift|",
        "GS-2026-000042",
        "157/123/45678",
        "01.10. bis 31.10.2026",
        "Umsatzsteuer 19 %",
        "57,00 €",
        "Gutschriftsbetrag",
        "357,00 €",
    ] {
        assert!(words.contains(text), "{text} in {words}");
    }
}

#[test]
fn y3_without_vat_no_rate_stands_on_it_and_the_reason_does() {
    let note = "Steuerbefreiung für Kleinunternehmer gemäß § 19 UStG.".to_owned();
    let words = words(&CreditNoteFacts { note, ..facts(VatClass::Kleinunternehmer, 0) });
    assert!(!words.contains("Umsatzsteuer"), "{words}");
    assert!(words.contains("gemäß § 19 UStG"), "{words}");
}

#[test]
fn y3_a_correction_names_what_it_corrects() {
    let mut facts = facts(VatClass::NotTaxable, 0);
    let issued_on = "2026-10-20".parse().unwrap();
    let service =
        ServicePeriod { from: "2026-09-01".parse().unwrap(), to: "2026-09-30".parse().unwrap() };
    let number = "GS-2026-000007".to_owned();
    facts.corrects = Some(CorrectedCreditNote { number, issued_on, service });
    facts.lines[0].net_cents = -300_00;
    (facts.vat.net_cents, facts.vat.gross_cents) = (-300_00, -300_00);
    let words = words(&facts);
    assert!(words.contains("Korrektur einer Gutschrift"), "{words}");
    assert!(words.contains("GS-2026-000007 vom 20.10.2026"), "{words}");
    assert!(words.contains("−300,00 €"), "{words}");
    assert!(words.contains("Leistungszeitraum|01.09. bis 30.09.2026"), "{words}");
    assert!(words.contains("Entgelt geändert|01.10. bis 31.10.2026"), "{words}");
}

#[test]
fn y3_a_letter_abroad_names_both_countries_and_one_at_home_none() {
    let from = |country: &str| {
        let mut facts = facts(VatClass::NotTaxable, 0);
        facts.recipient.country = "DE".to_owned();
        facts.issuer.country = country.to_owned();
        facts.issuer.street = "Orange Street 1".to_owned();
        words(&facts)
    };
    let abroad = from("US");
    for text in ["|USA|", "· USA|", "|DEUTSCHLAND|"] {
        assert!(abroad.contains(text), "{text} in {abroad}");
    }
    let home = from("DE");
    assert!(!home.contains("DEUTSCHLAND"), "{home}");
}

/// Section 17 (1) UStG: whoever showed the VAT corrects it.
#[test]
fn y3_a_correction_with_vat_says_that_vat_is_to_be_corrected() {
    // A line may end within a sentence.
    let words = |facts: &CreditNoteFacts| words(facts).replace('|', " ");
    let said = words(&facts(VatClass::General, 19_00));
    assert!(said.contains("Umsatzsteuer 19 % 57,00 €"), "{said}");
    assert!(!said.contains("§ 17"), "{said}");
    let mut back = facts(VatClass::General, 19_00);
    let issued_on = "2026-10-20".parse().unwrap();
    let number = "GS-2026-000007".to_owned();
    back.corrects = Some(CorrectedCreditNote { number, issued_on, service: back.service });
    back.lines[0].net_cents = -300_00;
    (back.vat.net_cents, back.vat.vat_cents, back.vat.gross_cents) = (-300_00, -57_00, -357_00);
    let said = words(&back);
    assert!(said.contains("§ 17 Abs. 1 UStG"), "{said}");
    assert!(said.contains("−357,00 €"), "{said}");
    assert!(!words(&facts(VatClass::NotTaxable, 0)).contains("§ 17"), "no VAT, no word of it");
}

#[test]
fn y3_whoever_sits_abroad_reads_in_english_what_the_document_is() {
    let of = |country: &str| {
        let mut facts = facts(VatClass::ReverseCharge, 0);
        facts.recipient.country = country.to_owned();
        words(&facts)
    };
    assert!(of("AT").contains("Self-billing invoice (Gutschrift)"), "{}", of("AT"));
    assert!(!of("DE").contains("Self-billing"), "{}", of("DE"));
}

#[test]
fn y3_sums_that_contradict_their_parts_are_no_credit_note() {
    let mut wrong = facts(VatClass::NotTaxable, 0);
    wrong.lines[0].net_cents = 1;
    assert!(matches!(
        render_credit_note(&wrong),
        Err(DocumentError::Contradiction { what: "net", .. })
    ));
    let mut wrong = facts(VatClass::General, 19_00);
    wrong.vat.gross_cents += 1;
    assert!(matches!(
        render_credit_note(&wrong),
        Err(DocumentError::Contradiction { what: "gross", .. })
    ));
}
