//! The session: who is signed in on this desk. It survives closing the program and weeks without a
//! network.

use std::collections::BTreeMap;

use mojo_domain::{ActorId, TenantId, berlin_day};
use mojo_protocol::{Entity, Scope};
use mojo_store::{Source, StoreError, Tx, cards, settings};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Identity, PinError, Practice, Role, Worker, pin};
use crate::views::{RefusedOp, SessionView, StaffRow};
use crate::{Desk, DeskError, Op, Refusal};

/// The name of the setting.
const SETTING: &str = "session";

/// How a desk is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The offline demo practice: no platform.
    Demo,
    /// Signed in on a platform.
    Platform,
}

/// Who is signed in. The token lies in the encrypted database, whose key lies in the keychain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Demo or platform.
    pub mode: Mode,
    /// The platform's address.
    pub platform: Option<String>,
    /// The bearer token.
    pub token: Option<String>,
    /// How the session is renewed, where it was begun in a browser.
    #[serde(default)]
    pub identity: Option<Identity>,
    /// Who works at the desk.
    pub actor_id: ActorId,
    /// The name to show.
    pub user: String,
    /// `owner`, `reception`, ...
    pub role: String,
    /// What the account is that was signed in with, whoever works here since; none in the demo.
    #[serde(default)]
    pub account_role: Option<String>,
    /// For whom.
    pub tenant_id: TenantId,
    /// The name to show.
    pub tenant: String,
    /// What may be seen.
    pub scopes: Vec<Scope>,
}

/// Why the session could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Nobody of that id works here.
    #[error("no member of staff with the id {0}")]
    UnknownStaff(String),
    /// No number of minutes to wait.
    #[error("the window locks after 1 to 240 minutes, or never (0); {0} is neither")]
    Minutes(u32),
    /// The PIN.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for SessionError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownStaff(_) => "unknown_staff",
            Self::Minutes(_) => "invalid_input",
            Self::Pin(error) => error.code(),
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::Pin(error) => error.values(),
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}

impl Desk {
    /// Who is signed in, when somebody is.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find_session(&self) -> Result<Option<Session>, StoreError> {
        Self::read_session(&mut self.reader().await?).await
    }

    /// The same in the transaction that changes it: nobody changes it in between.
    pub(crate) async fn read_session(
        source: &mut impl Source,
    ) -> Result<Option<Session>, StoreError> {
        let text = settings::find(source, SETTING).await?;
        text.map(|text| serde_json::from_str(&text).map_err(StoreError::body(SETTING))).transpose()
    }

    /// Takes up who works here: when the program begins, when the session changes, and when the
    /// platform says that somebody is something else now.
    pub(crate) async fn refresh_worker(&self) -> Result<(), StoreError> {
        let Some(session) = self.find_session().await? else {
            self.set_worker(None);
            return Ok(());
        };
        let staff = self.list_staff().await?;
        let account = match session.mode {
            Mode::Demo => None,
            Mode::Platform => session.account_role.as_deref().or(Some(&session.role)),
        };
        self.set_worker(Some(Worker {
            actor_id: session.actor_id,
            role: Role::named(&role_of(&session, &staff)),
            account: account.map(Role::named),
        }));
        Ok(())
    }

    /// Keeps `session` in the transaction of `tx`; it counts from [`Desk::refresh_worker`] on.
    pub(crate) async fn keep_session(tx: &mut Tx, session: &Session) -> Result<(), StoreError> {
        let text = serde_json::to_string(session).map_err(StoreError::body(SETTING))?;
        settings::set(tx, SETTING, &text).await
    }

    /// The session as the window shows it.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn session(&self) -> Result<SessionView, StoreError> {
        let practice = Practice::load(&mut self.reader().await?).await?;
        let Some(session) = self.find_session().await? else {
            return Ok(signed_out());
        };
        let staff = self.list_staff().await?;
        let role = role_of(&session, &staff);
        let grace = self.grace();
        Ok(SessionView {
            signed_in: true,
            membership_ended_on: grace.map(|(ended_at, _)| berlin_day(ended_at).to_string()),
            tools_close_on: grace.and_then(|(_, at)| at).map(|at| berlin_day(at).to_string()),
            mode: match session.mode {
                Mode::Demo => "demo".to_owned(),
                Mode::Platform => "platform".to_owned(),
            },
            tenant: session.tenant,
            initials: initials(&session.user),
            actor_id: session.actor_id.to_string(),
            user: session.user,
            screens: screens(&session.scopes, Role::named(&role)),
            role,
            refused: self.refused(),
            locked: self.is_locked(),
            lock_after_minutes: self.lock_after().await?,
            recovery: self.recovery_state(session.mode).await?,
            staff,
            platform: session.platform,
            currency: practice.currency().code().to_owned(),
            country: practice.country,
        })
    }

    /// What who works here may not do, and who may.
    fn refused(&self) -> Vec<RefusedOp> {
        let Some(worker) = self.worker() else { return Vec::new() };
        let refused = |op: &Op| {
            let refused = worker.check(*op).err()?;
            Some(RefusedOp {
                op: op.name().to_owned(),
                who: refused.who().into_iter().map(str::to_owned).collect(),
                by_account: refused.is_account,
            })
        };
        Op::ALL.iter().filter_map(refused).collect()
    }

    /// Who may take over at the desk, by name.
    pub(crate) async fn list_staff(&self) -> Result<Vec<StaffRow>, StoreError> {
        let mut reader = self.reader().await?;
        let text = |value: Option<&Value>| {
            value.and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
        };
        let mut staff = Vec::new();
        for (id, fields) in cards::list(&mut reader, Entity::Staff).await? {
            let name = text(fields.get("name"));
            staff.push(StaffRow {
                actor_id: id.to_string(),
                initials: initials(&name),
                name,
                role: text(fields.get("role")),
                has_pin: pin::is_set(&mut reader, ActorId(id)).await?,
            });
        }
        staff.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(staff)
    }
}

/// What somebody is: as their card says, or else as they signed in.
fn role_of(session: &Session, staff: &[StaffRow]) -> String {
    let id = session.actor_id.to_string();
    let card = staff.iter().find(|row| row.actor_id == id && !row.role.is_empty());
    card.map_or(&session.role, |row| &row.role).clone()
}

fn signed_out() -> SessionView {
    SessionView {
        signed_in: false,
        membership_ended_on: None,
        tools_close_on: None,
        mode: "none".to_owned(),
        tenant: String::new(),
        user: String::new(),
        initials: String::new(),
        actor_id: String::new(),
        role: String::new(),
        screens: Vec::new(),
        refused: Vec::new(),
        locked: false,
        lock_after_minutes: 0,
        recovery: "none".to_owned(),
        staff: Vec::new(),
        platform: None,
        currency: "EUR".to_owned(),
        country: "DE".to_owned(),
    }
}

/// The screens that the scopes open and the role works with, in the order of the rail.
fn screens(scopes: &[Scope], role: Role) -> Vec<String> {
    [
        (Scope::Checkin, "reception"),
        (Scope::Contacts, "contacts"),
        (Scope::Pos, "pos"),
        (Scope::Checkin, "cards"),
        (Scope::Invoices, "invoices"),
        (Scope::Commissions, "commissions"),
        (Scope::Admin, "administration"),
    ]
    .into_iter()
    .filter(|(scope, screen)| scopes.contains(scope) && role.sees(screen))
    .map(|(_, screen)| screen.to_owned())
    .collect()
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}
