//! Why the reception said no.

use std::collections::BTreeMap;

use mojo_domain::checkin::{CardRefused, TakeBackRefused};
use mojo_store::StoreError;

use crate::pos::PosError;
use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a verb of cards and check-ins said no. A check-in that a card does not allow is no error:
/// it is a red answer, readable from two metres.
#[derive(Debug, thiserror::Error)]
pub enum CheckinError {
    /// No card of this id.
    #[error("no punch card with the id {0}")]
    UnknownCard(String),
    /// No redemption of this id.
    #[error("no check-in with the id {0}")]
    UnknownRedemption(String),
    /// No contact of this id.
    #[error("no contact with the id {0}")]
    UnknownContact(String),
    /// The product sells no punch card.
    #[error("{0} is no punch card")]
    NotACard(String),
    /// The card has another code than any of its kind, or one that is taken.
    #[error("a card with the code {0} is there already")]
    CodeTaken(String),
    /// Half a minute is over: somebody must say why (§ 146 Abs. 4 AO).
    #[error("the check-in is older than 30 seconds: give the reason")]
    ReasonRequired,
    /// The use cannot be taken back.
    #[error(transparent)]
    TakeBack(#[from] TakeBackRefused),
    /// The card cannot be taken over.
    #[error(transparent)]
    Card(#[from] CardRefused),
    /// The till.
    #[error(transparent)]
    Pos(#[from] PosError),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for CheckinError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownCard(_) => "unknown_card",
            Self::UnknownRedemption(_) | Self::TakeBack(TakeBackRefused::Unknown) => {
                "unknown_redemption"
            }
            Self::UnknownContact(_) => "unknown_contact",
            Self::NotACard(_) => "not_a_card",
            Self::CodeTaken(_) => "code_taken",
            Self::ReasonRequired => "reason_required",
            Self::TakeBack(TakeBackRefused::AlreadyTakenBack) => "already_taken_back",
            Self::Card(_) => "card_refused",
            Self::Pos(error) => error.code(),
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Pos(error) => error.severity(),
            Self::Desk(error) => error.severity(),
            Self::Store(error) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::CodeTaken(code) => BTreeMap::from([("code".to_owned(), code.clone())]),
            Self::NotACard(name) => BTreeMap::from([("product".to_owned(), name.clone())]),
            Self::Pos(error) => error.values(),
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}
