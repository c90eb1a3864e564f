//! Mail (E-Mail) that the platform owes somebody: invitations, statements that are ready, money that
//! did not arrive, a newer version of a contract. It is written when the act that causes it is done, in
//! the same transaction, and handed over by a loop afterwards, until it has arrived, was refused for
//! good, or has been tried for four days (`docs/decisions/0025`). Names of customers stand in no mail,
//! and an amount in that one alone which says that a balance waits for an account
//! (`docs/decisions/0038`).

mod address;
mod known;
mod letter;
mod notices;
mod send;
mod smtp;
mod words;

use mojo_domain::{Month, TenantId};
use uuid::Uuid;

pub(crate) use address::MailAddress;
pub(crate) use known::{DAY, MOST_A_DAY, queue_account_known};
pub(crate) use letter::Letter;
pub(crate) use notices::{
    NewerContract, Waiting, newer_contract_mail, queue_newer_contract, queue_payment_failure,
    queue_payout_failure, queue_payout_return, queue_payout_waits, queue_statement_notices,
};
#[cfg(test)]
pub(crate) use send::{MailSender, NotSent, OutgoingMail};
pub(crate) use send::{Mailing, send_due_mails};
pub(crate) use smtp::Smtp;
pub use smtp::{SmtpSettings, SmtpSettingsError};
pub(crate) use words::{
    account_known, account_there, invitation, partner_link, password_link, user_link,
};

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailKind {
    /// Somebody is invited (F1, F2).
    Invitation,
    /// Whoever asked for it becomes a partner (F2).
    PartnerLink,
    /// A customer asked for a new password.
    PasswordLink,
    /// Somebody got an account of a tenant, or a new link for its password.
    UserLink,
    /// Somebody asked to become a partner with an address that signs in already.
    AccountKnown,
    /// A month is over (Y3).
    StatementReady,
    /// The last month of a tenant that left (C13).
    FinalStatement,
    /// The provider refused a payout, or the bank sent it back (Y2).
    PayoutFailed,
    /// A balance is not paid: there is no account to pay it to (Y2).
    PayoutWaits,
    /// A customer's payment did not go through.
    PaymentFailed,
    /// A contract that was accepted has a newer version (F1, F2).
    NewerContract,
}

impl MailKind {
    const ALL: [(Self, &'static str); 11] = [
        (Self::Invitation, "invitation"),
        (Self::PartnerLink, "partner_link"),
        (Self::PasswordLink, "password_link"),
        (Self::UserLink, "user_link"),
        (Self::AccountKnown, "account_known"),
        (Self::StatementReady, "statement_ready"),
        (Self::FinalStatement, "final_statement"),
        (Self::PayoutFailed, "payout_failed"),
        (Self::PayoutWaits, "payout_waits"),
        (Self::PaymentFailed, "payment_failed"),
        (Self::NewerContract, "newer_contract"),
    ];

    /// The name at rest and on the wire.
    pub(crate) fn code(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }

    /// It bears a link that opens something: the text is forgotten once its reader has it.
    pub(crate) fn has_secret(self) -> bool {
        let links = [Self::Invitation, Self::PartnerLink, Self::PasswordLink, Self::UserLink];
        links.contains(&self)
    }

    /// So long after the mail was written its link opens something, in microseconds. `None` where each
    /// mail says it of its own, or there is no link.
    pub(crate) fn link_life(self) -> Option<i64> {
        match self {
            Self::UserLink => Some(crate::people::LINK_LIFE_MICROS),
            Self::PasswordLink => Some(crate::customers::LINK_LIFE_MICROS),
            _ => None,
        }
    }
}

/// How far a mail has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailState {
    /// It is tried when it is due.
    Waiting,
    /// The next server has taken it.
    Sent,
    /// The other side refuses it for good: the address is wrong, or nobody's.
    Refused,
    /// Tried for four days, or until its link opened nothing any more.
    GivenUp,
    /// Staff gave the text to its reader themselves.
    HandedOver,
}

impl MailState {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Waiting, "waiting"),
        (Self::Sent, "sent"),
        (Self::Refused, "refused"),
        (Self::GivenUp, "given_up"),
        (Self::HandedOver, "handed_over"),
    ];

    /// The name at rest and on the wire.
    pub(crate) fn code(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(state, _)| *state)
    }
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptOutcome {
    /// Taken by the next server.
    Sent,
    /// Refused for now (4xx).
    Later,
    /// Nothing was heard, or nothing that is about this mail.
    NoWay,
    /// Refused for good (5xx).
    Refused,
}

impl AttemptOutcome {
    /// The name at rest.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Later => "later",
            Self::NoWay => "no_way",
            Self::Refused => "refused",
        }
    }
}

/// An attempt that has ended.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// From 1; a number that is missing is one whose process died.
    pub(crate) number: i64,
    pub(crate) outcome: AttemptOutcome,
    /// In the words of the other side, on one line.
    pub(crate) answer: String,
    pub(crate) started_at: i64,
    pub(crate) ended_at: i64,
}

/// Whom a mail goes to.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) address: MailAddress,
    /// One line; empty where it is not known.
    pub(crate) name: String,
}

impl Reader {
    /// The reader with this name; what is no letter of a line is left out of it.
    pub(crate) fn new(address: MailAddress, name: &str) -> Self {
        Self { address, name: one_line(name) }
    }
}

/// A mail as it is owed.
#[derive(Clone, Debug)]
pub(crate) struct QueuedMail {
    /// Follows from what the mail says: owed twice it is one mail.
    pub(crate) mail_id: Uuid,
    pub(crate) kind: MailKind,
    /// `de`, `en`.
    pub(crate) language: &'static str,
    pub(crate) to: Reader,
    pub(crate) letter: Letter,
    pub(crate) queued_at: i64,
}

/// A mail as it is held.
#[derive(Clone, Debug)]
pub(crate) struct HeldMail {
    pub(crate) tenant_id: TenantId,
    pub(crate) mail_id: Uuid,
    pub(crate) kind: MailKind,
    pub(crate) language: String,
    pub(crate) to_address: String,
    pub(crate) to_name: String,
    pub(crate) subject: String,
    /// Empty once it was sent, where it bore a secret.
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) queued_at: i64,
    pub(crate) state: MailState,
    pub(crate) due_at: Option<i64>,
    pub(crate) attempts: i64,
    pub(crate) ended_at: Option<i64>,
    /// Of the last attempt; empty before.
    pub(crate) answer: String,
}

/// Whom the platform writes to, as it knows them.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    /// The e-mail address, where it is one.
    pub(crate) login_name: String,
    pub(crate) name: String,
    /// `de`, `en`.
    pub(crate) language: String,
    /// The month in which the tenant left, in Berlin (C13).
    pub(crate) left_in: Option<Month>,
}

impl Party {
    /// As a reader; `None` for somebody who signs in with a name that is no address.
    pub(crate) fn reader(&self) -> Option<Reader> {
        let address = MailAddress::try_new(&self.login_name).ok()?;
        Some(Reader::new(address, &self.name))
    }
}

/// The language of a mail by its code; German where it is neither.
pub(crate) fn language_of(code: &str) -> &'static str {
    if code == "en" { "en" } else { "de" }
}

/// A text on one line and without what a line does not have: no header of a mail can be made by a
/// name.
pub(crate) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_makes_no_line_of_its_own() {
        assert_eq!(one_line("Anna\r\nBcc: eva@example.org"), "Anna Bcc: eva@example.org");
        assert_eq!(one_line("\u{0}\t Anna \u{85} Berger\n"), "Anna Berger");
        // A separator of lines is white space too.
        assert_eq!(one_line("Anna\u{2028}Berger"), "Anna Berger");
    }

    #[test]
    fn every_name_at_rest_is_read_again() {
        for (kind, name) in MailKind::ALL {
            assert_eq!((kind.code(), MailKind::of(name)), (name, Some(kind)));
        }
        for (state, name) in MailState::ALL {
            assert_eq!((state.code(), MailState::of(name)), (name, Some(state)));
        }
    }
}
