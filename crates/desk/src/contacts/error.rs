//! Why a verb on contacts said no.

use std::collections::BTreeMap;

use mojo_store::StoreError;

use super::fault_sentence;
use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a verb on contacts said no.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// No contact of this id.
    #[error("no contact with the id {0}")]
    UnknownContact(String),
    /// A field that does not fit.
    #[error("contact: {}", fault_sentence(.field, .value, .why))]
    Invalid {
        /// The field.
        field: &'static str,
        /// A code: `no_name`, `not_a_date`, `not_an_email`, ...
        why: &'static str,
        /// As it was given.
        value: String,
    },
    /// The contact is deleted: it must come back before it is edited.
    #[error("the contact {0} is deleted; restore it first")]
    Deleted(String),
    /// A contact cannot be merged with itself, or with one that it is merged with already.
    #[error("these two are one contact already")]
    OneAlready,
    /// The contact is not merged into another.
    #[error("the contact {0} is not merged into another")]
    NotMerged(String),
    /// No kept text of this name.
    #[error("no text {0} is kept of this contact")]
    UnknownText(String),
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
            Self::Deleted(_) => "contact_deleted",
            Self::OneAlready => "one_contact_already",
            Self::NotMerged(_) => "not_merged",
            Self::UnknownText(_) => "unknown_text",
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
