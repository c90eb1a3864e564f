//! Why a verb on contacts said no.

use std::collections::BTreeMap;

use mojo_store::StoreError;

use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a verb on contacts said no.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// No contact of this id.
    #[error("no contact with the id {0}")]
    UnknownContact(String),
    /// A field that does not fit.
    #[error("contact: {field}: {why} ({value:?})")]
    Invalid {
        /// The field.
        field: &'static str,
        /// A code: `no_name`, `not_a_date`, `not_an_email`, ...
        why: &'static str,
        /// As it was given.
        value: String,
    },
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for ContactError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownContact(_) => "unknown_contact",
            Self::Invalid { why, .. } => why,
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Desk(error) => error.severity(),
            Self::Store(error) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::Invalid { field, value, .. } => BTreeMap::from([
                ("field".to_owned(), (*field).to_owned()),
                ("value".to_owned(), value.clone()),
            ]),
            Self::UnknownContact(id) => BTreeMap::from([("id".to_owned(), id.clone())]),
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}
