//! What can go wrong in the store.

/// An error of the local database. "Not found" is no error: it is `Ok(None)`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database answered with an error.
    #[error("database: {0}")]
    Driver(#[from] sqlx::Error),
    /// The key does not open this file, or the file is no database.
    #[error("the key does not open this database")]
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

    /// Whether the disk is full.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Driver(sqlx::Error::Database(e)) if e.code().as_deref() == Some("13"))
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
