//! Invoices (Rechnungen, § 14 UStG): draft, totals, number, issue, Storno.
//!
//! States are types: an [`InvoiceDraft`] is calculated to a [`CalculatedInvoice`], and only that
//! can be issued as an [`IssuedInvoice`]. Not here: payments received, and the electronic invoice
//! (EN 16931), which is a form of the same.

mod details;
mod draft;
mod issue;
mod number;
mod storno;
mod totals;
mod unit;
mod vat_id;

pub use details::{CashDiscount, InvoiceDetails};
pub use draft::{DraftRefused, InvoiceDraft, InvoiceLineDraft, ServicePeriod};
pub use issue::{Breach, Cancellation, IssueRefused, IssueTerms, IssuedInvoice, Party, due_on};
pub use number::{DeskCode, DocumentNumber, NumberRange, ParseNumberError, RangeFull};
pub use storno::{InvoiceStornoRefused, StornoTerms, plan_invoice_storno};
pub use totals::{CalculatedInvoice, InvoiceLine};
pub use unit::{ParseUnitError, Unit};
pub use vat_id::{read_own_vat_id, read_vat_id};
