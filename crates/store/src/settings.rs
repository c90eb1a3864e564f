//! Small values of this installation.

use crate::{Source, StoreError, Tx};

/// A value, when it was set.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(source: &mut impl Source, name: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT value FROM settings WHERE name = $1")
        .bind(name)
        .fetch_optional(source.rows())
        .await?;
    Ok(row.map(|(value,)| value))
}

/// Sets a value; it belongs to this installation and is not journaled.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO settings (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Forgets a value.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn forget(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM settings WHERE name = $1").bind(name).execute(tx.connection()).await?;
    Ok(())
}
