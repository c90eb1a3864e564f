//! Accounts and roles are given and ended by those who answer for a tenant: its owners, and at MOJO LLC
//! its administrators. Each of it holds the tenant's row, so that two of them never end each other.

use mojo_domain::{Clock, Entropy, IdSource, TenantId, UserId, to_micros};
use serde_json::{Value, json};
use uuid::Uuid;

use super::password::{close_links, close_links_of_all};
use super::{keeper_of, mail_of};
use crate::auth::{Role, Session, Token};
use crate::mail::{DAY, MOST_A_DAY, MailAddress, MailKind, QueuedMail, Reader, user_link};
use crate::storage::accounts::NewUser;
use crate::storage::audit::AuditRecord;
use crate::storage::users::UserRecord;
use crate::storage::{Database, LedgerTx, StorageError};

/// How long a link may be used; in microseconds.
pub(crate) const LINK_LIFE_MICROS: i64 = 3 * DAY;

/// What owners give.
const OF_OWNERS: &[Role] = &[
    Role::Owner,
    Role::Reception,
    Role::Therapist,
    Role::Bookkeeper,
    Role::Auditor,
    Role::Distributor,
    Role::Affiliate,
];
/// What administrators of MOJO LLC give.
const OF_ADMINS: &[Role] = &[Role::PlatformAdmin, Role::Support];

/// The roles that somebody may give within the own tenant; `None` for whoever gives none.
pub(crate) fn roles_to_give(by: &Session) -> Option<&'static [Role]> {
    if by.tenant.id() == TenantId::MOJO_LLC {
        by.is_platform_admin().then_some(OF_ADMINS)
    } else {
        (by.role == Role::Owner).then_some(OF_OWNERS)
    }
}

/// Who gets an account.
#[derive(Clone, Debug)]
pub(crate) struct UserWish {
    /// Drawn by the client, so that a repeated request gives one account.
    pub(crate) user_id: Option<UserId>,
    /// As [`super::login_name`] reads it.
    pub(crate) login_name: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Empty where nobody says why.
    pub(crate) reason: String,
}

/// How the link for a password reaches somebody.
#[derive(Clone, Debug)]
pub(crate) struct LinkWay {
    /// Mail leaves by itself; else whoever gives the account hands the link over.
    pub(crate) is_sending: bool,
    /// Where the platform is reached, without a slash at the end.
    pub(crate) public_url: String,
    /// `de`, `en`.
    pub(crate) language: &'static str,
}

/// A link that was drawn.
#[derive(Clone, Debug)]
pub(crate) struct DrawnLink {
    /// The link, to be shown once; `None` where it was mailed.
    pub(crate) link: Option<String>,
    /// To which address it was mailed.
    pub(crate) sent_to: Option<String>,
    /// Until when it may be used, in microseconds.
    pub(crate) expires_at: i64,
}

/// Somebody with an account.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) record: UserRecord,
    /// `None` where a request was repeated: a link is shown once.
    pub(crate) link: Option<DrawnLink>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GiveRefused {
    /// Whoever asks gives no roles, or gives none any more.
    #[error("this role gives no roles")]
    Forbidden,
    /// Another role than the own tenant has.
    #[error("role: you give {0}")]
    Role(String),
    /// The name is unique on the platform.
    #[error("somebody signs in with this name already; choose another")]
    LoginTaken,
    /// The id that the client drew.
    #[error("this id is held by somebody else; draw a new one")]
    Held,
    /// Nobody of the own tenant.
    #[error("there is no such person here")]
    Unknown,
    /// The account is over; the person gets a new one under another name.
    #[error("this account has ended; give a new one under another login name")]
    Ended,
    /// An identity provider vouches, and there is no password.
    #[error("an identity provider vouches for this account; it has no password")]
    ByIdentity,
    /// Nobody could give the role again.
    #[error("nobody else with the role {0} can sign in; give it to somebody else first")]
    Last(Role),
    /// C13: who has left takes nobody on.
    #[error("the tenant has left the platform")]
    Left,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Gives somebody an account of the own tenant, and a link by which they choose a password.
///
/// # Errors
/// [`GiveRefused`].
pub(crate) async fn give_account(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    wish: UserWish,
    way: &LinkWay,
) -> Result<Given, GiveRefused> {
    check_role(by, wish.role)?;
    let (now, ids) = (to_micros(clock.now()), IdSource::new(clock, entropy));
    let tenant = by.tenant.id();
    let user_id = wish.user_id.unwrap_or_else(|| ids.next());
    let (mut tx, has_left) = begin(database, by).await?;
    if let Some(held) = tx.find_user(tenant, user_id).await? {
        let is_same =
            (&held.login_name, &held.name, held.role) == (&wish.login_name, &wish.name, wish.role);
        return if is_same {
            Ok(Given { record: held, link: None })
        } else {
            Err(GiveRefused::Held)
        };
    }
    if has_left {
        return Err(GiveRefused::Left);
    }
    // Clients draw ids, and whoever has a customer's finds what is that customer's.
    if tx.is_user_id_held(user_id).await? {
        return Err(GiveRefused::Held);
    }
    if !tx.claim_login(&wish.login_name, tenant, user_id).await? {
        return Err(GiveRefused::LoginTaken);
    }
    tx.insert_user_of_login(&NewUser {
        tenant_id: tenant,
        user_id,
        login_name: wish.login_name.clone(),
        name: wish.name,
        role: wish.role,
        // Nobody signs in until the link was used.
        password_hash: String::new(),
        created_at: now,
    })
    .await?;
    let record = tx.find_user(tenant, user_id).await?.ok_or(GiveRefused::Unknown)?;
    let link = draw_link(&mut tx, (tenant, &record), way, (entropy, now)).await?;
    let details = json!({
        "role": record.role.to_string(), "login_name": record.login_name, "sent_to": link.sent_to,
    });
    let why = wish.reason.as_str();
    let entry = audit(by, (ids.next(), now), ("give_account", why), (user_id, details));
    tx.insert_audit(&entry).await?;
    tx.commit().await?;
    Ok(Given { record, link: Some(link) })
}

/// Gives somebody of the own tenant another role; their sessions end, so that every desk learns of it.
///
/// # Errors
/// [`GiveRefused`].
pub(crate) async fn change_role(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    (user_id, role): (UserId, Role),
    reason: &str,
) -> Result<UserRecord, GiveRefused> {
    check_role(by, role)?;
    let (now, ids) = (to_micros(clock.now()), IdSource::new(clock, entropy));
    let tenant = by.tenant.id();
    let (mut tx, _) = begin(database, by).await?;
    let record = tx.find_user(tenant, user_id).await?.ok_or(GiveRefused::Unknown)?;
    if record.ended_at.is_some() {
        return Err(GiveRefused::Ended);
    }
    if record.role == role {
        return Ok(record);
    }
    keep_one(&mut tx, tenant, &record).await?;
    tx.set_user_role((tenant, user_id), role).await?;
    tx.end_sessions_of(tenant, user_id, now).await?;
    if record.role == keeper_of(tenant) {
        close_links_of_all(&mut tx, tenant, now).await?;
    }
    let details = json!({ "from": record.role.to_string(), "to": role.to_string() });
    let entry = audit(by, (ids.next(), now), ("change_role", reason), (user_id, details));
    tx.insert_audit(&entry).await?;
    tx.commit().await?;
    Ok(UserRecord { role, ..record })
}

/// Ends an account of the own tenant with its sessions and links, at once. One that has ended stays as it is.
/// With somebody who gave roles all links of the tenant end.
///
/// # Errors
/// [`GiveRefused`].
pub(crate) async fn end_account(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    user_id: UserId,
    reason: &str,
) -> Result<UserRecord, GiveRefused> {
    let (now, ids) = (to_micros(clock.now()), IdSource::new(clock, entropy));
    let tenant = by.tenant.id();
    let (mut tx, _) = begin(database, by).await?;
    let record = tx.find_user(tenant, user_id).await?.ok_or(GiveRefused::Unknown)?;
    if record.ended_at.is_some() {
        return Ok(record);
    }
    keep_one(&mut tx, tenant, &record).await?;
    tx.end_user((tenant, user_id), now).await?;
    tx.end_sessions_of(tenant, user_id, now).await?;
    if record.role == keeper_of(tenant) {
        close_links_of_all(&mut tx, tenant, now).await?;
    } else {
        close_links(&mut tx, (tenant, user_id), now, None).await?;
    }
    let details = json!({ "role": record.role.to_string(), "login_name": record.login_name });
    let entry = audit(by, (ids.next(), now), ("end_account", reason), (user_id, details));
    tx.insert_audit(&entry).await?;
    tx.commit().await?;
    Ok(UserRecord { ended_at: Some(now), ..record })
}

/// Draws a new link for somebody of the own tenant; the ones before open nothing any more. The password
/// that there is counts until the link was used.
///
/// # Errors
/// [`GiveRefused`].
pub(crate) async fn draw_new_link(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    (user_id, reason): (UserId, &str),
    way: &LinkWay,
) -> Result<Given, GiveRefused> {
    let (now, ids) = (to_micros(clock.now()), IdSource::new(clock, entropy));
    let tenant = by.tenant.id();
    let (mut tx, _) = begin(database, by).await?;
    let record = tx.find_user(tenant, user_id).await?.ok_or(GiveRefused::Unknown)?;
    if record.ended_at.is_some() {
        return Err(GiveRefused::Ended);
    }
    if record.has_identity {
        return Err(GiveRefused::ByIdentity);
    }
    let link = draw_link(&mut tx, (tenant, &record), way, (entropy, now)).await?;
    let details = json!({ "login_name": record.login_name, "sent_to": link.sent_to });
    let entry = audit(by, (ids.next(), now), ("draw_password_link", reason), (user_id, details));
    tx.insert_audit(&entry).await?;
    tx.commit().await?;
    Ok(Given { record, link: Some(link) })
}

fn check_role(by: &Session, role: Role) -> Result<(), GiveRefused> {
    let roles = roles_to_give(by).ok_or(GiveRefused::Forbidden)?;
    if roles.contains(&role) {
        return Ok(());
    }
    let names: Vec<String> = roles.iter().map(ToString::to_string).collect();
    Err(GiveRefused::Role(names.join(", ")))
}

/// Holds the tenant's row, and looks whether whoever asks still gives roles: they may have been ended since
/// they signed in to this request. Also says whether the tenant has left.
async fn begin(database: &Database, by: &Session) -> Result<(LedgerTx, bool), GiveRefused> {
    let tenant = by.tenant.id();
    let mut tx = database.write_ledger().await?;
    let has_left = tx.lock_whether_left(tenant).await?.ok_or(GiveRefused::Unknown)?;
    let own = tx.find_user(tenant, by.user_id).await?.ok_or(GiveRefused::Forbidden)?;
    if own.ended_at.is_some() || own.role != keeper_of(tenant) {
        return Err(GiveRefused::Forbidden);
    }
    Ok((tx, has_left))
}

/// Somebody else keeps the tenant, and can sign in.
async fn keep_one(
    tx: &mut LedgerTx,
    tenant: TenantId,
    leaves: &UserRecord,
) -> Result<(), GiveRefused> {
    let keeper = keeper_of(tenant);
    if leaves.role != keeper {
        return Ok(());
    }
    let keepers = tx.list_users_of_role(tenant, keeper).await?;
    let is_kept =
        keepers.iter().any(|other| other.user_id != leaves.user_id && other.can_sign_in());
    if is_kept { Ok(()) } else { Err(GiveRefused::Last(keeper)) }
}

async fn draw_link(
    tx: &mut LedgerTx,
    (tenant, record): (TenantId, &UserRecord),
    way: &LinkWay,
    (entropy, now): (&dyn Entropy, i64),
) -> Result<DrawnLink, StorageError> {
    close_links(tx, (tenant, record.user_id), now, None).await?;
    let token = Token::draw(tenant, entropy);
    let (hash, expires_at) = (token.hash(), now + LINK_LIFE_MICROS);
    tx.insert_user_link((tenant, record.user_id), &hash, (now, expires_at)).await?;
    let link = format!("{}/password/{}?lang={}", way.public_url, token.to_text(), way.language);
    let address = MailAddress::try_new(&record.login_name).ok().filter(|_| way.is_sending);
    let by_hand = DrawnLink { link: Some(link.clone()), sent_to: None, expires_at };
    let Some(address) = address else { return Ok(by_hand) };
    // Nobody's mailbox is filled by drawing links.
    if tx.count_asked_mails(address.as_str(), now - DAY).await? >= MOST_A_DAY {
        return Ok(by_hand);
    }
    let sent_to = address.as_str().to_owned();
    let mail = QueuedMail {
        mail_id: mail_of(&hash),
        kind: MailKind::UserLink,
        language: way.language,
        // No word in it is the tenant's: nobody writes to strangers by giving accounts.
        to: Reader::new(address, ""),
        letter: user_link(way.language, &link),
        queued_at: now,
    };
    tx.queue_mail_of(TenantId::MOJO_LLC, &mail).await?;
    Ok(DrawnLink { link: None, sent_to: Some(sent_to), expires_at })
}

fn audit(
    by: &Session,
    (audit_id, at): (Uuid, i64),
    (action, reason): (&str, &str),
    (subject, details): (UserId, Value),
) -> AuditRecord {
    AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id,
        at,
        user_id: by.user_id,
        action: action.to_owned(),
        subject_id: subject.to_string(),
        reason: reason.to_owned(),
        details: details.to_string(),
    }
}
