//! The Storno of an invoice (Stornorechnung): a second document with the exact negative (D3).

use mojo_domain::invoicing::{InvoiceStornoRefused, NumberRange, StornoTerms, plan_invoice_storno};
use mojo_domain::{InvoiceId, berlin_day};
use mojo_protocol::Entity;
use mojo_protocol::facts::InvoiceKind;
use mojo_store::documents;
use mojo_store::invoicing::{find_by_id, find_by_number};

use super::e_invoice::Form;
use super::unprintable::unprintable_text;
use super::wire::{Heading, body_of, issued_of};
use super::{InvoicingError, e_invoice};
use crate::numbering::next_number;
use crate::views::{CancelInvoiceRequest, IssuedInvoice};
use crate::{Desk, Op};

impl Desk {
    /// Cancels an invoice by a Storno that refers to it; both stand.
    ///
    /// # Errors
    /// [`InvoicingError::Storno`] for a Storno, a second time, or without a reason;
    /// [`InvoicingError::Unprintable`] for a reason that cannot be printed.
    pub async fn cancel_invoice(
        &self,
        request: CancelInvoiceRequest,
    ) -> Result<IssuedInvoice, InvoicingError> {
        let record = find_by_number(&mut self.reader().await?, &request.number)
            .await?
            .ok_or_else(|| InvoicingError::UnknownInvoice(request.number.clone()))?;
        self.cancel_invoice_of(record.body.invoice_id, request.reason).await
    }

    /// The same by the invoice itself: two invoices may bear one number.
    pub(crate) async fn cancel_invoice_of(
        &self,
        invoice_id: InvoiceId,
        reason: String,
    ) -> Result<IssuedInvoice, InvoicingError> {
        let mut tx = self.transact(Op::CancelInvoice).await?;
        let record = find_by_id(&mut tx, invoice_id)
            .await?
            .ok_or_else(|| InvoicingError::UnknownInvoice(invoice_id.to_string()))?;
        if record.body.kind == InvoiceKind::Storno {
            return Err(InvoiceStornoRefused::IsStorno.into());
        }
        let original = issued_of(&record.body, None)?;
        if let Some(first) = unprintable_text("reason", &reason)?.into_iter().next() {
            return Err(InvoicingError::Unprintable(first));
        }
        let terms = StornoTerms {
            number: next_number(&mut tx, NumberRange::Rechnung).await?,
            issued_on: berlin_day(tx.now()),
            reason,
            cancelled_by: record.cancelled_by,
        };
        let storno = plan_invoice_storno(&original, &terms)?;
        let heading = Heading {
            invoice_id: tx.next_id(),
            cancels: Some(record.body.invoice_id),
            contact_id: record.body.contact_id,
            actor_id: tx.actor_id(),
            register_id: tx.register_id(),
            issued_at: tx.now(),
        };
        let profile = e_invoice::profile_of(&record.body)?;
        let pdf = e_invoice::render(&storno, Form::OfToday(profile), heading.issued_at)?;
        let mut body = body_of(&storno, &heading);
        body.details.profile = e_invoice::name_of(profile);
        body.document = Some(documents::keep(&mut tx, "application/pdf", &pdf).await?);
        tx.record(Entity::Invoice, body.invoice_id.0, &body).await?;
        self.commit(tx, Op::CancelInvoice).await?;
        Ok(super::show_invoice::issued_view(&body))
    }
}
