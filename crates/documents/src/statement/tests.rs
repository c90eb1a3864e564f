use super::*;
use crate::layout::Draw;

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
        currency: Currency::EUR,
        opening_cents: 100_00,
        earned_cents,
        reversed_cents: 0,
        forfeited_cents: 0,
        paid_cents: 100_00,
        closing_cents: earned_cents,
        held_cents: earned_cents,
        credited_cents: 100_00,
        disputed_cents: 0,
        rows,
        movements: vec![StatementMovement {
            on: "2026-10-15".parse().unwrap(),
            text: "Auszahlung".to_owned(),
            amount_cents: -100_00,
        }],
        totals,
    }
}

fn texts(flow: &Flow<'_>) -> Vec<String> {
    let draws = flow.sheets.iter().flat_map(|sheet| &sheet.draws);
    let text = |draw: &Draw| match draw {
        Draw::Text { text, .. } => Some(text.replace('\u{a0}', " ")),
        _ => None,
    };
    draws.filter_map(text).collect()
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
    assert!(heads >= flow.sheets.len() - 1, "{heads} heads on {} pages", flow.sheets.len());
    assert!(texts.iter().any(|text| text == "600.000,00"));
    assert!(texts.iter().any(|text| text == "Summe Regional"));
}

#[test]
fn y3_a_month_without_commissions_still_states_the_balance() {
    let fonts = Fonts::load().unwrap();
    let quiet = StatementFacts { totals: Vec::new(), ..facts(0) };
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
    let mut facts = facts(3);
    facts.rows[1].is_disputed = true;
    facts.rows[2].is_disputed = true;
    facts.rows[2].status = Status::Paid;
    let words = texts(&lay_out(&fonts, &facts).unwrap()).join(" ");
    assert_eq!(words.matches("eingefroren").count(), 1, "{words}");
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
