//! The desk: the store, the clock, and who works at it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, RwLock};

use mojo_domain::memberships::Entitlement;
use mojo_domain::{ActorId, Clock, Entropy, IdSource};
use mojo_store::{Reader, Store, StoreError, Tx};
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use crate::account::{NotAllowed, ToolClosed, Worker, check_tool};
use crate::keys::{KeyError, KeySource};
use crate::marks::{MarkPlace, Marks, default_marks};
use crate::profiles::{Profiles, ProfilesError};
use crate::{Op, Refusal, SystemClock, SystemEntropy, Topic};

/// How to open a desk.
#[derive(Clone)]
pub struct OpenDesk {
    /// The folder of the profile: one local database.
    pub profile: PathBuf,
    /// Where the key is.
    pub key: KeySource,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Chance, fit for keys.
    pub entropy: Arc<dyn Entropy>,
    /// Where it is kept, outside the profile, how far this installation has counted.
    pub marks: MarkPlace,
    /// The list that names the profile to people; an erased one is taken out of it by its name.
    pub profiles: Option<Profiles>,
}

impl OpenDesk {
    /// A profile with the machine's own clock and chance, and the marks where the system keeps
    /// such state; on a system without such a place, beside the profile.
    pub fn new(profile: impl Into<PathBuf>, key: KeySource) -> Self {
        let profile = profile.into();
        let marks = default_marks().unwrap_or_else(|| profile.with_extension("marks"));
        Self {
            profile,
            key,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            marks: MarkPlace::on_this_machine(marks),
            profiles: Profiles::on_this_machine().ok(),
        }
    }

    /// The same with the marks in `folder`.
    #[must_use]
    pub fn marks_in(mut self, folder: Option<PathBuf>) -> Self {
        if let Some(folder) = folder {
            self.marks = MarkPlace::on_this_machine(folder);
        }
        self
    }
}

/// The desk of one practice on this machine. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) profile: PathBuf,
    pub(crate) key: KeySource,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) marks: Marks,
    pub(crate) profiles: Option<Profiles>,
    worker: RwLock<Option<Worker>>,
    /// What the platform last said that the tenant may use.
    entitlement: RwLock<Option<Entitlement>>,
    /// Whether the window shows nothing until somebody unlocks it.
    pub(crate) locked: AtomicBool,
    changed: broadcast::Sender<Topic>,
    /// Wakes the sync after every durable change.
    pub(crate) outbox_filled: Notify,
    /// The way to the platform.
    pub(crate) sync: crate::sync::SyncSlot,
    /// The way to whoever signs in.
    pub(crate) browser: crate::account::BrowserSlot,
}

/// Why a desk could not be opened, or a change could not begin.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The owner has revoked this device.
    #[error("the owner has revoked this device: it can be read, and records nothing more")]
    Revoked,
    /// The owner called this device lost, and its database was destroyed.
    #[error("the owner called this device lost; its database was destroyed at {at}")]
    Erased {
        /// When, an instant.
        at: String,
    },
    /// Nobody is signed in, and no demo is open.
    #[error("nobody is signed in at this desk")]
    SignedOut,
    /// Who works here may not do that.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// The membership does not open the tool any more.
    #[error(transparent)]
    ToolClosed(#[from] ToolClosed),
    /// The profile's folder cannot be made or read.
    #[error("the profile {path} cannot be used: {source}")]
    Profile {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder of the marks cannot be made or read.
    #[error("the marks in {path} cannot be kept ({source}); choose another folder with --state")]
    Marks {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The register of the profiles.
    #[error(transparent)]
    Profiles(#[from] ProfilesError),
    /// The key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for DeskError {
    fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::NotAllowed(_) => "not_allowed",
            Self::ToolClosed(_) => "tool_closed",
            Self::Revoked => "device_revoked",
            Self::Erased { .. } => "device_erased",
            Self::Profile { .. } => "profile_unusable",
            Self::Marks { .. } => "marks_unusable",
            Self::Profiles(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> crate::views::Severity {
        match self {
            Self::Store(error) => error.severity(),
            _ => crate::views::Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::NotAllowed(refused) => {
                let by = if refused.is_account { "account" } else { "person" };
                [
                    ("op", refused.op.name().to_owned()),
                    ("role", refused.role.name().to_owned()),
                    ("who", refused.who().join(",")),
                    ("by", by.to_owned()),
                ]
                .map(|(name, value)| (name.to_owned(), value))
                .into()
            }
            Self::ToolClosed(closed) => {
                BTreeMap::from([("tool".to_owned(), closed.tool.code().to_owned())])
            }
            Self::Key(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}

impl Desk {
    /// Opens the profile; makes folder, key and database when they are not there.
    ///
    /// # Errors
    /// [`DeskError`] when folder, key or database cannot be used.
    pub async fn open(open: OpenDesk) -> Result<Self, DeskError> {
        let profile_error = |source| DeskError::Profile { path: open.profile.clone(), source };
        std::fs::create_dir_all(&open.profile).map_err(profile_error)?;
        crate::devices::refuse_erased(&open)?;
        let marks = Marks::open(open.marks, &open.profile)?;
        let key = open.key.load_or_create(&open.profile, open.entropy.as_ref())?;
        let path = open.profile.join("desk.db");
        let store = Store::open(&path, &key, open.clock.clone(), open.entropy.clone()).await?;
        let desk = Self {
            inner: Arc::new(Inner {
                store,
                profile: open.profile,
                key: open.key,
                clock: open.clock,
                entropy: open.entropy,
                marks,
                profiles: open.profiles,
                worker: RwLock::new(None),
                entitlement: RwLock::new(None),
                locked: AtomicBool::new(false),
                changed: broadcast::channel(256).0,
                outbox_filled: Notify::new(),
                sync: crate::sync::SyncSlot::default(),
                browser: crate::account::BrowserSlot::default(),
            }),
        };
        desk.notice_copy(&key).await?;
        desk.refresh_worker().await?;
        desk.refresh_entitlement().await?;
        desk.lock_when_guarded().await?;
        Ok(desk)
    }

    /// The one door for changes: what is recorded in the [`Tx`] commits together or not at all.
    ///
    /// # Errors
    /// [`DeskError::SignedOut`] when nobody works at the desk; [`DeskError::NotAllowed`] when who
    /// works there may not do that; [`DeskError::ToolClosed`] for new work with a tool that the
    /// membership does not open; [`DeskError::Revoked`] when the owner has revoked this device,
    /// except for its own settings.
    pub async fn transact(&self, op: Op) -> Result<Tx, DeskError> {
        let worker = self.worker().ok_or(DeskError::SignedOut)?;
        worker.check(op)?;
        check_tool(self.entitlement().as_ref(), op, self.now())?;
        let tx = self.inner.store.transact(op.name(), worker.actor_id).await?;
        if tx.is_revoked() && !op.is_local() {
            return Err(DeskError::Revoked);
        }
        Ok(tx)
    }

    /// Ends a change well: commits, wakes the sync, tells the window.
    ///
    /// # Errors
    /// [`StoreError`]: then nothing was changed.
    pub async fn commit(&self, tx: Tx, op: Op) -> Result<(), StoreError> {
        let place = tx.place();
        tx.commit().await?;
        self.inner.marks.follow(self.store(), place).await;
        self.inner.outbox_filled.notify_one();
        self.announce(op.topic());
        Ok(())
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        self.inner.store.reader().await
    }

    /// The store, for the parts of this crate.
    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// Who works at the desk now.
    pub fn actor(&self) -> Option<ActorId> {
        self.worker().map(|worker| worker.actor_id)
    }

    /// Who syncs: nothing of it is journaled, so the name hardly matters.
    pub(crate) fn sync_actor(&self) -> ActorId {
        self.actor().unwrap_or(ActorId(Uuid::nil()))
    }

    pub(crate) fn worker(&self) -> Option<Worker> {
        *self.inner.worker.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn set_worker(&self, worker: Option<Worker>) {
        *self.inner.worker.write().unwrap_or_else(std::sync::PoisonError::into_inner) = worker;
    }

    pub(crate) fn entitlement(&self) -> Option<Entitlement> {
        let held = self.inner.entitlement.read();
        held.unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    pub(crate) fn set_entitlement(&self, held: Option<Entitlement>) {
        let place = self.inner.entitlement.write();
        *place.unwrap_or_else(std::sync::PoisonError::into_inner) = held;
    }

    /// The folder of the profile.
    pub fn profile(&self) -> &Path {
        &self.inner.profile
    }

    /// The present instant.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.inner.store.now()
    }

    /// A new id.
    pub fn next_id<T: From<Uuid>>(&self) -> T {
        IdSource::new(self.inner.clock.as_ref(), self.inner.entropy.as_ref()).next()
    }

    /// Tells whoever listens that a part of the desk changed.
    pub(crate) fn announce(&self, topic: Topic) {
        // Nobody listening is no error: `mojo` has no window.
        let _ = self.inner.changed.send(topic);
    }

    /// Tells whoever listens to look at everything again.
    pub(crate) fn announce_all(&self) {
        Topic::ALL.into_iter().for_each(|topic| self.announce(topic));
    }

    /// What changes from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Topic> {
        self.inner.changed.subscribe()
    }
}
