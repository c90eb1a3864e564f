//! Why the log of the tenant was not shown.

use std::collections::BTreeMap;

use mojo_store::StoreError;
use mojo_sync::Failure;

use crate::sync::Refused;
use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why the log of the tenant was not shown.
#[derive(Debug, thiserror::Error)]
pub enum OwnLogError {
    /// The platform cannot be reached, or gave no answer.
    #[error("the log lies at the platform, and it cannot be reached now")]
    Offline,
    /// What came back is no answer of a platform.
    #[error("what answered is not the platform, or is newer than this program")]
    Unreadable,
    /// The account that this desk is signed in with may not.
    #[error("the account that this desk is signed in with may not read the log")]
    Forbidden,
    /// The platform said no.
    #[error("the platform does not show it: {code}")]
    Platform {
        /// Why.
        code: String,
    },
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for OwnLogError {
    fn code(&self) -> &'static str {
        match self {
            Self::Offline => "needs_network",
            Self::Unreadable => "unfit_answer",
            Self::Forbidden => "forbidden",
            Self::Platform { .. } => "platform_refused",
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
            Self::Platform { code } => BTreeMap::from([("code".to_owned(), code.clone())]),
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}

impl From<Refused> for OwnLogError {
    fn from(refused: Refused) -> Self {
        match refused.failure {
            Failure::Garbage => Self::Unreadable,
            failure if failure.is_offline() => Self::Offline,
            Failure::Unauthorized => DeskError::SignedOut.into(),
            Failure::DeviceRevoked => DeskError::Revoked.into(),
            failure => match failure.code() {
                "forbidden" => Self::Forbidden,
                code => Self::Platform { code: code.to_owned() },
            },
        }
    }
}
