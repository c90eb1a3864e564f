//! Y3: credit notes of commissions and their corrections.

mod body;
mod issue;

pub(crate) use body::CreditNoteBody;
pub(crate) use issue::{CreditNoteReport, issue_credit_notes};
