//! Drafts: kept on every device of the practice until they are issued or deleted.

use std::collections::BTreeMap;

use mojo_protocol::Entity;
use mojo_store::invoicing::find_draft;
use mojo_store::{StoreError, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use super::InvoicingError;
use super::list_invoices::draft_row;
use crate::views::{InvoiceInput, InvoiceRow};
use crate::{Desk, Op};

impl Desk {
    /// Keeps an invoice as a draft; it may be as incomplete as it is.
    ///
    /// # Errors
    /// [`InvoicingError::Draft`] when a line cannot be computed.
    pub async fn save_invoice_draft(
        &self,
        mut input: InvoiceInput,
    ) -> Result<InvoiceRow, InvoicingError> {
        let plan = self.plan_invoice(&input, self.now()).await?;
        let mut tx = self.transact(Op::DraftInvoice).await?;
        let draft_id = match input.draft_id.take() {
            Some(id) => parse(&id)?,
            None => tx.next_id(),
        };
        let fields = BTreeMap::from([
            ("contact_id".to_owned(), json!(input.contact_id)),
            ("input".to_owned(), json!(input)),
            ("gross_cents".to_owned(), json!(plan.invoice.gross_cents)),
            ("currency".to_owned(), json!(plan.invoice.currency.code())),
            ("deleted".to_owned(), Value::Null),
        ]);
        tx.edit_card(Entity::InvoiceDraft, draft_id, fields).await?;
        self.commit(tx, Op::DraftInvoice).await?;
        let mut reader = self.reader().await?;
        let draft = find_draft(&mut reader, draft_id).await?;
        let draft = draft.ok_or_else(|| InvoicingError::UnknownDraft(draft_id.to_string()))?;
        Ok(draft_row(&mut reader, &draft).await?)
    }

    /// A draft as it was left.
    ///
    /// # Errors
    /// [`InvoicingError::UnknownDraft`] when it was issued or deleted.
    pub async fn load_invoice_draft(
        &self,
        draft_id: String,
    ) -> Result<InvoiceInput, InvoicingError> {
        let found = find_draft(&mut self.reader().await?, parse(&draft_id)?).await?;
        let draft = found.ok_or_else(|| InvoicingError::UnknownDraft(draft_id.clone()))?;
        let mut input: InvoiceInput =
            serde_json::from_str(&draft.input).map_err(StoreError::body("invoice_draft"))?;
        input.draft_id = Some(draft_id);
        Ok(input)
    }

    /// Deletes a draft.
    ///
    /// # Errors
    /// [`InvoicingError::UnknownDraft`] when it was issued or deleted.
    pub async fn delete_invoice_draft(&self, draft_id: String) -> Result<(), InvoicingError> {
        if find_draft(&mut self.reader().await?, parse(&draft_id)?).await?.is_none() {
            return Err(InvoicingError::UnknownDraft(draft_id));
        }
        let mut tx = self.transact(Op::DraftInvoice).await?;
        Self::drop_draft(&mut tx, &draft_id).await?;
        Ok(self.commit(tx, Op::DraftInvoice).await?)
    }

    /// Takes the draft away in the transaction of `tx`.
    pub(super) async fn drop_draft(tx: &mut Tx, draft_id: &str) -> Result<(), InvoicingError> {
        let fields = BTreeMap::from([("deleted".to_owned(), json!(true))]);
        Ok(tx.edit_card(Entity::InvoiceDraft, parse(draft_id)?, fields).await?)
    }
}

fn parse(draft_id: &str) -> Result<Uuid, InvoicingError> {
    Uuid::parse_str(draft_id).map_err(|_| InvoicingError::UnknownDraft(draft_id.to_owned()))
}
