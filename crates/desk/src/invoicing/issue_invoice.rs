//! Issuing an invoice: number, fact, journal, outbox and PDF in one commit (D2, D3).

use mojo_documents::{InvoiceFacts, render_invoice};
use mojo_domain::invoicing::NumberRange;
use mojo_protocol::Entity;
use mojo_store::documents;

use super::InvoicingError;
use super::wire::{Heading, body_of};
use crate::numbering::next_number;
use crate::views::{InvoiceInput, IssuedInvoice};
use crate::{Desk, Op};

impl Desk {
    /// Issues an invoice: from here on it stands, and only a Storno takes it back.
    ///
    /// # Errors
    /// [`InvoicingError::Issue`] names everything that § 14 Abs. 4 UStG misses; nothing is written.
    pub async fn issue_invoice(
        &self,
        input: InvoiceInput,
    ) -> Result<IssuedInvoice, InvoicingError> {
        let plan = self.plan_invoice(&input).await?;
        let contact_id = plan.contact_id.ok_or(InvoicingError::NoRecipient)?;
        let mut tx = self.transact(Op::IssueInvoice).await?;
        let number = next_number(&mut tx, NumberRange::Rechnung).await?;
        let issued = plan.invoice.issue(number, plan.terms)?;
        let heading = Heading {
            invoice_id: tx.next_id(),
            cancels: None,
            contact_id,
            actor_id: tx.actor_id(),
            issued_at: tx.now(),
        };
        let pdf = render_invoice(&InvoiceFacts::issued(&issued, heading.issued_at))?;
        let mut body = body_of(&issued, &heading);
        body.document = Some(documents::keep(&mut tx, "application/pdf", &pdf).await?);
        tx.record(Entity::Invoice, body.invoice_id.0, &body).await?;
        if let Some(draft_id) = input.draft_id.as_deref() {
            Self::drop_draft(&mut tx, draft_id).await?;
        }
        self.commit(tx, Op::IssueInvoice).await?;
        Ok(super::show_invoice::issued_view(&body))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use mojo_protocol::Entity;
    use serde_json::Value;

    use crate::Refusal;
    use crate::testing;
    use crate::views::{InvoiceInput, InvoiceLineInput, InvoiceQuery};

    use super::InvoicingError;

    fn is_named(fields: &BTreeMap<String, Value>, last_name: &str) -> bool {
        fields.get("last_name").and_then(Value::as_str) == Some(last_name)
    }

    async fn input(desk: &testing::TestDesk) -> InvoiceInput {
        let mut reader = desk.reader().await.unwrap();
        let contacts = mojo_store::cards::list(&mut reader, Entity::Contact).await.unwrap();
        let named = |(_, fields): &&(uuid::Uuid, _)| is_named(fields, "Lindqvist");
        let contact_id = contacts.iter().find(named).unwrap().0.to_string();
        InvoiceInput {
            draft_id: None,
            contact_id: Some(contact_id),
            service_from: Some("2026-11-13".into()),
            service_to: None,
            due_days: Some(14),
            lines: vec![InvoiceLineInput {
                text: "Kurs „Rücken im Büro“".into(),
                quantity_milli: 6000,
                unit_net_cents: 18_000,
                vat_class: "general".into(),
            }],
        }
    }

    #[tokio::test]
    async fn d2_an_issued_invoice_has_the_next_number_and_its_pdf() {
        let desk = testing::desk().await;
        let first = desk.issue_invoice(input(&desk).await).await.unwrap();
        let second = desk.issue_invoice(input(&desk).await).await.unwrap();
        assert!(first.number.starts_with("RE-2026-") && first.number.ends_with("-000001"));
        assert!(second.number.ends_with("-000002"));
        assert_eq!(first.gross.cents, 128_520);
        let pdf = desk.invoice_pdf(first.number.clone()).await.unwrap();
        assert!(crate::views::decode_base64(&pdf.base64).unwrap().starts_with(b"%PDF-"));
        let shown = desk.show_invoice(first.number).await.unwrap();
        assert_eq!((shown.row.status.as_str(), shown.row.open.cents), ("open", 128_520));
    }

    #[tokio::test]
    async fn d2_a_refused_invoice_uses_up_no_number() {
        let desk = testing::desk().await;
        let mut incomplete = input(&desk).await;
        incomplete.service_from = None;
        let refused = desk.issue_invoice(incomplete).await.unwrap_err();
        assert!(matches!(refused, InvoicingError::Issue(_)), "{refused}");
        assert_eq!(refused.code(), "invoice_incomplete");
        let issued = desk.issue_invoice(input(&desk).await).await.unwrap();
        assert!(issued.number.ends_with("-000001"));
    }

    #[tokio::test]
    async fn d3_a_storno_takes_back_every_cent_and_only_once() {
        let desk = testing::desk().await;
        let issued = desk.issue_invoice(input(&desk).await).await.unwrap();
        let request = crate::views::CancelInvoiceRequest {
            number: issued.number.clone(),
            reason: "Falscher Empfänger".into(),
        };
        let storno = desk.cancel_invoice(request.clone()).await.unwrap();
        assert_eq!(storno.gross.cents, -issued.gross.cents);
        let shown = desk.show_invoice(issued.number).await.unwrap();
        assert_eq!(shown.row.status, "cancelled");
        assert_eq!(shown.cancelled_by, Some(storno.number));
        assert_eq!(desk.cancel_invoice(request).await.unwrap_err().code(), "already_cancelled");
        let query =
            InvoiceQuery { text: String::new(), filter: "open".into(), offset: 0, limit: 10 };
        assert_eq!(desk.list_invoices(query).await.unwrap().open_total.cents, 0);
    }

    #[tokio::test]
    async fn a_draft_is_kept_and_goes_when_it_is_issued() {
        let desk = testing::desk().await;
        let row = desk.save_invoice_draft(input(&desk).await).await.unwrap();
        let loaded = desk.load_invoice_draft(row.id.clone()).await.unwrap();
        assert_eq!(loaded.lines[0].quantity_milli, 6000);
        assert_eq!(loaded.draft_id.as_deref(), Some(row.id.as_str()));
        desk.issue_invoice(loaded).await.unwrap();
        let gone = desk.load_invoice_draft(row.id).await.unwrap_err();
        assert_eq!(gone.code(), "unknown_draft");
    }

    #[tokio::test]
    async fn a_payment_closes_what_is_owed_and_no_more() {
        let desk = testing::desk().await;
        let number = desk.issue_invoice(input(&desk).await).await.unwrap().number;
        let pay = |amount_cents| crate::views::InvoicePaymentInput {
            number: number.clone(),
            amount_cents,
            on: "2026-11-21".into(),
        };
        assert_eq!(desk.pay_invoice(pay(28_520)).await.unwrap().status, "part_paid");
        assert_eq!(desk.pay_invoice(pay(100_001)).await.unwrap_err().code(), "payment_refused");
        assert_eq!(desk.pay_invoice(pay(100_000)).await.unwrap().status, "paid");
    }
}
