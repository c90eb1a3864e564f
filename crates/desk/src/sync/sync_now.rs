//! Syncing now, once: what waits is sent, what others did is fetched.

use mojo_store::StoreError;
use mojo_sync::Input;

use super::driver::{Done, Driver};
use crate::account::Mode;
use crate::views::SyncView;
use crate::{Desk, Refusal};

/// How a round ends that destroyed the database.
pub(super) const ERASED: &str = "device_erased";

/// Why there was no attempt, or nothing left to answer with.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// Nobody is signed in on a platform.
    #[error("nobody is signed in on a platform; sign in first")]
    SignedOut,
    /// The offline demo has no platform.
    #[error("the offline demo has no platform to sync with")]
    LocalOnly,
    /// The owner called this device lost, and its database was just destroyed.
    #[error(
        "the owner called this device lost: what it held is handed over, its database destroyed"
    )]
    Erased,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for SyncError {
    fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::LocalOnly => "local_only",
            Self::Erased => ERASED,
            Self::Store(error) => error.code(),
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncRound {
    /// Entries that the platform has taken.
    pub pushed: usize,
    /// Changes of others that were applied.
    pub pulled: usize,
    /// Entries that still wait.
    pub pending: i64,
    /// Why the attempt came to nothing, a code; `None` when all is sent and fetched.
    pub error: Option<String>,
}

impl Desk {
    /// Syncs now and says how it stands. That the platform cannot be reached is no error: the view
    /// says so.
    ///
    /// # Errors
    /// [`SyncError`] when nobody is signed in on a platform.
    pub async fn sync_now(&self) -> Result<SyncView, SyncError> {
        self.sync_round().await?;
        Ok(self.sync_status().await?)
    }

    /// Syncs now and counts.
    ///
    /// # Errors
    /// [`SyncError`] when nobody is signed in on a platform.
    pub async fn sync_round(&self) -> Result<SyncRound, SyncError> {
        let round = self.sync_round_alone().await?;
        if round.error.is_none() {
            self.compare_lightly().await;
        }
        Ok(round)
    }

    /// The same, and nothing is compared afterwards.
    pub(super) async fn sync_round_alone(&self) -> Result<SyncRound, SyncError> {
        match self.find_session().await? {
            None => return Err(SyncError::SignedOut),
            Some(session) if session.mode == Mode::Demo => return Err(SyncError::LocalOnly),
            Some(session) if session.token.is_none() => return Err(SyncError::SignedOut),
            Some(_) => {}
        }
        let mut done = self.drive(Input::SyncNow).await?;
        if done.error.as_deref() == Some(ERASED) {
            return Err(SyncError::Erased);
        }
        // What came may say in which country the till stands; what that records goes out at once.
        if self.settle_in().await? && done.error.is_none() {
            let more = self.drive(Input::SyncNow).await?;
            done.pushed += more.pushed;
            done.pulled += more.pulled;
            done.error = more.error;
        }
        let pending = self.sync_status().await?.pending;
        Ok(SyncRound { pushed: done.pushed, pulled: done.pulled, pending, error: done.error })
    }

    /// Hands `input` to the engine, and does what it wants until it rests or waits.
    pub(super) async fn drive(&self, input: Input) -> Result<Done, StoreError> {
        let slot = &self.inner().sync;
        let mut held = slot.driver.lock().await;
        if self.is_revoked().await? {
            return self.part().await;
        }
        let driver = match held.as_mut() {
            Some(driver) => driver,
            None => held.insert(Driver::open(self).await?),
        };
        driver.done = Done::default();
        slot.set_running(true);
        let ran = driver.run(self, input).await;
        slot.set_running(false);
        let done = driver.done.clone();
        if ran.is_err() {
            // The engine and the database may have come apart: begin anew from what is stored.
            *held = None;
        }
        self.announce(crate::Topic::Sync);
        ran?;
        if self.is_revoked().await? {
            return self.part().await;
        }
        Ok(done)
    }
}
