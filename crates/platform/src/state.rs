//! What every request shares.

use std::sync::Arc;

use mojo_domain::{Clock, Entropy};

use crate::commerce::{PseudonymKey, settle_open_facts};
use crate::http::{Limits, Metrics, RateLimiter};
use crate::onboarding::{NoProvider, PayoutAccounts};
use crate::signing::SigningKey;
use crate::storage::{Database, StorageError};

struct Shared {
    database: Database,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    limits: Limits,
    limiter: RateLimiter,
    metrics: Metrics,
    pseudonyms: PseudonymKey,
    signing_key: SigningKey,
}

/// The state behind the router; cheap to clone.
#[derive(Clone)]
pub(crate) struct AppState(Arc<Shared>);

impl AppState {
    pub(crate) fn new(
        database: Database,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        limits: Limits,
        (pseudonyms, signing_key): (PseudonymKey, SigningKey),
    ) -> Self {
        let (limiter, metrics) = (RateLimiter::default(), Metrics::default());
        let shared =
            Shared { database, clock, entropy, limits, limiter, metrics, pseudonyms, signing_key };
        Self(Arc::new(shared))
    }

    /// Settles what sellers left for the ledger.
    pub(crate) async fn settle(&self, now: i64) -> Result<usize, StorageError> {
        settle_open_facts(&self.0.database, self.0.pseudonyms, now).await
    }

    /// Who keeps the accounts for payouts.
    pub(crate) fn payout_accounts(&self) -> &dyn PayoutAccounts {
        &NoProvider
    }

    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.0.signing_key
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.0.entropy
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn limiter(&self) -> &RateLimiter {
        &self.0.limiter
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }
}
