//! A platform for trying things: on a database that was made for it, with the clock of its machine led
//! forward. A scenario whose instants lie ahead is played on it as it would come to pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use mojo_domain::{Clock, from_micros, to_micros};

use crate::storage::purpose::Purpose;
use crate::storage::{Database, StorageError};

/// The last instant to which a clock is led, in microseconds: the end of the year 2199. What is counted
/// from it, in months and years, stays within every calendar.
const LATEST_MICROS: i64 = 7_258_118_400_000_000 - 1;

/// How a platform for trying things is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrialOpening {
    /// A database that nobody has opened before becomes one for trying things.
    pub may_make: bool,
    /// The clock is led to this instant, where it does not say as much.
    pub at_least: Option<DateTime<Utc>>,
}

/// The clock of a platform for trying things: it goes as its machine's, and is ahead of it. By how much
/// stands in the database, so that all its processes tell the same time.
pub(crate) struct TrialClock {
    base: Arc<dyn Clock>,
    /// In microseconds; only grows.
    ahead: AtomicI64,
}

impl TrialClock {
    /// A clock over the machine's, which is ahead of it by so many microseconds.
    pub(crate) fn new(base: Arc<dyn Clock>, ahead: i64) -> Self {
        Self { base, ahead: AtomicI64::new(ahead) }
    }

    /// Takes over to where another process has led it.
    pub(crate) async fn refresh(&self, database: &Database) -> Result<(), StorageError> {
        let mut tx = database.read_ledger().await?;
        let Some(Purpose::Trial { ahead }) = tx.purpose().await? else {
            return Err(StorageError::ForWork);
        };
        self.ahead.fetch_max(ahead, Ordering::SeqCst);
        Ok(())
    }

    /// Leads it to `at_least`; an instant that is over changes nothing. Gives back what it says then.
    pub(crate) async fn lead(
        &self,
        database: &Database,
        at_least: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, StorageError> {
        let asked = to_micros(at_least);
        if asked > LATEST_MICROS {
            return Err(StorageError::TooFar { asked: at_least });
        }
        let ahead = asked.saturating_sub(to_micros(self.base.now()));
        if ahead > 0 {
            let mut tx = database.write_ledger().await?;
            if tx.lead_clock(ahead).await? {
                tracing::warn!(to = %at_least, "the clock of this platform for trying is led on");
            }
            tx.commit().await?;
        }
        self.refresh(database).await?;
        Ok(self.now())
    }
}

impl Clock for TrialClock {
    fn now(&self) -> DateTime<Utc> {
        let ahead = self.ahead.load(Ordering::SeqCst);
        from_micros(to_micros(self.base.now()).saturating_add(ahead))
    }
}

/// What the database is for: what was said of it first, or else what is said now. Only one that holds no
/// tenant becomes one for trying things, and only where `may_make`.
async fn settle_purpose(
    database: &Database,
    is_trial: bool,
    may_make: bool,
) -> Result<Purpose, StorageError> {
    if let Some(said) = database.read_ledger().await?.purpose().await? {
        return Ok(said);
    }
    if is_trial && !may_make {
        return Err(StorageError::ForWork);
    }
    let mut tx = database.write_ledger().await?;
    if is_trial && tx.count_tenants().await? > 0 {
        // From before anybody was asked what a database is for; the database refuses it, too.
        return Err(StorageError::ForWork);
    }
    tx.say_purpose(is_trial).await?;
    // Another process may have been first.
    let said = tx.purpose().await?;
    tx.commit().await?;
    said.ok_or(StorageError::Inconsistency { column: "purpose" })
}

/// Refuses a database that was made for trying things; whatever else was never opened is for work from
/// now on.
pub(crate) async fn hold_to_work(database: &Database) -> Result<(), StorageError> {
    match settle_purpose(database, false, true).await? {
        Purpose::Work => Ok(()),
        Purpose::Trial { .. } => Err(StorageError::ForTrials),
    }
}

/// Refuses a database for work before anything of it is changed: one of an older release, too, which
/// keeps its schema for the programs that work on it.
pub(crate) async fn refuse_work(database: &Database) -> Result<(), StorageError> {
    match database.knows_purposes().await? {
        None => Ok(()),
        Some(false) => Err(StorageError::ForWork),
        Some(true) => match database.read_ledger().await?.purpose().await? {
            Some(Purpose::Work) => Err(StorageError::ForWork),
            Some(Purpose::Trial { .. }) | None => Ok(()),
        },
    }
}

/// The clock of a database for trying things, led as it is opened; refuses every other database.
pub(crate) async fn open_clock(
    database: &Database,
    opening: TrialOpening,
    base: Arc<dyn Clock>,
) -> Result<Arc<TrialClock>, StorageError> {
    let Purpose::Trial { ahead } = settle_purpose(database, true, opening.may_make).await? else {
        return Err(StorageError::ForWork);
    };
    let clock = TrialClock::new(base, ahead);
    if let Some(at_least) = opening.at_least {
        clock.lead(database, at_least).await?;
    }
    Ok(Arc::new(clock))
}
