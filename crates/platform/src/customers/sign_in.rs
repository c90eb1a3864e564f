//! A customer signs in and out. Each time a new token is drawn, so that one that somebody planted
//! before opens nothing; the session of the same browser before it ends.

use mojo_domain::{Clock, Entropy, to_micros};

use crate::auth::{CustomerSession, CustomerToken, verify_password};
use crate::storage::customer_sessions::NewCustomerSession;
use crate::storage::{Database, StorageError};

/// Begins a session; `None` for an unknown name as for a wrong password, and both take as long.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn sign_in(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    (login_name, password): (&str, String),
    before: Option<CustomerToken>,
) -> Result<Option<CustomerToken>, StorageError> {
    let login = database.read_ledger().await?.find_customer_login(login_name).await?;
    let hash = login.as_ref().map(|login| login.password_hash.clone());
    let is_right = verify_password(password, hash).await;
    let Some(login) = login.filter(|_| is_right) else { return Ok(None) };
    let token = CustomerToken::draw(entropy);
    let now = to_micros(clock.now());
    let mut tx = database.write_ledger().await?;
    if let Some(before) = before {
        tx.end_customer_session(&before.hash(), now).await?;
    }
    tx.insert_customer_session(&NewCustomerSession {
        customer_user_id: login.customer_user_id,
        token_hash: &token.hash(),
        password_hash: &login.password_hash,
        created_at: now,
        expires_at: now + CustomerSession::LIFE_MICROS,
    })
    .await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Ends a session; one that is over changes nothing.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn sign_out(
    database: &Database,
    clock: &dyn Clock,
    token: &CustomerToken,
) -> Result<(), StorageError> {
    let mut tx = database.write_ledger().await?;
    tx.end_customer_session(&token.hash(), to_micros(clock.now())).await?;
    tx.commit().await
}
