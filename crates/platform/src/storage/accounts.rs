//! People and their sessions.

use mojo_domain::{DeviceId, TenantId, UserId};

use super::query::queries;
use super::{LedgerTx, StorageError, TenantTx, Value, values};
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

queries! {
    INSERT_USER = "INSERT INTO users (tenant_id, user_id, login_name, name, role, password_hash, \
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    INSERT_LOGIN = "INSERT INTO logins (login_name, tenant_id, user_id) VALUES ($1, $2, $3)",
    FIND_ACCOUNT = "SELECT u.tenant_id, t.name AS tenant_name, u.user_id, u.name, \
        u.role, u.password_hash FROM logins l \
        JOIN users u ON u.tenant_id = l.tenant_id AND u.user_id = l.user_id \
        JOIN tenants t ON t.tenant_id = l.tenant_id \
        WHERE l.login_name = $1 AND u.disabled_at IS NULL",
    INSERT_SESSION = "INSERT INTO sessions (tenant_id, token_hash, user_id, created_at, \
        expires_at) VALUES ($1, $2, $3, $4, $5)",
    FIND_SESSION = "SELECT u.role, u.user_id, s.device_id, d.revoked_at FROM sessions s \
        JOIN users u ON u.tenant_id = s.tenant_id AND u.user_id = s.user_id \
        LEFT JOIN devices d ON d.tenant_id = s.tenant_id AND d.device_id = s.device_id \
        WHERE s.tenant_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL \
        AND s.expires_at > $3 AND u.disabled_at IS NULL",
    END_SESSION = "UPDATE sessions SET ended_at = $3 \
        WHERE tenant_id = $1 AND token_hash = $2 AND ended_at IS NULL",
    END_DEVICE_SESSIONS = "UPDATE sessions SET ended_at = $3 \
        WHERE tenant_id = $1 AND device_id = $2 AND ended_at IS NULL",
    EXTEND_SESSION = "UPDATE sessions SET expires_at = $3 WHERE tenant_id = $1 \
        AND token_hash = $2 AND expires_at < $3",
    BIND_SESSION = "UPDATE sessions SET device_id = $3 WHERE tenant_id = $1 AND token_hash = $2",
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
        ];
        self.tx.execute(INSERT_USER, values).await.map(drop)
    }

    /// Who signs in with this name; `None` when nobody may.
    pub(crate) async fn find_account(
        &mut self,
        login_name: &str,
    ) -> Result<Option<Account>, StorageError> {
        let Some(row) = self.tx.one(FIND_ACCOUNT, values![login_name]).await? else {
            return Ok(None);
        };
        Ok(Some(Account {
            tenant_id: row.parsed("tenant_id")?,
            tenant_name: row.text("tenant_name")?,
            user_id: row.parsed("user_id")?,
            name: row.text("name")?,
            role: row.parsed("role")?,
            password_hash: row.text("password_hash")?,
        }))
    }
}

impl TenantTx {
    pub(crate) async fn insert_session(
        &mut self,
        user_id: UserId,
        token_hash: &str,
        created_at: i64,
        expires_at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), token_hash, Value::id(user_id), created_at, expires_at];
        self.tx.execute(INSERT_SESSION, values).await.map(drop)
    }

    /// The live session of a token.
    pub(crate) async fn find_session(
        &mut self,
        token_hash: &str,
        now: i64,
    ) -> Result<Option<Session>, StorageError> {
        let values = values![self.own(), token_hash, now];
        let Some(row) = self.tx.one(FIND_SESSION, values).await? else { return Ok(None) };
        Ok(Some(Session {
            tenant: self.tenant,
            role: row.parsed("role")?,
            token_hash: token_hash.to_owned(),
            user_id: row.parsed("user_id")?,
            device_id: row.opt_parsed("device_id")?,
            is_device_revoked: row.opt_int("revoked_at")?.is_some(),
        }))
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
