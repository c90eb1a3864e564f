//! Why an invoice was refused.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mojo_documents::DocumentError;
use mojo_domain::MoneyError;
use mojo_domain::invoicing::{DraftRefused, InvoiceStornoRefused, IssueRefused};
use mojo_einvoice::{EInvoiceRefused, ReadRefused};
use mojo_store::StoreError;

use super::unprintable::Unprintable;
use crate::numbering::NumberingError;
use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a verb of the invoices said no. The verbs share their refusals: an invoice that cannot be
/// computed cannot be previewed, drafted or issued.
#[derive(Debug, thiserror::Error)]
pub enum InvoicingError {
    /// No invoice of this number.
    #[error("no invoice with the number {0}")]
    UnknownInvoice(String),
    /// No draft of this id: it was issued or deleted, perhaps on another device.
    #[error("no draft with the id {0}")]
    UnknownDraft(String),
    /// No contact of this id.
    #[error("no contact with the id {0}")]
    UnknownContact(String),
    /// Nobody was chosen as recipient.
    #[error("the invoice has no recipient")]
    NoRecipient,
    /// A field that cannot be read.
    #[error("{field}: cannot read {value:?}")]
    Unreadable {
        /// The field.
        field: &'static str,
        /// As entered.
        value: String,
    },
    /// A line that cannot be computed.
    #[error(transparent)]
    Draft(#[from] DraftRefused),
    /// The law asks for more.
    #[error(transparent)]
    Issue(#[from] IssueRefused),
    /// The fonts of the documents do not have it.
    #[error("{}: the font of the documents has no {}; write it in Latin letters", .0.field, .0.characters)]
    Unprintable(Unprintable),
    /// The invoice cannot be cancelled.
    #[error(transparent)]
    Storno(#[from] InvoiceStornoRefused),
    /// A payment of nothing, or of more than is owed.
    #[error("a payment must be above zero and at most what is owed ({owed})")]
    Payment {
        /// Two decimals.
        owed: String,
    },
    /// Something is taken off, and the rest is not paid.
    #[error("with the cash discount exactly {rest} must be paid")]
    CashDiscount {
        /// Two decimals.
        rest: String,
    },
    /// Nothing may be taken off on that day.
    #[error("on {on} no cash discount may be taken off")]
    NoCashDiscount {
        /// As entered.
        on: NaiveDate,
    },
    /// Nobody has received what comes tomorrow.
    #[error("the payment is dated {on}, and today is {today}; give the day on which it came in")]
    PaymentInFuture {
        /// As entered.
        on: NaiveDate,
        /// In Berlin.
        today: NaiveDate,
    },
    /// The number range.
    #[error(transparent)]
    Numbering(#[from] NumberingError),
    /// Amounts.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The document could not be set.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The document made anew is not the one that was issued.
    #[error("the document of {0}, made anew from its facts, is not the one that was issued")]
    DocumentDiffers(String),
    /// A rule of electronic invoices does not hold.
    #[error(transparent)]
    EInvoice(#[from] EInvoiceRefused),
    /// An invoice for people alone.
    #[error("the invoice {0} was issued without an electronic one")]
    WithoutXml(String),
    /// A file that is no electronic invoice.
    #[error(transparent)]
    NotRead(#[from] ReadRefused),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for InvoicingError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownInvoice(_) => "unknown_invoice",
            Self::UnknownDraft(_) => "unknown_draft",
            Self::UnknownContact(_) => "unknown_contact",
            Self::NoRecipient => "no_recipient",
            Self::Unreadable { .. } => "unreadable_field",
            Self::Draft(DraftRefused::Money(_)) => "amount_too_large",
            Self::Draft(_) => "invoice_line_refused",
            Self::Issue(_) => "invoice_incomplete",
            Self::Unprintable(_) => "unprintable_text",
            Self::Storno(InvoiceStornoRefused::IsStorno) => "is_storno",
            Self::Storno(InvoiceStornoRefused::AlreadyCancelled { .. }) => "already_cancelled",
            Self::Storno(InvoiceStornoRefused::NoReason) => "reason_required",
            Self::Payment { .. } => "payment_refused",
            Self::CashDiscount { .. } => "cash_discount_refused",
            Self::NoCashDiscount { .. } => "no_cash_discount",
            Self::PaymentInFuture { .. } => "payment_in_future",
            Self::Numbering(NumberingError::Full(_)) => "number_range_full",
            Self::Numbering(NumberingError::Store(error)) => error.code(),
            Self::Money(_) => "amount_too_large",
            Self::Document(_) => "document_fault",
            Self::DocumentDiffers(_) => "document_differs",
            Self::EInvoice(EInvoiceRefused::Findings(_)) => "invoice_incomplete",
            Self::EInvoice(EInvoiceRefused::Syntax(_)) => "document_fault",
            Self::WithoutXml(_) => "invoice_without_xml",
            Self::NotRead(refused) => not_read(refused),
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Document(_)
            | Self::DocumentDiffers(_)
            | Self::EInvoice(EInvoiceRefused::Syntax(_)) => Severity::Fault,
            Self::Desk(error) => error.severity(),
            Self::Store(error) | Self::Numbering(NumberingError::Store(error)) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        let pairs: Vec<(&str, String)> = match self {
            Self::Desk(error) => return error.values(),
            Self::UnknownInvoice(number)
            | Self::DocumentDiffers(number)
            | Self::WithoutXml(number) => vec![("number", number.clone())],
            Self::EInvoice(EInvoiceRefused::Findings(findings)) => {
                let texts: Vec<&str> = findings.iter().map(|one| one.text.as_str()).collect();
                vec![("breaches", texts.join(" "))]
            }
            Self::Unreadable { field, value } => {
                vec![("field", (*field).to_owned()), ("value", value.clone())]
            }
            Self::Unprintable(Unprintable { field, characters }) => {
                vec![("field", field.clone()), ("characters", characters.clone())]
            }
            Self::Issue(refused) => {
                let texts: Vec<&str> = refused.breaches.iter().map(|b| b.text).collect();
                vec![("breaches", texts.join(" "))]
            }
            Self::Storno(InvoiceStornoRefused::AlreadyCancelled { by }) => {
                vec![("by", by.clone())]
            }
            Self::Payment { owed } => vec![("owed", owed.clone())],
            Self::CashDiscount { rest } => vec![("rest", rest.clone())],
            Self::NoCashDiscount { on } => vec![("on", on.to_string())],
            Self::NotRead(
                ReadRefused::NotAnInvoice { found } | ReadRefused::Encoding { found },
            ) => {
                vec![("found", found.clone())]
            }
            Self::NotRead(ReadRefused::NotXml { line, column }) => {
                vec![("line", line.to_string()), ("column", column.to_string())]
            }
            Self::PaymentInFuture { on, today } => {
                vec![("on", on.to_string()), ("today", today.to_string())]
            }
            _ => Vec::new(),
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn not_read(refused: &ReadRefused) -> &'static str {
    match refused {
        ReadRefused::Empty => "file_empty",
        ReadRefused::TooBig { .. } => "file_too_big",
        ReadRefused::Encoding { .. } | ReadRefused::NotXml { .. } | ReadRefused::TooDeep => {
            "broken_xml"
        }
        ReadRefused::NotAnInvoice { .. } => "not_an_e_invoice",
        ReadRefused::PlainPdf => "pdf_without_e_invoice",
        ReadRefused::BrokenPdf { .. } | ReadRefused::Unreadable => "broken_pdf",
    }
}
