//! What an invoice would look like: computed and set, nothing written.

use mojo_documents::{InvoiceFacts, render_invoice};
use mojo_domain::Money;
use mojo_domain::invoicing::Breach;

use super::InvoicingError;
use super::show_invoice::{group_view, line_view};
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
        let breaches = plan.invoice.check(&plan.terms);
        let pdf = render_invoice(&InvoiceFacts::draft(&plan.invoice, &plan.terms, now))?;
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
            breaches: breaches.iter().map(breach_view).collect(),
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
