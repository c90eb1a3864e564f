//! The proof that both sides hold the same: count, sum and hash, here and there, per device and day.
//!
//! Everything is read anew on both sides and compared ([`compare`]); what differs is located and
//! asked again ([`repair`]), never silently: what differed, what was repaired and what was not is
//! recorded and shown. Between two full comparisons, what came since is compared after a sync, at
//! most once an hour ([`light`]).

mod compare;
mod light;
mod repair;
mod show_comparison;

use mojo_store::{StoreError, digests};

use super::Refused;
use super::driver::storing::actor;
use super::sync_now::SyncError;
use crate::views::ComparisonView;
use crate::{Desk, Op, Refusal, Topic};
use compare::{Compare, Outcome};

/// How often it is compared again because somebody else changed something meanwhile.
const ATTEMPTS: usize = 3;

/// Why it could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Nobody is signed in, or there is no platform.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The platform could not be asked.
    #[error("it could not be compared ({code}); nothing was changed, try again")]
    Unreachable {
        /// Why, a code.
        code: String,
    },
    /// The platform's answer does not fit the question.
    #[error("the platform's answer does not fit the question; nothing was changed")]
    Unfit,
    /// Nothing was compared yet.
    #[error("nothing was compared yet; compare first")]
    NotCompared,
    /// The span of days ends before it begins, or is none.
    #[error("{text} is not a day (YYYY-MM-DD), or the span ends before it begins")]
    NotADay {
        /// As it was given.
        text: String,
    },
    /// The report.
    #[error(transparent)]
    Document(#[from] mojo_documents::DocumentError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refused> for VerifyError {
    fn from(refused: Refused) -> Self {
        Self::Unreachable { code: refused.failure.code().to_owned() }
    }
}

impl Refusal for VerifyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Sync(error) => error.code(),
            Self::Unreachable { .. } => "not_compared_now",
            Self::Unfit => "unfit_answer",
            Self::NotCompared => "not_compared_yet",
            Self::NotADay { .. } => "not_a_day",
            Self::Document(_) => "document_failed",
            Self::Store(error) => error.code(),
        }
    }

    fn values(&self) -> std::collections::BTreeMap<String, String> {
        match self {
            Self::Unreachable { code } => [("code".to_owned(), code.clone())].into(),
            Self::NotADay { text } => [("text".to_owned(), text.clone())].into(),
            _ => std::collections::BTreeMap::new(),
        }
    }
}

impl Desk {
    /// Compares everything with the platform: the own journal entry by entry, what was pulled, and
    /// the merged cards. What differs is located, asked again where that is possible, recorded, and
    /// told. Syncs first: what waits is no difference.
    ///
    /// # Errors
    /// [`VerifyError`] when the platform cannot be asked; a difference is no error.
    pub async fn verify_sync(&self) -> Result<ComparisonView, VerifyError> {
        let mut requests = 0;
        let first = self.compare_at_rest(&mut requests).await?;
        let outcome = if first.found.is_empty() {
            first
        } else {
            let repair = self.repair(&first, &mut requests).await?;
            // What was brought again may come back at another place than the one it had.
            self.sync_round_alone().await?;
            self.forget_superseded(&first.found).await?;
            let mut second = self.compare_at_rest(&mut requests).await?;
            second.settle(first, &repair);
            second
        };
        let comparison = outcome.comparison(self, requests);
        let mut tx = self.store().transact(Op::Sync.name(), actor(self).await?).await?;
        digests::keep_comparison(&mut tx, &comparison, &outcome.differences).await?;
        digests::keep_days(&mut tx, comparison.comparison_id, &outcome.days).await?;
        tx.commit().await?;
        if comparison.state == "differs" {
            tracing::error!(count = outcome.remaining(), "desk and platform differ");
        }
        self.announce(Topic::Sync);
        self.show_comparison().await?.ok_or(VerifyError::NotCompared)
    }

    /// Compares while nothing moves: what somebody else changed between pulling and asking is pulled
    /// and compared again.
    async fn compare_at_rest(&self, requests: &mut i64) -> Result<Outcome, VerifyError> {
        let mut attempt = 1;
        loop {
            let round = self.sync_round_alone().await?;
            if let Some(code) = round.error {
                return Err(VerifyError::Unreachable { code });
            }
            // Whoever holds the driver is the one that pulls: nothing is applied meanwhile.
            let held = self.inner().sync.driver.lock().await;
            let mut compare = Compare::open(self).await?;
            let outcome = compare.everything().await;
            *requests += compare.requests;
            drop(held);
            match outcome {
                // A role was changed, or the platform restored: the next round pulls anew.
                Err(VerifyError::Unreachable { code })
                    if code == "cursor_outdated" && attempt < ATTEMPTS => {}
                Ok(outcome) if outcome.found.is_empty() || !outcome.has_moved => {
                    return Ok(outcome);
                }
                Ok(outcome) if attempt == ATTEMPTS => return Ok(outcome),
                Ok(_) => {}
                Err(error) => return Err(error),
            }
            attempt += 1;
        }
    }
}
