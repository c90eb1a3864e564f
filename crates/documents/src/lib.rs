//! Documents: facts in, bytes out. The same facts give the same bytes (invariant 10); nothing
//! here does IO, reads a clock or draws a random number.
//!
//! Each document has a struct of facts and one function: [`render_invoice`], [`render_receipt`],
//! [`render_closing`], [`render_statement`], [`render_credit_note`], [`render_flyer`]. The facts
//! are as recorded: a document states totals, it never computes one, and it refuses facts whose
//! totals contradict their parts.
#![warn(missing_docs)]

mod closing;
mod credit_note;
mod error;
mod flyer;
mod format;
mod girocode;
mod invoice;
mod layout;
mod letterhead;
mod letters;
mod receipt;
mod statement;
mod sync_report;

pub use closing::{ClosingFacts, render_closing};
pub use credit_note::{
    CorrectedCreditNote, CreditNoteFacts, CreditNoteLine, CreditNotePayout, render_credit_note,
};
pub use error::DocumentError;
pub use flyer::{FlyerFacts, FlyerLanguage, render_flyer, render_qr_png};
pub use girocode::{girocode_payload, is_iban};
pub use invoice::{CancelledInvoice, EmbeddedInvoice, InvoiceFacts, render_invoice};
pub use letters::Letters;
pub use receipt::{CancelledReceipt, ReceiptFacts, TseNote, render_receipt};
pub use statement::{
    StatementFacts, StatementMovement, StatementProduct, StatementRow, StatementTotal,
    render_statement,
};
pub use sync_report::{
    SyncReportDifference, SyncReportFacts, SyncReportRow, SyncReportSide, render_sync_report,
};
