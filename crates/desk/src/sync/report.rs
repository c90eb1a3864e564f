//! The proof of the sync on paper, and as a table for other programs.

use chrono::NaiveDate;
use mojo_documents::{
    SyncReportDifference, SyncReportFacts, SyncReportRow, SyncReportSide, render_sync_report,
};
use mojo_domain::journal::Hash;
use mojo_domain::{Money, from_micros};
use mojo_protocol::{Entity, RangeDigest};
use mojo_store::device;
use mojo_store::digests::{self, ComparisonDay, Difference};

use super::verify::VerifyError;
use crate::Desk;
use crate::account::Practice;
use crate::views::DocumentView;

impl Desk {
    /// The proof of the sync as PDF: the last full comparison, by day and device.
    ///
    /// # Errors
    /// [`VerifyError::NotCompared`] before the first comparison; [`VerifyError::NotADay`].
    pub async fn sync_report_pdf(
        &self,
        from: Option<String>,
        to: Option<String>,
    ) -> Result<DocumentView, VerifyError> {
        let (from, to) = span(from.as_deref(), to.as_deref())?;
        let mut reader = self.reader().await?;
        let last = digests::find_last_full(&mut reader).await?.ok_or(VerifyError::NotCompared)?;
        let days = digests::list_days(&mut reader, from, to).await?;
        let differences = digests::list_differences(&mut reader, last.comparison_id).await?;
        let own = device::find(&mut reader).await?.map(|own| own.name).unwrap_or_default();
        let practice = Practice::load(&mut reader).await?.name;
        drop(reader);
        let tenant = self.find_session().await?.map(|session| session.tenant).unwrap_or_default();
        let facts = SyncReportFacts {
            practice: if practice.is_empty() { tenant } else { practice },
            device: own,
            compared_at: from_micros(last.compared_at),
            program: last.program,
            created_at: self.now(),
            from,
            to,
            entries: last.entries,
            changes: last.places,
            cards: last.cards,
            rows: days.iter().map(row).collect(),
            differences: differences.iter().map(difference).collect(),
            table_sha256: Hash::of(&table(&days)).to_hex(),
        };
        let bytes = render_sync_report(&facts)?;
        Ok(DocumentView::new(name(self, "pdf"), "application/pdf", &bytes))
    }

    /// The same as CSV, with the full hashes: UTF-8, semicolons, one row per day and device.
    ///
    /// # Errors
    /// As [`Desk::sync_report_pdf`].
    pub async fn sync_report_csv(
        &self,
        from: Option<String>,
        to: Option<String>,
    ) -> Result<DocumentView, VerifyError> {
        let (from, to) = span(from.as_deref(), to.as_deref())?;
        let mut reader = self.reader().await?;
        digests::find_last_full(&mut reader).await?.ok_or(VerifyError::NotCompared)?;
        let days = digests::list_days(&mut reader, from, to).await?;
        Ok(DocumentView::new(name(self, "csv"), "text/csv", &table(&days)))
    }
}

fn name(desk: &Desk, extension: &str) -> String {
    format!("Abgleich-{}.{extension}", mojo_domain::berlin_day(desk.now()))
}

type Ends = (Option<NaiveDate>, Option<NaiveDate>);

fn span(from: Option<&str>, to: Option<&str>) -> Result<Ends, VerifyError> {
    let not_a_day = |text: &str| VerifyError::NotADay { text: text.to_owned() };
    let day = |text: Option<&str>| {
        text.map(|text| text.parse::<NaiveDate>().map_err(|_| not_a_day(text))).transpose()
    };
    let ends = (day(from)?, day(to)?);
    match ends {
        (Some(first), Some(last)) if last < first => Err(not_a_day(to.unwrap_or_default())),
        _ => Ok(ends),
    }
}

fn row(day: &ComparisonDay) -> SyncReportRow {
    SyncReportRow {
        on: day.day,
        device: day.device.clone(),
        here: side(day.here.as_ref()),
        there: side(day.there.as_ref()),
    }
}

fn side(digest: Option<&RangeDigest>) -> SyncReportSide {
    let Some(digest) = digest else { return SyncReportSide::default() };
    let sums = digest.cents.iter();
    SyncReportSide {
        count: digest.count,
        sums: sums.map(|(currency, cents)| Money { cents: *cents, currency: *currency }).collect(),
        hash: digest.hash.clone(),
    }
}

fn difference(one: &Difference) -> SyncReportDifference {
    let thing = one.entity.parse::<Entity>().map_or("Eintrag", thing);
    let what = match one.part.as_str() {
        "journal" => format!("{thing}, Protokoll Nr. {}", one.place),
        "log" => format!("{thing}, Änderung Nr. {}", one.place),
        _ => format!("{thing} {}", one.place),
    };
    let how = match (one.kind.as_str(), one.is_repaired) {
        ("missing_here", true) => "fehlte auf diesem Gerät",
        ("missing_here", false) => "fehlt auf diesem Gerät",
        ("missing_there", true) => "fehlte auf der Plattform",
        ("missing_there", false) => "fehlt auf der Plattform",
        (_, true) => "war hier und dort verschieden",
        (_, false) => "ist hier und dort verschieden",
    };
    SyncReportDifference { what, how: how.to_owned(), is_repaired: one.is_repaired }
}

/// The word of the reception for a kind of thing, on paper.
fn thing(entity: Entity) -> &'static str {
    match entity {
        Entity::Contact => "Kontakt",
        Entity::ContactMerge => "Zusammenführung",
        Entity::Product => "Artikel",
        Entity::Practice => "Praxisdaten",
        Entity::Staff => "Mitarbeitende",
        Entity::Register => "Kasse",
        Entity::Sale => "Verkauf",
        Entity::CashMovement => "Bargeldbewegung",
        Entity::CashClosing => "Kassenabschluss",
        Entity::PunchCard => "Karte",
        Entity::Redemption => "Check-in",
        Entity::InvoiceDraft => "Rechnungsentwurf",
        Entity::Invoice => "Rechnung",
        Entity::InvoicePayment => "Zahlungseingang",
        Entity::CommissionEntry => "Provision",
        Entity::CommissionReversal => "Rückgabe",
        Entity::CommissionPayout => "Auszahlung",
        Entity::StatementPackage => "Abrechnungsmonat",
        Entity::CommissionDispute => "Beanstandung",
        Entity::CommissionDisputeMessage => "Nachricht",
        Entity::CommissionDisputeSettlement => "Entscheidung",
        Entity::CommissionFreeze => "Rückbuchung, angemeldet",
        Entity::CommissionFreezeEnd => "Rückbuchung, entschieden",
        Entity::CommissionForfeiture => "Verfallene Provision",
        Entity::Case => "Klärungsfall",
        Entity::CaseSettlement => "Geklärter Fall",
        Entity::CommissionCorrection => "Korrektur einer Provision",
    }
}

fn table(days: &[ComparisonDay]) -> Vec<u8> {
    let head = "day;device_id;device;count_here;count_there;sums_here;sums_there;hash_here;\
                hash_there;state\n";
    let mut text = head.to_owned();
    for day in days {
        let digest = |side: &Option<RangeDigest>| {
            let side = side.as_ref();
            let sum = |(currency, cents): (&mojo_domain::Currency, &i64)| {
                format!("{} {currency}", Money::eur(*cents))
            };
            let sums = side.map(|side| side.cents.iter().map(sum).collect::<Vec<_>>().join(" "));
            let hash = side.map(|side| side.hash.clone()).unwrap_or_default();
            (side.map_or(0, |side| side.count), sums.unwrap_or_default(), hash)
        };
        let ((count, sums, hash), (count_there, sums_there, hash_there)) =
            (digest(&day.here), digest(&day.there));
        let state = if day.here == day.there { "equal" } else { "differs" };
        let id = day.device_id.map(|id| id.to_string()).unwrap_or_default();
        let cells = [
            day.day.to_string(),
            id,
            quoted(&day.device),
            count.to_string(),
            count_there.to_string(),
            sums,
            sums_there,
            hash,
            hash_there,
            state.to_owned(),
        ];
        text.push_str(&cells.join(";"));
        text.push('\n');
    }
    text.into_bytes()
}

/// A name that people gave, as a cell.
fn quoted(text: &str) -> String {
    if text.contains([';', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// None is called an entry, as what only a newer program knows is, and no two are called alike.
    #[test]
    fn every_kind_of_thing_has_a_word_of_its_own_on_paper() {
        let words: BTreeSet<&str> = Entity::ALL.iter().map(|entity| thing(*entity)).collect();
        assert_eq!(words.len(), Entity::ALL.len(), "{words:?}");
        assert!(!words.contains("Eintrag") && !words.contains(""));
        // The window says the same.
        let messages = include_str!("../../../../ui/src/lib/messages/de/sync.ts");
        for entity in Entity::ALL {
            let line = format!("      {}: '{}',\n", entity.name(), thing(*entity));
            assert!(messages.contains(&line), "{line}");
        }
    }
}
