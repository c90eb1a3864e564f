//! The PDF of an issued invoice, byte for byte as issued.

use mojo_documents::{InvoiceFacts, render_invoice};
use mojo_store::documents;
use mojo_store::invoicing::find_by_number;

use super::InvoicingError;
use super::wire::issued_of;
use crate::Desk;
use crate::views::DocumentView;

impl Desk {
    /// The PDF as it was issued. One that was issued on another device and whose bytes did not
    /// travel is made anew from its facts: same facts, same bytes (invariant 10).
    ///
    /// # Errors
    /// [`InvoicingError::UnknownInvoice`] when there is no invoice of this number.
    pub async fn invoice_pdf(&self, number: String) -> Result<DocumentView, InvoicingError> {
        let mut reader = self.reader().await?;
        let record = find_by_number(&mut reader, &number)
            .await?
            .ok_or_else(|| InvoicingError::UnknownInvoice(number.clone()))?;
        let kept = match &record.body.document {
            Some(document) => documents::find(&mut reader, &document.sha256).await?,
            None => None,
        };
        let bytes = match kept {
            Some(bytes) => bytes,
            None => {
                let cancelled = match &record.body.cancels_number {
                    Some(number) => find_by_number(&mut reader, number).await?,
                    None => None,
                };
                let cancelled_on = cancelled.map(|record| record.body.issued_on);
                let issued = issued_of(&record.body, cancelled_on)?;
                render_invoice(&InvoiceFacts::issued(&issued, record.body.issued_at))?
            }
        };
        Ok(DocumentView::new(format!("{number}.pdf"), "application/pdf", &bytes))
    }
}
