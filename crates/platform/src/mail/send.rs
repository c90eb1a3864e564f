//! The loop that hands mails over. Each attempt is taken under a lease before anything is sent, so that
//! several processes share the work; a process that dies in the middle lets its lease run out, and the
//! mail goes again with the same Message-ID. What was recorded as sent never goes again.

use std::pin::Pin;
use std::sync::Arc;

use mojo_domain::{Clock, to_micros};
use uuid::Uuid;

use super::{Attempt, AttemptOutcome, HeldMail, MailState};
use crate::state::PUBLIC_URL;
use crate::storage::{Database, StorageError};

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Mails taken at once.
const BATCH: i64 = 50;
/// So long an attempt is its process's alone; longer than any attempt may take.
const LEASE: i64 = 15 * MINUTE;
/// Nobody tries for longer to hand over a mail (RFC 5321, 4.5.4.1: four to five days).
const PATIENCE: i64 = 4 * DAY;
/// The longest wait between two attempts.
const LONGEST_WAIT: i64 = 6 * HOUR;

/// An answer that is waited for.
pub(crate) type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), NotSent>> + Send + 'a>>;

/// Why a mail did not go, in the words of the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotSent {
    /// For good, and because of this reader (5xx).
    Refused(String),
    /// Not now (4xx), or not as it is (5xx, once it was read).
    Later(String),
    /// Nothing was heard, or the platform or its sender is refused: the others need not be tried
    /// either.
    NoWay(String),
}

/// A mail as it goes out.
#[derive(Clone, Debug)]
pub(crate) struct OutgoingMail {
    /// The Message-ID is made of it.
    pub(crate) mail_id: Uuid,
    pub(crate) to_address: String,
    pub(crate) to_name: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) queued_at: i64,
}

/// Who hands mails over.
pub(crate) trait MailSender: std::fmt::Debug + Send + Sync {
    /// Hands one over; `Ok` when the next server has taken it.
    fn send<'a>(&'a self, mail: &'a OutgoingMail) -> Sending<'a>;
}

/// How mail leaves.
#[derive(Clone, Debug, Default)]
pub(crate) enum Mailing {
    /// No server is set up: mails wait, and staff hand their text over.
    #[default]
    ByHand,
    /// Through a server.
    Sender(Arc<dyn MailSender>),
}

impl Mailing {
    /// The platform sends by itself.
    pub(crate) fn is_sending(&self) -> bool {
        matches!(self, Self::Sender(_))
    }
}

/// Hands over what is due; gives back how many mails arrived. Where nothing can be handed over at
/// all, the rest waits for the next time. A link that was written by a process without a public
/// address gets that of this one, which people reach.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn send_due_mails(
    database: &Database,
    clock: &dyn Clock,
    (mailing, public_url): (&Mailing, &str),
) -> Result<usize, StorageError> {
    let Mailing::Sender(sender) = mailing else { return Ok(0) };
    let at = to_micros(clock.now());
    bring_forward(database, at).await?;
    let due = database.read_ledger().await?.list_due_mails(at, BATCH).await?;
    let mut sent = 0;
    for mail in &due {
        match send_one(database, clock, (&**sender, public_url), mail).await? {
            Some(AttemptOutcome::Sent) => sent += 1,
            Some(AttemptOutcome::NoWay) => break,
            Some(AttemptOutcome::Later | AttemptOutcome::Refused) | None => {}
        }
    }
    Ok(sent)
}

/// What a clock wrote that was ahead holds no mail up. It is not due at once: whoever may be at it keeps
/// the time of a lease.
async fn bring_forward(database: &Database, at: i64) -> Result<(), StorageError> {
    // Clocks that differ by less are left alone.
    let latest = at + LONGEST_WAIT + HOUR;
    if !database.read_ledger().await?.has_mail_after(latest).await? {
        return Ok(());
    }
    let mut tx = database.write_ledger().await?;
    tx.bring_mails_forward(latest, at + LEASE).await?;
    tx.commit().await
}

/// Whoever got it would follow a link that opens nothing.
fn has_run_out(mail: &HeldMail, at: i64) -> bool {
    mail.kind.link_life().is_some_and(|life| mail.queued_at.saturating_add(life) <= at)
}

/// One attempt; `None` when another process has it, or nothing is sent any more.
async fn send_one(
    database: &Database,
    clock: &dyn Clock,
    (sender, public_url): (&dyn MailSender, &str),
    mail: &HeldMail,
) -> Result<Option<AttemptOutcome>, StorageError> {
    let started_at = to_micros(clock.now());
    let mut tx = database.write_ledger().await?;
    if has_run_out(mail, started_at) {
        tracing::warn!(mail = %mail.mail_id, "a mail is given up: its link opens nothing any more");
        tx.drop_mail(mail.mail_id, started_at).await?;
        tx.commit().await?;
        return Ok(None);
    }
    if !tx.claim_mail(mail, started_at + LEASE).await? {
        return Ok(None);
    }
    tx.commit().await?;
    // Outside of a transaction: the other side may take its time.
    let answer = sender.send(&outgoing(mail, public_url)).await;
    let (outcome, answer) = match answer {
        Ok(()) => (AttemptOutcome::Sent, String::new()),
        Err(NotSent::Refused(answer)) => (AttemptOutcome::Refused, answer),
        Err(NotSent::Later(answer)) => (AttemptOutcome::Later, answer),
        Err(NotSent::NoWay(answer)) => (AttemptOutcome::NoWay, answer),
    };
    let number = mail.attempts + 1;
    let ended_at = to_micros(clock.now());
    let attempt = Attempt { number, outcome, answer, started_at, ended_at };
    record(database, mail, &attempt).await?;
    Ok(Some(outcome))
}

/// Keeps what came of an attempt, and what follows from it, together.
async fn record(
    database: &Database,
    mail: &HeldMail,
    attempt: &Attempt,
) -> Result<(), StorageError> {
    let (id, at) = (mail.mail_id, attempt.ended_at);
    let mut tx = database.write_ledger().await?;
    tx.insert_attempt(mail, attempt).await?;
    match attempt.outcome {
        AttemptOutcome::Sent => {
            tx.end_mail(mail, MailState::Sent, at).await?;
        }
        AttemptOutcome::Refused => {
            tracing::warn!(mail = %id, "a mail is refused for good");
            tx.fail_mail(mail, attempt.number, (MailState::Refused, at)).await?;
        }
        AttemptOutcome::Later | AttemptOutcome::NoWay => {
            // It may have waited long before there was a server at all.
            let first = tx.first_attempt_at(mail).await?.unwrap_or(attempt.started_at);
            match next_try(attempt.number, first, at) {
                Some(due_at) => tx.defer_mail(mail, attempt.number, due_at).await?,
                None => {
                    tracing::warn!(mail = %id, "a mail is given up");
                    tx.fail_mail(mail, attempt.number, (MailState::GivenUp, at)).await?;
                }
            }
        }
    }
    tx.commit().await
}

/// When a mail is tried again after its `number`-th attempt, the first of which began at `first`;
/// `None` when it was tried long enough. One that staff try again after that is tried once.
fn next_try(number: i64, first: i64, now: i64) -> Option<i64> {
    let wait = match number {
        ..=1 => MINUTE,
        2 => 5 * MINUTE,
        3 => 15 * MINUTE,
        4 => HOUR,
        5 => 3 * HOUR,
        _ => LONGEST_WAIT,
    };
    (now - first < PATIENCE).then_some(now + wait)
}

fn outgoing(mail: &HeldMail, public_url: &str) -> OutgoingMail {
    let reached = |text: &str| {
        if mail.kind.has_secret() {
            text.replace(&format!("{PUBLIC_URL}/"), &format!("{public_url}/"))
        } else {
            text.to_owned()
        }
    };
    OutgoingMail {
        mail_id: mail.mail_id,
        to_address: mail.to_address.clone(),
        to_name: mail.to_name.clone(),
        subject: mail.subject.clone(),
        text: reached(&mail.text),
        html: reached(&mail.html),
        queued_at: mail.queued_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waits_grow_and_end_after_four_days() {
        let waits: Vec<i64> =
            (1..=7).map(|number| next_try(number, 0, 10).unwrap_or_default() - 10).collect();
        assert_eq!(waits, [1, 5, 15, 60, 180, 360, 360].map(|minutes| minutes * MINUTE));
        assert!(next_try(9, 0, PATIENCE - 1).is_some());
        assert_eq!(next_try(9, 0, PATIENCE), None);
    }
}
