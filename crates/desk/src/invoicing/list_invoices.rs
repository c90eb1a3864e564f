//! The list of invoices and drafts.

use mojo_domain::{Money, berlin_day};
use mojo_protocol::Entity;
use mojo_store::invoicing::{self, Draft, InvoiceFilter, list_drafts, sum_open};
use mojo_store::{Reader, StoreError, cards};
use serde_json::Value;

use super::InvoicingError;
use crate::Desk;
use crate::account::Practice;
use crate::views::{InvoicePage, InvoiceQuery, InvoiceRow};

impl Desk {
    /// Drafts first, then the issued ones, latest first.
    ///
    /// # Errors
    /// [`InvoicingError::Unreadable`] for an unknown filter.
    pub async fn list_invoices(&self, query: InvoiceQuery) -> Result<InvoicePage, InvoicingError> {
        let mut reader = self.reader().await?;
        let today = berlin_day(self.now());
        let text = query.text.trim().to_lowercase();
        let mut rows = Vec::new();
        if matches!(query.filter.as_str(), "all" | "draft" | "") {
            for draft in list_drafts(&mut reader).await? {
                let row = draft_row(&mut reader, &draft).await?;
                if row.contact_name.to_lowercase().contains(&text) {
                    rows.push(row);
                }
            }
        }
        let drafts = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let mut total = drafts;
        let mut page: Vec<InvoiceRow> = rows.into_iter().skip(query.offset as usize).collect();
        page.truncate(query.limit as usize);
        if let Some(filter) = filter(&query.filter)? {
            let taken = u32::try_from(page.len()).unwrap_or(u32::MAX);
            let window = (query.offset.saturating_sub(drafts), query.limit.saturating_sub(taken));
            let text = query.text.trim();
            let (count, found) =
                invoicing::list_invoices(&mut reader, filter, text, today, window).await?;
            total = total.saturating_add(count);
            page.extend(found.iter().map(|row| issued_row(row, row.due_on < today)));
        }
        let sums = sum_open(&mut reader, today).await?;
        let currency = Practice::load(&mut reader).await?.currency();
        Ok(InvoicePage {
            total,
            open_total: Money::new(sums.open_cents, currency).into(),
            open_count: sums.open_count,
            overdue_count: sums.overdue_count,
            rows: page,
        })
    }
}

fn filter(name: &str) -> Result<Option<InvoiceFilter>, InvoicingError> {
    Ok(match name {
        "all" | "" => Some(InvoiceFilter::All),
        "draft" => None,
        "open" => Some(InvoiceFilter::Open),
        "overdue" => Some(InvoiceFilter::Overdue),
        "paid" => Some(InvoiceFilter::Paid),
        "cancelled" => Some(InvoiceFilter::Cancelled),
        other => {
            return Err(InvoicingError::Unreadable { field: "filter", value: other.to_owned() });
        }
    })
}

fn issued_row(row: &invoicing::InvoiceRow, is_past: bool) -> InvoiceRow {
    let is_cancelled = row.is_settled && !row.is_storno;
    let amounts = (row.open_cents, row.paid_cents);
    InvoiceRow {
        id: row.invoice_id.to_string(),
        number: Some(row.number.clone()),
        contact_name: row.recipient_name.clone(),
        on: row.issued_on.to_string(),
        due_on: Some(row.due_on.to_string()),
        gross: Money::new(row.gross_cents, row.currency).into(),
        open: Money::new(row.open_cents, row.currency).into(),
        status: status(row.is_storno, is_cancelled, amounts, is_past).to_owned(),
    }
}

/// The state that people see.
pub(super) fn status(
    is_storno: bool,
    is_cancelled: bool,
    (open_cents, paid_cents): (i64, i64),
    is_past: bool,
) -> &'static str {
    match () {
        () if is_storno => "storno",
        () if is_cancelled => "cancelled",
        () if open_cents <= 0 => "paid",
        () if is_past => "overdue",
        () if paid_cents > 0 => "part_paid",
        () => "open",
    }
}

pub(super) async fn draft_row(
    reader: &mut Reader,
    draft: &Draft,
) -> Result<InvoiceRow, StoreError> {
    let contact = match draft.contact_id.as_deref().map(str::parse) {
        Some(Ok(id)) => cards::find(reader, Entity::Contact, id).await?.unwrap_or_default(),
        _ => std::collections::BTreeMap::new(),
    };
    let text = |name: &str| contact.get(name).and_then(Value::as_str).unwrap_or_default();
    let person = format!("{} {}", text("first_name"), text("last_name"));
    let organisation = text("organisation");
    let name = if organisation.is_empty() { person.trim() } else { organisation };
    Ok(InvoiceRow {
        id: draft.draft_id.to_string(),
        number: None,
        contact_name: name.to_owned(),
        on: berlin_day(draft.edited_at).to_string(),
        due_on: None,
        gross: Money::new(draft.gross_cents, draft.currency).into(),
        open: Money::new(0, draft.currency).into(),
        status: "draft".to_owned(),
    })
}
