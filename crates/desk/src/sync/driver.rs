//! The driver: asks the engine what to do, does it with the network and the store, and tells it
//! what came of it. The engine decides; nothing here does.

pub(super) mod requests;
pub(super) mod storing;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use mojo_domain::Ticks;
use mojo_store::{StoreError, device, outbox, sync_state};
use mojo_sync::{Action, Engine, Input, Moment, Report, Standing};

use crate::account::Mode;
use crate::{Desk, Op, Refusal, Topic};

/// What a round has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Done {
    /// Entries that got their verdict.
    pub(super) pushed: usize,
    /// Changes of others that were applied.
    pub(super) pulled: usize,
    /// Why the last attempt came to nothing.
    pub(super) error: Option<String>,
}

/// Drives the engine of one desk.
pub(crate) struct Driver {
    engine: Engine,
    ticks: Arc<dyn Ticks>,
    began: Duration,
    pub(super) wake_at: Option<Duration>,
    pub(super) done: Done,
}

impl Driver {
    /// A driver that goes on where the database stands.
    pub(super) async fn open(desk: &Desk) -> Result<Self, StoreError> {
        replay(desk).await?;
        let mut reader = desk.reader().await?;
        let device = device::find(&mut reader).await?.ok_or(StoreError::NoDevice)?;
        let state = sync_state::find(&mut reader).await?;
        let settled = outbox::settled_dseq(&mut reader, device.epoch, device.head_dseq).await?;
        drop(reader);
        let standing = Standing {
            is_signed_in: is_signed_in(desk).await?,
            is_enrolled: device.is_enrolled,
            head_dseq: device.head_dseq,
            settled_dseq: settled.min(state.acked_dseq),
            cursor: state.cursor,
            log_epoch: state.log_epoch,
            client_version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let ticks = desk.inner().sync.ticks();
        Ok(Self {
            engine: Engine::new(standing),
            began: ticks.elapsed(),
            ticks,
            wake_at: None,
            done: Done::default(),
        })
    }

    /// Since the driver began.
    pub(super) fn elapsed(&self) -> Duration {
        self.ticks.elapsed().saturating_sub(self.began)
    }

    /// Tells the engine what happened and does what it wants, until it rests or waits.
    pub(super) async fn run(&mut self, desk: &Desk, input: Input) -> Result<(), StoreError> {
        self.wake_at = None;
        let mut inputs = VecDeque::from([input, self.head(desk).await?]);
        while let Some(input) = inputs.pop_front() {
            let moment = Moment { at: self.elapsed(), chance: chance(desk) };
            for action in self.engine.handle(moment, input) {
                if let Some(input) = self.act(desk, action).await? {
                    inputs.push_back(input);
                    // What was recorded meanwhile goes with the same round.
                    inputs.push_back(self.head(desk).await?);
                }
            }
        }
        Ok(())
    }

    async fn head(&self, desk: &Desk) -> Result<Input, StoreError> {
        let device = device::find(&mut desk.reader().await?).await?;
        let head_dseq = device.map_or(0, |device| device.head_dseq);
        Ok(Input::OutboxFilled { head_dseq })
    }

    async fn act(&mut self, desk: &Desk, action: Action) -> Result<Option<Input>, StoreError> {
        let stored = match action {
            Action::Send { ticket, request } => {
                return requests::send(desk, ticket, request).await.map(Some);
            }
            Action::WakeAt(at) => {
                self.wake_at = Some(self.wake_at.map_or(at, |other| other.min(at)));
                return Ok(None);
            }
            Action::Report(report) => return self.report(desk, report).await.map(|()| None),
            Action::Greet { log_epoch, nonce, acknowledged, rewind } => {
                let greeting = storing::Greeting { log_epoch, nonce, acknowledged, rewind };
                storing::greet(desk, greeting).await
            }
            Action::Settle { verdicts, acknowledged, clamped } => {
                let settled = storing::settle(desk, &verdicts, &acknowledged, &clamped).await;
                if settled.is_ok() {
                    self.done.pushed += verdicts.len();
                }
                settled
            }
            Action::Apply { page } => match storing::apply(desk, &page).await {
                Ok(others) => {
                    self.done.pulled += others;
                    Ok(Input::PageApplied)
                }
                Err(error) => Err(error),
            },
            Action::NewEpoch => storing::begin_epoch(desk).await,
        };
        Ok(Some(stored.unwrap_or_else(|error| {
            tracing::error!(code = error.code(), "the store could not keep what the sync brought");
            Input::LocalFailed { code: error.code().to_owned() }
        })))
    }

    async fn report(&mut self, desk: &Desk, report: Report) -> Result<(), StoreError> {
        let (code, is_offline) = match &report {
            Report::Working => {
                desk.announce(Topic::Sync);
                return Ok(());
            }
            Report::Finished => (None, false),
            Report::Failed { code, is_offline } => (Some(code.as_str()), *is_offline),
            Report::SignedOut => (Some("signed_out"), false),
            Report::Revoked => (Some("device_revoked"), false),
        };
        self.done.error = code.map(str::to_owned);
        if matches!(report, Report::SignedOut) {
            forget_token(desk).await?;
        }
        let actor = storing::actor(desk).await?;
        let mut tx = desk.store().transact(Op::Sync.name(), actor).await?;
        sync_state::finish(&mut tx, code.map(|code| (code, is_offline))).await?;
        if matches!(report, Report::Revoked) {
            device::revoke(&mut tx, false).await?;
        }
        tx.commit().await?;
        desk.announce(Topic::Sync);
        Ok(())
    }
}

/// Takes up what was kept because an older program did not know it.
async fn replay(desk: &Desk) -> Result<(), StoreError> {
    let Some(actor) = desk.actor() else { return Ok(()) };
    let mut tx = desk.store().transact(Op::Sync.name(), actor).await?;
    let taken_up = sync_state::replay_unknown(&mut tx).await?;
    tx.commit().await?;
    if taken_up > 0 {
        tracing::info!(taken_up, "changes of formerly unknown kinds taken up");
    }
    Ok(())
}

/// The token does not hold any more: whoever works here goes on working, offline.
pub(super) async fn forget_token(desk: &Desk) -> Result<(), StoreError> {
    let Some(mut session) = desk.find_session().await? else { return Ok(()) };
    session.token = None;
    session.identity = None;
    let mut tx = desk.store().transact(Op::Settings.name(), session.actor_id).await?;
    Desk::keep_session(&mut tx, &session).await?;
    tx.commit().await?;
    desk.announce(Topic::Account);
    Ok(())
}

async fn is_signed_in(desk: &Desk) -> Result<bool, StoreError> {
    let session = desk.find_session().await?;
    Ok(session.is_some_and(|session| session.mode == Mode::Platform && session.token.is_some()))
}

fn chance(desk: &Desk) -> u64 {
    let mut bytes = [0; 8];
    desk.inner().entropy.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
