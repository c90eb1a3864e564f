//! Why a statement could not be shown.

use std::collections::BTreeMap;

use mojo_documents::DocumentError;
use mojo_domain::MoneyError;
use mojo_domain::commissions::{DisputeTextError, WhatIfError};
use mojo_store::StoreError;

use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a verb of the commissions said no.
#[derive(Debug, thiserror::Error)]
pub enum CommissionsError {
    /// Not `YYYY-MM`.
    #[error("not a month (YYYY-MM): {0}")]
    NotAMonth(String),
    /// No entry of this id.
    #[error("no commission with the id {0}")]
    UnknownEntry(String),
    /// An entry names something that this program does not know: a newer platform wrote it.
    #[error("commission {entry}: {field} {value:?} is not known; update the program")]
    Unknown {
        /// The entry.
        entry: String,
        /// The field.
        field: &'static str,
        /// As received.
        value: String,
    },
    /// A dispute of the entry is open.
    #[error("the commission {0} is disputed already; reply to that dispute")]
    AlreadyDisputed(String),
    /// No dispute of this id.
    #[error("no dispute with the id {0}")]
    UnknownDispute(String),
    /// An assumption that cannot be read.
    #[error("{field}: {value:?} cannot be read")]
    Assumption {
        /// As the request calls it.
        field: &'static str,
        /// As it was given.
        value: String,
    },
    /// Assumptions that the rules refuse.
    #[error(transparent)]
    WhatIf(#[from] WhatIfError),
    /// The words of a dispute.
    #[error(transparent)]
    Text(#[from] DisputeTextError),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Amounts.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The document could not be set.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The table could not be written.
    #[error("the table cannot be written: {0}")]
    Table(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for CommissionsError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAMonth(_) => "not_a_month",
            Self::UnknownEntry(_) => "unknown_commission",
            Self::Unknown { .. } => "update_needed",
            Self::AlreadyDisputed(_) => "already_disputed",
            Self::UnknownDispute(_) => "unknown_dispute",
            Self::Text(_) => "dispute_text_refused",
            Self::Assumption { .. } => "invalid_input",
            Self::WhatIf(_) => "what_if_refused",
            Self::Desk(error) => error.code(),
            Self::Money(_) => "amount_too_large",
            Self::Document(_) | Self::Table(_) => "document_fault",
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Document(_) | Self::Table(_) | Self::Money(_) => Severity::Fault,
            Self::Desk(error) => error.severity(),
            Self::Store(error) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::NotAMonth(value) => BTreeMap::from([("value".to_owned(), value.clone())]),
            Self::Assumption { field, value } => {
                [("field", (*field).to_owned()), ("value", value.clone())]
                    .map(|(name, value)| (name.to_owned(), value))
                    .into()
            }
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}
