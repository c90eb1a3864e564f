//! Reading columns: what lies as text in a row becomes an id, a day, a currency, a name of the
//! wire again, or an [`StoreError::Inconsistency`] that names table, column and row.

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::StoreError;

/// A table whose rows are read, with the column that names a row.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a> {
    pub(crate) row: &'a SqliteRow,
    pub(crate) table: &'static str,
    pub(crate) key: &'static str,
}

impl Columns<'_> {
    pub(crate) fn text(&self, column: &str) -> Result<String, StoreError> {
        Ok(self.row.try_get(column)?)
    }

    pub(crate) fn number(&self, column: &str) -> Result<i64, StoreError> {
        Ok(self.row.try_get(column)?)
    }

    pub(crate) fn flag(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.number(column)? != 0)
    }

    pub(crate) fn count(&self, column: &'static str) -> Result<u32, StoreError> {
        u32::try_from(self.number(column)?).map_err(|_| self.broken(column))
    }

    pub(crate) fn count_opt(&self, column: &'static str) -> Result<Option<u32>, StoreError> {
        let value: Option<i64> = self.row.try_get(column)?;
        let count = |value| u32::try_from(value).map_err(|_| self.broken(column));
        value.map(count).transpose()
    }

    pub(crate) fn instant(
        &self,
        column: &str,
    ) -> Result<chrono::DateTime<chrono::Utc>, StoreError> {
        Ok(mojo_domain::from_micros(self.number(column)?))
    }

    pub(crate) fn instant_opt(
        &self,
        column: &str,
    ) -> Result<Option<chrono::DateTime<chrono::Utc>>, StoreError> {
        let value: Option<i64> = self.row.try_get(column)?;
        Ok(value.map(mojo_domain::from_micros))
    }

    /// An id, a day, a currency.
    pub(crate) fn parse<T: FromStr>(&self, column: &'static str) -> Result<T, StoreError> {
        self.text(column)?.parse().map_err(|_| self.broken(column))
    }

    /// An id or a day that may be missing.
    pub(crate) fn parse_opt<T: FromStr>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.row.try_get(column)?;
        text.map(|text| text.parse().map_err(|_| self.broken(column))).transpose()
    }

    /// A name of the wire.
    pub(crate) fn name<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        from_name(self.text(column)?).ok_or_else(|| self.broken(column))
    }

    /// A name of the wire that may be missing.
    pub(crate) fn name_opt<T: DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.row.try_get(column)?;
        text.map(|text| from_name(text).ok_or_else(|| self.broken(column))).transpose()
    }

    /// A value kept as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|_| self.broken(column))
    }

    pub(crate) fn broken(&self, column: &'static str) -> StoreError {
        let row = self.row.try_get(self.key).unwrap_or_default();
        StoreError::Inconsistency { table: self.table, column, row }
    }
}

/// The name of a value on the wire, which is its name at rest too.
pub(crate) fn to_name<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The value with this name on the wire.
pub(crate) fn from_name<T: DeserializeOwned>(name: String) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name)).ok()
}

/// A value as JSON, for a column that keeps it whole.
pub(crate) fn to_json<T: Serialize>(entity: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::body(entity))
}
