//! What can go wrong in the store.

/// An error of the local database. "Not found" is no error: it is `Ok(None)`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database answered with an error.
    #[error("{}", sentence(.0))]
    Driver(#[from] sqlx::Error),
    /// The key does not open this file, or the file is no database.
    #[error(
        "the key does not open this database: it is of another profile, or its beginning is \
         damaged; nothing was changed. Open it where it was made, or put a backup of the profile's \
         folder in its place"
    )]
    WrongKey,
    /// A newer program has written this database.
    #[error(
        "a newer program has written this database (it is of version {found}, this program \
             knows {known}); nothing was changed, please update this program"
    )]
    NewerDatabase {
        /// Of the file.
        found: i64,
        /// Of this program.
        known: i64,
    },
    /// A row breaks a promise of the program.
    #[error("inconsistent {table}.{column} in row {row}")]
    Inconsistency {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
    },
    /// A body cannot be read or written as JSON.
    #[error("body of {entity}: {source}")]
    Body {
        /// The kind of thing.
        entity: String,
        /// Why.
        source: serde_json::Error,
    },
    /// The database has no device yet: it was never set up.
    #[error("the database was never set up")]
    NoDevice,
}

impl StoreError {
    /// A body of `entity` that is no valid JSON of its kind.
    pub fn body(entity: &str) -> impl FnOnce(serde_json::Error) -> Self + '_ {
        |source| Self::Body { entity: entity.to_owned(), source }
    }

    /// Whether it is the content that does not fit, not the database that fails: a body that cannot
    /// be read, or one that breaks a constraint of its table.
    pub(crate) fn is_unfit(&self) -> bool {
        match self {
            Self::Body { .. } => true,
            Self::Driver(sqlx::Error::Database(error)) => {
                error.is_check_violation()
                    || error.is_foreign_key_violation()
                    || error.is_unique_violation()
                    || error.kind() == sqlx::error::ErrorKind::NotNullViolation
            }
            _ => false,
        }
    }

    /// Whether the database was closed: the program ends, or the profile was erased.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Driver(sqlx::Error::PoolClosed))
    }

    /// What the disk has to do with it; `None` when it is something else.
    pub fn disk_fault(&self) -> Option<DiskFault> {
        match self {
            Self::Driver(error) => disk_fault(error),
            _ => None,
        }
    }
}

/// What file or disk have to do with an error of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskFault {
    /// The disk is full: then nothing of the change was kept.
    Full,
    /// The disk refused to read, write or confirm: then what was being committed may have been kept
    /// all the same.
    Refused,
    /// A page of the file is not what was written.
    Damaged,
    /// The file or its folder cannot be written, or not be opened.
    Closed,
}

/// SQLite's result codes (sqlite.org/rescode.html); the low byte is the kind, the rest says more of it.
fn disk_fault(error: &sqlx::Error) -> Option<DiskFault> {
    let sqlx::Error::Database(error) = error else { return None };
    let code: i32 = error.code()?.parse().ok()?;
    match (code & 0xff, code) {
        // SQLITE_FULL; SQLITE_IOERR_SHMSIZE: no room for the index of the log.
        (13, _) | (_, 4874) => Some(DiskFault::Full),
        // The family of SQLITE_IOERR.
        (10, _) => Some(DiskFault::Refused),
        // SQLITE_CORRUPT, and SQLITE_NOTADB for a page that cannot be authenticated.
        (11 | 26, _) => Some(DiskFault::Damaged),
        // SQLITE_READONLY, SQLITE_CANTOPEN.
        (8 | 14, _) => Some(DiskFault::Closed),
        _ => None,
    }
}

/// What happened, what is safe, and what to do.
fn sentence(error: &sqlx::Error) -> String {
    match disk_fault(error) {
        Some(DiskFault::Full) => "the disk is full: this step was not recorded, everything before \
                                  it is safe; make room on the disk and repeat it"
            .to_owned(),
        Some(DiskFault::Damaged) => {
            "the database is damaged: a page of it cannot be read; nothing was changed. Keep a copy \
             of the profile's folder, then put a backup in its place, or sign in on an empty profile \
             to fetch what the platform has; `mojo verify` names the page"
                .to_owned()
        }
        Some(DiskFault::Closed) => "the database cannot be opened for writing; nothing was changed. \
                                    Check that the profile's folder is there and may be written"
            .to_owned(),
        // The commit may stand in the log though the disk did not confirm it.
        Some(DiskFault::Refused) => format!(
            "the disk reported an error: everything before this step is safe, the step itself may \
             or may not be recorded; look before you repeat it, and have the disk checked: {error}"
        ),
        None => format!("database: {error}"),
    }
}

impl From<mojo_protocol::CanonicalError> for StoreError {
    fn from(error: mojo_protocol::CanonicalError) -> Self {
        match error {
            mojo_protocol::CanonicalError::Json(source) => {
                Self::Body { entity: "record".to_owned(), source }
            }
        }
    }
}
