//! A word to the owner of an address that was typed where an account is made, and has one: the page
//! says the same to everybody, and what is so only the mailbox learns.

use mojo_domain::TenantId;
use uuid::Uuid;

use super::{Letter, MailAddress, MailKind, QueuedMail, Reader};
use crate::derived::derived_id;
use crate::storage::{LedgerTx, StorageError};

/// So many mails go to one address within a day, however often it is typed.
pub(crate) const MOST_A_DAY: i64 = 3;
/// In microseconds.
pub(crate) const DAY: i64 = 86_400_000_000;

/// Owes the word. A name that is no address, as staff may have, and an address that was written to
/// often enough today get none.
pub(crate) async fn queue_account_known(
    tx: &mut LedgerTx,
    login_name: &str,
    (language, letter): (&'static str, Letter),
    (id, now): (Uuid, i64),
) -> Result<(), StorageError> {
    let Ok(address) = MailAddress::try_new(login_name) else { return Ok(()) };
    if tx.count_asked_mails(address.as_str(), now - DAY).await? >= MOST_A_DAY {
        return Ok(());
    }
    let mail = QueuedMail {
        mail_id: derived_id(&["account_known", &id.to_string()]),
        kind: MailKind::AccountKnown,
        language,
        to: Reader::new(address, ""),
        letter,
        queued_at: now,
    };
    tx.queue_mail_of(TenantId::MOJO_LLC, &mail).await.map(drop)
}
