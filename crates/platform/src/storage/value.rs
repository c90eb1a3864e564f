//! The few types that cross into SQL: whole numbers, texts, bytes, and their absence.

use std::fmt::Display;
use std::str::FromStr;

use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use super::StorageError;

/// A parameter of a query.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    /// An id or another value by its text.
    pub(crate) fn id(id: impl Display) -> Self {
        Self::Text(Some(id.to_string()))
    }

    /// The text of an optional value.
    pub(crate) fn opt_id(id: Option<impl Display>) -> Self {
        Self::Text(id.map(|id| id.to_string()))
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

/// Writes the parameters of a query: `values![tenant, 5, name]`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::storage::Value::from($value)),*] };
}
pub(crate) use values;

/// A row of either database, read by column name.
#[derive(Debug)]
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! get {
    ($row:expr, $column:expr) => {
        match $row {
            Row::Sqlite(row) => row.try_get($column),
            Row::Postgres(row) => row.try_get($column),
        }
        .map_err(|_| StorageError::Inconsistency { column: $column })
    };
}

impl Row {
    pub(crate) fn int(&self, column: &'static str) -> Result<i64, StorageError> {
        get!(self, column)
    }

    pub(crate) fn opt_int(&self, column: &'static str) -> Result<Option<i64>, StorageError> {
        get!(self, column)
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String, StorageError> {
        get!(self, column)
    }

    pub(crate) fn opt_text(&self, column: &'static str) -> Result<Option<String>, StorageError> {
        get!(self, column)
    }

    pub(crate) fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StorageError> {
        get!(self, column)
    }

    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, StorageError> {
        Ok(self.int(column)? != 0)
    }

    /// A value that has a text form, as an id or a day.
    pub(crate) fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, StorageError> {
        self.text(column)?.parse().map_err(|_| StorageError::Inconsistency { column })
    }

    pub(crate) fn opt_parsed<T: FromStr>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StorageError> {
        self.opt_text(column)?
            .map(|text| text.parse().map_err(|_| StorageError::Inconsistency { column }))
            .transpose()
    }
}
