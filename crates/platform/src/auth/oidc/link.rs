//! From an identity to an account: by the link that is kept, by the verified address that the
//! account was made with, or by one of the platform's people.

use mojo_domain::{Clock, Entropy, IdSource, to_micros};
use serde_json::json;
use uuid::Uuid;

use super::IdentityProvider;
use super::jwt::{Claims, TokenRefused};
use crate::auth::{Session, Tenant};
use crate::http::ApiError;
use crate::storage::audit::AuditRecord;
use crate::storage::identities::{IdentityRecord, LinkedAccount, LinkedHow, NewIdentity};
use crate::storage::{Database, StorageError};

/// Why a token makes nobody's session.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IdentityRefused {
    /// The token proves nothing.
    #[error("the token is refused: {0}")]
    Token(#[from] TokenRefused),
    /// It proves who somebody is, and they have no account here.
    #[error("no account belongs to this identity")]
    Unknown,
    /// It was made for the desks, which exchange it, with proof, and show it nowhere else.
    #[error("the token is for a desk, which exchanges it for a session")]
    ForDesk,
    /// Of the staff's wish: nobody signs in with that name.
    #[error("nobody signs in with this name")]
    UnknownAccount,
    /// Of the staff's wish: the identity is somebody's already, or the account has one.
    #[error("the identity is linked already, or the account has one of this issuer")]
    Taken,
    /// Of the staff's wish: a subject that no provider gives, or no reason.
    #[error("a link needs the subject of the provider and a reason")]
    Wish,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<IdentityRefused> for ApiError {
    fn from(refused: IdentityRefused) -> Self {
        match refused {
            IdentityRefused::Token(TokenRefused::Silent) => Self::identity_silent(),
            IdentityRefused::Token(why) => {
                tracing::debug!(%why, "a token of the identity provider was refused");
                Self::unauthorized()
            }
            IdentityRefused::Unknown => Self::identity_unknown(),
            IdentityRefused::ForDesk => Self::session_needed(),
            IdentityRefused::UnknownAccount => Self::not_found(),
            IdentityRefused::Taken => Self::conflict("identity_taken", refused.to_string()),
            IdentityRefused::Wish => Self::unprocessable("identity_refused", refused.to_string()),
            IdentityRefused::Storage(error) => error.into(),
        }
    }
}

/// Whom one of the platform's people links, and why.
#[derive(Clone, Debug)]
pub(crate) struct IdentityWish {
    /// The claim `sub`.
    pub(crate) subject: String,
    /// The name that the account signs in with.
    pub(crate) login_name: String,
    pub(crate) reason: String,
}

/// What a token proves, before anybody's account is looked for.
#[derive(Clone, Debug)]
pub(crate) struct Vouched(Claims);

impl Vouched {
    /// It was made for the desks' client.
    pub(crate) fn is_for_desk(&self, provider: &IdentityProvider) -> bool {
        self.0.is_for_desk(provider.settings())
    }

    /// Of a token by which somebody signed in.
    pub(crate) fn nonce(&self) -> Option<&str> {
        self.0.nonce.as_deref()
    }

    /// The identity as it is linked already; `None` where nobody's account belongs to it yet.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn find_identity(
        &self,
        (database, provider): (&Database, &IdentityProvider),
    ) -> Result<Option<Uuid>, StorageError> {
        let issuer = provider.settings().issuer.as_str();
        let found = database.read_ledger().await?.find_linked_account(issuer, &self.0.sub).await?;
        Ok(found.map(|account| account.identity_id))
    }
}

/// What a token proves; nothing is looked for and nothing is linked.
///
/// # Errors
/// [`IdentityRefused::Token`].
pub(crate) async fn vouch(
    provider: &IdentityProvider,
    clock: &dyn Clock,
    token: &str,
) -> Result<Vouched, IdentityRefused> {
    Ok(Vouched(provider.verify(token, to_micros(clock.now())).await?))
}

/// The session of whoever sends this token. Nothing of it is kept: the next request proves itself
/// anew, and what the account may do is read anew each time. A token that was made for the desks
/// counts for no request: another platform may have been told it (`docs/decisions/0041`).
///
/// # Errors
/// [`IdentityRefused::Token`], [`IdentityRefused::ForDesk`], [`IdentityRefused::Unknown`],
/// [`IdentityRefused::Storage`].
pub(crate) async fn session_of(
    (database, provider): (&Database, &IdentityProvider),
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    token: &str,
) -> Result<Session, IdentityRefused> {
    let vouched = vouch(provider, clock, token).await?;
    if vouched.is_for_desk(provider) {
        return Err(IdentityRefused::ForDesk);
    }
    session_by((database, provider), (clock, entropy), &vouched).await
}

/// The session of whom the provider vouches for.
///
/// # Errors
/// [`IdentityRefused::Unknown`], [`IdentityRefused::Storage`].
pub(crate) async fn session_by(
    (database, provider): (&Database, &IdentityProvider),
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    Vouched(claims): &Vouched,
) -> Result<Session, IdentityRefused> {
    let issuer = provider.settings().issuer.as_str();
    let found = database.read_ledger().await?.find_linked_account(issuer, &claims.sub).await?;
    let account = match found {
        Some(account) => account,
        None => link_by_email(database, (clock, entropy), issuer, claims).await?,
    };
    Ok(Session {
        tenant: Tenant::named_by_platform(account.tenant_id),
        role: account.role,
        token_hash: String::new(),
        user_id: account.user_id,
        device_id: None,
        identity_id: Some(account.identity_id),
        is_device_revoked: false,
    })
}

/// The first time: the account that was made with the address which the provider has verified.
///
/// Whoever made the account may have typed somebody else's address, as nobody asked its owner then.
/// So its password counts no more, and its sessions end: from here on it is the owner's of the
/// address. Where one of the platform's people has ended a link, an address makes no new one:
/// whoever was sent away would be back with the next request.
async fn link_by_email(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    issuer: &str,
    claims: &Claims,
) -> Result<LinkedAccount, IdentityRefused> {
    let email = claims.verified_email().ok_or(IdentityRefused::Unknown)?;
    let mut tx = database.read_ledger().await?;
    let account = tx.find_account(&email).await?.ok_or(IdentityRefused::Unknown)?;
    let own = (account.tenant_id, account.user_id);
    if tx.is_linked_by_staff_alone(own, issuer, &claims.sub).await? {
        return Err(IdentityRefused::Unknown);
    }
    drop(tx);
    let (now, identity_id) = (to_micros(clock.now()), IdSource::new(clock, entropy).next());
    let mut tx = database.write_ledger().await?;
    // Once more: somebody may have been quicker.
    if tx.is_linked_by_staff_alone(own, issuer, &claims.sub).await? {
        return Err(IdentityRefused::Unknown);
    }
    let is_linked = tx
        .insert_identity(&NewIdentity {
            tenant_id: account.tenant_id,
            identity_id,
            issuer: issuer.to_owned(),
            subject: claims.sub.clone(),
            user_id: account.user_id,
            linked_how: LinkedHow::Email,
            linked_by: None,
            linked_at: now,
        })
        .await?;
    if is_linked {
        tx.take_password(account.tenant_id, account.user_id).await?;
        tx.end_sessions_of(account.tenant_id, account.user_id, now).await?;
    }
    // Where two requests came at once, the other has linked; where the account has another
    // identity, nobody has.
    let linked = tx.find_linked_account(issuer, &claims.sub).await?;
    tx.commit().await?;
    linked.ok_or(IdentityRefused::Unknown)
}

/// One of the platform's people links an identity with an account; its password stays.
///
/// # Errors
/// [`IdentityRefused`] says what is in the way.
pub(crate) async fn link_identity(
    (database, provider): (&Database, &IdentityProvider),
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    session: &Session,
    wish: IdentityWish,
) -> Result<IdentityRecord, IdentityRefused> {
    let (subject, reason) = (wish.subject.trim(), readable_reason(&wish.reason)?);
    if subject.is_empty() || subject.len() > 255 || subject.chars().any(char::is_control) {
        return Err(IdentityRefused::Wish);
    }
    let (now, ids) = (to_micros(clock.now()), IdSource::new(clock, entropy));
    let mut tx = database.write_ledger().await?;
    let account = tx.find_account(&wish.login_name.trim().to_lowercase()).await?;
    let account = account.ok_or(IdentityRefused::UnknownAccount)?;
    let identity = NewIdentity {
        tenant_id: account.tenant_id,
        identity_id: ids.next(),
        issuer: provider.settings().issuer.clone(),
        subject: subject.to_owned(),
        user_id: account.user_id,
        linked_how: LinkedHow::Staff,
        linked_by: Some(session.user_id),
        linked_at: now,
    };
    if !tx.insert_identity(&identity).await? {
        return Err(IdentityRefused::Taken);
    }
    let details = json!({ "issuer": identity.issuer, "user_id": identity.user_id });
    let audit = AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: ids.next(),
        at: now,
        user_id: session.user_id,
        action: "link_identity".to_owned(),
        subject_id: identity.identity_id.to_string(),
        reason,
        details: details.to_string(),
    };
    tx.insert_audit_about(&audit, identity.tenant_id).await?;
    let record = tx.find_identity(identity.identity_id).await?;
    tx.commit().await?;
    record.ok_or(IdentityRefused::Unknown)
}

/// An identity is nobody's any more, and the sessions of its account end. `None` when there is no
/// such link (any more).
///
/// # Errors
/// [`IdentityRefused::Wish`] without a reason; [`IdentityRefused::Storage`].
pub(crate) async fn end_identity(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    session: &Session,
    (id, reason): (Uuid, &str),
) -> Result<Option<IdentityRecord>, IdentityRefused> {
    let (now, reason) = (to_micros(clock.now()), readable_reason(reason)?);
    let mut tx = database.write_ledger().await?;
    let Some(record) = tx.find_identity(id).await? else { return Ok(None) };
    if !tx.end_identity(&record, session.user_id, now).await? {
        return Ok(None);
    }
    tx.end_sessions_of(record.tenant_id, record.user_id, now).await?;
    let audit = AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: IdSource::new(clock, entropy).next(),
        at: now,
        user_id: session.user_id,
        action: "end_identity".to_owned(),
        subject_id: id.to_string(),
        reason,
        details: json!({ "issuer": record.issuer, "user_id": record.user_id }).to_string(),
    };
    tx.insert_audit_about(&audit, record.tenant_id).await?;
    tx.commit().await?;
    Ok(Some(record))
}

fn readable_reason(reason: &str) -> Result<String, IdentityRefused> {
    let reason = reason.trim();
    if reason.is_empty() || reason.contains('\0') {
        return Err(IdentityRefused::Wish);
    }
    Ok(reason.to_owned())
}
