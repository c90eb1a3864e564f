use mojo_domain::pos::{
    GvTyp, LineDraft, PaymentMethod, SaleDraft, SettledSale, StornoCircumstances, Tender,
    plan_storno, settle,
};
use mojo_domain::vat::VatClass;

use super::*;
use crate::layout::Draw;

fn sold(classes: &[VatClass]) -> SettledSale {
    let line = |&vat_class: &VatClass| LineDraft {
        product_id: None,
        text: "Behandlung 60 min".to_owned(),
        quantity_milli: 1000,
        unit_gross_cents: 85_00,
        discount: None,
        vat_class,
        gv_typ: GvTyp::Umsatz,
        punch_card_id: None,
    };
    let sale = SaleDraft {
        country: "DE".to_owned(),
        sold_on: "2026-11-20".parse().unwrap(),
        currency: Currency::EUR,
        lines: classes.iter().map(line).collect(),
        discount: None,
    }
    .calculate()
    .unwrap();
    let cash = Tender { method: PaymentMethod::Cash, cents: 200_00 };
    let settlement = settle(sale.gross_cents, &[cash]).unwrap();
    SettledSale { sale, settlement }
}

fn facts(sold: &SettledSale) -> ReceiptFacts {
    ReceiptFacts {
        seller: Party {
            name: "Praxis Birkenhain".to_owned(),
            country: "DE".to_owned(),
            tax_number: "157/123/45678".to_owned(),
            ..Party::default()
        },
        receipt_number: "KB-2026-A-000042".to_owned(),
        cancels: None,
        register_serial: "MOJO-1".to_owned(),
        started_at: "2026-11-20T09:03:12Z".parse().unwrap(),
        finished_at: "2026-11-20T09:04:05Z".parse().unwrap(),
        is_training: false,
        currency: sold.sale.currency,
        lines: sold.sale.lines.clone(),
        vat: sold.sale.vat.clone(),
        payments: sold.settlement.payments.clone(),
        change_cents: sold.settlement.change_cents,
        gross_cents: sold.sale.gross_cents,
        tse: TseNote::NotSetUp,
    }
}

fn texts(facts: &ReceiptFacts) -> Vec<String> {
    let fonts = Fonts::load().unwrap();
    let flow = lay_out(&fonts, facts).unwrap();
    assert_eq!(flow.sheets.len(), 1, "a roll has no pages");
    let text = |draw: &Draw| match draw {
        Draw::Text { text, .. } => Some(text.clone()),
        _ => None,
    };
    flow.sheets[0].draws.iter().filter_map(text).collect()
}

fn shows(texts: &[String], text: &str) -> bool {
    texts.iter().any(|found| found.replace('\u{a0}', " ").contains(text))
}

#[test]
fn section_6_kassensichv_everything_that_must_stand_there_stands_there() {
    let texts = texts(&facts(&sold(&[VatClass::Heilbehandlung, VatClass::General])));
    for text in [
        "Praxis Birkenhain",
        "KB-2026-A-000042",
        "20.11.2026",
        "10:03:12 · 10:04:05",
        "1 × 85,00",
        "170,00 €",
        "200,00 €",
        "−30,00 €",
        "A = 19 %",
        "13,57",
        "Kasse MOJO-1",
        "TSE nicht eingerichtet",
        "B: Steuerfreie Heilbehandlung nach § 4 Nr. 14",
        "Steuernummer 157/123/45678",
    ] {
        assert!(shows(&texts, text), "{text} in {texts:?}");
    }
}

#[test]
fn d5_a_small_business_shows_no_vat_but_the_reason() {
    let texts = texts(&facts(&sold(&[VatClass::Kleinunternehmer])));
    assert!(!shows(&texts, "Steuersatz") && !shows(&texts, "0 %"));
    assert!(shows(&texts, "Steuerbefreiung für Kleinunternehmer gemäß § 19 UStG"));
}

#[test]
fn d3_a_storno_names_the_receipt_and_gives_back_what_it_cost() {
    let original = sold(&[VatClass::General]);
    let because = StornoCircumstances { reason: "vertippt".to_owned(), ..Default::default() };
    let mut facts = facts(&plan_storno(&original, &because).unwrap());
    facts.cancels = Some(CancelledReceipt {
        receipt_number: "KB-2026-A-000041".to_owned(),
        reason: "vertippt".to_owned(),
    });
    let texts = texts(&facts);
    for text in ["STORNO", "zu Beleg KB-2026-A-000041", "Bar zurückgegeben", "−85,00 €", "vertippt"]
    {
        assert!(shows(&texts, text), "{text}");
    }
    assert!(!shows(&texts, "Rückgeld"));
}

#[test]
fn training_is_no_receipt_and_says_so() {
    let facts = ReceiptFacts { is_training: true, ..facts(&sold(&[VatClass::General])) };
    assert!(shows(&texts(&facts), "TRAINING – kein Beleg"));
}

#[test]
fn payments_that_do_not_make_the_sum_make_no_receipt() {
    let mut facts = facts(&sold(&[VatClass::General]));
    facts.payments.clear();
    assert!(matches!(
        render_receipt(&facts),
        Err(DocumentError::Contradiction { what: "payments", .. })
    ));
}

#[test]
fn the_amounts_of_the_vat_table_never_touch_up_to_the_most_that_is_taken() {
    let fonts = Fonts::load().unwrap();
    for cents in [85_00, 1_000_000_00, 9_999_999_99] {
        let mut sold = sold(&[VatClass::General, VatClass::Heilbehandlung]);
        for group in &mut sold.sale.vat {
            let (net_cents, vat_cents) = (cents - cents / 5, cents / 5);
            *group = VatGroup { net_cents, vat_cents, gross_cents: cents, ..*group };
        }
        let facts = facts(&sold);
        let mut flow = Flow::new(&fonts, Frame::ROLL_80, 0.0);
        foot::vat_table(&mut flow, &facts);
        let texts: Vec<(f32, f32, f32)> = flow.sheets[0]
            .draws
            .iter()
            .filter_map(|draw| match draw {
                Draw::Text { x, y, style, text, .. } => {
                    Some((*y, *x, *x + fonts.width(text, *style)))
                }
                _ => None,
            })
            .collect();
        assert!(texts.len() >= 12, "{texts:?}");
        for (index, one) in texts.iter().enumerate() {
            assert!(one.1 >= flow.frame.left - 0.01 && one.2 <= flow.frame.right, "{one:?}");
            for other in texts.iter().skip(index + 1).filter(|other| other.0 == one.0) {
                assert!(one.2 < other.1 || other.2 < one.1, "{cents}: {one:?} {other:?}");
            }
        }
    }
}
