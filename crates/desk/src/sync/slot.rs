//! What a desk keeps for its sync: the way to the platform, and the driver, one at a time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use mojo_domain::Ticks;
use tokio::sync::{Mutex, Notify};
use tokio::task::JoinHandle;

use super::driver::Driver;
use super::http::Http;
use super::transport::Transport;
use crate::SystemTicks;

/// The sync's place in the desk.
#[derive(Default)]
pub(crate) struct SyncSlot {
    transport: RwLock<Option<Arc<dyn Transport>>>,
    ticks: RwLock<Option<Arc<dyn Ticks>>>,
    /// Made at the first need; whoever holds the lock is the one that syncs.
    pub(super) driver: Mutex<Option<Driver>>,
    is_running: AtomicBool,
    /// The background's loop, once it was begun.
    looping: std::sync::Mutex<Option<JoinHandle<()>>>,
    is_stopping: AtomicBool,
    /// Wakes the loop for other reasons than a full outbox.
    pub(super) nudged: Notify,
}

impl SyncSlot {
    /// The way to the platform.
    pub(crate) fn transport(&self) -> Arc<dyn Transport> {
        let mut held = self.transport.write().unwrap_or_else(PoisonError::into_inner);
        held.get_or_insert_with(|| Arc::new(Http::new())).clone()
    }

    pub(super) fn set_transport(&self, transport: Arc<dyn Transport>) {
        *self.transport.write().unwrap_or_else(PoisonError::into_inner) = Some(transport);
    }

    /// Where its waits are measured.
    pub(super) fn ticks(&self) -> Arc<dyn Ticks> {
        let mut held = self.ticks.write().unwrap_or_else(PoisonError::into_inner);
        held.get_or_insert_with(|| Arc::new(SystemTicks::default())).clone()
    }

    pub(super) fn set_ticks(&self, ticks: Arc<dyn Ticks>) {
        *self.ticks.write().unwrap_or_else(PoisonError::into_inner) = Some(ticks);
    }

    pub(super) fn set_running(&self, is_running: bool) {
        self.is_running.store(is_running, Ordering::Relaxed);
    }

    pub(super) fn is_running(&self) -> bool {
        self.is_running.load(Ordering::Relaxed)
    }

    /// Begins the loop, once.
    pub(super) fn begin_loop(&self, begin: impl FnOnce() -> JoinHandle<()>) {
        self.looping.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(begin);
    }

    /// Tells the loop to end; gives it back, when there is one.
    pub(super) fn end_loop(&self) -> Option<JoinHandle<()>> {
        self.is_stopping.store(true, Ordering::SeqCst);
        self.nudged.notify_one();
        self.looping.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::SeqCst)
    }

    /// Forgets the driver: another session begins.
    pub(crate) async fn reset(&self) {
        *self.driver.lock().await = None;
        self.nudged.notify_one();
    }
}
