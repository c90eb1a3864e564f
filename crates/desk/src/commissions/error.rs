//! Why a statement could not be shown.

use std::collections::BTreeMap;

use mojo_documents::DocumentError;
use mojo_domain::MoneyError;
use mojo_store::StoreError;

use crate::Refusal;
use crate::views::Severity;

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
            Self::Money(_) => "amount_too_large",
            Self::Document(_) | Self::Table(_) => "document_fault",
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Document(_) | Self::Table(_) | Self::Money(_) => Severity::Fault,
            Self::Store(error) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::NotAMonth(value) => BTreeMap::from([("value".to_owned(), value.clone())]),
            _ => BTreeMap::new(),
        }
    }
}
