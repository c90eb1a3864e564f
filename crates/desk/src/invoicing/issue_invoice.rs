//! Issuing an invoice: number, fact, journal, outbox and PDF in one commit (D2, D3).

use mojo_domain::invoicing::NumberRange;
use mojo_einvoice::EInvoiceRefused;
use mojo_protocol::Entity;
use mojo_store::documents;

use super::e_invoice::Form;
use super::unprintable::unprintable;
use super::wire::{Heading, body_of};
use super::{InvoicingError, e_invoice};
use crate::numbering::next_number;
use crate::views::{InvoiceInput, IssuedInvoice};
use crate::{Desk, Op};

impl Desk {
    /// Issues an invoice: from here on it stands, and only a Storno takes it back.
    ///
    /// # Errors
    /// [`InvoicingError::Issue`] names everything that § 14 Abs. 4 UStG misses;
    /// [`InvoicingError::Unprintable`] what cannot be printed. Nothing is written then.
    pub async fn issue_invoice(
        &self,
        input: InvoiceInput,
    ) -> Result<IssuedInvoice, InvoicingError> {
        let mut tx = self.transact(Op::IssueInvoice).await?;
        let plan = self.plan_invoice(&input, tx.now()).await?;
        let contact_id = plan.contact_id.ok_or(InvoicingError::NoRecipient)?;
        if plan.invoice.check(&plan.terms).is_empty() {
            if let Some(first) = unprintable(&plan)?.into_iter().next() {
                return Err(InvoicingError::Unprintable(first));
            }
            let findings = e_invoice::findings(&plan);
            if !findings.is_empty() {
                return Err(EInvoiceRefused::Findings(findings).into());
            }
        }
        let number = next_number(&mut tx, NumberRange::Rechnung).await?;
        let issued = plan.invoice.issue(number, plan.terms)?;
        let heading = Heading {
            invoice_id: tx.next_id(),
            cancels: None,
            contact_id,
            actor_id: tx.actor_id(),
            register_id: tx.register_id(),
            issued_at: tx.now(),
        };
        let pdf = e_invoice::render(&issued, Form::OfToday(plan.profile), heading.issued_at)?;
        let mut body = body_of(&issued, &heading);
        body.details.profile = e_invoice::name_of(plan.profile);
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
    use super::InvoicingError;
    use crate::invoicing::testing::input;
    use crate::testing;
    use crate::views::InvoiceQuery;
    use crate::{Desk, OpenDesk, Refusal};

    /// A clock that goes on by a second whenever somebody looks at it.
    struct Ticking(std::sync::atomic::AtomicI64);

    impl mojo_domain::Clock for Ticking {
        fn now(&self) -> chrono::DateTime<chrono::Utc> {
            let second = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            mojo_domain::from_micros(second * 1_000_000)
        }
    }

    #[tokio::test]
    async fn d2_number_day_and_instant_of_an_invoice_are_of_one_year_at_midnight_too() {
        let folder = tempfile::tempdir().unwrap();
        let passphrase = folder.path().join("passphrase");
        std::fs::write(&passphrase, "demo").unwrap();
        let start: chrono::DateTime<chrono::Utc> = "2026-12-31T12:00:00Z".parse().unwrap();
        let clock = std::sync::Arc::new(Ticking(start.timestamp().into()));
        let desk = Desk::open(OpenDesk {
            profile: folder.path().join("profile"),
            key: crate::keys::KeySource::PassphraseFile(passphrase),
            clock: clock.clone(),
            entropy: std::sync::Arc::new(mojo_domain::SeededEntropy::new(1)),
            marks: crate::marks::MarkPlace::new(folder.path().join("marks"), None),
            profiles: None,
        })
        .await
        .unwrap();
        desk.open_demo().await.unwrap();
        let midnight: chrono::DateTime<chrono::Utc> = "2026-12-31T23:00:00Z".parse().unwrap();
        let input = input(&desk).await;
        let mut years = std::collections::BTreeSet::new();
        for before in 0..6 {
            let second = midnight.timestamp() - before;
            clock.0.store(second, std::sync::atomic::Ordering::Relaxed);
            let number = desk.issue_invoice(input.clone()).await.unwrap().number;
            let mut reader = desk.reader().await.unwrap();
            let found = mojo_store::invoicing::find_by_number(&mut reader, &number).await;
            let body = found.unwrap().unwrap().body;
            let day = mojo_domain::berlin_day(body.issued_at);
            assert_eq!((body.issued_on, body.recorded_on), (day, Some(day)));
            let year = day.format("%Y").to_string();
            assert!(number.starts_with(&format!("RE-{year}-")), "{number} on {day}");
            years.insert(year);
        }
        assert_eq!(years.len(), 2, "both sides of midnight were seen");
    }

    #[tokio::test]
    async fn d2_an_invoice_at_new_year_in_berlin_belongs_to_the_year_of_its_day() {
        let desk = testing::desk().await;
        for (at, day) in
            [("2026-12-31T22:59:59Z", "2026-12-31"), ("2026-12-31T23:00:01Z", "2027-01-01")]
        {
            desk.clock.set(at.parse().unwrap());
            let number = desk.issue_invoice(input(&desk).await).await.unwrap().number;
            assert!(number.starts_with(&format!("RE-{}-", &day[..4])), "{number}");
            let shown = desk.show_invoice(number).await.unwrap();
            assert_eq!(shown.row.on, day);
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
            on: "2026-11-20".into(),
            cash_discount: None,
        };
        assert_eq!(desk.pay_invoice(pay(28_520)).await.unwrap().status, "part_paid");
        assert_eq!(desk.pay_invoice(pay(100_001)).await.unwrap_err().code(), "payment_refused");
        assert_eq!(desk.pay_invoice(pay(100_000)).await.unwrap().status, "paid");
    }
}
