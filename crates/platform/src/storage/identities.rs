//! Who somebody is at an identity provider, and whose account that is.

use mojo_domain::{TenantId, UserId};
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, Value, values};
use crate::auth::Role;

/// What decided whose account an identity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkedHow {
    /// The provider has verified the address that the account was made with.
    Email,
    /// One of the platform's own people, with a reason.
    Staff,
}

impl LinkedHow {
    /// The name at rest and on the wire.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Staff => "staff",
        }
    }
}

/// An identity as it is linked.
#[derive(Clone, Debug)]
pub(crate) struct NewIdentity {
    pub(crate) tenant_id: TenantId,
    pub(crate) identity_id: Uuid,
    /// The claims `iss` and `sub`.
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) user_id: UserId,
    pub(crate) linked_how: LinkedHow,
    pub(crate) linked_by: Option<UserId>,
    pub(crate) linked_at: i64,
}

/// An identity that is linked, for those who look after them.
#[derive(Clone, Debug)]
pub(crate) struct IdentityRecord {
    pub(crate) tenant_id: TenantId,
    pub(crate) identity_id: Uuid,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) user_id: UserId,
    /// The name to sign in with.
    pub(crate) login_name: String,
    pub(crate) linked_how: String,
    pub(crate) linked_at: i64,
}

/// Whose account an identity is, and what they are there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkedAccount {
    pub(crate) tenant_id: TenantId,
    pub(crate) identity_id: Uuid,
    pub(crate) user_id: UserId,
    pub(crate) role: Role,
}

queries! {
    FIND = "SELECT i.tenant_id, i.identity_id, i.user_id, u.role FROM identities i \
        JOIN users u ON u.tenant_id = i.tenant_id AND u.user_id = i.user_id \
        WHERE i.issuer = $1 AND i.subject = $2 AND i.ended_at IS NULL AND u.disabled_at IS NULL",
    INSERT = "INSERT INTO identities (tenant_id, identity_id, issuer, subject, user_id, \
        linked_how, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT DO NOTHING",
    FIND_OTHER = "SELECT 1 AS one FROM identities WHERE tenant_id = $1 AND user_id = $2 \
        AND issuer = $3 AND (ended_at IS NOT NULL OR subject <> $4) LIMIT 1",
    PAGE = "SELECT i.tenant_id, i.identity_id, i.issuer, i.subject, i.user_id, u.login_name, \
        i.linked_how, i.linked_at FROM identities i \
        JOIN users u ON u.tenant_id = i.tenant_id AND u.user_id = i.user_id \
        WHERE i.ended_at IS NULL \
        AND (i.linked_at < $1 OR (i.linked_at = $1 AND i.identity_id < $2)) \
        ORDER BY i.linked_at DESC, i.identity_id DESC LIMIT $3",
    FIND_LIVE = "SELECT i.tenant_id, i.identity_id, i.issuer, i.subject, i.user_id, \
        u.login_name, i.linked_how, i.linked_at FROM identities i \
        JOIN users u ON u.tenant_id = i.tenant_id AND u.user_id = i.user_id \
        WHERE i.identity_id = $1 AND i.ended_at IS NULL",
    END = "UPDATE identities SET ended_by = $3, ended_at = $4 \
        WHERE tenant_id = $1 AND identity_id = $2 AND ended_at IS NULL",
    TAKE_PASSWORD = "UPDATE users SET password_hash = '' WHERE tenant_id = $1 AND user_id = $2",
    END_SESSIONS = "UPDATE sessions SET ended_at = $3 \
        WHERE tenant_id = $1 AND user_id = $2 AND ended_at IS NULL",
}

fn record(row: &Row) -> Result<IdentityRecord, StorageError> {
    Ok(IdentityRecord {
        tenant_id: row.parsed("tenant_id")?,
        identity_id: row.parsed("identity_id")?,
        issuer: row.text("issuer")?,
        subject: row.text("subject")?,
        user_id: row.parsed("user_id")?,
        login_name: row.text("login_name")?,
        linked_how: row.text("linked_how")?,
        linked_at: row.int("linked_at")?,
    })
}

impl LedgerTx {
    /// Whose account an identity is; `None` when it is nobody's, or the account is closed.
    pub(crate) async fn find_linked_account(
        &mut self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<LinkedAccount>, StorageError> {
        let Some(row) = self.tx.one(FIND, values![issuer, subject]).await? else {
            return Ok(None);
        };
        Ok(Some(LinkedAccount {
            tenant_id: row.parsed("tenant_id")?,
            identity_id: row.parsed("identity_id")?,
            user_id: row.parsed("user_id")?,
            role: row.parsed("role")?,
        }))
    }

    /// Whether an address links this account with `subject` no more: a link of the issuer's was ended
    /// there, or somebody else has one.
    pub(crate) async fn is_linked_by_staff_alone(
        &mut self,
        (tenant, user): (TenantId, UserId),
        issuer: &str,
        subject: &str,
    ) -> Result<bool, StorageError> {
        let values = values![Value::id(tenant), Value::id(user), issuer, subject];
        Ok(self.tx.one(FIND_OTHER, values).await?.is_some())
    }

    /// `false` when the identity is somebody's already, or the account has one of this issuer.
    pub(crate) async fn insert_identity(
        &mut self,
        identity: &NewIdentity,
    ) -> Result<bool, StorageError> {
        let values = values![
            Value::id(identity.tenant_id),
            Value::id(identity.identity_id),
            identity.issuer.as_str(),
            identity.subject.as_str(),
            Value::id(identity.user_id),
            identity.linked_how.code(),
            Value::opt_id(identity.linked_by),
            identity.linked_at,
        ];
        Ok(self.tx.execute(INSERT, values).await? > 0)
    }

    /// The identities that are linked, the latest first.
    pub(crate) async fn list_identities(
        &mut self,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<IdentityRecord>, StorageError> {
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at, id.to_string()));
        let rows = self.tx.all(PAGE, values![at, id, limit]).await?;
        rows.iter().map(record).collect()
    }

    /// An identity that is linked.
    pub(crate) async fn find_identity(
        &mut self,
        id: Uuid,
    ) -> Result<Option<IdentityRecord>, StorageError> {
        let row = self.tx.one(FIND_LIVE, vec![Value::id(id)]).await?;
        row.as_ref().map(record).transpose()
    }

    /// The identity is nobody's from now on; `false` when it was ended before.
    pub(crate) async fn end_identity(
        &mut self,
        identity: &IdentityRecord,
        by: UserId,
        at: i64,
    ) -> Result<bool, StorageError> {
        let (tenant, id) = (Value::id(identity.tenant_id), Value::id(identity.identity_id));
        Ok(self.tx.execute(END, values![tenant, id, Value::id(by), at]).await? > 0)
    }

    /// Nobody signs in to the account with a password any more.
    pub(crate) async fn take_password(
        &mut self,
        tenant: TenantId,
        user: UserId,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(tenant), Value::id(user)];
        self.tx.execute(TAKE_PASSWORD, values).await.map(drop)
    }

    /// Ends every session of an account, on whichever device.
    pub(crate) async fn end_sessions_of(
        &mut self,
        tenant: TenantId,
        user: UserId,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(tenant), Value::id(user), at];
        self.tx.execute(END_SESSIONS, values).await.map(drop)
    }
}
