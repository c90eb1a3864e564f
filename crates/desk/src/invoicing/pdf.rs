//! The PDF of an issued invoice, byte for byte as issued.

use mojo_domain::journal::Hash;
use mojo_protocol::facts::InvoiceBody;
use mojo_store::documents;
use mojo_store::invoicing::find_by_number;

use super::wire::issued_of;
use super::{InvoicingError, e_invoice};
use crate::Desk;
use crate::views::DocumentView;

impl Desk {
    /// The PDF as it was issued. One that was issued on another device and whose bytes did not
    /// travel is made anew from its facts: same facts, same bytes (invariant 10).
    ///
    /// # Errors
    /// [`InvoicingError::UnknownInvoice`] when there is no invoice of this number;
    /// [`InvoicingError::DocumentDiffers`] when it cannot be made anew as it was issued.
    pub async fn invoice_pdf(&self, number: String) -> Result<DocumentView, InvoicingError> {
        let record = find_by_number(&mut self.reader().await?, &number)
            .await?
            .ok_or_else(|| InvoicingError::UnknownInvoice(number.clone()))?;
        let bytes = self.invoice_bytes(&record.body).await?;
        Ok(DocumentView::new(format!("{number}.pdf"), "application/pdf", &bytes))
    }

    /// The bytes of an issued invoice.
    pub(super) async fn invoice_bytes(
        &self,
        body: &InvoiceBody,
    ) -> Result<Vec<u8>, InvoicingError> {
        let mut reader = self.reader().await?;
        let kept = match &body.document {
            Some(document) => documents::find(&mut reader, &document.sha256).await?,
            None => None,
        };
        if let Some(bytes) = kept {
            return Ok(bytes);
        }
        let cancelled = match &body.cancels_number {
            Some(number) => find_by_number(&mut reader, number).await?,
            None => None,
        };
        let cancelled_on = cancelled.map(|record| record.body.issued_on);
        let issued = issued_of(body, cancelled_on)?;
        let bytes = e_invoice::render(&issued, e_invoice::form_of(body)?, body.issued_at)?;
        check_same(body, &bytes)?;
        Ok(bytes)
    }
}

/// What goes out under a number is what was issued, byte for byte (§ 14b UStG).
fn check_same(body: &InvoiceBody, bytes: &[u8]) -> Result<(), InvoicingError> {
    let issued = body.document.as_ref().map(|document| &document.sha256);
    if issued.is_some_and(|sha256| *sha256 != Hash::of(bytes).to_hex()) {
        return Err(InvoicingError::DocumentDiffers(body.number.clone()));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
