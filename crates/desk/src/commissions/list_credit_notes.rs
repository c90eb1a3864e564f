//! The self-billing credit notes of this recipient (Gutschriften, section 14 (2) UStG; Y3): as the
//! platform lists them now, else as it did last.

use std::collections::BTreeSet;

use mojo_domain::{CommissionEntryId, Money, from_micros, parse_decimal_cents, to_micros};
use mojo_store::Source;
use mojo_store::commissions::{keep_credit_notes, list_credit_notes};
use mojo_store::{documents, settings};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::CommissionsError;
use super::platform::{not_answered, unreadable};
use super::wire::{CreditNoteList, ListedCreditNote};
use crate::account::Mode;
use crate::sync::Client;
use crate::views::{CreditNoteRow, CreditNotesView, MoneyView, instant};
use crate::{Desk, Op};

/// The setting that says what the platform listed last, and when.
const LISTING: &str = "credit_notes_listed";
/// What a document is called that the platform does not list any more.
const UNLISTED: &str = "unlisted";

/// The last list.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Listing {
    /// Microseconds.
    at: i64,
    numbers: BTreeSet<String>,
    /// The entries on them that were not paid out yet.
    #[serde(default)]
    unpaid_entries: BTreeSet<CommissionEntryId>,
}

/// The entries that stand on a credit note and were not paid out, as the platform listed them last: what is
/// disputed of them stays credited (Y5).
pub(super) async fn list_credited(
    source: &mut impl Source,
) -> Result<BTreeSet<CommissionEntryId>, CommissionsError> {
    let listing = settings::find(source, LISTING).await?;
    let listing: Option<Listing> = listing.and_then(|text| serde_json::from_str(&text).ok());
    Ok(listing.unwrap_or_default().unpaid_entries)
}

impl Desk {
    /// Every credit note and correction, the latest first; those whose file lies here are marked.
    ///
    /// # Errors
    /// [`CommissionsError::Forbidden`] when the account may not see them. A platform that cannot be
    /// reached is no error.
    pub async fn list_credit_notes(&self) -> Result<CreditNotesView, CommissionsError> {
        let is_current = match self.platform_client().await? {
            None => false,
            Some(client) => match self.fetch_credit_notes(&client).await {
                Ok(()) => true,
                Err(refused @ (CommissionsError::Forbidden | CommissionsError::Store(_))) => {
                    return Err(refused);
                }
                Err(_) => false,
            },
        };
        self.held_credit_notes(is_current).await
    }

    /// The list as it is held here.
    async fn held_credit_notes(
        &self,
        is_current: bool,
    ) -> Result<CreditNotesView, CommissionsError> {
        let session = self.find_session().await?;
        let is_local = session.is_none_or(|session| session.mode == Mode::Demo);
        let held = self.read_credit_notes().await?;
        let mut reader = self.reader().await?;
        let listing = settings::find(&mut reader, LISTING).await?;
        let listing: Option<Listing> = listing.and_then(|text| serde_json::from_str(&text).ok());
        let mut notes = Vec::new();
        for note in held.into_iter().rev() {
            let is_kept = documents::is_kept(&mut reader, &note.pdf_hash).await?;
            let is_listed =
                listing.as_ref().is_none_or(|listing| listing.numbers.contains(&note.number));
            notes.push(row(note, is_listed, is_kept)?);
        }
        let listed_at = listing.map(|listing| instant(from_micros(listing.at)));
        Ok(CreditNotesView { notes, is_current, is_local, listed_at })
    }

    /// What the platform said last of each, by number. What a newer program kept and this one
    /// cannot read is asked again when online.
    pub(super) async fn read_credit_notes(
        &self,
    ) -> Result<Vec<ListedCreditNote>, CommissionsError> {
        let bodies = list_credit_notes(&mut self.reader().await?).await?;
        Ok(bodies.iter().filter_map(|body| serde_json::from_str(body).ok()).collect())
    }

    /// Asks for the list and keeps it, whole or not at all.
    pub(super) async fn fetch_credit_notes(&self, client: &Client) -> Result<(), CommissionsError> {
        let CreditNoteList { credit_notes, unpaid_entries, .. } =
            client.credit_notes().await.map_err(not_answered)?;
        let mut told = Vec::with_capacity(credit_notes.len());
        for value in credit_notes {
            told.push((read(&value)?.number, value.to_string()));
        }
        let numbers = told.iter().map(|(number, _)| number.clone()).collect();
        let listing = Listing { at: to_micros(self.now()), numbers, unpaid_entries };
        let listing = serde_json::to_string(&listing).map_err(|_| unreadable())?;
        let mut tx = self.store().transact(Op::Settings.name(), self.sync_actor()).await?;
        keep_credit_notes(&mut tx, &told).await?;
        settings::set(&mut tx, LISTING, &listing).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What cannot be shown later is not kept now.
fn read(value: &Value) -> Result<ListedCreditNote, CommissionsError> {
    let note: ListedCreditNote = serde_json::from_value(value.clone()).map_err(|_| unreadable())?;
    for amount in [&note.net, &note.vat, &note.gross] {
        parse_decimal_cents(amount).map_err(|_| unreadable())?;
    }
    Ok(note)
}

fn row(
    note: ListedCreditNote,
    is_listed: bool,
    is_kept: bool,
) -> Result<CreditNoteRow, CommissionsError> {
    let money = |text: &str| -> Result<MoneyView, CommissionsError> {
        let cents = parse_decimal_cents(text).map_err(|_| unreadable())?;
        Ok(Money::new(cents, note.currency).into())
    };
    Ok(CreditNoteRow {
        net: money(&note.net)?,
        vat: money(&note.vat)?,
        gross: money(&note.gross)?,
        month: note.month.to_string(),
        corrects: note.corrects,
        issued_at: instant(note.issued_at),
        status: if is_listed { note.status } else { UNLISTED.to_owned() },
        objected_at: note.objected_at.map(instant),
        service_from: note.service_from.to_string(),
        service_to: note.service_to.to_string(),
        vat_class: note.vat_class,
        is_kept,
        number: note.number,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told() -> Value {
        json!({
            "number": "GS-2027-000003", "month": "2027-01", "currency": "EUR",
            "corrects": "GS-2027-000001", "issued_at": "2027-02-01T10:00:00Z",
            "status": "issued", "objected_at": null, "service_from": "2027-01-10",
            "service_to": "2027-01-10", "vat_class": "not_taxable", "net": "-100.00",
            "vat": "0.00", "gross": "-100.00", "pdf_hash": "ab", "of_a_newer_platform": 1,
        })
    }

    #[test]
    fn y3_a_correction_is_read_with_its_sign_and_what_it_corrects() {
        let shown = row(read(&told()).unwrap(), true, false).unwrap();
        assert_eq!((shown.gross.cents, shown.status.as_str()), (-100_00, "issued"));
        assert_eq!(shown.corrects.as_deref(), Some("GS-2027-000001"));
        let gone = row(read(&told()).unwrap(), false, true).unwrap();
        assert_eq!((gone.status.as_str(), gone.is_kept), ("unlisted", true));
    }

    #[test]
    fn an_amount_that_cannot_be_read_is_not_kept() {
        let mut wrong = told();
        wrong["gross"] = json!("hundert");
        assert!(read(&wrong).is_err());
        wrong["gross"] = json!(100);
        assert!(read(&wrong).is_err());
    }
}
