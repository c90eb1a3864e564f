//! Invoices (Rechnungen): drafted, issued, cancelled, paid.

mod cancel_invoice;
mod check_received;
mod draft;
mod e_invoice;
mod error;
mod issue_invoice;
mod list_invoices;
mod pay_invoice;
mod pdf;
mod plan;
mod preview_invoice;
mod show_invoice;
#[cfg(test)]
mod testing;
mod unprintable;
mod wire;

pub use check_received::{LONGEST_RECEIVED_BYTES, check_received};
pub use error::InvoicingError;
pub(crate) use wire::party_of;
