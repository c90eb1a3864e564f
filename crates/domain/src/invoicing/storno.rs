//! Stornorechnung: an invoice is cancelled by a second one with the exact negative of every
//! amount, which names the number of the first (§ 14 Abs. 6 Nr. 5 UStG, § 31 Abs. 5 UStDV, D3).

use chrono::NaiveDate;

use super::{Cancellation, DocumentNumber, IssueTerms, IssuedInvoice};

/// What is put to the reversal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StornoTerms {
    /// A number of its own, from the same range.
    pub number: DocumentNumber,
    /// The day in Berlin.
    pub issued_on: NaiveDate,
    /// Why, in the user's words.
    pub reason: String,
    /// The number of the Storno that cancelled it already.
    pub cancelled_by: Option<String>,
}

/// Why an invoice is not cancelled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvoiceStornoRefused {
    /// A Storno stands; issue the invoice anew instead.
    #[error("a Storno cannot be cancelled; issue the invoice anew")]
    IsStorno,
    /// Once only.
    #[error("already cancelled by {by}")]
    AlreadyCancelled {
        /// The number of the first Storno.
        by: String,
    },
    /// No word why.
    #[error("a Storno needs a reason")]
    NoReason,
}

/// The Storno of an invoice: the same people, every amount negated. Nothing is to be paid by a
/// day, so its due day is the day of issue.
///
/// # Errors
/// [`InvoiceStornoRefused`] says why not.
pub fn plan_invoice_storno(
    original: &IssuedInvoice,
    terms: &StornoTerms,
) -> Result<IssuedInvoice, InvoiceStornoRefused> {
    if original.cancels.is_some() {
        return Err(InvoiceStornoRefused::IsStorno);
    }
    if let Some(by) = &terms.cancelled_by {
        return Err(InvoiceStornoRefused::AlreadyCancelled { by: by.clone() });
    }
    let reason = terms.reason.trim();
    if reason.is_empty() {
        return Err(InvoiceStornoRefused::NoReason);
    }
    let cancels = Cancellation {
        number: original.number.clone(),
        issued_on: original.terms.issued_on,
        reason: reason.to_owned(),
    };
    Ok(IssuedInvoice {
        number: terms.number.clone(),
        cancels: Some(cancels),
        service: original.service,
        terms: IssueTerms {
            issued_on: terms.issued_on,
            due_on: terms.issued_on,
            ..original.terms.clone()
        },
        amounts: original.amounts.reversed(),
    })
}
