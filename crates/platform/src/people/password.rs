//! Somebody chooses their password by the link that came with the account, or with a new one.

use mojo_domain::{Clock, TenantId, UserId, to_micros};

use super::mail_of;
use crate::auth::Token;
use crate::storage::{Database, LedgerTx, StorageError};

/// Whether a link may be used.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn is_user_link_open(
    database: &Database,
    clock: &dyn Clock,
    token: &Token,
) -> Result<bool, StorageError> {
    let now = to_micros(clock.now());
    let mut tx = database.read_ledger().await?;
    Ok(tx.find_user_link(token.tenant_id(), &token.hash(), now).await?.is_some())
}

/// Sets the password by a link, once: every other link and every session of the account is over.
/// `false` when the link is.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn set_user_password(
    database: &Database,
    clock: &dyn Clock,
    token: &Token,
    password_hash: &str,
) -> Result<bool, StorageError> {
    let (tenant, hash, now) = (token.tenant_id(), token.hash(), to_micros(clock.now()));
    let mut tx = database.write_ledger().await?;
    // Whoever uses the link, draws another one or ends the account at the same time waits here.
    if tx.lock_whether_left(tenant).await?.is_none() {
        return Ok(false);
    }
    let Some(user) = tx.find_user_link(tenant, &hash, now).await? else { return Ok(false) };
    tx.set_user_password((tenant, user), password_hash).await?;
    // Once more, now that the account's row is held: an identity may have taken the password's place.
    if tx.find_user_link(tenant, &hash, now).await?.is_none() {
        return Ok(false);
    }
    close_links(&mut tx, (tenant, user), now, Some(&hash)).await?;
    tx.end_sessions_of(tenant, user, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// No link of the account opens anything any more, and its mail is forgotten; `arrived` is the hash of the
/// one that was used.
pub(super) async fn close_links(
    tx: &mut LedgerTx,
    of: (TenantId, UserId),
    now: i64,
    arrived: Option<&str>,
) -> Result<(), StorageError> {
    for hash in tx.close_user_links(of, now).await? {
        if arrived == Some(hash.as_str()) {
            tx.note_link_arrived(mail_of(&hash), now).await?;
        } else {
            tx.drop_mail(mail_of(&hash), now).await?;
        }
    }
    Ok(())
}

/// No link of the tenant opens anything any more. Whoever gave roles may have drawn one for somebody else and
/// kept it: when they give none any more, they come back by none.
pub(super) async fn close_links_of_all(
    tx: &mut LedgerTx,
    tenant: TenantId,
    now: i64,
) -> Result<(), StorageError> {
    for hash in tx.close_links_of_all(tenant, now).await? {
        tx.drop_mail(mail_of(&hash), now).await?;
    }
    Ok(())
}
