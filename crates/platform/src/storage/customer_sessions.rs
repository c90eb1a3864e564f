//! Customers who sign in with a browser, and their sessions.

use mojo_domain::{TenantId, UserId};

use super::query::queries;
use super::{LedgerTx, StorageError, Value, values};
use crate::auth::CustomerSession;

/// What decides whether somebody may sign in.
#[derive(Clone)]
pub(crate) struct CustomerLogin {
    pub(crate) customer_user_id: UserId,
    /// Argon2id in PHC form.
    pub(crate) password_hash: String,
}

/// A session as it begins.
#[derive(Clone, Debug)]
pub(crate) struct NewCustomerSession<'a> {
    pub(crate) customer_user_id: UserId,
    /// SHA-256 of what the cookie holds.
    pub(crate) token_hash: &'a str,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
}

queries! {
    LOGIN = "SELECT a.customer_user_id, a.password_hash FROM logins l \
        JOIN customer_accounts a ON a.tenant_id = l.tenant_id AND a.customer_user_id = l.user_id \
        WHERE l.login_name = $1 AND l.tenant_id = $2",
    INSERT = "INSERT INTO customer_sessions (tenant_id, token_hash, customer_user_id, created_at, \
        expires_at, ended_at) VALUES ($1, $2, $3, $4, $5, NULL)",
    FIND = "SELECT s.customer_user_id, a.login_name, a.name, a.signed_up_at \
        FROM customer_sessions s JOIN customer_accounts a ON a.tenant_id = s.tenant_id \
        AND a.customer_user_id = s.customer_user_id \
        WHERE s.tenant_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > $3",
    END = "UPDATE customer_sessions SET ended_at = $3 \
        WHERE tenant_id = $1 AND token_hash = $2 AND ended_at IS NULL",
}

impl LedgerTx {
    /// The account of a customer who signs in with this name; `None` for nobody, and for somebody of a
    /// tenant.
    pub(crate) async fn find_customer_login(
        &mut self,
        login_name: &str,
    ) -> Result<Option<CustomerLogin>, StorageError> {
        let values = values![login_name, Value::id(TenantId::MOJO_LLC)];
        let Some(row) = self.tx.one(LOGIN, values).await? else { return Ok(None) };
        Ok(Some(CustomerLogin {
            customer_user_id: row.parsed("customer_user_id")?,
            password_hash: row.text("password_hash")?,
        }))
    }

    /// Keeps a session that begins.
    pub(crate) async fn insert_customer_session(
        &mut self,
        session: &NewCustomerSession<'_>,
    ) -> Result<(), StorageError> {
        let values = values![
            Value::id(TenantId::MOJO_LLC),
            session.token_hash,
            Value::id(session.customer_user_id),
            session.created_at,
            session.expires_at,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// The live session of a token.
    pub(crate) async fn find_customer_session(
        &mut self,
        token_hash: &str,
        now: i64,
    ) -> Result<Option<CustomerSession>, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), token_hash, now];
        let Some(row) = self.tx.one(FIND, values).await? else { return Ok(None) };
        Ok(Some(CustomerSession {
            customer_user_id: row.parsed("customer_user_id")?,
            login_name: row.text("login_name")?,
            name: row.text("name")?,
            signed_up_at: row.int("signed_up_at")?,
            token_hash: token_hash.to_owned(),
        }))
    }

    /// Ends a session; one that is over changes nothing.
    pub(crate) async fn end_customer_session(
        &mut self,
        token_hash: &str,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), token_hash, at];
        self.tx.execute(END, values).await.map(drop)
    }
}
