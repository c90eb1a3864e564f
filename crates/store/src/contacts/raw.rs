//! What the machine could do at best: the limits that the benchmarks set beside search and import.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, QueryBuilder, Sqlite};

use super::typed::after;
use crate::{DatabaseKey, Source, StoreError};

/// One bare range of an index in the same file: no look-up of names by their beginning can be
/// quicker. Gives the number of rows.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn prefix(
    source: &mut impl Source,
    prefix: &str,
    limit: u32,
) -> Result<usize, StoreError> {
    let sql = "SELECT word FROM contact_names WHERE word >= $1 AND word < $2 LIMIT $3";
    let query = sqlx::query(sql).bind(prefix.to_owned()).bind(after(prefix)).bind(limit);
    Ok(query.fetch_all(source.rows()).await?.len())
}

/// Bare rows in one table without an index, 500 a statement, in a new encrypted file: no import
/// can be quicker.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn insert(path: &Path, key: &DatabaseKey, rows: &[String]) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .pragma("key", key.pragma())
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = options.connect().await?;
    sqlx::query("CREATE TABLE raw (no INTEGER PRIMARY KEY, row TEXT NOT NULL) STRICT")
        .execute(&mut connection)
        .await?;
    for rows in rows.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new("INSERT INTO raw (row) ");
        query.push_values(rows, |mut values, row| {
            values.push_bind(row);
        });
        query.build().execute(&mut connection).await?;
    }
    connection.close().await?;
    Ok(())
}
