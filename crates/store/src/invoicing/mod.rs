//! Invoices at rest.

mod drafts;
mod find;
mod list;
mod project;

pub use drafts::{Draft, find_draft, list_drafts};
pub use find::{InvoicePaymentRecord, InvoiceRecord, find_by_id, find_by_number, list_payments};
pub use list::{
    InvoiceFilter, InvoiceRow, InvoiceSums, list_invoices, open_cents_of_contact, sum_open,
    turnover_cents_of_contact,
};
pub(crate) use project::{drafts, invoices, payments};
