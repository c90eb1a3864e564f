//! Founding the platform: the operator's tenant and its first administrator in one transaction; and a
//! further administrator, made beside the platform by whoever has its database.

use mojo_domain::commissions::{CountryCode, is_readable};
use mojo_domain::memberships::Stage;
use mojo_domain::{Clock, Entropy, IdSource, TenantId, UserId, to_micros};
use serde_json::json;

use super::{keeper_of, login_name, person_name};
use crate::auth::{Role, hash_chosen_password, is_password};
use crate::storage::accounts::NewUser;
use crate::storage::audit::AuditRecord;
use crate::storage::tenants::NewTenant;
use crate::storage::{Database, LedgerTx, StorageError};

/// The most letters of the operator's name.
const LONGEST_TENANT_NAME: usize = 200;

/// An administrator as somebody at the command line wants one.
#[derive(Clone)]
pub struct AdminWish {
    login_name: String,
    name: String,
    password: String,
}

impl AdminWish {
    /// An administrator who signs in with this name and this password.
    ///
    /// # Errors
    /// [`FoundError::Refused`] with what is wrong.
    pub fn try_new(login: &str, name: &str, password: &str) -> Result<Self, FoundError> {
        let refused = |what: &str| FoundError::Refused(what.to_owned());
        let login_name = login_name(login).ok_or_else(|| {
            refused("the login name is an e-mail address, or a word of letters, digits and . _ + -")
        })?;
        let name = person_name(name)
            .ok_or_else(|| refused("the administrator's name has one line, 1 to 120 letters"))?;
        if !is_password(password) || password.chars().any(char::is_control) {
            let what = "the password has one line, at least ten letters, at most 200 bytes";
            return Err(refused(what));
        }
        Ok(Self { login_name, name, password: password.to_owned() })
    }
}

/// The password is shown nowhere.
impl std::fmt::Debug for AdminWish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AdminWish").field("login_name", &self.login_name).finish_non_exhaustive()
    }
}

/// The platform as it is founded.
#[derive(Clone, Debug)]
pub struct Founding {
    name: String,
    country: CountryCode,
    admin: AdminWish,
}

impl Founding {
    /// The operator with its name and where it is at home, and its first administrator.
    ///
    /// # Errors
    /// [`FoundError::Refused`] with what is wrong.
    pub fn try_new(name: &str, country: CountryCode, admin: AdminWish) -> Result<Self, FoundError> {
        let name = name.trim();
        let is_one_line = is_readable(name) && !name.contains(['\n', '\r']);
        if name.is_empty() || name.chars().count() > LONGEST_TENANT_NAME || !is_one_line {
            let what = "the operator's name has one line, 1 to 200 letters";
            return Err(FoundError::Refused(what.to_owned()));
        }
        Ok(Self { name: name.to_owned(), country, admin })
    }
}

/// Why nothing was founded, and nobody made an administrator.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// Somebody has founded it.
    #[error(
        "the platform was founded before, nothing was changed: {name}, administered by {admins}; \
         where all of them have lost access, `mojo-platform admin create` makes a further one"
    )]
    Founded {
        /// The operator.
        name: String,
        /// Names and login names.
        admins: String,
    },
    /// Nobody has.
    #[error("the platform is not founded yet: `mojo-platform found` does it")]
    NotFounded,
    /// Somebody signs in with this name.
    #[error("somebody signs in as {0} already; choose another login name")]
    LoginTaken(String),
    /// What was given is none.
    #[error("{0}")]
    Refused(String),
    /// The password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Founds the operator's tenant with its first administrator; gives back who that is.
///
/// # Errors
/// [`FoundError`]; [`FoundError::Founded`] when somebody did it before, also in the same moment.
pub(crate) async fn found(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    founding: Founding,
) -> Result<UserId, FoundError> {
    if let Some(founded) = founded(database).await? {
        return Err(founded);
    }
    let Founding { name, country, admin } = founding;
    let hash = hash_of(&admin, entropy).await?;
    let (now, ids) = (to_micros(clock.now()), IdSource::new(clock, entropy));
    let mut tx = database.write_ledger().await?;
    let tenant = NewTenant {
        tenant_id: TenantId::MOJO_LLC,
        name,
        kind: "platform",
        country: country.code().to_owned(),
        // The operator buys nothing of itself.
        granted_stage: Some(Stage::REGENERATIONSMEDIZIN_OS),
        created_at: now,
    };
    match tx.insert_tenant(&tenant, 1).await {
        // Another process was faster.
        Err(error) if error.is_taken() => {
            drop(tx);
            return Err(founded(database).await?.unwrap_or(FoundError::Storage(error)));
        }
        inserted => inserted?,
    }
    let user_id: UserId = ids.next();
    insert_admin(&mut tx, &admin, (user_id, hash), now).await?;
    let entry = AuditRecord {
        tenant_id: TenantId::MOJO_LLC,
        audit_id: ids.next(),
        at: now,
        user_id,
        action: "found_platform".to_owned(),
        subject_id: TenantId::MOJO_LLC.to_string(),
        reason: "mojo-platform found".to_owned(),
        details: json!({
            "name": tenant.name, "country": tenant.country, "login_name": admin.login_name,
        })
        .to_string(),
    };
    tx.insert_audit(&entry).await?;
    tx.commit().await?;
    Ok(user_id)
}

/// Makes a further administrator; gives back who that is. That somebody has the database is the proof.
///
/// # Errors
/// [`FoundError`]; [`FoundError::NotFounded`] before there is an operator.
pub(crate) async fn create_admin(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    admin: AdminWish,
    reason: &str,
) -> Result<UserId, FoundError> {
    let hash = hash_of(&admin, entropy).await?;
    let (now, ids) = (to_micros(clock.now()), IdSource::new(clock, entropy));
    let mut tx = database.write_ledger().await?;
    if tx.lock_whether_left(TenantId::MOJO_LLC).await?.is_none() {
        return Err(FoundError::NotFounded);
    }
    let user_id: UserId = ids.next();
    insert_admin(&mut tx, &admin, (user_id, hash), now).await?;
    tx.insert_audit(&AuditRecord {
        tenant_id: TenantId::MOJO_LLC,
        audit_id: ids.next(),
        at: now,
        user_id,
        action: "create_administrator".to_owned(),
        subject_id: user_id.to_string(),
        reason: reason.to_owned(),
        details: json!({ "login_name": admin.login_name, "proof": "database" }).to_string(),
    })
    .await?;
    tx.commit().await?;
    Ok(user_id)
}

async fn hash_of(admin: &AdminWish, entropy: &dyn Entropy) -> Result<String, FoundError> {
    let hash = hash_chosen_password(admin.password.clone(), entropy).await;
    hash.map_err(|error| FoundError::Hash(error.to_string()))
}

async fn insert_admin(
    tx: &mut LedgerTx,
    admin: &AdminWish,
    (user_id, password_hash): (UserId, String),
    now: i64,
) -> Result<(), FoundError> {
    if !tx.claim_login(&admin.login_name, TenantId::MOJO_LLC, user_id).await? {
        return Err(FoundError::LoginTaken(admin.login_name.clone()));
    }
    tx.insert_user_of_login(&NewUser {
        tenant_id: TenantId::MOJO_LLC,
        user_id,
        login_name: admin.login_name.clone(),
        name: admin.name.clone(),
        role: Role::PlatformAdmin,
        password_hash,
        created_at: now,
    })
    .await?;
    Ok(())
}

/// Who has founded the platform; `None` before.
async fn founded(database: &Database) -> Result<Option<FoundError>, StorageError> {
    let mut tx = database.read_ledger().await?;
    let Some(tenant) = tx.find_tenant(TenantId::MOJO_LLC).await? else { return Ok(None) };
    let admins = tx.list_users_of_role(tenant.tenant_id, keeper_of(tenant.tenant_id)).await?;
    let names: Vec<String> =
        admins.iter().map(|admin| format!("{} ({})", admin.name, admin.login_name)).collect();
    let admins = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
    Ok(Some(FoundError::Founded { name: tenant.name, admins }))
}
