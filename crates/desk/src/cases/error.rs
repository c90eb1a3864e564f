//! Why a case was not settled.

use std::collections::BTreeMap;

use mojo_store::StoreError;

use crate::invoicing::InvoicingError;
use crate::pos::PosError;
use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a case was not settled.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// No case of this id.
    #[error("no case with the id {0}")]
    UnknownCase(String),
    /// It is settled already.
    #[error("the case {0} is settled already")]
    AlreadySettled(String),
    /// A case of this kind is not settled like that.
    #[error("a case of the kind {kind} is not settled by {resolution:?}; possible: {possible}")]
    Resolution {
        /// As on the wire.
        kind: String,
        /// As it was given.
        resolution: String,
        /// What would be possible.
        possible: String,
    },
    /// Somebody must say why.
    #[error("give the reason")]
    ReasonRequired,
    /// The contact has no card that the visit could be carried to.
    #[error("there is no other card with entries left; sell one first")]
    NoCardToCarryTo,
    /// The document is none of the case.
    #[error("the case has no document {0}; name one of its sides")]
    UnknownDocument(String),
    /// The till.
    #[error(transparent)]
    Pos(#[from] PosError),
    /// The invoices.
    #[error(transparent)]
    Invoicing(#[from] InvoicingError),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for CaseError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownCase(_) => "unknown_case",
            Self::AlreadySettled(_) => "already_settled",
            Self::Resolution { .. } => "resolution_refused",
            Self::ReasonRequired => "reason_required",
            Self::NoCardToCarryTo => "no_card_to_carry_to",
            Self::UnknownDocument(_) => "unknown_document",
            Self::Pos(error) => error.code(),
            Self::Invoicing(error) => error.code(),
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Pos(error) => error.severity(),
            Self::Invoicing(error) => error.severity(),
            Self::Desk(error) => error.severity(),
            Self::Store(error) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::Resolution { possible, .. } => {
                BTreeMap::from([("possible".to_owned(), possible.clone())])
            }
            Self::Pos(error) => error.values(),
            Self::Invoicing(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}
