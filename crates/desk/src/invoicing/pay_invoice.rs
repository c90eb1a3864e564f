//! Money received for an invoice.

use chrono::NaiveDate;
use mojo_domain::{Money, berlin_day};
use mojo_protocol::Entity;
use mojo_protocol::facts::{InvoiceBody, InvoicePaymentBody};
use mojo_store::invoicing::find_by_number;
use uuid::Uuid;

use super::InvoicingError;
use super::plan::day;
use super::wire::details_of;
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
        let money = |cents| Money::new(cents, record.body.currency).to_string();
        if input.amount_cents <= 0 || input.amount_cents > record.open_cents {
            return Err(InvoicingError::Payment { owed: money(record.open_cents) });
        }
        let discount_cents = match input.cash_discount {
            Some(true) => cash_discount(&record.body, paid_on)?,
            _ => 0,
        };
        // Whoever takes something off pays all the rest.
        let rest = record.open_cents - discount_cents;
        if discount_cents > 0 && input.amount_cents != rest {
            return Err(InvoicingError::CashDiscount { rest: money(rest) });
        }
        let payment_id: Uuid = tx.next_id();
        let body = InvoicePaymentBody {
            invoice_id: record.body.invoice_id,
            amount_cents: input.amount_cents,
            discount_cents,
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

/// What may be taken off on that day.
fn cash_discount(body: &InvoiceBody, paid_on: NaiveDate) -> Result<i64, InvoicingError> {
    let details = details_of(&body.details);
    match details.cash_discount_on(body.gross_cents, body.issued_on, paid_on)? {
        0 => Err(InvoicingError::NoCashDiscount { on: paid_on }),
        cents => Ok(cents),
    }
}

#[cfg(test)]
mod tests {
    use crate::invoicing::testing::input;
    use crate::views::{CashDiscountInput, InvoicePaymentInput};
    use crate::{Refusal, testing};

    #[tokio::test]
    async fn money_that_has_not_come_yet_is_not_booked() {
        let desk = testing::desk().await;
        let number = desk.issue_invoice(input(&desk).await).await.unwrap().number;
        let paid = |on: &str| InvoicePaymentInput {
            number: number.clone(),
            amount_cents: 1,
            on: on.into(),
            cash_discount: None,
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

    #[tokio::test]
    async fn whoever_pays_early_takes_the_discount_off_and_owes_nothing() {
        let desk = testing::desk().await;
        let mut draft = input(&desk).await;
        draft.cash_discounts = Some(vec![CashDiscountInput { percent_bp: 200, days: 7 }]);
        let issued = desk.issue_invoice(draft).await.unwrap();
        let pay = |amount_cents, on: &str| {
            desk.pay_invoice(InvoicePaymentInput {
                number: issued.number.clone(),
                amount_cents,
                on: on.into(),
                cash_discount: Some(true),
            })
        };
        let shown = desk.show_invoice(issued.number.clone()).await.unwrap();
        let off = shown.cash_discounts[0].amount.cents;
        assert_eq!((issued.gross.cents, off), (1285_20, 25_70));
        assert_eq!(shown.cash_discounts[0].until, "2026-11-27");
        assert_eq!(shown.cash_discounts[0].rest.cents, 1285_20 - off);
        let refused = pay(1285_20 - off - 1, "2026-11-20").await.unwrap_err();
        assert_eq!(refused.code(), "cash_discount_refused");
        assert_eq!(refused.values()["rest"], "1259.50");
        desk.clock.set("2026-11-30T09:00:00Z".parse().unwrap());
        let refused = pay(1285_20 - off, "2026-11-28").await.unwrap_err();
        assert_eq!(refused.code(), "no_cash_discount");
        let row = pay(1285_20 - off, "2026-11-27").await.unwrap();
        assert_eq!((row.open.cents, row.status.as_str()), (0, "paid"));
        let paid = desk.show_invoice(issued.number.clone()).await.unwrap().payments;
        assert_eq!((paid[0].amount.cents, paid[0].discount.cents), (1285_20 - off, off));
    }
}
