//! What can go wrong between the platform and its database.

use chrono::{DateTime, Utc};

/// A failure of the database, or of what stands in it.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The driver says no.
    #[error("the database failed: {0}")]
    Driver(#[from] sqlx::Error),
    /// A query failed.
    #[error("the query {name} failed: {source}")]
    Query {
        /// Its name in the program.
        name: &'static str,
        /// What the driver says.
        source: sqlx::Error,
    },
    /// A row that no version of this program writes.
    #[error("inconsistent row: column {column}")]
    Inconsistency {
        /// The column that cannot be read.
        column: &'static str,
    },
    /// The address is neither `sqlite:PATH` nor `postgres://...`.
    #[error("not a database address: {0} (sqlite:PATH or postgres://USER@HOST/NAME)")]
    Address(String),
    /// The server does not answer, or not as PostgreSQL does.
    #[error(
        "the PostgreSQL server at {place} does not answer ({why}); check that it runs and that the \
         address is right"
    )]
    Unreachable {
        /// Host and port.
        place: String,
        /// What was found.
        why: String,
    },
    /// A migration that was applied differs from the one built in.
    #[error("migration {0} was applied with another text")]
    ChangedMigration(String),
    /// The database was migrated by a newer program.
    #[error(
        "a newer program has migrated this database ({found} migrations, this program knows \
             {known}); nothing was changed, please update this program"
    )]
    NewerDatabase {
        /// Applied in the database.
        found: i64,
        /// Built into this program.
        known: i64,
    },
    /// The payment provider did not tell what was asked.
    #[error("the payment provider does not answer: {0}")]
    Provider(String),
    /// A job was asked to work at an instant that has not come yet.
    #[error(
        "--as-of {asked:?} is later than now, {now:?}: what a job writes is never changed again; \
         leave --as-of out, or give an instant that is over (on a platform for trying things, lead \
         its clock there: --trial-clock)"
    )]
    NotYet {
        /// What was asked.
        asked: DateTime<Utc>,
        /// What the clock says.
        now: DateTime<Utc>,
    },
    /// A database for trying things is opened as a platform for real.
    #[error(
        "this database was made for trying things: it never becomes a platform for real; open it \
         with --trial, or name another one with --database"
    )]
    ForTrials,
    /// A database that was not made for trying things is opened as one that was.
    #[error(
        "this database was not made for trying things, and never becomes one: leave --trial out, \
         or name a new one with --database, which `serve`, `found` and `migrate` make"
    )]
    ForWork,
    /// The clock of a platform for trying things is led beyond what can be counted with.
    #[error("a clock is led no further than to the end of 2199, and {asked:?} is later")]
    TooFar {
        /// What was asked.
        asked: DateTime<Utc>,
    },
    /// The domain refuses what was read.
    #[error("what is stored breaks a rule: {0}")]
    Rule(String),
}

/// How often what the database took back is tried before that is told.
pub(crate) const MOST_TRIES: u32 = 5;

impl StorageError {
    /// Another row has what may be there once.
    pub(crate) fn is_taken(&self) -> bool {
        let (Self::Driver(error) | Self::Query { source: error, .. }) = self else { return false };
        error.as_database_error().is_some_and(|error| error.is_unique_violation())
    }

    /// The database took the transaction back because of another one, and nothing was done: the same may
    /// be tried again at once. 40001 and 40P01 are PostgreSQL's.
    pub(crate) fn is_taken_back(&self) -> bool {
        let (Self::Driver(error) | Self::Query { source: error, .. }) = self else { return false };
        let code = error.as_database_error().and_then(|error| error.code());
        matches!(code.as_deref(), Some("40001" | "40P01"))
    }

    /// The disk of the database is full: the transaction was taken back, and the same request may be
    /// repeated once there is room. 13 is SQLITE_FULL, 4874 that the index of its log has no room; 53100
    /// is PostgreSQL's.
    pub(crate) fn is_full(&self) -> bool {
        let (Self::Driver(error) | Self::Query { source: error, .. }) = self else { return false };
        let code = error.as_database_error().and_then(|error| error.code());
        matches!(code.as_deref(), Some("13" | "4874" | "53100"))
    }

    /// It is not about what was written: what would be written next waits, too.
    pub(crate) fn is_of_all(&self) -> bool {
        self.is_busy() || self.is_full()
    }

    /// The database is reachable but did not take the change now; the same request may be repeated.
    pub(crate) fn is_busy(&self) -> bool {
        let (Self::Driver(error) | Self::Query { source: error, .. }) = self else { return false };
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => true,
            sqlx::Error::Database(error) => {
                // 40001 and 40P01 of PostgreSQL; 5 (busy) of SQLite with its extensions.
                matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "261" | "517"))
            }
            _ => false,
        }
    }
}
