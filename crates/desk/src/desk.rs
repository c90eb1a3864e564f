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
use crate::{Refusal, SystemClock, SystemEntropy};

macro_rules! ops {
    ($($(#[$doc:meta])* $variant:ident $name:literal $topic:ident;)*) => {
        /// A verb as the journal knows it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Op { $($(#[$doc])* $variant,)* }

        impl Op {
            /// Every verb.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the journal.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the window must look at again.
            pub fn topic(self) -> Topic {
                match self { $(Self::$variant => Topic::$topic,)* }
            }
        }
    };
}

ops! {
    /// The practice, its staff and its till are set up.
    SetUp "set_up" Account;
    /// The practice's own data are changed.
    EditPractice "edit_practice" Account;
    /// A contact is made.
    CreateContact "create_contact" Contacts;
    /// A contact is edited.
    EditContact "edit_contact" Contacts;
    /// A contact is deleted: put away, and it can come back.
    DeleteContact "delete_contact" Contacts;
    /// A contact comes back.
    RestoreContact "restore_contact" Contacts;
    /// A text that lost against another is brought back.
    RestoreText "restore_text" Contacts;
    /// Two contacts are merged.
    MergeContacts "merge_contacts" Contacts;
    /// Merged contacts are parted again.
    PartContacts "part_contacts" Contacts;
    /// A case is settled.
    SettleCase "settle_case" Checkin;
    /// Contacts are imported.
    ImportContacts "import_contacts" Contacts;
    /// A product is made.
    CreateProduct "create_product" Pos;
    /// A product is edited.
    EditProduct "edit_product" Pos;
    /// A sale at the till.
    Sell "sell" Pos;
    /// The Storno of a sale.
    CancelSale "cancel_sale" Pos;
    /// Money put into or taken out of the till.
    MoveCash "move_cash" Pos;
    /// The closing of the day.
    CloseDay "close_day" Pos;
    /// An entry of a punch card is used.
    CheckIn "check_in" Checkin;
    /// A check-in is taken back.
    UndoCheckIn "undo_check_in" Checkin;
    /// A card is taken over from paper.
    ImportCard "import_card" Checkin;
    /// A draft of an invoice is written.
    DraftInvoice "draft_invoice" Invoicing;
    /// An invoice is issued.
    IssueInvoice "issue_invoice" Invoicing;
    /// The Storno of an invoice.
    CancelInvoice "cancel_invoice" Invoicing;
    /// Money is received for an invoice.
    PayInvoice "pay_invoice" Invoicing;
    /// An entry of the commissions is disputed.
    DisputeCommission "dispute_commission" Commissions;
    /// A message in the thread of a dispute.
    ReplyToDispute "reply_to_dispute" Commissions;
    /// The platform is administered: read, by its own people; never journaled.
    ReadAdministration "read_administration" Administration;
    /// A customer is given to another tenant (A4); never journaled.
    ChangeAttribution "change_attribution" Administration;
    /// Agreements, products, invitations, disputes and tenants of the platform; never journaled.
    Administer "administer" Administration;
    /// Money of the platform goes out; never journaled.
    PayOut "pay_out" Administration;
    /// A mail of the platform's is sent again, or was handed over; never journaled.
    SettleMail "settle_mail" Administration;
    /// The tax profile, and with it the agreement to credit notes; never journaled.
    EditTaxProfile "edit_tax_profile" Commissions;
    /// The account for payouts is set up at the payment provider (Y2); never journaled.
    SetUpPayouts "set_up_payouts" Commissions;
    /// An objection to a credit note; never journaled.
    ObjectToCreditNote "object_to_credit_note" Commissions;
    /// The extract of the account with names; never journaled.
    ExtractNames "extract_names" Commissions;
    /// An affiliate code is made; never journaled.
    CreateAffiliateCode "create_affiliate_code" Commissions;
    /// An affiliate code is named otherwise, retired or brought back; never journaled.
    EditAffiliateCode "edit_affiliate_code" Commissions;
    /// A newer version of the tenant's contract is accepted; never journaled.
    AcceptContract "accept_contract" Commissions;
    /// The tenant's own membership is bought, or a subscription of it ended; never journaled.
    ManageMembership "manage_membership" Account;
    /// What the tenant sold through the platform: read; never journaled.
    ReadSoldOrders "read_sold_orders" Commissions;
    /// The audit log of the tenant at the platform: read; never journaled.
    ReadOwnLog "read_own_log" Account;
    /// The own PIN at this installation; never journaled.
    SetPin "set_pin" Account;
    /// Somebody else's PIN at this installation; never journaled.
    ResetPin "reset_pin" Account;
    /// A recovery key takes the place of one that somebody keeps; never journaled.
    ReplaceRecoveryKey "replace_recovery_key" Account;
    /// The platform's order is taken in; never journaled.
    Sync "sync" Sync;
    /// Settings of this installation; never journaled.
    Settings "settings" Account;
}

impl Op {
    /// It belongs to this installation alone and is never journaled.
    pub(crate) fn is_local(self) -> bool {
        matches!(
            self,
            Self::SetPin | Self::ResetPin | Self::ReplaceRecoveryKey | Self::Sync | Self::Settings
        )
    }
}

/// A part of the desk that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Contacts.
    Contacts,
    /// Till and products.
    Pos,
    /// Cards and check-ins.
    Checkin,
    /// Invoices.
    Invoicing,
    /// Commissions.
    Commissions,
    /// The sync.
    Sync,
    /// Session and settings.
    Account,
    /// What the platform's own people see of it.
    Administration,
}

impl Topic {
    /// Every part.
    pub const ALL: [Self; 8] = [
        Self::Account,
        Self::Contacts,
        Self::Pos,
        Self::Checkin,
        Self::Invoicing,
        Self::Commissions,
        Self::Administration,
        Self::Sync,
    ];

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Pos => "pos",
            Self::Checkin => "checkin",
            Self::Invoicing => "invoicing",
            Self::Commissions => "commissions",
            Self::Sync => "sync",
            Self::Account => "account",
            Self::Administration => "administration",
        }
    }
}

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
    /// A profile with the machine's clock and chance; its marks lie where the system keeps such state.
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
