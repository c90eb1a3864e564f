//! Money on the bank account: what was booked there, and which invoices it pays.

mod matching;
mod transaction;

pub use matching::{
    MatchReason, Matched, OpenInvoice, Proposal, Settlement, match_transaction, settle_with,
};
pub use transaction::BankTransaction;
