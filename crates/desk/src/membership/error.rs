//! Why a membership was not shown, bought or ended.

use std::collections::BTreeMap;

use mojo_store::StoreError;
use mojo_sync::Failure;

use crate::sync::Refused;
use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a membership was not shown, bought or ended.
#[derive(Debug, thiserror::Error)]
pub enum MembershipError {
    /// The platform cannot be reached: nothing was changed.
    #[error("what is on offer and buying it need a connection, and there is none now")]
    Offline,
    /// The platform was asked, and its answer did not come.
    #[error("the platform gave no answer; look at the membership again before you repeat it")]
    Unanswered,
    /// What came back is no answer of a platform.
    #[error("what answered is not the platform, or is newer than this program")]
    Unreadable,
    /// The account that this desk is signed in with may not.
    #[error("the account that this desk is signed in with may not do that")]
    Forbidden,
    /// The platform has no key of a payment provider.
    #[error("this platform takes no payments: whoever runs it has set up no payment provider")]
    NoPayments,
    /// It costs something else than was shown.
    #[error("the price is another one by now, and nothing was bought; look at it again")]
    PriceChanged,
    /// It is there, or paid for, already.
    #[error("the practice has or pays for this membership already ({code}); nothing was bought")]
    Held {
        /// The platform's code.
        code: String,
    },
    /// The platform said no.
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

impl Refusal for MembershipError {
    fn code(&self) -> &'static str {
        match self {
            Self::Offline => "needs_network",
            Self::Unanswered => "unanswered",
            Self::Unreadable => "unfit_answer",
            Self::Forbidden => "forbidden",
            Self::NoPayments => "membership_no_payments",
            Self::PriceChanged => "membership_price_changed",
            Self::Held { .. } => "membership_held",
            Self::Platform { .. } => "membership_refused",
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
            Self::Held { code } => [named("code", code)].into(),
            Self::Platform { code, words } => [named("code", code), named("words", words)].into(),
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}

/// It came to nothing. Only without a connection it is sure that the platform did not do it.
impl From<Refused> for MembershipError {
    fn from(refused: Refused) -> Self {
        match refused.failure {
            Failure::Offline => Self::Offline,
            failure if failure.is_offline() => Self::Unanswered,
            Failure::Unauthorized => DeskError::SignedOut.into(),
            Failure::DeviceRevoked => DeskError::Revoked.into(),
            failure => match failure.code() {
                "forbidden" => Self::Forbidden,
                "no_payment_provider" => Self::NoPayments,
                "price_changed" | "earlier_price" => Self::PriceChanged,
                code @ ("membership_held" | "already_subscribed" | "just_paid") => {
                    Self::Held { code: code.to_owned() }
                }
                code => Self::Platform { code: code.to_owned(), words: refused.words },
            },
        }
    }
}
