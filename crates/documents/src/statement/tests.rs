use super::*;
use crate::layout::{Draw, Sheet};

fn facts(count: u32) -> StatementFacts {
    let rows: Vec<StatementRow> = (1..=count)
        .map(|number| StatementRow {
            on: "2026-10-14".parse().unwrap(),
            order_number: format!("B-2026-10-{number:04}"),
            product_name: "BUSINESS BOOTCAMP".to_owned(),
            customer: "K-7F3A".to_owned(),
            country: "DE".to_owned(),
            kind: CommissionType::RegionalExclusive,
            net_cents: 1000_00,
            percent: Percentage::new(30),
            amount_cents: 300_00,
            status: Status::Pending,
            is_disputed: false,
            is_frozen: false,
            approves_on: "2026-11-13".parse().unwrap(),
        })
        .collect();
    let earned_cents = i64::from(count) * 300_00;
    let party = |name: &str| Party { name: name.to_owned(), ..Party::default() };
    let totals = vec![StatementTotal {
        kind: CommissionType::RegionalExclusive,
        amount_cents: earned_cents,
    }];
    StatementFacts {
        issuer: party("MOJO LLC"),
        recipient: party("MOJO GmbH"),
        month: "2026-10".parse().unwrap(),
        created_at: "2026-11-20T10:00:00Z".parse().unwrap(),
        due_on: "2026-11-30".parse().unwrap(),
        currency: Currency::EUR,
        opening_cents: 100_00,
        earned_cents,
        reversed_cents: 0,
        corrected_cents: 0,
        forfeited_cents: 0,
        paid_cents: 100_00,
        closing_cents: earned_cents,
        held_cents: earned_cents,
        credited_cents: 100_00,
        disputed_cents: 0,
        discount_cents: 0,
        rows,
        movements: vec![StatementMovement {
            on: "2026-10-15".parse().unwrap(),
            text: "Auszahlung".to_owned(),
            amount_cents: -100_00,
        }],
        totals,
        products: vec![StatementProduct {
            product_name: "BUSINESS BOOTCAMP".to_owned(),
            count,
            amount_cents: earned_cents,
        }],
    }
}

fn texts(flow: &Flow<'_>) -> Vec<String> {
    flow.sheets.iter().flat_map(texts_of).collect()
}

fn texts_of(sheet: &Sheet) -> Vec<String> {
    let text = |draw: &Draw| match draw {
        Draw::Text { text, .. } => Some(text.replace('\u{a0}', " ")),
        _ => None,
    };
    sheet.draws.iter().filter_map(text).collect()
}

#[test]
fn y3_two_thousand_commissions_each_stand_once_with_the_head_on_every_page() {
    let fonts = Fonts::load().unwrap();
    let flow = lay_out(&fonts, &facts(2000)).unwrap();
    let texts = texts(&flow);
    let mut orders: Vec<&String> =
        texts.iter().filter(|text| text.starts_with("B-2026-10-")).collect();
    assert_eq!(orders.len(), 2000);
    orders.dedup();
    assert_eq!(orders.len(), 2000);
    let heads = texts.iter().filter(|text| *text == "Bestellung").count();
    // The letter has none, and the movements may stand on a page of their own.
    assert!(heads + 2 >= flow.sheets.len(), "{heads} heads on {} pages", flow.sheets.len());
    assert!(texts.iter().any(|text| text == "600.000,00"));
    assert!(texts.iter().any(|text| text == "Summe Regional"));
}

#[test]
fn y3_a_month_without_commissions_still_states_the_balance() {
    let fonts = Fonts::load().unwrap();
    let quiet = StatementFacts { totals: Vec::new(), products: Vec::new(), ..facts(0) };
    let texts = texts(&lay_out(&fonts, &quiet).unwrap());
    for text in
        ["Anfangssaldo", "100,00 €", "−100,00 €", "In diesem Monat gab es keine Provisionen."]
    {
        assert!(texts.iter().any(|found| found == text), "{text}");
    }
}

#[test]
fn y3_a_balance_that_does_not_add_up_is_no_statement() {
    let wrong = StatementFacts { closing_cents: 1, ..facts(1) };
    assert!(matches!(
        render_statement(&wrong),
        Err(DocumentError::Contradiction { what: "closing balance", .. })
    ));
    let mut wrong = facts(2);
    wrong.totals[0].amount_cents = 300_00;
    assert!(matches!(render_statement(&wrong), Err(DocumentError::Contradiction { .. })));
}

#[test]
fn y5_a_disputed_commission_bears_its_mark() {
    let fonts = Fonts::load().unwrap();
    let mut facts = facts(4);
    facts.rows[1].is_disputed = true;
    facts.rows[1].is_frozen = true;
    facts.rows[2].is_disputed = true;
    facts.rows[2].status = Status::Paid;
    // The payment of its order is disputed, and the recipient disputes nothing.
    facts.rows[3].is_frozen = true;
    let words = texts(&lay_out(&fonts, &facts).unwrap()).join(" ");
    assert_eq!(words.matches("eingefroren").count(), 2, "{words}");
    assert_eq!(words.matches("beanstandet").count(), 2, "{words}");
}

#[test]
fn y5_what_is_disputed_stands_beside_what_is_credited_and_only_then() {
    let fonts = Fonts::load().unwrap();
    let words = texts(&lay_out(&fonts, &facts(3)).unwrap());
    let at = words.iter().position(|text| text == "Im Monat freigegeben").unwrap();
    assert_eq!(words[at + 1], "100,00 €");
    assert!(!words.iter().any(|text| text.starts_with("Beanstandet")), "{words:?}");
    let disputed = StatementFacts { disputed_cents: 12_50, ..facts(3) };
    let words = texts(&lay_out(&fonts, &disputed).unwrap());
    let at = words.iter().position(|text| text == "Beanstandet, nicht freigegeben").unwrap();
    assert_eq!(words[at + 1], "12,50 €");
}

#[test]
fn y3_what_is_carried_over_a_page_break_stands_on_both_pages_and_adds_up() {
    let fonts = Fonts::load().unwrap();
    let flow = lay_out(&fonts, &facts(200)).unwrap();
    let pages: Vec<Vec<String>> = flow.sheets.iter().map(texts_of).collect();
    let carried = |page: &Vec<String>| -> Vec<[String; 2]> {
        let at = page.iter().enumerate().filter(|(_, text)| *text == "Übertrag");
        at.map(|(at, _)| [page[at + 1].clone(), page[at + 2].clone()]).collect()
    };
    let mut seen = 0_usize;
    let mut breaks = 0;
    for pair in pages[1..].windows(2) {
        seen += pair[0].iter().filter(|text| text.starts_with("B-2026-10-")).count();
        let Some(up) = carried(&pair[1]).into_iter().next() else { continue };
        assert_eq!(carried(&pair[0]).pop(), Some(up.clone()));
        let cents = i64::try_from(seen).unwrap() * 300_00;
        assert_eq!(up[1], format::amount(cents), "after {seen} rows");
        breaks += 1;
    }
    assert!(breaks >= 4, "{breaks} breaks on {} pages", pages.len());
    let texts = texts(&flow);
    assert!(texts.iter().any(|text| text == &format!("Seite 1 von {}", pages.len())));
}

#[test]
fn y3_the_first_page_is_a_letter_with_window_block_and_sums() {
    let fonts = Fonts::load().unwrap();
    let mut facts = facts(3);
    facts.recipient.street = "Lindenring 12".to_owned();
    facts.recipient.vat_id = "DE123456788".to_owned();
    let flow = lay_out(&fonts, &facts).unwrap();
    let letter = &flow.sheets[0];
    assert_eq!((letter.width, letter.height), (210.0, 297.0));
    assert_eq!((flow.sheets[1].width, flow.sheets[1].height), (297.0, 210.0));
    let place = |wanted: &str| {
        letter.draws.iter().find_map(|draw| match draw {
            Draw::Text { x, y, text, .. } if text == wanted => Some((*x, *y)),
            _ => None,
        })
    };
    // The window lies 20 to 105 mm from the left and 45 to 90 mm from the upper edge.
    for line in ["MOJO GmbH", "Lindenring 12"] {
        let (x, y) = place(line).unwrap();
        assert!((20.0..105.0).contains(&x) && (62.7..90.0).contains(&y), "{line} at {x}, {y}");
    }
    let (x, y) = place("DE123456788").unwrap();
    assert!((125.0..200.0).contains(&x) && (50.0..98.5).contains(&y), "at {x}, {y}");
    for text in ["Provisionen nach Art", "Provisionen nach Produkt", "Endsaldo", "30.11.2026"] {
        assert!(place(text).is_some(), "{text}");
    }
}

#[test]
fn y3_the_way_of_the_balance_adds_up_on_paper_and_c13_says_what_is_lost() {
    let fonts = Fonts::load().unwrap();
    let lost = StatementFacts {
        forfeited_cents: 300_00,
        closing_cents: 600_00,
        held_cents: 0,
        ..facts(3)
    };
    let words = texts(&lay_out(&fonts, &lost).unwrap());
    let after = |label: &str| {
        let at = words.iter().position(|text| text == label).unwrap();
        words[at + 1].clone()
    };
    let way = ["Anfangssaldo", "Provisionen des Monats", "Verfallen", "Ausgezahlt", "Endsaldo"];
    let found = way.map(after);
    assert_eq!(found, ["100,00 €", "900,00 €", "−300,00 €", "−100,00 €", "600,00 €"]);
    assert_eq!(after("davon freigegeben, noch nicht ausgezahlt"), "600,00 €");
    let wrong = StatementFacts { products: Vec::new(), ..facts(1) };
    assert!(render_statement(&wrong).is_ok(), "no totals are no wrong ones");
    let mut wrong = facts(2);
    wrong.products[0].amount_cents = 300_00;
    assert!(matches!(
        render_statement(&wrong),
        Err(DocumentError::Contradiction { what: "total of a product", .. })
    ));
}

#[test]
fn y5_a_correction_stands_on_paper_and_adds_up() {
    let fonts = Fonts::load().unwrap();
    let corrected = StatementFacts { corrected_cents: 12_34, closing_cents: 912_34, ..facts(3) };
    let words = texts(&lay_out(&fonts, &corrected).unwrap());
    let at = words.iter().position(|text| text == "Korrekturen").unwrap();
    assert_eq!(words[at + 1], "12,34 €");
    let wrong = StatementFacts { corrected_cents: 12_34, ..facts(3) };
    assert!(matches!(
        render_statement(&wrong),
        Err(DocumentError::Contradiction { what: "closing balance", .. })
    ));
}

/// Printed beside each other, the pages of two currencies are told apart.
#[test]
fn y3_every_page_of_another_currency_than_the_euro_names_it() {
    let fonts = Fonts::load().unwrap();
    let francs = StatementFacts { currency: Currency::CHF, ..facts(200) };
    let flow = lay_out(&fonts, &francs).unwrap();
    assert!(flow.sheets.len() > 2, "{} pages", flow.sheets.len());
    for sheet in &flow.sheets {
        let texts = texts_of(sheet);
        assert!(texts.iter().any(|text| text.contains("2026, CHF")), "{texts:?}");
    }
    let flow = lay_out(&fonts, &facts(200)).unwrap();
    assert!(texts(&flow).iter().all(|text| !text.contains(", EUR")));
}
