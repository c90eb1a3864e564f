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
    /// [`InvoicingError::Payment`] for nothing, or for more than is owed;
    /// [`InvoicingError::PaymentInFuture`] for money that has not come yet.
    pub async fn pay_invoice(
        &self,
        input: InvoicePaymentInput,
    ) -> Result<InvoiceRow, InvoicingError> {
        let paid_on = day("on", Some(&input.on))?;
        let paid_on = paid_on
            .ok_or_else(|| InvoicingError::Unreadable { field: "on", value: input.on.clone() })?;
        let mut tx = self.transact(Op::PayInvoice).await?;
        let today = berlin_day(tx.now());
        if paid_on > today {
            return Err(InvoicingError::PaymentInFuture { on: paid_on, today });
        }
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
            recorded_on: Some(today),
        };
        tx.record(Entity::InvoicePayment, payment_id, &body).await?;
        self.commit(tx, Op::PayInvoice).await?;
        Ok(self.show_invoice(input.number).await?.row)
    }
}

#[cfg(test)]
mod tests {
    use crate::invoicing::testing::input;
    use crate::views::InvoicePaymentInput;
    use crate::{Refusal, testing};

    #[tokio::test]
    async fn money_that_has_not_come_yet_is_not_booked() {
        let desk = testing::desk().await;
        let number = desk.issue_invoice(input(&desk).await).await.unwrap().number;
        let paid = |on: &str| InvoicePaymentInput {
            number: number.clone(),
            amount_cents: 1,
            on: on.into(),
        };
        let refused = desk.pay_invoice(paid("2026-11-21")).await.unwrap_err();
        assert_eq!(refused.code(), "payment_in_future");
        assert_eq!(
            (refused.values()["on"].as_str(), refused.values()["today"].as_str()),
            ("2026-11-21", "2026-11-20")
        );
        // Half past midnight in Berlin is still the day before in London.
        desk.clock.set("2026-11-20T23:30:00Z".parse().unwrap());
        assert!(desk.pay_invoice(paid("2026-11-21")).await.is_ok());
        assert!(desk.pay_invoice(paid("2026-10-01")).await.is_ok(), "an old day is fine");
    }
}
