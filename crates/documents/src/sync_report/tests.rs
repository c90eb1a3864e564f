use super::*;
use crate::layout::Draw;

fn side(count: i64, cents: i64, hash: &str) -> SyncReportSide {
    SyncReportSide { count, sums: vec![Money::eur(cents)], hash: hash.repeat(8) }
}

fn facts(days: u32) -> SyncReportFacts {
    let first: NaiveDate = "2026-01-01".parse().unwrap();
    let row = |day: u32| SyncReportRow {
        on: first + chrono::Days::new(u64::from(day)),
        device: "Empfang 1".to_owned(),
        here: side(i64::from(day) + 1, 100_00, "3f9a02c1"),
        there: side(i64::from(day) + 1, 100_00, "3f9a02c1"),
    };
    SyncReportFacts {
        practice: "Praxis Birkenhain".to_owned(),
        device: "Empfang 1".to_owned(),
        compared_at: "2026-11-20T10:00:00Z".parse().unwrap(),
        program: "0.1.0".to_owned(),
        created_at: "2026-11-20T10:05:00Z".parse().unwrap(),
        from: None,
        to: None,
        entries: 1_234,
        changes: 12_345,
        cards: 678,
        rows: (0..days).map(row).collect(),
        differences: Vec::new(),
        table_sha256: "ab".repeat(32),
    }
}

fn texts(facts: &SyncReportFacts) -> (Vec<String>, usize) {
    let fonts = Fonts::load().unwrap();
    let flow = lay_out(&fonts, facts);
    let draws = flow.sheets.iter().flat_map(|sheet| &sheet.draws);
    let text = |draw: &Draw| match draw {
        Draw::Text { text, .. } => Some(text.replace('\u{a0}', " ")),
        _ => None,
    };
    (draws.filter_map(text).collect(), flow.sheets.len())
}

#[test]
fn equal_days_say_so_and_every_page_names_the_table() {
    let (texts, pages) = texts(&facts(120));
    assert!(pages > 2, "{pages}");
    assert_eq!(texts.iter().filter(|text| *text == "stimmt").count(), 120);
    assert!(texts.iter().any(|text| text == "3f9a 02c1 3f9a 02c1"));
    assert!(texts.iter().any(|text| text == "Hier und dort ist dasselbe aufgezeichnet."));
    let sha = "ab".repeat(32);
    assert_eq!(texts.iter().filter(|text| text.contains(&sha)).count(), pages);
    assert!(texts.iter().any(|text| text == "Unterschrift"));
}

#[test]
fn a_day_that_differs_shows_both_sides_and_turns_the_verdict() {
    let mut facts = facts(3);
    facts.rows[1].there = side(1, 90_00, "00112233");
    facts.differences.push(SyncReportDifference {
        what: "Verkauf, Protokoll Nr. 7".to_owned(),
        how: "fehlte auf der Plattform".to_owned(),
        is_repaired: false,
    });
    let (texts, _) = texts(&facts);
    assert_eq!(texts.iter().filter(|text| *text == "weicht ab").count(), 1);
    for text in ["dort", "0011 2233 0011 2233", "90,00 €", "100,00 €", "besteht"] {
        assert!(texts.iter().any(|found| found == text), "{text} in {texts:?}");
    }
    assert!(texts.iter().any(|text| text.starts_with("Hier und dort ist nicht")));
}

#[test]
fn a_span_without_entries_says_so() {
    let mut facts = facts(0);
    facts.from = Some("2026-11-20".parse().unwrap());
    facts.to = facts.from;
    let (texts, _) = texts(&facts);
    assert!(texts.iter().any(|text| text == "In diesen Tagen wurde nichts aufgezeichnet."));
    assert!(texts.iter().any(|text| text == "Tage: 20.11.2026"));
}
