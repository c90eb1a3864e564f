//! Section 14 (2) sentence 3 UStG: a credit note loses its effect as an invoice as soon as the
//! recipient objects to it (Widerspruch). The document, its number and what it credited stay; from
//! then on the recipient makes out an invoice of its own, and refunds correct nothing here.

use mojo_domain::commissions::{CreditNoteNumber, DisputeTextError, dispute_text};
use mojo_domain::{Clock, Entropy, IdSource, to_micros};
use serde_json::json;

use crate::auth::Session;
use crate::storage::audit::AuditRecord;
use crate::storage::credit_notes::Objection;
use crate::storage::{Database, StorageError};

/// Why it is not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ObjectionRefused {
    /// The recipient has no such document.
    #[error("there is no such credit note")]
    Unknown,
    /// It lost its effect before.
    #[error("there is an objection to {0} already")]
    Objected(CreditNoteNumber),
    /// The words.
    #[error(transparent)]
    Text(#[from] DisputeTextError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Keeps the objection of the document's own recipient, once, with an entry in the audit log. The
/// law asks for no reason.
pub(crate) async fn object_to_credit_note(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    number: CreditNoteNumber,
    reason: &str,
) -> Result<(), ObjectionRefused> {
    let is_silent = reason.trim().is_empty();
    let reason = if is_silent { String::new() } else { dispute_text(reason)? };
    let at = to_micros(clock.now());
    let mut tx = database.write(by.tenant).await?;
    // No correction of it is being made out meanwhile; of two at once, one finds the other.
    tx.lock_log().await?;
    let note = tx.find_credit_note(number).await?.ok_or(ObjectionRefused::Unknown)?;
    if note.objected_at.is_some() {
        return Err(ObjectionRefused::Objected(number));
    }
    let user_id = by.user_id;
    let objection = Objection { number, objected_at: at, user_id, reason: reason.clone() };
    tx.insert_objection(&objection).await?;
    let mut tx = tx.go_on_as_ledger().await?;
    tx.insert_audit(&AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id: IdSource::new(clock, entropy).next(),
        at,
        user_id,
        action: "object_to_credit_note".to_owned(),
        subject_id: number.to_string(),
        reason,
        details: json!({ "pdf_hash": note.pdf_hash }).to_string(),
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
