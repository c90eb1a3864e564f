use super::*;
use crate::layout::Draw;
use mojo_domain::invoicing::{CashDiscount, Unit};
use mojo_domain::vat::VatClass;

fn facts(count: u32) -> InvoiceFacts {
    let lines: Vec<InvoiceLine> = (1..=count)
        .map(|line_no| InvoiceLine {
            line_no,
            text: format!("Vortrag {line_no}"),
            quantity_milli: 1000,
            unit: Unit::default(),
            unit_net_cents: 100_00,
            discount_bp: 0,
            discount_cents: 0,
            net_cents: 100_00,
            vat_class: VatClass::General,
            vat_rate_bp: 1900,
        })
        .collect();
    let net_cents = i64::from(count) * 100_00;
    let vat_cents = i64::from(count) * 19_00;
    let gross_cents = net_cents + vat_cents;
    let (vat_class, vat_rate_bp) = (VatClass::General, 1900);
    let day = "2026-11-20".parse().unwrap();
    InvoiceFacts {
        number: Some("RE-2026-A-000042".to_owned()),
        cancels: None,
        seller: Party { name: "Praxis Birkenhain".to_owned(), ..Party::default() },
        recipient: Party { name: "Werft Moorstätt".to_owned(), ..Party::default() },
        issued_at: "2026-11-20T10:00:00Z".parse().unwrap(),
        issued_on: day,
        service: Some(ServicePeriod { from: day, to: day }),
        due_on: day,
        currency: Currency::EUR,
        lines,
        vat: vec![VatGroup { vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents }],
        notes: Vec::new(),
        net_cents,
        vat_cents,
        gross_cents,
        details: InvoiceDetails::default(),
    }
}

fn texts(flow: &Flow<'_>, page: usize) -> Vec<String> {
    let text = |draw: &Draw| match draw {
        Draw::Text { text, .. } => Some(text.clone()),
        _ => None,
    };
    flow.sheets[page].draws.iter().filter_map(text).collect()
}

#[test]
fn two_hundred_lines_go_over_pages_with_the_head_on_each() {
    let fonts = Fonts::load().unwrap();
    let flow = lay_out(&fonts, &facts(200), false).unwrap();
    let count = flow.sheets.len();
    assert!(count > 4, "{count}");
    for page in 0..count {
        let texts = texts(&flow, page);
        assert!(texts.iter().any(|text| text == "Leistung"), "page {page}");
        assert!(texts.contains(&format!("Seite {} von {count}", page + 1)));
    }
    let all: Vec<String> = (0..count).flat_map(|page| texts(&flow, page)).collect();
    for line in 1..=200 {
        let text = format!("Vortrag {line}");
        assert_eq!(all.iter().filter(|found| **found == text).count(), 1, "{text}");
    }
    let last = texts(&flow, count - 1);
    assert!(last.iter().any(|text| text == "Rechnungsbetrag"));
    assert!(last.iter().any(|text| text == "Vortrag 200"), "totals never stand alone");
}

#[test]
fn nothing_flows_into_the_footer_or_beyond_the_margins() {
    let fonts = Fonts::load().unwrap();
    for count in 1..60 {
        let mut facts = facts(count);
        facts.lines[0].text = "Ausführliche Beschreibung der Leistung ".repeat(30);
        facts.notes = vec!["Steuerfreie Heilbehandlung nach § 4 Nr. 14 UStG.".to_owned()];
        let flow = lay_out(&fonts, &facts, false).unwrap();
        for sheet in &flow.sheets {
            for draw in &sheet.draws {
                if let Draw::Text { x, y, style, text, angle: 0.0 } = draw {
                    let right = x + fonts.width(text, *style);
                    assert!(right <= 190.2, "{count}: {text} ends at {right}");
                    assert!(*y <= 266.0 || *y >= 275.0, "{count}: {text} stands at {y}");
                }
            }
        }
    }
}

#[test]
fn a_text_longer_than_a_page_is_split() {
    let fonts = Fonts::load().unwrap();
    let mut facts = facts(1);
    facts.lines[0].text = (1..=2000).map(|n| format!("Wort{n} ")).collect();
    let flow = lay_out(&fonts, &facts, false).unwrap();
    assert!(flow.sheets.len() > 1);
    let all: String = (0..flow.sheets.len()).flat_map(|page| texts(&flow, page)).collect();
    assert!(all.contains("Wort1 ") && all.contains("Wort2000"));
}

#[test]
fn facts_that_contradict_themselves_make_no_document() {
    let mut facts = facts(1);
    facts.gross_cents += 1;
    assert!(matches!(
        render_invoice(&facts, EmbeddedInvoice::None),
        Err(DocumentError::Contradiction { what: "gross", stated_cents: 119_01, .. })
    ));
}

#[test]
fn a_draft_is_marked_and_has_neither_number_nor_code() {
    let fonts = Fonts::load().unwrap();
    let mut facts = facts(1);
    facts.number = None;
    facts.seller.iban = "DE89370400440532013000".to_owned();
    let flow = lay_out(&fonts, &facts, false).unwrap();
    let texts = texts(&flow, 0);
    assert!(texts.iter().any(|text| text == "ENTWURF"));
    assert!(texts.iter().any(|text| text == "wird vergeben"));
    assert!(!flow.sheets[0].draws.iter().any(|draw| matches!(draw, Draw::Fill { .. })));
}

#[test]
fn what_is_taken_off_and_what_was_agreed_stands_on_the_page() {
    let fonts = Fonts::load().unwrap();
    let mut facts = facts(1);
    let line = &mut facts.lines[0];
    (line.unit, line.discount_bp, line.discount_cents) = (Unit::Hour, 20_00, 25_00);
    facts.details = InvoiceDetails {
        buyer_reference: "04011000-1234512345-06".to_owned(),
        customer_number: "K-10042".to_owned(),
        intro: "Vielen Dank.".to_owned(),
        closing: "Bis bald.".to_owned(),
        cash_discounts: vec![CashDiscount { percent_bp: 200, days: 10 }],
        ..InvoiceDetails::default()
    };
    let flow = lay_out(&fonts, &facts, false).unwrap();
    let page = texts(&flow, 0).join("\n");
    for text in [
        "1 Std.",
        "abzüglich 20 % Rabatt: −25,00",
        "04011000-1234512345-06",
        "K-10042",
        "Vielen Dank.",
        "Bis bald.",
        "Bei Zahlung bis zum 30.11.2026: 2 % Skonto (2,38 €), zu zahlen 116,62 €.",
    ] {
        let text = text.replace(' ', "\u{a0}");
        let page = page.replace(' ', "\u{a0}");
        assert!(page.contains(&text), "{text} is not in {page}");
    }
}

#[test]
fn whatever_people_type_is_printed_and_nothing_panics() {
    for text in
        ["", " ", "\n\n\n", "🙂漢字\u{0}\u{202e}", "a\u{301}e\u{323}\u{302}", "\u{ad}\u{200b}"]
    {
        let mut facts = facts(3);
        facts.lines[1].text = text.to_owned();
        facts.recipient = Party {
            name: text.repeat(40),
            addition: "Gesellschaft für alles ".repeat(20),
            iban: text.to_owned(),
            ..Party::default()
        };
        facts.seller.name = text.to_owned();
        facts.seller.iban = text.to_owned();
        facts.notes = vec![text.to_owned()];
        assert!(render_invoice(&facts, EmbeddedInvoice::None).is_ok(), "{text:?}");
    }
}
