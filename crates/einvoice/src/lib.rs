//! Electronic invoices (E-Rechnungen) after EN 16931, in the syntax UN/CEFACT CII.
//!
//! Going out: [`check_invoice`] says all that stands against an invoice before it is issued, at the
//! field that mends it and in German; [`write_invoice`] gives the XML of an issued one, which holds
//! exactly what its PDF says. Coming in: [`read_invoice`] reads ZUGFeRD, Factur-X, XRechnung, CII
//! and UBL as a person reads an invoice, with every finding.
//!
//! The official rules are the library's (`en16931`); what they let through, and what the law or a
//! bank refuses, is added by ours (`strict`). Pure: no IO, no clock, no chance; the same invoice
//! gives the same bytes.
#![warn(missing_docs)]

mod check;
mod fields;
mod model;
mod outgoing;
mod profile;
mod received;
mod strict;
mod words;

#[cfg(test)]
mod testing;

pub use check::{Finding, check_invoice};
pub use outgoing::{EInvoiceRefused, write_invoice};
pub use profile::{EInvoiceProfile, UnknownProfile};
pub use received::{
    LONGEST_BYTES, ReadRefused, ReceivedInvoice, ReceivedLine, ReceivedParty, ReceivedPayment,
    ReceivedVat, extract_invoice, read_invoice,
};
