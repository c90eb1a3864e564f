//! Signing in with the system's own browser (OpenID Connect: authorization code with PKCE, RFC 7636,
//! and a redirection to this machine, RFC 8252). The desk never sees a password.

mod flow;
mod form;
mod loopback;
mod open;
mod proof;
mod provider;
mod renew;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

pub use open::{Browser, SystemBrowser};
pub(crate) use renew::Renewal;

/// How a session that was begun in a browser is renewed without one. It lies where the session's
/// token lies.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The identity provider, as its tokens name it.
    pub issuer: String,
    /// The public client of the desks there.
    pub client_id: String,
    /// Counts once; the answer brings the next one.
    pub refresh_token: String,
}

/// The refresh token is shown nowhere.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// The browser's place in the desk: which one, and who waits for it.
#[derive(Default)]
pub(crate) struct BrowserSlot {
    browser: RwLock<Option<Arc<dyn Browser>>>,
    /// Dropped or used, it ends the waiting.
    waiting: Mutex<Option<oneshot::Sender<()>>>,
}

impl BrowserSlot {
    fn browser(&self) -> Arc<dyn Browser> {
        let held = self.browser.read().unwrap_or_else(PoisonError::into_inner);
        held.clone().unwrap_or_else(|| Arc::new(SystemBrowser))
    }

    pub(super) fn set(&self, browser: Arc<dyn Browser>) {
        *self.browser.write().unwrap_or_else(PoisonError::into_inner) = Some(browser);
    }

    /// Begins to wait; whoever waited before waits no more.
    fn begin(&self) -> oneshot::Receiver<()> {
        let (cancel, cancelled) = oneshot::channel();
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(cancel);
        cancelled
    }

    fn cancel(&self) {
        drop(self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
