//! What the window holds: the desk, once it is open, and the import under way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use mojo_desk::account::{has_recovery_copy, restore_key};
use mojo_desk::views::{CommandError, Severity};
use mojo_desk::{Desk, OpenDesk};
use tokio::sync::{Notify, OnceCell};

/// The shell's state.
pub(crate) struct Shell {
    open: OpenDesk,
    desk: OnceCell<Desk>,
    opened: Notify,
    import: Mutex<Arc<AtomicBool>>,
}

impl Shell {
    /// A shell around the desk that `open` describes; it is opened at the first question.
    pub(crate) fn new(open: OpenDesk) -> Self {
        Self {
            open,
            desk: OnceCell::new(),
            opened: Notify::new(),
            import: Mutex::new(Arc::new(AtomicBool::new(false))),
        }
    }

    /// The desk; it is opened at the first question, and after a refusal at the next one again.
    pub(crate) async fn desk(&self) -> Result<&Desk, CommandError> {
        let open = || async {
            let desk = Desk::open(self.open.clone()).await?;
            self.opened.notify_one();
            Ok(desk)
        };
        self.desk.get_or_try_init(open).await
    }

    /// The desk, when the window is not locked: behind the lock nothing is answered.
    pub(crate) async fn unlocked(&self) -> Result<&Desk, CommandError> {
        let desk = self.desk().await?;
        if desk.is_locked() {
            return Err(CommandError {
                code: "locked".to_owned(),
                severity: Severity::Notice,
                message: "the window is locked".to_owned(),
                values: std::collections::BTreeMap::new(),
            });
        }
        Ok(desk)
    }

    /// Returns when the desk opened after all.
    pub(crate) async fn until_open(&self) {
        self.opened.notified().await;
    }

    /// Whether a recovery key was issued for this profile.
    pub(crate) fn has_recovery_copy(&self) -> bool {
        has_recovery_copy(&self.open.profile)
    }

    /// Brings the key of the profile back, by the recovery key as typed.
    pub(crate) fn restore_key(&self, typed: &str) -> Result<(), CommandError> {
        Ok(restore_key(&self.open.profile, typed, &self.open.key)?)
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
