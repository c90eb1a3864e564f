//! Proofs of the sync: a quiet quarter on two devices, and a day that differs.

use mojo_documents::{
    SyncReportDifference, SyncReportFacts, SyncReportRow, SyncReportSide, render_sync_report,
};
use mojo_domain::{Currency, Money};

use super::{Failure, Samples, at, day};

pub(super) fn render(samples: &mut Samples) -> Result<(), Failure> {
    samples.insert("abgleich".to_owned(), render_sync_report(&quiet()?)?);
    samples.insert("abgleich-abweichung".to_owned(), render_sync_report(&differing()?)?);
    Ok(())
}

fn side(number: u32, sums: &[Money]) -> SyncReportSide {
    let hash = format!("3f9a02c1{number:08x}").repeat(4);
    SyncReportSide { count: i64::from(number % 37) + 3, sums: sums.to_vec(), hash }
}

fn rows() -> Result<Vec<SyncReportRow>, Failure> {
    let mut rows = Vec::new();
    for number in 0..75 {
        let cents = i64::from(number) * 37_50 % 1_984_06;
        let mut sums = vec![Money::eur(cents)];
        if number % 9 == 0 {
            sums.push(Money { cents: 85_00, currency: Currency::CHF });
        }
        let devices = ["Empfang 1", "Empfang 2 (Obergeschoss, neben dem Aufzug)", ""];
        rows.push(SyncReportRow {
            on: day(&format!("2026-11-{:02}", 25 - number / 3))?,
            device: devices[number as usize % 3].to_owned(),
            here: side(number, if number % 3 == 2 { &[] } else { &sums }),
            there: side(number, if number % 3 == 2 { &[] } else { &sums }),
        });
    }
    Ok(rows)
}

fn quiet() -> Result<SyncReportFacts, Failure> {
    Ok(SyncReportFacts {
        practice: "Praxis Birkenhain".to_owned(),
        device: "Empfang 1".to_owned(),
        compared_at: at("2026-11-25T17:42:00Z")?,
        program: "0.1.0".to_owned(),
        created_at: at("2026-11-25T17:43:00Z")?,
        from: Some(day("2026-11-01")?),
        to: Some(day("2026-11-25")?),
        entries: 18_204,
        changes: 24_117,
        cards: 3_902,
        rows: rows()?,
        differences: Vec::new(),
        table_sha256: "5d2c".repeat(16),
    })
}

fn differing() -> Result<SyncReportFacts, Failure> {
    let mut facts = quiet()?;
    facts.rows.truncate(6);
    facts.rows[0].here.sums = vec![Money::eur(215_00)];
    facts.rows[0].there.sums = vec![Money::eur(-35_00)];
    facts.rows[0].there.hash = "00a1b2c3".repeat(8);
    facts.rows[4].there = SyncReportSide::default();
    facts.differences = vec![
        SyncReportDifference {
            what: "Verkauf, Protokoll Nr. 417".to_owned(),
            how: "hier und dort verschieden; niemand kann sagen, was gilt".to_owned(),
            is_repaired: false,
        },
        SyncReportDifference {
            what: "Check-in, Änderung Nr. 2318".to_owned(),
            how: "fehlte auf diesem Gerät".to_owned(),
            is_repaired: true,
        },
    ];
    Ok(facts)
}
