//! The session: who is signed in on this desk. It survives closing the program and weeks without a
//! network.

use mojo_domain::{ActorId, TenantId};
use mojo_protocol::{Entity, Scope};
use mojo_store::{StoreError, Tx, cards, settings};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Practice;
use crate::views::{SessionView, StaffRow};
use crate::{Desk, DeskError, Op, Refusal, Topic};

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
    /// Who works at the desk.
    pub actor_id: ActorId,
    /// The name to show.
    pub user: String,
    /// `owner`, `reception`, ...
    pub role: String,
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
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl Desk {
    /// Who is signed in, when somebody is.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find_session(&self) -> Result<Option<Session>, StoreError> {
        let text = settings::find(&mut self.reader().await?, SETTING).await?;
        text.map(|text| serde_json::from_str(&text).map_err(StoreError::body(SETTING))).transpose()
    }

    /// Takes the session up again that was there when the program ended.
    pub(crate) async fn restore_session(&self) -> Result<(), StoreError> {
        let session = self.find_session().await?;
        self.set_actor(session.map(|session| session.actor_id));
        Ok(())
    }

    /// Keeps `session` in the transaction of `tx`; the actor changes with [`Desk::set_actor`].
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
        Ok(SessionView {
            signed_in: true,
            mode: match session.mode {
                Mode::Demo => "demo".to_owned(),
                Mode::Platform => "platform".to_owned(),
            },
            tenant: session.tenant,
            initials: initials(&session.user),
            user: session.user,
            role: session.role,
            screens: screens(&session.scopes),
            staff,
            platform: session.platform,
            currency: practice.currency().code().to_owned(),
            country: practice.country,
        })
    }

    /// Who may take over at the desk, by name.
    pub(crate) async fn list_staff(&self) -> Result<Vec<StaffRow>, StoreError> {
        let list = cards::list(&mut self.reader().await?, Entity::Staff).await?;
        let text = |value: Option<&Value>| {
            value.and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
        };
        let mut staff: Vec<StaffRow> = list
            .into_iter()
            .map(|(id, fields)| {
                let name = text(fields.get("name"));
                let (initials, role) = (initials(&name), text(fields.get("role")));
                StaffRow { actor_id: id.to_string(), name, initials, role }
            })
            .collect();
        staff.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(staff)
    }

    /// Hands the desk over to another member of staff.
    ///
    /// # Errors
    /// [`SessionError::UnknownStaff`] when nobody of that id works here.
    pub async fn switch_staff(&self, actor_id: String) -> Result<SessionView, SessionError> {
        let row = self.list_staff().await?.into_iter().find(|row| row.actor_id == actor_id);
        let (Some(row), Ok(actor)) = (row, actor_id.parse::<ActorId>()) else {
            return Err(SessionError::UnknownStaff(actor_id));
        };
        let mut session = self.find_session().await?.ok_or(DeskError::SignedOut)?;
        session.actor_id = actor;
        session.user = row.name;
        session.role = row.role;
        let mut tx = self.transact(Op::Settings).await?;
        Self::keep_session(&mut tx, &session).await?;
        self.commit(tx, Op::Settings).await?;
        self.set_actor(Some(actor));
        self.announce(Topic::Account);
        Ok(self.session().await?)
    }
}

fn signed_out() -> SessionView {
    SessionView {
        signed_in: false,
        mode: "none".to_owned(),
        tenant: String::new(),
        user: String::new(),
        initials: String::new(),
        role: String::new(),
        screens: Vec::new(),
        staff: Vec::new(),
        platform: None,
        currency: "EUR".to_owned(),
        country: "DE".to_owned(),
    }
}

/// The screens that the scopes open, in the order of the rail.
fn screens(scopes: &[Scope]) -> Vec<String> {
    [
        (Scope::Checkin, "reception"),
        (Scope::Contacts, "contacts"),
        (Scope::Pos, "pos"),
        (Scope::Checkin, "cards"),
        (Scope::Invoices, "invoices"),
        (Scope::Commissions, "commissions"),
    ]
    .into_iter()
    .filter(|(scope, _)| scopes.contains(scope))
    .map(|(_, screen)| screen.to_owned())
    .collect()
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}
