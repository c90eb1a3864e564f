//! The comparison after a sync: what came since the one before, as a whole, at most once an hour.

use mojo_domain::to_micros;
use mojo_store::digests::{self, Comparison};

use super::VerifyError;
use super::compare::{Compare, Outcome};
use crate::sync::driver::storing::actor;
use crate::{Desk, Op, Topic};

/// Between two of them.
const HOUR_MICROS: i64 = 3_600_000_000;

impl Desk {
    /// Compares what came since the last comparison, when that was an hour ago. What differs shows
    /// in the pill; a full comparison then says what it is. That it could not be compared now is no
    /// news: the next sync tries again.
    pub(in crate::sync) async fn compare_lightly(&self) {
        match self.compare_since().await {
            Ok(()) => {}
            Err(VerifyError::Store(error)) => {
                let code = crate::Refusal::code(&error);
                tracing::error!(code, "what came could not be compared");
            }
            Err(error) => tracing::debug!(%error, "what came was not compared"),
        }
    }

    async fn compare_since(&self) -> Result<(), VerifyError> {
        let last = digests::find_last(&mut self.reader().await?).await?;
        let now = to_micros(self.now());
        let is_recent = |last: &Comparison| (0..HOUR_MICROS).contains(&(now - last.compared_at));
        // What differs stays red until somebody compares everything.
        if last.as_ref().is_some_and(|last| is_recent(last) || last.state == "differs") {
            return Ok(());
        }
        let held = self.inner().sync.driver.lock().await;
        let mut compare = Compare::open(self).await?;
        let mut outcome = compare.begin();
        let is_same = |last: &&Comparison| is_continued(last, &compare);
        let from = last.as_ref().filter(is_same).map_or((0, 0), |last| (last.dseq, last.seq));
        let mut is_equal = compare.since(from, &mut outcome).await?;
        if last.is_some_and(|last| from != (0, 0) && last.scopes != outcome.scopes) {
            // What the user may see has changed: begin anew.
            outcome = compare.begin();
            is_equal = compare.since((0, 0), &mut outcome).await?;
        }
        drop(held);
        self.keep_light(outcome, is_equal, compare.requests).await
    }

    async fn keep_light(
        &self,
        mut outcome: Outcome,
        is_equal: bool,
        requests: i64,
    ) -> Result<(), VerifyError> {
        outcome.is_light = true;
        let mut comparison = outcome.comparison(self, requests);
        if !is_equal {
            tracing::error!("desk and platform differ in what came since the last comparison");
            "differs".clone_into(&mut comparison.state);
        }
        let mut tx = self.store().transact(Op::Sync.name(), actor(self).await?).await?;
        digests::keep_comparison(&mut tx, &comparison, &[]).await?;
        tx.commit().await?;
        self.announce(Topic::Sync);
        Ok(())
    }
}

/// The same device in the same log goes on where it stood.
fn is_continued(last: &Comparison, compare: &Compare) -> bool {
    last.device_id == compare.own.device_id
        && last.epoch == compare.own.epoch
        && last.log_epoch == compare.state.log_epoch
}
