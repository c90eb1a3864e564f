//! Why something was not administered.

use std::collections::BTreeMap;

use mojo_store::StoreError;
use mojo_sync::Failure;

use crate::sync::Refused;
use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why something was not administered.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationError {
    /// Nobody is signed in on a platform.
    #[error("nobody is signed in on a platform; sign in first")]
    SignedOut,
    /// The platform cannot be reached.
    #[error("administering needs a connection, and the platform cannot be reached now")]
    Offline,
    /// The platform was asked, and its answer did not come: it may have done it.
    #[error(
        "no answer came, so it is not known whether the platform did it; look before you repeat"
    )]
    Unanswered,
    /// What came back is no answer of a platform.
    #[error(
        "what answered is not the platform, or is newer than this program; look at the address"
    )]
    Unreadable,
    /// The platform asks for patience.
    #[error("the platform is busy; wait a minute and repeat it")]
    Busy,
    /// The platform's disk is full.
    #[error("the platform has no room to store it: its disk is full; repeat it later")]
    Full,
    /// The platform has a fault.
    #[error("the platform has a fault (status {status}); nothing is known to be done")]
    Fault {
        /// As it answered.
        status: u16,
    },
    /// The account may not do that on the platform.
    #[error("the platform allows this account not to do that")]
    Forbidden,
    /// The platform said no, and why.
    #[error("the platform did not do it: {words} ({code})")]
    Platform {
        /// Its code.
        code: String,
        /// Its words.
        words: String,
    },
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AdministrationError {
    /// Nobody knows whether the platform did what it was told; of what it does in several steps, as a
    /// payout run, a full disk may have left some done.
    pub(super) fn leaves_unknown(&self) -> bool {
        matches!(self, Self::Unanswered | Self::Unreadable | Self::Fault { .. } | Self::Full)
    }
}

impl Refusal for AdministrationError {
    fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Offline => "administration_offline",
            Self::Unanswered => "administration_unanswered",
            Self::Unreadable => "unfit_answer",
            Self::Busy => "administration_busy",
            Self::Full => "platform_full",
            Self::Fault { .. } => "administration_fault",
            Self::Forbidden => "administration_forbidden",
            Self::Platform { .. } => "administration_refused",
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
        let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        match self {
            Self::Platform { code, words } => [named("code", code), named("words", words)].into(),
            Self::Fault { status } => [named("status", &status.to_string())].into(),
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}

impl From<Refused> for AdministrationError {
    fn from(refused: Refused) -> Self {
        match refused.failure {
            Failure::Offline => Self::Offline,
            Failure::Stalled | Failure::Garbage => Self::Unanswered,
            Failure::Busy => Self::Busy,
            Failure::Full => Self::Full,
            Failure::Server { status } => Self::Fault { status },
            Failure::Unauthorized => Self::SignedOut,
            other if other.code() == "forbidden" => Self::Forbidden,
            other => Self::Platform { code: other.code().to_owned(), words: refused.words },
        }
    }
}
