//! The recipient objects to a credit note (Widerspruch): it is no invoice any more (section 14 (2)
//! sentence 3 UStG).

use mojo_domain::commissions::dispute_text;

use super::CommissionsError;
use super::credit_note_pdf::parse_number;
use super::platform::not_done;
use crate::views::CreditNotesView;
use crate::{Desk, Op, Topic};

impl Desk {
    /// Objects to a credit note, once; the law asks for no reason, so `reason` may be empty. Gives
    /// back the list.
    ///
    /// # Errors
    /// [`CommissionsError::UnknownCreditNote`], [`CommissionsError::AlreadyObjected`];
    /// [`CommissionsError::Unanswered`] when the platform may have done it: the list says so once it
    /// answers.
    pub async fn object_to_credit_note(
        &self,
        number: String,
        reason: String,
    ) -> Result<CreditNotesView, CommissionsError> {
        self.check_may(Op::ObjectToCreditNote)?;
        let number = parse_number(&number)?;
        let is_silent = reason.trim().is_empty();
        let reason = if is_silent { String::new() } else { dispute_text(&reason)? };
        let client = self.commissions_client().await?;
        let done = client.object_to_credit_note(number, reason).await;
        match done.map_err(not_done) {
            Ok(()) => {}
            Err(CommissionsError::Platform { code }) if code == "not_found" => {
                return Err(CommissionsError::UnknownCreditNote(number.to_string()));
            }
            Err(CommissionsError::Platform { code }) if code == "objected" => {
                // Somebody else did, or an answer was lost before: the list is to say so.
                self.list_credit_notes().await?;
                self.announce(Topic::Commissions);
                return Err(CommissionsError::AlreadyObjected(number.to_string()));
            }
            Err(refused) => return Err(refused),
        }
        let list = self.list_credit_notes().await?;
        self.announce(Topic::Commissions);
        Ok(list)
    }
}
