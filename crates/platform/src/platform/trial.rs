//! A platform for trying things, as a value.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mojo_domain::{Clock, Entropy};

use super::{Platform, state_of};
use crate::http::Limits;
use crate::storage::{Database, StorageError};
use crate::trial::{TrialOpening, open_clock, refuse_work};

impl Platform {
    /// Opens (and migrates) a database for trying things, whose clock is `clock` led forward. It moves no
    /// money and sends no mail, whatever it is given to do so with.
    ///
    /// # Errors
    /// [`StorageError`] when the database cannot be opened or is newer than this program;
    /// [`StorageError::ForWork`] for one that was not made for trying things, [`StorageError::TooFar`]
    /// for a clock that is led too far.
    pub async fn open_trial(
        (url, key): (&str, Option<&str>),
        limits: Limits,
        opening: TrialOpening,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StorageError> {
        let database = Database::open(url, key).await?;
        refuse_work(&database).await?;
        database.migrate().await?;
        let clock = open_clock(&database, opening, clock).await?;
        let state = state_of(database, limits, clock.clone(), entropy).await?;
        Ok(Self { state: state.with_trial_clock(clock) })
    }

    /// What the clock of a platform for trying things says; `None` for a platform for real.
    pub fn trial_now(&self) -> Option<DateTime<Utc>> {
        self.state.trial_clock().map(Clock::now)
    }
}
