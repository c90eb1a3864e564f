//! The people of a tenant as those see them who give and end roles, and the links by which somebody
//! chooses a password.

use mojo_domain::{TenantId, UserId};

use super::query::queries;
use super::{LedgerTx, Row, StorageError, Value, values};
use crate::auth::Role;

/// Somebody of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UserRecord {
    pub(crate) user_id: UserId,
    /// What is typed to sign in, lower case.
    pub(crate) login_name: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// In microseconds.
    pub(crate) created_at: i64,
    /// When the account ended, in microseconds.
    pub(crate) ended_at: Option<i64>,
    pub(crate) has_password: bool,
    /// An identity provider vouches for them.
    pub(crate) has_identity: bool,
}

impl UserRecord {
    /// Whether they can sign in by any way.
    pub(crate) fn can_sign_in(&self) -> bool {
        self.ended_at.is_none() && (self.has_password || self.has_identity)
    }
}

queries! {
    FIND = concat!(include_str!("users/row.sql"), "WHERE u.tenant_id = $1 AND u.user_id = $2"),
    LIST = concat!(
        include_str!("users/row.sql"),
        "WHERE u.tenant_id = $1 \
         AND (u.created_at > $2 OR (u.created_at = $2 AND u.user_id > $3)) \
         ORDER BY u.created_at, u.user_id LIMIT $4"
    ),
    OF_ROLE = concat!(
        include_str!("users/row.sql"),
        "WHERE u.tenant_id = $1 AND u.role = $2 AND u.disabled_at IS NULL \
         ORDER BY u.created_at, u.user_id"
    ),
    SET_ROLE = "UPDATE users SET role = $3 \
        WHERE tenant_id = $1 AND user_id = $2 AND disabled_at IS NULL",
    END = "UPDATE users SET disabled_at = $3 \
        WHERE tenant_id = $1 AND user_id = $2 AND disabled_at IS NULL",
    SET_PASSWORD = "UPDATE users SET password_hash = $3 \
        WHERE tenant_id = $1 AND user_id = $2 AND disabled_at IS NULL",
    HELD_ID = "SELECT 1 AS one FROM users WHERE user_id = $1 \
        UNION ALL SELECT 1 AS one FROM customers WHERE customer_user_id = $1 \
        UNION ALL SELECT 1 AS one FROM customer_accounts WHERE customer_user_id = $1 LIMIT 1",
    INSERT_LINK = "INSERT INTO user_links (tenant_id, token_hash, user_id, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5)",
    FIND_LINK = "SELECT k.user_id FROM user_links k \
        JOIN users u ON u.tenant_id = k.tenant_id AND u.user_id = k.user_id \
        WHERE k.tenant_id = $1 AND k.token_hash = $2 AND k.used_at IS NULL AND k.expires_at > $3 \
        AND u.disabled_at IS NULL AND NOT EXISTS (SELECT 1 FROM identities i \
        WHERE i.tenant_id = k.tenant_id AND i.user_id = k.user_id \
        AND (i.ended_at IS NULL OR i.linked_at >= k.created_at OR i.ended_at >= k.created_at))",
    OPEN_LINKS = "SELECT token_hash FROM user_links \
        WHERE tenant_id = $1 AND user_id = $2 AND used_at IS NULL ORDER BY token_hash",
    OPEN_LINKS_OF_ALL = "SELECT token_hash FROM user_links \
        WHERE tenant_id = $1 AND used_at IS NULL ORDER BY token_hash",
    CLOSE_LINKS_OF_ALL = "UPDATE user_links SET used_at = $2 \
        WHERE tenant_id = $1 AND used_at IS NULL",
    CLOSE_LINKS = "UPDATE user_links SET used_at = $3 \
        WHERE tenant_id = $1 AND user_id = $2 AND used_at IS NULL",
}

fn record(row: &Row) -> Result<UserRecord, StorageError> {
    Ok(UserRecord {
        user_id: row.parsed("user_id")?,
        login_name: row.text("login_name")?,
        name: row.text("name")?,
        role: row.parsed("role")?,
        created_at: row.int("created_at")?,
        ended_at: row.opt_int("disabled_at")?,
        has_password: !row.text("password_hash")?.is_empty(),
        has_identity: row.int("identities")? > 0,
    })
}

impl LedgerTx {
    /// Somebody of the tenant, also when the account has ended.
    pub(crate) async fn find_user(
        &mut self,
        tenant: TenantId,
        user: UserId,
    ) -> Result<Option<UserRecord>, StorageError> {
        let row = self.tx.one(FIND, values![Value::id(tenant), Value::id(user)]).await?;
        row.as_ref().map(record).transpose()
    }

    /// Whether somebody is known by this id already: a user of any tenant, or a customer. What is found by
    /// such an id, as a customer's subscriptions, is nobody else's.
    pub(crate) async fn is_user_id_held(&mut self, user: UserId) -> Result<bool, StorageError> {
        Ok(self.tx.one(HELD_ID, vec![Value::id(user)]).await?.is_some())
    }

    /// Everybody of the tenant, the oldest account first; those that have ended too.
    pub(crate) async fn list_users(
        &mut self,
        tenant: TenantId,
        after: Option<(i64, UserId)>,
        limit: i64,
    ) -> Result<Vec<UserRecord>, StorageError> {
        let (at, id) = after.map_or((i64::MIN, String::new()), |(at, id)| (at, id.to_string()));
        let rows = self.tx.all(LIST, values![Value::id(tenant), at, id, limit]).await?;
        rows.iter().map(record).collect()
    }

    /// Everybody of the tenant who has this role now.
    pub(crate) async fn list_users_of_role(
        &mut self,
        tenant: TenantId,
        role: Role,
    ) -> Result<Vec<UserRecord>, StorageError> {
        let rows = self.tx.all(OF_ROLE, values![Value::id(tenant), role.to_string()]).await?;
        rows.iter().map(record).collect()
    }

    /// Another role; of an account that has ended nothing changes.
    pub(crate) async fn set_user_role(
        &mut self,
        (tenant, user): (TenantId, UserId),
        role: Role,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(tenant), Value::id(user), role.to_string()];
        self.tx.execute(SET_ROLE, values).await.map(drop)
    }

    /// The account ends: nobody signs in with it any more.
    pub(crate) async fn end_user(
        &mut self,
        (tenant, user): (TenantId, UserId),
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(tenant), Value::id(user), at];
        self.tx.execute(END, values).await.map(drop)
    }

    /// The hash of a new password; of an account that has ended nothing changes.
    pub(crate) async fn set_user_password(
        &mut self,
        (tenant, user): (TenantId, UserId),
        password_hash: &str,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(tenant), Value::id(user), password_hash];
        self.tx.execute(SET_PASSWORD, values).await.map(drop)
    }

    /// Keeps a link; `life` is when it was made and when it is over.
    pub(crate) async fn insert_user_link(
        &mut self,
        (tenant, user): (TenantId, UserId),
        token_hash: &str,
        life: (i64, i64),
    ) -> Result<(), StorageError> {
        let values = values![Value::id(tenant), token_hash, Value::id(user), life.0, life.1];
        self.tx.execute(INSERT_LINK, values).await.map(drop)
    }

    /// Whose link it is; `None` for one that is over or was used, of an account that has ended, and
    /// where an identity provider took the place of the password since: whoever is sent away there comes
    /// back by no link of before.
    pub(crate) async fn find_user_link(
        &mut self,
        tenant: TenantId,
        token_hash: &str,
        now: i64,
    ) -> Result<Option<UserId>, StorageError> {
        let row = self.tx.one(FIND_LINK, values![Value::id(tenant), token_hash, now]).await?;
        row.map(|row| row.parsed("user_id")).transpose()
    }

    /// No link of the account opens anything any more; gives back the hashes of those that did.
    pub(crate) async fn close_user_links(
        &mut self,
        (tenant, user): (TenantId, UserId),
        at: i64,
    ) -> Result<Vec<String>, StorageError> {
        let of = || vec![Value::id(tenant), Value::id(user)];
        let open = self.tx.all(OPEN_LINKS, of()).await?;
        self.tx.execute(CLOSE_LINKS, of().into_iter().chain([at.into()]).collect()).await?;
        open.iter().map(|row| row.text("token_hash")).collect()
    }

    /// The same of everybody of the tenant.
    pub(crate) async fn close_links_of_all(
        &mut self,
        tenant: TenantId,
        at: i64,
    ) -> Result<Vec<String>, StorageError> {
        let open = self.tx.all(OPEN_LINKS_OF_ALL, vec![Value::id(tenant)]).await?;
        self.tx.execute(CLOSE_LINKS_OF_ALL, values![Value::id(tenant), at]).await?;
        open.iter().map(|row| row.text("token_hash")).collect()
    }
}
