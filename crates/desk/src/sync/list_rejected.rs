//! Edits that the platform did not let stand: undone here, and shown to people.

use mojo_store::{StoreError, outbox};

use super::list_pending::label;
use super::sync_status::rfc3339;
use crate::Desk;
use crate::views::RejectedRow;

impl Desk {
    /// The edits that did not stand, latest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_rejected(&self) -> Result<Vec<RejectedRow>, StoreError> {
        let rejected = outbox::list_rejected(&mut self.reader().await?).await?;
        let edit = |edit: outbox::Rejected| RejectedRow {
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
