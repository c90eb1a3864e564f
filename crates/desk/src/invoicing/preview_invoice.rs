//! What an invoice would look like: computed and set, nothing written.

use mojo_documents::{EmbeddedInvoice, InvoiceFacts, render_invoice};
use mojo_domain::Money;
use mojo_domain::invoicing::Breach;

use super::check_received::finding_view;
use super::show_invoice::{group_view, line_view};
use super::unprintable::{Unprintable, unprintable};
use super::{InvoicingError, e_invoice};
use crate::Desk;
use crate::views::{BreachView, InvoiceInput, InvoicePreview, encode_base64};

impl Desk {
    /// Computes the invoice, names what stands in the way of issuing it, and sets it as a draft.
    ///
    /// # Errors
    /// [`InvoicingError::Draft`] when a line cannot be computed.
    pub async fn preview_invoice(
        &self,
        input: InvoiceInput,
    ) -> Result<InvoicePreview, InvoicingError> {
        let now = self.now();
        let plan = self.plan_invoice(&input, now).await?;
        let mut breaches: Vec<BreachView> =
            plan.invoice.check(&plan.terms).iter().map(breach_view).collect();
        breaches.extend(e_invoice::findings(&plan).into_iter().map(finding_view));
        breaches.extend(unprintable(&plan)?.iter().map(Unprintable::breach));
        let pdf = render_invoice(
            &InvoiceFacts::draft(&plan.invoice, &plan.terms, now),
            EmbeddedInvoice::None,
        )?;
        let money = |cents| Money::new(cents, plan.invoice.currency).into();
        let country = &plan.terms.seller.country;
        Ok(InvoicePreview {
            lines: plan
                .invoice
                .lines
                .iter()
                .map(|line| {
                    line_view(&super::wire::line_body(line), plan.invoice.currency, country)
                })
                .collect(),
            vat: plan
                .invoice
                .vat
                .iter()
                .map(|group| {
                    group_view(&super::wire::group_body(group), plan.invoice.currency, country)
                })
                .collect(),
            net: money(plan.invoice.net_cents),
            vat_total: money(plan.invoice.vat_cents),
            gross: money(plan.invoice.gross_cents),
            due_on: plan.terms.due_on.to_string(),
            notes: plan.invoice.notes.clone(),
            breaches,
            pdf_base64: encode_base64(&pdf),
            page_pngs: Vec::new(),
        })
    }
}

fn breach_view(breach: &Breach) -> BreachView {
    BreachView {
        code: breach.rule.to_owned(),
        field: breach.field.to_owned(),
        message: breach.text.to_owned(),
        blocking: true,
    }
}

#[cfg(test)]
mod tests {
    use crate::contacts::ContactError;
    use crate::invoicing::testing::input;
    use crate::testing;
    use crate::views::ContactInput;

    async fn give_vat_id(desk: &crate::Desk, contact_id: &str) -> Result<(), ContactError> {
        let view = desk.show_contact(contact_id.to_owned()).await?;
        let form: ContactInput =
            serde_json::from_value(serde_json::to_value(view).unwrap()).unwrap();
        let form = ContactInput { vat_id: "DE 811 111 111".to_owned(), ..form };
        desk.edit_contact(contact_id.to_owned(), form).await.map(drop)
    }

    #[tokio::test]
    async fn d5_reverse_charge_is_refused_before_it_is_issued_until_the_business_is_named() {
        let desk = testing::desk().await;
        let mut draft = input(&desk).await;
        draft.lines[0].vat_class = "reverse_charge".to_owned();
        let preview = desk.preview_invoice(draft.clone()).await.unwrap();
        let [breach] = preview.breaches.as_slice() else { panic!("{:?}", preview.breaches) };
        assert_eq!((breach.field.as_str(), breach.blocking), ("recipient.vat_id", true));
        assert!(breach.message.contains("Privatperson"), "{}", breach.message);
        assert!(desk.issue_invoice(draft.clone()).await.is_err());
        give_vat_id(&desk, draft.contact_id.as_deref().unwrap()).await.unwrap();
        assert!(desk.preview_invoice(draft.clone()).await.unwrap().breaches.is_empty());
        desk.issue_invoice(draft).await.unwrap();
    }
}
