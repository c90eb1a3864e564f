//! Customers who sign in with a browser, and their sessions.

use mojo_domain::journal::Hash;
use mojo_domain::{TenantId, UserId};

use super::query::queries;
use super::{LedgerTx, Row, StorageError, Value, values};
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
    /// The kept hash of the password that somebody signed in with.
    pub(crate) password_hash: &'a str,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
}

/// A session as its customer may read it: what opens it is kept nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeptSession {
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
    /// `None`: it is live until it expires.
    pub(crate) ended_at: Option<i64>,
}

queries! {
    OF_CUSTOMER = "SELECT created_at, expires_at, ended_at FROM customer_sessions \
        WHERE tenant_id = $1 AND customer_user_id = $2 ORDER BY created_at DESC, token_hash",
    LOGIN = "SELECT a.customer_user_id, a.password_hash FROM logins l \
        JOIN customer_accounts a ON a.tenant_id = l.tenant_id AND a.customer_user_id = l.user_id \
        WHERE l.login_name = $1 AND l.tenant_id = $2",
    INSERT = "INSERT INTO customer_sessions (tenant_id, token_hash, customer_user_id, \
        password_mark, created_at, expires_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, NULL)",
    FIND = "SELECT s.customer_user_id, s.password_mark, a.password_hash, a.login_name, a.name, \
        a.signed_up_at \
        FROM customer_sessions s JOIN customer_accounts a ON a.tenant_id = s.tenant_id \
        AND a.customer_user_id = s.customer_user_id \
        WHERE s.tenant_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > $3",
    END = "UPDATE customer_sessions SET ended_at = $3 \
        WHERE tenant_id = $1 AND token_hash = $2 AND ended_at IS NULL",
    END_ALL = "UPDATE customer_sessions SET ended_at = $3 \
        WHERE tenant_id = $1 AND customer_user_id = $2 AND ended_at IS NULL",
    INSERT_LINK = "INSERT INTO customer_links (tenant_id, token_hash, customer_user_id, \
        created_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, NULL)",
    FIND_LINK = "SELECT k.customer_user_id FROM customer_links k JOIN customer_accounts a \
        ON a.tenant_id = k.tenant_id AND a.customer_user_id = k.customer_user_id \
        WHERE k.tenant_id = $1 AND k.token_hash = $2 AND k.used_at IS NULL AND k.expires_at > $3",
    USE_LINK = "UPDATE customer_links SET used_at = $3 \
        WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > $3",
    USE_LINKS = "UPDATE customer_links SET used_at = $3 \
        WHERE tenant_id = $1 AND customer_user_id = $2 AND used_at IS NULL",
    SET_PASSWORD = "UPDATE customer_accounts SET password_hash = $3 \
        WHERE tenant_id = $1 AND customer_user_id = $2",
}

/// What a session keeps of the hash of its password.
fn mark_of(password_hash: &str) -> String {
    Hash::of(password_hash.as_bytes()).to_hex()
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
            mark_of(session.password_hash),
            session.created_at,
            session.expires_at,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// The live session of a token. It lives no longer than its password: it may begin while that is
    /// changed, and escape the end of all that are there.
    pub(crate) async fn find_customer_session(
        &mut self,
        token_hash: &str,
        now: i64,
    ) -> Result<Option<CustomerSession>, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), token_hash, now];
        let Some(row) = self.tx.one(FIND, values).await? else { return Ok(None) };
        if row.text("password_mark")? != mark_of(&row.text("password_hash")?) {
            return Ok(None);
        }
        Ok(Some(CustomerSession {
            customer_user_id: row.parsed("customer_user_id")?,
            login_name: row.text("login_name")?,
            name: row.text("name")?,
            signed_up_at: row.int("signed_up_at")?,
        }))
    }

    /// Keeps a link by which somebody chooses a new password; for an address without an account with
    /// an id that is nobody's.
    pub(crate) async fn insert_customer_link(
        &mut self,
        (token_hash, customer): (&str, UserId),
        (created_at, expires_at): (i64, i64),
    ) -> Result<(), StorageError> {
        let (llc, customer) = (Value::id(TenantId::MOJO_LLC), Value::id(customer));
        let values = values![llc, token_hash, customer, created_at, expires_at];
        self.tx.execute(INSERT_LINK, values).await.map(drop)
    }

    /// Whose link it is; `None` for one that is over, was used, or is nobody's.
    pub(crate) async fn find_customer_link(
        &mut self,
        token_hash: &str,
        now: i64,
    ) -> Result<Option<UserId>, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), token_hash, now];
        let row = self.tx.one(FIND_LINK, values).await?;
        row.map(|row| row.parsed("customer_user_id")).transpose()
    }

    /// Uses a link; `false` when it is over or somebody was faster.
    pub(crate) async fn use_customer_link(
        &mut self,
        token_hash: &str,
        now: i64,
    ) -> Result<bool, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), token_hash, now];
        Ok(self.tx.execute(USE_LINK, values).await? > 0)
    }

    /// A new password: every session and every other link of the customer is over.
    pub(crate) async fn set_customer_password(
        &mut self,
        customer: UserId,
        password_hash: &str,
        at: i64,
    ) -> Result<(), StorageError> {
        let of = || vec![Value::id(TenantId::MOJO_LLC), Value::id(customer)];
        let with = |value: Value| of().into_iter().chain([value]).collect();
        self.tx.execute(SET_PASSWORD, with(password_hash.into())).await?;
        self.tx.execute(USE_LINKS, with(at.into())).await?;
        self.tx.execute(END_ALL, with(at.into())).await.map(drop)
    }

    /// Every session of a customer, the latest first.
    pub(crate) async fn list_customer_sessions(
        &mut self,
        customer: UserId,
    ) -> Result<Vec<KeptSession>, StorageError> {
        let values = vec![Value::id(TenantId::MOJO_LLC), Value::id(customer)];
        let kept = |row: &Row| {
            Ok(KeptSession {
                created_at: row.int("created_at")?,
                expires_at: row.int("expires_at")?,
                ended_at: row.opt_int("ended_at")?,
            })
        };
        self.tx.all(OF_CUSTOMER, values).await?.iter().map(kept).collect()
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
