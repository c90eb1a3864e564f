//! People and their sessions.

use mojo_domain::{DeviceId, TenantId, UserId};
use uuid::Uuid;

use super::folded_names::folded;
use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};
use crate::auth::{Role, Session};

/// A user as created.
#[derive(Clone, Debug)]
pub(crate) struct NewUser {
    pub(crate) tenant_id: TenantId,
    pub(crate) user_id: UserId,
    /// What is typed to sign in: unique on the platform, lower case.
    pub(crate) login_name: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) password_hash: String,
    pub(crate) created_at: i64,
}

/// Somebody who may sign in.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) tenant_id: TenantId,
    pub(crate) tenant_name: String,
    pub(crate) user_id: UserId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) password_hash: String,
}

/// A session as it begins.
#[derive(Clone, Debug)]
pub(crate) struct NewSession<'a> {
    pub(crate) user_id: UserId,
    pub(crate) token_hash: &'a str,
    /// By which identity somebody signed in; `None` for a password.
    pub(crate) identity_id: Option<Uuid>,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
}

queries! {
    INSERT_USER = "INSERT INTO users (tenant_id, user_id, login_name, name, role, password_hash, \
        created_at, folded_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    INSERT_LOGIN = "INSERT INTO logins (login_name, tenant_id, user_id) VALUES ($1, $2, $3)",
    FIND_ACCOUNT = "SELECT u.tenant_id, t.name AS tenant_name, u.user_id, u.name, \
        u.role, u.password_hash FROM logins l \
        JOIN users u ON u.tenant_id = l.tenant_id AND u.user_id = l.user_id \
        JOIN tenants t ON t.tenant_id = l.tenant_id \
        WHERE l.login_name = $1 AND u.disabled_at IS NULL",
    FIND_ACCOUNT_OF = "SELECT u.tenant_id, t.name AS tenant_name, u.user_id, u.name, \
        u.role, u.password_hash FROM users u JOIN tenants t ON t.tenant_id = u.tenant_id \
        WHERE u.tenant_id = $1 AND u.user_id = $2 AND u.disabled_at IS NULL",
    HOLD_ACCOUNT = "SELECT role FROM users WHERE tenant_id = $1 AND user_id = $2 \
        AND ($3 = '' OR password_hash = $3) AND disabled_at IS NULL";
    postgres = "SELECT role FROM users WHERE tenant_id = $1 AND user_id = $2 \
        AND ($3 = '' OR password_hash = $3) AND disabled_at IS NULL FOR SHARE",
    INSERT_SESSION = "INSERT INTO sessions (tenant_id, token_hash, user_id, identity_id, \
        created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
    FIND_SESSION = "SELECT u.role, u.user_id, s.device_id, s.identity_id, d.revoked_at \
        FROM sessions s \
        JOIN users u ON u.tenant_id = s.tenant_id AND u.user_id = s.user_id \
        LEFT JOIN devices d ON d.tenant_id = s.tenant_id AND d.device_id = s.device_id \
        LEFT JOIN identities i ON i.tenant_id = s.tenant_id AND i.identity_id = s.identity_id \
        WHERE s.tenant_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL \
        AND s.expires_at > $3 AND u.disabled_at IS NULL AND i.ended_at IS NULL \
        AND (s.identity_id IS NOT NULL OR u.password_hash <> '')",
    FIND_PARTING = "SELECT u.role, u.user_id, s.device_id, s.identity_id, d.revoked_at \
        FROM sessions s \
        JOIN users u ON u.tenant_id = s.tenant_id AND u.user_id = s.user_id \
        JOIN devices d ON d.tenant_id = s.tenant_id AND d.device_id = s.device_id \
        LEFT JOIN identities i ON i.tenant_id = s.tenant_id AND i.identity_id = s.identity_id \
        WHERE s.tenant_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL \
        AND d.revoked_at IS NOT NULL AND u.disabled_at IS NULL AND i.ended_at IS NULL \
        AND (s.identity_id IS NOT NULL OR u.password_hash <> '')",
    FIND_LEFT = "SELECT u.role, u.user_id, s.device_id, s.identity_id, d.revoked_at \
        FROM sessions s \
        JOIN users u ON u.tenant_id = s.tenant_id AND u.user_id = s.user_id \
        JOIN devices d ON d.tenant_id = s.tenant_id AND d.device_id = s.device_id \
        WHERE s.tenant_id = $1 AND s.token_hash = $2 \
        AND (s.ended_at = u.disabled_at OR s.ended_at >= d.revoked_at) \
        AND d.revoked_at IS NOT NULL AND d.erased_at IS NULL",
    FIND_FORMER = "SELECT s.identity_id FROM sessions s \
        LEFT JOIN devices d ON d.tenant_id = s.tenant_id AND d.device_id = s.device_id \
        WHERE s.tenant_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL \
        AND s.identity_id IS NOT NULL AND d.revoked_at IS NULL",
    END_UNBOUND = "UPDATE sessions SET ended_at = $3 WHERE tenant_id = $1 \
        AND device_id IS NULL AND ended_at IS NULL AND token_hash <> $4 AND user_id IN (\
        SELECT s.user_id FROM sessions s WHERE s.tenant_id = $1 AND s.device_id = $2)",
    END_SESSION = "UPDATE sessions SET ended_at = $3 \
        WHERE tenant_id = $1 AND token_hash = $2 AND ended_at IS NULL",
    END_DEVICE_SESSIONS = "UPDATE sessions SET ended_at = $3 \
        WHERE tenant_id = $1 AND device_id = $2 AND ended_at IS NULL",
    EXTEND_SESSION = "UPDATE sessions SET expires_at = $3 WHERE tenant_id = $1 \
        AND token_hash = $2 AND expires_at < $3",
    BIND_SESSION = "UPDATE sessions SET device_id = $3 WHERE tenant_id = $1 AND token_hash = $2",
}

fn account(row: &Row) -> Result<Account, StorageError> {
    Ok(Account {
        tenant_id: row.parsed("tenant_id")?,
        tenant_name: row.text("tenant_name")?,
        user_id: row.parsed("user_id")?,
        name: row.text("name")?,
        role: row.parsed("role")?,
        password_hash: row.text("password_hash")?,
    })
}

impl LedgerTx {
    /// A user with the name to sign in with.
    pub(crate) async fn insert_user(&mut self, user: &NewUser) -> Result<(), StorageError> {
        self.insert_user_of_login(user).await?;
        let login =
            values![user.login_name.as_str(), Value::id(user.tenant_id), Value::id(user.user_id),];
        self.tx.execute(INSERT_LOGIN, login).await.map(drop)
    }

    /// A user whose name was claimed before in the same transaction.
    pub(crate) async fn insert_user_of_login(
        &mut self,
        user: &NewUser,
    ) -> Result<(), StorageError> {
        let values = values![
            Value::id(user.tenant_id),
            Value::id(user.user_id),
            user.login_name.as_str(),
            user.name.as_str(),
            user.role.to_string(),
            user.password_hash.as_str(),
            user.created_at,
            folded(&user.name),
        ];
        self.tx.execute(INSERT_USER, values).await.map(drop)
    }

    /// Who signs in with this name; `None` when nobody may.
    pub(crate) async fn find_account(
        &mut self,
        login_name: &str,
    ) -> Result<Option<Account>, StorageError> {
        let row = self.tx.one(FIND_ACCOUNT, values![login_name]).await?;
        row.as_ref().map(account).transpose()
    }

    /// The account of somebody who is known; `None` when it is closed.
    pub(crate) async fn find_account_of(
        &mut self,
        tenant: TenantId,
        user: UserId,
    ) -> Result<Option<Account>, StorageError> {
        let values = values![Value::id(tenant), Value::id(user)];
        let row = self.tx.one(FIND_ACCOUNT_OF, values).await?;
        row.as_ref().map(account).transpose()
    }
}

impl TenantTx {
    /// Holds an account until the transaction ends, and says which role it has: whoever ends it, or gives
    /// it another role or another password, waits, and then ends the session that begins here too. `None`
    /// once it has ended, and where its password is not the one of `password_hash` any more; an empty hash
    /// asks for none.
    pub(crate) async fn hold_account(
        &mut self,
        user: UserId,
        password_hash: &str,
    ) -> Result<Option<Role>, StorageError> {
        let values = values![self.own(), Value::id(user), password_hash];
        let row = self.tx.one(HOLD_ACCOUNT, values).await?;
        row.map(|row| row.parsed("role")).transpose()
    }

    /// Keeps a session of an account that [`Self::hold_account`] holds.
    pub(crate) async fn insert_session(
        &mut self,
        session: &NewSession<'_>,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            session.token_hash,
            Value::id(session.user_id),
            Value::opt_id(session.identity_id),
            session.created_at,
            session.expires_at,
        ];
        self.tx.execute(INSERT_SESSION, values).await.map(drop)
    }

    /// The live session of a token. One that began by a password lives no longer than the password:
    /// it may begin while that is taken away, and escape the end of all that are there.
    pub(crate) async fn find_session(
        &mut self,
        token_hash: &str,
        now: i64,
    ) -> Result<Option<Session>, StorageError> {
        let row = self.tx.one(FIND_SESSION, values![self.own(), token_hash, now]).await?;
        row.map(|row| self.session(&row, token_hash)).transpose()
    }

    /// The session of a token whose device was revoked, also when it has run out: it is renewed no
    /// more, and the device hands over what it holds all the same.
    pub(crate) async fn find_parting_session(
        &mut self,
        token_hash: &str,
    ) -> Result<Option<Session>, StorageError> {
        let row = self.tx.one(FIND_PARTING, values![self.own(), token_hash]).await?;
        row.map(|row| self.session(&row, token_hash)).transpose()
    }

    /// The session that ended with its account, or since its device was revoked, as by a new password: the
    /// device learns what it is to do, and hands over what it holds. It opens nothing else, and nothing at
    /// all once the device is erased.
    pub(crate) async fn find_left_session(
        &mut self,
        token_hash: &str,
    ) -> Result<Option<Session>, StorageError> {
        let row = self.tx.one(FIND_LEFT, values![self.own(), token_hash]).await?;
        row.map(|row| self.session(&row, token_hash)).transpose()
    }

    fn session(&self, row: &Row, token_hash: &str) -> Result<Session, StorageError> {
        Ok(Session {
            tenant: self.tenant,
            role: row.parsed("role")?,
            token_hash: token_hash.to_owned(),
            user_id: row.parsed("user_id")?,
            device_id: row.opt_parsed("device_id")?,
            identity_id: row.opt_parsed("identity_id")?,
            is_device_revoked: row.opt_int("revoked_at")?.is_some(),
        })
    }

    /// By which identity the session of a token began that may be renewed: it may have run out, but
    /// was not ended, and the device that it lives on was not revoked. `None` for any other.
    pub(crate) async fn find_former_session(
        &mut self,
        token_hash: &str,
    ) -> Result<Option<Uuid>, StorageError> {
        let row = self.tx.one(FIND_FORMER, values![self.own(), token_hash]).await?;
        row.map(|row| row.parsed("identity_id")).transpose()
    }

    /// Ends the sessions that live on no device yet, of everybody who was signed in on this one, but
    /// for the session of whoever asks: it may have been begun on the device a moment ago.
    pub(crate) async fn end_unbound_sessions(
        &mut self,
        device_id: DeviceId,
        at: i64,
        asking: &str,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(device_id), at, asking];
        self.tx.execute(END_UNBOUND, values).await.map(drop)
    }

    pub(crate) async fn end_session(
        &mut self,
        token_hash: &str,
        at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(END_SESSION, values![self.own(), token_hash, at]).await.map(drop)
    }

    /// Ends all sessions that live on a device.
    pub(crate) async fn end_device_sessions(
        &mut self,
        device_id: DeviceId,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(device_id), at];
        self.tx.execute(END_DEVICE_SESSIONS, values).await.map(drop)
    }

    /// Whoever was heard from stays signed in.
    pub(crate) async fn extend_session(
        &mut self,
        token_hash: &str,
        expires_at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), token_hash, expires_at];
        self.tx.execute(EXTEND_SESSION, values).await.map(drop)
    }

    /// Notes on which device a session lives, so that revoking the device ends it.
    pub(crate) async fn bind_session(
        &mut self,
        token_hash: &str,
        device_id: DeviceId,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), token_hash, Value::id(device_id)];
        self.tx.execute(BIND_SESSION, values).await.map(drop)
    }
}
