//! A customer who forgot the password gets a link by mail. Whether an address has an account, only its
//! owner learns: for every address the same is done as far as others can see.

use mojo_domain::{Clock, Entropy, IdSource, TenantId, UserId, to_micros};

use crate::auth::CustomerToken;
use crate::derived::derived_id;
use crate::mail::{DAY, MOST_A_DAY, MailAddress, MailKind, QueuedMail, Reader, password_link};
use crate::storage::{Database, StorageError};

/// How long a link may be used; in microseconds.
pub(crate) const LINK_LIFE_MICROS: i64 = 60 * 60 * 1_000_000;

/// To whom the link goes.
#[derive(Clone, Debug)]
pub(crate) struct Forgetful {
    /// The e-mail address as somebody signs in with it, lower case.
    pub(crate) login_name: String,
    pub(crate) address: MailAddress,
    /// `de`, `en`.
    pub(crate) language: &'static str,
    /// Where the platform is reached, without a slash at the end.
    pub(crate) public_url: String,
}

/// Owes the link, at most three times a day an address.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn ask_for_password(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    to: Forgetful,
) -> Result<(), StorageError> {
    let now = to_micros(clock.now());
    let nobody: UserId = IdSource::new(clock, entropy).next();
    let token = CustomerToken::draw(entropy);
    let hash = token.hash();
    let mut tx = database.write_ledger().await?;
    let is_spent = tx.count_asked_mails(to.address.as_str(), now - DAY).await? >= MOST_A_DAY;
    // Whoever was written to often enough is nobody, too: the fourth question takes as long as for them.
    let login = tx.find_customer_login(&to.login_name).await?.filter(|_| !is_spent);
    let customer = login.as_ref().map_or(nobody, |login| login.customer_user_id);
    let life = (now, now + LINK_LIFE_MICROS);
    tx.insert_customer_link((&hash, customer), life).await?;
    if login.is_none() {
        // As many writes as where a mail is owed.
        let other = CustomerToken::draw(entropy).hash();
        tx.insert_customer_link((&other, nobody), life).await?;
    } else {
        let link = format!("{}/forgotten/{}?lang={}", to.public_url, token.text(), to.language);
        let mail = QueuedMail {
            mail_id: derived_id(&[MailKind::PasswordLink.code(), &hash]),
            kind: MailKind::PasswordLink,
            language: to.language,
            to: Reader::new(to.address, ""),
            letter: password_link(to.language, &link),
            queued_at: now,
        };
        tx.queue_mail_of(TenantId::MOJO_LLC, &mail).await?;
    }
    tx.commit().await
}

/// Whether a link may be used.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn is_link_open(
    database: &Database,
    clock: &dyn Clock,
    token: &CustomerToken,
) -> Result<bool, StorageError> {
    let mut tx = database.read_ledger().await?;
    Ok(tx.find_customer_link(&token.hash(), to_micros(clock.now())).await?.is_some())
}

/// Sets the password by a link, once; every session of the customer ends. `false` when the link is over.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn set_password(
    database: &Database,
    clock: &dyn Clock,
    token: &CustomerToken,
    password_hash: &str,
) -> Result<bool, StorageError> {
    let now = to_micros(clock.now());
    let hash = token.hash();
    let mut tx = database.write_ledger().await?;
    let Some(customer) = tx.find_customer_link(&hash, now).await? else { return Ok(false) };
    if !tx.use_customer_link(&hash, now).await? {
        return Ok(false);
    }
    tx.set_customer_password(customer, password_hash, now).await?;
    tx.commit().await?;
    Ok(true)
}
