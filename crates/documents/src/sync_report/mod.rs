//! The proof of the sync (Nachweis des Abgleichs) on A4 lying: per device and day what is held here
//! and there, whether it is the same, and when and by what that was compared. For the folder, the
//! tax adviser, the auditor.

mod table;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::Money;

use crate::layout::{Flow, Fonts, Frame, Ink, Meta, Style, write_pdf};
use crate::{DocumentError, format};

/// What stands on the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncReportFacts {
    /// The practice.
    pub practice: String,
    /// The device that compared.
    pub device: String,
    /// When it was compared.
    pub compared_at: DateTime<Utc>,
    /// The version of the program that compared.
    pub program: String,
    /// When the report was made; the time that the file states.
    pub created_at: DateTime<Utc>,
    /// The first day on it; `None` for all from the beginning.
    pub from: Option<NaiveDate>,
    /// The last day on it; `None` for all up to now.
    pub to: Option<NaiveDate>,
    /// Entries of the own journal that were compared.
    pub entries: i64,
    /// Changes pulled that were compared.
    pub changes: i64,
    /// Cards that were compared.
    pub cards: i64,
    /// By day and device.
    pub rows: Vec<SyncReportRow>,
    /// What differed when it was compared, repaired or not.
    pub differences: Vec<SyncReportDifference>,
    /// SHA-256 of the same table as CSV, hexadecimal: the full hashes stand there.
    pub table_sha256: String,
}

/// A device's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncReportRow {
    /// The day in Berlin.
    pub on: NaiveDate,
    /// The name of the device; empty for the platform itself.
    pub device: String,
    /// What is held here.
    pub here: SyncReportSide,
    /// What is held there.
    pub there: SyncReportSide,
}

/// What one side holds of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReportSide {
    /// How many entries.
    pub count: i64,
    /// The money that they record, a sum per currency.
    pub sums: Vec<Money>,
    /// The hash over them, hexadecimal; empty when there are none.
    pub hash: String,
}

/// Something that differed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncReportDifference {
    /// What it is, in words.
    pub what: String,
    /// How it differed, in words.
    pub how: String,
    /// It was made equal again.
    pub is_repaired: bool,
}

impl SyncReportFacts {
    fn remaining(&self) -> usize {
        let days = self.rows.iter().filter(|row| row.here != row.there).count();
        days.max(self.differences.iter().filter(|one| !one.is_repaired).count())
    }

    fn span(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => format::day(from),
            (Some(from), Some(to)) => format!("{} bis {}", format::day(from), format::day(to)),
            (Some(from), None) => format!("ab {}", format::day(from)),
            (None, Some(to)) => format!("bis {}", format::day(to)),
            (None, None) => "alle Tage".to_owned(),
        }
    }
}

/// The report as a PDF.
///
/// # Errors
/// [`DocumentError`] when it cannot be drawn.
pub fn render_sync_report(facts: &SyncReportFacts) -> Result<Vec<u8>, DocumentError> {
    let fonts = Fonts::load()?;
    let flow = lay_out(&fonts, facts);
    let meta = Meta {
        title: "Nachweis des Abgleichs".to_owned(),
        author: facts.practice.clone(),
        subject: facts.span(),
        created_at: facts.created_at,
    };
    write_pdf(&fonts, &flow.sheets, &meta)
}

fn lay_out<'f>(fonts: &'f Fonts, facts: &SyncReportFacts) -> Flow<'f> {
    let mut flow = Flow::new(fonts, Frame::A4_LANDSCAPE, 24.0);
    head(&mut flow, facts);
    table::days(&mut flow, facts);
    table::differences(&mut flow, facts);
    closing_words(&mut flow);
    signature(&mut flow);
    frame_pages(&mut flow, facts);
    flow
}

/// Title and verdict at the left, the circumstances at the right.
fn head(flow: &mut Flow<'_>, facts: &SyncReportFacts) {
    let (left, right, top) = (flow.frame.left, flow.frame.right, flow.y);
    flow.sheet().text(left, top, Style::semi_bold(16.0), "Nachweis des Abgleichs");
    flow.down(8.0);
    let edge = right - 110.0;
    flow.paragraph(left, edge, Style::semi_bold(9.0), &facts.practice);
    flow.paragraph(left, edge, Style::muted(8.5), &format!("Tage: {}", facts.span()));
    flow.down(3.0);
    let (ink, verdict) = match facts.remaining() {
        0 => (Ink::Text, "Hier und dort ist dasselbe aufgezeichnet."),
        _ => (Ink::Alert, "Hier und dort ist nicht dasselbe aufgezeichnet."),
    };
    flow.paragraph(left, edge, Style::semi_bold(11.0).with_ink(ink), verdict);
    let bottom = flow.y;
    flow.y = top;
    let span = (right - 100.0, right);
    let style = Style::regular(9.0);
    flow.pair(span, style, "Verglichen am", &format::instant(facts.compared_at));
    flow.pair(span, style, "Verglichen durch", &format!("MOJO Desk {}", facts.program));
    flow.pair(span, style, "Gerät", &facts.device);
    flow.pair(span, style, "Einträge im Protokoll", &format::count(facts.entries));
    flow.pair(span, style, "Änderungen der Praxis", &format::count(facts.changes));
    flow.pair(span, style, "Kontakte und andere Karteikarten", &format::count(facts.cards));
    flow.y = flow.y.max(bottom) + 6.0;
}

/// What the figures mean.
fn closing_words(flow: &mut Flow<'_>) {
    let (left, right) = (flow.frame.left, flow.frame.right);
    let words = "„Hier“ ist dieses Gerät, „dort“ die Plattform. Die Summe umfasst Verkäufe brutto \
                 und Zahlungseingänge auf Rechnungen, Stornos abgezogen. Die Prüfsumme ist ein \
                 SHA-256 über alle Einträge des Tages in ihrer Reihenfolge: Stimmt sie überein, so \
                 stimmt jeder Eintrag mit Inhalt, Zeitpunkt und Urheber überein. Gezeigt sind die \
                 ersten 16 Stellen, vollständig steht sie in der Tabelle (CSV).";
    flow.ensure(18.0);
    flow.paragraph(left, right, Style::muted(8.0), words);
}

/// A line for whoever vouches for it.
fn signature(flow: &mut Flow<'_>) {
    flow.ensure(22.0);
    flow.down(14.0);
    let (left, y) = (flow.frame.left, flow.y);
    for (x, label) in [(left, "Ort, Datum"), (left + 100.0, "Unterschrift")] {
        flow.sheet().rule(x, x + 80.0, y, 0.75, Ink::Muted);
        flow.sheet().text(x, y + 4.0, Style::muted(7.5), label);
    }
    flow.down(6.0);
}

fn frame_pages(flow: &mut Flow<'_>, facts: &SyncReportFacts) {
    let (fonts, frame) = (flow.fonts, flow.frame);
    let count = flow.sheets.len();
    let style = Style::muted(7.0);
    let title = format!("Nachweis des Abgleichs · {} · {}", facts.practice, facts.span());
    for (index, sheet) in flow.sheets.iter_mut().enumerate() {
        sheet.rule(frame.left, frame.right, 193.0, 0.5, Ink::Rule);
        let made = format!(
            "Erstellt am {} · SHA-256 der Tabelle (CSV): {}",
            format::instant(facts.created_at),
            facts.table_sha256
        );
        sheet.text(frame.left, 197.5, style, &made);
        let page = format!("Seite {} von {count}", index + 1);
        sheet.text_right(fonts, frame.right, 197.5, style, &page);
        if index > 0 {
            sheet.text(frame.left, 18.0, Style::muted(8.5), &title);
        }
    }
}

#[cfg(test)]
mod tests;
