//! What the window holds: the desk of one profile, once it is open, and the import under way. The
//! desk can be changed for another profile's; nobody keeps a reference to it across that.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use mojo_desk::account::{has_recovery_copy, restore_key};
use mojo_desk::keys::KeySource;
use mojo_desk::profiles::{Profiles, ProfilesError, WindowLock};
use mojo_desk::views::{CommandError, ProfilesView, Severity};
use mojo_desk::{Desk, OpenDesk};
use tokio::sync::Notify;

/// The shell's state.
pub(crate) struct Shell {
    /// `None` on a system without a data directory: then there is no list.
    profiles: Option<Profiles>,
    /// Where the program was told that keys are.
    given: KeySource,
    held: tokio::sync::Mutex<Held>,
    opened: Notify,
    changed_over: Notify,
    /// The page of the profile before may still ask something: it is answered nothing until the
    /// window shows a new page.
    is_changing_over: AtomicBool,
    /// How often the window has changed over.
    changes: AtomicU64,
    import: Mutex<Arc<AtomicBool>>,
}

/// The profile of the window.
struct Held {
    open: OpenDesk,
    lock: Option<WindowLock>,
    desk: Option<Desk>,
}

impl Shell {
    /// A shell around the desk that `open` describes; it is opened at the first question.
    pub(crate) fn new(open: OpenDesk, profiles: Option<Profiles>) -> Self {
        let given = open.key.clone();
        Self {
            profiles,
            given,
            held: tokio::sync::Mutex::new(Held { open, lock: None, desk: None }),
            opened: Notify::new(),
            changed_over: Notify::new(),
            is_changing_over: AtomicBool::new(false),
            changes: AtomicU64::new(0),
            import: Mutex::new(Arc::new(AtomicBool::new(false))),
        }
    }

    /// The desk for a question of the page; it is opened at the first question, and after a refusal
    /// at the next one again.
    pub(crate) async fn desk(&self) -> Result<Desk, CommandError> {
        let changing = || refusal("profile_changes", "the window changes to another profile");
        // Read before the mark, and written after it: who finds no mark here is found below.
        let asked_in = self.changes.load(Ordering::SeqCst);
        if self.is_changing_over.load(Ordering::SeqCst) {
            return Err(changing());
        }
        let mut held = self.held.lock().await;
        // Whoever waited while the profile was changed meant the one before, even when the new page
        // has come in the meantime.
        if asked_in != self.changes.load(Ordering::SeqCst) {
            return Err(changing());
        }
        self.open_held(&mut held).await
    }

    /// The desk for the shell itself.
    pub(crate) async fn open_desk(&self) -> Result<Desk, CommandError> {
        let mut held = self.held.lock().await;
        self.open_held(&mut held).await
    }

    async fn open_held(&self, held: &mut Held) -> Result<Desk, CommandError> {
        if let Some(desk) = &held.desk {
            return Ok(desk.clone());
        }
        if held.lock.is_none() {
            held.lock = Some(WindowLock::take(&held.open.profile)?);
        }
        let desk = Desk::open(held.open.clone()).await?;
        held.desk = Some(desk.clone());
        self.opened.notify_one();
        Ok(desk)
    }

    /// The desk, when the window is not locked: behind the lock nothing is answered.
    pub(crate) async fn unlocked(&self) -> Result<Desk, CommandError> {
        let desk = self.desk().await?;
        if desk.is_locked() {
            return Err(refusal("locked", "the window is locked"));
        }
        Ok(desk)
    }

    /// Returns when the desk opened after all, or the window has another one.
    pub(crate) async fn until_open(&self) {
        tokio::select! {
            () = self.opened.notified() => {}
            () = self.changed_over.notified() => {}
        }
    }

    /// Returns when the window has another profile.
    pub(crate) async fn until_changed_over(&self) {
        self.changed_over.notified().await;
    }

    /// The window shows a new page, which knows nothing of the profile before.
    pub(crate) fn begin_page(&self) {
        self.is_changing_over.store(false, Ordering::SeqCst);
    }

    /// Whether a recovery key was issued for this profile.
    pub(crate) async fn has_recovery_copy(&self) -> bool {
        has_recovery_copy(&self.held.lock().await.open.profile)
    }

    /// Brings the key of the profile back, by the recovery key as typed.
    pub(crate) async fn restore_key(&self, typed: &str) -> Result<(), CommandError> {
        let held = self.held.lock().await;
        Ok(restore_key(&held.open.profile, typed, &held.open.key)?)
    }

    /// The profiles of this laptop; answered while the window is locked, too.
    pub(crate) async fn list_profiles(&self) -> Result<ProfilesView, CommandError> {
        let held = self.held.lock().await;
        Ok(self.profiles()?.list(Some(&held.open.profile)))
    }

    /// An empty profile for another tenant.
    pub(crate) async fn add_profile(&self) -> Result<PathBuf, CommandError> {
        let held = self.held.lock().await;
        refuse_locked(&held)?;
        Ok(self.profiles()?.add(held.open.entropy.as_ref())?)
    }

    /// Takes a profile off the list; its data stay.
    pub(crate) async fn forget_profile(&self, folder: &Path) -> Result<ProfilesView, CommandError> {
        let held = self.held.lock().await;
        refuse_locked(&held)?;
        let profiles = self.profiles()?;
        profiles.forget(folder)?;
        Ok(profiles.list(Some(&held.open.profile)))
    }

    /// Ends the work with this profile well and goes over to another of the list. What would keep
    /// the window out of it is asked before anything is closed. Until the window shows a new page,
    /// nothing is answered: what an old page still asks belongs to the tenant before.
    pub(crate) async fn switch_profile(&self, folder: &Path) -> Result<(), CommandError> {
        let mut held = self.held.lock().await;
        let profiles = self.profiles()?;
        let profile = profiles.listed(folder)?;
        let key = profiles.key_for(&self.given, &profile);
        let lock = WindowLock::take(&profile)?;
        self.is_changing_over.store(true, Ordering::SeqCst);
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.cancel_import();
        if let Some(desk) = held.desk.take() {
            desk.stop_sync().await;
            desk.close().await;
        }
        held.open = OpenDesk { profile, key, ..held.open.clone() };
        // The profile before is free for another window only now.
        held.lock = Some(lock);
        self.changed_over.notify_one();
        Ok(())
    }

    /// Notes in the list who works in the profile of `desk`.
    pub(crate) async fn label_profile(&self, desk: &Desk) {
        let Some(profiles) = &self.profiles else { return };
        if let Err(error) = profiles.label_by(desk).await {
            tracing::warn!(%error, "the list of profiles does not say who works here");
        }
    }

    /// Notes in the list that the profile of `desk` was opened.
    pub(crate) fn note_use(&self, desk: &Desk) {
        let Some(profiles) = &self.profiles else { return };
        if let Err(error) = profiles.note_use(desk.profile(), desk.now()) {
            tracing::warn!(%error, "the list of profiles does not say that this one was opened");
        }
    }

    fn profiles(&self) -> Result<&Profiles, ProfilesError> {
        self.profiles.as_ref().ok_or(ProfilesError::NoDataFolder)
    }

    /// The flag that ends the import which begins now.
    pub(crate) fn new_import(&self) -> Arc<AtomicBool> {
        let flag = Arc::new(AtomicBool::new(false));
        *self.import.lock().unwrap_or_else(PoisonError::into_inner) = flag.clone();
        flag
    }

    /// Ends the import under way.
    pub(crate) fn cancel_import(&self) {
        let flag = self.import.lock().unwrap_or_else(PoisonError::into_inner);
        flag.store(true, Ordering::SeqCst);
    }
}

/// A list is not changed behind a locked window; one that shows why its desk does not open has
/// nothing to lock.
fn refuse_locked(held: &Held) -> Result<(), CommandError> {
    if held.desk.as_ref().is_some_and(Desk::is_locked) {
        return Err(refusal("locked", "the window is locked"));
    }
    Ok(())
}

fn refusal(code: &str, message: &str) -> CommandError {
    CommandError {
        code: code.to_owned(),
        severity: Severity::Notice,
        message: message.to_owned(),
        values: std::collections::BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests;
