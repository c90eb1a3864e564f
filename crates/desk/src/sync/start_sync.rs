//! Syncing in the background, for as long as the desk is open.

use std::sync::Arc;
use std::time::Duration;

use mojo_domain::Ticks;
use mojo_sync::Input;
use mojo_sync::backoff::{EAGER, POLL};

use super::transport::Transport;
use crate::Desk;

/// How often to look whether another program (`mojo`) has recorded something in this profile: it
/// cannot wake us, and what it recorded must be on its way within 30 seconds too.
const GLANCE: Duration = Duration::from_secs(15);

/// How long a round under way may take when the desk closes.
const PATIENCE: Duration = Duration::from_secs(2);

impl Desk {
    /// Begins to sync in the background: at once, after every change, and in between. Beginning
    /// twice changes nothing. The loop ends with the runtime, or by [`Desk::stop_sync`].
    pub fn start_sync(&self) {
        self.inner().sync.begin_loop(|| tokio::spawn(keep_syncing(self.clone())));
    }

    /// Ends the sync in the background, for good: before the desk is closed while the program goes
    /// on. A round under way may end; one that waits for the network is given up, as if the program
    /// had ended, and the next start sends it again.
    pub async fn stop_sync(&self) {
        let Some(mut looping) = self.inner().sync.end_loop() else { return };
        if tokio::time::timeout(PATIENCE, &mut looping).await.is_err() {
            looping.abort();
            // That it was cancelled is what was asked for.
            let _ = looping.await;
        }
    }

    /// The machine has another network, or woke up: try at once.
    pub fn network_changed(&self) {
        self.inner().sync.nudged.notify_one();
    }

    /// One turn of the background's loop, for whoever has a loop of its own: what is due is done;
    /// gives back how long the sync may rest if nothing happens before.
    pub async fn tick_sync(&self) -> Duration {
        drive(self, Input::Tick).await
    }

    /// Measures the waits of the sync by `ticks`; before the first sync.
    pub fn use_ticks(&self, ticks: Arc<dyn Ticks>) {
        self.inner().sync.set_ticks(ticks);
    }

    /// Sends all requests over `transport` from now on; for tests, and for machines with a way of
    /// their own to the platform.
    pub fn use_transport(&self, transport: Arc<dyn Transport>) {
        self.inner().sync.set_transport(transport);
    }
}

async fn keep_syncing(desk: Desk) {
    let mut input = Input::Tick;
    while !desk.inner().sync.is_stopping() {
        let wait = drive(&desk, input).await;
        let slot = &desk.inner().sync;
        input = tokio::select! {
            () = desk.inner().outbox_filled.notified() => Input::Tick,
            () = slot.nudged.notified() => Input::NetworkChanged,
            () = tokio::time::sleep(wait.min(GLANCE)) => Input::Tick,
        };
    }
}

/// Drives the engine and says how long it may rest.
async fn drive(desk: &Desk, input: Input) -> Duration {
    if !desk.is_set_up_for_sync().await {
        return POLL;
    }
    let done = match desk.drive(input).await {
        Ok(done) => done,
        Err(error) => {
            let code = crate::Refusal::code(&error);
            tracing::error!(code, "the sync could not read the store");
            return EAGER;
        }
    };
    // A first sync that failed at signing in succeeds here.
    if let Err(error) = desk.settle_in().await {
        tracing::error!(code = crate::Refusal::code(&error), "the till could not be set up");
    }
    if done.error.is_none() {
        desk.compare_lightly().await;
    }
    let held = desk.inner().sync.driver.lock().await;
    let rest = held
        .as_ref()
        .and_then(|driver| driver.wake_at.map(|at| at.saturating_sub(driver.elapsed())));
    rest.unwrap_or(POLL)
}

impl Desk {
    async fn is_set_up_for_sync(&self) -> bool {
        let session = self.find_session().await.ok().flatten();
        session.is_some_and(|session| session.token.is_some())
    }
}
