//! An issued invoice, whole.

use mojo_domain::invoicing::{CashDiscount, due_on};
use mojo_domain::{Currency, Money, berlin_day};
use mojo_einvoice::EInvoiceProfile;
use mojo_protocol::facts::{InvoiceBody, InvoiceKind, InvoiceLineBody, VatGroupBody};
use mojo_store::invoicing::{InvoiceRecord, find_by_number, list_payments};

use super::InvoicingError;
use super::e_invoice::profile_of;
use super::list_invoices::status;
use super::wire::details_of;
use crate::Desk;
use crate::labels::{quantity_label, vat_label};
use crate::views::{
    CashDiscountView, InvoiceLineView, InvoicePaymentView, InvoiceRow, InvoiceView, IssuedInvoice,
    MoneyView, VatGroupView,
};

impl Desk {
    /// An issued invoice with what became of it.
    ///
    /// # Errors
    /// [`InvoicingError::UnknownInvoice`] when there is none of this number.
    pub async fn show_invoice(&self, number: String) -> Result<InvoiceView, InvoicingError> {
        let mut reader = self.reader().await?;
        let record = find_by_number(&mut reader, &number)
            .await?
            .ok_or(InvoicingError::UnknownInvoice(number))?;
        let payments = list_payments(&mut reader, record.body.invoice_id).await?;
        let body = &record.body;
        let money = |cents| MoneyView::from(Money::new(cents, body.currency));
        let country = &body.seller.country;
        Ok(InvoiceView {
            row: self.row_of(&record),
            lines: body.lines.iter().map(|l| line_view(l, body.currency, country)).collect(),
            vat: body.vat.iter().map(|g| group_view(g, body.currency, country)).collect(),
            net: money(body.net_cents),
            vat_total: money(body.vat_cents),
            notes: body.notes.clone(),
            payments: payments
                .into_iter()
                .map(|payment| InvoicePaymentView {
                    amount: money(payment.amount_cents),
                    discount: money(payment.discount_cents),
                    on: payment.paid_on.to_string(),
                })
                .collect(),
            cancelled_by: record.cancelled_by.clone(),
            cancels: body.cancels_number.clone(),
            profile: profile_of(body)?.map(EInvoiceProfile::name).unwrap_or_default().to_owned(),
            cash_discounts: cash_discounts(&record)?,
        })
    }

    fn row_of(&self, record: &InvoiceRecord) -> InvoiceRow {
        let body = &record.body;
        let is_storno = body.kind == InvoiceKind::Storno;
        let is_cancelled = record.cancelled_by.is_some();
        let today = berlin_day(self.now());
        let (open, paid) = (record.open_cents, record.paid_cents);
        InvoiceRow {
            id: body.invoice_id.to_string(),
            number: Some(body.number.clone()),
            contact_name: body.recipient.name.clone(),
            on: body.issued_on.to_string(),
            due_on: Some(body.due_on.to_string()),
            gross: Money::new(body.gross_cents, body.currency).into(),
            open: Money::new(open, body.currency).into(),
            status: status(is_storno, is_cancelled, (open, paid), body.due_on < today).to_owned(),
        }
    }
}

/// What may be taken off, and until when; nothing off a Storno.
fn cash_discounts(record: &InvoiceRecord) -> Result<Vec<CashDiscountView>, InvoicingError> {
    let body = &record.body;
    if body.kind == InvoiceKind::Storno {
        return Ok(Vec::new());
    }
    let view = |discount: CashDiscount| {
        let cents = discount.cents_of(body.gross_cents)?;
        Ok(CashDiscountView {
            until: due_on(body.issued_on, discount.days).to_string(),
            percent_bp: u32::try_from(discount.percent_bp).unwrap_or_default(),
            amount: Money::new(cents, body.currency).into(),
            rest: Money::new(record.open_cents - cents, body.currency).into(),
        })
    };
    details_of(&body.details).cash_discounts.into_iter().map(view).collect()
}

pub(super) fn issued_view(body: &InvoiceBody) -> IssuedInvoice {
    let money = |cents| Money::new(cents, body.currency).into();
    IssuedInvoice {
        invoice_id: body.invoice_id.to_string(),
        number: body.number.clone(),
        net: money(body.net_cents),
        vat: money(body.vat_cents),
        gross: money(body.gross_cents),
        due_on: body.due_on.to_string(),
    }
}

pub(super) fn line_view(
    line: &InvoiceLineBody,
    currency: Currency,
    country: &str,
) -> InvoiceLineView {
    InvoiceLineView {
        text: line.text.clone(),
        quantity: quantity_label(line.quantity_milli),
        unit_net: Money::new(line.unit_net_cents, currency).into(),
        net: Money::new(line.net_cents, currency).into(),
        vat_label: vat_label(country, line.vat_class, line.vat_rate_bp),
    }
}

pub(super) fn group_view(group: &VatGroupBody, currency: Currency, country: &str) -> VatGroupView {
    let money = |cents| Money::new(cents, currency).into();
    VatGroupView {
        label: vat_label(country, group.vat_class, group.vat_rate_bp),
        vat_class: group.vat_class.name().to_owned(),
        vat_rate_bp: u32::try_from(group.vat_rate_bp).unwrap_or(0),
        net: money(group.net_cents),
        vat: money(group.vat_cents),
        gross: money(group.gross_cents),
    }
}
