//! Edits that the platform did not let stand: undone here, and shown to people.

use mojo_store::{StoreError, outbox};

use super::list_pending::label;
use super::sync_status::rfc3339;
use crate::Desk;

/// An edit that did not stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedEdit {
    /// When it was made, an instant.
    pub at: String,
    /// The verb.
    pub op: String,
    /// The kind of thing.
    pub entity: String,
    /// A number or name, may be empty.
    pub label: String,
    /// Why, stable.
    pub code: String,
    /// Why, an English sentence.
    pub message: String,
}

impl Desk {
    /// The edits that did not stand, latest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_rejected(&self) -> Result<Vec<RejectedEdit>, StoreError> {
        let rejected = outbox::list_rejected(&mut self.reader().await?).await?;
        let edit = |edit: outbox::Rejected| RejectedEdit {
            at: rfc3339(edit.entry.at),
            label: label(&edit.entry.body),
            op: edit.entry.op,
            entity: edit.entry.entity,
            code: edit.code,
            message: edit.message,
        };
        Ok(rejected.into_iter().map(edit).collect())
    }
}
