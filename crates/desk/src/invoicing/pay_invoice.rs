//! Money received for an invoice.

use mojo_domain::{Money, berlin_day};
use mojo_protocol::Entity;
use mojo_protocol::facts::InvoicePaymentBody;
use mojo_store::invoicing::find_by_number;
use uuid::Uuid;

use super::InvoicingError;
use super::plan::day;
use crate::views::{InvoicePaymentInput, InvoiceRow};
use crate::{Desk, Op};

impl Desk {
    /// Books money received; what is owed becomes less by it.
    ///
    /// # Errors
    /// [`InvoicingError::Payment`] for nothing, or for more than is owed.
    pub async fn pay_invoice(
        &self,
        input: InvoicePaymentInput,
    ) -> Result<InvoiceRow, InvoicingError> {
        let paid_on = day("on", Some(&input.on))?;
        let paid_on = paid_on
            .ok_or_else(|| InvoicingError::Unreadable { field: "on", value: input.on.clone() })?;
        let mut tx = self.transact(Op::PayInvoice).await?;
        let record = find_by_number(&mut tx, &input.number)
            .await?
            .ok_or_else(|| InvoicingError::UnknownInvoice(input.number.clone()))?;
        if input.amount_cents <= 0 || input.amount_cents > record.open_cents {
            let owed = Money::new(record.open_cents, record.body.currency).to_string();
            return Err(InvoicingError::Payment { owed });
        }
        let payment_id: Uuid = tx.next_id();
        let body = InvoicePaymentBody {
            invoice_id: record.body.invoice_id,
            amount_cents: input.amount_cents,
            currency: record.body.currency,
            paid_on,
            actor_id: tx.actor_id(),
            payment_id: Some(payment_id),
            register_id: Some(tx.register_id()),
            recorded_on: Some(berlin_day(tx.now())),
        };
        tx.record(Entity::InvoicePayment, payment_id, &body).await?;
        self.commit(tx, Op::PayInvoice).await?;
        Ok(self.show_invoice(input.number).await?.row)
    }
}
