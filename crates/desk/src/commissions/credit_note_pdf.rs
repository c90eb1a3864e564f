//! The file of a credit note: the bytes that the platform kept when it was issued. They are kept
//! here too, so that it opens offline afterwards.

use mojo_domain::commissions::CreditNoteNumber;
use mojo_domain::journal::Hash;
use mojo_store::documents;

use super::CommissionsError;
use super::platform::not_answered;
use super::wire::ListedCreditNote;
use crate::views::DocumentView;
use crate::{Desk, Op, Topic};

const PDF: &str = "application/pdf";

impl Desk {
    /// The PDF of a credit note: from this desk where it lies here, else from the platform, which
    /// is believed only when the bytes have the hash that it listed.
    ///
    /// # Errors
    /// [`CommissionsError::UnknownCreditNote`]; [`CommissionsError::Offline`] when it does not lie
    /// here; [`CommissionsError::WrongFile`] for other bytes than were listed.
    pub async fn credit_note_pdf(&self, number: String) -> Result<DocumentView, CommissionsError> {
        let number = parse_number(&number)?;
        if let Some(held) = self.find_credit_note(number).await?
            && let Some(document) = self.kept_pdf(&held).await?
        {
            return Ok(document);
        }
        let client = self.commissions_client().await?;
        // The list may be older than the document: its hash is asked for with it.
        self.fetch_credit_notes(&client).await?;
        let unknown = || CommissionsError::UnknownCreditNote(number.to_string());
        let listed = self.find_credit_note(number).await?.ok_or_else(unknown)?;
        if let Some(document) = self.kept_pdf(&listed).await? {
            return Ok(document);
        }
        let bytes = client.credit_note_pdf(number).await.map_err(not_answered)?;
        if Hash::of(&bytes).to_hex() != listed.pdf_hash {
            return Err(CommissionsError::WrongFile(number.to_string()));
        }
        let mut tx = self.store().transact(Op::Settings.name(), self.sync_actor()).await?;
        documents::keep(&mut tx, PDF, &bytes).await?;
        tx.commit().await?;
        self.announce(Topic::Commissions);
        Ok(view(&listed.number, &bytes))
    }

    pub(super) async fn find_credit_note(
        &self,
        number: CreditNoteNumber,
    ) -> Result<Option<ListedCreditNote>, CommissionsError> {
        let number = number.to_string();
        let mut held = self.read_credit_notes().await?.into_iter();
        Ok(held.find(|note| note.number == number))
    }

    async fn kept_pdf(
        &self,
        note: &ListedCreditNote,
    ) -> Result<Option<DocumentView>, CommissionsError> {
        let bytes = documents::find(&mut self.reader().await?, &note.pdf_hash).await?;
        Ok(bytes.map(|bytes| view(&note.number, &bytes)))
    }
}

pub(super) fn parse_number(text: &str) -> Result<CreditNoteNumber, CommissionsError> {
    let text = text.trim();
    text.parse().map_err(|_| CommissionsError::UnknownCreditNote(text.to_owned()))
}

fn view(number: &str, bytes: &[u8]) -> DocumentView {
    DocumentView::new(format!("{number}.pdf"), PDF, bytes)
}
