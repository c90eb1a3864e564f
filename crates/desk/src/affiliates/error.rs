//! Why nothing came of an affiliate code.

use std::collections::BTreeMap;

use mojo_documents::DocumentError;
use mojo_domain::commissions::AffiliateCodeError;
use mojo_store::StoreError;

use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why nothing came of an affiliate code.
#[derive(Debug, thiserror::Error)]
pub enum AffiliatesError {
    /// Its check character says that something else was meant.
    #[error("the code {0} has a typing mistake; compare it with the list")]
    Mistyped(String),
    /// The tenant has no such code, as far as the platform has told.
    #[error("no affiliate code {0} of this tenant is known here; sync, and look at the list")]
    UnknownCode(String),
    /// It recruits nobody: a flyer with it would be printed for nothing.
    #[error("the code {0} is retired and recruits nobody; bring it back first")]
    Retired(String),
    /// The wish cannot be a code.
    #[error("{0}")]
    Refused(AffiliateCodeError),
    /// Too many letters.
    #[error("a label has at most {0} letters")]
    Label(usize),
    /// Nothing is to be changed.
    #[error("say what is to change: the label, or whether the code is retired")]
    NothingToDo,
    /// Somebody has it, perhaps this tenant.
    #[error("somebody has this code already; choose another one, or sync and look at the list")]
    Taken,
    /// A language or a form of flyer that is none.
    #[error("{field}: {value:?} is none")]
    Unreadable {
        /// As the command calls it.
        field: &'static str,
        /// As typed.
        value: String,
    },
    /// No connection was made: nothing was done.
    #[error("this needs the platform, and it cannot be reached; nothing was changed")]
    Offline,
    /// The answer did not come: it may have been done.
    #[error("the platform did not answer; sync, and look at the list before you do it again")]
    Unanswered,
    /// The account may not.
    #[error("the account that this desk is signed in with may not do that")]
    Forbidden,
    /// The platform said no.
    #[error("the platform did not do it: {code}")]
    Platform {
        /// Why.
        code: String,
    },
    /// The flyer could not be drawn.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for AffiliatesError {
    fn code(&self) -> &'static str {
        match self {
            Self::Mistyped(_) => "affiliate_code_mistyped",
            Self::UnknownCode(_) => "unknown_affiliate_code",
            Self::Retired(_) => "affiliate_code_retired",
            Self::Refused(_) | Self::Label(_) => "affiliate_code_refused",
            Self::NothingToDo | Self::Unreadable { .. } => "invalid_input",
            Self::Taken => "affiliate_code_taken",
            Self::Offline => "needs_network",
            Self::Unanswered => "unanswered",
            Self::Forbidden => "forbidden",
            Self::Platform { .. } => "platform_refused",
            Self::Document(_) => "document_fault",
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Document(_) => Severity::Fault,
            Self::Desk(error) => error.severity(),
            Self::Store(error) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        let named = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
        match self {
            Self::Refused(AffiliateCodeError::Characters) => named("why", "characters"),
            Self::Refused(AffiliateCodeError::Length) => named("why", "length"),
            Self::Label(_) => named("why", "label"),
            Self::Platform { code } => named("code", code),
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}
