use mojo_domain::pos::{CashCount, CountedCash, Payment, ReceiptTotals, plan_closing};
use mojo_domain::vat::{VatClass, VatGroup};

use super::*;
use crate::layout::Draw;

fn facts(counted_cents: i64, counts: Vec<CashCount>) -> ClosingFacts {
    let receipt = ReceiptTotals {
        receipt_number: "KB-2026-A-000042".to_owned(),
        is_training: false,
        vat: vec![VatGroup {
            vat_class: VatClass::General,
            vat_rate_bp: 1900,
            net_cents: 100_00,
            vat_cents: 19_00,
            gross_cents: 119_00,
        }],
        payments: vec![Payment {
            method: PaymentMethod::Cash,
            amount_cents: 119_00,
            tendered_cents: 119_00,
        }],
    };
    let counted = CountedCash { counted_cents, counts, reason: "Wechselgeld verzählt".to_owned() };
    let closing = plan_closing(6, 200_00, &[receipt], &[-50_00], &counted).unwrap();
    ClosingFacts {
        seller: Party { name: "Praxis Birkenhain".to_owned(), ..Party::default() },
        register_serial: "MOJO-1".to_owned(),
        counted_by: "Jonte Albers".to_owned(),
        is_uncounted: false,
        at: "2026-11-20T17:30:00Z".parse().unwrap(),
        recorded_on: "2026-11-20".parse().unwrap(),
        currency: Currency::EUR,
        closing,
    }
}

fn texts(facts: &ClosingFacts) -> Vec<String> {
    let fonts = Fonts::load().unwrap();
    let flow = lay_out(&fonts, facts).unwrap();
    let draws = flow.sheets.iter().flat_map(|sheet| &sheet.draws);
    let text = |draw: &Draw| match draw {
        Draw::Text { text, .. } => Some(text.replace('\u{a0}', " ")),
        _ => None,
    };
    draws.filter_map(text).collect()
}

#[test]
fn a_z_report_states_turnover_cash_and_difference() {
    let fifty = CashCount { denomination_cents: 50_00, pieces: 5 };
    let coin = CashCount { denomination_cents: 2_00, pieces: 9 };
    let texts = texts(&facts(268_00, vec![fifty, coin]));
    for text in [
        "Kassenabschluss Z 7",
        "269,00",
        "268,00",
        "−1,00 €",
        "Grund: Wechselgeld verzählt",
        "1 (KB-2026-A-000042)",
        "250,00",
        "19 %",
        "20.11.2026, 18:30 Uhr",
        "−50,00",
    ] {
        assert!(texts.iter().any(|found| found == text), "{text} in {texts:?}");
    }
}

#[test]
fn a_till_that_nobody_counted_says_so() {
    let mut closed = facts(269_00, Vec::new());
    closed.is_uncounted = true;
    closed.closing.reason = "nicht gezählt: Stromausfall".to_owned();
    let texts = texts(&closed);
    for text in [
        "Nicht gezählt, Sollbestand übernommen",
        "Ohne Zählung von",
        "Grund: nicht gezählt: Stromausfall",
    ] {
        assert!(texts.iter().any(|found| found == text), "{text} in {texts:?}");
    }
    assert!(!texts.iter().any(|found| found.starts_with("Gezählt")));
}

#[test]
fn a_difference_that_is_none_makes_no_report() {
    let mut wrong = facts(269_00, Vec::new());
    wrong.closing.difference_cents = 5;
    assert!(matches!(
        render_closing(&wrong),
        Err(DocumentError::Contradiction { what: "difference", .. })
    ));
}
