//! What there is to do, and how often.

use std::str::FromStr;

use mojo_domain::ParseCodeError;

/// A minute in microseconds.
const MINUTE: i64 = 60 * 1_000_000;

/// How often something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// So many microseconds after it was done.
    Every(i64),
    /// Once a day of Berlin.
    Daily,
    /// Once a month of Berlin.
    Monthly,
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum JobKind {
    /// Works off what the payment provider told.
    PaymentEvents,
    /// Asks the payment provider for refunds whose answer is open.
    Refunds,
    /// Works off what the payment provider told of subscriptions.
    SubscriptionEvents,
    /// Asks the payment provider for the end of subscriptions that were cancelled.
    Cancellations,
    /// Hands over the mail that is due.
    Mails,
    /// Settles orders and refunds that a crash left open.
    Settle,
    /// Y2: goes on with payouts whose outcome is open.
    Transfers,
    /// C11: settles, and tells what left its hold period.
    Approve,
    /// Y3, Y4: signs the months that are over, and again what was recorded late.
    Statements,
    /// Marks invitations and checkouts whose time is over.
    Expire,
    /// F1, F2: owes a mail to who accepted an older version of a contract than the one offered now.
    NewerContracts,
    /// Y1, Y2: the payout run of the month.
    Payout,
    /// Y3: the credit notes of the months that are over.
    CreditNotes,
}

impl JobKind {
    /// All of them.
    pub(crate) const ALL: [Self; 13] = [
        Self::PaymentEvents,
        Self::Refunds,
        Self::SubscriptionEvents,
        Self::Cancellations,
        Self::Mails,
        Self::Settle,
        Self::Transfers,
        Self::Approve,
        Self::Statements,
        Self::Expire,
        Self::NewerContracts,
        Self::Payout,
        Self::CreditNotes,
    ];

    /// The text at rest and in answers.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::PaymentEvents => "payment_events",
            Self::Refunds => "refunds",
            Self::SubscriptionEvents => "subscription_events",
            Self::Cancellations => "cancellations",
            Self::Mails => "mails",
            Self::Settle => "settle",
            Self::Transfers => "transfers",
            Self::Approve => "approve",
            Self::Statements => "statements",
            Self::Expire => "expire",
            Self::NewerContracts => "newer_contracts",
            Self::Payout => "payout",
            Self::CreditNotes => "credit_notes",
        }
    }

    /// How often it is done.
    pub(crate) fn rhythm(self) -> Rhythm {
        match self {
            Self::PaymentEvents
            | Self::Refunds
            | Self::SubscriptionEvents
            | Self::Cancellations
            | Self::Mails
            | Self::Settle => Rhythm::Every(MINUTE),
            Self::Transfers | Self::NewerContracts => Rhythm::Every(60 * MINUTE),
            Self::Approve | Self::Statements | Self::Expire => Rhythm::Daily,
            Self::Payout | Self::CreditNotes => Rhythm::Monthly,
        }
    }

    /// Only a process with a payment provider does it: without one a payout would be booked as paid,
    /// though nobody moved the money. Where there is none, people start the run when they pay.
    pub(crate) fn needs_provider(self) -> bool {
        matches!(self, Self::Refunds | Self::Cancellations | Self::Transfers | Self::Payout)
    }

    /// Only a process with a mail server does it: without one nothing is handed over, and the job
    /// would be put off as if it were done.
    pub(crate) fn needs_mail_server(self) -> bool {
        matches!(self, Self::Mails)
    }
}

impl FromStr for JobKind {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.code() == text).ok_or(ParseCodeError)
    }
}
